"""The page on which the columns of a report are chosen: for this once, or kept under a name."""

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from measures.admin.reports.asking import kind_of
from measures.admin.reports.layouts import LayoutForm
from measures.exports.kept_layouts import chosen_at_first, layout_called
from measures.exports.layouts import Layout, read
from measures.exports.reports import Kind
from measures.models import ReportLayout
from measures.visibility import User, may, may_write_in


class ChoosingForm(LayoutForm):
    """Columns, and a name where they are to be kept."""

    class Meta(LayoutForm.Meta):
        fields: tuple[str, ...] = ("columns", "name")


def columns_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """The columns that the address asks for; a POST leads back to the report with those that were chosen."""
    kind = kind_of(request.GET)
    if "layout" not in kind.asks:
        raise Http404
    may_keep = may(request.user, "add", "reportlayout") and may_write_in(request.user, None)
    is_kept = "keep" in request.POST
    if is_kept and not may_keep:
        raise PermissionDenied
    layout = ReportLayout(report=kind.name, columns=str(layout_of_address(request.GET, kind, request.user)))
    form = ChoosingForm(request.POST or None, instance=layout)
    form.fields["name"].required = is_kept
    if form.is_valid():
        return kept(request, form) if is_kept else back(request.GET, columns=form.cleaned_data["columns"])
    context = site.each_context(request) | {
        "title": _("Choose columns"),
        "form": form,
        "kind": kind,
        "may_keep": may_keep,
        "back": reverse("admin:reports", query=request.GET),
    }
    return TemplateResponse(request, "admin/measures/report/choosing.html", context)


def layout_of_address(query: QueryDict, kind: Kind, user: User) -> Layout:
    """The layout or the columns that the address names; the report's own where there are none such."""
    name = query.get("layout") or ("" if query.get("columns") else chosen_at_first(kind.name, user))
    try:
        layout = layout_called(name, kind.name, user) if name else read(query.get("columns", ""))
    except ValidationError:
        layout = None
    return kind.layout_in(query.get("format", ""), layout if str(layout or "") else None)


def kept(request: HttpRequest, form: ChoosingForm) -> HttpResponse:
    """Store the layout; the report is then shown with it."""
    layout: ReportLayout = form.instance
    layout.keep(request.user)
    messages.success(request, _("The layout “%(name)s” was saved.") % {"name": layout.name})
    return back(request.GET, layout=layout.name)


def back(query: QueryDict, **chosen: str) -> HttpResponseRedirect:
    """To the report with the same filters and what was chosen."""
    asked = query.copy()
    for name in ("layout", "columns"):
        asked.pop(name, None)
    asked.update(chosen)
    return HttpResponseRedirect(reverse("admin:reports", query=asked))
