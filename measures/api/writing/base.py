"""What all writing has in common: the version that was read, and the model's own rules."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, ClassVar, TypeVar, cast

from django.db.models import Expression, QuerySet
from django.http import Http404
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from measures.api.lists.viewsets import ResourceViewSet
from measures.api.preconditions import matches_version
from measures.api.problems import PreconditionFailed, PreconditionRequired
from measures.api.records.derived import write_serializer_of
from measures.api.records.resource import AnyResource
from measures.api.records.rows import Key, Representation
from measures.api.writing.one_edit import Answer, Written, one_edit, one_edit_in_plan
from measures.api.writing.serializers import WriteSerializer
from measures.models import Plan
from measures.models.base import Record
from measures.models.deferred_writes import ask_last
from measures.models.edit import current_unit
from measures.models.history_sql import StateInHistory
from measures.models.limits import BEYOND_LIMIT
from measures.prepared import PreparedRecords
from measures.visibility import Scope, may_write_in, visibility_of

C = TypeVar("C", bound=Record)
STATE_IN_HISTORY = "state_in_history"


def plan_of(record: Record) -> int | None:
    """The primary key of the plan that a record is, or stands in; None for a body, which all plans share."""
    return record.pk if isinstance(record, Plan) else getattr(record, "plan_id", None)


class WritableViewSet(ResourceViewSet[C]):
    """Creating and updating records that have versions."""

    write_serializer_base: ClassVar[type[WriteSerializer[Any]]] = WriteSerializer
    write_serializer_class: ClassVar[type[WriteSerializer[Any]]]
    # The references to records that rules of writing look at, or answers show; what of them, or all but long texts.
    read_with: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "resource" in cls.__dict__:
            cls.write_serializer_class = write_serializer_of(cls.resource, cls.write_serializer_base)

    @one_edit
    def create(self, request: Request) -> Answer:
        serializer = self.write_serializer_class(data=request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        return Written(serializer.save().pk, created=True)

    @one_edit_in_plan
    def partial_update(self, request: Request, key: Key, plan: str = "") -> Answer:
        """Change the fields that are sent, if the caller saw the present version of the record."""
        return self.written(key, plan, self.update)

    def written(self, key: Key, plan: str, write: Callable[[C], Answer]) -> Answer:
        """The answer to a change of the record at an address, within the edit in progress."""
        return write(self.record_for_writing(key, plan))

    def update(self, record: C) -> Answer:
        """Give the record what was sent."""
        context = self.get_serializer_context()
        serializer = self.write_serializer_class(record, data=self.request.data, partial=True, context=context)
        serializer.is_valid(raise_exception=True)
        return Written(record.pk, show=self.shown_later(serializer.save()))

    def record_for_writing(self, key: Key, plan: str) -> C:
        """The record at this address, if the caller saw its present version."""
        return self.seen(self.stored(key, plan))

    def stored(self, key: Key, plan: str) -> C:
        """The record at this address. Raises Http404."""
        visibility = visibility_of(self.request.user)
        query = self.stored_query(visibility.scope(self.resource.model_name()))
        for record in query(plan=plan, key=key, **visibility.parameters):
            if (unit := current_unit()) is not None and getattr(record, STATE_IN_HISTORY):
                unit.kept.add((type(record), record.pk))
            return record
        raise Http404

    @classmethod
    @cache
    def stored_query(cls, scope: Scope) -> PreparedRecords[C]:
        """The record at an address, and what its answer shows of its document."""
        resource, model = cls.resource, cls.model()
        found = resource.visible_records(scope).filter(**resource.address_lookup())
        passage = [column for column in resource.selected_columns(True) if isinstance(column, Expression)]
        beside = {STATE_IN_HISTORY: StateInHistory(model), **dict(zip(["passage"], passage, strict=False))}
        return PreparedRecords(cast("QuerySet[C]", found), cls.read_with, **beside)

    @classmethod
    def model(cls) -> type[Record]:
        """The model of the records. Raises TypeError where it has no versions."""
        model = cls.resource.model
        if not issubclass(model, Record):
            raise TypeError(f"{model.__name__} has no versions")
        return model

    def seen(self, record: C) -> C:
        """The record. Raises an error where the caller may not write it, or saw another version."""
        if not may_write_in(self.request.user, plan_of(record)):
            raise PermissionDenied(BEYOND_LIMIT)
        expected = self.request.META.get("HTTP_IF_MATCH", "").strip()
        if not expected:
            raise PreconditionRequired
        if not matches_version(expected, record.version):
            raise PreconditionFailed(self.representation(record.pk))
        return record

    def representation(self, pk: int) -> Representation:
        """The record as a reader with the caller's rights finds it; whoever wrote it sees it. Raises Http404."""
        resource = self.resource_shown()
        records = resource.to_records(resource.rows_of([pk]))
        if not records:  # deleted since
            raise Http404
        return records[0]

    def resource_shown(self) -> AnyResource:
        context = self.read_context(self.resource.detailed)
        drafts = context.visibility.drafts | {self.resource.model_name()}
        return self.resource(replace(context, visibility=replace(context.visibility, drafts=drafts, plans=None)))

    def shown_later(self, record: Record) -> Callable[[], Representation]:
        """Shows the record as it was written; made ready while PostgreSQL writes it, if that was queued."""
        shown: list[Callable[[], Representation]] = []
        ask_last(lambda: shown.append(self.ask_for_related(record)))
        return lambda: (shown[0] if shown else self.ask_for_related(record))()

    def ask_for_related(self, record: Record) -> Callable[[], Representation]:
        """Send the query for what is related to a record in memory; the function returned shows the record."""
        resource = self.resource_shown()
        rows = [resource.row_of(record)]
        resource.send_related_query(rows)

        def show() -> Representation:
            resource.load_related(rows)
            return resource.make_records(rows)[0]

        return show
