"""Many records at once: what is done to those that were chosen in a list is shown first, then written as one edit.

The preview is a page that anyone with the rights may open again; its address says which records, by their keys or by
the filters of the list, and what is to be done. Its form sends back what it showed: what others wrote meanwhile is
named, and nothing is written.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, cast
from uuid import uuid4

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Max, Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.admin.base import RecordAdmin, edit_of_form, form_token
from measures.admin.bulk.base_form import BulkForm
from measures.admin.history.edit import undo_offer
from measures.admin.lists.neighbours import listed_records
from measures.admin.numbers import whole_number
from measures.admin.types import Actions, Label, ModelAdmin, RecordQuerySet
from measures.choices import EditVia
from measures.edits import BulkPlan, ChangedMeanwhileError, begin_change, carry_out
from measures.edits.batches import drafts
from measures.edits.bulk_plan import KeptRecords
from measures.edits.history_rows import names_of
from measures.models import Edit, Measure, PendingChange, Plan, Section
from measures.models.edit import new_edit
from measures.models.pending import asking
from measures.prepared import one_of

SHOWN = 100  # records of each table on the page
NOTHING = "0"  # chosen in any case, so that a box for all records of the list is enough

AnyForm = type[BulkForm[Any]]
BulkAction = Callable[..., str]  # as the stubs have it: an action returns an answer, or None


@dataclass(frozen=True)
class Selection:
    """The records that an address names: `ids`, or None for all that the filters of their list leave."""

    listed: str  # the query of the list from which they were chosen
    ids: tuple[int, ...] | None

    @classmethod
    def of_address(cls, query: QueryDict) -> "Selection":
        keys = (whole_number(each) for each in query.get("ids", "").split(","))
        return cls(query.get("list", ""), None if "all" in query else tuple(key for key in keys if key is not None))

    def as_query(self) -> dict[str, str]:
        chosen = {"all": "1"} if self.ids is None else {"ids": ",".join(map(str, self.ids))}
        return {"list": self.listed} | chosen

    def records(self, model_admin: ModelAdmin, request: HttpRequest) -> RecordQuerySet:
        """Those of them that the user may see; none where the list cannot be asked so."""
        if self.ids is not None:
            return model_admin.get_queryset(request).filter(one_of(self.ids))
        query = QueryDict(self.listed, mutable=True)
        for name in (PAGE_VAR, ORDER_VAR):
            query.pop(name, None)
        found = listed_records(model_admin, request, query)
        return model_admin.model._default_manager.none() if found is None else found


@dataclass(frozen=True)
class Row:
    """One record of the preview; of one that changes, what it says now and then."""

    code: str
    name: str
    before: str = ""
    after: str = ""


def bulk_action(name: str, form: AnyForm) -> BulkAction:
    """An action of a list that leads to the preview of a change of the chosen records."""

    @admin.action(description=form.label, permissions=[form.rights])
    def action(model_admin: "BulkAdmin", request: HttpRequest, queryset: RecordQuerySet) -> HttpResponse | None:
        chosen = selection_of(model_admin, request)
        if chosen is None:
            return None
        values = {field: request.POST.get(field, "") for field in form.base_fields}
        return HttpResponseRedirect(model_admin.bulk_address(name, chosen.as_query() | values))

    action.__name__ = name
    return cast("BulkAction", action)


def selection_of(model_admin: ModelAdmin, request: HttpRequest) -> Selection | None:
    """What was chosen in the list; None, said to the editor, where it is nothing."""
    listed = request.GET.urlencode()
    if request.POST.get("select_across") == "1":
        return Selection(listed, None)
    keys = (whole_number(each) for each in request.POST.getlist(ACTION_CHECKBOX_NAME) if each != NOTHING)
    if ids := tuple(key for key in keys if key is not None):
        return Selection(listed, ids)
    model_admin.message_user(request, _("Choose the records first: their boxes, or all."), messages.WARNING)
    return None


class BulkAdmin(RecordAdmin):
    """Lists whose records can be changed many at a time: `bulk_forms` says how, by the name of the action."""

    bulk_forms: ClassVar[Mapping[str, AnyForm]] = {}

    def get_actions(self, request: HttpRequest) -> Actions:
        """The changes for which the user has the rights, before the other actions."""
        others = super().get_actions(request)
        if IS_POPUP_VAR in request.GET:
            return others
        allowed = {name: form for name, form in self.bulk_forms.items() if self.may(request, form)}
        own: Actions = {name: (bulk_action(name, form), name, str(form.label)) for name, form in allowed.items()}
        return own | others

    def may(self, request: HttpRequest, form: AnyForm) -> bool:
        allowed: bool = getattr(self, f"has_{form.rights}_permission")(request)
        return allowed

    def has_assign_permission(self, request: HttpRequest) -> bool:
        """To change who answers for measures."""
        rights = [f"measures.{verb}_responsibility" for verb in ("add", "change", "delete")]
        return self.has_change_permission(request) and request.user.has_perms(rights)

    def has_measures_permission(self, request: HttpRequest) -> bool:
        """To publish the measures of plans and sections, and to take them back."""
        return request.user.has_perm("measures.publish_measure")

    def has_confirm_permission(self, request: HttpRequest) -> bool:
        return self.may_step(request, "confirm")

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return self.may_step(request, "publish")

    def has_archive_permission(self, request: HttpRequest) -> bool:
        return self.may_step(request, "archive")

    def may_step(self, request: HttpRequest, step: str) -> bool:
        """Whoever checks and publishes need not be one who edits."""
        return request.user.has_perm(f"measures.{step}_{self.opts.model_name}")

    def bulk_address(self, name: str, query: Mapping[str, str]) -> str:
        return reverse(f"admin:measures_{self.opts.model_name}_bulk", args=[name], query=query)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.bulk_view)
        return [path("bulk/<slug:name>/", view, name=f"measures_{self.opts.model_name}_bulk"), *super().get_urls()]

    def chosen(self, request: HttpRequest) -> RecordQuerySet:
        """The records that the address of a preview names; of plans or sections that it names, the measures in them."""
        source, selection = source_of(request, self.model), Selection.of_address(request.GET)
        if source is self.model:
            return selection.records(self, request)
        holders = selection.records(self.admin_site.get_model_admin(source), request)
        measures = Measure.objects.worked_on_by(request.user)
        return measures.within_any(holders) if source is Section else measures.filter(plan__in=holders.values("pk"))

    def bulk_view(self, request: HttpRequest, name: str) -> HttpResponse:
        """GET: what would be changed and what not. POST: change it, if it is still so."""
        form_class = self.bulk_forms.get(name)
        if form_class is None:
            raise Http404
        if not self.may(request, form_class):
            raise PermissionDenied
        records = self.chosen(request)
        said = request.GET if form_class.base_fields.keys() & request.GET.keys() or not form_class.base_fields else None
        form = form_class(said, plans=plans_of(records))
        if not form.is_valid():
            return self.preview(request, form, None)
        plan = BulkPlan(records, form.change())
        return self.apply(request, form, plan) if request.method == "POST" else self.preview(request, form, plan)

    def apply(self, request: HttpRequest, form: BulkForm[Any], plan: BulkPlan) -> HttpResponse:
        """As one edit; the same form sent twice is written once."""
        token, reason = form_token(request), request.POST.get("reason", "").strip()[:255]
        edit = new_edit(request.user, via=EditVia.ADMIN, reason=reason or form.described(), form_token=token)
        try:
            made = begin_change(plan, edit, request.POST.get("fingerprint", ""))
            made = carry_out(made, detached=True) if made.in_progress else made
        except (ChangedMeanwhileError, IntegrityError):
            earlier = edit_of_form(token, request.user.pk)
            if earlier is None:
                return self.preview(request, form, BulkPlan(self.chosen(request), plan.change), stale=True)
            made = earlier
        return self.after_change(request, made)

    def after_change(self, request: HttpRequest, made: Edit) -> HttpResponse:
        """Back to the list, or to the page of an edit that goes on in a process of its own."""
        if made.in_progress:
            messages.info(
                request, _("%(count)d records are being changed; you may go on working.") % {"count": made.planned}
            )
            return HttpResponseRedirect(reverse("admin:measures_edit_change", args=[made.pk]))
        text = ngettext("%(count)d record changed.", "%(count)d records changed.", made.handled)
        listed = self.list_address(request)
        tell_of(request, made, text % {"count": made.handled} + pending_words(made), listed)
        return HttpResponseRedirect(listed)

    def list_address(self, request: HttpRequest) -> str:
        """The list from which the records were chosen, as it was."""
        model_name = source_of(request, self.model)._meta.model_name
        return f"{reverse(f'admin:measures_{model_name}_changelist')}?{request.GET.get('list', '')}"

    def preview(
        self, request: HttpRequest, form: BulkForm[Any], plan: BulkPlan | None, *, stale: bool = False
    ) -> HttpResponse:
        """The page: the form, what would change, and what would not."""
        since = newest(self.model)
        context = self.admin_site.each_context(request) | {
            "title": _("Change many %(records)s: %(action)s")
            % {"records": self.opts.verbose_name_plural, "action": form.label},
            "opts": self.opts,
            "form": form,
            "kept_query": [(name, value) for name, value in request.GET.items() if name not in form.fields],
            "plan": plan,
            "rows": self.rows(form, plan) if plan else [],
            "kept": self.kept(plan) if plan else [],
            "drafted": asking(plan.changing).count() if plan and drafts(plan.change) else 0,
            "shown": SHOWN,
            "since": since,
            "token": uuid4(),
            "stale": stale,
            "meanwhile": self.meanwhile(request) if stale else [],
            "back": self.list_address(request),
        }
        return TemplateResponse(request, "admin/measures/bulk.html", context, status=409 if stale else 200)

    def rows(self, form: BulkForm[Any], plan: BulkPlan) -> list[Row]:
        records = self.with_names(plan.changing)[:SHOWN]
        return [Row(code_of(record), str(record), form.before(record), form.after(record)) for record in records]

    def kept(self, plan: BulkPlan) -> list[tuple[KeptRecords, list[Row]]]:
        """Why some stay as they are, and the first of them."""
        groups = [(group, self.with_names(group.records)[:SHOWN]) for group in plan.kept]
        return [(group, [Row(code_of(record), str(record)) for record in records]) for group, records in groups]

    def with_names(self, records: RecordQuerySet) -> RecordQuerySet:
        """With what their lines on the page show, in the order of the document."""
        if records.model is not Measure:
            return records.order_by("pk")
        related = records.select_related("plan", "section").prefetch_related("responsibilities__body")
        return related.defer("text", "baseline", "section__text", "plan__text").order_by("plan__slug", "position", "pk")

    def meanwhile(self, request: HttpRequest) -> list[tuple[str, Edit | None]]:
        """The records that were written since the page was shown, each with the last edit of it."""
        written = self.model.history.filter(history_id__gt=whole_number(request.POST.get("since")) or 0)
        ids = Selection.of_address(request.GET).ids
        if ids is not None and source_of(request, self.model) is self.model:
            written = written.filter(id__in=ids)
        rows = {
            row.id: row for row in written.select_related("edit").defer("edit__task").order_by("history_id")[:SHOWN]
        }
        return list(zip(names_of(rows.values()), (row.edit for row in rows.values()), strict=True))


def measures_action(name: str, label: Label) -> Callable[..., HttpResponse | None]:
    """An action of a list of plans or sections that leads to the preview of a change of the measures in them."""

    @admin.action(description=label, permissions=["measures"])
    def action(model_admin: "BulkAdmin", request: HttpRequest, queryset: RecordQuerySet) -> HttpResponse | None:
        chosen = selection_of(model_admin, request)
        if chosen is None:
            return None
        query = chosen.as_query() | {"of": str(model_admin.opts.model_name)}
        return HttpResponseRedirect(reverse("admin:measures_measure_bulk", args=[name], query=query))

    action.__name__ = f"{name}_measures"
    return action


def source_of(request: HttpRequest, model: type[Model]) -> type[Model]:
    """What was chosen in a list: records of this model, or plans or sections with all that stands in them."""
    holders: dict[str, type[Model]] = {"section": Section, "plan": Plan} if model is Measure else {}
    return holders.get(request.GET.get("of", ""), model)


def code_of(record: Model) -> str:
    return str(getattr(record, "code", "") or getattr(record, "slug", ""))


def plans_of(records: RecordQuerySet) -> list[Plan]:
    """The plans of measures, the first two; none of other records."""
    if records.model is not Measure:
        return []
    return list(Plan.objects.filter(pk__in=records.order_by().values("plan")).only("jurisdiction", "slug")[:2])


def newest(model: type[Any]) -> int:
    """The number of the newest history row of a model."""
    return model.history.aggregate(last=Max("history_id"))["last"] or 0


def pending_words(made: Edit) -> str:
    """How much of what an edit changed waits for a second person."""
    count = PendingChange.history.filter(edit=made).count() if made.pk else 0
    return (
        _(" %(count)d of these are pending changes, which a second person publishes.") % {"count": count}
        if count
        else ""
    )


def tell_of(request: HttpRequest, made: Edit, text: str, back: str) -> None:
    """What an edit did, with links to it and to its undoing."""
    if made._state.adding:
        messages.info(request, text)
    else:
        messages.success(request, undo_offer(request, made, text, back))
