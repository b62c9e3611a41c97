"""Writing: with the version that was read and the model's own rules."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS
from django.core.exceptions import ValidationError as ModelValidationError
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from measures.api.lists.viewsets import ResourceViewSet
from measures.api.preconditions import matches_version
from measures.api.problems import PreconditionFailed, PreconditionRequired
from measures.api.records.derived import write_serializer_of
from measures.api.records.rows import Key, Representation
from measures.api.writing.one_edit import one_edit
from measures.api.writing.serializers import HandOverSerializer, WithdrawalSerializer, WriteSerializer
from measures.edits import EditVia, record_successions
from measures.edits.publishing import publish_whole, unpublish_whole
from measures.edits.undo_plan import RECORD_SUCCESSION
from measures.models import BodySuccession, Edit, Measure, Plan, ResponsibleBody, Section
from measures.models.base import Record
from measures.models.edit import new_edit
from measures.models.limits import BEYOND_LIMIT
from measures.models.readiness import Whole
from measures.visibility import may_write_in, visibility_of

C = TypeVar("C", bound=Record)
W = TypeVar("W", Section, Measure)


def plan_of(record: Record) -> int | None:
    """The primary key of the plan that a record is, or stands in; None for a body, which all plans share."""
    return record.pk if isinstance(record, Plan) else getattr(record, "plan_id", None)


class WritableViewSet(ResourceViewSet[C]):
    """Creating and updating records that have versions."""

    write_serializer_base: ClassVar[type[WriteSerializer[Any]]] = WriteSerializer
    write_serializer_class: ClassVar[type[WriteSerializer[Any]]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "resource" in cls.__dict__:
            cls.write_serializer_class = write_serializer_of(cls.resource, cls.write_serializer_base)

    @one_edit
    def create(self, request: Request) -> Response:
        serializer = self.write_serializer_class(data=request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        record = self.representation(serializer.save().pk)
        return Response(record, status=201, headers={"Location": str(record["url"])})

    @one_edit
    def partial_update(self, request: Request, key: Key, plan: str = "") -> Response:
        """Change the fields that are sent, if the caller saw the present version of the record."""
        return self.written(key, plan, lambda: self.update(request, key, plan))

    def written(self, key: Key, plan: str, write: Callable[[], Response]) -> Response:
        """The answer to a change of the record at an address, within the edit in progress."""
        return write()

    def update(self, request: Request, key: Key, plan: str) -> Response:
        record = self.record_for_writing(key, plan)
        context = self.get_serializer_context()
        serializer = self.write_serializer_class(record, data=request.data, partial=True, context=context)
        serializer.is_valid(raise_exception=True)
        serializer.save()
        return Response(self.representation(record.pk))

    def record_for_writing(self, key: Key, plan: str) -> C:
        """The record at this address, if the caller saw its present version."""
        record = self.get_queryset().filter(self.resource.identified_by([(plan, key)])).first()
        if record is None:
            raise Http404
        if not may_write_in(self.request.user, plan_of(record)):
            raise PermissionDenied(BEYOND_LIMIT)
        expected = self.request.headers.get("If-Match", "").strip()
        if not expected:
            raise PreconditionRequired
        if not matches_version(expected, record.version):
            raise PreconditionFailed(self.representation(record.pk))
        return record

    def representation(self, pk: int) -> Representation:
        """The record as a reader with the caller's rights finds it; whoever wrote it sees it."""
        context = self.read_context(self.resource.detailed)
        drafts = context.visibility.drafts | {self.resource.model_name()}
        resource = self.resource(replace(context, visibility=replace(context.visibility, drafts=drafts, plans=None)))
        [record] = resource.read(resource.all_records().filter(pk=pk))
        return record


class PublishableViewSet(WritableViewSet[C]):
    """For plans and sections, which are published as a whole: see `measures.edits.publishing`."""

    steps: ClassVar[dict[str, tuple[str, ...]]] = dict.fromkeys(
        ("publish", "unpublish"), ("measures.publish_measure", "measures.publish_plan")
    )

    @extend_schema(request=None)
    @one_edit
    def publish(self, request: Request, key: Key, plan: str = "") -> Response:
        """Publish it with its measures, where the obligatory rules hold."""
        return self.take(publish_whole, key, plan)

    @extend_schema(request=None)
    @one_edit
    def unpublish(self, request: Request, key: Key, plan: str = "") -> Response:
        """Take it back from the public with its measures."""
        return self.take(unpublish_whole, key, plan)

    def take(self, write: Callable[[Whole, Edit], Edit], key: Key, plan: str) -> Response:
        record = self.record_for_writing(key, plan)
        whole = Whole(record.plan, record) if isinstance(record, Section) else Whole(Plan.objects.get(pk=record.pk))
        write(whole, new_edit(self.request.user, via=EditVia.API))
        return Response(self.representation(record.pk))


class WithdrawableViewSet(WritableViewSet[W]):
    """For records that a newer document may no longer hold."""

    @extend_schema(request=WithdrawalSerializer)
    @one_edit
    def withdraw(self, request: Request, key: Key, plan: str = "") -> Response:
        """Mark the record as withdrawn, today or on the day given. It stays readable."""
        return self.written(key, plan, lambda: self.withdraw_on(request, key, plan))

    def withdraw_on(self, request: Request, key: Key, plan: str) -> Response:
        record = self.record_for_writing(key, plan)
        serializer = WithdrawalSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        record.withdrawn_on = serializer.validated_data.get("withdrawn_on") or timezone.localdate()
        record.save()
        return Response(self.representation(record.pk))


class HandingOverViewSet(WritableViewSet[ResponsibleBody]):
    """For bodies: which one takes over from which, from when on."""

    @extend_schema(request=HandOverSerializer)
    @one_edit
    def hand_over(self, request: Request, key: Key, plan: str = "") -> Response:
        """Record a succession. It is carried out at once where its day has come, else on that day."""
        if not request.user.has_perm(RECORD_SUCCESSION) or visibility_of(request.user).plans is not None:
            raise PermissionDenied
        body = self.record_for_writing(key, plan)
        serializer = HandOverSerializer(data=request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        said = dict(serializer.validated_data)
        succession = BodySuccession(from_body=body, to_body=said.pop("to"), **said)
        try:
            record_successions([succession], by=request.user, via=EditVia.API)
        except ModelValidationError as error:
            named = {"to_body": "to", "from_body": NON_FIELD_ERRORS}
            raise ModelValidationError(
                {named.get(name, name): said for name, said in error.error_dict.items()}
            ) from error
        return Response(self.representation(body.pk))
