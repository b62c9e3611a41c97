"""What may be written. Types are checked here; the rules are the models' own (`full_clean`), in the admin's words."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError as ModelValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from measures.api.records.bodies import BodyResource
from measures.api.records.derived import writable_fields
from measures.api.records.filter_types import DAY
from measures.api.records.measures import MeasureResource
from measures.api.records.plans import PlanResource
from measures.api.records.sections import SectionResource
from measures.choices import Role
from measures.models import Measure, Plan, ResponsibleBody, Section


class BodyField(serializers.UUIDField):
    """A responsible body that the caller may see, by its public id."""

    def to_internal_value(self, data: Any) -> Any:
        uuid: UUID = super().to_internal_value(data)
        body = ResponsibleBody.objects.visible_to(self.context["request"].user).filter(uuid=uuid).first()
        if body is None:
            raise ValidationError(_("There is no such body."), code="does_not_exist")
        return body


class PlanField(serializers.SlugRelatedField[Plan]):
    """A plan that the caller may see, by its slug."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(slug_field="slug", queryset=Plan.objects.all(), **kwargs)

    def to_internal_value(self, data: Any) -> Plan:
        """PostgreSQL cannot even look for a text with NUL in it."""
        if not isinstance(data, str) or "\x00" in data:
            self.fail("invalid")
        plan: Plan = super().to_internal_value(data)
        return plan

    def get_queryset(self) -> Any:
        return Plan.objects.visible_to(self.context["request"].user)


class TextField(serializers.CharField):
    """DRF's own would take a number for a text."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        text: str = super().to_internal_value(data)
        return text


class DayField(serializers.DateField):
    """ISO 8601 in full: DRF's own takes 2026-1-5 too."""

    def to_internal_value(self, data: Any) -> date:
        if isinstance(data, str) and not DAY.fullmatch(data):
            self.fail("invalid", format="YYYY-MM-DD")
        day: date = super().to_internal_value(data)
        return day


class SlugTextField(TextField, serializers.SlugField):
    pass


class StrictSerializer(serializers.Serializer[Any]):
    """What is sent may have no other field."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := data.keys() - self.fields.keys()):
            raise ValidationError({name: [_("Unknown field.")] for name in sorted(unknown)})
        return super().to_internal_value(data)


class WriteSerializer(StrictSerializer, serializers.ModelSerializer[Any]):
    """A record to create or update. Unknown fields are refused, and nothing is saved that changes nothing."""

    Meta: Any
    serializer_field_mapping = serializers.ModelSerializer.serializer_field_mapping | {
        models.CharField: TextField,
        models.TextField: TextField,
        models.SlugField: SlugTextField,
        models.DateField: DayField,
    }

    def to_internal_value(self, data: Any) -> Any:
        try:
            return super().to_internal_value(data)
        except ValidationError as error:
            detail: Any = error.detail
            raise ValidationError(
                {name: self.admin_messages(name, data) or messages for name, messages in detail.items()}
            ) from error

    def admin_messages(self, name: str, data: Any) -> list[str]:
        """What the admin's form would say of this value, if it would object as well."""
        if not isinstance(data, dict) or name not in self.fields or not isinstance(data.get(name), str | None):
            return []  # a form sends nothing but text
        field = self.Meta.model._meta.get_field(name).formfield()
        try:
            if field is not None and not isinstance(field, forms.ModelChoiceField):
                field.clean(data.get(name))
        except ModelValidationError as error:
            return list(error.messages)
        return []

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        record = self.instance or self.Meta.model()
        self.changed = self.instance is None or any(getattr(record, name) != attrs[name] for name in attrs)
        for name, value in attrs.items():
            setattr(record, name, value)
        record.full_clean(exclude={field.name for field in record._meta.fields} - self.fields.keys())
        self.record = record
        return attrs

    def save(self, **kwargs: Any) -> Any:
        if self.changed:
            self.record.save()
        return self.record


class PlanWriteSerializer(WriteSerializer):
    issuer = BodyField(required=False, allow_null=True)

    class Meta:
        model = Plan
        fields = writable_fields(PlanResource)


class BodyWriteSerializer(WriteSerializer):
    aliases = serializers.ListField(child=TextField(max_length=128), required=False, max_length=100)
    parent = BodyField(required=False, allow_null=True)
    successor = BodyField(required=False, allow_null=True)

    class Meta:
        model = ResponsibleBody
        fields = writable_fields(BodyResource)


class PlanPartWriteSerializer(WriteSerializer):
    """A part of a plan keeps its plan for life: `plan` is for creating only."""

    section_field: str
    instance: Any

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if self.instance is not None and attrs.get("plan", self.instance.plan) != self.instance.plan:
            raise ValidationError({"plan": _("A record stays in its plan.")})
        plan = attrs.get("plan") or self.instance.plan
        if attrs.get(self.section_field):
            section = plan.sections.filter(code=attrs[self.section_field]).first()
            if section is None:
                raise ValidationError({self.section_field: _("The plan has no section of this code.")})
            attrs[self.section_field] = section
        return super().validate(attrs)


class SectionWriteSerializer(PlanPartWriteSerializer):
    plan = PlanField()
    parent = TextField(required=False, allow_null=True, max_length=64)
    section_field = "parent"

    class Meta:
        model = Section
        fields = writable_fields(SectionResource)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if self.instance is not None:
            above = self.instance.parent.code if self.instance.parent else None
            if attrs.pop("parent", above) != above:
                raise ValidationError({"parent": _("A section stays where it is.")})
        return super().validate(attrs)


class MeasureWriteSerializer(PlanPartWriteSerializer):
    plan = PlanField()
    section = TextField(max_length=64)
    section_field = "section"

    class Meta:
        model = Measure
        fields = writable_fields(MeasureResource)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        before = self.instance and self.instance.section_id
        attrs = super().validate(attrs)
        if before and before != self.record.section_id:
            self.record.stand_last()
        return attrs


class WithdrawalSerializer(StrictSerializer):
    withdrawn_on = DayField(required=False)


class AssignmentWriteSerializer(StrictSerializer):
    body = BodyField()
    role = serializers.ChoiceField(choices=Role.choices)
