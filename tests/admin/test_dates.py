"""Dates are taken in any usual form and shown in one: 2026-12-31."""

import json
import re
from contextlib import nullcontext
from datetime import date

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import Client

from measures.admin.dates import PlainDateField
from measures.intake.dates import read_date
from measures.models import Measure
from tests.admin.pages import Editing, page_of, text_of, url
from tests.factories import make_body

DEADLINE = PlainDateField(month_end=True)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-12-31",
        "2026/12/31",
        "2026.12.31",
        "2026年12月31日",
        " 2026 年 12 月 31 日 ",
        "２０２６－１２－３１",
        "2026年12月31号",
        "2026年12月31日前",
        "20261231",
        "二〇二六年十二月三十一日",
        "2026-12",
        "2026年12月",
        "2026.12",
        "2026年12月底",
        "2026年12月底以前",
        "2026年12月份",
        "2026年底",
        "二〇二六年末",
    ],
)
def test_a_deadline_is_taken_as_people_type_it(typed: str) -> None:
    assert DEADLINE.clean(typed) == date(2026, 12, 31)


@pytest.mark.parametrize(
    "typed", ["2026-13-01", "2026-02-30", "26-12-31", "近期", "2026", "2026-12-31-1", "31-12-2026", "20261331"]
)
def test_what_names_no_day_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="请填写日期，如 2026-12-31"):
        DEADLINE.clean(typed)


@pytest.mark.parametrize("typed", ["12月底", "12月", "12月31日", "年底", "12.31", "十二月底前"])
def test_a_day_without_a_year_is_asked_about(typed: str) -> None:
    with pytest.raises(ValidationError, match=f"“{typed}”是哪一年？请连同年份填写"):
        DEADLINE.clean(typed)


def test_the_form_of_a_measure_keeps_what_was_typed_until_it_is_a_day(measure: Measure, editor_client: Client) -> None:
    page = Editing(editor_client, measure).open()
    for typed, answer in {"近期": "请填写日期，如 2026-12-31", "12月底": "“12月底”是哪一年？"}.items():
        assert answer in text_of(page.save(due_on=typed))
        assert page.fields["due_on"] == typed
    assert page.save(due_on=" 2026 年 12 月底").status_code == 302
    measure.refresh_from_db()
    assert measure.due_on == date(2026, 12, 31)


def test_a_month_is_its_last_day_for_an_end_and_its_first_for_a_beginning(editor_client: Client, db: None) -> None:
    body = make_body()
    Editing(editor_client, body).open().save(valid_from="2024-02", valid_until="2028年2月")
    body.refresh_from_db()
    assert (body.valid_from, body.valid_until) == (date(2024, 2, 1), date(2028, 2, 29))
    Editing(editor_client, body).open().save(valid_from="2024年2月底")
    body.refresh_from_db()
    assert body.valid_from == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("day", "period", "accepted"),
    [
        ("3026-12-31", {}, False),
        ("2020-12-31", {"period_start": 2021, "period_end": 2025}, False),
        ("2021-01-01", {"period_start": 2021, "period_end": 2025}, True),
        ("2030-12-31", {"period_start": 2021, "period_end": 2025}, True),
        ("2031-01-01", {"period_start": 2021, "period_end": 2025}, False),
        ("2035-12-31", {"period_start": 2021, "period_end": 2025, "horizon_year": 2035}, True),
        ("2045-12-31", {"period_start": 2021, "period_end": 2025, "horizon_year": 2035}, False),
        ("2045-12-31", {}, True),
    ],
)
def test_a_deadline_far_from_the_plan_s_time_is_questioned(
    day: str, period: dict[str, int], accepted: bool, measure: Measure
) -> None:
    for name, year in period.items():
        setattr(measure.plan, name, year)
    measure.due_on = date.fromisoformat(day)
    with nullcontext() if accepted else pytest.raises(ValidationError, match="不在规划的时间范围内"):
        measure.clean()


def test_a_deadline_that_is_questioned_is_written_once_it_is_confirmed(measure: Measure, editor_client: Client) -> None:
    type(measure.plan).objects.update(period_start=2021, period_end=2025)
    row = measure.history.latest()
    page = Editing(editor_client, measure).open()
    response = page.save(due_on="2045年12月底", note="分两步")
    assert "2045 年不在规划的时间范围内" in text_of(response)
    box = page_of(response).xpath("//input[@name='confirmed_due_on']")[0]
    assert page.save(due_on="2054-12-31", confirmed_due_on=box.get("value")).status_code == 200  # that was another
    assert page.save(due_on="2045年12月底", confirmed_due_on=box.get("value")).status_code == 302
    measure.refresh_from_db()
    assert (measure.due_on, measure.note) == (date(2045, 12, 31), "分两步")
    again = measure.history.latest()
    for version in (row, again):  # the history goes back to it without asking
        measure.refresh_from_db()
        editor_client.post(url("measure_revert", measure.pk, version.pk), {"version": measure.version})
    measure.refresh_from_db()
    assert measure.due_on == date(2045, 12, 31)


def test_a_deadline_from_the_document_outside_the_plan_s_time_does_not_stop_another_edit(
    measure: Measure, editor_client: Client
) -> None:
    Measure.objects.update(due_on="2060-12-31")
    type(measure.plan).objects.update(period_start=2021, period_end=2025)
    assert Editing(editor_client, measure).open().save(note="核对").status_code == 302


def test_a_year_that_cannot_be_is_refused_for_any_record(editor_client: Client, db: None) -> None:
    body = make_body()
    assert "年份 3026 应该有误" in text_of(Editing(editor_client, body).open().save(valid_until="3026-12-31"))


def test_form_list_viewer_and_history_show_one_form(
    measure: Measure, editor_client: Client, viewer_client: Client
) -> None:
    Editing(editor_client, measure).open().save(due_on="2026年12月31日")
    assert Editing(editor_client, measure).open().fields["due_on"] == "2026-12-31"
    assert (
        page_of(editor_client.get(url("measure_changelist"))).xpath("string(//*[@class='field-due'])") == "2026-12-31"
    )
    for response in (
        viewer_client.get(url("measure_change", measure.pk)),
        editor_client.get(url("measure_history", measure.pk)),
    ):
        assert "2026-12-31" in text_of(response)
        assert "2026年12月31日" not in text_of(response)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_calendar_writes_the_same_form(language: str, editor_client: Client) -> None:
    editor_client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    formats = editor_client.get("/admin/jsi18n/").content.decode()
    listed = re.search(r'"DATE_INPUT_FORMATS": (\[.*?\])', formats, re.DOTALL)
    assert listed is not None
    assert json.loads(listed[1])[0] == "%Y-%m-%d"


def test_a_month_s_last_day_knows_leap_years() -> None:
    assert read_date("2023-02", month_end=True) == date(2023, 2, 28)
    with pytest.raises(ValueError, match="month"):
        read_date("2023-00")
