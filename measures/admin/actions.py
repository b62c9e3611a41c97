"""What can be done to many measures at once."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponseBase
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from measures import exports
from measures.admin.edit import edit_link
from measures.admin.types import ModelAdmin
from measures.choices import Phase
from measures.edits import BulkChange, EditVia, Review, SetPhase, change_many
from measures.models import Edit
from measures.querysets import MeasureQuerySet

Action = Callable[[ModelAdmin, HttpRequest, MeasureQuerySet], HttpResponseBase | None]


def change(modeladmin: ModelAdmin, request: HttpRequest, measures: MeasureQuerySet, wanted: BulkChange) -> None:
    """One edit, in batches that keep nobody waiting; of very many by a process of its own, which its page shows."""
    made = change_many(measures, wanted, by=request.user, via=EditVia.ADMIN, detached=True)
    report(modeladmin, request, made)


def report(modeladmin: ModelAdmin, request: HttpRequest, made: Edit) -> None:
    """Tell the editor how many measures an edit changed or is changing, with a link to the edit."""
    text = ngettext("%(count)d measure changed.", "%(count)d measures changed.", made.handled) % {"count": made.handled}
    if made.in_progress:
        text = _("%(planned)d measures are being changed; you may go on working.") % {"planned": made.planned}
    level = messages.SUCCESS if made.handled or made.in_progress else messages.INFO
    modeladmin.message_user(request, format_html("{} {}", text, edit_link(made)), level)


@admin.action(description=_("Confirm selected"), permissions=["change"])
def confirm(modeladmin: ModelAdmin, request: HttpRequest, queryset: MeasureQuerySet) -> None:
    """Published ones stay published."""
    change(modeladmin, request, queryset, Review(step="confirm"))


@admin.action(description=_("Publish selected"), permissions=["change"])
def publish(modeladmin: ModelAdmin, request: HttpRequest, queryset: MeasureQuerySet) -> None:
    change(modeladmin, request, queryset, Review(step="publish"))


def set_phase(phase: Phase) -> Action:
    """An action of the list that gives the selected measures a phase, as one edit."""

    @admin.action(description=format_lazy(_("Set phase: {phase}"), phase=phase.label), permissions=["change"])
    def action(modeladmin: ModelAdmin, request: HttpRequest, queryset: MeasureQuerySet) -> None:
        change(modeladmin, request, queryset, SetPhase(phase=phase))

    action.__name__ = f"set_{phase}"
    return action


def export(file_format: str) -> Action:
    """An action of the list that downloads the ledger of the selected measures."""

    @admin.action(description=format_lazy(_("Export selected as {format}"), format=file_format), permissions=["view"])
    def action(modeladmin: ModelAdmin, request: HttpRequest, queryset: MeasureQuerySet) -> HttpResponseBase:
        return exports.respond("ledger", file_format, queryset)

    action.__name__ = f"export_{file_format}"
    return action


PHASES = [set_phase(phase) for phase in Phase]
EXPORTS = [export(file_format) for file_format in ("xlsx", "csv")]
