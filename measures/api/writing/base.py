"""What all writing has in common: the version that was read, and the model's own rules."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar, TypeVar

from django.http import Http404
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from measures.api.lists.viewsets import ResourceViewSet
from measures.api.preconditions import matches_version
from measures.api.problems import PreconditionFailed, PreconditionRequired
from measures.api.records.derived import write_serializer_of
from measures.api.records.rows import Key, Representation
from measures.api.writing.one_edit import Answer, Written, one_edit, one_edit_in_plan
from measures.api.writing.serializers import WriteSerializer
from measures.models import Plan
from measures.models.base import Record
from measures.models.limits import BEYOND_LIMIT
from measures.visibility import may_write_in

C = TypeVar("C", bound=Record)


def plan_of(record: Record) -> int | None:
    """The primary key of the plan that a record is, or stands in; None for a body, which all plans share."""
    return record.pk if isinstance(record, Plan) else getattr(record, "plan_id", None)


class WritableViewSet(ResourceViewSet[C]):
    """Creating and updating records that have versions."""

    write_serializer_base: ClassVar[type[WriteSerializer[Any]]] = WriteSerializer
    write_serializer_class: ClassVar[type[WriteSerializer[Any]]]
    read_with: ClassVar[tuple[str, ...]] = ()  # the references whose records the rules of writing look at

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
        serializer.save()
        return Written(record.pk)

    def record_for_writing(self, key: Key, plan: str) -> C:
        """The record at this address, if the caller saw its present version."""
        return self.seen(self.stored(key, plan))

    def stored(self, key: Key, plan: str) -> C:
        """The record at this address. Raises Http404."""
        found = self.get_queryset().filter(self.resource.identified_by([(plan, key)]))
        record = found.select_related(*self.read_with).first()
        if record is None:
            raise Http404
        return record

    def seen(self, record: C) -> C:
        """The record. Raises an error where the caller may not write it, or saw another version."""
        if not may_write_in(self.request.user, plan_of(record)):
            raise PermissionDenied(BEYOND_LIMIT)
        expected = self.request.headers.get("If-Match", "").strip()
        if not expected:
            raise PreconditionRequired
        if not matches_version(expected, record.version):
            raise PreconditionFailed(self.representation(record.pk))
        return record

    def representation(self, pk: int) -> Representation:
        """The record as a reader with the caller's rights finds it; whoever wrote it sees it. Raises Http404."""
        context = self.read_context(self.resource.detailed)
        drafts = context.visibility.drafts | {self.resource.model_name()}
        resource = self.resource(replace(context, visibility=replace(context.visibility, drafts=drafts, plans=None)))
        records = resource.to_records(resource.rows_of([pk]))
        if not records:  # deleted since
            raise Http404
        return records[0]
