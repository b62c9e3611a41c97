"""Measures: the list with its filters and actions, and the form beside the source."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template import RequestContext
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from measures import exports
from measures.admin.bulk import actions
from measures.admin.bulk.forms import MEASURE_FORMS
from measures.admin.bulk.grid import GridAdmin
from measures.admin.imports.editions import wordings
from measures.admin.labels import badge, bodies_by_role, shortened
from measures.admin.lists import filters
from measures.admin.lists.neighbours import first_listed, neighbours
from measures.admin.lists.searched_filters import BodyFilter, PlanFilter, SectionFilter
from measures.admin.lists.sorting import Dated
from measures.admin.plans import structure
from measures.admin.plans.structure import StructureAdmin, may_restructure
from measures.admin.records.changed import changed_since_confirmed
from measures.admin.records.excerpt import excerpt
from measures.admin.records.measure_form import MeasureForm, SectionSelect
from measures.admin.records.pending_list import PendingListAdmin
from measures.admin.records.responsibilities import lines_of, sayings, suggestions
from measures.admin.records.review import ReviewAdmin, steps_of
from measures.admin.records.target import TargetInline
from measures.admin.reports.listed import MeasureChangeList
from measures.admin.types import (
    BaseInlineFormSet,
    Fieldsets,
    ModelForm,
    RecordChoiceField,
    RecordQuerySet,
    RelationField,
)
from measures.choices import Phase, ReviewState, Role, Timeliness
from measures.edits.assigning import RIGHTS, write_lines
from measures.models import Measure
from measures.querysets import MeasureQuerySet

# `get_phase_display` makes a dict of all choices for each row.
PHASES, STATES = dict(Phase.choices), dict(ReviewState.choices)


def line_of(role: Role) -> Callable[["MeasureAdmin", Measure], str]:
    """The line of a role for whoever may not change it."""

    @admin.display(description=role.label)
    def line(model_admin: "MeasureAdmin", measure: Measure) -> str:
        return lines_of(measure)[role]

    return line


@admin.register(Measure)
class MeasureAdmin(PendingListAdmin, ReviewAdmin, StructureAdmin, GridAdmin):
    """Measures with their responsibilities and targets, beside the sentence that they were read from."""

    form = MeasureForm
    form_select_related = ("plan",)
    inlines = [TargetInline]
    lead, responsible, support, supervisor, mentioned = map(line_of, Role)
    autocomplete_fields = ["section"]
    readonly_fields = ["successors"]
    fieldsets = [
        (None, {"fields": ["title", "text", *Role]}),
        (None, {"fields": [("phase", "review_state", "due_on", "due_text"), ("section", "kind"), "note"]}),
        (_("Withdrawal"), {"fields": [("withdrawn_on", "successors")], "classes": ["collapse"]}),
    ]
    added_fieldsets: ClassVar[Fieldsets] = [
        (None, {"fields": ["title", "text", *Role, "label"]}),
        *fieldsets[1:],
    ]
    list_display = ["code", "title", "plan_title", "place", "answering", "phase_badge", "review_badge", "due", "light"]
    list_display_links = ["code", "title"]
    list_select_related = ["plan", "section"]
    list_filter = [
        PlanFilter,
        SectionFilter,
        BodyFilter,
        filters.RoleFilter,
        filters.AssignedFilter,
        "review_state",
        filters.ChangedFilter,
        filters.PendingFilter,
        "phase",
        filters.TimelinessFilter,
        filters.DueFilter,
        filters.WithdrawnFilter,
    ]
    search_fields = ["title"]
    search_help_text = _("Title, text, number, body or its short form")
    ordering = ["plan__slug", "position", "pk"]
    default_order = _("order of the documents")
    offered_views = [
        (_("All in force"), ""),
        (ReviewState.EXTRACTED.label, f"review_state__exact={ReviewState.EXTRACTED}"),
        (_("Without responsible body"), "assigned=no"),
        (_("Due this month"), "due=open"),
        (Timeliness.OVERDUE.label, f"timeliness={Timeliness.OVERDUE}"),
    ]
    action_form, bulk_forms = actions.MeasurePanels, MEASURE_FORMS
    actions: list[Any] = [*structure.ACTIONS, *actions.EXPORTS]

    def get_search_results(
        self, request: HttpRequest, queryset: RecordQuerySet, search_term: str
    ) -> tuple[RecordQuerySet, bool]:
        """A list counts what it finds: all of it is read."""
        if search_term and isinstance(queryset, MeasureQuerySet):
            return queryset.search_whole(search_term), False
        return super().get_search_results(request, queryset, search_term)

    def get_paginator(
        self,
        request: HttpRequest,
        queryset: RecordQuerySet,
        per_page: int,
        orphans: int = 0,
        allow_empty_first_page: bool = True,
    ) -> "Paginator[object]":
        """Of what is sorted by how well it answers a search, the keys."""
        if isinstance(queryset, MeasureQuerySet) and queryset.best_first is not None:
            return Paginator(queryset.best_first, per_page, orphans, allow_empty_first_page)
        return super().get_paginator(request, queryset, per_page, orphans, allow_empty_first_page)

    def get_changelist(self, request: HttpRequest, **kwargs: object) -> type[MeasureChangeList]:
        return MeasureChangeList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Measure]:
        found: QuerySet[Measure] = super().get_queryset(request).prefetch_related("responsibilities__body")
        return found.with_marks() if isinstance(found, MeasureQuerySet) else found

    def formfield_for_foreignkey(
        self, db_field: RelationField, request: HttpRequest, **kwargs: object
    ) -> RecordChoiceField | None:
        if db_field.name == "section":
            kwargs["widget"] = SectionSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Measure | None = None) -> Fieldsets:
        """The printed number is given once, like the code."""
        return self.fieldsets if obj else self.added_fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Measure | None = None) -> list[str]:
        """Whoever may not add, change and delete responsibilities reads them only."""
        may_write = all(request.user.has_perm(right) for right in RIGHTS)
        return [*self.readonly_fields, *([] if may_write else Role), *self.state_to_read(request, obj)]

    @admin.display(description=_("plan"), ordering="plan__title")
    def plan_title(self, measure: Measure) -> SafeString:
        return shortened(measure.plan.title)

    @admin.display(description=_("section"), ordering="section__path")
    def place(self, measure: Measure) -> SafeString:
        return format_html('<span title="{}">{}</span>', measure.plan.title, measure.section)

    @admin.display(description=_("responsible bodies"))
    def answering(self, measure: Measure) -> SafeString:
        """All bodies with a duty, by role: those in the lead first and in bold."""
        return bodies_by_role(measure.responsibilities.all())

    @admin.display(description=_("phase"), ordering="phase")
    def phase_badge(self, measure: Measure) -> SafeString:
        return badge("phase", measure.phase, PHASES.get(measure.phase, measure.phase))

    @admin.display(description=_("review state"), ordering="review_state")
    def review_badge(self, measure: Measure) -> SafeString:
        if measure.withdrawn_on:
            return badge("review", "withdrawn", _("Withdrawn"))
        state = badge("review", measure.review_state, STATES.get(measure.review_state, measure.review_state))
        if measure.changed_since_confirmed:
            state += badge("review", "changed", _("Changed"))
        return state + badge("review", "pending", _("Pending change")) if measure.has_pending_change else state

    @admin.display(description=_("due on"), ordering=Dated("due_on"))
    def due(self, measure: Measure) -> str:
        return date_format(measure.due_on, "Y-m-d") if measure.due_on else measure.due_text

    @admin.display(description=_("timeliness"), ordering=Dated("due_on"))
    def light(self, measure: Measure) -> str | SafeString:
        if measure.due_on is None:
            return ""
        return badge("light", measure.timeliness, Timeliness(measure.timeliness).label)

    def form_context(self, request: HttpRequest, obj: Measure) -> dict[str, object]:
        return {
            "excerpt": excerpt(obj),
            "sayings": sayings(obj),
            "wordings": wordings(obj, request.user),
            "conflicts": obj.conflicts.worked_on_by(request.user).open(),
            "neighbours": neighbours(self, request, obj),
            "timeliness": Timeliness(obj.timeliness).label,
            "changed_since": changed_since_confirmed(obj),
            "may_confirm": self.has_confirm_permission(request),
            "may_split": obj.withdrawn_on is None and may_restructure(request),
            "steps": [] if self.has_change_permission(request, obj) else steps_of(request.user, obj),
        }

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Iterable[BaseInlineFormSet], change: bool
    ) -> None:
        """The bodies that the form's lines name, and the targets."""
        if isinstance(form, MeasureForm):
            write_lines(form.instance, form.wanted)
        super().save_related(request, form, formsets, change)

    def response_change(self, request: HttpRequest, obj: Measure) -> HttpResponse:
        """“Save and next” leads to the measure after this one in the list that the editor came from."""
        following = neighbours(self, request, obj)["next"] if "_next" in request.POST else None
        if following is None:
            return super().response_change(request, obj)
        self.message_user(request, _("“%(measure)s” was saved.") % {"measure": obj}, messages.SUCCESS)
        address = reverse("admin:measures_measure_change", args=[following.pk])
        kept = RequestContext(request, {"preserved_filters": self.get_preserved_filters(request), "opts": self.opts})
        return HttpResponseRedirect(add_preserved_filters(kept, address))

    def get_urls(self) -> list[URLPattern]:
        export, bodies = self.admin_site.admin_view(self.export_view), self.admin_site.admin_view(suggestions)
        return [
            path("export/<str:file_format>/", export, name="measures_measure_export"),
            path("bodies/", bodies, name="measures_measure_bodies"),
            path("first/", self.admin_site.admin_view(self.first_view), name="measures_measure_first"),
            *super().get_urls(),
        ]

    def first_view(self, request: HttpRequest) -> HttpResponse:
        """The form of the first measure of the list that the address asks for; the empty list where it has none.

        Of those whose change waits for the user it is the page where it is decided.
        """
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        filters_kept = request.GET.urlencode()
        first = first_listed(self, request)
        if first is None:
            return HttpResponseRedirect(f"{reverse('admin:measures_measure_changelist')}?{filters_kept}")
        if request.GET.get("pending") == "others":
            return HttpResponseRedirect(reverse("admin:measures_measure_pending", args=[first.pk]))
        query = {"_changelist_filters": filters_kept}
        return HttpResponseRedirect(reverse("admin:measures_measure_change", args=[first.pk], query=query))

    def export_view(self, request: HttpRequest, file_format: str) -> HttpResponseBase:
        """The ledger of what the list shows: its filters and its search, every page; in formats without an end."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if file_format not in exports.REPORTS["ledger"].formats or exports.FORMATS[file_format].most:
            raise Http404
        try:
            listed = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return HttpResponseRedirect(reverse("admin:measures_measure_changelist", query={ERROR_FLAG: 1}))
        return exports.respond("ledger", file_format, exports.ledger_of_list(request.user, listed))
