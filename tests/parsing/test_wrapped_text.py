"""Text files broken at a fixed width: which lines reach it, and so may go on in the next one."""

import pytest

from measures.parsing.extract.model import LineKind
from measures.parsing.extract.plain import mark_full_lines, split_lines
from measures.parsing.structure.paragraphs import to_paragraphs

WORDS = (
    "坚持创新在现代化建设全局中的核心地位突出科技自立自强以科学城建设为强劲引擎更加注重提升原始创新能力推动高质量发展"
)


def prose(*widths: int, end: str = "") -> list[str]:
    return [(WORDS * 4)[: width - len(end)] + end for width in widths]


def full(*lines: str) -> list[bool]:
    return [line.full for line in mark_full_lines(split_lines("\n".join(lines)))]


def test_lines_within_two_and_a_half_ideographs_of_the_width_reach_it() -> None:
    lines = [*prose(*[40] * 8), WORDS[:37] + "a", WORDS[:37], WORDS[:38]]
    assert full(*lines) == [True] * 9 + [False, True]


@pytest.mark.parametrize(("count", "is_wrapped"), [(7, False), (8, True)])
def test_a_wrapped_text_has_eight_lines_at_least(count: int, is_wrapped: bool) -> None:
    assert full(*prose(*[40] * count)) == [is_wrapped] * count


@pytest.mark.parametrize(("width", "is_wrapped"), [(15, False), (16, True), (110, True), (111, False)])
def test_a_page_is_sixteen_ideographs_wide_at_least_and_110_at_most(width: int, is_wrapped: bool) -> None:
    assert full(*prose(*[width] * 8)) == [is_wrapped] * 8


@pytest.mark.parametrize(("widest", "is_wrapped"), [(46, True), (47, False)])
def test_no_line_is_wider_than_most_by_more_than_six(widest: int, is_wrapped: bool) -> None:
    assert any(full(*prose(*[40] * 39, widest))) is is_wrapped


@pytest.mark.parametrize(("long", "is_wrapped"), [(1, True), (2, True), (3, False)])
def test_the_width_is_that_of_the_widest_line_but_for_one_in_twenty(long: int, is_wrapped: bool) -> None:
    """Three lines of 46 among forty make the page that wide: the others do not reach it."""
    assert full(*prose(*[40] * (40 - long), *[46] * long))[0] is is_wrapped


@pytest.mark.parametrize(("broken", "is_wrapped"), [(1, False), (2, True)])
def test_a_fifth_of_the_lines_stops_in_the_middle_of_a_sentence(broken: int, is_wrapped: bool) -> None:
    whole = [f"{words}。" for words in prose(*[39] * (10 - broken))]
    assert full(*prose(*[40] * broken), *whole) == [is_wrapped] * 10


@pytest.mark.parametrize(
    ("widths", "is_wrapped"), [((40, 39), False), ((40, 39, 38), True), ((40, 39, 36), True), ((40, 39, 35), False)]
)
def test_otherwise_three_that_stop_after_a_comma_have_to_reach_it(widths: tuple[int, ...], is_wrapped: bool) -> None:
    stopped = [f"坚持创新，{(WORDS * 4)[: width - 5]}" for width in widths]
    whole = [f"{words}。" for words in prose(*[39] * 20)]
    found = full(*stopped, *whole)
    assert found == ([True] * len(found) if is_wrapped else [False] * len(found))


def test_lines_that_reach_it_less_than_the_broken_ones_are_not_full() -> None:
    stopped = [f"坚持创新，{(WORDS * 4)[:33]}"] * 3
    whole = [*(f"{words}。" for words in prose(*[39] * 20)), f"{WORDS[:36]}。", f"{WORDS[:37]}。"]
    assert full(*stopped, *whole) == [True] * 23 + [False, True]


def test_contents_and_rows_tell_no_width() -> None:
    contents = [f"一、{WORDS[:40]}……………………{n}" for n in range(3)]
    assert full(*contents, *prose(*[40] * 8)) == [False] * 3 + [True] * 8
    rows = ["甲\t乙\t" + WORDS] * 3
    assert full(*rows, *prose(*[40] * 8)) == [False] * 3 + [True] * 8


def test_one_paragraph_on_a_line_is_no_wrapped_text() -> None:
    assert full(*prose(*[40] * 20), (WORDS * 5)[:233]) == [False] * 21


@pytest.mark.parametrize(
    ("raw", "kind", "text", "start", "indented"),
    [
        ("　　甲乙 ", LineKind.PARAGRAPH, "甲乙", 2, True),
        ("甲\t乙", LineKind.PARAGRAPH, "甲\t乙", 0, False),
        ("甲\t乙\t丙 ", LineKind.ROW, "甲\t乙\t丙", 0, False),
        ("\t甲\t乙\t丙", LineKind.ROW, "\t甲\t乙\t丙", 0, True),
        (" \t甲\t\t丙\t", LineKind.ROW, "\t甲\t\t丙\t", 1, True),
        ("\t甲\t乙", LineKind.PARAGRAPH, "甲\t乙", 1, True),
    ],
)
def test_a_line_with_two_tabs_inside_is_a_row_with_its_empty_cells(
    raw: str, kind: LineKind, text: str, start: int, indented: bool
) -> None:
    first, line = split_lines(f"前\n\n{raw}\n")
    assert (line.kind, line.text, line.start, line.end) == (kind, text, 3 + start, 3 + start + len(text))
    assert (line.indented, first.start, first.end) == (indented, 0, 1)


def test_rows_without_a_line_between_them_are_one_table() -> None:
    text = "甲\t乙\t丙\n丁\t戊\t己\n\n庚\t辛\t壬\n话\n甲\t乙\t丙"
    assert [line.region for line in split_lines(text)] == [1, 1, 1, 0, 2]


@pytest.mark.parametrize(
    ("last", "figure", "is_full"), [(38, "12,000家，", True), (33, "8家，", False), (37, "8家，", False)]
)
def test_a_line_that_stops_short_since_the_figure_would_not_fit_in_is_full(
    last: int, figure: str, is_full: bool
) -> None:
    lines = split_lines("\n".join([*prose(*[40] * 12), *prose(last), figure + prose(40 - len(figure))[0]]))
    assert mark_full_lines(lines)[12].full is is_full


def test_a_figure_that_bears_a_paragraph_of_its_own_is_not_what_would_not_fit_in() -> None:
    lines = split_lines("\n".join([*prose(*[40] * 12), *prose(37), "12.加快建设园区，"]))
    assert not mark_full_lines(lines)[12].full


def test_a_text_broken_after_so_many_characters_counts_letters_as_it_counts_ideographs() -> None:
    whole = [(WORDS * 4)[:37], (WORDS * 4)[1:38], (WORDS * 4)[2:39], f"建设IPv6网络{(WORDS * 4)[:29]}"]
    assert full(*whole, f"{(WORDS * 4)[:34]}", "2025年建成网络。", *prose(*[20] * 8))[:5] == [True] * 5


def test_a_short_line_above_a_figure_is_none() -> None:
    whole = [(WORDS * 4)[:37], (WORDS * 4)[1:38], (WORDS * 4)[2:39], f"建设IPv6网络{(WORDS * 4)[:29]}"]
    assert full(*whole, f"{(WORDS * 4)[:31]}", "2025年建成网络。", *prose(*[20] * 8))[4] is False


def test_a_bracket_that_is_still_open_goes_on_with_the_next_line() -> None:
    task = "提升创新能力。争创全国重点实验室，全社会投入强度达到新的高度。"
    whole = "完善各项配套政策措施，推动各项工作取得新的成效，努力争创一流的业绩"
    text = (
        f"一、推动创新\n1.{task}\n（牵头单位：市科技局 责任单位：市教育局及其直属的各有关单位和责任单\n位：市经信局）\n"
        + f"{whole}\n" * 12
    )
    paragraphs = [paragraph.text for paragraph in to_paragraphs(mark_full_lines(split_lines(text)))]
    assert "（牵头单位：市科技局 责任单位：市教育局及其直属的各有关单位和责任单位：市经信局）" in paragraphs


@pytest.mark.parametrize(("lines", "is_wrapped"), [(120, True), (90, False)])
def test_of_many_lines_two_may_be_wider_than_the_page(lines: int, is_wrapped: bool) -> None:
    found = full(*prose(*[30] * (lines - 2)), (WORDS * 4)[:60], f"{(WORDS * 4)[:60]}。")
    assert found[:9] == [is_wrapped] * 9


def test_where_empty_lines_part_paragraphs_their_first_lines_may_be_shorter() -> None:
    paragraph = "\n".join([(WORDS * 4)[:27], (WORDS * 4)[:30], (WORDS * 4)[:30], "推动发展。"])
    lines = mark_full_lines(split_lines("\n\n".join([paragraph] * 9)))
    assert [line.full for line in lines[:4]] == [True, True, True, False]
    lines = mark_full_lines(split_lines("\n".join([paragraph] * 9)))
    assert [line.full for line in lines[:4]] == [False, True, True, False]
