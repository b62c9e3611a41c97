from collections.abc import Callable

from django.db.models import Model
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path, re_path, register_converter
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from measures.api import views
from measures.api.feed.views import ChangeViewSet
from measures.api.lists.viewsets import ResourceViewSet
from measures.api.reports.views import IssuedReportViewSet, ReportViewSet


class CodeConverter:
    """The code of a section, measure, target or document: 3.1.1, b3, 3.1.1-2, 3.1.1-2/t1, division-1."""

    regex = r"[0-9A-Za-z.]{1,64}(?:-[0-9]{1,9})?(?:/t[0-9]{1,9})?"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


class FileFormatConverter:
    """What a list may be streamed as: measures.ndjson, measures.csv."""

    regex = "ndjson|csv"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


register_converter(CodeConverter, "code")
register_converter(FileFormatConverter, "file_format")


# What each address answers, where the viewset knows how.
LIST = {"get": "list", "post": "create"}
SINGLE = {"get": "retrieve", "patch": "partial_update"}
ACTIONS = ("withdraw", "assign", "unassign", "confirm", "publish", "unpublish", "hand_over")


def resource(address: str, viewset: type[ResourceViewSet[Model]], key: str = "") -> list[URLPattern]:
    """The flat list of a resource, its single records at `key`, and what may be done with one."""

    def view(actions: dict[str, str]) -> Callable[..., HttpResponseBase]:
        return viewset.as_view({method: name for method, name in actions.items() if hasattr(viewset, name)})

    found = [
        path(f"{address}/", view(LIST), name=f"{address}-list"),
        path(f"{address}.<file_format:file_format>", view({"get": "stream"}), name=f"{address}-stream"),
    ]
    if key:
        found.append(path(key, view(SINGLE), name=f"{address}-detail"))
    actions = (action for action in ACTIONS if hasattr(viewset, action))
    return [
        *found,
        *(path(f"{key}{action}/", view({"post": action}), name=f"{address}-{action}") for action in actions),
    ]


def pending(
    address: str, viewset: type[views.PlanViewSet | views.SectionViewSet | views.MeasureViewSet], key: str
) -> list[URLPattern]:
    """What waits for a second person, and what that person may do with it."""
    shown = viewset.as_view({"get": "pending"}, pagination_class=None)
    steps = {name: viewset.as_view({"post": f"{name}_pending"}) for name in ("publish", "reject")}
    return [
        path(f"{key}pending/", shown, name=f"{address}-pending"),
        *(path(f"{key}pending/{name}/", view, name=f"{address}-{name}-pending") for name, view in steps.items()),
    ]


TREE = views.PlanViewSet.as_view({"get": "tree"}, pagination_class=None)

ISSUED_FILE = IssuedReportViewSet.as_view({"get": "file"}, pagination_class=None)

v1: list[URLPattern | URLResolver] = [
    # first, since most requests are for these
    *resource("measures", views.MeasureViewSet, "plans/<slug:plan>/measures/<code:key>/"),
    path("", views.RootView.as_view(), name="root"),
    *resource("plans", views.PlanViewSet, "plans/<slug:key>/"),
    path("plans/<slug:key>/tree/", TREE, name="plans-tree"),
    *pending("plans", views.PlanViewSet, "plans/<slug:key>/"),
    *resource("sections", views.SectionViewSet, "plans/<slug:plan>/sections/<code:key>/"),
    *pending("sections", views.SectionViewSet, "plans/<slug:plan>/sections/<code:key>/"),
    *pending("measures", views.MeasureViewSet, "plans/<slug:plan>/measures/<code:key>/"),
    *resource("targets", views.TargetViewSet, "plans/<slug:plan>/targets/<code:key>/"),
    *resource("sources", views.SourceViewSet, "plans/<slug:plan>/sources/<code:key>/"),
    *resource("bodies", views.BodyViewSet, "bodies/<uuid:key>/"),
    *resource("responsibilities", views.ResponsibilityViewSet),
    *resource("imports", views.ImportViewSet, "imports/<uuid:key>/"),
    *resource("conflicts", views.ConflictViewSet),
    path("reports/", ReportViewSet.as_view({"get": "list"}), name="reports-list"),
    path("reports/<slug:name>/", ReportViewSet.as_view({"get": "retrieve"}), name="reports-detail"),
    *resource("issued_reports", IssuedReportViewSet, "issued_reports/<uuid:key>/"),
    path("issued_reports/<uuid:key>/file/", ISSUED_FILE, name="issued_reports-file"),
    path("changes/", ChangeViewSet.as_view({"get": "list"}), name="changes-list"),
]

DOCUMENTS = SpectacularSwaggerSplitView.as_view(
    template_name="api/docs.html", url_name="api-schema", title="PolicyHub API"
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", include((v1, "api"))),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", DOCUMENTS, name="api-docs"),
    re_path(r"^(?P<path>(?s:.*))$", views.NotFoundView.as_view()),
]
