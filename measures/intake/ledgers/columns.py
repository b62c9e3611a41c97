"""The columns of a ledger that comes back: which are taken, which are not, and how each may be titled."""

from collections.abc import Mapping

from django.conf import settings
from django.utils import translation

from measures.choices import Role
from measures.exports.layouts import BLANKS
from measures.exports.reports.ledger import HIDDEN, columns

ROLES: Mapping[str, Role] = {role.value: role for role in Role}
TAKEN = ("title", "text", *ROLES, "due", "phase", "review_state", "note", "withdrawn_on")
HEADINGS = ("chapter", "section", "item")
BLANK = tuple(BLANKS)


def labels() -> dict[str, str]:
    """The title of each column, in the language in use; of roles that a ledger has no column for, too."""
    known = {name: name for name in HIDDEN} | {role.value: str(role.label) for role in Role}
    known |= {name: column.title for name, column in columns().items()}
    return known | {name: str(label) for name, label in BLANKS.items()}


def label_of(column: str) -> str:
    return labels()[column]


def titles() -> dict[str, str]:
    """The name of a column by each title that it has in a language of the site."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {title: name for name, title in labels().items()}
    return found
