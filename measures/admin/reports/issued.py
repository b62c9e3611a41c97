"""Issued reports: a list to look into, each with its file as it was handed out. Nobody changes them."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from measures import exports
from measures.admin.base import ReadOnlyAdmin
from measures.admin.labels import badge
from measures.admin.lists.filters import Filter
from measures.admin.lists.searched_filters import PlanFilter
from measures.admin.reports.form import format_label
from measures.admin.types import FieldGroups, Lookups, ModelAdmin, RecordQuerySet
from measures.exports.issued import FileAlteredError, FileMissingError, open_as_issued
from measures.exports.layouts import in_words, read
from measures.models import IssuedReport

PLANS_SHOWN = 3


class CoveredPlanFilter(PlanFilter):
    """A plan that the report covers."""

    def queryset(self, request: HttpRequest, queryset: RecordQuerySet) -> RecordQuerySet:
        return queryset.filter(plans__slug__in=self.keys).distinct() if self.value() else queryset


class ReportFilter(Filter):
    """Which report it is."""

    title, parameter_name = _("report"), "report"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Lookups:
        return [(kind.name, kind.label) for kind in exports.REPORTS.values()]

    def queryset(self, request: HttpRequest, queryset: RecordQuerySet) -> RecordQuerySet:
        return queryset.filter(report=self.value()) if self.value() else queryset


class FormatFilter(Filter):
    title, parameter_name = _("format"), "format"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Lookups:
        return [(name, format_label(name)) for name in exports.FORMATS]

    def queryset(self, request: HttpRequest, queryset: RecordQuerySet) -> RecordQuerySet:
        return queryset.filter(format=self.value()) if self.value() else queryset


@admin.register(IssuedReport)
class IssuedReportAdmin(ReadOnlyAdmin):
    """The list, the page of each, which says whether its file is still as it was issued, and the file."""

    change_form_template = "admin/measures/report/issued.html"
    change_list_template = "admin/measures/report/change_list.html"
    list_display = ["title", "kind", "format", "covered", "as_of", "rows", "issuer", "at"]
    list_filter = [CoveredPlanFilter, ReportFilter, FormatFilter]
    search_fields = ["title", "by_name", "note", "sha256"]
    search_help_text = _("Title, name, note or SHA-256")
    readonly_fields = ["kind", "covered", "bytes", "issuer", "asked", "columns"]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.file_view)
        return [path("<int:pk>/file/", view, name="measures_issuedreport_file"), *super().get_urls()]

    def get_fields(self, request: HttpRequest, obj: IssuedReport | None = None) -> FieldGroups:
        """What was asked for, then what the file is; without what this report was not asked."""
        days = ["as_of", "since"] if obj is None else [name for name in ("as_of", "since") if getattr(obj, name)]
        said = ["layout", "note"] if obj is None else [name for name in ("layout", "note") if getattr(obj, name)]
        shown = ["columns"] if obj is None or self.columns(obj) else []
        return [
            ["kind", "format", "issuer", "at"],
            ["covered", *days],
            ["asked", *said],
            *shown,
            ["filename", "rows", "bytes"],
            "sha256",
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[IssuedReport]:
        found: QuerySet[IssuedReport] = super().get_queryset(request)
        return found

    @admin.display(description=_("report"), ordering="report")
    def kind(self, item: IssuedReport) -> str:
        """What the report is called now, or its name where this release knows it no longer."""
        known = exports.REPORTS.get(item.report)
        return str(known.label) if known else item.report

    @admin.display(description=_("plans"))
    def covered(self, item: IssuedReport) -> str:
        titles = [plan["title"] for plan in item.plan_names]
        more = "…" if len(titles) > PLANS_SHOWN else ""
        return "、".join(titles[:PLANS_SHOWN]) + more

    @admin.display(description=_("columns"))
    def columns(self, item: IssuedReport) -> str:
        """Those that were asked for, in words; "" for a report without a choice of columns."""
        kind, text = exports.REPORTS.get(item.report), QueryDict(item.query).get("columns", "")
        return in_words(read(text), kind.columns()) if kind and text else ""

    @admin.display(description=_("issued by"), ordering="by_name")
    def issuer(self, item: IssuedReport) -> str:
        return item.by_name

    @admin.display(description=_("bytes"))
    def bytes(self, item: IssuedReport) -> str:
        return f"{item.size:,}"

    @admin.display(description=_("filters in words"))
    def asked(self, item: IssuedReport) -> str | SafeString:
        """In words, and a link that asks the same of today's records."""
        again = format_html(
            '<a href="{}?{}">{}</a>', reverse("admin:reports"), item.query, gettext("the same as of today")
        )
        return format_html("{} · {}", item.described, again) if item.described else again

    def form_context(self, request: HttpRequest, obj: IssuedReport) -> dict[str, object]:
        fault = fault_of(obj)
        state = badge("file", "faulty", fault) if fault else badge("file", "intact", _("As it was issued"))
        return {"fault": fault, "file_state": state}

    @method_decorator(require_safe)
    def file_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The file, as an attachment; where it is missing or altered, its page says so."""
        item = self.get_queryset(request).filter(pk=pk).first()
        if item is None or not self.has_view_permission(request, item):
            raise Http404
        try:
            return file_response(item)
        except (FileMissingError, FileAlteredError) as error:
            self.message_user(request, sentence(error), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:measures_issuedreport_change", args=[pk]))


def file_response(item: IssuedReport) -> FileResponse:
    """A download of the file as it was issued. Raises FileMissingError, FileAlteredError."""
    headers = {"X-Content-Type-Options": "nosniff"}
    return FileResponse(
        open_as_issued(item),
        as_attachment=True,
        filename=item.filename,
        content_type=exports.FORMATS[item.format].content_type,
        headers=headers,
    )


def fault_of(item: IssuedReport) -> str:
    """What is wrong with the file, "" where it is as it was issued."""
    try:
        open_as_issued(item).close()
    except (FileMissingError, FileAlteredError) as error:
        return sentence(error)
    return ""


def sentence(error: FileMissingError | FileAlteredError) -> str:
    if isinstance(error, FileMissingError):
        return gettext("The file is missing from the storage. Put it back from a backup.")
    return gettext("The file is not as it was issued: its SHA-256 differs. Put it back from a backup.")
