"""Writing measures: who has which role in them, and the steps of review."""

from typing import ClassVar, TypedDict

from django.db.models import Max
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from measures.api.records.rows import Key
from measures.api.writing.one_edit import Answer, Written, one_edit, one_edit_in_plan
from measures.api.writing.serializers import AssignmentWriteSerializer
from measures.api.writing.viewsets import WithdrawableViewSet
from measures.edits import Review
from measures.models import Measure, Responsibility, ResponsibleBody


class Assignment(TypedDict):
    body: ResponsibleBody
    role: str


class AssignableViewSet(WithdrawableViewSet[Measure]):
    """For measures: which body has which role. Both are edits of the measure."""

    @extend_schema(request=AssignmentWriteSerializer)
    @one_edit_in_plan
    def assign(self, request: Request, key: Key, plan: str = "") -> Answer:
        """Give a body a role in the measure, after those it has."""
        return self.written(key, plan, self.add_role)

    def add_role(self, measure: Measure) -> Answer:
        assignment = self.assignment(self.request)
        last = measure.responsibilities.aggregate(last=Max("position"))["last"] or 0
        part = Responsibility(measure=measure, position=last + 1, **assignment)
        part.full_clean()
        part.save()
        return Written(measure.pk)

    @extend_schema(request=AssignmentWriteSerializer)
    @one_edit_in_plan
    def unassign(self, request: Request, key: Key, plan: str = "") -> Answer:
        """Take a role in the measure from a body."""
        return self.written(key, plan, self.take_role)

    def take_role(self, measure: Measure) -> Answer:
        part = measure.responsibilities.filter(**self.assignment(self.request)).first()
        if part is None:
            raise ValidationError({"body": _("This body does not have this role in the measure.")})
        part.delete()
        return Written(measure.pk)

    steps: ClassVar[dict[str, tuple[str, ...]]] = {"confirm": ("measures.confirm_measure",)}

    @extend_schema(request=None)
    @one_edit
    def confirm(self, request: Request, key: Key, plan: str = "") -> Answer:
        """Confirm what the measure says now."""
        measure = self.record_for_writing(key, plan)
        Review(step="confirm").write([measure.pk])
        return Written(measure.pk)

    def assignment(self, request: Request) -> Assignment:
        serializer = AssignmentWriteSerializer(data=request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        assignment: Assignment = serializer.validated_data
        return assignment
