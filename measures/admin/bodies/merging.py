"""Two bodies of the list that are one: which stays, what goes over to it, and then both in one edit."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.admin.base import RecordAdmin
from measures.admin.bodies.questions import may_merge, require_merging
from measures.admin.bulk.pages import Selection, selection_of, tell_of
from measures.admin.types import RecordQuerySet
from measures.choices import EditVia, Role
from measures.edits import edit, merge_bodies
from measures.models import Plan, Responsibility, ResponsibleBody
from measures.prepared import one_of


@dataclass(frozen=True)
class Candidate:
    """One of the two: its duties by role, and what else would go over to the other."""

    body: ResponsibleBody
    duties: list[tuple[str, int]]
    children: int
    plans: int

    @property
    def weight(self) -> int:
        return sum(count for _role, count in self.duties)


@admin.action(description=gettext_lazy("Merge two"), permissions=["merge"])
def merge(model_admin: "MergingAdmin", request: HttpRequest, queryset: RecordQuerySet) -> HttpResponse | None:
    """Leads to the page that shows what merging the two chosen bodies does."""
    chosen = selection_of(model_admin, request)
    if chosen is None:
        return None
    if chosen.ids is None or len(chosen.ids) != 2:
        messages.warning(request, _("Choose the two bodies that are one."))
        return None
    return HttpResponseRedirect(reverse("admin:measures_responsiblebody_merge", query=chosen.as_query()))


class MergingAdmin(RecordAdmin):
    """The list of bodies with a page that merges two of them."""

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return may_merge(request)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.merge_view)
        return [path("merge/", view, name="measures_responsiblebody_merge"), *super().get_urls()]

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        """GET: what would go over to which. POST: merge the `gone` body into the `kept` one, as they were shown."""
        require_merging(request)
        selection = Selection.of_address(request.GET)
        back = f"{reverse('admin:measures_responsiblebody_changelist')}?{selection.listed}"
        bodies = list(ResponsibleBody.objects.filter(one_of(selection.ids or ())))
        if len(bodies) != 2:
            messages.error(request, _("One of the two bodies is not here any more."))
            return HttpResponseRedirect(back)
        if request.method == "POST" and self.merged(request, bodies, back):
            return HttpResponseRedirect(back)
        candidates = sorted(map(candidate, bodies), key=lambda each: -each.weight)
        context = self.admin_site.each_context(request) | {
            "title": _("Merge two bodies"),
            "opts": self.opts,
            "candidates": candidates,
            "versions": versions_of(bodies),
            "alike": twice(bodies),
            "foreign": bodies[0].jurisdiction != bodies[1].jurisdiction,
            "back": back,
        }
        return TemplateResponse(request, "admin/measures/responsiblebody/merge.html", context)

    def merged(self, request: HttpRequest, bodies: Sequence[ResponsibleBody], back: str) -> bool:
        """Whether they are one now; if not, the editor is told why."""
        kept = next((each for each in bodies if str(each.pk) == request.POST.get("kept")), None)
        if kept is None:
            messages.error(request, _("Say which of the two stays."))
            return False
        gone = next(each for each in bodies if each != kept)
        reason = request.POST.get("reason", "").strip()[:255]
        default = _("%(gone)s merged into %(kept)s") % {"gone": gone.name, "kept": kept.name}
        try:
            with edit(request.user, via=EditVia.ADMIN, reason=reason or default):
                now = ResponsibleBody.objects.filter(one_of([kept.pk, gone.pk]))
                if versions_of(now) != request.POST.get("versions"):
                    raise ValidationError(_("A colleague changed one of the two meanwhile; look again."), code="stale")
                made = merge_bodies(kept.pk, gone.pk, by=request.user, via=EditVia.ADMIN)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return False
        tell_of(request, made, _("%(gone)s is now %(kept)s.") % {"gone": gone.name, "kept": kept.name}, back)
        return True


def candidate(body: ResponsibleBody) -> Candidate:
    parts = Responsibility.objects.filter(body=body).order_by().values("role").annotate(count=Count("pk"))
    counts = {row["role"]: row["count"] for row in parts}
    duties = [(str(role.label), counts[role]) for role in Role if role in counts]
    led = ResponsibleBody.objects.filter(Q(parent=body) | Q(successor=body)).count()
    return Candidate(body, duties, led, Plan.objects.filter(issuer=body).count())


def versions_of(bodies: "Sequence[ResponsibleBody] | QuerySet[ResponsibleBody]") -> str:
    return ",".join(f"{each.pk}:{each.version}" for each in sorted(bodies, key=lambda each: each.pk))


def twice(bodies: Sequence[ResponsibleBody]) -> int:
    """In how many measures both have the same role, which then stands there once."""
    first, second = bodies
    same = Responsibility.objects.filter(body=second, measure=OuterRef("measure"), role=OuterRef("role"))
    return Responsibility.objects.filter(Exists(same), body=first).count()
