"""Splitting, merging and moving measures: each is shown first, then written as one edit with an offer to undo it."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.admin.history.edit import undo_offer
from measures.admin.imports.corrections import CORRECT
from measures.admin.numbers import whole_number
from measures.admin.types import ModelAdmin
from measures.correcting import sentences
from measures.edits import StepRefusedError
from measures.importing import FixtureError
from measures.intake import structure
from measures.intake.structure import Piece, StructureChangedError, StructureRefusedError
from measures.models import Edit, Measure, Plan, Section
from measures.querysets import MeasureQuerySet

MOST = 100  # measures at once: more cannot be looked through
RIGHTS = (
    "measures.add_measure",
    "measures.change_measure",
    "measures.add_responsibility",
    "measures.change_responsibility",
    "measures.delete_responsibility",
    CORRECT,
)


def may_restructure(request: HttpRequest) -> bool:
    """Whoever may add and change measures and who answers for them, and correct what was read."""
    return request.user.has_perms(RIGHTS)


class StructureAdmin(ModelAdmin):
    """The pages that split, merge and move measures; a GET shows what the POST of the same page will do."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/split/", view(self.split_view), name="measures_measure_split"),
            path("merge/", view(self.merge_view), name="measures_measure_merge"),
            path("move/", view(self.move_view), name="measures_measure_move"),
            *super().get_urls(),
        ]

    def has_structure_permission(self, request: HttpRequest) -> bool:
        """For the actions of the list."""
        return may_restructure(request)

    def measures_named(self, request: HttpRequest) -> list[Measure]:
        """The measures that the address names, in document order. Raises PermissionDenied, Http404."""
        if not may_restructure(request):
            raise PermissionDenied
        keys = [key for each in request.GET.getlist("pk")[: MOST + 1] if (key := whole_number(each)) is not None]
        found = self.get_queryset(request).select_related("plan", "section").filter(pk__in=keys)
        measures = list(found.order_by("plan__slug", "position", "pk"))
        if not measures or len(measures) > MOST:
            raise Http404
        return measures

    def split_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """`cut`: the sentences, counted from 0, with which a new measure begins."""
        if not may_restructure(request):
            raise PermissionDenied
        measure = self.get_queryset(request).select_related("plan", "section").filter(pk=pk).first()
        if measure is None:
            raise Http404
        cuts = numbers(request.POST if request.method == "POST" else request.GET, "cut")
        if request.method == "POST":
            wanted = pieces_of(request.POST, len(cuts) + 1)
            version = sole_number(request.POST, "version")
            by, reason = author_of(request), reason_of(request)
            return self.written(request, measure.plan, lambda: structure.split(pk, version, cuts, wanted, by, reason))
        planned = attempted(request, lambda: structure.plan_split(measure, cuts)) if cuts else None
        roles = measure.responsibilities.select_related("body")
        context = {
            "measure": measure,
            "roles": roles,
            "sentences": list(enumerate(sentences(measure.text))),
            "cuts": cuts,
        }
        return self.page(request, "split", _("Split a measure"), measure.plan, context | {"plan": planned})

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        measures = self.measures_named(request)
        if request.method == "POST":
            roles, title = numbers(request.POST, "role"), request.POST.get("title", "")
            seen, by, reason = versions(request.POST), author_of(request), reason_of(request)
            return self.written(request, measures[0].plan, lambda: structure.merge(seen, title, roles, by, reason))
        planned = attempted(request, lambda: structure.plan_merge(measures))
        return self.page(request, "merge", _("Merge measures"), measures[0].plan, {"plan": planned, "chosen": measures})

    def move_view(self, request: HttpRequest) -> HttpResponse:
        """`place` is up, down or into; then `into` is the primary key of a section."""
        measures = self.measures_named(request)
        place, into = request.GET.get("place", ""), self.section(request)
        if request.method == "POST":
            seen, by, reason = versions(request.POST), author_of(request), reason_of(request)
            return self.written(request, measures[0].plan, lambda: structure.move(seen, place, into, by, reason))
        planned = attempted(request, lambda: structure.plan_move(measures, place, into))
        return self.page(request, "move", _("Move measures"), measures[0].plan, {"plan": planned, "chosen": measures})

    def section(self, request: HttpRequest) -> Section | None:
        """The section that measures move into. Raises Http404 where the place is none that is known."""
        place = request.GET.get("place", "")
        if place in ("up", "down"):
            return None
        key = whole_number(request.GET.get("into"))
        sections = Section.objects.worked_on_by(request.user)
        found = sections.filter(pk=key).first() if place == "into" and key is not None else None
        if found is None:
            raise Http404
        return found

    def page(self, request: HttpRequest, name: str, title: str, plan: Plan, context: dict[str, object]) -> HttpResponse:
        shared = {"title": title, "subtitle": str(plan), "opts": self.opts, "of": plan, "back": contents(plan)}
        context = self.admin_site.each_context(request) | shared | context
        return TemplateResponse(request, f"admin/measures/structure/{name}.html", context)

    def written(self, request: HttpRequest, plan: Plan, write: Callable[[], Edit]) -> HttpResponse:
        """Write, and lead to the plan's page with an offer to undo; or say why not, and show what would be done now."""
        try:
            made = write()
        except (StructureRefusedError, StepRefusedError) as error:
            messages.error(request, _("Nothing was written. %(why)s") % {"why": error})
        except StructureChangedError:
            messages.error(request, _("A measure was changed meanwhile. Nothing was written: look again."))
        except FixtureError as error:
            messages.error(request, " ".join(error.lines()))
        else:
            messages.success(request, undo_offer(request, made, _("The plan's structure was changed."), contents(plan)))
            return HttpResponseRedirect(contents(plan))
        return HttpResponseRedirect(request.get_full_path())


def author_of(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


def contents(plan: Plan) -> str:
    """The address of the plan's page."""
    return reverse("admin:measures_plan_contents", args=[plan.pk])


def attempted(request: HttpRequest, plan: Callable[[], Any]) -> Any:
    """What would be done, None with a message where it cannot be."""
    try:
        return plan()
    except StructureRefusedError as error:
        messages.error(request, str(error))
        return None


def numbers(data: QueryDict, name: str) -> list[int]:
    return sorted({key for each in data.getlist(name) if (key := whole_number(each)) is not None})


def sole_number(data: QueryDict, name: str) -> int:
    return next(iter(numbers(data, name)), 0)


def versions(data: QueryDict) -> dict[int, int]:
    """From the primary key of each measure that the page showed to its version: `seen` is both, with a colon."""
    pairs = (each.partition(":") for each in data.getlist("seen")[:MOST])
    seen = ((whole_number(pk), whole_number(version)) for pk, _colon, version in pairs)
    return {pk: version for pk, version in seen if pk is not None and version is not None}


def pieces_of(data: QueryDict, count: int) -> Sequence[Piece]:
    """The titles and responsibilities of each piece, as the form has them."""
    return [
        Piece(data.get(f"title-{number}", ""), "", frozenset(numbers(data, f"role-{number}")))
        for number in range(count)
    ]


def reason_of(request: HttpRequest) -> str:
    return request.POST.get("reason", "").strip()[:255]


def lead_to(
    model_admin: ModelAdmin, request: HttpRequest, measures: MeasureQuerySet, view: str, **query: str
) -> HttpResponse | None:
    """The page that does it to these measures; a message where they are too many to be looked through."""
    keys = list(measures.values_list("pk", flat=True)[: MOST + 1])
    if len(keys) > MOST:
        model_admin.message_user(request, _("Choose %(most)d measures at most.") % {"most": MOST}, messages.WARNING)
        return None
    return HttpResponseRedirect(reverse(f"admin:measures_measure_{view}", query={"pk": keys, **query}))


@admin.action(description=gettext_lazy("Merge…"), permissions=["structure"])
def merge(modeladmin: ModelAdmin, request: HttpRequest, queryset: MeasureQuerySet) -> HttpResponse | None:
    return lead_to(modeladmin, request, queryset, "merge")


@admin.action(description=gettext_lazy("Split…"), permissions=["structure"])
def split(modeladmin: ModelAdmin, request: HttpRequest, queryset: MeasureQuerySet) -> HttpResponse | None:
    """Of one measure at a time."""
    keys = list(queryset.values_list("pk", flat=True)[:2])
    if len(keys) == 1:
        return HttpResponseRedirect(reverse("admin:measures_measure_split", args=keys))
    modeladmin.message_user(request, _("Choose one measure to split."), messages.WARNING)
    return None


@admin.action(description=gettext_lazy("Move up…"), permissions=["structure"])
def move_up(modeladmin: ModelAdmin, request: HttpRequest, queryset: MeasureQuerySet) -> HttpResponse | None:
    return lead_to(modeladmin, request, queryset, "move", place="up")


@admin.action(description=gettext_lazy("Move down…"), permissions=["structure"])
def move_down(modeladmin: ModelAdmin, request: HttpRequest, queryset: MeasureQuerySet) -> HttpResponse | None:
    return lead_to(modeladmin, request, queryset, "move", place="down")


ACTIONS = [split, merge, move_up, move_down]
