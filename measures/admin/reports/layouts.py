"""Layouts of reports: which columns, in which order, under a name, for everyone who makes reports."""

from typing import ClassVar, Unpack

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.admin.base import LockingAdmin
from measures.admin.reports.columns import ColumnsField
from measures.admin.types import FieldGroups, Files, FormOptions, ModelForm
from measures.exports.kept_layouts import OWN
from measures.exports.layouts import in_words, read
from measures.exports.reports import REPORTS
from measures.models import ReportLayout
from measures.visibility import may_write_in

LAID_OUT = [kind for kind in REPORTS.values() if "layout" in kind.asks]


class LayoutForm(ModelForm):
    """A name and columns. What somebody else changed meanwhile is not written over."""

    seen = forms.CharField(label="", required=False, widget=forms.HiddenInput)

    class Meta:
        model = ReportLayout
        fields: tuple[str, ...] = ("name", "is_default", "columns")
        labels: ClassVar = {"name": _("Name")}  # as the history of the framework says it: not a person's

    def __init__(self, data: QueryDict | None = None, files: Files | None = None, **options: Unpack[FormOptions]):
        super().__init__(data, files, **options)
        layout: ReportLayout = self.instance
        layout.report = layout.report or LAID_OUT[0].name
        if "columns" in self.fields:
            self.fields["columns"] = ColumnsField(REPORTS[layout.report].columns())
        self.initial["seen"] = layout.at.isoformat() if layout.pk else ""

    def clean_name(self) -> str:
        """Raises ValidationError for the name of another layout of the report, and for what stands for none."""
        name: str = self.cleaned_data["name"]
        others = ReportLayout.objects.filter(report=self.instance.report).exclude(pk=self.instance.pk)
        if name == OWN:
            raise forms.ValidationError(gettext("“%(name)s” stands for the report's own columns.") % {"name": OWN})
        if others.filter(name=name).exists():
            raise forms.ValidationError(gettext("A layout of this report has that name."))
        return name

    def clean_seen(self) -> str:
        """Raises ValidationError where the layout is another by now."""
        layout: ReportLayout = self.instance
        seen: str = self.cleaned_data["seen"]
        if layout.pk and seen != layout.at.isoformat():
            self.add_error(
                None, gettext("%(name)s has changed this layout meanwhile: open it again.") % {"name": layout.by_name}
            )
        return seen


@admin.register(ReportLayout)
class ReportLayoutAdmin(LockingAdmin):
    """The list, and the form of each. Whoever is limited to some plans uses them: they are everybody's."""

    form = LayoutForm
    change_form_template = "admin/measures/report/layout.html"
    list_display = ["name", "kind", "columns_in_words", "at_first", "by_name", "at"]
    search_fields = ["name"]
    readonly_fields = ["kind", "columns_in_words"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and may_write_in(request.user, None)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and may_write_in(request.user, None)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and may_write_in(request.user, None)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> FieldGroups:
        may_write = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return ["name", "kind", "is_default", *(["columns", "seen"] if may_write else ["columns_in_words"])]

    @admin.display(description=_("report"), ordering="report")
    def kind(self, layout: ReportLayout) -> str:
        kind = REPORTS.get(layout.report or LAID_OUT[0].name)
        return str(kind.label) if kind else layout.report

    @admin.display(description=_("columns"))
    def columns_in_words(self, layout: ReportLayout) -> str:
        kind = REPORTS.get(layout.report)
        return in_words(read(layout.columns), kind.columns() if kind else {})

    @admin.display(description=_("chosen at first"), ordering="is_default")
    def at_first(self, layout: ReportLayout) -> str:
        return "✓" if layout.is_default else ""

    def form_context(self, request: HttpRequest, obj: ReportLayout) -> dict[str, object]:
        query = {"report": obj.report, "layout": obj.name, "preview": 1}
        return {"preview": reverse("admin:reports", query=query)}

    def save_model(self, request: HttpRequest, obj: ReportLayout, form: ModelForm, change: bool) -> None:
        obj.keep(request.user)
