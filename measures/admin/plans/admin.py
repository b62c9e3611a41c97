"""Plans: the list, and the form with the tree of sections."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.contrib import admin
from django.db.models import Count, Model, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.admin.bulk.actions import PlanPanels
from measures.admin.bulk.forms import PLAN_FORMS
from measures.admin.bulk.pages import BulkAdmin, measures_action
from measures.admin.history.as_of import PlanAsOfMixin
from measures.admin.imports.editions import EditionsForm, addresses, counted, editions_of, side_by_side
from measures.admin.labels import badge, count_of, measures_link
from measures.admin.lists.filters import PendingFilter
from measures.admin.plans.contents import contents_of
from measures.admin.plans.publishing import PublishingAdmin
from measures.admin.plans.structure import may_restructure
from measures.admin.records.pending_list import PendingListAdmin
from measures.intake.coverage import shares
from measures.intake.pages import problems
from measures.models import Conflict, Measure, Plan, Responsibility, Section, SourceDocument, Target
from measures.querysets import PlanQuerySet
from measures.visibility import User, may_write_in

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
    counted = Count("measures", filter=Q(measures__in=Measure.objects.worked_on_by(user).in_force()))
    sections = plan.sections.worked_on_by(user).annotate(own=counted).defer("text", "baseline").order_by("path")
    branches: dict[str, Branch] = {}
    for section in sections:
        own: int = vars(section)["own"]  # annotated above
        branches[section.path] = Branch(section, section.path.count("."), own, 0)
    for place, branch in branches.items():
        while place:
            if place in branches:
                branches[place].total += branch.own
            place = place.rpartition(".")[0]
    return list(branches.values())


@admin.register(Plan)
class PlanAdmin(PendingListAdmin, PlanAsOfMixin, PublishingAdmin, BulkAdmin):
    """Plans, each with the tree of its sections and the documents that it was read from."""

    action_form, bulk_forms = PlanPanels, PLAN_FORMS
    actions = [
        measures_action("publish", _("Publish their measures")),
        measures_action("unpublish", _("Unpublish their measures")),
    ]
    autocomplete_fields = ["issuer"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "title",
                    "text",
                    ("state", "kind", "slug"),
                    "second_person",
                    ("issuer", "document_number", "issued_on"),
                    ("jurisdiction", "period_start", "period_end", "horizon_year"),
                ]
            },
        ),
    ]
    list_display = ["title", "kind", "issuer", "document_number", "period", "state_badge", "measures"]
    list_filter = ["state", "kind", "jurisdiction", PendingFilter]
    list_select_related = ["issuer"]
    ordering = ["slug"]
    search_fields = ["title"]
    search_help_text = _("Title, document number or jurisdiction")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever is limited to some plans makes no new one: nobody gives themselves a plan."""
        return super().has_add_permission(request) and may_write_in(request.user, None)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Plan]:
        """Each with its measures in force counted and its pending change."""
        measures = Measure.objects.worked_on_by(request.user).in_force()
        count = count_of(measures.filter(plan=OuterRef("pk")))
        plans: QuerySet[Plan] = super().get_queryset(request).annotate(measure_count=count)
        return plans.with_pending() if isinstance(plans, PlanQuerySet) else plans

    def stops_asking(self, request: HttpRequest) -> bool:
        """By whoever may publish the plan also a form that no longer asks for a second person."""
        asks_no_more = "second_person" not in request.POST and request.user.has_perm(Plan.publish_right)
        return asks_no_more or super().stops_asking(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Plan | None = None) -> list[str]:
        """The slug is the plan's public name for life; a second person is asked for by whoever may publish the plan."""
        asked = [] if request.user.has_perm("measures.publish_plan") else ["second_person"]
        return [*(["slug"] if obj else []), *asked, *self.state_to_read(request, obj)]

    def get_deleted_objects(
        self, objs: Sequence[Plan] | QuerySet[Plan], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """What goes with a plan, counted: to list it would take a page of thousands of lines.

        Whoever may delete plans, sections and measures may delete a draft whole.
        """
        counts: dict[str, int] = {}
        for model, lookup in OF_PLAN.items():
            if count := model._base_manager.filter(**{f"{lookup}__in": [plan.pk for plan in objs]}).count():
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
        state = badge("state", plan.state, plan.get_state_display())
        return state + badge("review", "pending", _("Pending change")) if plan.has_pending_change else state

    @admin.display(description=_("measures"), ordering="measure_count")
    def measures(self, plan: CountedPlan) -> SafeString | str:
        return measures_link(plan.measure_count, plan=plan.slug)

    def form_context(self, request: HttpRequest, obj: Plan) -> dict[str, object]:
        sources = obj.sources.defer("text", "passages", "places")
        documents = [(source, list(shares(source.coverage)), list(problems(source))) for source in sources]
        compares = editions_of(obj, request.user).count() > 1
        shown: dict[str, object] = {"may_publish": self.may_publish_whole(request), "compares": compares}
        return (
            shown
            | {"branches": section_tree(obj, request.user), "documents": documents}
            | {
                "conflicts": obj.conflicts.worked_on_by(request.user).open().filter(section=None, measure=None),
                "conflict_count": obj.conflicts.worked_on_by(request.user).open().count(),
            }
        )

    def get_urls(self) -> list[URLPattern]:
        own = {"editions": self.editions_view, "contents": self.contents_view}
        return [
            *(
                path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"measures_plan_{name}")
                for name, view in own.items()
            ),
            *super().get_urls(),
        ]

    def contents_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The plan as a whole: `open` is the branch of a large plan that is shown, or "all"."""
        plan = self.get_queryset(request).filter(pk=pk).first()
        if plan is None or not self.has_view_permission(request, plan):
            raise Http404
        context = self.admin_site.each_context(request) | {
            "title": str(plan),
            "subtitle": gettext("The plan as a whole"),
            "opts": self.opts,
            "original": plan,
            "contents": contents_of(plan, request),
            "may_restructure": may_restructure(request),
            "may_publish": self.may_publish_whole(request),
        }
        return TemplateResponse(request, "admin/measures/plan/contents.html", context)

    def editions_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Two editions side by side: `before` and `after` are their numbers, by default the last two that count."""
        plan = self.get_queryset(request).filter(pk=pk).first()
        if plan is None or not self.has_view_permission(request, plan):
            raise Http404
        editions = editions_of(plan, request.user)
        offered = list(editions.only("plan", "kind", "edition", "filename", "undone"))
        form = EditionsForm(request.GET or None, editions=offered)
        read = editions.only("plan", "kind", "edition", "filename", "undone", "text", "passages")
        shown = {each.edition: each for each in read.filter(edition__in=form.chosen)}
        sides = [shown[number] for number in form.chosen if len(offered) > 1]
        rows = side_by_side(sides[0], sides[-1], addresses(plan, request.user)) if sides else []
        context = self.admin_site.each_context(request) | {
            "title": gettext("Two editions side by side"),
            "subtitle": str(plan),
            "opts": self.opts,
            "original": plan,
            "form": form,
            "sides": sides,
            "rows": [each for each in rows if each.number] if form.only_differences else rows,
            "counts": counted(rows),
            "total": max((each.number for each in rows), default=0),
        }
        return TemplateResponse(request, "admin/measures/plan/editions.html", context)
