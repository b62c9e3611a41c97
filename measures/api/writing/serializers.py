"""What may be written. Types are checked here; the rules are the models' own (`full_clean`), in the admin's words.

The fields of each resource are derived from its declaration (`records.derived.write_serializer_of`); here is what they
have in common, and how the parts of a plan find their section.
"""

from collections.abc import Iterable
from copy import copy
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from django import forms
from django.core.exceptions import ValidationError as ModelValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.fields import Field, empty
from rest_framework.settings import api_settings

from measures.api.records.write_fields import BodyField, DayField, PlanField, SlugTextField, TextField
from measures.choices import Role
from measures.models import Measure, Plan, Section

if TYPE_CHECKING:
    from rest_framework.validators import Validator

Attributes: TypeAlias = dict[str, Any]  # validated: a value for each field that was sent
AnyField: TypeAlias = "Field[object, object, object, object]"
T = TypeVar("T")
M = TypeVar("M", bound=models.Model)
P = TypeVar("P", Section, Measure)


class StrictSerializer(serializers.Serializer[T]):
    """A body is a JSON object, and may have no other field than those declared."""

    default_error_messages = {"invalid": _("The body must be a JSON object.")}

    def run_validation(self, data: object = empty) -> Any:
        """DRF answers `null` in English. Raises ValidationError."""
        if data is None:
            raise ValidationError({api_settings.NON_FIELD_ERRORS_KEY: [self.error_messages["invalid"]]})
        return super().run_validation(data)

    def to_internal_value(self, data: object) -> Attributes:
        """Raises ValidationError with a message for each unknown field."""
        if isinstance(data, dict) and (unknown := data.keys() - self.known_fields()):
            raise ValidationError({name: [_("Unknown field.")] for name in sorted(unknown)})
        attributes: Attributes = super().to_internal_value(data)
        return attributes

    def known_fields(self) -> set[str]:
        """The names that a body may have."""
        return {*self.fields}


class WriteSerializer(StrictSerializer[M], serializers.ModelSerializer[M]):
    """A record to create or update. Unknown fields are refused, and nothing is saved but what changes.

    Of a change, it has only the fields that are sent.
    """

    Meta: Any
    serializer_field_mapping = serializers.ModelSerializer.serializer_field_mapping | {
        models.CharField: TextField,
        models.TextField: TextField,
        models.SlugField: SlugTextField,
        models.DateField: DayField,
    }

    def get_fields(self) -> dict[str, AnyField]:
        sent = getattr(self, "initial_data", None) if self.partial else None  # none while it is described
        made = made_fields(type(self)).items()
        return {name: copy(field) for name, field in made if not isinstance(sent, dict) or name in sent}

    def get_validators(self) -> "list[Validator[M]]":
        """Those of several fields together, where several are sent: to look for them takes longer than to ask one."""
        return super().get_validators() if len(self.fields) > 1 else []

    def known_fields(self) -> set[str]:
        return {*self.Meta.fields}

    def to_internal_value(self, data: object) -> Attributes:
        """Raises ValidationError, where the admin's form would object as well in the words of that form."""
        try:
            return super().to_internal_value(data)
        except ValidationError as error:
            if not isinstance(error.detail, dict):
                raise
            messages = {name: self.admin_messages(name, data) or detail for name, detail in error.detail.items()}
            raise ValidationError(messages) from error

    def admin_messages(self, name: str, data: object) -> list[str]:
        """What the admin's form would say of this value, if it would object as well."""
        if not isinstance(data, dict) or name not in self.fields or not isinstance(data.get(name), str | None):
            return []  # a form sends nothing but text
        column = self.Meta.model._meta.get_field(name)
        field = column.formfield() if isinstance(column, models.Field) else None
        try:
            if field is not None and not isinstance(field, forms.ModelChoiceField | forms.JSONField):
                field.clean(data.get(name))
        except ModelValidationError as error:
            return list(error.messages)
        return []

    def validate(self, attrs: Attributes) -> Attributes:
        """Set the attributes on the record, and raise ValidationError where the model's rules refuse it."""
        record = self.instance or self.Meta.model()
        self.before = values_of(record) if self.instance is not None else {}
        for name, value in attrs.items():
            setattr(record, name, value)
        checked = self.checked(attrs)
        record.full_clean(
            exclude={field.name for field in record._meta.fields} - checked,
            validate_constraints=any(fields <= checked for fields in constrained(self.Meta.model)),
        )
        self.record = record
        return attrs

    def checked(self, attrs: Attributes) -> set[str]:
        """The names of the fields that the model's rules look at."""
        return self.known_fields()

    def save(self, **kwargs: object) -> M:
        if self.instance is None:
            self.record.save()
        elif changed := [name for name, value in values_of(self.record).items() if value != self.before[name]]:
            self.record.save(update_fields=changed)
        return self.record


@cache
def made_fields(serializer: type[WriteSerializer[Any]]) -> dict[str, AnyField]:
    """The fields that DRF makes of the model, once: to make one takes longer than to validate it."""
    return serializers.ModelSerializer.get_fields(serializer())


@cache
def constrained(model: type[models.Model]) -> list[set[str]]:
    """The fields of each constraint of a model, which is looked at where none is left out: to find that out costs."""
    return [{*fields_of(constraint)} for constraint in model._meta.constraints]


def fields_of(constraint: models.BaseConstraint) -> Iterable[str]:
    if isinstance(constraint, models.CheckConstraint) and isinstance(constraint.condition, models.Q):
        return constraint.condition.referenced_base_fields
    return constraint.fields if isinstance(constraint, models.UniqueConstraint) else ()


def values_of(record: models.Model) -> dict[str, object]:
    """What a record holds now, by attribute."""
    return {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}


class PlanPartWriteSerializer(WriteSerializer[P]):
    """A part of a plan keeps its plan for life: `plan` is for creating only. `section_field` holds a section's code."""

    section_field: str

    def validate(self, attrs: Attributes) -> Attributes:
        """Raises ValidationError for another plan than the record's, and for a section that the plan has not."""
        plan = self.plan_of(attrs)
        if attrs.get(self.section_field):
            section = plan.sections.filter(code=attrs[self.section_field]).first()
            if section is None:
                raise ValidationError({self.section_field: _("The plan has no section of this code.")})
            attrs[self.section_field] = section
        return super().validate(attrs)

    def checked(self, attrs: Attributes) -> set[str]:
        """Without what a stored record refers to and goes on referring to: the database keeps that there."""
        kept = {"plan", self.section_field} - attrs.keys() if self.instance else set()
        return super().checked(attrs) - kept

    def plan_of(self, attrs: Attributes) -> Plan:
        """The record's plan; that of a new one must be among the attributes."""
        if self.instance is None:
            plan: Plan = attrs["plan"]
            return plan
        if attrs.get("plan", self.instance.plan) != self.instance.plan:
            raise ValidationError({"plan": _("A record stays in its plan.")})
        return self.instance.plan


class SectionWriteSerializer(PlanPartWriteSerializer[Section]):
    """A section keeps the one above it: `parent` is for creating only."""

    section_field = "parent"

    def validate(self, attrs: Attributes) -> Attributes:
        """Raises ValidationError where another section is to be above it."""
        if self.instance is not None:
            above = self.instance.parent.code if self.instance.parent else None
            if attrs.pop("parent", above) != above:
                raise ValidationError({"parent": _("A section stays where it is.")})
        return super().validate(attrs)


class MeasureWriteSerializer(PlanPartWriteSerializer[Measure]):
    """A measure under another section becomes the last one of the plan."""

    section_field = "section"

    def validate(self, attrs: Attributes) -> Attributes:
        """Put a measure that changes its section at the end of the new one."""
        before = self.instance and self.instance.section_id
        attrs = super().validate(attrs)
        if before and before != self.record.section_id:
            self.record.place_last()
        return attrs


class WithdrawalSerializer(StrictSerializer[None]):
    withdrawn_on = DayField(required=False)


class RejectionSerializer(StrictSerializer[None]):
    reason = TextField(max_length=255)


class AssignmentWriteSerializer(StrictSerializer[None]):
    body = BodyField()
    role = serializers.ChoiceField(choices=Role.choices)


class HandOverSerializer(StrictSerializer[None]):
    """A succession: `to` takes over, from a day on, all or what `plan`, `section` and `role` name together."""

    to = BodyField()
    counts_from = DayField()
    plan = PlanField(required=False, allow_null=True)
    section = TextField(required=False, allow_null=True, max_length=64)
    role = serializers.ChoiceField(choices=Role.choices, required=False, allow_null=True)
    document = TextField(required=False, allow_blank=True, max_length=255)
    note = TextField(required=False, allow_blank=True)

    def validate(self, attrs: Attributes) -> Attributes:
        """Raises ValidationError for a section without its plan, or that the plan has not."""
        plan, code = attrs.get("plan"), attrs.get("section")
        section = plan.sections.filter(code=code).first() if plan is not None and code else None
        if code and section is None:
            raise ValidationError({"section": _("The plan has no section of this code.")})
        return attrs | {"section": section, "role": attrs.get("role") or ""}
