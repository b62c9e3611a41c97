"""What each format holds at the limits of what is read: nesting, spans of cells, hidden columns, declared encodings."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
import xlwt

from measures.parsing.extract import MAX_BYTES, LineKind, extract, ofd, pdf
from measures.parsing.extract.model import MAX_CHARACTERS, MAX_LINES
from measures.parsing.extract.pdf import MAX_CONTENT, MAX_PAGE_CHARACTERS
from measures.parsing.extract.plain import decode
from measures.parsing.extract.spreadsheet import MAX_CELLS
from measures.parsing.tree import DocumentError
from tests.parsing.checks import check_refused
from tests.parsing.documents import make_docx, paragraph
from tests.parsing.workbooks import make_xlsx, with_parts

SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def lines(data: bytes) -> list[str]:
    return extract(data).text.split("\n")


def rows(data: bytes) -> list[tuple[str, tuple[int, ...]]]:
    return [(line.text, line.merged) for line in extract(data).lines if line.kind is LineKind.ROW]


# Workbooks


def sheet(content: str) -> bytes:
    part = f"<worksheet {SPACE}><sheetData>{content}</sheetData></worksheet>"
    return with_parts(make_xlsx({"Sheet1": [["甲"]]}), xl__worksheets__sheet1=part)


def test_xml_nested_past_reason_is_damage_wherever_it_stands() -> None:
    nested = "<a>" * 1_000 + "</a>" * 1_000  # below 256 by default, below 2,048 where it may be huge
    check_refused(with_parts(make_xlsx({"Sheet1": [["甲"]]}), xl__styles=f"<x {SPACE}>{nested}</x>"), "damaged")


def test_a_row_or_cell_without_a_place_follows_the_one_before() -> None:
    def cell(words: str, place: str = "") -> str:
        return f'<c {place} t="str"><v>{words}</v></c>'

    third = cell("丁", 'r="C2"')
    content = f"<row>{cell('甲')}{cell('乙')}</row><row>{cell('丙')}{third}{cell('戊')}</row>"
    data = sheet(f'{content}<row r="9">{cell("己")}{cell("庚")}</row>')
    assert lines(data) == ["甲\t乙\t\t", "丙\t\t丁\t戊", "己\t庚\t\t"]
    assert [place.number for place in extract(data).places] == [1, 2, 9]


@pytest.mark.parametrize("place", ["A", "1", "A1:B", "A:B", "1:2"])
def test_a_place_without_its_row_or_column_is_damage(place: str) -> None:
    check_refused(sheet(f'<row r="1"><c r="{place}" t="str"><v>甲</v></c></row>'), "damaged")


@pytest.mark.parametrize(("place", "is_read"), [("XFD1048576", True), ("XFE1", False)])
def test_a_sheet_ends_with_its_last_row_and_column(place: str, is_read: bool) -> None:
    data = sheet(f'<row r="{place[3:]}"><c r="{place}" t="str"><v>甲</v></c></row>')
    if is_read:
        assert lines(data) == ["甲"]
    else:
        check_refused(data, "damaged")
    check_refused(sheet('<row r="1048577"><c t="str"><v>甲</v></c></row>'), "damaged")


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('<c r="A1" t="b"><v>1</v></c>', "TRUE"),
        ('<c r="A1" t="b"><v>0</v></c>', "FALSE"),
        ('<c r="A1" t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c r="A1" s="99"><v>3</v></c>', "3"),
        ('<c r="A1"><v>1e999</v></c>', "1e999"),
        ('<c r="A1"><v>甲</v></c>', "甲"),
    ],
)
def test_each_kind_of_cell_shows_its_value(cell: str, shown: str) -> None:
    assert lines(sheet(f'<row r="1">{cell}<c r="B1" t="str"><v>乙</v></c></row>')) == [f"{shown}\t乙"]


def old_workbook(hidden_rows: tuple[int, ...], hidden_columns: tuple[int, ...], is_hidden: bool = False) -> bytes:
    workbook = xlwt.Workbook()
    other, stored = workbook.add_sheet("首页"), workbook.add_sheet("任务")
    other.write(0, 0, "首页的话")
    for row in range(6):
        for column in range(5):
            stored.write(row, column, f"{'甲乙丙丁戊己'[row]}{column}")
        stored.row(row).hidden = row in hidden_rows
    for column in hidden_columns:
        stored.col(column).hidden = True
    stored.visibility = 1 if is_hidden else 0
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("hidden_rows", "hidden_columns", "reported"),
    [
        ((1,), (), [("hidden_rows", "2")]),
        ((0, 1, 2, 4), (), [("hidden_rows", "1-3, 5")]),
        ((), (1,), [("hidden_columns", "B")]),
        ((), (0, 1, 3), [("hidden_columns", "A:B, D")]),
        ((), (9,), []),
    ],
)
def test_hidden_rows_and_columns_of_an_old_workbook_are_reported(
    hidden_rows: tuple[int, ...], hidden_columns: tuple[int, ...], reported: list[tuple[str, str]]
) -> None:
    problems = extract(old_workbook(hidden_rows, hidden_columns)).problems
    assert [(problem.code, problem.detail) for problem in problems] == reported
    assert {problem.subject for problem in problems} <= {"任务"}


def test_a_hidden_sheet_of_an_old_workbook_is_reported() -> None:
    extracted = extract(old_workbook((), (), is_hidden=True))
    assert [(problem.code, problem.subject) for problem in extracted.problems] == [("hidden_sheet", "任务")]


@pytest.mark.parametrize(("count", "shown"), [(10, "J1"), (11, "J1…")])
def test_ten_cells_that_were_never_calculated_are_named(count: int, shown: str) -> None:
    cells = "".join(f'<c r="{"ABCDEFGHIJK"[n]}1"><f>1+1</f></c>' for n in range(count))
    content = f'<row r="1">{cells}</row><row r="2"><c r="A2" t="str"><v>甲</v></c></row>'
    (problem,) = extract(sheet(content)).problems
    assert problem.detail.split("、")[9] == shown


# Word files


@pytest.mark.parametrize(
    ("span", "text"),
    [("2", "甲\t\t乙"), ("3", "甲\t\t\t乙"), ("x", "甲\t乙"), ("1", "甲\t乙"), ("9999", "甲\t乙")],
)
def test_a_cell_over_several_columns_is_followed_by_empty_ones(span: str, text: str) -> None:
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr>{paragraph("甲")}</w:tc>'
    table = f"<w:tbl><w:tr>{wide}<w:tc>{paragraph('乙')}</w:tc></w:tr></w:tbl>"
    assert lines(make_docx(paragraph("题") + table)) == ["题", text]


def test_a_cell_over_more_columns_than_any_table_has_spans_sixty_four() -> None:
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="999"/></w:tcPr>{paragraph("甲")}</w:tc>'
    (_, text) = lines(make_docx(f"{paragraph('题')}<w:tbl><w:tr>{wide}<w:tc>{paragraph('乙')}</w:tc></w:tr></w:tbl>"))
    assert text.count("\t") == 64


def test_a_table_that_holds_a_table_lays_out_the_page() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{paragraph('丙')}</w:tc><w:tc>{paragraph('丁')}</w:tc></w:tr></w:tbl>"
    outer = f"<w:tbl><w:tr><w:tc>{paragraph('甲')}</w:tc><w:tc>{paragraph('乙')}{inner}</w:tc></w:tr></w:tbl>"
    extracted = extract(make_docx(paragraph("题") + outer))
    assert [(line.text, line.kind) for line in extracted.lines] == [
        *((words, LineKind.PARAGRAPH) for words in "题甲乙"),
        ("丙\t丁", LineKind.ROW),
    ]
    assert [line.region for line in extracted.lines] == [0, 1, 1, 2]


@pytest.mark.parametrize(("level", "found"), [("0", 1), ("8", 9), ("9", 0), ("x", 0)])
def test_a_paragraphs_own_outline_level_makes_it_a_heading(level: str, found: int) -> None:
    body = f'<w:p><w:pPr><w:outlineLvl w:val="{level}"/></w:pPr><w:r><w:t>总则</w:t></w:r></w:p>'
    assert [line.level for line in extract(make_docx(body)).lines] == [found]


@pytest.mark.parametrize(
    ("style", "level"),
    [
        ('<w:name w:val="heading 3"/>', 3),
        ('<w:name w:val="标题 2"/>', 2),
        ('<w:name w:val="正文"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr>', 1),
        ('<w:name w:val="正文"/><w:pPr><w:outlineLvl w:val="8"/></w:pPr>', 9),
        ('<w:name w:val="正文"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr>', 0),
        ('<w:name w:val="正文"/>', 0),
    ],
)
def test_a_style_makes_a_heading_by_its_name_or_level(style: str, level: int) -> None:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    styles = f'<w:styles {space}><w:style w:type="paragraph" w:styleId="s">{style}</w:style></w:styles>'
    assert [line.level for line in extract(make_docx(paragraph("总则", "s"), styles=styles)).lines] == [level]


# Web pages


def page(body: str) -> bytes:
    return f'<html><head><meta charset="utf-8"></head><body>{body}</body></html>'.encode()


def table(*cells: str) -> str:
    return f"<table>{''.join(cells)}</table>"


@pytest.mark.parametrize(
    ("count", "length", "is_data"), [(2, 800, True), (2, 801, False), (3, 801, True), (3, 3000, True), (3, 3001, False)]
)
def test_a_table_of_few_rows_with_a_long_cell_lays_out_the_page(count: int, length: int, is_data: bool) -> None:
    body = table(f"<tr><td>甲</td><td>{'乙' * length}</td></tr>", *["<tr><td>丙</td><td>丁</td></tr>"] * (count - 1))
    assert bool(rows(page(body))) is is_data


def test_words_after_an_element_in_a_cell_are_read_once() -> None:
    body = table("<tr><td>甲<b>乙</b>丙<br>丁<script>x</script>戊</td><td>己</td>辛</tr>")
    assert rows(page(body)) == [("甲乙丙 丁戊\t己", ())]
    assert rows(page(table("<tr><td>甲<!-- 注 -->乙</td><td>丙</td></tr>"))) == [("甲乙\t丙", ())]


def test_a_cell_of_a_page_reaches_over_two_hundred_columns_at_most() -> None:
    assert rows(page(table('<tr><td colspan="999">甲</td><td>乙</td></tr>'))) == [("甲" + "\t" * 200 + "乙", ())]


def test_cells_over_several_rows_and_columns_keep_their_places() -> None:
    body = table(
        '<tr><td rowspan="3">甲</td><td colspan="2" rowspan="2">乙</td><td>丙</td></tr>',
        "<tr><td>丁</td></tr>",
        '<tr><td>戊</td><td>己</td><td rowspan="0">庚</td></tr>',
        "<tr><td>辛</td><td>壬</td><td>癸</td><td>子</td></tr>",
    )
    assert rows(page(body)) == [
        ("甲\t乙\t\t丙", ()),
        ("\t\t\t丁", (0, 1, 2)),
        ("\t戊\t己\t庚", (0,)),
        ("辛\t壬\t癸\t子", ()),
    ]


@pytest.mark.parametrize(("length", "is_chrome"), [(600, True), (601, False)])
def test_a_part_named_like_a_sites_is_chrome_where_it_is_short(length: int, is_chrome: bool) -> None:
    body = f'<p>一、总则</p><div class="footer">{"字" * length}</div>'
    assert [line.kind is LineKind.CHROME for line in extract(page(body)).lines] == [False, is_chrome]


@pytest.mark.parametrize("names", ['id="nav"', 'class="nav"', 'id="top" class="main-menu"', 'class="share2"'])
def test_a_part_is_chrome_by_its_name_or_its_class(names: str) -> None:
    assert [line.kind for line in extract(page(f"<div {names}>首页</div>")).lines] == [LineKind.CHROME]


def test_chrome_ends_with_its_element() -> None:
    body = "<nav>甲<nav>乙</nav>丙</nav>丁<div>戊</div><button>己</button>庚"
    found = [(line.text, line.kind is LineKind.CHROME) for line in extract(page(body)).lines]
    assert found == [
        ("甲", True),
        ("乙", True),
        ("丙", True),
        ("丁", False),
        ("戊", False),
        ("己", True),
        ("庚", False),
    ]


@pytest.mark.parametrize(
    ("markup", "lines_of"),
    [
        ("<ol><li>甲<li>乙</ol>", ["1.甲", "2.乙"]),
        ('<ol start="3"><li>甲<li>乙</ol>', ["3.甲", "4.乙"]),
        ('<ol start="x"><li>甲</ol>', ["1.甲"]),
        ("<ol reversed><li>甲<li>乙</ol>", ["2.甲", "1.乙"]),
        ('<ol start="9" reversed><li>甲<li>乙</ol>', ["9.甲", "8.乙"]),
        ('<ol><li value="7">甲<li>乙</ol>', ["7.甲", "8.乙"]),
        ('<ol type="A"><li>甲<li type="i">乙</ol>', ["A.甲", "ii.乙"]),
        ('<ol style="list-style: cjk-ideographic"><li>甲<li>乙</ol>', ["一、甲", "二、乙"]),
        ('<ol style="list-style: none"><li>甲</ol>', ["甲"]),
        ("<ul><li>甲</ul>", ["甲"]),
        ("<ol><li>（一）甲<li> <li>乙</ol>", ["（一）甲", "3.乙"]),
    ],
)
def test_a_list_counts_as_a_browser_does(markup: str, lines_of: list[str]) -> None:
    assert lines(page(markup)) == lines_of


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<div>甲<script>x</script>乙</div>丙", ["甲乙", "丙"]),
        ("<ol><li><b></b>甲<li>乙</ol>", ["1.甲", "2.乙"]),
        ("<p>甲</p><o:p>乙</o:p><foo>丙</foo>", ["甲", "乙丙"]),
        ("<p>甲<p>乙<b>丙</p>丁", ["甲", "乙丙", "丁"]),
    ],
)
def test_words_round_elements_without_words_and_unknown_ones_are_read(body: str, found: list[str]) -> None:
    assert lines(page(body)) == found


@pytest.mark.parametrize(("padding", "encoding"), [(0, "gb18030"), (1, "utf-8")])
def test_a_page_declares_its_encoding_in_its_first_4096_bytes(padding: int, encoding: str) -> None:
    before, declared = "<html><body><!--", "--><meta charset=gb2312>"
    filler = "x" * (4096 - len(before) - len(declared) + 1 + padding)
    data = f"{before}{filler}{declared}<p>1. Overview</p>".encode()
    assert extract(data).encoding == encoding


@pytest.mark.parametrize(
    ("kind", "code", "detail"),
    [
        ("application/vnd.oasis.opendocument.text", "needs_office", "odt"),
        ("application/vnd.oasis.opendocument.spreadsheet", "needs_office", "ods"),
        ("application/epub+zip", "unknown_format", "zip"),
    ],
)
def test_a_zip_file_says_what_it_is_in_its_mimetype(kind: str, code: str, detail: str) -> None:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", kind)
    with pytest.raises(DocumentError) as caught:
        extract(buffer.getvalue())
    assert (caught.value.code, caught.value.detail) == (code, detail)


@pytest.mark.parametrize(("steps", "level"), [(20, 1), (21, 0)])
def test_a_style_takes_the_level_of_one_up_to_twenty_steps_above(steps: int, level: int) -> None:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    root = '<w:style w:type="paragraph" w:styleId="s0"><w:name w:val="heading 1"/></w:style>'
    chain = [
        f'<w:style w:type="paragraph" w:styleId="s{n}"><w:name w:val="正文"/><w:basedOn w:val="s{n - 1}"/></w:style>'
        for n in range(steps, 0, -1)
    ]
    styles = f"<w:styles {space}>{''.join(chain)}{root}</w:styles>"
    data = make_docx(paragraph("总则", f"s{steps}"), styles=styles)
    assert [line.level for line in extract(data).lines] == [level]


LIMITS = {
    "over 128 MB": MAX_BYTES == 128 << 20,
    "a PDF page of over 32 MB unpacked": MAX_CONTENT == 32 << 20,
    "10 million; 100,000 on a page": (MAX_CHARACTERS, MAX_PAGE_CHARACTERS) == (10_000_000, 100_000),
    "`too_many_lines` (150,000)": MAX_LINES == 150_000,
    "`too_many_cells` (1 million)": MAX_CELLS == 1_000_000,
    "`too_many_pages` (5,000)": pdf.MAX_PAGES == ofd.MAX_PAGES == 5_000,
}


@pytest.mark.parametrize("words", LIMITS)
def test_the_documentation_names_the_limits_that_hold(words: str) -> None:
    documented = Path(__file__).parents[2] / "docs" / "document-format.md"
    assert words in " ".join(documented.read_text(encoding="utf-8").split())
    assert LIMITS[words]


# Encodings


def test_what_a_page_declares_is_believed_where_it_fits_and_has_no_mark_of_its_own() -> None:
    body = "<html><meta charset=gb2312><body><p>一、建设工业园区，推进发展。</p>"
    assert extract(body.encode("gb18030")).encoding == "gb18030"
    assert extract(body.encode()).encoding == "utf-8"
    assert extract(body.replace("gb2312", "utf-16").encode("utf-16")).text == "一、建设工业园区，推进发展。"


TEXT = "坚持创新驱动发展，加强统筹，建设一批产业园区，推进实施。\n"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_text_without_a_mark_is_recognised_by_its_line_breaks(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == (TEXT, encoding, True)
    odd = "上" + TEXT  # 上 is 4E0A: a byte of a line break at an odd place
    assert decode(odd.encode(encoding)) == (odd, encoding, True)


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"\n" + TEXT.encode("utf-16-le") + b"\x00", "binary", 2),
        (TEXT.encode() + b"\x01\n", "binary", 2),
        (b"\n" + TEXT.encode() + b"\x01\n", "binary", 3),
        (b"\xff\xfe" + b"a", "encoding", 1),
        (b"\xff\xfe" + TEXT.encode("utf-16-le") + b"\x00\xd8\x00", "encoding", 2),
        (b"\xef\xbb\xbf\n\n\xff", "encoding", 3),
        (bytes(range(128, 256)) * 8 + bytes(range(1, 9)) * 40, "binary", 1),
    ],
)
def test_what_cannot_be_decoded_is_refused_with_its_line(data: bytes, code: str, line: int) -> None:
    with pytest.raises(DocumentError) as caught:
        decode(data)
    assert (caught.value.code, caught.value.line) == (code, line)


@pytest.mark.parametrize(
    ("text", "is_page"),
    [
        ("<div>一、总则</div>", True),
        ("\n <P>一、总则", True),
        ("一、总则<p>", False),
        ("<<示例市行动方案>>\n一、总则", False),
        ("<示例市行动方案>\n一、总则", False),
    ],
)
def test_a_page_begins_with_an_element_and_not_with_any_bracket(text: str, is_page: bool) -> None:
    assert (extract(text.encode()).media_type == "text/html") is is_page


@pytest.mark.parametrize(("control", "code"), [(13, "encoding"), (14, "binary"), (31, "binary"), (32, "encoding")])
def test_more_than_one_control_character_in_a_hundred_makes_a_file_binary(control: int, code: str) -> None:
    data = bytes(range(128, 256)) * 8 + bytes([1]) * 5 + bytes([control]) * 40
    with pytest.raises(DocumentError) as caught:
        decode(data)
    assert caught.value.code == code
