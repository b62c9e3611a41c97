"""What an address of the page of reports asks for, and who may ask."""

from collections.abc import Callable
from dataclasses import replace

from django.contrib.admin import AdminSite
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import reverse

from measures.admin.reports.form import PageForm
from measures.exports.asked import Asked
from measures.exports.reports import REPORTS, Kind
from measures.exports.scope import site_of
from measures.visibility import may

View = Callable[..., HttpResponseBase]


def guarded(view: View, site: AdminSite) -> View:
    """The view for whoever may see measures; it is told the site, for what every page of it has."""

    def checked(request: HttpRequest, **kwargs: object) -> HttpResponseBase:
        if not (may(request.user, "view", "measure") or may(request.user, "change", "measure")):
            raise PermissionDenied
        return view(request, site, **kwargs)

    return checked


def kind_of(query: QueryDict) -> Kind:
    """The report that is asked for, the first one where none is. Raises Http404 for one that there is not."""
    kind = REPORTS.get(query.get("report") or next(iter(REPORTS)))
    if kind is None:
        raise Http404
    return kind


def asked_of(request: HttpRequest) -> Asked | None:
    """What the address asks for; None where something of it is wrong, which the page itself says."""
    form = PageForm(request.GET, kind=kind_of(request.GET), reader=request.user)
    if not form.is_valid():
        return None
    asked = Asked.of_form(form)
    return replace(asked, scope=replace(asked.scope, site=site_of(request)))


def to_page(request: HttpRequest) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:reports", query=request.GET))


def signed_in(request: HttpRequest) -> AbstractBaseUser:
    """The user of a page of the admin, which is always somebody. Raises PermissionDenied."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user
