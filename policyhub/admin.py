"""The admin's own site: its names, the order of its menu, and choices that tell namesakes apart."""

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import BadRequest
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.admin.sites import _ViewType

MENU = ["Plan", "Measure", "Section", "Target", "ResponsibleBody", "SourceDocument", "Edit"]


class DescribingAutocomplete(AutocompleteJsonView):
    """Shows `describe(record)` of the model's admin where it has one."""

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        describe = getattr(self.model_admin, "describe", str)
        return super().serialize_result(obj, to_field_name) | {"text": describe(obj)}


class PolicyAdminSite(AdminSite):
    site_header = _("PolicyHub")
    site_title = _("PolicyHub")
    index_title = _("Overview")
    site_url = None

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Ours first, in the order of work."""
        apps = super().get_app_list(request, app_label)
        apps.sort(key=lambda app: app["app_label"] != "measures")
        for app in apps[:1]:
            app["models"].sort(key=lambda model: MENU.index(name) if (name := model["object_name"]) in MENU else 99)
        return apps

    def admin_view(self, view: "_ViewType", cacheable: bool = False) -> "_ViewType":
        """Answer 400 where the address holds a NUL, which no text of a database may."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
                raise BadRequest("NUL in the address")
            return inner(request, *args, **kwargs)

        return checked  # type: ignore[return-value]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        from measures.admin.overview import overview  # registers with this site, so not before it exists

        plans = overview(request.user) if request.user.has_perm("measures.view_measure") else []
        return super().index(request, {"plans": plans} | (extra_context or {}))

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return DescribingAutocomplete.as_view(admin_site=self)(request)  # type: ignore[return-value]
