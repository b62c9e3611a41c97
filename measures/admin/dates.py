"""The form field of a day, which takes it as people type it: see `measures.intake.dates`."""

from datetime import date, datetime
from typing import ClassVar, TypedDict, Unpack

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.admin.types import Label
from measures.intake.dates import EARLIEST, LATEST, NoYearError, read_date


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
