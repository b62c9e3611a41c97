"""The history page of a record, and the way back to an earlier version."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Field, ForeignKey
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from measures.admin.timeline import as_row, field_changes, save_edit, timeline
from measures.admin.types import ModelAdmin

EDITS_A_PAGE = 50


def refers_to_deleted(field: "Field[Any, Any]", value: object) -> bool:
    """Whether `value` of a foreign key is the key of a record that is no longer there."""
    if value is None or not isinstance(field, ForeignKey):
        return False
    return not field.related_model._default_manager.filter(pk=value).exists()


class HistoryMixin(ModelAdmin):
    object_history_template = "admin/measures/history.html"

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_revert"
        view = self.admin_site.admin_view(self.revert_view)
        return [path("<path:object_id>/history/<int:row_id>/", view, name=name), *super().get_urls()]

    @method_decorator(require_safe)
    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        record = self.get_object(request, object_id)
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined,no-any-return]
        page = Paginator(timeline(record), EDITS_A_PAGE).get_page(request.GET.get("p"))
        context = self.page_context(request, record, _("History")) | {"page": page} | (extra_context or {})
        return TemplateResponse(request, self.object_history_template, context)

    def revert_view(self, request: HttpRequest, object_id: str, row_id: int) -> HttpResponseBase:
        """Show what going back to a row of the history would change; a POST writes it, as a new version."""
        with transaction.atomic():
            record = self.get_object(request, object_id)
            if record is None or not self.has_change_permission(request, record):
                raise PermissionDenied
            row = get_object_or_404(record.history, pk=row_id)
            now = as_row(record)
            deleted = self.take_back(request, record, row)
            if request.method == "POST":
                return self.write_back(request, record, row)
        context = {"row": row, "changes": field_changes(now, as_row(record)), "deleted": deleted}
        title = _("Go back to version %(version)s") % {"version": row.version}
        return TemplateResponse(
            request, "admin/measures/revert.html", self.page_context(request, record, title) | context
        )

    def take_back(self, request: HttpRequest, record: Any, row: Any) -> list[str]:
        """Give `record`, in memory, the row's values of the fields that an editor may write.

        A field that named a record deleted since stays as it is; the labels of those fields are returned.
        """
        shut = {"code", "plan", "position", "parent", *self.get_readonly_fields(request, record)}
        fields = [f for f in record._meta.fields if f.editable and f.name not in shut and hasattr(row, f.attname)]
        deleted = [field for field in fields if refers_to_deleted(field, getattr(row, field.attname))]
        for field in fields:
            if field not in deleted:
                setattr(record, field.attname, getattr(row, field.attname))
        return [capfirst(str(field.verbose_name)) for field in deleted]

    def write_back(self, request: HttpRequest, record: Any, row: Any) -> HttpResponse:
        """`version` posted must be the one that the page showed."""
        message, level = self.refusal(request, record), "ERROR"
        if not message:
            save_edit(record)
            message, level = (
                _("The record has again the values of version %(version)s.") % {"version": row.version},
                "SUCCESS",
            )
            self.log_change(request, record, message)
        self.message_user(request, message, level)
        return HttpResponseRedirect(
            reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", args=[record.pk])
        )

    def refusal(self, request: HttpRequest, record: Any) -> str:
        if request.POST.get("version") != str(record.version):
            return _("A colleague saved this record meanwhile. Nothing was written: look again.")
        try:
            record.full_clean()
        except ValidationError as error:
            return "；".join(error.messages)
        return ""

    def page_context(self, request: HttpRequest, record: Any, title: str) -> dict[str, Any]:
        """`original` names the record on the page, as it is stored."""
        context = {"title": title, "subtitle": str(record), "original": record, "opts": self.opts}
        return (
            self.admin_site.each_context(request)
            | context
            | {"can_change": self.has_change_permission(request, record)}
        )
