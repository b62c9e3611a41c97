"""The resources of version 1."""

from typing import Any

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

from measures.api import filters, parameters, serializers, write_serializers
from measures.api.freshness import revalidated
from measures.api.parts import Record
from measures.api.resources import ResourceViewSet
from measures.api.rows import (
    BodyRows,
    MeasureRows,
    PlanRows,
    ResponsibilityRows,
    SectionRows,
    SourceRows,
    TargetRows,
)
from measures.api.writing import AssignableViewSet, WithdrawableViewSet, WritableViewSet
from measures.models import Measure, Plan, Responsibility, ResponsibleBody, Section, SourceDocument, Target


class PlanViewSet(WritableViewSet):
    queryset = Plan.objects.all()
    rows = PlanRows
    serializer_class = serializers.PlanSerializer
    write_serializer_class = write_serializers.PlanWriteSerializer
    filterset_class = filters.PlanFilter
    ordering_fields = {name: name for name in ("slug", "title", "issued_on", "period_start", "updated_at")}

    @extend_schema(responses=serializers.BranchSerializer(many=True), filters=False)
    @action(detail=True)
    @revalidated
    def tree(self, request: Request, key: str) -> Response:
        """The plan's sections as a tree, in document order, each with its measures in force counted."""
        filters.check_parameters(request, {"format"})
        plan = self.get_queryset().filter(slug=key).first()
        if plan is None:
            raise Http404
        user = request.user
        return Response(branches(plan.sections.visible_to(user), Measure.objects.visible_to(user).in_force()))


def branches(sections: QuerySet[Section], measures: QuerySet[Measure]) -> list[Record]:
    """These sections as a tree, each with how many of `measures` stand in it."""
    counted = Count("measures", filter=Q(measures__in=measures))
    rows = sections.order_by("path").annotate(count=counted).values("pk", "parent", "code", "label", "title", "count")
    top: list[Record] = []
    children: dict[int | None, list[Record]] = {None: top}
    for row in rows:
        below = children[row["pk"]] = []
        branch = {"code": row["code"], "label": row["label"], "title": row["title"], "measures": row["count"]}
        children[row["parent"]].append({**branch, "children": below})
    return top


class SectionViewSet(WithdrawableViewSet):
    queryset = Section.objects.all()
    rows = SectionRows
    serializer_class = serializers.SectionSerializer
    write_serializer_class = write_serializers.SectionWriteSerializer
    filterset_class = filters.SectionFilter
    detailed = frozenset({"source"})
    ordering_fields = {"plan": "plan__slug", "position": "position", "code": "code", "updated_at": "updated_at"}


class MeasureViewSet(AssignableViewSet):
    queryset = Measure.objects.all()
    rows = MeasureRows
    serializer_class = serializers.MeasureSerializer
    list_serializer_class = serializers.FoundMeasureSerializer
    write_serializer_class = write_serializers.MeasureWriteSerializer
    filterset_class = filters.MeasureFilter
    detailed = frozenset({"source"})
    extra_parameters = frozenset({"highlight"})
    ordering_fields = {
        "plan": "plan__slug",
        "relevance": "relevance",
        **{name: name for name in ("position", "code", "title", "due_on", "phase", "created_at", "updated_at")},
    }

    def filter_queryset(self, queryset: Any) -> Any:
        """`relevance` and `highlight` are about the words of `q`."""
        words = self.request.query_params.get("q", "")
        found: Any = super().filter_queryset(queryset)
        if not words and "highlight" in self.request.query_params:
            raise ValidationError({"highlight": _("Say with `q` which words to mark.")})
        if "relevance" not in "".join(self.request.ordering):  # type: ignore[attr-defined]
            return found
        if not words:
            raise ValidationError({"ordering": _("Say with `q` what is to be relevant.")})
        return found.with_relevance(words)


class BodyViewSet(WritableViewSet):
    queryset = ResponsibleBody.objects.all()
    rows = BodyRows
    serializer_class = serializers.BodySerializer
    write_serializer_class = write_serializers.BodyWriteSerializer
    filterset_class = filters.BodyFilter
    ordering_fields = {name: name for name in ("jurisdiction", "name", "updated_at")}


class TargetViewSet(ResourceViewSet):
    queryset = Target.objects.all()
    rows = TargetRows
    serializer_class = serializers.TargetSerializer
    filterset_class = filters.TargetFilter
    detailed = frozenset({"source"})
    ordering_fields = {"plan": "plan__slug", "code": "code", "year": "year", "value": "value"}


class ResponsibilityViewSet(ResourceViewSet):
    queryset = Responsibility.objects.all()
    rows = ResponsibilityRows
    serializer_class = serializers.ResponsibilitySerializer
    filterset_class = filters.ResponsibilityFilter


class SourceViewSet(ResourceViewSet):
    queryset = SourceDocument.objects.all()
    rows = SourceRows
    serializer_class = serializers.SourceSerializer
    filterset_class = filters.SourceFilter
    detailed = frozenset({"text", "passages"})
    ordering_fields = {"plan": "plan__slug", "edition": "edition"}


class RootView(APIView):
    """Where everything is."""

    permission_classes = [AllowAny]

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        base = parameters.base_address(request)
        lists = ("plans", "sections", "measures", "bodies", "targets", "responsibilities", "sources", "changes")
        return Response({name: f"{base}{name}/" for name in lists})


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
