"""Writing what is published and whose plan asks for a second person: what waits, publishing it, sending it back."""

from collections.abc import Callable
from typing import ClassVar, TypeVar

from django.http import Http404
from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from measures.api.lists.filters import check_parameters
from measures.api.lists.freshness import revalidated_by_content
from measures.api.preconditions import matches_version
from measures.api.problems import PreconditionFailed, PreconditionRequired
from measures.api.records.rows import Key, Representation
from measures.api.records.shapes import PendingChangeSerializer
from measures.api.writing.base import WritableViewSet
from measures.api.writing.one_edit import Answer, Written, one_edit
from measures.api.writing.serializers import RejectionSerializer
from measures.choices import ReviewState
from measures.edits import drafting, publish_pending, reject_pending, seen_version
from measures.models import Measure, PendingChange, ResponsibleBody, Section
from measures.models.base import Record
from measures.models.deferred_writes import reads_no_other_measure
from measures.models.edit import current_unit
from measures.models.limits import BEYOND_LIMIT
from measures.visibility import may_write_in

D = TypeVar("D", bound=Record)


def shape_of(change: PendingChange) -> Representation:
    """A pending change as the API shows it; bodies are named by their public ids."""
    wanted = {name.removesuffix("_id"): value for name, value in change.wanted.items() if name != "path"}
    for name in {"section", "parent"} & wanted.keys():
        wanted[name] = Section.objects.filter(pk=wanted[name]).values_list("code", flat=True).first()
    if "issuer" in wanted:
        wanted["issuer"] = ResponsibleBody.objects.filter(pk=wanted["issuer"]).values_list("uuid", flat=True).first()
    if "responsibilities" in wanted:
        roles = change.wanted["responsibilities"]
        bodies = dict(
            ResponsibleBody.objects.filter(pk__in=[row["body_id"] for row in roles]).values_list("pk", "uuid")
        )
        wanted["responsibilities"] = [{"role": row["role"], "body": bodies.get(row["body_id"])} for row in roles]
    by, at = change.by_name, change.at
    return {"version": seen_version(change), "by": by, "at": at, "made_on": change.version, "wanted": wanted}


def nothing_pending(model: type[Record], pk: int) -> Representation:
    """What was sent is what is published."""
    version = model._base_manager.values_list("version", flat=True).get(pk=pk)
    return {"version": version, "by": "", "at": None, "made_on": version, "wanted": {}}


class DraftedViewSet(WritableViewSet[D]):
    """For plans, sections and measures."""

    steps: ClassVar[dict[str, tuple[str, ...]]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "resource" in cls.__dict__:
            model = cls.model()
            rights = (model.publish_right, f"measures.change_{model._meta.model_name}")
            cls.steps = cls.steps | {"publish_pending": rights[:1], "reject_pending": rights}

    def written(self, key: Key, plan: str, write: Callable[[D], Answer]) -> Answer:
        """Of what is published and whose plan asks for a second person: 202, and what is pending now."""
        model, record = self.model(), self.stored(key, plan)
        sent = self.request.data
        state = sent.get(model.step_field) if isinstance(sent, dict) else None
        published = ReviewState.PUBLISHED.value  # that of a plan is called the same
        if not record.asks_for_second_person or state not in (None, published):
            if (unit := current_unit()) is not None and state is None:  # nor will it ask after this write
                unit.not_asking.add((model, record.pk))
                if isinstance(record, Measure) and isinstance(sent, dict) and "section" not in sent:
                    reads_no_other_measure(record.code)  # under another section it becomes the last of all
            return write(self.seen(record))
        with drafting(model, [record.pk]) as drafted:
            write(self.record_for_writing(key, plan))
        shapes = [shape_of(change) for change in drafted.pending]
        return Response(shapes[0] if shapes else nothing_pending(model, record.pk), status=202)

    @extend_schema(responses=PendingChangeSerializer, filters=False)
    def pending(self, request: Request, key: Key, plan: str = "") -> HttpResponseBase:
        """What waits for a second person."""
        check_parameters(request, {"format"})
        return revalidated_by_content(request, Response(shape_of(self.pending_change(key, plan))))

    @extend_schema(request=None)
    @one_edit
    def publish_pending(self, request: Request, key: Key, plan: str = "") -> Answer:
        """Publish what somebody else drafted."""
        change = self.seen_change(key, plan)
        publish_pending(change)
        return Written(change.owner.pk)

    @extend_schema(request=RejectionSerializer)
    @one_edit
    def reject_pending(self, request: Request, key: Key, plan: str = "") -> Answer:
        """Send back what was drafted, with a word."""
        serializer = RejectionSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        change = self.seen_change(key, plan)
        if (unit := current_unit()) is not None:
            unit.edit.reason = serializer.validated_data["reason"]
        reject_pending(change)
        return Written(change.owner.pk)

    def pending_change(self, key: Key, plan: str) -> PendingChange:
        """Raises Http404, also for whoever may neither change such records nor publish them."""
        user = self.request.user
        records = self.get_queryset().filter(self.resource.identified_by([(plan, key)]))
        change = PendingChange.of(self.model(), list(records.values_list("pk", flat=True))).first()
        if change is None or not any(user.has_perm(right) for right in self.steps["reject_pending"]):
            raise Http404
        return change

    def seen_change(self, key: Key, plan: str) -> PendingChange:
        """The pending change, if the caller saw it as it is. Raises PreconditionRequired, PreconditionFailed."""
        change = self.pending_change(key, plan)
        expected = self.request.headers.get("If-Match", "").strip()
        if not expected:
            raise PreconditionRequired
        if not may_write_in(self.request.user, change.plan_of_owner):
            raise PermissionDenied(BEYOND_LIMIT)
        if not matches_version(expected, seen_version(change)):
            raise PreconditionFailed(shape_of(change))
        return change
