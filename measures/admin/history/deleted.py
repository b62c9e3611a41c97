"""Deleted records: who deleted what and when, and the page that brings one back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, Max, Model, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.admin.history.forms import HistoryForm, read_place
from measures.admin.types import ModelAdmin, RecordQuerySet
from measures.edits import EditVia, UndoRefusedError, bring_back, plan_return
from measures.edits.history_rows import names_of
from measures.edits.undo_plan import UNDO
from measures.edits.visible_history import rows_seen
from measures.models import Edit, Measure, Plan, ResponsibleBody, Section
from measures.models.base import Record
from measures.models.history import HistoryRow
from measures.visibility import User

# The kinds of records that are listed, with the fields that the search looks into. Parts go, and come back, with them.
LISTED: dict[type[Record], tuple[str, ...]] = {
    Plan: ("title", "slug"),
    Section: ("title", "code"),
    Measure: ("title", "code"),
    ResponsibleBody: ("name",),
}
BY_NAME: dict[str, type[Record]] = {str(model._meta.model_name): model for model in LISTED}
KINDS: list[type[Model]] = [*LISTED]
RECORDS_A_PAGE = 50


class DeletedForm(HistoryForm):
    """The filters of what was deleted. A page begins where the last one ended: `before` says after which row."""

    def __init__(self, data: QueryDict, reader: User) -> None:
        super().__init__(data, reader, BY_NAME)
        self.place = read_place(data.get("before", ""))

    def rows(self) -> list[HistoryRow]:
        """The newest rows of the history of what is deleted, newest first: one more than a page has."""
        if not self.is_valid():
            return []
        chosen = [BY_NAME[self.cleaned_data["kind"]]] if self.cleaned_data["kind"] else LISTED
        found = [row for model in chosen for row in self.rows_of(model)[: RECORDS_A_PAGE + 1]]
        return sorted(found, key=order_of, reverse=True)[: RECORDS_A_PAGE + 1]

    def rows_of(self, model: type[Record]) -> RecordQuerySet:
        rows: RecordQuerySet = deleted(model, self.reader).select_related("edit").defer("edit__task")
        for condition in self.conditions(model):
            rows = rows.filter(condition)
        return rows.order_by("-history_date", "-id")

    def conditions(self, model: type[Record]) -> Iterator[Q]:
        said = self.cleaned_data
        yield from self.words(*LISTED[model])
        yield from self.between("history_date")
        if said["by"]:
            yield Q(edit__by_name=said["by"])
        if said["plan"] is not None:
            yield in_plans(model, said["plan"])
        if self.place is not None:
            yield behind(model, *self.place)


def order_of(row: HistoryRow) -> tuple[datetime, int]:
    return row.history_date, number_of(row.instance_type, row.id)


def number_of(model: type[Model], pk: int) -> int:
    """What tells records of one moment apart: one number for the kind and the primary key."""
    return pk * len(LISTED) + KINDS.index(model)


def behind(model: type[Record], at: datetime, number: int) -> Q:
    """The condition on rows of a model that stand after the one of this moment and number."""
    pk, kind = divmod(number, len(LISTED))
    last = pk if KINDS.index(model) < kind else pk - 1
    return Q(history_date__lt=at) | Q(history_date=at, id__lte=last)


def in_plans(model: type[Record], plans: list[int]) -> Q:
    """A condition on rows; what stands in no plan is in none of these."""
    return Q(pk__in=[]) if model in (Plan, ResponsibleBody) else Q(plan__in=plans)


def deleted(model: type[Record], reader: User) -> RecordQuerySet:
    """The last row of each record of this kind that is not here any more; what went with its plan is not listed."""
    gone = model.history.filter(rows_seen(model, reader), history_type="-", edit__isnull=False)
    gone = gone.exclude(Exists(model._base_manager.filter(pk=OuterRef("id"))))
    if model in (Section, Measure):
        gone = gone.filter(Exists(Plan._base_manager.filter(pk=OuterRef("plan"))))
    rows: RecordQuerySet = model.history.filter(
        pk__in=gone.order_by().values("id").annotate(last=Max("history_id")).values("last")
    )
    return rows


@dataclass(frozen=True)
class Deleted:
    """A line of the list; `url` is "" for whoever may not bring it back."""

    row: HistoryRow
    name: str
    url: str


class DeletedMixin(ModelAdmin):
    """The list of what was deleted, and the page that brings a record back: pages of the admin of edits."""

    def get_urls(self) -> list[URLPattern]:
        listed, returned = self.admin_site.admin_view(self.deleted_view), self.admin_site.admin_view(self.return_view)
        return [
            path("deleted/", listed, name="measures_edit_deleted"),
            path("deleted/<slug:kind>/<int:pk>/", returned, name="measures_edit_return"),
            *super().get_urls(),
        ]

    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = DeletedForm(request.GET, request.user)
        rows = form.rows()
        listed = [
            Deleted(row, name, address(row) if may_bring_back(request.user, row.instance_type) else "")
            for row, name in zip(rows[:RECORDS_A_PAGE], names_of(rows[:RECORDS_A_PAGE]), strict=True)
        ]
        context = self.admin_site.each_context(request) | {
            "title": gettext("Deleted records"),
            "opts": self.opts,
            "form": form,
            "listed": listed,
            "older": older(request.GET, rows[RECORDS_A_PAGE - 1]) if len(rows) > RECORDS_A_PAGE else "",
        }
        return TemplateResponse(request, "admin/measures/edit/deleted.html", context)

    def return_view(self, request: HttpRequest, kind: str, pk: int) -> HttpResponse:
        """Show what would come back; a POST of what was shown writes it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        model = BY_NAME.get(kind)
        row = deleted(model, request.user).filter(id=pk).select_related("edit").first() if model else None
        if model is None or row is None or row.edit is None:
            raise Http404
        plan = plan_return(row.edit, model, pk)
        if not may_bring_back(request.user, model) or not request.user.has_perms(plan.permissions()):
            raise PermissionDenied
        if request.method == "POST":
            return self.bring_back(request, row.edit, model, pk)
        [name] = names_of([row])
        refusals = plan.refusals[:RECORDS_A_PAGE]
        context = self.admin_site.each_context(request) | {
            "title": gettext("Bring back a deleted record"),
            "subtitle": name,
            "opts": self.opts,
            "row": row,
            "plan": plan,
            "names": names_of([*plan.creations.values()][:RECORDS_A_PAGE]),
            "more": max(len(plan.creations) - RECORDS_A_PAGE, 0),
            "refusals": zip(names_of(refusal.record for refusal in refusals), refusals, strict=True),
        }
        return TemplateResponse(request, "admin/measures/edit/return.html", context)

    def bring_back(self, request: HttpRequest, edit: Edit, model: type[Record], pk: int) -> HttpResponse:
        """Write it and lead to the record; where it is refused, say why and change nothing."""
        reason = request.POST.get("reason", "").strip()[:255]
        expected = request.POST.get("fingerprint", "")
        try:
            made = bring_back(edit, model, pk, by=request.user, via=EditVia.ADMIN, reason=reason, expected=expected)
        except UndoRefusedError as error:
            self.message_user(request, str(error), "ERROR")
            return HttpResponseRedirect(request.path)
        link = reverse("admin:measures_edit_change", args=[made.pk])
        words = format_html('{} <a href="{}">{}</a>', _("The record is back."), link, _("See this edit"))
        self.message_user(request, words, "SUCCESS")
        return HttpResponseRedirect(reverse(f"admin:measures_{model._meta.model_name}_change", args=[pk]))


def may_bring_back(user: User, model: type[Model]) -> bool:
    """By the right to undo and that to add such records; what comes with one may ask for more."""
    has_perm = getattr(user, "has_perm", None)
    return has_perm is not None and bool(has_perm(UNDO)) and bool(has_perm(f"measures.add_{model._meta.model_name}"))


def address(row: HistoryRow) -> str:
    return reverse("admin:measures_edit_return", args=[row.instance_type._meta.model_name, row.id])


def older(query: QueryDict, last: HistoryRow) -> str:
    """The address of the page that begins after a row."""
    copy, (at, number) = query.copy(), order_of(last)
    copy["before"] = f"{at.isoformat()} {number}"
    return f"?{copy.urlencode()}"
