"""The values that filters take. One that is malformed is refused, never read as another or as none."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias, Union

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from django_filters.fields import BaseCSVField, IsoDateTimeField
from django_filters.widgets import BaseCSVWidget

from measures.search import any_holds

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Text: TypeAlias = Union[str, "StrPromise"]  # in the reader's language

LARGEST = 2**31 - 1  # of an integer column on either engine
DIGITS = 15  # that every JSON reader keeps of a number (RFC 8259, 6)
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT = re.compile(DAY.pattern + r"([Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?([Zz]|[+-][0-9]{2}:?[0-9]{2})?)?")


class SeveralWidget(BaseCSVWidget):
    def value_from_datadict(self, data: QueryDict, files: object, name: str) -> list[str]:
        return [part for value in data.getlist(name) for part in value.split(",")]


class RepeatedWidget(BaseCSVWidget):
    """Each value in a parameter of its own, so that it may hold a comma."""

    def value_from_datadict(self, data: QueryDict, files: object, name: str) -> list[str]:
        return data.getlist(name)


class SeveralField(BaseCSVField):
    """Values separated by commas, none of them blank."""

    base_widget_class = SeveralWidget

    def clean(self, value: list[str] | None) -> object:
        if value and not all(part.strip() for part in value):
            raise ValidationError(_("Nothing stands before, between or after the commas."))
        return super().clean(value)


class RepeatedField(SeveralField):
    base_widget_class = RepeatedWidget


class NumberField(forms.DecimalField):
    """A decimal number in ASCII digits, of at most 15 significant ones: a longer one would not be compared exactly."""

    def clean(self, value: str) -> Decimal | None:
        """The number. Raises ValidationError for other digits than ASCII and for more than 15."""
        if value and not NUMBER.fullmatch(value):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        number: Decimal | None = super().clean(value)
        if number is not None and len(number.normalize().as_tuple().digits) > DIGITS:
            raise ValidationError(_("Say a number of at most %(digits)d digits.") % {"digits": DIGITS})
        return number


class WholeNumberField(forms.Field):
    def to_python(self, value: str | None) -> int:
        if value is None or not (value.isascii() and value.isdecimal() and len(value) < 11 and int(value) <= LARGEST):
            raise ValidationError(_("Say a whole number from %(least)d to %(most)d.") % {"least": 0, "most": LARGEST})
        return int(value)


class DayField(forms.DateField):
    """ISO 8601 in full alone: 01/02/2025 is one day here and another there, and strptime takes 2025-1-2 for a day."""

    input_formats = ["%Y-%m-%d"]

    def to_python(self, value: object) -> date | None:
        if not (isinstance(value, str) and DAY.fullmatch(value)):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class MomentField(IsoDateTimeField):
    """A time in ISO 8601; without an offset, in the time zone of the site."""

    def clean(self, value: str) -> datetime | None:
        """The time in UTC. Raises ValidationError for another form and for times that do not exist."""
        if not MOMENT.fullmatch(value):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        moment: datetime | None = super().clean(value)
        try:
            return moment and moment.astimezone(UTC)
        except OverflowError as error:
            raise ValidationError(_("No such time.")) from error


class FlagField(forms.Field):
    def to_python(self, value: object) -> bool:
        if value not in ("true", "false"):
            raise ValidationError(_("Say true or false."))
        return bool(value == "true")


class Several(filters.BaseInFilter):
    """Values separated by commas, or the parameter said once for each."""

    base_field_class = SeveralField


class AnyOf(Several, filters.CharFilter):
    """Codes, slugs or words separated by commas."""


class AnyName(Several, filters.CharFilter):
    """Names and other texts that may hold a comma: the parameter is said once for each."""

    base_field_class = RepeatedField


class AnyChoice(Several, filters.ChoiceFilter):
    """Codes of a list of choices, separated by commas."""


class AnyUUID(Several, filters.UUIDFilter):
    """Public ids separated by commas."""


class Number(filters.NumberFilter):
    field_class = WholeNumberField


class Decimals(filters.NumberFilter):
    field_class = NumberField


class AnyNumber(Several, Number):
    """Numbers separated by commas."""


class Day(filters.DateFilter):
    field_class = DayField


class Moment(filters.IsoDateTimeFilter):
    field_class = MomentField


class Flag(filters.BooleanFilter):
    """`true` or `false`."""

    field_class = FlagField

    def __init__(
        self,
        field_name: str,
        lookup: str,
        *,
        help_text: Text,
        exclude: bool = False,
        distinct: bool = False,
        method: str | None = None,
    ) -> None:
        options = {"exclude": exclude, "distinct": distinct, "help_text": help_text, "method": method}
        super().__init__(field_name, lookup, widget=forms.TextInput, **options)


class Contains(filters.CharFilter):
    """Words that stand in the field, as they would for a search, one behind the other."""

    def filter(self, queryset: QuerySet[Model], value: str) -> QuerySet[Model]:
        return queryset.filter(any_holds(value, self.field_name)) if value else queryset


def since(field: str, *, help_text: Text) -> Moment:
    return Moment(field, "gte", help_text=help_text)


def until(field: str, *, help_text: Text) -> Moment:
    return Moment(field, "lte", help_text=help_text)


def on_or_after(field: str, *, help_text: Text) -> Day:
    return Day(field, "gte", help_text=help_text)


def on_or_before(field: str, *, help_text: Text) -> Day:
    return Day(field, "lte", help_text=help_text)


def absent(field: str, *, help_text: Text) -> Flag:
    return Flag(field, "isnull", help_text=help_text)


def present(field: str, *, help_text: Text) -> Flag:
    return Flag(field, "isnull", exclude=True, help_text=help_text)
