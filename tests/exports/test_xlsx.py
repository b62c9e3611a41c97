from datetime import date, datetime
from typing import Any

import pytest

from measures.exports.as_xlsx import LONGEST
from tests.exports.ledgers import of, read_sheet, read_xlsx, reported_plan, whole
from tests.factories import make_measure, make_plan, make_section

pytestmark = pytest.mark.django_db


def only_row(**fields: Any) -> list[Any]:
    plan = make_plan()
    make_measure(make_section(plan), **fields)
    return read_xlsx(whole("xlsx", of(plan)))[1]


def test_the_workbook_holds_what_the_csv_holds() -> None:
    head, first, _second = read_xlsx(whole("xlsx", of(reported_plan())))
    assert head[:5] == ["章", "节", "条目", "编号", "任务举措"]
    assert first[3:9] == ["1.1-1", "支持基础研究", "支持基础研究。完善投入机制。", "市科技局、市教委", None, "市财政局"]
    assert first[9] == datetime(2025, 6, 30)  # noqa: DTZ001 - a day has no zone
    assert first[11] == 3


def test_the_sheet_is_ready_to_read_filter_and_print() -> None:
    sheet = read_sheet(whole("xlsx", of(reported_plan())))
    assert sheet.title == "任务台账"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:L3"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.column_dimensions["F"].width == 60
    assert sheet["F2"].alignment.wrap_text
    assert sheet["A1"].font.bold
    assert sheet["J2"].number_format == "yyyy-mm-dd"


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5", "@SUM(A1)", "#N/A", '=HYPERLINK("http://x")', "\t=1"])
def test_a_cell_is_text_whatever_it_begins_with(text: str) -> None:
    plan = make_plan()
    make_measure(make_section(plan), title=text)
    cell = read_sheet(whole("xlsx", of(plan)))["E2"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_control_characters_are_left_out() -> None:
    assert only_row(text="甲\x0b乙\x01丙\x1f丁\r\n戊")[5] == "甲乙丙丁\n戊"


def test_a_text_too_long_for_a_cell_says_that_it_goes_on() -> None:
    text = only_row(text="长" * (LONGEST + 1))[5]
    assert len(text) == LONGEST
    assert text.endswith("长…")


def test_a_code_that_looks_like_a_day_stays_a_code() -> None:
    assert only_row(code="3-1", due_on=date(2030, 1, 2))[3] == "3-1"


@pytest.mark.parametrize(("text", "points"), [("短文", 15), ("长" * 100, 60), ("一\n二\n\n四", 60), ("长" * 9999, 409)])
def test_a_row_is_as_high_as_its_longest_text(text: str, points: int) -> None:
    plan = make_plan()
    make_measure(make_section(plan), text=text)
    assert read_sheet(whole("xlsx", of(plan))).row_dimensions[2].height == points
