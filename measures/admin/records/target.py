"""Targets: edited in their measure or section, found and compared in a list of their own."""

from decimal import Decimal

from django.contrib import admin
from django.db.models import Model
from django.forms import Field
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from measures.admin.base import PartInline, ReadOnlyAdmin
from measures.admin.labels import plain, shortened
from measures.admin.lists.filters import YearFilter
from measures.admin.lists.searched_filters import PlanFilter
from measures.admin.records.changed import compared_by
from measures.admin.types import ModelForm
from measures.models import Target


class TargetForm(ModelForm):
    """A target stands in the plan of what it stands in."""

    def get_initial_for_field(self, field: Field, field_name: str) -> object:
        value: object = super().get_initial_for_field(field, field_name)
        return Decimal(plain(value)) if isinstance(value, Decimal) else value

    def clean(self) -> dict[str, object] | None:
        self.instance.plan = (self.instance.measure or self.instance.section).plan
        return super().clean()


class TargetInline(PartInline):
    model = Target
    form = TargetForm
    fields = ["text", "metric", "comparator", "value", "unit", "year", "nature"]

    def get_extra(self, request: HttpRequest, obj: Model | None = None, **kwargs: object) -> int:
        """A line is added by a script; without one, by a link to the same page with a line more."""
        return 1 if "line" in request.GET else 0


@admin.register(Target)
class TargetAdmin(ReadOnlyAdmin):
    """To find and compare; a target is edited where it stands, in its measure or section."""

    list_display = ["code", "plan_title", "text", "metric", "quantity", "year", "nature", "stands_in"]
    list_filter = [PlanFilter, "nature", YearFilter]
    list_select_related = ["plan", "measure", "section"]
    list_per_page = 100
    search_fields = ["text", "metric"]
    search_help_text = _("Text, metric")

    @admin.display(description=_("plan"), ordering="plan__title")
    def plan_title(self, target: Target) -> SafeString:
        return shortened(target.plan.title)

    @admin.display(description=_("value"), ordering="value")
    def quantity(self, target: Target) -> str:
        value = "" if target.value is None else plain(target.value)
        return f"{compared_by(target.comparator)} {value}{target.unit}".strip() if value else ""

    @admin.display(description=_("stands in"))
    def stands_in(self, target: Target) -> SafeString:
        kind, key = ("measure", target.measure_id) if target.measure_id else ("section", target.section_id)
        address = reverse(f"admin:measures_{kind}_change", args=[key])
        return format_html('<a href="{}">{}</a>', address, target.measure or target.section)
