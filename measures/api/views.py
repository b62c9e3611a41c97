"""The resources of version 1."""

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import resolve
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.permissions import SAFE_METHODS, AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from measures.api import parameters
from measures.api.lists.filters import check_parameters
from measures.api.lists.freshness import revalidated
from measures.api.lists.viewsets import ResourceViewSet
from measures.api.records import (
    RESOURCES,
    BodyResource,
    ConflictResource,
    ImportResource,
    MeasureResource,
    PlanResource,
    ResponsibilityResource,
    SectionResource,
    SourceResource,
    TargetResource,
)
from measures.api.records.rows import Representation
from measures.api.records.shapes import BranchSerializer
from measures.api.writing.measures import AssignableViewSet
from measures.api.writing.serializers import (
    MeasureWriteSerializer,
    SectionWriteSerializer,
)
from measures.api.writing.viewsets import (
    HandingOverViewSet,
    PublishableViewSet,
    WithdrawableViewSet,
)
from measures.models import (
    Conflict,
    Import,
    Measure,
    Plan,
    Responsibility,
    ResponsibleBody,
    Section,
    SourceDocument,
    Target,
)
from measures.pinyin import PinyinOrder
from measures.querysets import MeasureQuerySet


class PlanViewSet(PublishableViewSet[Plan]):
    """Plans, and the tree of their sections."""

    resource = PlanResource
    read_with = {"issuer": ()}

    @extend_schema(responses=BranchSerializer(many=True), filters=False)
    @action(detail=True)
    @revalidated
    def tree(self, request: Request, key: str) -> Response:
        """The plan's sections as a tree, in document order, each with its measures in force counted."""
        check_parameters(request, {"format"})
        plan = self.get_queryset().filter(slug=key).first()
        if plan is None:
            raise Http404
        user = request.user
        return Response(branches(plan.sections.visible_to(user), Measure.objects.visible_to(user).in_force()))


def branches(sections: QuerySet[Section], measures: QuerySet[Measure]) -> list[Representation]:
    """These sections as a tree, each with how many of `measures` stand in it."""
    counted = Count("measures", filter=Q(measures__in=measures))
    rows = sections.order_by("path").annotate(count=counted).values("pk", "parent", "code", "label", "title", "count")
    top: list[Representation] = []
    children: dict[int | None, list[Representation]] = {None: top}
    for row in rows:
        below = children[row["pk"]] = []
        branch = {"code": row["code"], "label": row["label"], "title": row["title"], "measures": row["count"]}
        children[row["parent"]].append({**branch, "children": below})
    return top


class SectionViewSet(PublishableViewSet[Section], WithdrawableViewSet[Section]):
    resource = SectionResource
    write_serializer_base = SectionWriteSerializer
    read_with = {"plan": (), "parent": (), "source": ()}


class MeasureViewSet(AssignableViewSet):
    """Measures; a search can sort them by relevance and mark its words."""

    resource = MeasureResource
    write_serializer_base = MeasureWriteSerializer
    read_with = {
        "plan": ("slug", "title", "state", "second_person", "period_start", "period_end", "horizon_year"),
        "section": ("plan_id", "code", "title", "path", "position"),
        "source": ("edition",),
    }
    extra_parameters = frozenset({"highlight"})

    def filtered(self) -> QuerySet[Measure] | None:
        """`relevance` and `highlight` are about the words of `q`."""
        words = self.request.query_params.get("q", "")
        found = super().filtered()
        if not words and "highlight" in self.request.query_params:
            raise ValidationError({"highlight": _("Say with `q` which words to mark.")})
        if not isinstance(found, MeasureQuerySet) or not self.sorts_by("relevance"):
            return found
        if not words:
            raise ValidationError({"ordering": _("Say with `q` what is to be relevant.")})
        return found.with_relevance(words)


class BodyViewSet(HandingOverViewSet):
    """Bodies; they can be sorted by how their names are read."""

    resource = BodyResource
    read_with = {"parent": (), "successor": ()}

    def filtered(self) -> QuerySet[ResponsibleBody] | None:
        """With the key of `ordering=pinyin`, where that is asked for."""
        found = super().filtered()
        if found is None or not self.sorts_by("pinyin"):
            return found
        return found.annotate(pinyin=PinyinOrder("name"))


class TargetViewSet(ResourceViewSet[Target]):
    resource = TargetResource


class ResponsibilityViewSet(ResourceViewSet[Responsibility]):
    resource = ResponsibilityResource


class SourceViewSet(ResourceViewSet[SourceDocument]):
    resource = SourceResource


class ImportViewSet(ResourceViewSet[Import]):
    resource = ImportResource


class ConflictViewSet(ResourceViewSet[Conflict]):
    resource = ConflictResource


class RootView(APIView):
    """Where everything is."""

    permission_classes = [AllowAny]

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        base = parameters.base_url(request)
        return Response({name: f"{base}{name}/" for name in (*RESOURCES, "reports", "changes")})


class NotFoundView(APIView):
    """Any other address below /api/: a problem, not a page of HTML."""

    permission_classes = [AllowAny]

    @extend_schema(exclude=True)
    def get(self, request: Request, path: str) -> HttpResponseBase:
        """An address that lacks nothing but its last slash leads a reader on and tells a writer where to go."""
        slashed = f"{request.path}/"
        if resolve(slashed).func == resolve(request.path).func:
            raise NotFound
        if request.method not in SAFE_METHODS:
            raise NotFound(_("Addresses end with a slash: %(address)s.") % {"address": slashed})
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{iri_to_uri(slashed)}{query and '?'}{query}", preserve_request=True)

    post = put = patch = delete = get
