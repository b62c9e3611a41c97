"""What every resource has: a list, single records, and one way to ask for both."""

from functools import partial
from typing import ClassVar, TypeAlias, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from measures.api import parameters
from measures.api.lists.filters import KnownParameters, check_parameters
from measures.api.lists.freshness import Freshness, revalidated
from measures.api.lists.pagination import KeysetPagination, ReadPage
from measures.api.lists.streams import CSVRenderer, NDJSONRenderer, StreamRenderer, stream
from measures.api.records.derived import RecordSerializer, filterset_of, orderings_of, serializer_of
from measures.api.records.filtersets import RecordFilter
from measures.api.records.resource import AnyResource, ReadContext
from measures.api.records.rows import Key, Row
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


M_co = TypeVar("M_co", bound=Model, covariant=True)
Rows: TypeAlias = list[Row]  # where `list` names a view method


class ResourceViewSet(GenericViewSet[M_co]):
    """A list and single records of a `resource`, whose declaration gives the view its serializer and filters."""

    resource: ClassVar[type[AnyResource]]
    list_serializer_class: ClassVar[type[RecordSerializer]]
    filterset_class: ClassVar[type[RecordFilter]]
    ordering_fields: ClassVar[dict[str, str]]
    ordering: tuple[str, ...] = ()
    extra_parameters: ClassVar[frozenset[str]] = frozenset()
    address = ""  # absolute, of what is asked for
    freshness: Freshness | None = None
    moves_feed: ClassVar[bool]

    def __init_subclass__(cls) -> None:
        if "resource" in cls.__dict__:
            cls.moves_feed = cls.resource.moves_feed
            cls.queryset = cls.resource.all_records()
            cls.serializer_class = cls.list_serializer_class = serializer_of(cls.resource)
            if cls.resource.field_names(listed=True) != cls.resource.field_names():
                cls.list_serializer_class = serializer_of(cls.resource, listed=True)
            cls.filterset_class = filterset_of(cls.resource)
            cls.ordering_fields = orderings_of(cls.resource)

    def get_queryset(self) -> QuerySet[M_co]:
        """What the caller sees, unsorted."""
        return self.resource.records_visible_to(visibility_of(self.request.user)).all()

    def sorts_by(self, column: str) -> bool:
        """Whether the caller asks for this order, or its reverse."""
        return column in {name.lstrip("-") for name in self.ordering}

    def get_renderers(self) -> list[BaseRenderer]:
        found = STREAMED if self.action == "stream" else LISTED if self.action in ("list", None) else None
        return super().get_renderers() if found is None else [renderer() for renderer in found]

    def get_format_suffix(self, **kwargs: str) -> str | None:
        """DRF's own name for it, `format`, would hide the address from the OpenAPI document."""
        return kwargs.get("file_format")

    def stream(self, request: Request, file_format: str) -> HttpResponseBase:
        """The list in full, at an address of its own: measures.ndjson, measures.csv."""
        return self.list(request)

    @revalidated
    def list(self, request: Request) -> HttpResponseBase:
        """A page of records, or all of them as a stream, where the caller accepts one."""
        resource = self.resource(self.read_context())
        if isinstance(request.accepted_renderer, StreamRenderer):
            queryset = self.filtered()
            refuse_paging(request)
            return stream(request.accepted_renderer, resource, queryset)
        pages = KeysetPagination()
        return pages.get_paginated_response(resource.to_records(self.rows_of_page(resource, pages)))

    def rows_of_page(self, resource: AnyResource, pages: KeysetPagination) -> Rows:
        """Read by prepared queries where these can, else by a queryset that is written for this request."""
        if read := self.prepared_page(resource):
            return pages.page_by_id(self.request, lambda: self.filter_queryset(self.get_queryset()).count(), read)
        queryset = self.filtered()
        if queryset is not None:
            return resource.rows_of(pages.sorted_page(self.request, queryset, self.ordering))
        rows = pages.page_by_id(self.request, lambda: self.get_queryset().count(), resource.read_page)
        self.as_fresh_as(resource)
        return rows

    def prepared_page(self, resource: AnyResource) -> ReadPage[Row] | None:
        """Reads a page of what the filters leave, where one prepared query takes them all."""
        filters, given = self.filterset_class, frozenset(self.request.query_params) - SHAPING
        if not given or not filters.prepared_conditions(given):
            return None
        every = KnownParameters().filter_queryset(self.request, self.get_queryset(), self)
        values = filters(self.request.query_params, every, request=self.request).prepared_values()
        return None if values is None else partial(resource.read_chosen_page, filters.prepared_conditions, values)

    def filtered(self) -> QuerySet[M_co] | None:
        """What the filters leave; None where nothing is filtered or sorted, which needs no queryset to be built."""
        if self.request.query_params.keys() <= SHAPING:
            check_parameters(self.request, SHAPING)
            return None
        return self.filter_queryset(self.get_queryset())

    @revalidated
    def retrieve(self, request: Request, key: Key, plan: str = "") -> Response:
        """The record at this address, `plan` the slug of its plan. Raises Http404 where the caller sees none."""
        check_parameters(request, {"fields", "expand", "format"})
        resource = self.resource(self.read_context(self.resource.detailed))
        rows = resource.rows_at(plan, key)
        if not rows:
            raise Http404
        etag = self.as_fresh_as(resource).etag_of_version(getattr(rows[0], "version", 0))
        return Response(resource.to_records(rows)[0], headers={"ETag": etag})

    def reads_head_with_rows(self) -> bool:
        """A record, and a page of all there are, uncounted, are each read by one statement with the feed's number."""
        if self.action == "retrieve":
            return True
        paged = isinstance(self.request.accepted_renderer, JSONRenderer)
        return self.action == "list" and paged and self.request.query_params.keys() <= SHAPING - {"count"}

    def as_fresh_as(self, resource: AnyResource) -> Freshness:
        """As of the statement that read the answer, which may be newer than what `If-None-Match` was compared with."""
        self.freshness = Freshness.of(self.request, self.address, resource.head)
        return self.freshness

    def read_context(self, expand: frozenset[str] = frozenset()) -> ReadContext:
        """What this request asks to see of each record."""
        return ReadContext(
            visibility=visibility_of(self.request.user),
            base_url=parameters.base_url(self.request),
            fields=tuple(parameters.names(self.request, "fields", self.resource.field_names())),
            highlight=self.request.query_params.get("q", "") if parameters.flag(self.request, "highlight") else "",
            expand=expand | set(parameters.names(self.request, "expand", self.resource.expandable)),
        )
