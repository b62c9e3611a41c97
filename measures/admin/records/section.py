"""Sections: the list in document order, and the form with the measures of the section."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.admin.bulk.actions import SectionPanels
from measures.admin.bulk.forms import SECTION_FORMS
from measures.admin.bulk.pages import BulkAdmin, measures_action
from measures.admin.imports.editions import wordings
from measures.admin.labels import badge, measures_link, shortened
from measures.admin.lists.filters import PendingFilter, WithdrawnFilter
from measures.admin.lists.searched_filters import PlanFilter
from measures.admin.plans.publishing import PublishingAdmin
from measures.admin.records.excerpt import excerpt
from measures.admin.records.pending_list import PendingListAdmin
from measures.admin.records.target import TargetInline
from measures.models import Measure, Section
from measures.models.plan import paths_down_to
from measures.querysets import SectionQuerySet
from measures.visibility import User

INDENT = "\u3000"


@admin.register(Section)
class SectionAdmin(PendingListAdmin, PublishingAdmin, BulkAdmin):
    """Sections in document order, each with its targets and the measures below it."""

    action_form, bulk_forms = SectionPanels, SECTION_FORMS
    actions = [
        measures_action("publish", _("Publish their measures")),
        measures_action("unpublish", _("Unpublish their measures")),
    ]
    inlines = [TargetInline]
    autocomplete_fields = ["plan", "parent"]
    fieldsets = [
        (None, {"fields": [("label", "title"), "text"]}),
        (None, {"fields": [("plan", "parent", "numbering"), "withdrawn_on"]}),
    ]
    list_display = ["code", "plan_title", "heading", "numbering", "measures_below", "has_text"]
    list_display_links = ["code", "heading"]
    list_filter = [PlanFilter, "numbering", WithdrawnFilter, PendingFilter]
    list_select_related = ["plan"]
    ordering = ["plan__slug", "path"]
    list_per_page = 100
    default_order = _("order of the documents")
    search_fields = ["title"]
    search_help_text = _("Title or text")

    def counts_of(self, pks: list[int], user: User) -> dict[int, dict[str, int]]:
        """Of each section the measures in force of itself and of all below it."""
        rows = Section.objects.filter(pk__in=pks).values_list("pk", "plan", "path")
        places = {pk: (plan, path) for pk, plan, path in rows}
        measures = Measure.objects.worked_on_by(user).in_force()
        of_plans = measures.filter(plan__in={plan for plan, _path in places.values()})
        own = of_plans.order_by().values_list("section__plan", "section__path").annotate(Count("pk"))
        totals: dict[tuple[int, str], int] = {}
        for plan, path, count in own:
            for place in paths_down_to(path):
                totals[plan, place] = totals.get((plan, place), 0) + count
        return {pk: {"measure_count": totals.get(place, 0)} for pk, place in places.items()}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Section]:
        found: QuerySet[Section] = super().get_queryset(request)
        return found.with_pending() if isinstance(found, SectionQuerySet) else found

    def get_readonly_fields(self, request: HttpRequest, obj: Section | None = None) -> list[str]:
        """A section stays where the document has it."""
        return ["plan", "parent"] if obj else []

    @staticmethod
    def describe(section: Section, request: HttpRequest) -> str:
        """With its code, where the printed number is another, and its plan, unless those of one plan are asked for."""
        code = "" if section.label.strip("．.、 ") == section.code else f"{section.code} "
        withdrawn = gettext(" (withdrawn)") if section.withdrawn_on else ""
        plan = "" if request.GET.get("plan") else f"（{section.plan}）"
        return f"{code}{section}{plan}{withdrawn}"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Section], search_term: str
    ) -> tuple[QuerySet[Section], bool]:
        """Of one plan where the form that asks names it: see `SectionSelect`."""
        found, duplicates = super().get_search_results(request, queryset, search_term)
        plan = request.GET.get("plan")
        return (found.filter(plan__slug=plan) if plan else found).select_related("plan"), duplicates

    @admin.display(description=_("plan"), ordering="plan__title")
    def plan_title(self, section: Section) -> SafeString:
        return shortened(section.plan.title)

    @admin.display(description=_("heading"), ordering="path")
    def heading(self, section: Section) -> SafeString:
        """Indented by its depth; one that was withdrawn, or of which a change is pending, says so."""
        heading = format_html("{}{}", INDENT * section.path.count("."), section)
        heading = heading + badge("review", "withdrawn", _("Withdrawn")) if section.withdrawn_on else heading
        return heading + badge("review", "pending", _("Pending change")) if section.has_pending_change else heading

    @admin.display(description=_("measures"))
    def measures_below(self, section: Section) -> SafeString | str:
        return measures_link(getattr(section, "measure_count", 0), section=section.pk)

    @admin.display(description=_("text"))
    def has_text(self, section: Section) -> SafeString:
        return format_html('<span class="quiet">{}</span>', section.text[:40])

    def form_context(self, request: HttpRequest, obj: Section) -> dict[str, object]:
        return {
            "excerpt": excerpt(obj),
            "may_publish": self.may_publish_whole(request),
            "wordings": wordings(obj, request.user),
            "conflicts": obj.conflicts.worked_on_by(request.user).open(),
            "measures": obj.measures.worked_on_by(request.user).in_document_order(),
            "can_add_measure": request.user.has_perm("measures.add_measure"),
        }
