"""Reports that a process of their own makes: their page, how far they are, and their file, for whoever asked."""

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from measures.admin.progress import Work
from measures.admin.reports.asking import asked_of, guarded, signed_in, to_page
from measures.choices import ReportJobState
from measures.exports import FORMATS
from measures.exports.jobs import begin_detached, end_lost
from measures.exports.reports import REPORTS
from measures.models import ReportJob
from measures.visibility import visibility_of


def job_urls(site: AdminSite) -> list[URLPattern]:
    """The addresses of jobs, below /admin/reports/."""
    view = site.admin_view
    return [
        path("reports/prepare/", view(guarded(prepare_view, site)), name="reports_prepare"),
        path("reports/jobs/<int:pk>/", view(guarded(job_view, site)), name="reports_job"),
        path("reports/jobs/<int:pk>/status/", view(guarded(status_view, site)), name="reports_job_status"),
        path("reports/jobs/<int:pk>/file/", view(guarded(job_file_view, site)), name="reports_job_file"),
    ]


@require_POST
def prepare_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Start a process that makes the report as the address says."""
    asked = asked_of(request)
    if asked is None:
        return to_page(request)
    return HttpResponseRedirect(reverse("admin:reports_job", args=[begin_detached(asked, signed_in(request)).pk]))


def job_or_404(request: HttpRequest, pk: int) -> ReportJob:
    """A job of the user's own. Raises Http404."""
    end_lost()
    job = ReportJob.objects.filter(pk=pk, by=request.user.pk).select_related("issued").first()
    if job is None:
        raise Http404
    return job


@require_safe
def job_view(request: HttpRequest, site: AdminSite, pk: int) -> HttpResponse:
    """How far it is, why it failed, or where its file is."""
    job = job_or_404(request, pk)
    kind = REPORTS.get(job.report)
    context = site.each_context(request) | {
        "title": _("Preparing a report") if job.in_progress else job.get_state_display(),
        "job": job,
        "label": kind.label if kind else job.report,
        "work": work_of(job) if job.in_progress else None,
        "back": f"{reverse('admin:reports')}?{job.query}",
        "may_download": sees_the_same(request, job),
    }
    return TemplateResponse(request, "admin/measures/report/job.html", context)


@require_safe
def status_view(request: HttpRequest, site: AdminSite, pk: int) -> HttpResponse:
    """As JSON, for the script of the page."""
    return work_of(job_or_404(request, pk)).as_json()


@require_safe
def job_file_view(request: HttpRequest, site: AdminSite, pk: int) -> HttpResponseBase:
    """The prepared file, as long as its owner sees what they saw when it was made."""
    job = job_or_404(request, pk)
    if job.state != ReportJobState.READY:
        raise Http404
    if not sees_the_same(request, job):
        raise PermissionDenied
    try:
        content = job.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    kind, headers = FORMATS[job.format].content_type, {"X-Content-Type-Options": "nosniff"}
    return FileResponse(content, as_attachment=True, filename=job.filename, content_type=kind, headers=headers)


def sees_the_same(request: HttpRequest, job: ReportJob) -> bool:
    return visibility_of(request.user).digest == job.sight


def work_of(job: ReportJob) -> Work:
    """For the progress bar: rows that are written, of the measures that it is about."""
    return Work(
        address=reverse("admin:reports_job_status", args=[job.pk]),
        label=_("The report is being prepared, in a process of its own: you may leave this page and come back."),
        since=job.at,
        by="",
        running=job.in_progress,
        done=min(job.rows, job.expected),
        of=job.expected,
    )
