"""Excel workbooks: title rows, tables and notes become lines, each with its sheet and row; what is hidden is told."""

from datetime import date, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from measures.parsing import read
from measures.parsing.extract import LineKind, extract
from measures.parsing.extract.number_formats import printed
from tests.parsing.checks import check_coverage, check_refused, outline
from tests.parsing.workbooks import DIVISION, MERGED, Rows, make_xls, make_xlsx, with_parts


def lines(data: bytes) -> list[str]:
    return extract(data).text.split("\n")


def places(data: bytes) -> dict[str, tuple[str, int]]:
    """Line → (sheet, row)."""
    extracted = extract(data)
    found = {}
    for line in extracted.lines:
        place = [place for place in extracted.places if place.start <= line.start][-1]
        found[line.text] = (place.sheet, place.number)
    return found


def problems(data: bytes) -> list[tuple[str, str, str, str]]:
    """(code, subject, detail, the line it points at)."""
    extracted = extract(data)
    return [(p.code, p.subject, p.detail, extracted.text[p.span.start : p.span.end]) for p in extracted.problems]


def test_a_division_of_work_reads_as_a_word_table_does() -> None:
    data = make_xlsx({"Sheet1": [["一、重点任务"], *DIVISION[2:]]}, ["C3:C4"])
    tree = read(data)
    check_coverage(tree)
    assert list(outline(tree)) == [
        "1 一、 重点任务",
        "- 1-1 建设物流园区 [responsible 市交通运输局, responsible 市商务局] {2025年6月底}",
        "- 1-2 培育电商企业 [responsible 市交通运输局, responsible 市商务局] {长期坚持}",
    ]
    assert tree.media_type == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_each_record_of_a_sheet_knows_its_sheet_and_row() -> None:
    tree = read(make_xlsx({"任务": [["一、重点任务"], *DIVISION[2:]]}))
    found = [tree.place_at(measure.span.start) for measure in tree.measures()]
    assert [(place.sheet, place.number) for place in found if place] == [("任务", 3), ("任务", 4)]


def test_title_rows_and_notes_are_paragraphs_and_the_table_is_rows() -> None:
    extracted = extract(
        make_xlsx({"Sheet1": [["附件1"], *DIVISION, [], ["注：“市”指示例市。\n完成时限为年底。"]]}, ["A2:D2"])
    )
    assert [line.text for line in extracted.lines if line.kind is LineKind.PARAGRAPH] == [
        "附件1",
        "示例市2025年重点任务分工表",
        "注：“市”指示例市。",
        "完成时限为年底。",
    ]
    assert extracted.lines[2].text == "序号\t重点任务\t责任单位\t完成时限"
    assert [line.kind for line in extracted.lines[2:5]] == [LineKind.ROW] * 3


def test_a_cell_that_reaches_down_is_marked_in_the_rows_below() -> None:
    extracted = extract(make_xlsx({"Sheet1": DIVISION}, MERGED))
    assert [line.merged for line in extracted.lines if line.kind is LineKind.ROW] == [(), (), (2,)]


def test_words_left_under_a_merged_cell_are_not_read() -> None:
    def leave(sheet: Worksheet) -> None:
        sheet["C5"] = "旧单位"

    plain = make_xlsx({"Sheet1": DIVISION}, change=leave)
    assert "旧单位" in extract(plain).text
    merge = '<mergeCells count="1"><mergeCell ref="C4:C5"/></mergeCells><pageMargins'
    sheet = archive_part(plain, "xl/worksheets/sheet1.xml").replace("<pageMargins", merge)
    assert "旧单位" not in extract(with_parts(plain, xl__worksheets__sheet1=sheet)).text


def archive_part(data: bytes, name: str) -> str:
    with ZipFile(BytesIO(data)) as archive:
        return archive.read(name).decode()


def test_both_rows_of_a_head_keep_their_columns() -> None:
    rows: Rows = [
        ["序号", "重点任务", "责任分工", None, "完成时限"],
        [None, None, "牵头单位", "配合单位", None],
        [1, "建设物流园区", "市交通运输局", "市商务局", "6月底"],
    ]
    extracted = extract(make_xlsx({"Sheet1": rows}, ["A1:A2", "B1:B2", "C1:D1", "E1:E2"]))
    assert [line.text.split("\t") for line in extracted.lines] == [
        ["序号", "重点任务", "责任分工", "", "完成时限"],
        ["", "", "牵头单位", "配合单位", ""],
        ["1", "建设物流园区", "市交通运输局", "市商务局", "6月底"],
    ]
    assert [line.merged for line in extracted.lines] == [(), (0, 1, 4), ()]


def test_several_sheets_are_headings_under_the_title_of_the_first() -> None:
    data = make_xlsx(
        {"市级任务": DIVISION, "区级任务": [["序号", "重点任务", "责任单位"], [1, "修建道路", "区交通局"]]}
    )
    assert lines(data)[:3] == ["示例市2025年重点任务分工表", "市级任务", "序号\t重点任务\t责任单位\t完成时限"]
    assert places(data)["区级任务"] == ("区级任务", 1)
    assert places(data)["1\t修建道路\t区交通局"] == ("区级任务", 2)
    assert list(outline(read(data))) == [
        "u1 市级任务",
        "- u1-1 建设物流园区 [responsible 市交通运输局, responsible 市商务局] {2025年6月底}",
        "- u1-2 培育电商企业 {长期坚持}",
        "u2 区级任务",
        "- u2-1 修建道路 [responsible 区交通局]",
    ]


def test_the_name_of_the_only_sheet_and_names_nobody_gave_are_no_headings() -> None:
    assert "任务" not in lines(make_xlsx({"任务": DIVISION, "空白": []}))
    assert not {"Sheet1", "Sheet 2", "工作表3"} & set(
        lines(make_xlsx({"Sheet1": DIVISION, "Sheet 2": DIVISION, "工作表3": DIVISION}))
    )


def test_two_tables_on_one_sheet_are_two() -> None:
    rows: Rows = [["序号", "任务"], [1, "甲"], [], ["表二"], ["序号", "任务"], [1, "乙"]]
    extracted = extract(make_xlsx({"Sheet1": rows}))
    assert [(line.kind, line.text) for line in extracted.lines][2] == (LineKind.PARAGRAPH, "表二")
    assert len({line.region for line in extracted.lines if line.kind is LineKind.ROW}) == 2


def test_a_row_of_one_cell_inside_a_table_is_a_row() -> None:
    rows: Rows = [["序号", "任务"], ["一、产业"], [1, "甲"]]
    assert [line.text for line in extract(make_xlsx({"Sheet1": rows})).lines if line.kind is LineKind.ROW] == [
        "序号\t任务",
        "一、产业\t",
        "1\t甲",
    ]


def test_columns_and_rows_without_any_words_are_left_out() -> None:
    rows: Rows = [[], [None, "序号", None, "任务"], [None, 1, None, "甲"]]
    assert lines(make_xlsx({"Sheet1": rows})) == ["序号\t任务", "1\t甲"]


def test_hidden_rows_and_columns_are_read_and_reported() -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[4].hidden = sheet.row_dimensions[5].hidden = sheet.row_dimensions[9].hidden = True
        sheet.column_dimensions["C"].hidden = True

    data = make_xlsx({"任务": DIVISION}, change=hide)
    assert problems(data) == [
        ("hidden_rows", "任务", "4-5", "1\t建设物流园区\t市交通运输局、市商务局\t2025年6月底"),
        ("hidden_columns", "任务", "C", "示例市2025年重点任务分工表"),
    ]
    assert "建设物流园区" in extract(data).text


def test_what_is_hidden_is_among_the_problems_of_the_reading_with_its_line() -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True

    tree = read(make_xlsx({"任务": [["一、重点任务"], *DIVISION[2:]]}, change=hide))
    assert [(p.line, p.subject, p.detail) for p in tree.problems if p.code == "hidden_rows"] == [(3, "任务", "3")]


def test_a_hidden_sheet_is_kept_as_furniture_and_reported() -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.sheet_state = "hidden"

    data = make_xlsx({"字典": [["市商务局"], ["市财政局"]], "任务": DIVISION}, change=hide)
    assert [line.text for line in extract(data).lines if line.kind is LineKind.CHROME] == ["市商务局", "市财政局"]
    assert problems(data) == [("hidden_sheet", "字典", "", "市商务局")]


def test_formulas_that_were_never_calculated_are_reported() -> None:
    data = make_xlsx({"任务": [*DIVISION, [3, "合计", "=COUNTA(B4:B5)"]]})
    assert problems(data)[0][:3] == ("not_calculated", "任务", "C6")


def test_an_empty_workbook_is_empty() -> None:
    check_refused(make_xlsx({"Sheet1": []}), "empty")


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (3, "General", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (12345678901234, "General", "12345678901234"),
        (0.155, "0%", "16%"),
        (0.155, "0.0%", "15.5%"),
        (1234567.5, "#,##0.00", "1,234,567.50"),
        (1234.5, "#,##0.##", "1,234.5"),
        (-3.5, "0.0_);(0.0)", "(3.5)"),
        (-3.5, "0.0", "-3.5"),
        (-3.5, "0.0_);[Red]-0.0", "-3.5"),
        (7, "000", "007"),
        (12, '0"万元"', "12万元"),
        (12, "@", "12"),
        (1500, '0.0,"千"', "1.5千"),
    ],
)
def test_numbers_read_as_the_cell_shows_them(value: float, code: str, shown: str) -> None:
    assert printed(value, code) == shown


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (date(2025, 12, 31), 'yyyy"年"m"月"d"日"', "2025年12月31日"),
        (date(2025, 6, 1), 'yyyy"年"m"月";@', "2025年6月"),
        (date(2025, 6, 1), "yyyy-mm-dd", "2025-06-01"),
        (date(2025, 6, 1), "[$-804]yyyy\\-m\\-d", "2025-6-1"),
        (datetime.fromisoformat("2025-06-01T09:05:07"), "yyyy/m/d h:mm:ss", "2025/6/1 9:05:07"),
        (date(2025, 6, 1), "yy.m", "25.6"),
    ],
)
def test_dates_read_as_the_cell_shows_them(value: date, code: str, shown: str) -> None:
    def form(sheet: Worksheet) -> None:
        sheet["B1"].number_format = code

    assert lines(make_xlsx({"Sheet1": [["时限", value]]}, change=form)) == [f"时限\t{shown}"]


def test_standard_formats_are_those_of_excel_in_chinese() -> None:
    data = make_xlsx({"Sheet1": [["时限", date(2025, 6, 1)]]})
    for number, shown in (("14", "2025/6/1"), ("31", "2025年6月1日"), ("57", "2025年6月")):
        styles = archive_part(data, "xl/styles.xml")
        styles = styles.replace('<xf numFmtId="164"', f'<xf numFmtId="{number}"')
        assert lines(with_parts(data, xl__styles=styles)) == [f"时限\t{shown}"], number


def test_phonetic_guides_are_not_part_of_a_cell() -> None:
    runs = '<r><t>税</t></r><r><t>务局</t></r><rPh sb="0" eb="1"><t>shuì</t></rPh>'
    guided = f'<c r="C1" t="inlineStr"><is>{runs}</is></c></row>'
    data = make_xlsx({"Sheet1": [["甲", "乙"]]})
    sheet = archive_part(data, "xl/worksheets/sheet1.xml").replace("</row>", guided)
    assert lines(with_parts(data, xl__worksheets__sheet1=sheet)) == ["甲\t乙\t税务局"]


def test_strings_that_cells_share_are_found() -> None:
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    strings = f"<sst {space}><si><t>甲</t></si><si><r><t>税</t></r><r><t>务局</t></r></si></sst>"
    cells = '<c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c><c r="C1" t="s"><v>7</v></c>'
    sheet = f'<worksheet {space}><sheetData><row r="1">{cells}</row></sheetData></worksheet>'
    data = make_xlsx({"Sheet1": [["甲"]]})
    assert lines(with_parts(data, xl__worksheets__sheet1=sheet, xl__sharedStrings=strings)) == ["税务局\t甲"]


def test_a_workbook_of_before_2007_reads_alike() -> None:
    data = make_xls("任务", DIVISION, (3, 4, 2, 2))
    assert lines(data) == lines(make_xlsx({"任务": DIVISION}, ["C4:C5"]))
    assert [line.merged for line in extract(data).lines][-1] == (2,)
    assert places(data)["示例市2025年重点任务分工表"] == ("任务", 1)
    assert extract(data).media_type == "application/vnd.ms-excel"


def test_a_truncated_workbook_of_before_2007_is_damaged() -> None:
    check_refused(make_xls("任务", DIVISION, (3, 4, 2, 2))[:700], "damaged")


def test_a_head_without_tasks_under_it_has_none() -> None:
    assert list(outline(read(make_xlsx({"Sheet1": [["一、重点任务"], DIVISION[2]]})))) == ["1 一、 重点任务"]


def test_yes_and_no_of_an_old_workbook_are_printed_as_excel_prints_them() -> None:
    text = extract(make_xls("Sheet1", [["名称", "完成", "公开"], ["甲", True, False]], (0, 0, 0, 0))).text
    assert text.split("\n")[-1] == "甲\tTRUE\tFALSE"
