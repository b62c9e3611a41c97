"""What most teams would write: ModelViewSets, nested serializers, select_related and prefetch_related, page numbers.

The same records, fields and filters, by the book and without thinking about speed.
"""

from typing import Any

from django.urls import include, path
from django_filters import rest_framework as filters
from rest_framework import serializers, viewsets
from rest_framework.filters import SearchFilter
from rest_framework.pagination import PageNumberPagination
from rest_framework.routers import DefaultRouter

from measures.models import Measure, Plan, Responsibility, ResponsibleBody, Section, Target


class Pages(PageNumberPagination):
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 1000


class BodySerializer(serializers.ModelSerializer[ResponsibleBody]):
    class Meta:
        model = ResponsibleBody
        fields = ["uuid", "name"]


class PlanSerializer(serializers.ModelSerializer[Plan]):
    class Meta:
        model = Plan
        fields = ["slug", "title"]


class HeadingSerializer(serializers.ModelSerializer[Section]):
    class Meta:
        model = Section
        fields = ["code", "label", "title"]


class SectionSerializer(HeadingSerializer):
    path = serializers.SerializerMethodField()

    class Meta(HeadingSerializer.Meta):
        fields = ["code", "title", "path"]

    def get_path(self, section: Section) -> Any:
        steps: list[Section] = []
        above: Section | None = section
        while above is not None:
            steps.insert(0, above)
            above = above.parent
        return HeadingSerializer(steps, many=True).data


class ResponsibilitySerializer(serializers.ModelSerializer[Responsibility]):
    body = BodySerializer()

    class Meta:
        model = Responsibility
        fields = ["role", "body", "origin"]


class TargetSerializer(serializers.ModelSerializer[Target]):
    class Meta:
        model = Target
        fields = ["code", "text", "metric", "comparator", "value", "unit", "year", "nature"]


class MeasureSerializer(serializers.ModelSerializer[Measure]):
    url = serializers.HyperlinkedIdentityField(view_name="measure-detail")
    plan = PlanSerializer()
    section = SectionSerializer()
    timeliness = serializers.CharField()
    responsibilities = ResponsibilitySerializer(many=True)
    targets = TargetSerializer(many=True)
    successors: Any = serializers.SlugRelatedField(slug_field="code", many=True, read_only=True)

    class Meta:
        model = Measure
        fields = [
            *("url", "plan", "code", "section", "kind", "label", "title", "text", "position", "source_start"),
            *("source_end", "phase", "review_state", "timeliness", "due_on", "due_text", "responsibilities"),
            *("targets", "successors", "withdrawn_on", "version", "created_at", "updated_at"),
        ]


class MeasureFilter(filters.FilterSet):
    body = filters.UUIDFilter("responsibilities__body__uuid", distinct=True)
    plan = filters.CharFilter("plan__slug")

    class Meta:
        model = Measure
        fields = ["body", "plan", "code", "phase", "review_state", "kind"]


class MeasureViewSet(viewsets.ModelViewSet[Measure]):
    serializer_class = MeasureSerializer
    filterset_class = MeasureFilter
    filter_backends = [filters.DjangoFilterBackend, SearchFilter]
    search_fields = ["title", "text"]
    pagination_class = Pages

    def get_queryset(self) -> Any:
        relations = ("responsibilities__body", "targets", "successors")
        measures = Measure.objects.visible_to(self.request.user).order_by("id")
        return measures.select_related("plan", "section__parent").prefetch_related(*relations)


router = DefaultRouter()
router.register("measures", MeasureViewSet, basename="measure")
urlpatterns = [path("naive/", include(router.urls))]
