"""What can be done to many measures at once."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponseBase
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from measures import exports
from measures.choices import Phase, ReviewState

Action = Callable[[Any, HttpRequest, Any], HttpResponseBase | None]


def tell(modeladmin: Any, request: HttpRequest, count: int) -> None:
    text = ngettext("%(count)d measure changed.", "%(count)d measures changed.", count) % {"count": count}
    modeladmin.message_user(request, text, messages.SUCCESS if count else messages.INFO)


@admin.action(description=_("Confirm selected"), permissions=["change"])
def confirm(modeladmin: Any, request: HttpRequest, queryset: Any) -> None:
    """Published ones stay published."""
    waiting = queryset.filter(review_state=ReviewState.EXTRACTED)
    tell(modeladmin, request, waiting.edit(request.user, review_state=ReviewState.CONFIRMED))


@admin.action(description=_("Publish selected"), permissions=["change"])
def publish(modeladmin: Any, request: HttpRequest, queryset: Any) -> None:
    tell(modeladmin, request, queryset.edit(request.user, review_state=ReviewState.PUBLISHED))


def set_phase(phase: Phase) -> Action:
    @admin.action(description=format_lazy(_("Set phase: {phase}"), phase=phase.label), permissions=["change"])
    def action(modeladmin: Any, request: HttpRequest, queryset: Any) -> None:
        tell(modeladmin, request, queryset.edit(request.user, phase=phase))

    action.__name__ = f"set_{phase}"
    return action


def export(file_format: str) -> Action:
    @admin.action(description=format_lazy(_("Export selected as {format}"), format=file_format), permissions=["view"])
    def action(modeladmin: Any, request: HttpRequest, queryset: Any) -> HttpResponseBase:
        return exports.respond("ledger", file_format, queryset)

    action.__name__ = f"export_{file_format}"
    return action


PHASES = [set_phase(phase) for phase in Phase]
EXPORTS = [export(file_format) for file_format in ("xlsx", "csv")]
