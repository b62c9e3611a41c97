"""The fields of what is sent: DRF's own are laxer in what they take, and know nothing of who may see which record."""

from datetime import date
from typing import TypedDict, Unpack

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from measures.api.records.filter_types import DAY
from measures.models import Plan, ResponsibleBody


class Presence(TypedDict, total=False):
    """Whether a field may be left out, and whether it may be null."""

    required: bool
    allow_null: bool


class BodyField(serializers.SlugRelatedField[ResponsibleBody]):
    """A responsible body that the caller may see, by its public id."""

    def __init__(self, **presence: Unpack[Presence]) -> None:
        super().__init__(slug_field="uuid", queryset=ResponsibleBody.objects.all(), **presence)

    def to_internal_value(self, data: str) -> ResponsibleBody:
        """Raises ValidationError for what is no UUID, and where the caller sees no such body."""
        uuid = serializers.UUIDField().to_internal_value(data)
        body = ResponsibleBody.objects.visible_to(self.context["request"].user).filter(uuid=uuid).first()
        if body is None:
            raise ValidationError(_("There is no such body."), code="does_not_exist")
        return body


class PlanField(serializers.SlugRelatedField[Plan]):
    """A plan that the caller may see, by its slug."""

    def __init__(self, **presence: Unpack[Presence]) -> None:
        super().__init__(slug_field="slug", queryset=Plan.objects.all(), **presence)

    def to_internal_value(self, data: object) -> Plan:
        """Raises ValidationError for what is no text; PostgreSQL cannot even look for one with NUL in it."""
        if not isinstance(data, str) or "\x00" in data:
            self.fail("invalid")
        return super().to_internal_value(data)

    def get_queryset(self) -> QuerySet[Plan]:
        return Plan.objects.visible_to(self.context["request"].user)


class TextField(serializers.CharField):
    """A text. DRF's own field would take a number for one."""

    def to_internal_value(self, data: object) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class SlugTextField(TextField, serializers.SlugField):
    """A slug, with the same strictness."""


class DayField(serializers.DateField):
    """A day in full ISO 8601. DRF's own field takes 2026-1-5 too."""

    def to_internal_value(self, value: date | str) -> date:
        if isinstance(value, str) and not DAY.fullmatch(value):
            self.fail("invalid", format="YYYY-MM-DD")
        return super().to_internal_value(value)
