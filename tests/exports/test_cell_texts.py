"""What a cell of a workbook says, whatever is put into it."""

from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from measures.exports.contents import Cell, Mark, Run
from measures.exports.writers import as_xlsx
from measures.exports.writers.xlsx.text import footer, sheet_name, units
from tests.exports.samples import report_of, table_of

LONGEST, LONGEST_NAME = 32767, 31  # UTF-16 units that a cell and the name of a sheet hold


def shown(*cells: Cell) -> list[object]:
    data = b"".join(as_xlsx.chunks(report_of(table_of(*((cell, "乙") for cell in cells)))))
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    return [sheet.cell(row, 1).value for row in range(4, 4 + len(cells))]


def test_control_characters_are_left_out() -> None:
    assert shown("甲\x0b乙\x01丙\x1f丁\r\n戊", "\x00", "\ud800高\ufffe") == ["甲乙丙丁\n戊", None, "高"]


def test_white_space_at_the_ends_and_markup_stay() -> None:
    assert shown(" 甲 ", "　乙", "<b>&amp;</b>", "a\tb") == [" 甲 ", "　乙", "<b>&amp;</b>", "a\tb"]


@pytest.mark.parametrize("text", ["长" * (LONGEST + 1), "𠮷" * 20000, "a" * (LONGEST - 2) + "😀𠮷"])
def test_a_text_too_long_for_a_cell_says_that_it_goes_on(text: str) -> None:
    [cell] = shown(text)
    assert LONGEST - 1 <= units(str(cell)) <= LONGEST
    assert str(cell).endswith("…")
    assert text.startswith(str(cell).removesuffix("…"))


def test_a_text_that_fills_a_cell_is_whole() -> None:
    assert shown("长" * LONGEST, "𠮷" * (LONGEST // 2)) == ["长" * LONGEST, "𠮷" * (LONGEST // 2)]


def test_differences_are_cut_where_a_cell_is_full() -> None:
    [cell] = shown((Run("长" * (LONGEST - 10)), Run("新" * 20, Mark.ADDED), Run("旧" * 20, Mark.REMOVED)))
    assert str(cell) == "长" * (LONGEST - 10) + "新" * 9 + "…"


@pytest.mark.parametrize("last", ["新", "新旧", ""])
def test_differences_that_fill_a_cell_are_whole(last: str) -> None:
    [cell] = shown((Run("长" * (LONGEST - 1)), Run(last, Mark.ADDED)))
    assert str(cell) == "长" * (LONGEST - 1) + ("…" if len(last) > 1 else last)


@pytest.mark.parametrize(
    ("room", "more", "shown_of_it"), [(2, "𠮷𠮷", "…"), (3, "𠮷𠮷𠮷", "𠮷…"), (0, "新新", ""), (2, "新新", "新新")]
)
def test_what_follows_a_full_cell_is_left_out(room: int, more: str, shown_of_it: str) -> None:
    [cell] = shown((Run("长" * (LONGEST - room)), Run(more, Mark.ADDED), Run("旧旧", Mark.REMOVED)))
    assert str(cell) == "长" * (LONGEST - room) + shown_of_it


def test_what_looks_like_an_escape_arrives_as_it_is() -> None:
    texts = ("接口字段 A_x0041_B 说明_x000D_", "_x000d__x000D_", "_X0041_", "_x_x0041_", (Run("_x000D_", Mark.ADDED),))
    found = [unescape(str(cell)) for cell in shown(*texts)]
    assert found == [*texts[:4], "_x000D_"]


def test_days_are_days_as_far_as_workbooks_know_them() -> None:
    days = ["1900-01-01", "1900-02-28", "1900-03-01", "9999-12-31", "0001-01-01", "1899-12-31"]
    found = shown(*map(date.fromisoformat, days))
    assert [day.date().isoformat() if isinstance(day, datetime) else day for day in found] == days
    assert [isinstance(day, datetime) for day in found] == [True] * 4 + [False] * 2


def test_a_number_longer_than_a_workbook_can_count_is_text() -> None:
    assert shown(10**15 - 1, 10**15, -(10**15)) == [10**15 - 1, "1000000000000000", "-1000000000000000"]


def test_a_code_that_looks_like_a_day_stays_a_code() -> None:
    assert shown("3-1", "007") == ["3-1", "007"]


def test_equal_cells_of_a_column_are_all_there() -> None:
    cells = ["甲", "长" * 40, None, 1, "甲", "长" * 40, "", 1] * 600
    assert shown(*cells) == [cell or None for cell in cells]


@pytest.mark.parametrize(
    "title", ["规" * 255, "规" * 200 + "&" * 60, "&" * 255, "𠮷" * 255, "一\n二\t三 四", "2026\x01年"]
)
def test_a_printed_foot_is_no_longer_than_a_workbook_takes(title: str) -> None:
    text = footer(title, "第 &P 页 共 &N 页", 1000)
    assert units(text) <= 255
    left, right = text.removeprefix('&L&"宋体,常规"&11 ').split('&R&"宋体,常规"&11')
    assert right == "第 &P 页 共 &N 页"
    words = " ".join(title.replace("\x01", "").split())
    told = left.replace("&&", "\0")
    assert "&" not in told
    assert words.startswith(told.replace("\0", "&").removesuffix("…"))
    assert told.endswith("…") == (told.replace("\0", "&") != words)


@pytest.mark.parametrize(
    ("title", "told"), [("规" * 40, "规" * 40), ("规" * 41, "规" * 39 + "…"), ("a" * 81, "a" * 78 + "…")]
)
def test_a_long_title_in_a_printed_foot_ends_before_the_number_of_the_page(title: str, told: str) -> None:
    assert footer(title, "&P / &N", 96) == f'&L&"宋体,常规"&11 {told}&R&"宋体,常规"&11&P / &N'


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("《示例》（2021—2025年）", "《示例》（2021—2025年）"),
        ("a/b\\c:d?e*f[g]h", "a b c d e f g h"),
        ("'单引号'", "单引号"),
        ("History", "History_"),
        ("", "1"),
        ("\x01\n", "1"),
        ("长" * 40, "长" * 30 + "…"),
        ("𠮷" * 20, "𠮷" * 15 + "…"),
    ],
)
def test_a_sheet_gets_a_name_that_programs_accept(title: str, name: str) -> None:
    assert sheet_name(title, set()) == name
    assert units(name) <= LONGEST_NAME


def test_sheets_of_the_same_title_get_names_of_their_own() -> None:
    taken: set[str] = set()
    names = [sheet_name("Plan" + "长" * 40, taken), sheet_name("PLAN" + "长" * 40, taken), sheet_name("Plan", taken)]
    assert names == ["Plan" + "长" * 26 + "…", "PLAN" + "长" * 23 + "…（2）", "Plan"]
    assert all(units(name) <= LONGEST_NAME for name in names)
