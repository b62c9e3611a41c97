"""A ledger that comes back is known by its columns, wherever they stand, and read cell by cell with its places."""

import csv
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

import pytest
import xlwt
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from measures.parsing.ledgers import Cell, CellKind, Ledger, read_ledger
from measures.parsing.ledgers.model import ledger_from_json
from measures.parsing.tree import DocumentError

TITLES = {
    "编号": "code", "Code": "code", "任务举措": "title", "Measure": "title", "完成时限": "due", "Deadline": "due",
    "进展阶段": "phase", "Phase": "phase", "version": "version", "slug": "slug",
}  # fmt: skip
NAMES = ["code", "title", "due", "phase", "slug", "version"]
HEAD = ["编号", "任务举措", "完成时限", "进展阶段", "slug", "version"]
ROW: list[Any] = ["1-1", "支持基础研究", date(2026, 6, 30), "未启动", "shili", 3]


def workbook(
    *rows: list[Any], names: list[str] | None = NAMES, change: Callable[[Worksheet], None] | None = None
) -> bytes:
    """A title, a hidden row of names and a head above the rows."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "台账"
    sheet.append(["示例市规划任务台账"])
    if names is not None:
        sheet.append(names)
        sheet.row_dimensions[2].hidden = True
    for row in [HEAD, *rows]:
        sheet.append(row)
    if change:
        change(sheet)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def read(data: bytes) -> Ledger:
    ledger = read_ledger(data, TITLES)
    assert ledger is not None
    return ledger


def test_rows_are_read_by_the_names_of_columns_and_with_their_places() -> None:
    [sheet] = read(workbook(ROW)).sheets
    [row] = sheet.rows
    assert (sheet.name, sheet.columns["due"], row.number) == ("台账", "C", 4)
    assert row.cells["due"] == Cell("2026-06-30", CellKind.DAY)
    assert row.cells["version"] == Cell("3", CellKind.NUMBER)
    assert row.text("title") == "支持基础研究"


def test_columns_are_known_where_they_were_moved_and_their_heads_retyped() -> None:
    def change(sheet: Worksheet) -> None:
        sheet.move_range("A1:A4", cols=9)
        sheet["B3"] = "我们的任务"

    [sheet] = read(workbook(ROW, change=change)).sheets
    assert (sheet.columns["code"], sheet.columns["title"]) == ("J", "B")
    assert sheet.rows[0].text("code") == "1-1"


@pytest.mark.parametrize("head", [HEAD, ["Code", " measure ", "ＤＥＡＤＬＩＮＥ", "Phase", "slug", "version"]])
def test_without_the_hidden_row_the_titles_of_any_language_tell_the_columns(head: list[str]) -> None:
    def change(sheet: Worksheet) -> None:
        for place, title in enumerate(head, 1):
            sheet.cell(2, place, title)

    [sheet] = read(workbook(ROW, names=None, change=change)).sheets
    assert set(sheet.columns) == set(NAMES)
    assert [row.number for row in sheet.rows] == [3]


def test_below_names_without_titles_the_first_row_is_read() -> None:
    file = StringIO()
    csv.writer(file).writerows([[*NAMES, "经办人"], [*ROW, "张三"], ["1-2", *ROW[1:], "李四"]])
    [sheet] = read(file.getvalue().encode()).sheets
    assert [(row.number, row.text("code"), row.said) for row in sheet.rows] == [
        (2, "1-1", {"G": "张三"}),
        (3, "1-2", {"G": "李四"}),
    ]
    assert sheet.others == {"G": "经办人"}


def test_names_beside_titles_in_one_row_tell_as_many_columns() -> None:
    [sheet] = read("任务举措,slug,code,version\n甲,shili,1-1,3\n".encode()).sheets
    assert sheet.columns == {"title": "A", "slug": "B", "code": "C", "version": "D"}
    assert (sheet.rows[0].text("title"), sheet.others) == ("甲", {})


def test_a_column_that_was_added_under_a_known_title_is_one_of_the_ledger_and_any_other_is_told() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["G3"], sheet["G4"], sheet["H3"], sheet["H4"] = "经办人", "张三", "经费", None
        sheet["D2"] = None  # the name of the phase is gone, its title is there

    [sheet] = read(workbook(ROW, change=change)).sheets
    assert sheet.columns["phase"] == "D"
    assert sheet.others == {"G": "经办人", "H": "经费"}
    assert sheet.rows[0].said == {"G": "张三"}


def test_of_a_column_that_is_there_twice_the_first_is_read_and_the_second_told() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["G2"], sheet["G3"], sheet["G4"] = "title", "任务举措", "另一个"

    [sheet] = read(workbook(ROW, change=change)).sheets
    assert (sheet.doubled, sheet.rows[0].text("title")) == (("G",), "支持基础研究")


def test_formulas_errors_and_merged_cells_are_told_apart_from_text() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["B4"] = "=1+1"
        sheet["D4"] = "#REF!"
        sheet["D4"].data_type = "e"
        sheet.merge_cells("C4:C5")

    [sheet] = read(workbook(ROW, ["1-2", "培育企业", None, "未启动", "shili", 1], change=change)).sheets
    first, second = sheet.rows
    assert first.cells["title"].kind is CellKind.FORMULA
    assert first.cells["phase"] == Cell("#REF!", CellKind.ERROR)
    assert (first.merged, second.merged) == ((), ("due",))


@pytest.mark.parametrize(
    "text",
    ["=1+1", "_x000D_", "第一行\n第二行", "　　全角", "a\u00a0b", "🙂𠮷", " 两端 ", "'引号", "_x0041_ 与 A", "1-1"],
)
def test_text_is_read_as_it_was_typed(text: str) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["B4"] = text.replace("_x", "_x005F_x")  # as programs store what looks like a coded character
        sheet["B4"].data_type = "s"

    [sheet] = read(workbook(ROW, change=change)).sheets
    assert sheet.rows[0].cells["title"] == Cell(text)


def test_numbers_and_days_are_read_as_such_whatever_their_format() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["C4"], sheet["C4"].number_format = 46203, "General"
        sheet["C5"], sheet["C5"].number_format = datetime.fromisoformat("2026-06-30T08:30"), "m/d/yy h:mm"
        sheet["A5"] = 3.1

    [sheet] = read(workbook(ROW, ROW, change=change)).sheets
    assert sheet.rows[0].cells["due"] == Cell("46203", CellKind.NUMBER)
    assert sheet.rows[1].cells["due"] == Cell("2026-06-30", CellKind.DAY)
    assert sheet.rows[1].cells["code"] == Cell("3.1", CellKind.NUMBER)


def test_hidden_rows_and_sheets_are_read_and_other_sheets_named() -> None:
    book = Workbook()
    sheets: dict[str, list[list[Any]]] = {"说明": [["怎么填"]], "甲": [HEAD, ROW], "乙": [HEAD, ROW]}
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.remove(book["Sheet"])
    book["乙"].sheet_state = "hidden"
    book.create_sheet("_data").append(["未启动"])
    book["_data"].sheet_state = "hidden"
    book["甲"].row_dimensions[2].hidden = True
    file = BytesIO()
    book.save(file)
    ledger = read(file.getvalue())
    assert [(sheet.name, len(sheet.rows)) for sheet in ledger.sheets] == [("甲", 1), ("乙", 1)]
    assert ledger.left_out == ("说明",)


def delimited(encoding: str, delimiter: str = ",") -> bytes:
    file = StringIO()
    rows = [HEAD, ["1-1", "支持“基础”, 研究\n二", "2026/6/30", "未启动", "shili", "3"]]
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue().encode(encoding)


@pytest.mark.parametrize(
    ("encoding", "delimiter", "said"),
    [("utf-8-sig", ",", "utf-8"), ("gb18030", ",", "gb18030"), ("utf-16", "\t", "utf-16-le"), ("utf-8", ";", "utf-8")],
)
def test_delimited_text_is_read_as_spreadsheet_programs_save_it(encoding: str, delimiter: str, said: str) -> None:
    ledger = read(delimited(encoding, delimiter))
    [sheet] = ledger.sheets
    assert (ledger.encoding, sheet.columns["due"], sheet.rows[0].number) == (said, "C", 2)
    assert sheet.rows[0].text("title") == "支持“基础”, 研究\n二"


def test_a_workbook_of_before_2007_is_read_with_its_days() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    style = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    rows: list[list[Any]] = [HEAD, ROW]
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            sheet.write(number, place, value, *([style] if isinstance(value, date) else []))
    file = BytesIO()
    book.save(file)
    [read_sheet] = read(file.getvalue()).sheets
    [found] = read_sheet.rows
    assert found.cells["due"] == Cell("2026-06-30", CellKind.DAY)
    assert (found.text("code"), found.text("version")) == ("1-1", "3")


def test_merged_cells_of_a_workbook_of_before_2007_hide_all_but_their_first() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    for place, title in enumerate(HEAD):
        sheet.write(0, place, title)
    for number in (1, 2, 3):
        for place in (0, 4, 5):
            sheet.write(number, place, ROW[place])
    sheet.write_merge(1, 2, 1, 2, "支持基础研究")  # rows 2 and 3, columns B and C
    sheet.write(3, 1, "引进人才")
    file = BytesIO()
    book.save(file)
    [read_sheet] = read(file.getvalue()).sheets
    assert [row.merged for row in read_sheet.rows] == [("due",), ("title", "due"), ()]


@pytest.mark.parametrize(
    "data",
    [
        "第一章 科技\n一、支持研究。编号,version,任务".encode(),
        b"<html><p>code version title</p></html>",
        delimited("utf-8").replace(b"version", b"edition"),
        b'"a quote without its end\n' * 50,
        workbook(ROW, names=None, change=lambda sheet: sheet.__setitem__("F2", "别的")),
    ],
)
def test_what_has_no_codes_and_versions_is_no_ledger(data: bytes) -> None:
    assert read_ledger(data, TITLES) is None


def test_a_damaged_workbook_is_refused() -> None:
    with pytest.raises(DocumentError):
        read_ledger(b"PK\x03\x04 and no more", TITLES)


def test_what_was_read_is_stored_and_read_again_the_same() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["G3"], sheet["G4"] = "经办人", "张三"
        sheet.merge_cells("C4:C5")

    ledger = read(workbook(ROW, ROW, change=change))
    assert ledger_from_json(ledger.as_json()).as_json() == ledger.as_json()
