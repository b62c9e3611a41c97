"""What every resource has: a list, single records, and one way to ask for both."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from measures.api import parameters
from measures.api.lists.filters import check_parameters
from measures.api.lists.freshness import Freshness, revalidated
from measures.api.lists.streams import CSVRenderer, NDJSONRenderer, StreamRenderer, stream
from measures.api.records.derived import RecordSerializer, filterset_of, orderings_of, serializer_of
from measures.api.records.filtersets import RecordFilter
from measures.api.records.resource import ReadContext, Resource
from measures.api.renderers import JSONRenderer
from measures.visibility import visibility_of

# What shapes a page has no meaning for a stream.
STREAMED: list[type[BaseRenderer]] = [NDJSONRenderer, CSVRenderer]
LISTED: list[type[BaseRenderer]] = [JSONRenderer, *STREAMED]
PAGING = {"cursor", "page_size", "count", "ordering"}
SHAPING = {"cursor", "page_size", "count", "fields", "expand", "format"}


def refuse_paging(request: Request) -> None:
    if given := PAGING & request.query_params.keys():
        raise ValidationError({name: _("Has no meaning where everything is streamed.") for name in given})


class ResourceViewSet(GenericViewSet[Any]):
    """A list and single records of a `resource`, whose declaration gives the view its serializer and filters."""

    resource: ClassVar[type[Resource]]
    list_serializer_class: ClassVar[type[RecordSerializer]]
    filterset_class: ClassVar[type[RecordFilter]]
    ordering_fields: ClassVar[dict[str, str]]
    extra_parameters: ClassVar[frozenset[str]] = frozenset()
    freshness: Freshness

    def __init_subclass__(cls) -> None:
        if "resource" in cls.__dict__:
            cls.queryset = cls.resource.model.objects.all()
            cls.serializer_class = cls.list_serializer_class = serializer_of(cls.resource)
            if cls.resource.field_names(listed=True) != cls.resource.field_names():
                cls.list_serializer_class = serializer_of(cls.resource, listed=True)
            cls.filterset_class = filterset_of(cls.resource)
            cls.ordering_fields = orderings_of(cls.resource)

    def get_queryset(self) -> QuerySet[Any]:
        found: QuerySet[Any] = self.resource.model.objects.order_by().visible_to(self.request.user)
        return found

    def get_renderers(self) -> list[BaseRenderer]:
        found = STREAMED if self.action == "stream" else LISTED if self.action in ("list", None) else None
        return super().get_renderers() if found is None else [renderer() for renderer in found]

    def get_format_suffix(self, **kwargs: str) -> str | None:
        """DRF's own name for it, `format`, would hide the address from the OpenAPI document."""
        return kwargs.get("file_format")

    def stream(self, request: Request, file_format: str) -> HttpResponseBase:
        """The list in full, at an address of its own: measures.ndjson, measures.csv."""
        response: HttpResponseBase = self.list(request)
        return response

    @revalidated
    def list(self, request: Request) -> HttpResponseBase:
        resource, queryset = self.resource(self.read_context()), self.filtered()
        if isinstance(request.accepted_renderer, StreamRenderer):
            refuse_paging(request)
            return stream(request.accepted_renderer, resource, queryset)
        if queryset is None:
            rows = self.paginator.paginate(request, self.get_queryset, resource.read_page)  # type: ignore[union-attr]
        else:
            sort_columns = (name.lstrip("-") for name in request.ordering)  # type: ignore[attr-defined]
            page: Any = self.paginate_queryset(queryset.values_list("id", *sort_columns, named=True))
            rows = resource.rows_of([row.id for row in page])
        return self.get_paginated_response(resource.to_records(rows))

    def filtered(self) -> QuerySet[Any] | None:
        """None where nothing is filtered or sorted: the most frequent question needs no queryset put together."""
        if self.request.query_params.keys() <= SHAPING:
            check_parameters(self.request, SHAPING)
            return None
        return self.filter_queryset(self.get_queryset())

    @revalidated
    def retrieve(self, request: Request, key: Any, plan: str = "") -> Response:
        check_parameters(request, {"fields", "expand", "format"})
        resource = self.resource(self.read_context(self.resource.detailed))
        rows = resource.rows_at(plan, key)
        if not rows:
            raise Http404
        etag = self.freshness.etag_of_version(getattr(rows[0], "version", 0))
        return Response(resource.to_records(rows)[0], headers={"ETag": etag})

    def read_context(self, expand: frozenset[str] = frozenset()) -> ReadContext:
        """What this request asks to see of each record."""
        return ReadContext(
            visibility=visibility_of(self.request.user),
            base_url=parameters.base_url(self.request),
            fields=tuple(parameters.names(self.request, "fields", self.resource.field_names())),
            highlight=self.request.query_params.get("q", "") if parameters.flag(self.request, "highlight") else "",
            expand=expand | set(parameters.names(self.request, "expand", self.resource.expandable)),
        )
