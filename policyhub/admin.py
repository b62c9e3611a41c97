"""The admin's own site: its names, the order of its menu, and choices that tell namesakes apart."""

from functools import wraps
from typing import TYPE_CHECKING, TypedDict

from django.contrib import admin
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.csrf import csrf_failure as plain_csrf_failure
from django.views.decorators.cache import never_cache
from django.views.i18n import JavaScriptCatalog

from measures.posted import Fields
from policyhub.accounts.forms import OwnPasswordForm
from policyhub.accounts.required import first_step
from policyhub.accounts.signing_in import SignInView
from policyhub.accounts.urls import account_urls
from policyhub.accounts.views import OwnPasswordView
from policyhub.library_texts import SCRIPT_TEXTS
from policyhub.resubmission import ask_again, is_same_site, kept_fields, pack, unpack

if TYPE_CHECKING:
    from django.contrib.admin.sites import _ViewType

MENU = ["Plan", "Measure", "Section", "Target", "ResponsibleBody", "Import", "Conflict", "SourceDocument"]
MENU += ["IssuedReport", "ReportLayout", "ReportTemplate", "Edit"]


class MenuModel(TypedDict):
    """What the menu shows of a model; Django adds more."""

    object_name: str


class MenuApp(TypedDict):
    """What the menu shows of an app; Django adds more."""

    app_label: str
    models: list[MenuModel]


class DescribingAutocomplete(AutocompleteJsonView):
    """Shows `describe(record, request)` of the model's admin where it has one."""

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        describe = getattr(self.model_admin, "describe", None)
        described = {"text": describe(obj, self.request)} if describe else {}
        return super().serialize_result(obj, to_field_name) | described


class ScriptTexts(JavaScriptCatalog):
    """What the scripts of Django's admin say, with the texts that Django has no Chinese for."""

    packages = ["django.contrib.admin"]

    def get_catalog(self) -> dict[str, str | list[str]]:
        return super().get_catalog() | {text: gettext(text) for text in SCRIPT_TEXTS}


class PolicyAdminSite(AdminSite):
    """The admin under our name, with our menu and overview; a form sent without a login is not lost."""

    site_header = _("PolicyHub")
    site_title = _("PolicyHub")
    index_title = _("Overview")
    site_url = None

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[MenuApp]:
        """Ours first, in the order of work."""
        apps: list[MenuApp] = super().get_app_list(request, app_label)
        apps.sort(key=lambda app: app["app_label"] != "measures")
        for app in apps[:1]:
            app["models"].sort(key=lambda model: MENU.index(name) if (name := model["object_name"]) in MENU else 99)
        return apps

    def admin_view(self, view: "_ViewType", cacheable: bool = False) -> "_ViewType":
        """Answer 400 to a NUL in the address, which no database stores; keep what is posted without a login."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
                raise BadRequest("NUL in the address")
            if not request.user.is_authenticated and (fields := kept_fields(request)):
                return self.log_in_again(request, fields)
            if step := first_step(request):
                return HttpResponseRedirect(reverse(f"admin:{step}"))
            return inner(request, *args, **kwargs)

        return checked  # type: ignore[return-value]

    def log_in_again(self, request: HttpRequest, fields: Fields) -> HttpResponse:
        """The login page, with the form that was sent after the session had ended hidden in it."""
        context = self.each_context(request) | {
            "title": _("Log in"),
            "app_path": reverse("admin:login", current_app=self.name),
            "form": AdminAuthenticationForm(request),
            "next": request.get_full_path(),
            "kept": pack(fields),
        }
        return TemplateResponse(request, "admin/login.html", context)

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """Django's with a second step; after it, a form that was kept in the page is offered to be sent again."""
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index", current_app=self.name))
        kept = request.POST.get("kept", "")
        texts = {"title": _("Log in"), "subtitle": None, "app_path": request.get_full_path(), "kept": kept}
        context = self.each_context(request) | texts | {"next": request.GET.get("next", "")} | (extra_context or {})
        view = SignInView.as_view(
            extra_context=context, authentication_form=AdminAuthenticationForm, template_name="admin/login.html"
        )
        response = view(request)
        if request.user.is_authenticated and isinstance(response, HttpResponseRedirect) and (fields := unpack(kept)):
            return ask_again(request, response.url, fields)
        return response  # type: ignore[return-value]

    def get_urls(self) -> list[URLPattern | URLResolver]:
        from measures.admin.reports.pages import report_urls  # see `index`

        return [*account_urls(self), *report_urls(self), *super().get_urls()]

    def password_change(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> TemplateResponse:
        """Django's, by our view."""
        view = OwnPasswordView.as_view(
            form_class=OwnPasswordForm,
            success_url=reverse("admin:password_change_done", current_app=self.name),
            extra_context=self.each_context(request) | (extra_context or {}),
        )
        return view(request)  # type: ignore[return-value]

    def index(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> TemplateResponse:
        from measures.admin.plans.overview import start_page  # registers with this site, so not before it exists

        return super().index(request, start_page(request) | (extra_context or {}))

    def i18n_javascript(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        catalog = ScriptTexts()
        catalog.setup(request)
        return catalog.get(request)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return DescribingAutocomplete.as_view(admin_site=self)(request)  # type: ignore[return-value]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW. A login in another tab makes the token of an open form worthless: offer to send it again."""
    fields = kept_fields(request) if is_same_site(request) else []
    site = admin.site
    if not (fields and isinstance(site, PolicyAdminSite) and request.path_info.startswith(reverse("admin:index"))):
        return plain_csrf_failure(request, reason)
    if request.user.is_authenticated:
        return ask_again(request, request.get_full_path(), fields)
    return site.log_in_again(request, fields)
