"""Views of a list: some that it offers to everyone, and those that people save under a name and share."""

from dataclasses import dataclass, replace

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.contrib.admin.views.main import ERROR_FLAG, PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from measures.admin.numbers import whole_number
from measures.admin.types import Label, ModelAdmin, ModelForm
from measures.models import SavedView
from measures.models.saved_view import stored_views

SHARE = "measures.share_savedview"
NOT_KEPT = (PAGE_VAR, ERROR_FLAG, IS_POPUP_VAR, TO_FIELD_VAR)
# Lists that an office opens every day, by the parameters that they are narrowed with.
OfferedViews = list[tuple[Label, str]]


@dataclass(frozen=True)
class ViewLink:
    """A view as the list shows it. `pk` is that of a saved one that the user may delete."""

    label: Label
    url: str
    current: bool
    owner: str = ""
    shared: bool = False
    pk: int | None = None


class SavedViewForm(ModelForm):
    """A name for what the list shows now; only who may share can."""

    class Meta:
        model = SavedView
        fields = ["name", "query", "shared"]
        widgets = {"query": forms.HiddenInput}

    def __init__(self, request: HttpRequest, data: QueryDict | None = None, query: str = "") -> None:
        super().__init__(data, auto_id="id_view_%s", initial={"query": query})
        self.may_share = request.user.has_perm(SHARE)
        if not self.may_share:
            del self.fields["shared"]

    def clean_query(self) -> str:
        return as_query(QueryDict(self.cleaned_data["query"]))


def as_query(query: QueryDict) -> str:
    """The parameters that make a view, in one order."""
    kept = sorted((name, value) for name, values in query.lists() for value in values if name not in NOT_KEPT and value)
    shaped = QueryDict(mutable=True)
    for name, value in kept:
        shaped.appendlist(name, value)
    return shaped.urlencode()


class SavedViewsMixin(ModelAdmin):
    """A list with views. Saving and deleting is a POST to `views/`."""

    offered_views: OfferedViews = []

    @property
    def changelist_url(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def views_context(self, request: HttpRequest) -> dict[str, object]:
        """What the list shows of views."""
        now = as_query(request.GET)
        saved = stored_views()(user=request.user.pk, list_name=str(self.opts.model_name))
        return {
            "offered_views": [self.link(label, query, now) for label, query in self.offered_views],
            "saved_views": [self.link_to_saved(view, now, request) for view in saved],
            "view_form": SavedViewForm(request, query=now),
            "views_url": f"{self.changelist_url}views/",
        }

    def link(self, label: Label, query: str, now: str) -> ViewLink:
        query = as_query(QueryDict(query))
        return ViewLink(label, f"{self.changelist_url}?{query}" if query else self.changelist_url, query == now)

    def link_to_saved(self, view: SavedView, now: str, request: HttpRequest) -> ViewLink:
        own = view.user_id == request.user.pk
        deletable = own or request.user.has_perm(SHARE)
        owner = "" if own else view.user.get_username()
        link = self.link(view.name, view.query, now)
        return replace(link, owner=owner, shared=view.shared, pk=view.pk if deletable else None)

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_views"
        return [path("views/", self.admin_site.admin_view(self.views_view), name=name), *super().get_urls()]

    def views_view(self, request: HttpRequest) -> HttpResponse:
        """POST: save what the list shows under a name, or `delete` a view. Then back to the list."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseRedirect(self.changelist_url)
        query = self.delete_view_of(request) if "delete" in request.POST else self.save_view_of(request)
        return HttpResponseRedirect(f"{self.changelist_url}?{query}" if query else self.changelist_url)

    def save_view_of(self, request: HttpRequest) -> str:
        """Save a view, in place of the user's own of that name; its query."""
        form = SavedViewForm(request, request.POST)
        if not form.is_valid():
            messages.error(request, _("The view was not saved: %(why)s") % {"why": " ".join(form_errors(form))})
            return "" if "query" in form.errors else as_query(QueryDict(request.POST.get("query", "")))
        said = form.cleaned_data
        values = {"query": said["query"], "shared": said.get("shared", False)}
        own = {"user_id": request.user.pk, "list_name": str(self.opts.model_name), "name": said["name"]}
        SavedView.objects.update_or_create(**own, defaults=values)
        messages.success(request, _("The view “%(name)s” was saved.") % {"name": said["name"]})
        return str(said["query"])

    def delete_view_of(self, request: HttpRequest) -> str:
        """Delete a view of the user's own, or one that is shared where the user may share; the query of the list."""
        views = SavedView.objects.offered_to(request.user.pk, str(self.opts.model_name))
        view = views.filter(pk=whole_number(request.POST["delete"]) or 0).first()
        if view is not None:
            if view.user_id != request.user.pk and not request.user.has_perm(SHARE):
                raise PermissionDenied
            view.delete()
            messages.success(request, _("The view “%(name)s” was deleted.") % {"name": view.name})
        return as_query(QueryDict(request.POST.get("query", "")))


def form_errors(form: ModelForm) -> list[str]:
    return [str(error) for errors in form.errors.values() for error in errors]
