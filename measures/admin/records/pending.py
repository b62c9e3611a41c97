"""Changes of what is published that wait for a second person: drafted in the form, decided on a page."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.admin.history.edit import undo_offer
from measures.admin.history.timeline import FieldChange, compared
from measures.admin.numbers import whole_number
from measures.admin.records.changed import names_of_roles, part_change, words_of_target
from measures.admin.records.pending_queue import Queue, queue_after
from measures.admin.types import Context, Label, ModelAdmin
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
from measures.edits.draft_contents import COLUMNS, OF_TARGET, contents_of, rows_of
from measures.edits.drafts import Drafted
from measures.edits.undo_plan import UNDO
from measures.models import Edit, Measure, PendingChange, Plan, Responsibility, Section, Target
from measures.models.base import Record
from measures.models.limits import BEYOND_LIMIT
from measures.prepared import Placeholder, PreparedQuery
from measures.querysets import GuardedQuerySet
from measures.visibility import User, may_write_in

ResponseT = TypeVar("ResponseT", bound=HttpResponseBase)

DRAFTING = "drafting"  # a mark of requests
LAST_RETURNED = 20  # changes that were sent back, of which the start page tells
MODELS: dict[str, type[Record]] = {"measure": Measure, "section": Section, "plan": Plan}

DECIDED: dict[str, Label] = {
    "published": gettext_lazy("The change of “%(title)s” was published."),
    "sent back": gettext_lazy("The change of “%(title)s” was sent back."),
    "taken back": gettext_lazy("The change of “%(title)s” was taken back."),
}


@dataclass(frozen=True)
class Panel:
    """What a form shows of a pending change."""

    change: PendingChange
    changes: "list[FieldChange]"
    may_publish: bool
    moved: bool  # the record was written since the change was begun


@dataclass(frozen=True)
class SentBack:
    """What a form shows of a change that a second person sent back: who drafted it, and the edit that sent it back."""

    drafted_by: str
    edit: Edit
    changes: "list[FieldChange]"


@cache
def waiting(model: type[Record]) -> PreparedQuery:
    """The pending change of the record `pk`: every form asks, and there is hardly ever one."""
    owner = {str(model._meta.model_name): Placeholder("pk")}
    return PreparedQuery(lambda: PendingChange.objects.order_by().filter(**owner).values_list("pk"))


@cache
def ever_waiting(model: type[Record]) -> PreparedQuery:
    """A row of the history of pending changes of the record `pk`."""
    owner = {str(model._meta.model_name): Placeholder("pk")}
    return PreparedQuery(lambda: PendingChange.history.order_by().filter(**owner).values_list("pk")[:1])


def pending_of(model: type[Record], pk: int | None) -> PendingChange | None:
    if pk is None or not waiting(model)(pk=pk):
        return None
    return PendingChange.of(model, [pk]).first()


def panel_of(change: PendingChange, request: HttpRequest) -> Panel:
    moved = change.owner.version != change.version
    return Panel(change, changes_of(change), change.may_be_published_by(request.user), moved)


def sent_back_of(model: type[Record], pk: int) -> SentBack | None:
    """The newest change of a record where it was sent back and nothing has been written since."""
    if not ever_waiting(model)(pk=pk):
        return None
    rows = PendingChange.history.filter(**{str(model._meta.model_name): pk})
    last = rows.select_related("edit").order_by("-history_id").first()
    if last is None or last.history_type != "-" or last.edit is None:
        return None
    change = last.history_object
    drafted = PendingChange.history.filter(id=last.id, history_user=last.edit.by_id).exclude(history_type="-")
    if drafted.exists() or not model._base_manager.filter(pk=pk, version=change.version).exists():
        return None
    return SentBack(change.by_name, last.edit, changes_of(change))


@dataclass(frozen=True)
class Returned:
    """A change of the user's that was sent back, for the start page; `url` is the form of its record."""

    owner: Record
    edit: Edit
    url: str


def returned_to(user: User) -> list[Returned]:
    """What the user had a part in and somebody else sent back last, where nothing has been written since."""
    own = PendingChange.history.filter(history_user=user.pk).exclude(history_type="-").values("id")
    gone = PendingChange.history.filter(id__in=own, history_type="-").exclude(history_user=user.pk)
    found: dict[tuple[type[Record], int], Returned] = {}
    for row in gone.order_by("-history_id")[:LAST_RETURNED]:
        model, pk = owner_of(row.history_object)
        back = None if (model, pk) in found else sent_back_of(model, pk)
        seen = model._default_manager.filter(pk=pk)
        if back is None or not isinstance(seen, GuardedQuerySet):
            continue
        if (owner := seen.worked_on_by(user).first()) is not None:
            url = reverse(f"admin:measures_{model._meta.model_name}_change", args=[pk])
            found[model, pk] = Returned(owner, back.edit, url)
    return list(found.values())


def owner_of(change: PendingChange) -> tuple[type[Record], int]:
    """The model and the primary key of what a change is about, which may be gone."""
    keys = ((model, getattr(change, f"{name}_id")) for name, model in MODELS.items())
    return next((model, pk) for model, pk in keys if pk is not None)


def changes_of(change: PendingChange) -> list[FieldChange]:
    """Field by field what is published and what is to be."""
    model, pk, values = type(change.owner), change.owner.pk, change.wanted
    published, columns = contents_of(model, [pk])[pk], COLUMNS[model]
    own = [
        compared(columns[name].to_python(published[name]), columns[name].to_python(value), columns[name])
        for name, value in values.items()
        if name in columns and name not in ("position", "path")
    ]
    both = [(published | values if now else published) for now in (False, True)]
    labels = {"responsibilities": Responsibility._meta.verbose_name_plural, "targets": Target._meta.verbose_name_plural}
    found = [
        part_change(label, *(LINES[name](side[name]) for side in both))
        for name, label in labels.items()
        if name in values
    ]
    return [*own, *(FieldChange(each.label, each.html) for each in found)]


def role_lines(parts: object) -> list[str]:
    return names_of_roles((row["role"], row["body_id"]) for row in rows_of(parts))


def target_lines(parts: object) -> list[str]:
    return [words_of_target([row[name] for name in OF_TARGET]) for row in rows_of(parts)]


LINES: dict[str, Callable[[object], list[str]]] = {"responsibilities": role_lines, "targets": target_lines}


class PendingAdmin(ModelAdmin):
    """The form of what is published and whose plan asks for a second person, and the page where that person decides."""

    model: type[Record]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Context | None = None,
    ) -> HttpResponse:
        """With what is pending; whoever may change the record goes on with that."""
        pk = whole_number(object_id)
        change = pending_of(self.model, pk)
        shows = change is not None and self.may_see_pending(request)
        context = (extra_context or {}) | ({"pending": panel_of(change, request)} if change and shows else {})
        if pk is not None and change is None and self.may_see_pending(request):
            sent_back = SimpleLazyObject(lambda: sent_back_of(self.model, pk))  # a save that is written shows no page
            context |= {"sent_back": sent_back, "may_undo": request.user.has_perm(UNDO)}

        def answer() -> HttpResponse:
            return super(PendingAdmin, self).changeform_view(request, object_id, form_url, context)

        if change is None or request.method == "POST" or not (shows and self.has_change_permission(request)):
            return answer()
        if not change.owner.asks_for_second_person:
            return answer()
        with edit(request.user, via=EditVia.ADMIN), shown(self.model, [change.owner.pk]):
            return rendered(answer())

    def render_change_form(
        self,
        request: HttpRequest,
        context: Context,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Model | None = None,
    ) -> HttpResponse:
        """Say before anything is typed that it will wait."""
        if isinstance(obj, Record):
            context["drafts"] = obj.asks_for_second_person and self.has_change_permission(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def message_user(
        self,
        request: HttpRequest,
        message: Label,
        level: int | str = messages.INFO,
        extra_tags: str = "",
        fail_silently: bool = False,
    ) -> None:
        """What was drafted was not changed, as Django would say: see `tell`."""
        if DRAFTING not in vars(request):
            super().message_user(request, message, level, extra_tags, fail_silently)

    def may_see_pending(self, request: HttpRequest) -> bool:
        """Who may change such records or publish them."""
        rights = (f"measures.change_{self.opts.model_name}", self.model.publish_right)
        return any(request.user.has_perm(right) for right in rights)

    def stops_asking(self, request: HttpRequest) -> bool:
        """Whether the form that was sent takes the record back from the public: it is then written as it is."""
        published = ReviewState.PUBLISHED.value  # that of a plan is called the same
        return request.POST.get(self.model.step_field, published) != published

    def answer_form(
        self, request: HttpRequest, object_id: str | None, write: Callable[[], HttpResponse]
    ) -> HttpResponse:
        """The answer to a form, within the edit in progress: what it writes may be kept as a pending change."""
        pk = whole_number(object_id)
        if pk is None or self.stops_asking(request) or not asking_for_draft(self.model, [pk]):
            return write()
        vars(request)[DRAFTING] = True
        with drafting(self.model, [pk]) as drafted:
            response = rendered(write())
        if response.status_code == 302:
            tell(request, drafted)
        return response

    def answer_reversion(
        self, request: HttpRequest, object_id: str, answer: Callable[[], HttpResponseBase]
    ) -> HttpResponseBase:
        """Going back starts from what is pending, and what it writes is kept as a pending change, as that of a form."""
        pk = whole_number(object_id)
        steps = {self.model.step_field, "second_person"} & {*request.POST.getlist("chosen")}
        if pk is None or steps or not asking_for_draft(self.model, [pk]):
            return answer()
        if request.method != "POST":
            with edit(request.user, via=EditVia.ADMIN), shown(self.model, [pk]):
                return rendered(answer())
        vars(request)[DRAFTING] = True
        with drafting(self.model, [pk]) as drafted:
            response = answer()
        tell(request, drafted)
        return response

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.pending_view)
        return [path("<int:pk>/pending/", view, name=f"measures_{self.opts.model_name}_pending"), *super().get_urls()]

    def pending_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET: what is published and what is to be. POST: `publish` it, or `reject` it with a word."""
        if not self.may_see_pending(request):
            raise PermissionDenied
        record = self.get_queryset(request).filter(pk=pk).first()
        if record is None:
            raise Http404
        change = pending_of(self.model, pk)
        if change is None:
            return self.gone(request, pk, str(record))
        if not may_write_in(request.user, change.plan_of_owner):
            raise PermissionDenied(BEYOND_LIMIT)
        if request.method == "POST":
            return self.decide(request, change)
        context = self.admin_site.each_context(request) | {
            "title": _("Pending change"),
            "subtitle": str(change.owner),
            "opts": self.opts,
            "original": change.owner,
            "pending": panel_of(change, request),
            "may_reject": change.may_be_published_by(request.user) or request.user.pk in change.authors(),
            "is_author": request.user.pk in change.authors(),
            "queue": self.queue_after(request, change),
            "seen": seen_version(change),
        }
        return TemplateResponse(request, "admin/measures/pending.html", context)

    def gone(self, request: HttpRequest, pk: int, title: str) -> HttpResponse:
        """What was decided or taken back since its page was shown is told of, and the next one shown."""
        text = _("There is no pending change of “%(title)s” any more: it was published, sent back or taken back.")
        messages.warning(request, text % {"title": title})
        may_publish = request.user.has_perm(self.model.publish_right)
        queue = queue_after(self.get_queryset(request), request.user, pk) if may_publish else Queue()
        return HttpResponseRedirect(self.onward(pk, queue))

    def onward(self, pk: int, queue: Queue) -> str:
        """The page of the next change that waits, or else the form of the record."""
        view, key = ("change", pk) if queue.following is None else ("pending", queue.following)
        return reverse(f"admin:measures_{self.opts.model_name}_{view}", args=[key])

    def queue_after(self, request: HttpRequest, change: PendingChange) -> Queue:
        """What else waits for whoever may publish this one."""
        may_publish = change.may_be_published_by(request.user)
        return queue_after(self.get_queryset(request), request.user, change.owner.pk) if may_publish else Queue()

    def decide(self, request: HttpRequest, change: PendingChange) -> HttpResponse:
        """Publish or reject what the page showed and go on to the next one; where it is another by now, show that."""
        pk, here, reason = change.owner.pk, request.get_full_path(), request.POST.get("reason", "").strip()[:255]
        back = reverse(f"admin:measures_{self.opts.model_name}_change", args=[pk])
        onward, title = self.onward(pk, self.queue_after(request, change)), str(change.owner)
        publishes, seen = "publish" in request.POST, request.POST.get("seen", "")
        takes_back = not publishes and request.user.pk in change.authors()
        if not (publishes or takes_back or reason):
            messages.error(request, _("Say why it is sent back."))
            return HttpResponseRedirect(here)
        said = reason or (_("Pending change taken back") if takes_back else _("Pending change published"))
        try:
            with edit(request.user, via=EditVia.ADMIN, reason=said) as unit:
                current = pending_of(self.model, pk)
                if current is None or str(seen_version(current)) != seen:
                    raise PendingRefusedError(_("It was changed meanwhile. Nothing was written: look again."))
                (publish_pending if publishes else reject_pending)(current)
        except SecondPersonError as error:
            raise PermissionDenied(str(error)) from error
        except PendingRefusedError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(here if pending_of(self.model, pk) else back)
        text = DECIDED["published" if publishes else "taken back" if takes_back else "sent back"] % {"title": title}
        messages.success(request, undo_offer(request, unit.edit, text, back))
        return HttpResponseRedirect(onward)


def rendered(response: ResponseT) -> ResponseT:
    """While what it shows is there."""
    if isinstance(response, TemplateResponse):
        response.render()
    return response


def tell(request: HttpRequest, drafted: Drafted) -> None:
    """What came of a form that was saved."""
    for change in drafted.pending:
        text = _("What you changed in “%(title)s” is a pending change now: a second person publishes it.")
        messages.success(request, text % {"title": change.owner})
    if drafted.dropped:
        messages.info(request, _("It says what is published: there is no pending change."))
