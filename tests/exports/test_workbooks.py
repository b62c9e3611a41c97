"""A workbook that an office hands out as it is, read by another library than the one that wrote it."""

import re
import tracemalloc
from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.worksheet.worksheet import Worksheet

from measures.exports.contents import Chart, Column, Group, Mark, Part, Report, Row, Run, Table, Tone, TonedRow
from measures.exports.writers import as_xlsx
from measures.exports.writers.xlsx import sheet as sheets
from measures.exports.writers.xlsx.paper import BODY, height_of
from tests.exports import samples
from tests.exports.samples import COLUMNS, HIDDEN, TITLE, ledger_rows, report_in_parts, report_of, table_of


def written(report: Report) -> bytes:
    return b"".join(as_xlsx.chunks(report))


def opened(report: Report) -> Workbook:
    return load_workbook(BytesIO(written(report)), rich_text=True)


def first_sheet(*blocks: Table) -> Worksheet:
    sheet = opened(report_of(*blocks)).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def part_of_file(data: bytes, name: str) -> str:
    with ZipFile(BytesIO(data)) as file:
        assert file.testzip() is None
        return file.read(name).decode()


def ledger(count: int = 4) -> Table:
    return Table(COLUMNS, ledger_rows(count))


def test_the_title_block_says_what_the_report_is_of() -> None:
    report = report_of(ledger(), remarks=("已撤出的任务未列入。",))
    sheet = opened(report).worksheets[0]
    assert [sheet.cell(row, 1).value for row in range(1, 5)] == [
        TITLE,
        "规划：示例市“十四五”规划（2021—2025年）　　截至日期：2026年11月26日　　筛选条件：全部",
        "注：已撤出的任务未列入。",
        "序号",
    ]
    assert {str(merged) for merged in sheet.merged_cells.ranges} == {"A1:L1", "A2:L2", "A3:L3"}
    title = sheet["A1"]
    assert (title.font.name, title.font.size, title.alignment.horizontal) == ("黑体", 16, "center")


def test_facts_that_find_no_room_beside_each_other_stand_below_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "NARROW", 70)
    sheet = first_sheet(table_of(("甲", "乙")))
    assert [sheet.cell(row, 1).value for row in (2, 3)] == [
        "规划：示例市“十四五”规划（2021—2025年）　　截至日期：2026年11月26日",
        "筛选条件：全部",
    ]


def test_a_title_too_long_for_a_line_is_parted_where_one_pauses() -> None:
    sheet = first_sheet(table_of(("甲", "乙")))
    assert sheet["A1"].value == TITLE.replace("任务", "\n任务")
    assert sheet.row_dimensions[1].height == pytest.approx(height_of(2) * 16 / BODY, abs=0.001)


def test_cells_say_what_the_report_says_as_text_days_and_numbers() -> None:
    sheet = first_sheet(ledger())
    assert [cell.value for cell in sheet[3]] == [column.title for column in COLUMNS]
    row = [cell.value for cell in sheet[5]]
    assert row == [2, *samples.ledger_row(1)[1:9], datetime(2025, 6, 2), "推进中", "临期"]  # noqa: DTZ001
    assert (sheet["J5"].number_format, sheet["J4"].value) == ("yyyy-mm-dd", "长期坚持")


def test_the_head_stays_filters_and_is_on_every_page() -> None:
    data = written(report_of(ledger()))
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    assert sheet.freeze_panes == "A4"
    assert sheet.auto_filter.ref == "A3:L7"
    assert sheet.print_title_rows == "$3:$3"
    assert '<dimension ref="A1:L7"/>' in part_of_file(data, "xl/worksheets/sheet1.xml")


def test_types_lines_and_wrapping_are_those_of_an_office() -> None:
    data = written(report_of(ledger()))
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    head, text = sheet["F3"], sheet["F4"]
    assert (head.font.name, text.font.name, sheet["A2"].font.name) == ("黑体", "宋体", "仿宋")
    assert text.font.size == 10.5
    assert text.alignment.wrap_text
    assert text.border.left.style == text.border.bottom.style == "thin"
    looks = [sheet[f"{column}4"].alignment.horizontal for column in "AFI"]  # I is only narrow because A3 is
    assert looks == ["center", None, None]
    assert "Calibri" not in part_of_file(data, "xl/styles.xml") + part_of_file(data, "xl/theme/theme1.xml")


def test_the_site_is_the_author() -> None:
    properties = opened(report_of(ledger())).properties
    assert (properties.creator, properties.title) == ("示例市规划管理系统", TITLE)


def test_pages_lie_and_are_numbered() -> None:
    sheet = first_sheet(ledger())
    setup, foot = sheet.sheet_properties.pageSetUpPr, sheet.oddFooter
    assert setup is not None
    assert foot is not None
    assert setup.fitToPage
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.print_options.horizontalCentered
    assert foot.right.text == "第 &P 页 共 &N 页"
    assert foot.left.text == TITLE


def test_a_row_is_as_high_as_its_text_and_grows_with_it() -> None:
    data = written(report_of(table_of(("长" * 100,), ("一\n二\n\n四",), ("短",), ("长" * 32767,))))
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    assert [sheet.row_dimensions[row].height for row in range(4, 8)] == [169, 64, 19, 408]
    assert '<row r="4" ht="169"><c' in part_of_file(data, "xl/worksheets/sheet1.xml")  # no customHeight


def test_words_that_may_be_filled_in_are_offered() -> None:
    book = opened(report_of(ledger()))
    sheet, hidden = book.worksheets
    [rule] = sheet.data_validations.dataValidation
    assert (str(rule.sqref), rule.formula1, rule.error) == ("K4:K7", "'_data'!$A$1:$A$5", "请从列表中选择。")
    assert (hidden.title, hidden.sheet_state) == ("_data", "hidden")
    assert tuple(cell.value for cell in hidden["A"]) == samples.PHASES


def test_tones_are_colours_of_the_cells_that_they_are_of() -> None:
    sheet = first_sheet(ledger())
    colours = [[sheet.cell(row, column).fill.fgColor.rgb for column in (1, 12)] for row in range(4, 8)]
    plain = "00000000"
    assert colours == [[plain, "FFE2F0D9"], [plain, "FFFFF2CC"], [plain, "FFFBE0DD"], ["FFF2F2F2", "FFF2F2F2"]]


def test_groups_can_be_folded_and_their_lines_are_not_merged_so_that_rows_can_be_sorted() -> None:
    table = Table(COLUMNS, samples.in_groups(ledger_rows(2)))
    sheet = first_sheet(table)
    assert [sheet.row_dimensions[row].outlineLevel for row in range(4, 8)] == [0, 1, 2, 2]
    assert (sheet["A4"].value, sheet["A5"].value) == ("第1章 创新发展", "第1节 研究")
    assert sheet["A4"].fill.fgColor.rgb != sheet["A5"].fill.fgColor.rgb
    outline = sheet.sheet_properties.outlinePr
    assert outline is not None
    assert not outline.summaryBelow
    assert sheet.sheet_format.outlineLevelRow == 2
    assert all(merged.max_row < 3 for merged in sheet.merged_cells.ranges)


def test_a_group_is_told_in_the_first_column_that_is_seen() -> None:
    columns = (Column("slug", "代码", 10, hidden=True), Column("title", "任务", 20))
    sheet = first_sheet(Table(columns, iter([Group("第一章"), ("s", "甲")])))
    assert ["第一章" in str(cell.value) for cell in sheet["B"]].count(True) == 1


def test_what_comes_back_carries_the_names_of_its_columns_above_the_head() -> None:
    rows = ((*samples.ledger_row(number), "shili-plan", 7) for number in range(2))
    sheet = first_sheet(Table((*COLUMNS, *HIDDEN), rows, comes_back=True))
    assert [cell.value for cell in sheet[3]] == [column.name for column in (*COLUMNS, *HIDDEN)]
    assert sheet.row_dimensions[3].hidden
    assert not sheet.column_dimensions["L"].hidden
    hidden = sheet.column_dimensions["M"]
    assert (hidden.hidden, hidden.min, hidden.max) == (True, 13, 14)
    assert (sheet["M5"].value, sheet["N5"].value) == ("shili-plan", 7)
    assert sheet.auto_filter.ref == "A4:N6"
    [rule] = sheet.data_validations.dataValidation
    assert str(rule.sqref) == "K5:K206"  # rows may be added


def test_what_is_hidden_makes_no_row_higher() -> None:
    columns = (Column("title", "任务", 20), Column("slug", "slug", 8, hidden=True))
    rows: list[Row] = [
        ("甲", "a-plan-with-a-long-name"),
        ("乙", (Run("a-plan"), Run("新", Mark.ADDED))),
        ("丙", "一\n二"),
    ]
    sheet = first_sheet(Table(columns, iter(rows)))
    assert {sheet.row_dimensions[row].height for row in (4, 5, 6)} == {19}


def test_differences_are_marked_in_the_text_of_a_cell() -> None:
    cell = first_sheet(table_of((samples.CHANGED, "乙")))["A4"].value
    assert isinstance(cell, CellRichText)
    blocks = [block for block in cell if isinstance(block, TextBlock)]
    looks = [(each.text, each.font.u, bool(each.font.strike), bool(each.font.b)) for each in blocks]
    assert looks == [
        ("原有", None, False, False),
        ("新增", "single", False, False),
        ("删除", None, True, False),
        ("重点", None, False, True),
    ]


def test_a_link_leads_to_the_site() -> None:
    report = report_of(table_of(((Run("市科技局", link="/admin/x/?a=1&b=2"),), "乙")), site="https://example.org")
    sheet = opened(report).worksheets[0]
    assert sheet["A4"].hyperlink.target == "https://example.org/admin/x/?a=1&b=2"
    assert (sheet["A4"].value, sheet["A4"].font.u) == ("市科技局", "single")


def test_without_an_address_of_the_site_there_are_no_links() -> None:
    sheet = first_sheet(table_of(((Run("市科技局", link="/admin/x/"),), "乙")))
    assert (sheet["A4"].hyperlink, sheet["A4"].value, sheet["A4"].font.u) == (None, "市科技局", None)


def test_a_sheet_holds_a_limited_number_of_links(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("measures.exports.writers.xlsx.cells.MOST_LINKS", 2)
    rows = (((Run(f"单位{number}", link=f"/{number}"),),) for number in range(4))
    sheet = opened(report_of(Table((Column("a", "单位", 20),), rows), site="https://example.org")).worksheets[0]
    cells = [sheet.cell(row, 1) for row in range(4, 8)]
    assert [bool(cell.hyperlink) for cell in cells] == [True, True, False, False]
    assert [cell.value for cell in cells] == ["单位0", "单位1", "单位2", "单位3"]


def test_text_tables_and_a_chart_share_a_sheet() -> None:
    data = written(report_of(*samples.overview_blocks()))
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    assert [row[0] for row in sheet.iter_rows(min_row=3, max_row=7, values_only=True)] == [
        "一、概况",
        "1. 本表统计了各单位的任务数量。",
        "表1 分单位",
        "单位",
        "市科技局",
    ]
    chart = part_of_file(data, "xl/charts/chart1.xml")
    assert "各单位任务数" in chart
    assert "'_data'!$B$2:$B$3" in chart.replace("_data!", "'_data'!")
    assert chart.count("<c:ser>") == 2
    assert "市科技局 3，市教委 5；配合：" in part_of_file(data, "xl/drawings/drawing1.xml")
    assert sheet.freeze_panes is None


@pytest.mark.parametrize(("rows", "breaks"), [(1, [18]), (12, [16, 42]), (60, [77])])
def test_a_chart_that_finds_no_room_on_a_page_begins_the_next_one(rows: int, breaks: list[int]) -> None:
    table = table_of(*[("甲", "乙", "丙")] * rows)
    sheet = opened(report_of(table, *[Chart("图", ("甲",) * 5, (("数", (1,) * 5),))] * 3)).worksheets[0]
    assert [each.id for each in sheet.row_breaks.brk] == breaks


def test_a_page_begins_above_the_lines_of_groups_whose_first_row_finds_no_room_below_them() -> None:
    rows: list[Group | tuple[str, ...]] = []
    for number in range(30):
        rows += [Group(f"第{number}部分", 1), Group(f"第{number}组", 2), *[("甲", "乙", "丙")] * (number % 7 + 1)]
    sheet = opened(report_of(table_of(*rows))).worksheets[0]
    breaks = [each.id for each in sheet.row_breaks.brk]
    assert breaks
    assert [str(sheet.cell(row + 1, 1).value)[-2:] for row in breaks] == ["部分"] * len(breaks)
    assert not fits_its_page(sheet)  # whoever fits a page finds the scale, and heeds no breaks
    assert fits_its_page(opened(report_of(table_of(*rows[:6]))).worksheets[0])


def fits_its_page(sheet: Worksheet) -> bool:
    setup = sheet.sheet_properties.pageSetUpPr
    return bool(setup and setup.fitToPage)


@pytest.mark.parametrize(("widths", "end"), [((20, 0, 40), (6, 0)), ((100, 100), (1, 2057400))])
def test_a_chart_ends_where_a_column_does_unless_it_would_be_too_wide(widths: tuple[int, ...], end: object) -> None:
    columns = tuple(Column(f"c{i}", "列", width or 10, hidden=not width) for i, width in enumerate(widths))
    table = Table(columns, iter([("甲",) * len(widths)]))
    drawing = part_of_file(written(report_of(table, Chart("图", ("甲",), (("数", (1,)),)))), "xl/drawings/drawing1.xml")
    found = re.search(r"<xdr:to><xdr:col>(\d+)</xdr:col><xdr:colOff>(-?\d+)<", drawing)
    assert found
    assert (int(found[1]), int(found[2])) == end


def test_the_frame_of_a_chart_begins_below_the_edge_of_its_row() -> None:
    drawing = part_of_file(written(report_of(Chart("图", ("甲",), (("数", (1,)),)))), "xl/drawings/drawing1.xml")
    assert re.findall(r"<xdr:from>.*<xdr:rowOff>(\d+)<.*</xdr:from>", drawing) == [str(4 * 9525)]


def test_each_part_has_a_sheet() -> None:
    parts = [Part(title, [table_of((title, "乙"))]) for title in ("甲规划", "乙/规划:2026", "甲规划")]
    book = opened(report_in_parts(parts))
    assert book.sheetnames == ["甲规划", "乙 规划 2026", "甲规划（2）"]
    assert [sheet["A2"].value for sheet in book.worksheets] == ["甲规划", "乙/规划:2026", "甲规划"]


def test_what_is_said_of_all_parts_stands_on_the_first_sheet_alone() -> None:
    parts = [Part(title, [table_of((title, "乙"))]) for title in ("甲", "乙")]
    book = opened(report_in_parts(parts, remarks=("每页。",), on_all=("共2页。",)))
    said = [
        {sheet.cell(row, 1).value for row in range(1, 8)} & {"注：每页。", "注：共2页。"} for sheet in book.worksheets
    ]
    assert said == [{"注：每页。", "注：共2页。"}, {"注：每页。"}]


def test_a_part_called_as_the_report_is_needs_no_heading() -> None:
    sheet = opened(report_in_parts([Part("示例市“十四五”规划（2021—2025年）", [ledger()])])).worksheets[0]
    assert (sheet.title, str(sheet["A2"].value)[:2]) == ("示例市“十四五”规划（2021—2025年）", "规划")


def test_a_column_that_says_what_the_sheet_is_called_is_left_out() -> None:
    columns = (Column("plan", "规划", 20, shared=True), Column("a", "甲", 20), Column("b", "乙", 20))
    rows = iter((Group("第一章"), ("规划一", "一", "二"), TonedRow(("规划一", "三", "四"), {"b": Tone.LATE})))
    sheet = first_sheet(Table(columns, rows))
    found = [[cell.value for cell in row[:2]] for row in sheet.iter_rows(min_row=3, max_row=6)]
    assert found == [["甲", "乙"], ["第一章", None], ["一", "二"], ["三", "四"]]
    assert sheet["B6"].fill.fgColor.rgb == "FFFBE0DD"


def test_tables_below_each_other_share_columns_as_wide_as_the_widest() -> None:
    narrow = Table((Column("a", "甲", 20),), iter([("一",)]))
    wide = Table((Column("a", "甲", 40), Column("b", "乙", 30), Column("c", "丙", 30)), iter([("一", "二", "三")]))
    sheet = first_sheet(narrow, wide)
    found = [(one.min, one.max, round(one.width)) for one in map(sheet.column_dimensions.__getitem__, "AB")]
    assert found == [(1, 1, 41), (2, 3, 31)]


def test_a_table_that_was_not_foreseen_widens_the_sheet() -> None:
    first = Table((Column("a", "甲", 100),), iter([("一",)]))
    second = Table((Column("a", "甲", 20), Column("b", "乙", 30)), iter([("二", "三")]))
    sheet = opened(report_in_parts([Part("", iter([first, second]))])).worksheets[0]
    assert (sheet["B7"].value, round(sheet.column_dimensions["B"].width)) == ("三", 31)


def test_a_table_longer_than_a_sheet_goes_on_on_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "LAST_ROW", 6)
    book = opened(report_of(ledger(5)))
    assert book.sheetnames[:2] == ["任务台账", "任务台账（2）"]
    numbers = [[row[0] for row in sheet.iter_rows(min_row=4, values_only=True)] for sheet in book.worksheets[:2]]
    assert numbers == [[1, 2, 3], [4, 5]]
    assert book.worksheets[1]["A3"].value == "序号"


def test_a_table_without_rows_has_its_head() -> None:
    sheet = first_sheet(Table(COLUMNS, iter(())))
    assert (sheet["A3"].value, sheet.auto_filter.ref, sheet.max_row) == ("序号", "A3:L3", 3)


def test_a_long_table_is_never_held_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("measures.exports.writers.xlsx.cells.KEPT", 20)
    peaks = []
    written(report_of(ledger()))
    for count in (500, 2000):
        report = report_of(ledger(count))
        tracemalloc.start()
        size = sum(map(len, as_xlsx.chunks(report)))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert size > 50 * count
    assert peaks[1] - peaks[0] < 50_000  # bytes, 33 a row
