"""The page that publishes a plan or a section as a whole: what is missing by rule, then one edit; and the way back."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from measures.admin.history.edit import undo_offer
from measures.admin.types import ModelAdmin
from measures.choices import EditVia
from measures.edits import ChangedMeanwhileError
from measures.edits.publishing import planned, publish_whole, unpublish_whole
from measures.models import Plan, Section
from measures.models.edit import new_edit
from measures.models.readiness import Missing, NotReadyError, Whole, is_ready, missing
from measures.models.steps import lacking

# The filters of the list of measures that show what a rule counts.
FILTERS = {
    "waiting": {"review_state__exact": "extracted"},
    "changed": {"changed": "yes"},
    "unassigned": {"assigned": "no"},
    "undated": {"due": "none"},
    "pending": {"pending": "yes"},
}


@dataclass(frozen=True)
class Line:
    """A rule that does not hold, and the address of what it counts."""

    missing: Missing
    url: str


class PublishingAdmin(ModelAdmin):
    """Of plans and sections."""

    def get_urls(self) -> list[URLPattern]:
        view, model = self.admin_site.admin_view, self.opts.model_name
        return [
            path("<int:pk>/publish/", view(self.publish_view), name=f"measures_{model}_publish"),
            path("<int:pk>/unpublish/", view(self.unpublish_view), name=f"measures_{model}_unpublish"),
            *super().get_urls(),
        ]

    def may_publish_whole(self, request: HttpRequest) -> bool:
        """To publish measures and, of a plan, the plan."""
        plans = ["measures.publish_plan"] if self.model is Plan else []
        return not lacking(request.user, ["measures.publish_measure", *plans])

    def publish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET: how many measures are published, and what is missing. POST: publish, where the rules hold."""
        whole = self.whole(request, pk)
        if request.method == "POST":
            return self.written(request, whole, "publish")
        found = missing(whole)
        lines = [Line(each, self.address_of(each, whole)) for each in found]
        return self.page(request, whole, "publish", {"lines": lines, "ready": is_ready(found)})

    def unpublish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The same for the way back, which no rule keeps anybody from."""
        whole = self.whole(request, pk)
        if request.method == "POST":
            return self.written(request, whole, "unpublish")
        return self.page(request, whole, "unpublish", {"ready": True})

    def whole(self, request: HttpRequest, pk: int) -> Whole:
        """Raises PermissionDenied, Http404."""
        if not self.may_publish_whole(request):
            raise PermissionDenied
        found = self.get_queryset(request).filter(pk=pk).first()
        if isinstance(found, Section):
            return Whole(found.plan, found)
        if isinstance(found, Plan):
            return Whole(found)
        raise Http404

    def page(self, request: HttpRequest, whole: Whole, step: str, context: dict[str, object]) -> HttpResponse:
        plan = planned(whole, step)
        titles = {"publish": _("Publish as a whole"), "unpublish": _("Take back as a whole")}
        shared = self.admin_site.each_context(request) | {
            "title": titles[step],
            "subtitle": str(whole.section or whole.plan),
            "opts": self.opts,
            "original": whole.section or whole.plan,
            "whole": whole,
            "step": step,
            "count": plan.count,
            "there": plan.total - plan.count,
            "fingerprint": plan.fingerprint,
            "back": back_of(whole),
            "nothing": not plan.count and (whole.section is not None or whole.is_public == (step == "publish")),
        }
        return TemplateResponse(request, "admin/measures/publish.html", shared | context)

    def written(self, request: HttpRequest, whole: Whole, step: str) -> HttpResponse:
        """As one edit, with an offer to undo it; where it is not done, say why and show the page as it is now."""
        titles = {"publish": _("Published as a whole"), "unpublish": _("Taken back as a whole")}
        reason = request.POST.get("reason", "").strip()[:255] or titles[step]
        edit = new_edit(request.user, via=EditVia.ADMIN, reason=reason)
        write = publish_whole if step == "publish" else unpublish_whole
        try:
            made = write(whole, edit, request.POST.get("fingerprint", ""))
        except NotReadyError as error:
            messages.error(request, _("Nothing was published. Missing: %(what)s.") % {"what": error})
            return HttpResponseRedirect(request.get_full_path())
        except ChangedMeanwhileError:
            messages.error(request, _("The records were changed meanwhile. Nothing was written: look again."))
            return HttpResponseRedirect(request.get_full_path())
        back = reverse("admin:measures_plan_contents", args=[whole.plan.pk])
        said = (
            _("%(count)d measures were published.") if step == "publish" else _("%(count)d measures were taken back.")
        )
        messages.success(request, undo_offer(request, made, said % {"count": made.handled}, back))
        return HttpResponseRedirect(back)

    def address_of(self, found: Missing, whole: Whole) -> str:
        """Of the list that shows what a rule counts; "" where no list does."""
        name = found.rule.name
        if name == "conflicts":
            return reverse(
                "admin:measures_conflict_changelist", query={"plan": whole.plan.slug, "state__exact": "open"}
            )
        if name not in FILTERS:
            return reverse("admin:measures_plan_contents", args=[whole.plan.pk])
        within = {} if whole.section is None else {"section": str(whole.section.pk)}
        return reverse("admin:measures_measure_changelist", query={"plan": whole.plan.slug} | within | FILTERS[name])


def back_of(whole: Whole) -> str:
    """The page that leads to that of publishing."""
    if whole.section is None:
        return reverse("admin:measures_plan_contents", args=[whole.plan.pk])
    return reverse("admin:measures_section_change", args=[whole.section.pk])
