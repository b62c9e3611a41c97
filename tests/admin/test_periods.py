"""This month, quarter, half-year and year, as lists and reports mean them."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from measures.admin.lists.periods import period_of
from measures.models import Measure
from tests.factories import make_measure, make_plan, make_section

LIST = "/admin/measures/measure/"


@pytest.mark.parametrize(
    ("today", "name", "first", "last"),
    [
        (date(2024, 2, 29), "month", date(2024, 2, 1), date(2024, 2, 29)),
        (date(2026, 3, 31), "quarter", date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), "quarter", date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 12, 31), "quarter", date(2026, 10, 1), date(2026, 12, 31)),
        (date(2026, 6, 30), "half", date(2026, 1, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), "half", date(2026, 7, 1), date(2026, 12, 31)),
        (date(2026, 7, 1), "year", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_has_its_first_and_last_day(
    monkeypatch: pytest.MonkeyPatch, today: date, name: str, first: date, last: date
) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda: today)
    assert period_of(name) == (first, last)


@pytest.mark.parametrize("name", [None, "", "words", "decade"])
def test_what_is_no_period_has_no_days(name: str | None) -> None:
    assert period_of(name) is None


def test_the_list_is_narrowed_to_a_half_year_and_leads_to_the_report_of_it(
    editor_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = make_section(make_plan("demo"))
    for day in (date(2026, 6, 30), date(2026, 7, 1), date(2026, 12, 31), date(2027, 1, 1), None):
        make_measure(section, code=str(day), due_on=day)
    Measure.objects.update(phase="not_started")
    monkeypatch.setattr("measures.admin.lists.periods.timezone.localdate", lambda: date(2026, 11, 28))
    changelist = editor_client.get(LIST, {"due": "half"}).context["cl"]
    assert sorted(measure.code for measure in changelist.result_list) == ["2026-07-01", "2026-12-31"]
    assert "due_after=2026-07-01&due_before=2026-12-31" in changelist.report_address()
