"""(a) The same API as most teams would write it: nested serializers, relations fetched ahead, page numbers.

Addresses and views in one module, on the same models and under the same server.
"""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import serializers
from rest_framework.filters import SearchFilter
from rest_framework.pagination import PageNumberPagination
from rest_framework.viewsets import ModelViewSet

from measures.models import Measure, Plan, Responsibility, ResponsibleBody, Section, Target


class PlanSerializer(serializers.ModelSerializer[Plan]):
    class Meta:
        model = Plan
        fields = ["slug", "title"]


class HeadingSerializer(serializers.ModelSerializer[Section]):
    class Meta:
        model = Section
        fields = ["code", "label", "title"]


class SectionSerializer(serializers.ModelSerializer[Section]):
    """A section with its headings from the top."""

    path = serializers.SerializerMethodField()

    class Meta:
        model = Section
        fields = ["code", "title", "path"]

    def get_path(self, section: Section) -> list[dict[str, object]]:
        """One query for each heading above it that was not fetched ahead."""
        above: list[Section] = []
        step: Section | None = section
        while step is not None:
            above.insert(0, step)
            step = step.parent
        return [dict(HeadingSerializer(heading).data) for heading in above]


class BodySerializer(serializers.ModelSerializer[ResponsibleBody]):
    class Meta:
        model = ResponsibleBody
        fields = ["uuid", "name"]


class ResponsibilitySerializer(serializers.ModelSerializer[Responsibility]):
    """A body's role."""

    body = BodySerializer()

    class Meta:
        model = Responsibility
        fields = ["role", "body", "origin"]


class TargetSerializer(serializers.ModelSerializer[Target]):
    """A target."""

    value = serializers.FloatField()

    class Meta:
        model = Target
        fields = ["code", "text", "metric", "comparator", "value", "unit", "year", "nature"]


class SuccessorSerializer(serializers.ModelSerializer[Measure]):
    """A successor by its plan and code."""

    plan = serializers.CharField(source="plan.slug")

    class Meta:
        model = Measure
        fields = ["plan", "code"]


class MeasureSerializer(serializers.ModelSerializer[Measure]):
    """The same fields as PolicyHub shows of a measure."""

    url = serializers.SerializerMethodField()
    plan = PlanSerializer()
    section = SectionSerializer()
    source: Any = serializers.SerializerMethodField()
    timeliness = serializers.CharField()
    responsibilities = ResponsibilitySerializer(many=True)
    targets = TargetSerializer(many=True)
    successors = SuccessorSerializer(many=True)

    class Meta:
        model = Measure
        fields = [
            *("url", "plan", "code", "section", "kind", "label", "title", "text", "position", "source", "phase"),
            *("review_state", "timeliness", "due_on", "due_text", "responsibilities", "targets", "successors"),
            *("withdrawn_on", "version", "created_at", "updated_at"),
        ]

    def get_url(self, measure: Measure) -> str:
        address = f"/api/v1/plans/{measure.plan.slug}/measures/{measure.code}/"
        return str(self.context["request"].build_absolute_uri(address))

    def get_source(self, measure: Measure) -> dict[str, object] | None:
        """The span, with its words for a single record."""
        if measure.source is None:
            return None
        span: dict[str, object] = {
            "edition": measure.source.edition,
            "start": measure.source_start,
            "end": measure.source_end,
        }
        return span | ({"text": measure.source_text} if self.context["view"].action == "retrieve" else {})


class Pages(PageNumberPagination):
    page_size, page_size_query_param, max_page_size = 50, "page_size", 1000


class MeasureViewSet(ModelViewSet[Measure]):
    """Measures by page number."""

    queryset = (
        Measure.objects.published()
        .select_related("plan", "section__parent__parent", "source")
        .prefetch_related("responsibilities__body", "targets", "successors__plan")
        .order_by("id")
    )
    serializer_class = MeasureSerializer
    pagination_class = Pages
    filter_backends = [DjangoFilterBackend, SearchFilter]
    filterset_fields = ["responsibilities__body__uuid", "phase", "review_state", "plan__slug", "section__code"]
    search_fields = ["title", "text", "responsibilities__body__name", "responsibilities__body__aliases"]

    def get_queryset(self) -> QuerySet[Measure]:
        """A list without the documents: only a single record quotes its source."""
        found = super().get_queryset()
        return found if self.action == "retrieve" else found.defer("source__text")

    def get_object(self) -> Measure:
        return get_object_or_404(self.get_queryset(), plan__slug=self.kwargs["plan"], code=self.kwargs["code"])


urlpatterns = [
    path("measures/", MeasureViewSet.as_view({"get": "list"})),
    path("plans/<slug:plan>/measures/<str:code>/", MeasureViewSet.as_view({"get": "retrieve"})),
]
