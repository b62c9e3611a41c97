"""The values that filters take. One that is malformed is refused, never read as another or as none."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from django_filters.fields import BaseCSVField, IsoDateTimeField
from django_filters.widgets import BaseCSVWidget

LARGEST = 2**31 - 1  # of an integer column on either engine


class SeveralWidget(BaseCSVWidget):
    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return [part for value in data.getlist(name) for part in value.split(",")]


class SeveralField(BaseCSVField):
    base_widget_class = SeveralWidget

    def clean(self, value: list[str] | None) -> Any:
        if value and not all(part.strip() for part in value):
            raise ValidationError(_("Nothing stands before, between or after the commas."))
        return super().clean(value)


class WholeNumberField(forms.Field):
    def to_python(self, value: Any) -> int:
        if not (value.isascii() and value.isdecimal() and len(value) < 11 and int(value) <= LARGEST):
            raise ValidationError(_("Say a whole number from %(least)d to %(most)d.") % {"least": 0, "most": LARGEST})
        return int(value)


class DayField(forms.DateField):
    """ISO alone: 01/02/2025 is one day here and another there."""

    input_formats = ["%Y-%m-%d"]


class MomentField(IsoDateTimeField):
    def clean(self, value: Any) -> datetime | None:
        moment: datetime | None = super().clean(value)
        try:
            return moment and moment.astimezone(UTC)
        except OverflowError as error:
            raise ValidationError(_("No such time.")) from error


class FlagField(forms.Field):
    def to_python(self, value: Any) -> bool:
        if value not in ("true", "false"):
            raise ValidationError(_("Say true or false."))
        return bool(value == "true")


class Several(filters.BaseInFilter):
    """Values separated by commas, or the parameter said once for each."""

    base_field_class = SeveralField


class AnyOf(Several, filters.CharFilter):
    """Codes, slugs or words separated by commas."""


class AnyChoice(Several, filters.ChoiceFilter):
    """Codes of a list of choices, separated by commas."""


class AnyUUID(Several, filters.UUIDFilter):
    """Public ids separated by commas."""


class Number(filters.NumberFilter):
    field_class = WholeNumberField


class AnyNumber(Several, Number):
    """Numbers separated by commas."""


class Day(filters.DateFilter):
    field_class = DayField


class Moment(filters.IsoDateTimeFilter):
    field_class = MomentField


class Flag(filters.BooleanFilter):
    field_class = FlagField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, widget=forms.TextInput, **kwargs)


class Holds(filters.CharFilter):
    """A substring, whatever its case."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, lookup_expr="icontains", **kwargs)


def since(field: str) -> Moment:
    return Moment(field, "gte")


def until(field: str) -> Moment:
    return Moment(field, "lte")


def on_or_after(field: str) -> Day:
    return Day(field, "gte")


def on_or_before(field: str) -> Day:
    return Day(field, "lte")


def absent(field: str) -> Flag:
    return Flag(field, "isnull")


def present(field: str) -> Flag:
    return Flag(field, "isnull", exclude=True)
