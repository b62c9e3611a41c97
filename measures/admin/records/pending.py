"""Changes of published measures that wait for a second person: drafted in the form, decided on a page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from measures.admin.history.edit import undo_offer
from measures.admin.history.timeline import FieldChange, compared
from measures.admin.lists.filters import record_key
from measures.admin.records.changed import names_of_roles, part_change, words_of_target
from measures.admin.types import Context, ModelAdmin
from measures.choices import ReviewState
from measures.edits import (
    EditVia,
    PendingRefusedError,
    SecondPersonError,
    asking_for_draft,
    drafting,
    edit,
    publish_pending,
    reject_pending,
    seen_version,
    shown,
)
from measures.edits.drafts import COLUMNS, OF_TARGET, PARTS, Drafted, contents_of, rows_of
from measures.edits.undo_plan import UNDO
from measures.models import Edit, Measure, PendingChange, Responsibility, Target
from measures.models.limits import BEYOND_LIMIT
from measures.visibility import may_write_in

ResponseT = TypeVar("ResponseT", bound=HttpResponseBase)

DRAFTING = "drafting"  # a mark of requests


@dataclass(frozen=True)
class Panel:
    """What a form shows of a pending change."""

    change: PendingChange
    changes: "list[FieldChange]"
    may_publish: bool
    moved: bool  # the measure was written since the change was begun


@dataclass(frozen=True)
class SentBack:
    """What a form shows of a change that a second person sent back: who drafted it, and the edit that sent it back."""

    drafted_by: str
    edit: Edit
    changes: "list[FieldChange]"


def pending_of(pk: int | None) -> PendingChange | None:
    found = PendingChange.objects.filter(measure=pk) if pk is not None else PendingChange.objects.none()
    return found.select_related("measure__plan").first()


def panel_of(change: PendingChange, request: HttpRequest) -> Panel:
    moved = change.measure.version != change.version
    return Panel(change, changes_of(change), change.may_be_published_by(request.user), moved)


def sent_back_of(measure: int) -> SentBack | None:
    """The newest change of a measure where it was sent back and nothing has been written since."""
    last = PendingChange.history.filter(measure=measure).select_related("edit").order_by("-history_id").first()
    if last is None or last.history_type != "-" or last.edit is None:
        return None
    change = last.history_object
    drafted = PendingChange.history.filter(id=last.id, history_user=last.edit.by_id).exclude(history_type="-")
    if drafted.exists() or not Measure.objects.filter(pk=measure, version=change.version).exists():
        return None
    return SentBack(change.by_name, last.edit, changes_of(change))


def changes_of(change: PendingChange) -> list[FieldChange]:
    """Field by field what is published and what is to be."""
    published, values = contents_of([change.measure_id])[change.measure_id], change.wanted
    own = [
        compared(COLUMNS[name].to_python(published[name]), COLUMNS[name].to_python(value), COLUMNS[name])
        for name, value in values.items()
        if name not in PARTS and name != "position"
    ]
    both = [(published | values if now else published) for now in (False, True)]
    labels = {"responsibilities": Responsibility._meta.verbose_name_plural, "targets": Target._meta.verbose_name_plural}
    sides = {name: [lines(side[name]) for side in both] for name, lines in LINES.items()}
    found = [part_change(label, *sides[name]) for name, label in labels.items() if name in values]
    return [*own, *(FieldChange(each.label, each.html) for each in found)]


def role_lines(parts: object) -> list[str]:
    return names_of_roles((row["role"], row["body_id"]) for row in rows_of(parts))


def target_lines(parts: object) -> list[str]:
    return [words_of_target([row[name] for name in OF_TARGET]) for row in rows_of(parts)]


LINES: dict[str, Callable[[object], list[str]]] = {"responsibilities": role_lines, "targets": target_lines}


class PendingAdmin(ModelAdmin):
    """The form of a published measure whose plan asks for a second person, and the page where that person decides."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Context | None = None,
    ) -> HttpResponse:
        """With what is pending; whoever may change the measure goes on with that."""
        pk = record_key(object_id)
        change = pending_of(pk)
        shows = change is not None and self.may_see_pending(request)
        context = (extra_context or {}) | ({"pending": panel_of(change, request)} if change and shows else {})
        if pk is not None and change is None and self.may_see_pending(request):
            context |= {"sent_back": sent_back_of(pk), "may_undo": request.user.has_perm(UNDO)}

        def answer() -> HttpResponse:
            return super(PendingAdmin, self).changeform_view(request, object_id, form_url, context)

        if change is None or request.method == "POST" or not (shows and self.has_change_permission(request)):
            return answer()
        if not asking_for_draft([change.measure_id]):
            return answer()
        with edit(request.user, via=EditVia.ADMIN), shown([change.measure_id]):
            return rendered(answer())

    def may_see_pending(self, request: HttpRequest) -> bool:
        """Who may change measures or publish them."""
        rights = ("measures.change_measure", "measures.publish_measure")
        return any(request.user.has_perm(right) for right in rights)

    def answer_form(
        self, request: HttpRequest, object_id: str | None, write: Callable[[], HttpResponse]
    ) -> HttpResponse:
        """The answer to a form, within the edit in progress: what it writes may be kept as a pending change."""
        pk = record_key(object_id)
        taken_back = request.POST.get("review_state", ReviewState.PUBLISHED) != ReviewState.PUBLISHED
        if pk is None or taken_back or not asking_for_draft([pk]):
            return write()
        vars(request)[DRAFTING] = True
        with drafting([pk]) as drafted:
            response = rendered(write())
        if response.status_code == 302:
            tell(request, drafted)
        return response

    def answer_reversion(
        self, request: HttpRequest, object_id: str, answer: Callable[[], HttpResponseBase]
    ) -> HttpResponseBase:
        """Going back starts from what is pending, and what it writes is kept as a pending change, as that of a form."""
        pk = record_key(object_id)
        if pk is None or Measure.step_field in request.POST.getlist("chosen") or not asking_for_draft([pk]):
            return answer()
        if request.method != "POST":
            with edit(request.user, via=EditVia.ADMIN), shown([pk]):
                return rendered(answer())
        vars(request)[DRAFTING] = True
        with drafting([pk]) as drafted:
            response = answer()
        tell(request, drafted)
        return response

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.pending_view)
        return [path("<int:pk>/pending/", view, name="measures_measure_pending"), *super().get_urls()]

    def pending_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET: what is published and what is to be. POST: `publish` it, or `reject` it with a word."""
        if not self.may_see_pending(request):
            raise PermissionDenied
        measure = self.get_queryset(request).filter(pk=pk).first()
        change = pending_of(pk) if measure is not None else None
        if change is None:
            raise Http404
        if not may_write_in(request.user, change.measure.plan_id):
            raise PermissionDenied(BEYOND_LIMIT)
        if request.method == "POST":
            return self.decide(request, change)
        context = self.admin_site.each_context(request) | {
            "title": _("Pending change"),
            "subtitle": str(change.measure),
            "opts": self.opts,
            "original": change.measure,
            "pending": panel_of(change, request),
            "may_reject": change.may_be_published_by(request.user) or request.user.pk in change.authors(),
            "is_author": request.user.pk in change.authors(),
            "seen": seen_version(change),
        }
        return TemplateResponse(request, "admin/measures/measure/pending.html", context)

    def decide(self, request: HttpRequest, change: PendingChange) -> HttpResponse:
        """Publish or reject what the page showed; where it is another by now, show that."""
        back = reverse("admin:measures_measure_change", args=[change.measure_id])
        here, reason = request.get_full_path(), request.POST.get("reason", "").strip()[:255]
        publishes, seen = "publish" in request.POST, request.POST.get("seen", "")
        if not (publishes or reason):
            messages.error(request, _("Say why it is sent back."))
            return HttpResponseRedirect(here)
        said = reason or _("Pending change published")
        try:
            with edit(request.user, via=EditVia.ADMIN, reason=said) as unit:
                current = pending_of(change.measure_id)
                if current is None or str(seen_version(current)) != seen:
                    raise PendingRefusedError(_("It was changed meanwhile. Nothing was written: look again."))
                (publish_pending if publishes else reject_pending)(current)
        except SecondPersonError as error:
            raise PermissionDenied(str(error)) from error
        except PendingRefusedError as error:
            messages.error(request, str(error))
            back = (
                here
                if pending_of(change.measure_id)
                else reverse("admin:measures_measure_change", args=[change.measure_id])
            )
            return HttpResponseRedirect(back)
        back = reverse("admin:measures_measure_change", args=[change.measure_id])
        text = _("The change was published.") if publishes else _("The change was sent back.")
        messages.success(request, undo_offer(request, unit.edit, text, back))
        return HttpResponseRedirect(back)


def rendered(response: ResponseT) -> ResponseT:
    """While what it shows is there."""
    if isinstance(response, TemplateResponse):
        response.render()
    return response


def tell(request: HttpRequest, drafted: Drafted) -> None:
    """What came of a form that was saved."""
    for change in drafted.pending:
        text = _("What you changed in “%(measure)s” is a pending change now: a second person publishes it.")
        messages.success(request, text % {"measure": change.measure})
    if drafted.dropped:
        messages.info(request, _("It says what is published: there is no pending change."))
