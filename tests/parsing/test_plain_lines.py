"""Lines of a text: which are rows of a table pasted into it, and which reach the margin of a page of fixed width."""

import pytest

from measures.parsing import read
from measures.parsing.extract import LineKind
from measures.parsing.extract.plain import mark_full_lines, split_lines
from tests.parsing.checks import check_coverage, unparsed

PROSE = "加强组织领导完善工作机制强化督促检查确保各项任务落到实处推动高质量发展再上新的台阶"


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        # the number of the table that each line is a row of, 0 for a paragraph
        ("甲\t乙\t丙\n丁\t戊\n己", [1, 0, 0]),
        ("甲\t乙\t丙\n丁\t戊\n己\t庚\t辛", [1, 1, 1]),  # tabs at its end were lost
        ("题\t目\n甲\t乙\t丙\n1.丁\t戊\n己\t庚\t辛", [0, 1, 0, 2]),  # a numbered line is none
        ("甲\t乙\t丙\n\t\t\n丁\t\t\n戊", [1, 1, 0]),  # a blank row is one
        ("甲\t乙\t丙\n丁\n戊\t己\t庚", [1, 0, 2]),
        ("甲\t乙\t丙\n\n戊\t己\t庚", [1, 1]),
        ("　甲\n乙\t丙\t\n丁\t戊\t己", [0, 1, 1]),
        ("\t甲\t\t乙\n\t丙\t\t\n\t\t\t丁", [1, 1, 1]),
        ("甲\t乙\n丙\t丁", [0, 0]),
    ],
)
def test_lines_with_two_tabs_and_their_neighbours_are_rows(text: str, regions: list[int]) -> None:
    lines = split_lines(text)
    assert [line.region for line in lines] == regions
    assert [line.kind is LineKind.ROW for line in lines] == [region > 0 for region in regions]
    assert [text[line.start : line.end] for line in lines] == [line.text for line in lines]


def full(*texts: str) -> list[bool]:
    return [line.full for line in mark_full_lines(split_lines("\n".join(texts)))]


def wrapped(width: int, count: int = 9) -> list[str]:
    return [(PROSE * 4)[i : i + width] for i in range(count)]


@pytest.mark.parametrize(("width", "is_full"), [(15, False), (16, True), (110, True), (111, False)])
def test_a_page_is_from_16_to_110_ideographs_wide(width: int, is_full: bool) -> None:
    assert full(*wrapped(width)) == [is_full] * 9


@pytest.mark.parametrize(("count", "is_full"), [(7, False), (8, True)])
def test_eight_lines_tell_the_width_of_a_page(count: int, is_full: bool) -> None:
    assert full(*wrapped(30, count)) == [is_full] * count


@pytest.mark.parametrize(("width", "is_full"), [(36, True), (37, False)])
def test_one_line_may_be_wider_than_the_page_by_six(width: int, is_full: bool) -> None:
    assert full(*wrapped(30, 40), PROSE[:width]) == [is_full] * 41


@pytest.mark.parametrize(("width", "is_full"), [(27, False), (28, True)])
def test_a_line_that_ends_less_than_three_ideographs_before_the_margin_reaches_it(width: int, is_full: bool) -> None:
    assert full(*wrapped(30, 20), PROSE[:width]) == [True] * 20 + [is_full]


@pytest.mark.parametrize(("broken", "is_full"), [(1, False), (2, True)])
def test_one_line_in_five_stops_in_the_middle_of_a_sentence(broken: int, is_full: bool) -> None:
    ended = [f"{words}。" for words in wrapped(29, 10 - broken)]
    assert full(*ended, *wrapped(30, broken)) == [is_full] * 10


def test_a_line_that_ends_with_a_figure_is_prose_and_one_with_a_leader_is_of_contents() -> None:
    assert full(*(f"{words}5" for words in wrapped(29))) == [True] * 9
    contents = [f"{PROSE[:10]}{'.' * 50}5"] * 3
    assert full(*wrapped(30), *contents) == [True] * 9 + [False] * 3


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("| 甲 | 乙 |\n|---|---|\n| 丙 | 丁 |", "row chrome row"),
        ("甲 | 乙 | 丙\n丁 | 戊 | 己\n庚 | 辛 | 壬", "row row row"),
        ("首页 | 新闻 | 公开\n登录 | 注册 | 帮助", "paragraph paragraph"),
        ("甲 | 乙\n丙 | 丁\n戊 | 己", "paragraph paragraph paragraph"),
    ],
)
def test_three_lines_with_as_many_bars_are_rows_of_one_table(text: str, kinds: str) -> None:
    lines = split_lines(text)
    assert " ".join(line.kind.value for line in lines) == kinds
    assert {line.region for line in lines} == ({1} if "row" in kinds else {0})
    assert [text[line.start : line.end].replace("|", "\t") for line in lines] == [
        line.text if line.kind is LineKind.ROW else text[line.start : line.end].replace("|", "\t") for line in lines
    ]


def test_a_table_drawn_with_bars_is_read_and_its_borders_are_no_text() -> None:
    rows = "| 序号 | 任务 | 牵头单位 |\n|---|---|---|\n| 1 | 建设物流园 | 市商务局 |\n"
    tree = read(f"示例市2025年重点工作台账\n\n{rows}".encode())
    check_coverage(tree)
    (measure,) = tree.measures()
    assert (measure.title, measure.label, measure.responsibilities[0].body) == ("建设物流园", "1", "市商务局")
    assert unparsed(tree) == ""
