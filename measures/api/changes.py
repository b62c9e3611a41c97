"""The change feed: what became of the records since a cursor, in the order of commits."""

from collections import defaultdict
from uuid import UUID

from django.utils.translation import gettext_lazy
from django_filters import rest_framework as filters
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.viewsets import GenericViewSet

from measures.api import parameters
from measures.api.filters import RecordFilter, check_parameters
from measures.api.pagination import KeysetPagination
from measures.api.parts import Record
from measures.api.problems import Gone
from measures.api.reading import Reading
from measures.api.rows import RESOURCES
from measures.api.serializers import ChangeSerializer, ChangesSerializer
from measures.api.values import AnyChoice, AnyOf
from measures.choices import Operation
from measures.models import Change

Key = tuple[str, str, str]

WHOLE = {"type": "string", "pattern": "^[0-9]{1,18}$"}
SIZE = {"type": "integer", "minimum": 1, "maximum": KeysetPagination.largest_size, "default": 50}


class CursorExpired(Gone):
    default_detail = gettext_lazy(
        "This cursor has expired: changes after it are no longer kept. Pull every list you keep once more in full,"
        " and go on from the cursor in its X-Changes-Cursor header."
    )
    default_code = "cursor_expired"


class ChangeFilter(RecordFilter):
    resource = AnyChoice("resource", choices=[(name, name) for name in RESOURCES])
    plan = AnyOf("plan")

    class Meta:
        model = Change
        fields: list[str] = []


class ChangeViewSet(GenericViewSet[Change]):
    """The feed after the cursor `since`; without it nothing is listed, and `cursor` is that of this moment."""

    queryset = Change.objects.all()
    serializer_class = ChangeSerializer
    filterset_class = ChangeFilter
    filter_backends = [filters.DjangoFilterBackend]
    permission_classes = [AllowAny]
    pagination_class = None

    @extend_schema(
        responses=forced_singular_serializer(ChangesSerializer),  # type: ignore[no-untyped-call]
        parameters=[
            OpenApiParameter("since", WHOLE),
            OpenApiParameter("page_size", SIZE),
            OpenApiParameter("expand", str, enum=["record"]),
        ],
    )
    def list(self, request: Request) -> Response:
        check_parameters(request, {"since", "page_size", "expand", "format", *ChangeFilter.base_filters})
        size = parameters.whole_number(request, "page_size", 50, 1, KeysetPagination.largest_size)
        expand = parameters.names(request, "expand", {"record"})
        head = Change.objects.head()  # before the rows: what is committed meanwhile comes with the next page
        wanted = self.filter_queryset(Change.objects.visible_to(request.user))
        waiting = wanted.filter(pk__gt=self.since(head), pk__lte=head).order_by("pk")
        changes = [*waiting[: size + 1]]
        more, changes = len(changes) > size, changes[:size]
        cursor = changes[-1].pk if more else head
        results = described(changes, Reading(request.user, parameters.base_address(request)), bool(expand))
        return Response({"cursor": str(cursor), "next": self.address(cursor) if more else None, "results": results})

    def since(self, head: int) -> int:
        """The number to go on from. Beyond the head stands only a cursor from another life of the database."""
        since = parameters.whole_number(self.request, "since", head, 0, 2**63 - 1)
        if not Change.objects.oldest() <= since <= head:
            raise CursorExpired
        return since

    def address(self, cursor: int) -> str:
        return replace_query_param(self.request.build_absolute_uri(), "since", str(cursor))


def described(changes: list[Change], reading: Reading, expand: bool) -> list[Record]:
    in_full = Change.objects.in_full(reading.user)
    records = current_records(changes, reading) if expand else {}
    results = []
    for change in changes:
        rows, key = RESOURCES[change.resource], key_of(change)
        result = {
            "sequence": change.pk,
            "resource": change.resource,
            "plan": change.plan or None,
            "key": key,
            "url": rows.address(reading.base, change.plan, key),
            "operation": change.operation if change.resource in in_full else operation_for_public(change),
            "at": change.at,
        }
        results.append(result | {"record": records.get((change.resource, change.plan, key))} if expand else result)
    return results


def key_of(change: Change) -> str:
    """The databases spell a UUID with hyphens or without."""
    return str(UUID(change.key)) if change.resource == "bodies" else change.key


def operation_for_public(change: Change) -> str:
    if change.shown_before and change.shown_after:
        return change.operation
    return Operation.CREATE if change.shown_after else Operation.DELETE


def current_records(changes: list[Change], reading: Reading) -> dict[Key, Record]:
    """The records of these changes as they now are, in a fixed number of queries a resource."""
    wanted: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        wanted[change.resource].append(change)
    found: dict[Key, Record] = {}
    for resource, group in wanted.items():
        rows = RESOURCES[resource](reading)
        known = rows.known_by({change.plan for change in group}, {key_of(change) for change in group})
        for record in rows.read(rows.model.objects.visible_to(reading.user).filter(known)):
            plan = record["plan"]["slug"] if "plan" in record else record.get("slug", "")
            found[resource, plan, str(record[rows.key])] = record
    return found
