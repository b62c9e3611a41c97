"""Writing measures: who has which role in them, the steps of review, and what waits for a second person."""

from collections.abc import Callable
from typing import ClassVar, TypedDict

from django.db.models import Max
from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from measures.api.lists.filters import check_parameters
from measures.api.lists.freshness import revalidated_by_content
from measures.api.preconditions import matches_version
from measures.api.problems import PreconditionFailed, PreconditionRequired
from measures.api.records.rows import Key, Representation
from measures.api.records.shapes import PendingChangeSerializer
from measures.api.writing.one_edit import one_edit
from measures.api.writing.serializers import AssignmentWriteSerializer, RejectionSerializer
from measures.api.writing.viewsets import WithdrawableViewSet
from measures.choices import ReviewState
from measures.edits import Review, asking_for_draft, drafting, publish_pending, reject_pending, seen_version
from measures.models import Measure, PendingChange, Responsibility, ResponsibleBody, Section
from measures.models.edit import current_unit
from measures.models.limits import BEYOND_LIMIT
from measures.visibility import may_write_in


class Assignment(TypedDict):
    body: ResponsibleBody
    role: str


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
