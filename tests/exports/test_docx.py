"""A Word file as another library reads it: the page, the looks and the words of an official document."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from lxml import etree

from measures.exports.contents import (
    Block,
    Chart,
    Column,
    Fact,
    Group,
    Heading,
    Mark,
    Paragraph,
    Part,
    Report,
    Row,
    Run,
    Table,
    Tone,
    TonedRow,
)
from measures.exports.writers import as_docx
from measures.exports.writers.titles import title_lines
from tests.exports.samples import report_in_parts

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LONG = "《示例市国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要》任务分工方案（截至2026年11月26日）"


class Opened:
    """The parts of a file, as XML."""

    def __init__(self, *blocks: Block, title: str = "示例市规划", report: Report | None = None) -> None:
        drawn = report or Report(name="x", label="x", title=title, author="示例市发展改革委", parts=[Part("", blocks)])
        with ZipFile(BytesIO(b"".join(as_docx.chunks(drawn)))) as archive:
            assert archive.testzip() is None
            self.parts = {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}
        self.body = self.parts["word/document.xml"][0]
        self.styles = {style.get(f"{W}styleId", ""): style for style in self.parts["word/styles.xml"].iter(f"{W}style")}

    def lines(self) -> list[tuple[str, str]]:
        """The style's name and the words of each paragraph that has any."""
        found = [(self.style_of(paragraph), words_of(paragraph)) for paragraph in self.body.iter(f"{W}p")]
        return [(style, words) for style, words in found if words]

    def style_of(self, paragraph: etree._Element) -> str:
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        return value(self.styles[value(named)].find(f"{W}name")) if named is not None else ""

    def look(self, name: str) -> tuple[str, float, str, bool]:
        """Font, points, alignment and strength of a style."""
        style = next(each for each in self.styles.values() if value(each.find(f"{W}name")) == name)
        font = style.find(f"{W}rPr/{W}rFonts")
        assert font is not None
        size, side = value(style.find(f"{W}rPr/{W}sz")), style.find(f"{W}pPr/{W}jc")
        side_name = value(side) if side is not None else ""
        return font.get(f"{W}eastAsia", ""), float(size) / 2, side_name, style.find(f"{W}rPr/{W}b") is not None


def value(element: etree._Element | None) -> str:
    assert element is not None
    return element.get(f"{W}val", "")


def words_of(element: etree._Element) -> str:
    return "".join("\n" if each.tag == f"{W}br" else each.text or "" for each in element.iter(f"{W}t", f"{W}br"))


def text(words: str) -> Paragraph:
    return Paragraph((Run(words),))


def wide_table(*widths: int) -> Table:
    return Table(
        tuple(Column(f"c{i}", f"列{i}", width) for i, width in enumerate(widths)), iter([("文",) * len(widths)])
    )


def test_the_page_is_that_of_an_official_document() -> None:
    section = Opened(text("正文")).body.find(f"{W}sectPr")
    assert section is not None
    size, margins, grid = (section.find(f"{W}{name}") for name in ("pgSz", "pgMar", "docGrid"))
    assert size is not None
    assert margins is not None
    assert grid is not None
    millimetres = {
        side: round(int(margins.get(f"{W}{side}", "0")) * 25.4 / 1440) for side in ("top", "left", "right", "bottom")
    }
    assert (size.get(f"{W}w"), size.get(f"{W}h")) == ("11906", "16838")
    assert millimetres == {"top": 37, "left": 28, "right": 26, "bottom": 35}
    pitch = 16 + int(grid.get(f"{W}charSpace", "0")) / 4096
    height = (16838 - 37 * 56.7 - 35 * 56.7) / int(grid.get(f"{W}linePitch", "1"))
    assert grid.get(f"{W}type") == "linesAndChars"
    assert (round(156 / 25.4 * 72 / pitch, 1), int(height)) == (28, 22)


def test_headings_have_words_own_styles_in_the_fonts_of_their_numbers() -> None:
    labels = ("第一章", "第一节", "一、", "（一）", "1.", "（1）")
    opened = Opened(*(Heading("标题", level, label) for level, label in enumerate(labels, 1)))
    assert opened.lines()[1:] == [
        ("heading 1", "第一章\u3000标题"),
        ("heading 2", "第一节\u3000标题"),
        ("heading 3", "一、标题"),
        ("heading 4", "（一）标题"),
        ("heading 5", "1.标题"),
        ("heading 6", "（1）标题"),
    ]
    assert [opened.look(f"heading {level}") for level in range(1, 7)] == [
        ("黑体", 16, "center", False),
        ("楷体", 16, "center", True),
        ("黑体", 16, "", False),
        ("楷体", 16, "", False),
        ("仿宋", 16, "", True),
        ("仿宋", 16, "", False),
    ]
    levels = [value(opened.styles[f"Heading{level}"].find(f"{W}pPr/{W}outlineLvl")) for level in range(1, 10)]
    assert levels == [str(level) for level in range(9)]


def test_a_document_without_chapters_begins_with_the_first_levels_font() -> None:
    opened = Opened(
        Heading("总则", 1, "一、"), Heading("建设", 2, "（一）"), Heading("附则", 1), Heading("深", 12, "①")
    )
    assert [opened.look(f"heading {level}")[0] for level in (1, 2, 9)] == ["黑体", "楷体", "仿宋"]
    assert opened.lines()[-1] == ("heading 9", "①深")


def test_a_heading_unlike_its_level_has_a_style_of_its_own_that_the_navigation_shows() -> None:
    opened = Opened(Heading("创新", 1, "一、"), Heading("重大工程", 1, "专栏1"), Heading("保障", 1, "专栏2"))
    (_title, first, box, other) = opened.lines()
    assert first[0] == "heading 1"
    assert box == ("标题 1（章）", "专栏1\u3000重大工程")
    assert other[0] == box[0]
    own = opened.styles["Heading1Other1"]
    assert value(own.find(f"{W}basedOn")) == "Heading1"
    assert value(own.find(f"{W}pPr/{W}outlineLvl")) == "0"


def test_a_further_plan_has_a_title_that_the_navigation_shows() -> None:
    opened = Opened(Heading("示例市行动计划", 1, is_title=True), Heading("创新", 2, "一、"), Heading("支持", 1, "一、"))
    assert opened.lines()[1:3] == [("标题 1（规划）", "示例市行动计划"), ("heading 2", "一、创新")]
    own = opened.styles["Heading1Other1"]
    assert value(own.find(f"{W}basedOn")) == "Title"
    assert value(own.find(f"{W}pPr/{W}outlineLvl")) == "0"
    assert opened.look("标题 1（规划）") == ("方正小标宋简体", 22, "center", False)
    assert opened.look("heading 1")[0] == "黑体"


def test_text_is_sixteen_points_with_an_indent_of_two_characters_and_28_times_22_on_a_page() -> None:
    opened = Opened(Paragraph((Run("支持研究。", strong=True), Run("完善机制。")), "1."), text("另起一段。"))
    assert opened.lines()[1:] == [("Body Text", "1.支持研究。完善机制。"), ("Body Text", "另起一段。")]
    assert opened.look("Body Text") == ("仿宋", 16, "", False)
    style = opened.styles["BodyText"]
    indent, closer = style.find(f"{W}pPr/{W}ind"), style.find(f"{W}rPr/{W}spacing")
    line = opened.styles["Normal"].find(f"{W}pPr/{W}spacing")
    assert indent is not None
    assert line is not None
    assert indent.get(f"{W}firstLineChars") == "200"
    assert 28 * (16 + int(value(closer)) / 20) <= 156 / 25.4 * 72 < 29 * (16 + int(value(closer)) / 20)
    assert line.get(f"{W}lineRule") == "exact"
    assert 22 * int(line.get(f"{W}line", "0")) <= 225 / 25.4 * 1440 < 23 * int(line.get(f"{W}line", "0"))


def test_page_numbers_stand_between_dashes_right_on_odd_pages_and_left_on_even_ones() -> None:
    opened = Opened(text("正文"))
    assert opened.parts["word/settings.xml"].find(f"{W}evenAndOddHeaders") is not None
    for name, side in (("odd", "right"), ("even", "left")):
        footer = opened.parts[f"word/{name}.xml"]
        assert words_of(footer) == "— 1 —"
        assert value(footer.find(f"{W}p/{W}pPr/{W}jc")) == side
        assert "PAGE" in "".join(each.text or "" for each in footer.iter(f"{W}instrText"))
    assert opened.look("footer")[:2] == ("宋体", 14)


def test_every_font_names_what_stands_in_for_it() -> None:
    fonts = {font.get(f"{W}name"): value(font.find(f"{W}altName")) for font in Opened().parts["word/fontTable.xml"]}
    assert fonts["方正小标宋简体"].endswith("宋体")
    assert "仿宋_GB2312" in fonts["仿宋"]
    assert all(fonts.values())


def test_the_title_block_says_what_was_asked_and_what_is_left_out() -> None:
    asked_for = (Fact("截至日期", "2026年11月26日"), Fact("规划", "甲、乙"), Fact("筛选条件", "牵头"))
    drawn = Report(
        name="x", label="x", title=LONG, author="A & B", parts=[], facts=asked_for, remarks=("未列入：甲。",)
    )
    opened = Opened(report=replace(drawn, remarks_on_all=("共2个。",)))
    title, asked, *remarks = opened.lines()
    assert title == ("Title", "\n".join(title_lines(LONG)))
    assert opened.look("Title") == ("方正小标宋简体", 22, "center", False)
    assert asked == ("Subtitle", "规划：甲、乙\u3000\u3000筛选条件：牵头")
    assert [words for _style, words in remarks] == ["未列入：甲。", "共2个。"]
    properties = {etree.QName(each).localname: each.text for each in opened.parts["docProps/core.xml"]}
    assert (properties["title"], properties["creator"]) == (LONG, "A & B")


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("示例市规划", ["示例市规划"]),
        (
            LONG,
            [
                "《示例市国民经济和社会发展",
                "第十四个五年规划和",
                "二〇三五年远景目标纲要》",
                "任务分工方案（截至2026年11月26日）",
            ],
        ),
        ("《示例市规划》任务分工方案", ["《示例市规划》任务分工方案"]),
    ],
)
def test_a_long_title_is_parted_where_a_reader_pauses(title: str, lines: list[str]) -> None:
    assert title_lines(title) == lines


def test_a_long_title_takes_no_more_lines_than_needed_on_a_low_page() -> None:
    assert len(title_lines(LONG, 27, fewest=True)) == 3
    [title] = [words for style, words in Opened(wide_table(90, 90), title=LONG).lines() if style == "Title"]
    assert title == "\n".join(title_lines(LONG, 27, fewest=True))


def test_a_column_that_must_be_narrower_keeps_room_for_its_head() -> None:
    widths = [width_of_column / 90 for width_of_column in grid_of(Opened(wide_table(6, 28, 60, 18, 18, 18, 12, 24)))]
    assert min(widths[3:6]) >= 8 + 1.7  # four Chinese characters of nine points, and the margins of the cell
    assert widths[2] > 1.8 * widths[1]


def test_nothing_stands_between_a_table_and_a_new_page_lest_it_stands_there_alone() -> None:
    parts = [Part(title, [wide_table(20, 60, 60), wide_table(20, 60, 60)]) for title in ("甲局", "乙局")]
    names = [etree.QName(each).localname for each in Opened(report=report_in_parts(parts)).body]
    assert names[-9:] == ["tbl", "p", "tbl", "p", "tbl", "p", "tbl", "p", "sectPr"]


def grid_of(opened: Opened) -> list[int]:
    return [int(column.get(f"{W}w", "0")) for column in opened.body.iter(f"{W}gridCol")]


def test_a_table_repeats_its_head_and_breaks_no_row() -> None:
    columns = (
        Column("n", "序号", 6),
        Column("task", "任务", 36),
        Column("code", "编号", 8, hidden=True),
        Column("due", "时限", 12),
    )
    rows: list[Row | TonedRow | Group] = [
        Group("一、创新"),
        TonedRow((1, "甲\n乙", "1-1", date(2025, 6, 30)), {"due": Tone.LATE}),
    ]
    opened = Opened(Table(columns, iter(rows), "任务表"))
    head, group, row = opened.body.iter(f"{W}tr")
    assert opened.lines()[1] == ("caption", "任务表")
    assert all(each.find(f"{W}trPr/{W}cantSplit") is not None for each in (head, group, row))
    assert [each.find(f"{W}trPr/{W}tblHeader") is not None for each in (head, group, row)] == [True, False, False]
    assert [words_of(cell) for cell in head.iter(f"{W}tc")] == ["序号", "任务", "时限"]
    assert value(group.find(f"{W}tc/{W}tcPr/{W}gridSpan")) == "3"
    cells = list(row.iter(f"{W}tc"))
    assert [[words_of(line) for line in cell.iter(f"{W}p")] for cell in cells] == [["1"], ["甲", "乙"], ["2025-06-30"]]
    assert [cell.find(f"{W}tcPr/{W}shd") is not None for cell in cells] == [False, False, True]
    sides = [value(cell.find(f"{W}p/{W}pPr/{W}jc")) for cell in cells]
    assert sides == ["center", "left", "center"]


@pytest.mark.parametrize("width", [9, 90])
def test_the_page_number_stands_under_the_text_of_any_page(width: int) -> None:
    margins = Opened(wide_table(width, width)).body.find(f"{W}sectPr/{W}pgMar")
    assert margins is not None
    bottom, foot = (int(margins.get(f"{W}{name}", "0")) * 25.4 / 1440 for name in ("bottom", "footer"))
    assert round(bottom - foot) == 11


@pytest.mark.parametrize(
    ("words", "breaks"),
    [
        ("\n".join(30 * "行"), False),
        ("\n".join(31 * "行"), True),
        ("行" * 520, False),
        ("行" * 1200, True),
        ("a" * 600, False),
    ],
)
def test_a_row_that_takes_more_than_three_quarters_of_a_page_may_break(words: str, breaks: bool) -> None:
    columns = (Column("n", "序号", 6), Column("task", "任务", 36), Column("due", "时限", 12))
    opened = Opened(Table(columns, iter([(1, words, "")])))
    _head, row = opened.body.iter(f"{W}tr")
    assert (row.find(f"{W}trPr/{W}cantSplit") is None) == breaks


@pytest.mark.parametrize(
    ("widths", "size", "landscape"),
    [
        ((6, 30, 20), 12, False),
        ((6, 34, 12, 12, 10), 10.5, False),
        ((20, 40, 30), 12, True),
        ((40, 40, 40, 40), 9, True),
    ],
)
def test_a_table_takes_the_largest_print_that_fits_and_a_wide_one_a_wide_page(
    widths: tuple[int, ...], size: float, landscape: bool
) -> None:
    opened = Opened(Heading("附表", 1, "一、"), wide_table(*widths))
    sizes = {float(value(run)) / 2 for cell in opened.body.iter(f"{W}tc") for run in cell.iter(f"{W}sz")}
    (section,) = opened.body.iter(f"{W}sectPr")
    page = section.find(f"{W}pgSz")
    assert page is not None
    assert (sizes, page.get(f"{W}orient")) == ({size}, "landscape" if landscape else None)
    total = sum(int(column.get(f"{W}w", "0")) for column in opened.body.iter(f"{W}gridCol"))
    assert total <= (round(225 * 56.7) if landscape else round(156 * 56.7))


def test_a_wide_table_takes_its_heading_along_to_a_page_of_its_own_direction() -> None:
    opened = Opened(
        Heading("前", 1, "零、"),
        text("正文"),
        Heading("附表", 1, "一、"),
        wide_table(90, 90),
        Heading("后", 1, "二、"),
        wide_table(9, 9),
    )
    turned = [section.find(f"{W}pgSz").get(f"{W}orient") for section in opened.body.iter(f"{W}sectPr")]  # type: ignore[union-attr]
    assert turned == [None, "landscape", None]
    before = next(each for each in opened.body.iter(f"{W}p") if words_of(each) == "一、附表").getprevious()
    assert before is not None
    assert before.find(f"{W}pPr/{W}sectPr") is not None


def test_a_wide_table_takes_along_the_one_paragraph_that_leads_to_it() -> None:
    opened = Opened(Heading("附表", 1, "一、"), text("正文"), text("共2项任务。"), wide_table(90, 90))
    body = [*opened.body]
    turn = next(place for place, each in enumerate(body) if each.find(f".//{W}sectPr") is not None)
    before, after = ("".join("".join(each.itertext()) for each in part) for part in (body[:turn], body[turn:]))
    assert "正文" in before
    assert "共2项任务。" not in before
    assert after.startswith("共2项任务。")
    kept = [words_of(each) for each in opened.body.iter(f"{W}p") if each.find(f"{W}pPr/{W}keepNext") is not None]
    assert kept == ["共2项任务。"]


def test_a_document_that_begins_with_a_wide_table_has_its_title_on_the_wide_page() -> None:
    opened = Opened(text("共2项任务。"), Heading("附表", 1, "一、"), wide_table(90, 90), text("正文"))
    assert [words for _style, words in opened.lines()[:3]] == ["示例市规划", "共2项任务。", "一、附表"]
    assert len(list(opened.body.iter(f"{W}sectPr"))) == 1


def test_a_blank_line_parts_the_title_block_from_the_text_and_half_a_line_on_a_low_page() -> None:
    for blocks, blank, after in (([text("正文")], 1, []), ([wide_table(20, 60, 60)], 0, ["200"])):
        first, *others = Opened(*blocks).body.iterchildren(f"{W}p")
        assert [each.get(f"{W}after") for each in first.iter(f"{W}spacing")] == after
        assert sum("BodyText" in etree.tostring(each).decode() and not words_of(each) for each in others) == blank


def test_a_title_on_a_wide_page_has_longer_lines() -> None:
    title = "《支持示例市工业互联网创新发展若干政策措施》任务清单"
    assert Opened(wide_table(90, 90), title=title).lines()[0] == ("Title", title)
    assert Opened(wide_table(9, 9), title=title).lines()[0] != ("Title", title)


def test_a_table_of_one_column_is_a_box_in_the_size_of_text() -> None:
    opened = Opened(Table((Column("box", "专栏1 重大工程", 72),), iter([("1.修路。",)])))
    assert opened.lines()[1:] == [("表头", "专栏1 重大工程"), ("专栏正文", "1.修路。")]
    assert opened.look("专栏正文")[:2] == ("仿宋", 14)


def test_what_was_added_is_underlined_and_what_was_removed_struck_out() -> None:
    opened = Opened(Paragraph((Run("旧", Mark.REMOVED), Run("新", Mark.ADDED), Run("同"))))
    marks = [{etree.QName(each).localname for each in run[0]} & {"strike", "u"} for run in opened.body.iter(f"{W}r")]
    assert marks[-3:] == [{"strike"}, {"u"}, set()]


def test_a_chart_is_a_table_of_its_numbers() -> None:
    opened = Opened(Chart("按角色", ("牵头", "配合"), (("任务", (3, 4)),)))
    rows = [[words_of(cell) for cell in row.iter(f"{W}tc")] for row in opened.body.iter(f"{W}tr")]
    assert (opened.lines()[1], rows) == (("caption", "按角色"), [["", "任务"], ["牵头", "3"], ["配合", "4"]])


def test_control_characters_and_markup_stay_words() -> None:
    opened = Opened(text("\x01<w:p>&\ufffe\t甲\n乙"), Heading("一\x0b二", 1, "一、"))
    assert [words for _style, words in opened.lines()[1:]] == ["<w:p>&甲\n乙", "一、一二"]


def test_several_parts_begin_each_on_a_page_under_its_title() -> None:
    parts = [Part("甲规划", [Heading("创新", 1, "一、")]), Part("乙规划", [Heading("创新", 1, "一、")])]
    opened = Opened(report=Report(name="x", label="x", title="任务台账", author="x", parts=parts))
    assert opened.lines()[1:] == [
        ("heading 1", "甲规划"),
        ("heading 2", "一、创新"),
        ("heading 1", "乙规划"),
        ("heading 2", "一、创新"),
    ]
    breaks = [
        words_of(each) for each in opened.body.iter(f"{W}p") if each.find(f"{W}pPr/{W}pageBreakBefore") is not None
    ]
    assert breaks == ["乙规划"]
