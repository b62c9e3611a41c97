"""Writing: with the version that was read, the model's own rules, one history, and an answer for whoever asks twice."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import wraps
from hashlib import sha256
from typing import Any, ClassVar, Concatenate, ParamSpec, Protocol, TypedDict, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS
from django.core.exceptions import ValidationError as ModelValidationError
from django.db import OperationalError
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from measures.api.lists.filters import check_parameters
from measures.api.lists.freshness import revalidated_by_content
from measures.api.lists.viewsets import ResourceViewSet
from measures.api.preconditions import matches_version
from measures.api.problems import Conflict, PreconditionFailed, PreconditionRequired
from measures.api.records.derived import write_serializer_of
from measures.api.records.rows import Key, Representation
from measures.api.records.shapes import PendingChangeSerializer
from measures.api.renderers import encode
from measures.api.writing.serializers import (
    AssignmentWriteSerializer,
    HandOverSerializer,
    RejectionSerializer,
    WithdrawalSerializer,
    WriteSerializer,
)
from measures.choices import ReviewState
from measures.edits import (
    EditVia,
    Review,
    StaleRecordError,
    asking_for_draft,
    drafting,
    edit,
    publish_pending,
    record_successions,
    reject_pending,
    seen_version,
)
from measures.edits.publishing import publish_whole, unpublish_whole
from measures.edits.undo_plan import RECORD_SUCCESSION
from measures.models import (
    BodySuccession,
    Edit,
    IdempotentAnswer,
    Measure,
    PendingChange,
    Plan,
    Responsibility,
    ResponsibleBody,
    Section,
)
from measures.models.base import Record
from measures.models.edit import current_unit, new_edit
from measures.models.limits import BEYOND_LIMIT
from measures.models.readiness import Whole
from measures.visibility import may_write_in, visibility_of

C = TypeVar("C", bound=Record)
W = TypeVar("W", Section, Measure)


class Assignment(TypedDict):
    body: ResponsibleBody
    role: str


ANSWER_LIFETIME = timedelta(days=1)
ATTEMPTS = 3
DEADLOCKS = ("40P01", "40001")  # deadlock_detected, serialization_failure


class WriteView(Protocol):
    """A view that writes; it shows the record as it now is to a caller who saw an older version."""

    def representation(self, pk: int) -> Representation: ...


V = TypeVar("V", bound=WriteView)
P = ParamSpec("P")


def plan_of(record: Record) -> int | None:
    """The primary key of the plan that a record is, or stands in; None for a body, which all plans share."""
    return record.pk if isinstance(record, Plan) else getattr(record, "plan_id", None)


def one_edit(
    write: Callable[Concatenate[V, Request, P], Response],
) -> Callable[Concatenate[V, Request, P], Response | HttpResponse]:
    """A view method that writes: one edit by the caller, begun anew after a deadlock. It knows no query parameter.

    The body is read and parsed before the edit begins, since a client that sends it slowly would keep the change
    feed's lock, and with it every other writer, waiting.
    """

    @wraps(write)
    def answer(view: V, request: Request, /, *args: P.args, **address: P.kwargs) -> Response | HttpResponse:
        check_parameters(request, {"format"})
        request.data  # noqa: B018  # read and parsed here
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with edit(request.user, via=EditVia.API):
                    return answer_once(request, lambda: write(view, request, *args, **address))
            except StaleRecordError as error:
                raise PreconditionFailed(view.representation(error.record.pk)) from error
            except OperationalError as error:
                if attempt == ATTEMPTS or getattr(error.__cause__, "sqlstate", "") not in DEADLOCKS:
                    raise
        raise AssertionError("unreachable")

    return answer


def answer_once(request: Request, write: Callable[[], Response]) -> Response | HttpResponse:
    """With an Idempotency-Key, the first answer again; a key that came with another request is refused."""
    key = request.headers.get("Idempotency-Key", "")
    if request.method != "POST" or not key or not request.user.is_authenticated:
        return write()
    if len(key) > 255:
        raise ValidationError({"Idempotency-Key": _("At most 255 characters.")})
    identity = b"\n".join([request.path.encode(), request.headers.get("If-Match", "").encode(), encode(request.data)])
    fingerprint = sha256(identity).hexdigest()
    kept = IdempotentAnswer.objects.filter(user=request.user)
    kept.filter(at__lt=timezone.now() - ANSWER_LIFETIME).delete()
    earlier = kept.filter(key=key).first()
    if earlier is None:
        response = write()
        IdempotentAnswer.objects.create(
            user=request.user,
            key=key,
            fingerprint=fingerprint,
            status=response.status_code,
            body=encode(response.data),
        )
        return response
    if earlier.fingerprint != fingerprint:
        raise Conflict(_("This Idempotency-Key came with another request before."))
    return repeated_answer(earlier)


def repeated_answer(answer: IdempotentAnswer) -> HttpResponse:
    """The answer of the first request, sent again."""
    body = bytes(answer.body)
    created = {"Location": json.loads(body)["url"]} if answer.status == 201 else None
    return HttpResponse(body, status=answer.status, headers=created, content_type="application/json")


def shape_of(change: PendingChange) -> Representation:
    """A pending change as the API shows it; bodies are named by their public ids."""
    wanted = {name.removesuffix("_id"): value for name, value in change.wanted.items()}
    if "section" in wanted:
        wanted["section"] = Section.objects.values_list("code", flat=True).get(pk=wanted["section"])
    if "responsibilities" in wanted:
        roles = change.wanted["responsibilities"]
        bodies = dict(
            ResponsibleBody.objects.filter(pk__in=[row["body_id"] for row in roles]).values_list("pk", "uuid")
        )
        wanted["responsibilities"] = [{"role": row["role"], "body": bodies.get(row["body_id"])} for row in roles]
    by, at = change.by_name, change.at
    return {"version": seen_version(change), "by": by, "at": at, "made_on": change.version, "wanted": wanted}


def nothing_pending(pk: int) -> Representation:
    """What was sent is what is published."""
    version = Measure.objects.values_list("version", flat=True).get(pk=pk)
    return {"version": version, "by": "", "at": None, "made_on": version, "wanted": {}}


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


class AssignableViewSet(WithdrawableViewSet[Measure]):
    """For measures: which body has which role. Both are edits of the measure."""

    @extend_schema(request=AssignmentWriteSerializer)
    @one_edit
    def assign(self, request: Request, key: Key, plan: str = "") -> Response:
        """Give a body a role in the measure, after those it has."""
        return self.written(key, plan, lambda: self.add_role(request, key, plan))

    def add_role(self, request: Request, key: Key, plan: str) -> Response:
        measure = self.record_for_writing(key, plan)
        assignment = self.assignment(request)
        last = measure.responsibilities.aggregate(last=Max("position"))["last"] or 0
        part = Responsibility(measure=measure, position=last + 1, **assignment)
        part.full_clean()
        part.save()
        return Response(self.representation(measure.pk))

    @extend_schema(request=AssignmentWriteSerializer)
    @one_edit
    def unassign(self, request: Request, key: Key, plan: str = "") -> Response:
        """Take a role in the measure from a body."""
        return self.written(key, plan, lambda: self.take_role(request, key, plan))

    def take_role(self, request: Request, key: Key, plan: str) -> Response:
        measure = self.record_for_writing(key, plan)
        part = measure.responsibilities.filter(**self.assignment(request)).first()
        if part is None:
            raise ValidationError({"body": _("This body does not have this role in the measure.")})
        part.delete()
        return Response(self.representation(measure.pk))

    steps: ClassVar[dict[str, tuple[str, ...]]] = {
        "confirm": ("measures.confirm_measure",),
        "publish_pending": ("measures.publish_measure",),
        "reject_pending": ("measures.publish_measure", "measures.change_measure"),
    }

    def written(self, key: Key, plan: str, write: Callable[[], Response]) -> Response:
        """Of a published measure whose plan asks for a second person: 202, and what is pending now."""
        found = self.get_queryset().filter(self.resource.identified_by([(plan, key)])).values_list("pk", flat=True)
        sent = self.request.data
        state = sent.get("review_state") if isinstance(sent, dict) else None
        asked = asking_for_draft(list(found)) if state in (None, ReviewState.PUBLISHED) else set()
        if not asked:
            return write()
        with drafting(asked) as drafted:
            write()
        shapes = [shape_of(change) for change in drafted.pending]
        return Response(shapes[0] if shapes else nothing_pending(found[0]), status=202)

    @extend_schema(request=None)
    @one_edit
    def confirm(self, request: Request, key: Key, plan: str = "") -> Response:
        """Confirm what the measure says now."""
        measure = self.record_for_writing(key, plan)
        Review(step="confirm").write([measure.pk])
        return Response(self.representation(measure.pk))

    @extend_schema(responses=PendingChangeSerializer, filters=False)
    def pending(self, request: Request, key: Key, plan: str = "") -> HttpResponseBase:
        """What waits for a second person."""
        check_parameters(request, {"format"})
        return revalidated_by_content(request, Response(shape_of(self.pending_change(key, plan))))

    @extend_schema(request=None)
    @one_edit
    def publish_pending(self, request: Request, key: Key, plan: str = "") -> Response:
        """Publish what somebody else drafted."""
        change = self.seen_change(key, plan)
        publish_pending(change)
        return Response(self.representation(change.measure_id))

    @extend_schema(request=RejectionSerializer)
    @one_edit
    def reject_pending(self, request: Request, key: Key, plan: str = "") -> Response:
        """Send back what was drafted, with a word."""
        serializer = RejectionSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        change = self.seen_change(key, plan)
        if (unit := current_unit()) is not None:
            unit.edit.reason = serializer.validated_data["reason"]
        reject_pending(change)
        return Response(self.representation(change.measure_id))

    def pending_change(self, key: Key, plan: str) -> PendingChange:
        """Raises Http404, also for whoever may neither change measures nor publish them."""
        user = self.request.user
        rights = ("measures.change_measure", "measures.publish_measure")
        measures = self.get_queryset().filter(self.resource.identified_by([(plan, key)]))
        change = PendingChange.objects.filter(measure__in=measures).select_related("measure__plan").first()
        if change is None or not any(user.has_perm(right) for right in rights):
            raise Http404
        return change

    def seen_change(self, key: Key, plan: str) -> PendingChange:
        """The pending change, if the caller saw it as it is. Raises PreconditionRequired, PreconditionFailed."""
        change = self.pending_change(key, plan)
        expected = self.request.headers.get("If-Match", "").strip()
        if not expected:
            raise PreconditionRequired
        if not may_write_in(self.request.user, change.measure.plan_id):
            raise PermissionDenied(BEYOND_LIMIT)
        if not matches_version(expected, seen_version(change)):
            raise PreconditionFailed(shape_of(change))
        return change

    def assignment(self, request: Request) -> Assignment:
        serializer = AssignmentWriteSerializer(data=request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        assignment: Assignment = serializer.validated_data
        return assignment


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
