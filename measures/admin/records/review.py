"""Steps of the review on a measure's own page, for whoever checks it beside its source and does not edit it.

Editors have the field of their form for it.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template import RequestContext
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.admin.history.edit import undo_offer
from measures.admin.lists.neighbours import neighbours
from measures.admin.types import Label, ModelAdmin
from measures.choices import ReviewState
from measures.edits import EditVia, edit
from measures.models import Measure
from measures.models.readiness import NotReadyError
from measures.models.steps import reachable
from measures.visibility import User


@dataclass(frozen=True)
class ReviewStep:
    """A step from one review state to the next or the one before, as the button that takes it is called."""

    before: ReviewState
    after: ReviewState
    label: Label
    forward: bool = False


STEPS = (
    ReviewStep(ReviewState.EXTRACTED, ReviewState.CONFIRMED, gettext_lazy("Confirm"), forward=True),
    ReviewStep(ReviewState.CONFIRMED, ReviewState.PUBLISHED, gettext_lazy("Publish"), forward=True),
    ReviewStep(ReviewState.CONFIRMED, ReviewState.EXTRACTED, gettext_lazy("Back to checking")),
    ReviewStep(ReviewState.PUBLISHED, ReviewState.CONFIRMED, gettext_lazy("Unpublish")),
)


def steps_of(user: User, measure: Measure) -> list[ReviewStep]:
    """Those that the user may take from the state that the measure has."""
    states = reachable(user, Measure, measure.review_state)
    return [step for step in STEPS if step.before == measure.review_state and step.after in states]


class ReviewAdmin(ModelAdmin):
    """Takes a step at a click: of the version that the page showed, as an edit that can be undone."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.step_view)
        return [path("<int:pk>/step/", view, name="measures_measure_step"), *super().get_urls()]

    def step_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST the review state, as `to` or, to be led on to the next measure, `to_and_next`, and the version seen."""
        measure = get_object_or_404(self.get_queryset(request), pk=pk)
        wanted = request.POST.get("to", request.POST.get("to_and_next"))
        step = next((each for each in steps_of(request.user, measure) if each.after == wanted), None)
        if step is None:
            raise PermissionDenied
        following = neighbours(self, request, measure)["next"] if "to_and_next" in request.POST else None
        try:
            with edit(request.user, via=EditVia.ADMIN, reason=str(step.label)) as unit:
                current = Measure.objects.get(pk=pk)
                if str(current.version) != request.POST.get("version"):
                    messages.error(request, _("It was changed meanwhile. Nothing was written: look again."))
                    return self.to_measure(request, measure)
                current.review_state = step.after
                current.save()
        except NotReadyError as error:
            messages.error(request, _("It cannot be published: %(what)s.") % {"what": error})
            return self.to_measure(request, measure)
        shown = following or measure
        text = _("“%(measure)s”: %(step)s") % {"measure": measure, "step": step.label}
        messages.success(request, undo_offer(request, unit.edit, text, address_of(shown)))
        return self.to_measure(request, shown)

    def to_measure(self, request: HttpRequest, measure: Measure) -> HttpResponse:
        """Its page, which goes on to know the list that its reader came from."""
        kept = RequestContext(request, {"preserved_filters": self.get_preserved_filters(request), "opts": self.opts})
        return HttpResponseRedirect(add_preserved_filters(kept, address_of(measure)))


def address_of(measure: Measure) -> str:
    return reverse("admin:measures_measure_change", args=[measure.pk])
