"""Plans: the list, and the form with the tree of sections."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.contrib import admin
from django.db.models import Count, Model, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from measures.admin.base import RecordAdmin
from measures.admin.labels import badge, count_of, measures_link
from measures.intake.coverage import shares
from measures.intake.pages import problems
from measures.models import Conflict, Measure, Plan, Responsibility, Section, SourceDocument, Target
from measures.visibility import User

# What stands in a plan and goes with it, each with the lookup that leads to the plan.
OF_PLAN: dict[type[Model], str] = {
    SourceDocument: "plan",
    Section: "plan",
    Measure: "plan",
    Responsibility: "measure__plan",
    Target: "plan",
    Conflict: "plan",
}


class CountedPlan(Protocol):
    """A plan as the list reads it."""

    slug: str
    measure_count: int | None


@dataclass
class Branch:
    section: Section
    depth: int
    own: int  # measures of the section itself
    total: int  # and of everything below it


def section_tree(plan: Plan, user: User) -> list[Branch]:
    """In document order, each section that `user` may see with its measures in force counted."""
    counted = Count("measures", filter=Q(measures__in=Measure.objects.visible_to(user).in_force()))
    sections = plan.sections.visible_to(user).annotate(own=counted).defer("text", "baseline").order_by("path")
    branches: dict[str, Branch] = {}
    for section in sections:
        own: int = vars(section)["own"]  # annotated above
        branches[section.path] = Branch(section, section.path.count("."), own, 0)
    for path, branch in branches.items():
        while path:
            if path in branches:
                branches[path].total += branch.own
            path = path.rpartition(".")[0]
    return list(branches.values())


@admin.register(Plan)
class PlanAdmin(RecordAdmin):
    """Plans, each with the tree of its sections and the documents that it was read from."""

    autocomplete_fields = ["issuer"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "title",
                    "text",
                    ("state", "kind", "slug"),
                    ("issuer", "document_number", "issued_on"),
                    ("jurisdiction", "period_start", "period_end", "horizon_year"),
                ]
            },
        ),
    ]
    list_display = ["title", "kind", "issuer", "document_number", "period", "state_badge", "measures"]
    list_filter = ["state", "kind", "jurisdiction"]
    list_select_related = ["issuer"]
    ordering = ["slug"]
    search_fields = ["title"]
    search_help_text = _("Title, document number or jurisdiction")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Plan]:
        """Each with its measures in force counted."""
        measures = Measure.objects.visible_to(request.user).in_force()
        count = count_of(measures.filter(plan=OuterRef("pk")))
        plans: QuerySet[Plan] = super().get_queryset(request).annotate(measure_count=count)
        return plans

    def get_readonly_fields(self, request: HttpRequest, obj: Plan | None = None) -> list[str]:
        """The slug is the plan's public name for life."""
        return ["slug"] if obj else []

    def get_deleted_objects(
        self, objs: Sequence[Plan] | QuerySet[Plan], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """What goes with a plan, counted: to list it would take a page of thousands of lines.

        Whoever may delete plans, sections and measures may delete a draft whole.
        """
        counts: dict[str, int] = {}
        for model, path in OF_PLAN.items():
            if count := model._base_manager.filter(**{f"{path}__in": [plan.pk for plan in objs]}).count():
                counts[str(model._meta.verbose_name_plural)] = count
        decided_by = [Plan, Section, Measure]
        missing = [
            model for model in decided_by if not request.user.has_perm(f"measures.delete_{model._meta.model_name}")
        ]
        return [str(plan) for plan in objs], counts, {str(model._meta.verbose_name) for model in missing}, []

    @admin.display(description=_("period"), ordering="period_start")
    def period(self, plan: Plan) -> str:
        return f"{plan.period_start or ''}–{plan.period_end or ''}".strip("–")

    @admin.display(description=_("state"), ordering="state")
    def state_badge(self, plan: Plan) -> SafeString:
        return badge("state", plan.state, plan.get_state_display())

    @admin.display(description=_("measures"), ordering="measure_count")
    def measures(self, plan: CountedPlan) -> SafeString | str:
        return measures_link(plan.measure_count, plan=plan.slug)

    def form_context(self, request: HttpRequest, obj: Plan) -> dict[str, object]:
        sources = obj.sources.defer("text", "passages", "places")
        documents = [(source, list(shares(source.coverage)), list(problems(source))) for source in sources]
        return {"branches": section_tree(obj, request.user), "documents": documents}
