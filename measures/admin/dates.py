"""A day as people type it: 2026-12-31, 2026/12/31, 2026.12.31, 2026年12月31日, or a month alone."""

import calendar
import re
import unicodedata
from datetime import date, datetime
from typing import ClassVar, TypedDict, Unpack

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from measures.admin.types import Label

DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?", re.ASCII)
EARLIEST, LATEST = 1900, 2149  # outside these a year is a slip of the hand


def read_date(text: str, *, month_end: bool = False) -> date:
    """The day that `text` names; of a month alone its first day, or with `month_end` its last.

    Raises ValueError where it names none.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if found := DAY.fullmatch(plain):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := MONTH.fullmatch(plain):
        year, month = int(found[1]), int(found[2])
        first = date(year, month, 1)
        return first.replace(day=calendar.monthrange(year, month)[1]) if month_end else first
    raise ValueError(text)


class FieldOptions(TypedDict, total=False):
    """What a model field says to its form field."""

    label: Label | None
    help_text: Label
    required: bool
    initial: date | None
    show_hidden_initial: bool
    widget: forms.Widget | type[forms.Widget] | None


class PlainDateField(forms.DateField):
    """Takes a day in any usual form and shows it in one."""

    default_error_messages: ClassVar[dict[str, Label]] = {
        "invalid": _("Enter a date such as 2026-12-31, 2026年12月31日 or 2026-12."),
        "year": _("The year %(year)s cannot be right."),
    }

    def __init__(self, *, month_end: bool = False, **kwargs: Unpack[FieldOptions]) -> None:
        self.month_end = month_end
        kwargs["widget"] = AdminDateWidget(format="%Y-%m-%d")
        super().__init__(**kwargs)

    def to_python(self, value: str | datetime | date | None) -> date | None:
        """The day that was typed. Raises ValidationError where it is none, or its year cannot be right."""
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        try:
            day = read_date(value, month_end=self.month_end)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if not EARLIEST <= day.year <= LATEST:
            raise ValidationError(self.error_messages["year"], code="year", params={"year": day.year})
        return day
