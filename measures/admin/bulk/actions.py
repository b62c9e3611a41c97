"""What can be done to many records of a list at once: panels with the changes (see `bulk`), and files of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponseBase
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from measures import exports
from measures.admin.bulk.base_form import BulkForm
from measures.admin.bulk.forms import MEASURE_FORMS
from measures.admin.types import Label, ModelAdmin
from measures.choices import Phase
from measures.models import Measure
from measures.querysets import MeasureQuerySet

Action = Callable[[ModelAdmin, HttpRequest, MeasureQuerySet], HttpResponseBase | None]
Panels = Sequence[tuple[Label, Sequence[str]]]  # heading and actions; the fields are those of the first


@dataclass(frozen=True)
class Panel:
    """Actions that stand behind one heading, a name and a label each, with the fields that they need.

    Without a heading they need none and stand in the open.
    """

    label: Label
    fields: list[BoundField]
    buttons: list[tuple[str, str]]


class PanelsForm(ActionForm):
    """The actions of a list in panels. What is typed there is checked by the preview, not here."""

    layout: ClassVar[Panels] = ()
    forms: ClassVar[Mapping[str, type[BulkForm[Measure]]]] = {}

    def panels(self) -> Iterator[Panel]:
        """Those with an action that the user may take."""
        offered = self["action"].subwidgets
        allowed = {str(each.data["value"]): str(each.data["label"]) for each in offered}
        for label, names in self.layout:
            buttons = [(name, allowed[name]) for name in names if name in allowed]
            if buttons:
                yield Panel(label, list(self.forms[names[0]]()) if names[0] in self.forms else [], buttons)


class MeasurePanels(PanelsForm):
    forms = MEASURE_FORMS
    layout = [
        (_("Bodies"), ["assign", "replace", "unassign"]),
        (_("Change bodies"), ["reassign"]),
        (_("Deadline"), ["deadline", "no_deadline"]),
        (_("Phase"), [f"set_{phase}" for phase in Phase]),
        (_("Review"), ["confirm", "publish", "unpublish", "reopen"]),
        (_("Validity"), ["withdraw", "bring_back"]),
        (_("Section"), ["section"]),
        (_("Structure"), ["split", "merge", "move_up", "move_down"]),
        (_("Note"), ["note"]),
        (_("Export"), ["export_xlsx", "export_csv"]),
    ]


class SectionPanels(PanelsForm):
    layout = [
        (_("Validity"), ["withdraw", "bring_back"]),
        (_("measures"), ["publish_measures", "unpublish_measures"]),
    ]


class PlanPanels(PanelsForm):
    layout = [
        (_("state"), ["publish", "unpublish", "archive"]),
        (_("measures"), ["publish_measures", "unpublish_measures"]),
    ]


class BodyPanels(PanelsForm):
    layout = [("", ["merge", "take_over"])]


def export(file_format: str) -> Action:
    """An action of the list that downloads the ledger of the selected measures."""

    @admin.action(description=format_lazy(_("Ledger {format}"), format=file_format), permissions=["view"])
    def action(modeladmin: ModelAdmin, request: HttpRequest, queryset: MeasureQuerySet) -> HttpResponseBase:
        return exports.respond("ledger", file_format, exports.ledger_of_list(request.user, queryset))

    action.__name__ = f"export_{file_format}"
    return action


EXPORTS = [export(file_format) for file_format in ("xlsx", "csv")]
