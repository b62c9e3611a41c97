"""What can be done with records beside creating and changing them: publishing, withdrawing, handing over."""

from collections.abc import Callable
from typing import ClassVar, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS
from django.core.exceptions import ValidationError as ModelValidationError
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from measures.api.records.rows import Key
from measures.api.writing.base import WritableViewSet
from measures.api.writing.one_edit import Answer, Written, one_edit, one_edit_in_plan
from measures.api.writing.pending import DraftedViewSet
from measures.api.writing.serializers import HandOverSerializer, WithdrawalSerializer
from measures.edits import EditVia, record_successions
from measures.edits.publishing import publish_whole, unpublish_whole
from measures.edits.undo_plan import RECORD_SUCCESSION
from measures.models import BodySuccession, Edit, Measure, Plan, ResponsibleBody, Section
from measures.models.edit import new_edit
from measures.models.readiness import Whole
from measures.visibility import visibility_of

W = TypeVar("W", Section, Measure)
P = TypeVar("P", Plan, Section)


class PublishableViewSet(DraftedViewSet[P]):
    """For plans and sections, which are published as a whole: see `measures.edits.publishing`."""

    steps: ClassVar[dict[str, tuple[str, ...]]] = dict.fromkeys(
        ("publish", "unpublish"), ("measures.publish_measure", "measures.publish_plan")
    )

    @extend_schema(request=None)
    @one_edit
    def publish(self, request: Request, key: Key, plan: str = "") -> Answer:
        """Publish it with its measures, where the obligatory rules hold."""
        return self.take(publish_whole, key, plan)

    @extend_schema(request=None)
    @one_edit
    def unpublish(self, request: Request, key: Key, plan: str = "") -> Answer:
        """Take it back from the public with its measures."""
        return self.take(unpublish_whole, key, plan)

    def take(self, write: Callable[[Whole, Edit], Edit], key: Key, plan: str) -> Answer:
        record = self.record_for_writing(key, plan)
        whole = Whole(record.plan, record) if isinstance(record, Section) else Whole(Plan.objects.get(pk=record.pk))
        write(whole, new_edit(self.request.user, via=EditVia.API))
        return Written(record.pk)


class WithdrawableViewSet(DraftedViewSet[W]):
    """For records that a newer document may no longer hold."""

    @extend_schema(request=WithdrawalSerializer)
    @one_edit_in_plan
    def withdraw(self, request: Request, key: Key, plan: str = "") -> Answer:
        """Mark the record as withdrawn, today or on the day given. It stays readable."""
        return self.written(key, plan, self.withdraw_on)

    def withdraw_on(self, record: W) -> Answer:
        serializer = WithdrawalSerializer(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        record.withdrawn_on = serializer.validated_data.get("withdrawn_on") or timezone.localdate()
        record.save()
        return Written(record.pk)


class HandingOverViewSet(WritableViewSet[ResponsibleBody]):
    """For bodies: which one takes over from which, from when on."""

    @extend_schema(request=HandOverSerializer)
    @one_edit
    def hand_over(self, request: Request, key: Key, plan: str = "") -> Answer:
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
            refused = {named.get(name, name): messages for name, messages in error.error_dict.items()}
            raise ModelValidationError(refused) from error
        return Written(body.pk)
