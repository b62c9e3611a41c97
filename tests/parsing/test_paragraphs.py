"""Lines become paragraphs: which wrapped lines are joined, and where each character stands in the document."""

from collections.abc import Mapping

import pytest

from measures.parsing.extract.model import Line, LineKind
from measures.parsing.structure.paragraphs import Paragraph, is_page_number, to_paragraphs
from measures.terms import Numbering, PassageKind
from tests.parsing.checks import BODY, read_text

FIRST = "坚持创新在现代化建设全局中的核心地位，突出科技自立自强"
GOES_ON = "以科学城建设为强劲引擎。"


Part = str | tuple[str, Mapping[str, object]]


def wrapped(*parts: Part) -> list[Line]:
    """Lines one under another; each reaches the margin unless it says otherwise."""
    lines: list[Line] = []
    start = 0
    for part in parts:
        text, changes = part if isinstance(part, tuple) else (part, {})
        line = Line(start, start + len(text), text, full=True)
        for name, value in changes.items():
            setattr(line, name, value)
        lines.append(line)
        start += len(text) + 1
    return lines


def texts(*parts: Part) -> list[str]:
    return [paragraph.text for paragraph in to_paragraphs(wrapped(*parts))]


def test_a_line_that_reaches_the_margin_goes_on_in_the_next() -> None:
    assert texts(FIRST, GOES_ON) == [FIRST + GOES_ON]
    assert texts(FIRST, FIRST, GOES_ON) == [FIRST + FIRST + GOES_ON]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((FIRST, {"full": False}), (GOES_ON, {})),
        ((FIRST, {}), (GOES_ON, {"indented": True})),
        ((FIRST, {}), (GOES_ON, {"region": 1})),
        ((FIRST, {}), (GOES_ON, {"kind": LineKind.ROW})),
        ((FIRST, {}), ("第二章 总则", {})),
        ((FIRST, {}), ("第二节 总则", {})),
        ((FIRST, {}), ("专栏1 工程", {})),
        ((FIRST, {}), ("附件1 清单", {})),
        (("1." + FIRST, {}), ("2.建设园区，", {})),
        ((FIRST + "。", {}), (GOES_ON, {})),
        ((FIRST + "：", {}), (GOES_ON, {})),
        ((FIRST + "（市科技局负责）", {}), (GOES_ON, {})),
        ((FIRST, {}), ("责任单位：市科技局", {})),
        (("责任单位：市科技局，各区政府", {}), ("完成时限：2028年", {})),
        ((FIRST + "【责任单位：市局（含分局）】", {}), (GOES_ON, {})),
    ],
)
def test_what_begins_a_paragraph_or_ends_one_is_not_joined(
    first: tuple[str, Mapping[str, object]], second: tuple[str, Mapping[str, object]]
) -> None:
    assert texts(first, second, ("完", {"full": False}))[0] == first[0]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("1." + FIRST, "3.5倍以上的增长。"),
        ("1." + FIRST, "3.建设园区。"),
        (FIRST, "（二）建设园区。"),
        (FIRST + "（见附表）", GOES_ON),
        ("坚持创新、建设", "园区。"),
    ],
)
def test_what_only_looks_like_a_beginning_or_an_end_is_joined(first: str, second: str) -> None:
    assert texts(first, second) == [first + second]


def test_a_label_inside_an_open_bracket_goes_on() -> None:
    assert texts("推进建设。（牵头单位：市科技局，市水务局；", "责任单位：市财政局）") == [
        "推进建设。（牵头单位：市科技局，市水务局；责任单位：市财政局）"
    ]


def test_a_line_that_ends_a_sentence_goes_on_where_paragraphs_are_indented() -> None:
    lead = ("　　" + FIRST, {"indented": True})
    assert texts(lead, FIRST + "。", GOES_ON) == [lead[0] + FIRST + "。" + GOES_ON]
    assert texts(lead, FIRST + "。", "一、总则") == [lead[0] + FIRST + "。", "一、总则"]


@pytest.mark.parametrize(("others", "indents"), [(19, True), (20, False)])
def test_paragraphs_are_indented_where_more_than_one_line_in_twenty_is(others: int, indents: bool) -> None:
    first, *found = texts((FIRST, {"indented": True}), *[FIRST + "。"] * (others - 1))
    assert (not found) is indents
    assert first.startswith(FIRST + FIRST)


@pytest.mark.parametrize(("length", "joined"), [(25, False), (26, True)])
def test_a_title_without_a_pause_goes_on_where_it_fills_a_line(length: int, joined: bool) -> None:
    title = ("示例市关于推动园区高质量发展" * 3)[:length]
    assert (len(texts(title, "的实施意见")) == 1) is joined


def test_a_documents_number_under_its_title_is_a_line_of_its_own() -> None:
    title = "示例市人民政府关于推动园区高质量发展建设的实施意见"
    assert texts(title + "通知", "示政发〔2024〕8号") == [title + "通知", "示政发〔2024〕8号"]
    assert texts(title + "通知", "一、总则") == [title + "通知", "一、总则"]


def test_page_numbers_and_running_heads_between_two_halves_do_not_part_them() -> None:
    assert texts(FIRST, "— 3 —", ("示例市规划", {"kind": LineKind.CHROME}), GOES_ON) == [
        "— 3 —",
        "示例市规划",
        FIRST + GOES_ON,
    ]


@pytest.mark.parametrize(
    ("numbers", "are_pages"),
    [
        ("1 2 3", True),
        ("1 2", False),
        ("1 3 5", False),
        ("1 2 3 4 5 9", True),
        ("1 2 3 4 8", False),
        ("12345 12346 12347", False),
    ],
)
def test_bare_figures_that_count_on_are_page_numbers(numbers: str, are_pages: bool) -> None:
    parts = [part for number in numbers.split() for part in (FIRST, (number, {"full": False}))]
    kinds = [paragraph.kind for paragraph in to_paragraphs(wrapped(*parts, GOES_ON))]
    assert (LineKind.CHROME in kinds) is are_pages


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("— 31 —", True),
        ("-3-", True),
        ("— 12345 —", False),
        ("第3页 共20页", True),
        ("第 3 页", True),
        ("3/20", True),
        ("3", False),
        ("— 3", False),
        ("—" * 11 + "3" + "—" * 12, True),
        ("—" * 12 + "3" + "—" * 12, False),
    ],
)
def test_a_page_number_stands_between_marks(text: str, expected: bool) -> None:
    assert is_page_number(text) is expected


def test_latin_words_at_the_end_of_a_line_keep_a_space() -> None:
    assert texts(FIRST + "，Web", "Service平台。") == [FIRST + "，Web Service平台。"]
    assert texts(FIRST + "，Web", "平台。") == [FIRST + "，Web平台。"]
    assert texts(FIRST + "，Web", "A级平台。") == [FIRST + "，Web A级平台。"]
    assert texts(FIRST + "，Web", "级A平台。") == [FIRST + "，Web级A平台。"]
    assert texts(FIRST + "，Web", "A", GOES_ON)[:1] == [FIRST + "，Web A" + GOES_ON]


def joined() -> Paragraph:
    """Two lines with a page number between them: (0, 28) and (35, 47) of the document, with a space for none."""
    _, paragraph = to_paragraphs(wrapped(FIRST, "— 3 —", GOES_ON))
    return paragraph


def test_each_character_of_a_joined_paragraph_knows_its_place() -> None:
    paragraph, middle = joined(), len(FIRST)
    start = middle + 1 + len("— 3 —") + 1
    assert (paragraph.start, paragraph.end) == (0, start + len(GOES_ON))
    assert [paragraph.at(offset) for offset in (0, middle - 1, middle, middle + 1)] == [0, middle - 1, start, start + 1]
    span = paragraph.span(middle - 1, middle + 1)
    assert (span.start, span.end) == (middle - 1, start + 1)
    assert list(paragraph.lines_between(middle - 2, middle + 3)) == [(middle - 2, middle), (start, start + 3)]
    assert list(paragraph.lines_between(0, middle)) == [(0, middle)]
    assert list(paragraph.lines_between(middle, middle + 2)) == [(start, start + 2)]


@pytest.mark.parametrize(("start", "end"), [(0, None), (3, None), (5, 40), (0, 10), (28, None), (30, None), (27, 29)])
def test_a_part_of_a_joined_paragraph_keeps_the_places_of_its_characters(start: int, end: int | None) -> None:
    paragraph = joined()
    part = paragraph.part(start, end)
    assert part.text == paragraph.text[start:end].strip()
    offset = paragraph.text.index(part.text)
    assert [part.at(i) for i in range(len(part.text))] == [paragraph.at(offset + i) for i in range(len(part.text))]
    assert (part.start, part.end) == (paragraph.at(offset), paragraph.at(offset + len(part.text) - 1) + 1)


@pytest.mark.parametrize("start", range(0, 60, 5))
def test_a_part_of_a_paragraph_of_three_lines_knows_its_places(start: int) -> None:
    (paragraph,) = to_paragraphs(wrapped(FIRST, FIRST[4:], GOES_ON))
    part = paragraph.part(start)
    assert [part.at(i) for i in range(len(part.text))] == [
        paragraph.at(start + i) for i in range(len(paragraph.text) - start)
    ]
    assert list(part.lines_between(0, len(part.text))) == list(paragraph.lines_between(start, len(paragraph.text)))


def test_a_part_leaves_out_the_blanks_around_it_and_may_be_empty() -> None:
    (paragraph,) = to_paragraphs(wrapped(("甲　 乙 丙", {"full": False})))
    part = paragraph.part(1)
    assert (part.text, part.start, part.end, part.pieces) == ("乙 丙", 3, 6, ())
    empty = paragraph.part(1, 3)
    assert (empty.text, empty.start, empty.end) == ("", 3, 3)


def test_a_chapter_and_the_article_on_its_line_are_two_paragraphs() -> None:
    first, second = to_paragraphs(wrapped(("第一章　总则　　第一条　为规范管理，制定本办法。", {"full": False})))
    assert (first.text, second.text) == ("第一章　总则", "第一条　为规范管理，制定本办法。")
    assert (second.start, second.marker and second.marker.style) == (8, Numbering.ARTICLE)


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("1 总则", 1),
        ("2　总则", 2),
        ("1 总", None),
        ("1总则", None),
        ("123 总则", None),
        ("1 " + "总" * 38, 1),
        ("1 " + "总" * 39, None),
    ],
)
def test_above_decimal_numbers_a_bare_figure_is_one(line: str, number: int | None) -> None:
    first, _ = to_paragraphs(wrapped((line, {"full": False}), ("1.1 目的", {"full": False})))
    assert (first.marker and first.marker.number) == number
    (alone,) = to_paragraphs(wrapped((line, {"full": False})))
    assert alone.marker is None


@pytest.mark.parametrize(
    "lines",
    [
        "2026/11/27 19:17 示例市行动方案\nhttps://www.example.invalid/art/1.html 1/12",
        "11/27/26, 7:17 PM x\nfile:///tmp/plan.html 1/2",
        "2026/11/27 下午7:17 示例市行动方案",
    ],
)
def test_what_a_browser_prints_at_the_edge_of_a_page_is_a_page_number_wherever_it_stands(lines: str) -> None:
    tree = read_text(f"一、重点任务\n严格准入。{BODY}\n{lines}\n控制总量。{BODY}\n推进取暖。{BODY}\n")
    assert [measure.title for measure in tree.measures()] == ["严格准入", "控制总量", "推进取暖"]
    kinds = [passage.code for passage in tree.passages if passage.kind is PassageKind.FURNITURE]
    assert kinds == ["page_number"]
