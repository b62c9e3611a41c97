"""A day as people type it: 2026-12-31, 2026.12.31, 2026年12月31日, 二〇二六年十二月底, or a month alone."""

import calendar
import re
import unicodedata
from datetime import date, datetime
from typing import ClassVar, TypedDict, Unpack

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.admin.types import Label
from measures.parsing.numerals import HAN_NUMERALS, han_to_int

NUMERAL = re.compile(f"[{HAN_NUMERALS}]+")
BEFORE = "(?:[之以]?前)?"  # a deadline's 12月底前 is that day
DAY = re.compile(rf"(\d{{4}})[-/.年](\d{{1,2}})[-/.月](\d{{1,2}})[日号]?{BEFORE}|(\d{{4}})(\d\d)(\d\d)", re.ASCII)
MONTH = re.compile(rf"(\d{{4}})[-/.年](\d{{1,2}})月?份?([底末])?{BEFORE}", re.ASCII)
YEAR_END = re.compile(rf"(\d{{4}})年{{1,2}}[底末]{BEFORE}", re.ASCII)
NO_YEAR = re.compile(rf"(?:年|\d{{1,2}}月)份?[底末]?{BEFORE}|\d{{1,2}}[-/.月]\d{{1,2}}[日号]?{BEFORE}", re.ASCII)
EARLIEST, LATEST = 1900, 2149  # outside these a year is a slip of the hand


class NoYearError(ValueError):
    """A text that names a day or a month of no year."""


def read_date(text: str, *, month_end: bool = False) -> date:
    """The day that `text` names; of a month alone its first day, or with `month_end`, or where it says 底, its last.

    Raises NoYearError where it does not say the year, any other ValueError where it names no day.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    plain = NUMERAL.sub(lambda found: str(han_to_int(found[0])), plain)
    if found := DAY.fullmatch(plain):
        year, month, day = (int(part) for part in found.groups() if part)
        return date(year, month, day)
    if found := MONTH.fullmatch(plain):
        first = date(int(found[1]), int(found[2]), 1)
        return last_day(first) if month_end or found[3] else first
    if found := YEAR_END.fullmatch(plain):
        return date(int(found[1]), 12, 31)
    raise NoYearError(text) if NO_YEAR.fullmatch(plain) else ValueError(text)


def last_day(of_month: date) -> date:
    return of_month.replace(day=calendar.monthrange(of_month.year, of_month.month)[1])


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
        "no_year": _("“%(typed)s” of which year? Write the year, too: %(year)s年%(typed)s."),
        "impossible_year": _("The year %(year)s cannot be right."),
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
        except NoYearError:
            params = {"typed": value.strip(), "year": timezone.localdate().year}
            raise ValidationError(self.error_messages["no_year"], code="no_year", params=params) from None
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if not EARLIEST <= day.year <= LATEST:
            message = self.error_messages["impossible_year"]
            raise ValidationError(message, code="impossible_year", params={"year": day.year})
        return day
