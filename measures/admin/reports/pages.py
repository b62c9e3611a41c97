"""The page of reports: choose one, say what it is to hold, look at its beginning, download it, issue it.

Every address is a GET that anyone with the right may repeat: it says all that was asked for. What takes long is made by
a process of its own (see `jobs`), which a POST starts.
"""

import base64
import re
from hashlib import sha256

from csp.decorators import csp_replace
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from measures.admin.base import without_blanks
from measures.admin.reports.asking import View, asked_of, guarded, kind_of, signed_in, to_page
from measures.admin.reports.choosing import columns_view
from measures.admin.reports.form import PageForm
from measures.admin.reports.jobs import job_urls
from measures.choices import ReportJobState
from measures.exports import FORMATS, respond
from measures.exports.asked import Asked
from measures.exports.filter_form import in_words
from measures.exports.jobs import begin, begin_detached, make, takes_long
from measures.exports.passing import beginning
from measures.exports.reports import REPORTS, Kind
from measures.exports.scope import may_see_history
from measures.visibility import User, may

ISSUE = "measures.issue_report"
ROWS_SHOWN = 60
STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)


def report_urls(site: AdminSite) -> list[URLPattern]:
    """The addresses below /admin/reports/."""
    views: dict[str, View] = {
        "": page_view,
        "preview": preview_view,
        "file": file_view,
        "issue": issue_view,
        "columns": columns_view,
    }
    return [
        *(
            path(f"reports/{name}{'/' if name else ''}", site.admin_view(guarded(view, site)), name=named(name))
            for name, view in views.items()
        ),
        *job_urls(site),
    ]


def named(part: str) -> str:
    return f"reports_{part}" if part else "reports"


@require_safe
def page_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """The form, filled as the address says, and the report's beginning where the address asks to show it."""
    if (short := without_blanks(request.GET)) != request.GET:
        return HttpResponseRedirect(f"{request.path}?{short.urlencode()}")
    kind = kind_of(request.GET)
    form = PageForm(request.GET, kind=kind, reader=request.user)
    context = site.each_context(request) | {
        "title": _("Reports"),
        "kind": kind,
        "kinds": [(each, each.label, address_of(request.GET, each)) for each in offered_to(request.user)],
        "form": form,
        "shown": "preview" in request.GET and "html" in FORMATS and form.is_valid() and can_be_made(form),
        "partial": "partial" in request.GET,
        "preview": reverse("admin:reports_preview", query=request.GET),
        "may_issue": request.user.has_perm(ISSUE),
        "may_see_layouts": may(request.user, "view", "reportlayout"),
        "may_see_issued": request.user.has_perm("measures.view_issuedreport"),
        "rows_shown": ROWS_SHOWN,
    }
    return TemplateResponse(request, "admin/measures/report/page.html", context)


def offered_to(user: User) -> list[Kind]:
    """The reports, without those on the past where the user may not see it."""
    return [kind for kind in REPORTS.values() if "since" not in kind.asks or may_see_history(user)]


def can_be_made(form: PageForm) -> bool:
    """Whether the report can be made as the valid form asks; why not is an error of the form."""
    try:
        Asked.of_form(form).report()
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def address_of(query: QueryDict, kind: Kind) -> str:
    """The page for another report, with the same filters."""
    kept = query.copy()
    kept["report"] = kind.name
    if kept.get("format") not in kind.formats:
        kept.pop("format", None)
    return reverse("admin:reports", query=kept)


@require_safe
@xframe_options_sameorigin
def preview_view(request: HttpRequest, site: AdminSite) -> HttpResponseBase:
    """The beginning of the report as a page within the page: it may load nothing and run nothing."""
    asked, shown = asked_of(request), FORMATS.get("html")
    if asked is None or shown is None:
        raise Http404
    try:
        page = b"".join(shown.chunks(beginning(asked.report(), ROWS_SHOWN)))
    except ValidationError as error:  # which the page itself says
        raise Http404 from error
    page = page.replace(b"<head>", b'<head><base target="_top">', 1)  # its links lead out of the frame
    styles = [f"'sha256-{base64.b64encode(sha256(style).digest()).decode()}'" for style in STYLE.findall(page)]
    policy = {"default-src": ["'none'"], "style-src": styles or ["'none'"], "frame-ancestors": ["'self'"]}
    response: HttpResponseBase = csp_replace(policy)(lambda request: HttpResponse(page))(request)
    return response


@require_safe
def file_view(request: HttpRequest, site: AdminSite) -> HttpResponseBase:
    """The file; where making it takes long, a page that offers to have it prepared."""
    asked = asked_of(request)
    if asked is None:
        return to_page(request)
    if takes_long(asked):
        return confirm(request, site, asked, _("This report is large"), "prepare")
    try:
        return respond(asked.kind.name, asked.format, asked.scope)
    except ValidationError:
        return to_page(request)


def issue_view(request: HttpRequest, site: AdminSite) -> HttpResponseBase:
    """What would be issued; a POST issues it as the address says."""
    if not request.user.has_perm(ISSUE):
        raise PermissionDenied
    asked = asked_of(request)
    if asked is None:
        return to_page(request)
    if request.method != "POST":
        return confirm(request, site, asked, _("Issue a report"), "issue")
    return issue(request, asked, request.POST.get("note", "")[:255])


def confirm(request: HttpRequest, site: AdminSite, asked: Asked, title: str, what: str) -> HttpResponse:
    """What a POST to the same query would make: the title, what is asked for, how many measures."""
    try:
        report = asked.report()
    except ValidationError:
        return to_page(request)
    context = site.each_context(request) | {
        "title": title,
        "what": what,
        "report": report,
        "kind": asked.kind,
        "format": asked.format,
        "described": in_words(asked.scope.filters),
        "plans": asked.scope.source.plans(),
        "count": asked.scope.measures.count(),
        "takes_long": takes_long(asked, to_issue=what == "issue"),
        "action": reverse(f"admin:reports_{what}", query=request.GET),
        "back": reverse("admin:reports", query=request.GET),
    }
    return TemplateResponse(request, "admin/measures/report/confirm.html", context)


def issue(request: HttpRequest, asked: Asked, note: str) -> HttpResponseRedirect:
    """At once where that is quick; it leads to the issued report, else to the page of the job."""
    user = signed_in(request)
    if takes_long(asked, to_issue=True):
        return to_job(begin_detached(asked, user, to_issue=True, note=note).pk)
    job = begin(asked, user, to_issue=True, note=note)
    make(job)
    job.refresh_from_db()
    if job.state != ReportJobState.ISSUED:
        messages.error(request, job.error_sentence)
        return to_page(request)
    messages.success(request, _("“%(title)s” was issued.") % {"title": job.issued})
    if not request.user.has_perm("measures.view_issuedreport"):
        return to_page(request)
    return HttpResponseRedirect(reverse("admin:measures_issuedreport_change", args=[job.issued_id]))


def to_job(pk: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:reports_job", args=[pk]))
