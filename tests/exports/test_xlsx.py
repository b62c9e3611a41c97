from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl.utils.escape import unescape

from measures.exports.writers.as_xlsx import LONGEST, LONGEST_HEADER, header, units
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
    assert 60 <= sheet.column_dimensions["F"].width < 61
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


@pytest.mark.parametrize("text", ["长" * (LONGEST + 1), "𠮷" * 20000, "a" * (LONGEST - 2) + "😀𠮷"])
def test_a_text_too_long_for_a_cell_says_that_it_goes_on(text: str) -> None:
    shown = only_row(text=text)[5]
    assert LONGEST - 1 <= units(shown) <= LONGEST
    assert text.startswith(shown.removesuffix("…"))
    assert shown.endswith("…")


@pytest.mark.parametrize("text", ["长" * LONGEST, "𠮷" * (LONGEST // 2)])
def test_a_text_that_fills_a_cell_is_whole(text: str) -> None:
    assert only_row(text=text)[5] == text


@pytest.mark.parametrize("text", ["接口字段 A_x0041_B 说明_x000D_", "_x000d__x000D_", "_X0041_"])
def test_what_looks_like_an_escape_arrives_as_it_is(text: str) -> None:
    assert unescape(only_row(text=text)[5]) == text


@pytest.mark.parametrize("due_on", ["0001-01-01", "1899-12-31"])
def test_a_day_before_those_of_workbooks_is_text(due_on: str) -> None:
    assert only_row(due_on=due_on)[9] == due_on


@pytest.mark.parametrize("due_on", ["1900-01-01", "1900-02-28", "1900-03-01", "9999-12-31"])
def test_every_other_day_is_a_day(due_on: str) -> None:
    assert only_row(due_on=due_on)[9].date().isoformat() == due_on


def test_a_title_with_control_characters_breaks_no_workbook() -> None:
    plan = make_plan(title="示例市\x0b规划\x01\ufffe")
    make_measure(make_section(plan))
    with ZipFile(BytesIO(whole("xlsx", of(plan)))) as file:
        assert "<oddHeader>&amp;C《示例市规划》任务台账（截至" in file.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("title", ["规" * 255, "规" * 249 + "&" * 6, "&" * 255, "𠮷" * 255, "一\n二\t三 四"])
def test_a_printed_header_is_no_longer_than_a_workbook_takes(title: str) -> None:
    text = header(title)
    assert units(text) <= LONGEST_HEADER
    shown = text.removeprefix("&C").replace("&&", "\0")
    assert "&" not in shown
    whole_title = " ".join(title.split())
    assert whole_title.startswith(shown.replace("\0", "&").removesuffix("…"))
    assert shown.endswith("…") == (units(whole_title.replace("&", "&&")) > LONGEST_HEADER - 2)


def test_a_code_that_looks_like_a_day_stays_a_code() -> None:
    assert only_row(code="3-1", due_on=date(2030, 1, 2))[3] == "3-1"


@pytest.mark.parametrize(("text", "points"), [("短文", 15), ("长" * 100, 60), ("一\n二\n\n四", 60), ("长" * 9999, 408)])
def test_a_row_is_as_high_as_its_longest_text(text: str, points: int) -> None:
    plan = make_plan()
    make_measure(make_section(plan), text=text)
    assert read_sheet(whole("xlsx", of(plan))).row_dimensions[2].height in (points, None if points == 15 else points)
