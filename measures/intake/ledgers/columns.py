"""The columns of a ledger that comes back: which are taken, which are not, and how each may be titled."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from measures.choices import Role

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Label

ROLES: Mapping[str, Role] = {role.value: role for role in Role}
TAKEN = ("title", "text", *ROLES, "due", "phase", "review_state", "note", "withdrawn_on")
HEADINGS = ("chapter", "section", "item")
BLANK = ("progress", "problems", "next_steps")
LABELS: "Mapping[str, Label]" = {
    "number": pgettext_lazy("ledger", "No."),
    "slug": "slug",
    "version": "version",
    "plan": _("Plan"),
    "chapter": pgettext_lazy("ledger", "Chapter"),
    "section": pgettext_lazy("ledger", "Section"),
    "item": pgettext_lazy("ledger", "Item"),
    "code": _("Code"),
    "title": _("Measure"),
    "text": _("Text"),
    **{role.value: role.label for role in Role},
    "due": _("Deadline"),
    "phase": _("Phase"),
    "timeliness": _("Timeliness"),
    "review_state": _("Review state"),
    "note": _("Remarks"),
    "withdrawn_on": _("Withdrawn on"),
    "source_line": _("Source line"),
    "open_conflicts": _("Open conflicts"),
    "progress": _("Progress so far"),
    "problems": _("Problems found"),
    "next_steps": _("Next steps"),
}


def label_of(column: str) -> str:
    return str(LABELS[column])


def titles() -> dict[str, str]:
    """The name of a column by each title that it has in a language of the site."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {str(label): name for name, label in LABELS.items()}
    return found
