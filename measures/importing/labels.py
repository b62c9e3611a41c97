"""What people read for each outcome of a comparison: in the admin and in the reports of commands."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from measures.importing.comparison import Outcome

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Label
else:
    Label = str

OUTCOMES: dict[Outcome, Label] = {
    Outcome.NEW: _("new"),
    Outcome.UPDATE: _("updated"),
    Outcome.WITHDRAW: _("withdrawn"),
    Outcome.REMOVE: _("removed"),
    Outcome.UNCHANGED: _("unchanged"),
    Outcome.KEEP: _("edited here and kept"),
    Outcome.CONFLICT: _("in conflict"),
    Outcome.ABSENT: _("no longer in the document"),
}
