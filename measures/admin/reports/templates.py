"""Templates of reports: uploaded, tried on a sample, then offered on the page of reports."""

from typing import ClassVar

from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from measures import exports
from measures.admin.base import LockingAdmin
from measures.admin.types import FieldGroups, ModelForm
from measures.exports.filenames import disposition, filename
from measures.exports.templates import FORMAT, fill_in, sample
from measures.models import ReportTemplate
from measures.models.files import delete_files

TEMPLATED = [(kind.name, kind.label) for kind in exports.REPORTS.values() if "template" in kind.asks]


class TemplateForm(ModelForm):
    """A faulty file is refused with the place and what is wrong there."""

    report = forms.ChoiceField(label=_("Report"), choices=TEMPLATED)
    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput({"accept": ".docx"}),
        help_text=_("A Word file (docx) with placeholders; {{p content }} on a line of its own is the report itself."),
    )

    class Meta:
        model = ReportTemplate
        fields = ("name", "report", "file", "is_offered")
        labels: ClassVar = {"name": _("Name")}

    def clean_is_offered(self) -> bool:
        """Raises ValidationError where the present file was not tried."""
        is_offered: bool = self.cleaned_data["is_offered"]
        if is_offered and self.instance.tried_at is None:
            raise forms.ValidationError(gettext("Try the template on a sample before it is offered."))
        return is_offered

    def clean_file(self) -> object:
        given = self.cleaned_data["file"]
        if isinstance(given, UploadedFile):
            fill_in(sample("sample", gettext("Sample")), given.read())
            given.seek(0)
            self.instance.filename, self.instance.tried_at = given.name or "", None
        return given


@admin.register(ReportTemplate)
class ReportTemplateAdmin(LockingAdmin):
    """The list, the form of each, and the sample made with it."""

    form = TemplateForm
    change_form_template = "admin/measures/report/template.html"
    list_display = ["name", "report_label", "filename", "is_offered", "tried_at", "by_name", "at"]

    @admin.display(description=_("report"), ordering="report")
    def report_label(self, template: ReportTemplate) -> str:
        return str(dict(TEMPLATED).get(template.report, template.report))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.try_view)
        return [path("<int:pk>/try/", view, name="measures_reporttemplate_try"), *super().get_urls()]

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> FieldGroups:
        """A new template is offered once it was tried."""
        return ["name", "report", "file", *(["is_offered"] if obj is not None else [])]

    def save_model(self, request: HttpRequest, obj: ReportTemplate, form: ModelForm, change: bool) -> None:
        """A new file takes the place of the old one, which is deleted."""
        if "file" in form.changed_data:
            delete_files(ReportTemplate.objects.filter(pk=obj.pk).values_list("file", flat=True))
            obj.by_id, obj.by_name = request.user.pk, request.user.get_username()
        super().save_model(request, obj, form, change)

    @method_decorator(require_POST)
    def try_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The sample in the template, as a download; from then on the template may be offered."""
        template = self.get_queryset(request).filter(pk=pk).first()
        if not isinstance(template, ReportTemplate) or not self.has_change_permission(request, template):
            raise Http404
        label = self.report_label(template)
        with template.file.open() as file:
            made = fill_in(sample(template.report, label), file.read())
        ReportTemplate.objects.filter(pk=pk, file=template.file.name).update(tried_at=timezone.now())  # no newer file
        name = filename(f"{template.name}{gettext('Sample')}", FORMAT)
        headers = {"Content-Disposition": disposition(name, "sample.docx")}
        return HttpResponse(made, content_type=exports.FORMATS[FORMAT].content_type, headers=headers)
