"""The history page of a record, and the way back to an earlier version."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from measures.admin.history.timeline import (
    FieldChange,
    as_row,
    field_changes,
    part_changes,
    part_names,
    timeline,
)
from measures.admin.types import ModelAdmin
from measures.edits import EditVia, edit
from measures.edits.reversion import PartStep, Reversion, plan_reversion, write_reversion
from measures.edits.undo_plan import UNDO
from measures.edits.visible_history import sees_history_of
from measures.models.base import Record
from measures.models.history import HistoryRow
from measures.models.readiness import NotReadyError

NOT_FOUND = "_get_obj_does_not_exist_redirect"
EDITS_A_PAGE = 50
NOT_REVERTED = {"code", "plan", "position", "parent"}


class NotRevertedError(Exception):
    """Nothing was written: the message, for people, says why."""


class HistoryMixin(ModelAdmin):
    """The history page of a record's edits, and the page that goes back to one of its versions."""

    object_history_template = "admin/measures/history.html"

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_revert"
        view = self.admin_site.admin_view(self.revert_view)
        return [path("<path:object_id>/history/<int:row_id>/", view, name=name), *super().get_urls()]

    def not_found(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Redirect to the start page with a message. Django has this as a private method, without a type."""
        response: HttpResponse = getattr(self, NOT_FOUND)(request, self.opts, object_id)
        return response

    @method_decorator(require_safe)
    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """The edits of the record and of its parts, newest first."""
        record = self.get_object(request, object_id)
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        if record is None:
            return self.not_found(request, object_id)
        if not sees_history_of(request.user, record):
            raise PermissionDenied
        page = Paginator(timeline(record), EDITS_A_PAGE).get_page(request.GET.get("p"))
        context = (
            self.page_context(request, record, _("History"))
            | {"page": page, "today": timezone.localdate()}
            | (extra_context or {})
        )
        return TemplateResponse(request, self.object_history_template, context)

    def revert_view(self, request: HttpRequest, object_id: str, row_id: int) -> HttpResponseBase:
        """Show what going back to a row of the history would change; a POST writes it, as a new version."""

        def answer() -> HttpResponseBase:
            record, row = self.record_and_row(request, object_id, row_id)
            return (self.write_back if request.method == "POST" else self.revert_page)(request, record, row)

        if request.method != "POST":
            return self.answer_reversion(request, object_id, answer)
        try:
            with edit(request.user, via=EditVia.ADMIN, reason=self.posted_reason(request)):
                return self.answer_reversion(request, object_id, answer)
        except NotRevertedError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(self.history_address(object_id))

    def answer_reversion(
        self, request: HttpRequest, object_id: str, answer: Callable[[], HttpResponseBase]
    ) -> HttpResponseBase:
        """The answer to `revert_view`, of a POST within the edit in progress."""
        return answer()

    def history_address(self, object_id: object) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", args=[object_id])

    def posted_reason(self, request: HttpRequest) -> str:
        """What the editor says for the edit, cut to what is kept. Reads the whole body of the request."""
        return request.POST.get("reason", "").strip()[:255]

    def record_and_row(self, request: HttpRequest, object_id: str, row_id: int) -> tuple[Record, HistoryRow]:
        record = self.get_object(request, object_id)
        if record is None or not self.has_change_permission(request, record):
            raise PermissionDenied
        return record, get_object_or_404(record.history, pk=row_id)

    def revert_page(self, request: HttpRequest, record: Record, row: HistoryRow) -> HttpResponseBase:
        """The page that shows what going back would change, before anything is written."""
        now = as_row(record)
        reversion = self.reversion(request, record, row)
        changes = [*field_changes(now, as_row(record)), *changes_of_parts(reversion.parts)]
        title = _("Go back to version %(version)s") % {"version": row.version}
        only = request.GET.getlist("field")
        context = {"row": row, "changes": changes, "deleted": reversion.lost, "notes": reversion.notes}
        context |= {"ticked": only or [change.name for change in changes]}
        context |= self.page_context(request, record, title)
        return TemplateResponse(request, "admin/measures/revert.html", context)

    def reversion(self, request: HttpRequest, record: Record, row: HistoryRow) -> Reversion:
        """Of the fields and parts that the editor may write; once they were shown, of those that are ticked."""
        kept = {*NOT_REVERTED, *self.get_readonly_fields(request, record)}
        tracked = {each.name for each in row.tracked_fields}
        names = {each.name for each in record._meta.fields if each.editable and each.name in tracked - kept}
        chosen = set(request.POST.getlist("chosen")) if "choosing" in request.POST else None
        reversion = plan_reversion(record, row, names if chosen is None else names & chosen)
        allowed = [step for step in reversion.parts if request.user.has_perm(step.permission)]
        if len(allowed) < len(reversion.parts):
            reversion.notes.append(_("Some parts are left out, since you may not change them."))
        reversion.parts = [step for step in allowed if chosen is None or step.key in chosen]
        return reversion

    def write_back(self, request: HttpRequest, record: Record, row: HistoryRow) -> HttpResponse:
        """`version` posted must be the one that the page showed. Raises NotRevertedError."""
        if refusal := self.revert(request, record, row):
            raise NotRevertedError(refusal)
        message = _("What you chose is again as in version %(version)s.") % {"version": row.version}
        self.log_change(request, record, message)
        self.message_user(request, message, messages.SUCCESS)
        return HttpResponseRedirect(self.history_address(record.pk))

    def revert(self, request: HttpRequest, record: Record, row: HistoryRow) -> str:
        """Write the earlier version; "" where that was done, else why not."""
        if request.POST.get("version") != str(record.version):
            return _("A colleague saved this record meanwhile. Nothing was written: look again.")
        stored = as_row(record)
        reversion = self.reversion(request, record, row)
        if not reversion.parts and not field_changes(stored, as_row(record)):
            return _("Nothing was chosen. Nothing was written.")
        try:
            record.full_clean()
            with transaction.atomic():
                write_reversion(reversion)
        except ValidationError as error:
            return "；".join(error.messages)
        except PermissionDenied as error:  # a step on the way to the public that the editor has no right to
            return str(error)
        except NotReadyError as error:
            return _("It cannot be published: %(what)s.") % {"what": error}
        except IntegrityError as error:
            return _("Other records stand in the way: %(reason)s") % {"reason": error}
        return ""

    def page_context(self, request: HttpRequest, record: Record, title: str) -> dict[str, object]:
        """`original` names the record on the page, as it is stored."""
        context = {"title": title, "subtitle": str(record), "original": record, "opts": self.opts}
        return (
            self.admin_site.each_context(request)
            | context
            | {
                "can_change": self.has_change_permission(request, record),
                "may_undo": request.user.has_perm(UNDO),
            }
        )


def changes_of_parts(steps: list[PartStep]) -> list[FieldChange]:
    """What comes back, what goes and what changes, as the timeline would show it afterwards; one a step."""
    found = []
    for model in dict.fromkeys(step.model for step in steps):
        of_model = [step for step in steps if step.model is model]
        label = capfirst(str(model._meta.verbose_name))
        rows = [row for step in of_model if (row := step.then or step.now)]
        for step, name in zip(of_model, part_names(model, rows), strict=True):
            kind = "-" if step.then is None else "+" if step.now is None else "~"
            words = format_html_join("、", "{}", ([each] for each in part_changes(name, kind, step.now, step.then)))
            found.append(FieldChange(label, words, step.key))
    return found
