"""The change feed: what became of the records since a cursor, in the order of commits."""

from collections import defaultdict
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.viewsets import GenericViewSet

from measures.api import parameters
from measures.api.feed.cursor import PATTERN, cursor_after, sequence_of
from measures.api.lists.filters import check_parameters
from measures.api.lists.pagination import KeysetPagination
from measures.api.problems import Gone
from measures.api.records import IN_FEED
from measures.api.records.filter_types import AnyChoice, AnyOf
from measures.api.records.filtersets import RecordFilter
from measures.api.records.resource import ReadContext
from measures.api.records.rows import Representation
from measures.api.records.shapes import ChangeSerializer, ChangesSerializer
from measures.choices import Operation
from measures.models import Change
from measures.visibility import Scope, Visibility, visibility_of

Named = tuple[str, str, str]  # a record by its resource, the slug of its plan ("" for none) and its key

CURSOR = {"type": "string", "pattern": PATTERN}
SIZE = {"type": "integer", "minimum": 1, "maximum": KeysetPagination.largest_size, "default": 50}


class CursorExpired(Gone):
    """410: the caller must pull every list once more in full."""

    default_detail = _(
        "This cursor has expired: changes after it are no longer kept, or what you may read has changed. Pull every"
        " list you keep once more in full, and go on from the cursor in its X-Changes-Cursor header."
    )
    default_code = "cursor_expired"


class ChangeFilter(RecordFilter):
    """The filters of the feed."""

    resource = AnyChoice(
        "resource",
        choices=[(name, name) for name in IN_FEED],
        help_text=_("Only changes of these kinds of records; the cursor passes over the others."),
    )
    plan = AnyOf("plan", help_text=_("Only changes in the plans of these slugs; the cursor passes over the others."))

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
            OpenApiParameter("since", CURSOR),
            OpenApiParameter("page_size", SIZE),
            OpenApiParameter("expand", str, enum=["record"]),
        ],
    )
    def list(self, request: Request) -> Response:
        """A page of changes in the order of commits, with the cursor to ask with next."""
        check_parameters(request, {"since", "page_size", "expand", "format", *ChangeFilter.base_filters})
        size = parameters.whole_number(request, "page_size", 50, 1, KeysetPagination.largest_size)
        expand = parameters.names(request, "expand", {"record"})
        context = ReadContext(visibility_of(request.user), parameters.base_url(request))
        head = Change.objects.last_change()  # before the rows: what is committed meanwhile comes with the next page
        chosen = self.filter_queryset(Change.objects.visible_to(context.visibility))
        since = self.since(head, context.visibility)
        following = chosen.filter(pk__gt=since, pk__lte=head.pk).order_by("pk")
        changes = [*following[: size + 1]]
        more, changes = len(changes) > size, changes[:size]
        last = changes[-1] if more else head
        cursor = cursor_after(last.pk, last.at, context.visibility)
        results = change_objects(changes, context, bool(expand))
        return Response({"cursor": cursor, "next": self.address(cursor) if more else None, "results": results})

    def since(self, head: Change, visibility: Visibility) -> int:
        """The number to go on from: without `since`, this moment's. Raises CursorExpired."""
        given = self.request.query_params.get("since")
        if given is None:
            return head.pk
        last = Change.objects.filter(pk=sequence_of(given)).first()
        if last is None or given != cursor_after(last.pk, last.at, visibility):
            raise CursorExpired
        return int(last.pk)

    def address(self, cursor: str) -> str:
        return replace_query_param(self.request.build_absolute_uri(), "since", cursor)


def change_objects(changes: list[Change], context: ReadContext, expand: bool) -> list[Representation]:
    """The changes as the feed shows them to this reader; with `expand`, each with its record as it now is."""
    records = current_records(changes, context) if expand else {}
    results = []
    for change in changes:
        resource, key = IN_FEED[change.resource], key_of(change)
        result = {
            "sequence": change.pk,
            "resource": change.resource,
            "plan": change.plan or None,
            "key": key,
            "url": resource.address(context.base_url, change.plan, key),
            "operation": operation_for(change, context.visibility),
            "at": change.at,
        }
        results.append(result | {"record": records.get((change.resource, change.plan, key))} if expand else result)
    return results


def key_of(change: Change) -> str:
    """The databases spell a UUID with hyphens or without."""
    return str(UUID(change.key)) if change.resource == "bodies" else change.key


def operation_for(change: Change, visibility: Visibility) -> str:
    """What the change is to this reader: what leaves their sight is deleted, what enters it is created."""
    scope = visibility.scope(IN_FEED[change.resource].model_name())
    in_full = scope is Scope.ALL or (scope is Scope.PLANS and change.plan_pk in (visibility.plans or ()))
    if in_full or (change.shown_before and change.shown_after):
        return change.operation
    return Operation.CREATE if change.shown_after else Operation.DELETE


def current_records(changes: list[Change], context: ReadContext) -> dict[Named, Representation]:
    """The records of these changes as they now are, in a fixed number of queries a resource."""
    named: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for change in changes:
        named[change.resource].add((change.plan, key_of(change)))
    found: dict[Named, Representation] = {}
    for resource, names in named.items():
        reader = IN_FEED[resource](context)
        for record in reader.read(reader.all_records().filter(reader.identified_by(names))):
            found[resource, plan_of(record), str(record[reader.key])] = record
    return found


def plan_of(record: Representation) -> str:
    """The slug of the plan to which a record belongs, or which it is; "" for a body."""
    match record:
        case {"plan": {"slug": slug}} | {"slug": slug}:
            return str(slug)
    return ""
