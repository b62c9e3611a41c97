"""The month, quarter, half-year and year of today."""

import calendar
from datetime import date

from django.utils import timezone

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def period_of(name: str | None) -> tuple[date, date] | None:
    """The first and the last day of this month, quarter, half-year or year; None of what is no such period."""
    if not (months := MONTHS.get(name or "")):
        return None
    today = timezone.localdate()
    first = (today.month - 1) // months * months + 1
    last = first + months - 1
    return date(today.year, first, 1), date(today.year, last, calendar.monthrange(today.year, last)[1])
