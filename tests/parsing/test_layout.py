"""Where the lines, columns, tables and running heads of a page begin and end: each limit, and one step beyond it."""

import pytest

from measures.parsing.extract.grids import Segment
from measures.parsing.extract.layout import Glyph, Page
from measures.parsing.extract.model import Line, LineKind
from tests.parsing.glyphs import PROSE, SIZE, body, line, lines_of, read_pages, ruled, words

# Margins


@pytest.mark.parametrize(("beyond", "is_full"), [(0.0, False), (0.1, True)])
def test_a_line_that_ends_less_than_1_6_characters_before_the_margin_may_go_on(beyond: float, is_full: bool) -> None:
    """The margin is where the longest line in ten ends."""
    short = line(72, 480, PROSE[:20])
    last = short[-1]
    margin = 72 + 36 * SIZE
    short[-1] = last._replace(right=margin - 1.6 * SIZE + beyond)
    found = lines_of([*body(count=8), short, line(72, 460, "完。")])
    assert [one.full for one in found] == [True] * 8 + [is_full, False]


@pytest.mark.parametrize(("beyond", "is_full"), [(-0.1, False), (0.1, True)])
def test_the_blank_half_of_a_mark_at_the_end_counts_to_its_line(beyond: float, is_full: bool) -> None:
    short = line(72, 480, PROSE[:19] + "，")
    short[-1] = short[-1]._replace(right=72 + 36 * SIZE - (1.6 + 0.6) * SIZE + beyond)
    found = lines_of([*body(count=8), short, line(72, 460, "完。")])
    assert [one.full for one in found] == [True] * 8 + [is_full, False]


def test_the_margin_is_where_the_longest_tenth_of_the_lines_begins_to_end() -> None:
    lengths = [20 + i for i in range(10)]
    of_ten = [line(72, 700 - 20 * i, PROSE[:length]) for i, length in enumerate(lengths)]
    assert [one.full for one in lines_of(of_ten)] == [False] * 8 + [True] * 2
    of_twenty = [line(72, 700 - 20 * i, PROSE[: 18 + i]) for i in range(20)]
    assert [one.full for one in lines_of(of_twenty)] == [False] * 17 + [True] * 3


@pytest.mark.parametrize(("beyond", "is_indented"), [(0.0, False), (0.1, True)])
def test_a_line_that_begins_more_than_1_2_characters_inside_is_indented(beyond: float, is_indented: bool) -> None:
    found = lines_of([*body(), line(72 + 1.2 * SIZE + beyond, 400, PROSE[:20])])
    assert [one.indented for one in found] == [False] * 8 + [is_indented]


@pytest.mark.parametrize(("length", "is_margin"), [(12, False), (13, True)])
def test_only_lines_of_more_than_twelve_characters_tell_the_left_margin(length: int, is_margin: bool) -> None:
    inside = [line(144, 700 - 20 * i, PROSE[i : i + length]) for i in range(5)]
    found = lines_of([*inside, line(72, 500, PROSE[:30]), line(72, 480, PROSE[5:35])])
    assert [one.indented for one in found] == [not is_margin] * 5 + [False] * 2


def test_where_all_lines_are_short_they_tell_the_margin() -> None:
    found = lines_of([line(72, 700, "甲任务"), line(72, 680, "乙任务"), line(100, 660, "丙任务")])
    assert [one.indented for one in found] == [False, False, True]


@pytest.mark.parametrize(("x", "is_indented"), [(86.3, False), (86.5, True)])
def test_characters_without_a_height_count_as_twelve_points(x: float, is_indented: bool) -> None:
    flat = [line(72, 700 - 20 * i, PROSE[:20], height=0) for i in range(3)]
    assert lines_of([*flat, line(x, 600, PROSE[:20], height=0)])[-1].indented is is_indented


# Running heads and page numbers


def headed(head: str, number: int, y: float = 800) -> list[list[Glyph]]:
    return [line(200, y, head), *body(700, 6, skip=number * 9), line(290, 40, f"第{number}页")]


def chrome(found: list[Line]) -> list[str]:
    return [one.text for one in found if one.kind is LineKind.CHROME]


def test_what_three_pages_bear_at_their_edge_is_a_running_head_and_what_two_bear_is_not() -> None:
    pages = [headed("示例市规划", number) for number in (1, 2, 3)]
    assert chrome(lines_of(*pages)) == ["示例市规划", "第1页", "示例市规划", "第2页", "示例市规划", "第3页"]
    assert chrome(lines_of(*pages[:2])) == []


@pytest.mark.parametrize(("bearing", "is_head"), [(5, False), (6, True)])
def test_of_twenty_pages_three_in_ten_have_to_bear_it(bearing: int, is_head: bool) -> None:
    pages = [
        [line(200, 800, "示例市规划" if n < bearing else PROSE[n : n + 9]), *body(700 - n % 7, 5)] for n in range(20)
    ]
    assert ("示例市规划" in chrome(lines_of(*pages))) is is_head


@pytest.mark.parametrize(("height", "is_same"), [(803.9, True), (804.1, False)])
def test_a_running_head_stands_at_the_same_height(height: float, is_same: bool) -> None:
    pages = [headed("示例市规划", number, y) for number, y in ((1, 800.0), (2, 800.0), (3, height))]
    assert chrome(lines_of(*pages)).count("示例市规划") == (3 if is_same else 0)


def test_only_the_two_first_and_two_last_heights_of_a_page_are_its_edges() -> None:
    def page(number: int) -> list[list[Glyph]]:
        marked = [
            line(72, y, f"同{place}") for place, y in zip("一二三四五六", (800, 780, 760, 80, 60, 40), strict=True)
        ]
        return [*marked[:3], *body(700 - 3 * number, 5), *marked[3:]]

    assert chrome(lines_of(*(page(number) for number in range(3)))) == ["同一", "同二", "同五", "同六"] * 3


@pytest.mark.parametrize(
    ("text", "is_number"), [("12", True), ("— 1234 —", True), ("12345", False), ("1 2", False), ("12页", False)]
)
def test_a_bare_number_at_the_edge_is_a_pages_and_in_the_middle_it_is_not(text: str, is_number: bool) -> None:
    assert chrome(lines_of([*body(), line(290, 40, text)])) == ([text] if is_number else [])
    middle = [*body(700, 4), line(290, 600, text), *body(560, 4)]
    assert chrome(lines_of(middle)) == []


# Tables


LEFTS: list[float] = [72, 120, 320, 520]


def table(rows: list[tuple[float, tuple[str, ...]]], tops: list[float], lefts: list[float] = LEFTS) -> Page:
    found = [line(left + 4, y, text) for y, row in rows for left, text in zip(lefts, row, strict=False) if text]
    return Page(found, ruled(lefts, tops))


def rows_of(*pages: Page) -> list[str]:
    return [one.text for one in lines_of(*pages) if one.kind is LineKind.ROW]


def test_a_table_stands_where_its_first_words_stand_among_the_lines() -> None:
    page = table([(640, ("1", "修路", "甲局")), (610, ("2", "建园", "乙局"))], [660, 630, 600])
    page.lines = [line(72, 700, "表前的话"), *page.lines, line(72, 560, "表后的话")]
    assert words(page) == ["表前的话", "1\t修路\t甲局", "2\t建园\t乙局", "表后的话"]


def test_two_tables_of_a_page_are_two() -> None:
    upper = table([(640, ("1", "修路", "甲局")), (610, ("2", "建园", "乙局"))], [660, 630, 600])
    lower = table([(440, ("1", "育才", "丙局")), (410, ("2", "引智", "丁局"))], [460, 430, 400])
    page = Page([*upper.lines, line(72, 500, "两表之间"), *lower.lines], [*upper.segments, *lower.segments])
    found = lines_of(page)
    assert [one.text for one in found] == [
        *("1\t修路\t甲局", "2\t建园\t乙局", "两表之间", "1\t育才\t丙局", "2\t引智\t丁局")
    ]
    assert [one.region for one in found] == [1, 1, 0, 2, 2]


@pytest.mark.parametrize(("beyond", "joined"), [(0.0, "建设园区完 善配套"), (0.1, "建设园区完善配套")])
def test_words_that_end_less_than_two_characters_before_the_cells_edge_go_on(beyond: float, joined: str) -> None:
    first = line(124, 640, "建设园区完")
    first[-1] = first[-1]._replace(right=320 - 2 * SIZE + beyond)
    lines = [line(76, 640, "1"), first, line(324, 640, "甲局"), line(124, 620, "善配套"), line(76, 590, "2")]
    assert rows_of(Page(lines, ruled(LEFTS, [660, 610, 580])))[0] == f"1\t{joined}\t甲局"


@pytest.mark.parametrize(
    ("first", "second", "short", "joined"),
    [
        ("建设园区", "善。配套", 2.9, True),  # the full stop takes the character before it along
        ("建设园区", "善。配套", 3.0, False),
        ("建设园区", "善配套", 2.9, False),
        ("建设园区，", "善配套", 2.5, True),  # the right half of a comma is blank
        ("建设园区）", "善配套", 2.5, True),
        ("建设园区，", "善配套", 2.6, False),
        ("建设园区，", "善。配套", 3.5, True),
    ],
)
def test_marks_that_begin_no_line_make_the_one_before_shorter(
    first: str, second: str, short: float, joined: bool
) -> None:
    upper = line(124, 640, first)
    upper[-1] = upper[-1]._replace(right=320 - short * SIZE)
    lines = [line(76, 640, "1"), upper, line(324, 640, "甲局"), line(124, 620, second), line(76, 590, "2")]
    between = "" if joined else " "
    assert rows_of(Page(lines, ruled(LEFTS, [660, 610, 580])))[0] == f"1\t{first}{between}{second}\t甲局"


def test_latin_words_that_wrap_in_a_cell_keep_a_space() -> None:
    first = line(124, 640, "ab")
    first[-1] = first[-1]._replace(right=319)
    mixed = line(324, 640, "ab")
    mixed[-1] = mixed[-1]._replace(right=519)
    lines = [line(76, 640, "1"), first, mixed, line(124, 620, "cd"), line(324, 620, "完"), line(76, 590, "2")]
    assert rows_of(Page(lines, ruled(LEFTS, [660, 610, 580])))[0] == "1\tab cd\tab完"
    lines[1] = [*line(124, 640, "建设ab")[:-1], line(124, 640, "建设ab")[-1]._replace(right=319)]
    assert rows_of(Page(lines, ruled(LEFTS, [660, 610, 580])))[0] == "1\t建设ab cd\tab完"
    lines[1] = [*line(124, 640, "建设b")[:-1], line(124, 640, "建设b")[-1]._replace(right=319)]
    assert rows_of(Page(lines, ruled(LEFTS, [660, 610, 580])))[0] == "1\t建设b cd\tab完"


def test_a_cell_over_two_columns_ends_at_the_second_ones_edge() -> None:
    segments = [one for one in ruled(LEFTS, [660, 610, 580]) if one.left != 320 or one.right != 320]
    segments.append(Segment(320, 580, 320, 610))  # between the columns of the second row only
    wide = line(124, 640, "建设园区完善")
    wide[-1] = wide[-1]._replace(right=519)
    lines = [line(76, 640, "1"), wide, line(124, 620, "配套"), *(line(x, 590, t) for x, t in ((76, "2"), (324, "乙")))]
    assert rows_of(Page(lines, segments)) == ["1\t建设园区完善配套\t", "2\t\t乙"]


@pytest.mark.parametrize(("shift", "is_one"), [(5.9, True), (6.0, False)])
def test_a_table_goes_on_where_its_columns_stand_within_six_points(shift: float, is_one: bool) -> None:
    foot = table([(140, ("1", "修路", "甲局")), (110, ("2", "建园", "乙局"))], [160, 130, 100])
    moved = [*LEFTS[:-1], LEFTS[-1] + shift]
    head = table([(740, ("3", "育才", "丙局")), (710, ("4", "引智", "丁局"))], [760, 730, 700], moved)
    found = [one.region for one in lines_of(foot, head)]
    assert found == ([1, 1, 1, 1] if is_one else [1, 1, 2, 2])


def test_a_table_of_three_pages_is_one_and_lines_between_part_it() -> None:
    pages = [table([(140, (str(n), "修路", "甲局")), (110, ("", "建园", "乙局"))], [160, 130, 100]) for n in range(3)]
    assert {one.region for one in lines_of(*pages)} == {1}
    pages[1].lines.append(line(72, 60, "表后的话，不是页码"))
    assert [one.region for one in lines_of(*pages)] == [1, 1, 1, 1, 0, 2, 2]


def open_page(rows: list[tuple[float, tuple[str, ...]]], levels: list[float], top: float, foot: float) -> Page:
    """A table whose upright lines reach from `top` to `foot`, beyond its level ones."""
    page = table(rows, [top, foot])
    page.segments = [Segment(LEFTS[0], y, LEFTS[-1], y) for y in levels]
    page.segments += [Segment(x, foot, x, top) for x in LEFTS]
    return page


HEAD = open_page([(755, ("", "管网", "")), (720, ("3", "建园", "丙局"))], [740, 710], 770, 710)


def test_a_row_cut_by_the_end_of_a_page_is_joined_cell_by_cell() -> None:
    foot = open_page([(140, ("1", "修路", "甲局")), (110, ("2", "铺设", "乙局"))], [160, 130], 160, 90)
    assert rows_of(foot, HEAD) == ["1\t修路\t甲局", "2\t铺设管网\t乙局", "3\t建园\t丙局"]


def test_a_row_with_its_own_number_on_the_next_page_is_another() -> None:
    foot = open_page([(140, ("1", "修路", "甲局")), (110, ("2", "铺设", "乙局"))], [160, 130], 160, 90)
    head = open_page([(755, ("3", "管网", "")), (720, ("4", "建园", "丙局"))], [740, 710], 770, 710)
    assert rows_of(foot, head) == ["1\t修路\t甲局", "2\t铺设\t乙局", "3\t管网\t", "4\t建园\t丙局"]
    assert [one.merged for one in lines_of(foot, head)] == [(), (), (2,), ()]


def test_a_page_that_ends_with_a_line_ends_its_row() -> None:
    foot = table([(140, ("1", "修路", "甲局")), (110, ("2", "铺设", "乙局"))], [160, 130, 100])
    found = lines_of(foot, HEAD)
    assert [one.text for one in found] == ["1\t修路\t甲局", "2\t铺设\t乙局", "\t管网\t", "3\t建园\t丙局"]
    assert [one.merged for one in found] == [(), (), (0, 2), ()]


def test_a_closed_table_at_the_head_of_a_page_begins_a_row() -> None:
    foot = open_page([(140, ("1", "修路", "甲局")), (110, ("2", "铺设", "乙局"))], [160, 130], 160, 90)
    head = table([(740, ("", "管网", "")), (710, ("3", "建园", "丙局"))], [760, 730, 700])
    assert rows_of(foot, head)[2] == "\t管网\t"
    assert lines_of(foot, head)[2].merged == ()


@pytest.mark.parametrize(
    ("last", "first", "joined"),
    [
        (("2", "铺设供水", "乙局"), ("", "管网。", ""), ("2", "铺设供水管网。", "乙局")),
        (("2", "铺设供水", "市"), ("", "管网。", "水务局"), ("2", "铺设供水管网。", "市水务局")),
        (("2", "铺设供水。", "乙局"), ("", "改造管网。", ""), None),  # the sentence is at its end
        (("2", "铺设供水", "乙局"), ("3", "管网。", ""), None),  # a row with a number of its own
        (("", "铺设供水", "乙局"), ("", "管网。", ""), None),  # the rows have none
        (("2", "铺设供水。", "市"), ("", "", "水务局"), None),  # names do not end with a full stop: nothing tells
    ],
)
def test_a_row_that_is_cut_within_a_sentence_goes_on_though_lines_close_both_halves(
    last: tuple[str, ...], first: tuple[str, ...], joined: tuple[str, ...] | None
) -> None:
    """As word processors print a row that the end of a page cuts."""
    whole = ("1", "修建园区道路。", "甲局")
    foot = table([(170, whole), (140, whole), (110, last)], [190, 160, 130, 100])
    head = table([(740, first), (710, ("9", "建园。", "丙局"))], [760, 730, 700])
    expected = [whole, whole, *([joined] if joined else [last, first]), ("9", "建园。", "丙局")]
    assert rows_of(foot, head) == ["\t".join(row) for row in expected]


def test_so_does_one_below_the_head_that_the_next_page_prints_again() -> None:
    top, whole = ("号", "任务", "单位"), ("1", "修路。", "甲局")
    foot = table([(170, top), (140, whole), (110, ("2", "铺设", "乙局"))], [190, 160, 130, 100])
    head = table([(740, top), (710, ("", "管网。", "")), (680, ("9", "建园。", "丙"))], [760, 730, 700, 670])
    assert rows_of(foot, head)[2:] == ["2\t铺设管网。\t乙局", "号\t任务\t单位", "9\t建园。\t丙"]


# Columns


def columns(count: int, right_x: float = 310, length: int = 16) -> list[list[Glyph]]:
    """Lines of two columns, printed across the gap."""
    return [
        [*line(72, 700 - 20 * i, PROSE[i : i + length]), *line(right_x, 700 - 20 * i, PROSE[i + 12 : i + 12 + length])]
        for i in range(count)
    ]


@pytest.mark.parametrize(("count", "are_columns"), [(5, False), (6, True)])
def test_columns_have_six_lines_at_least(count: int, are_columns: bool) -> None:
    found = lines_of(columns(count))
    if are_columns:
        assert [one.text for one in found] == [
            *(PROSE[i : i + 16] for i in range(count)),
            *(PROSE[i + 12 : i + 28] for i in range(count)),
        ]
    else:
        assert [one.text for one in found] == [PROSE[i : i + 16] + PROSE[i + 12 : i + 28] for i in range(count)]


@pytest.mark.parametrize(("count", "are_columns"), [(5, False), (6, True)])
def test_each_of_two_columns_has_six_lines_at_least(count: int, are_columns: bool) -> None:
    lines = [one if i < count else one[:16] for i, one in enumerate(columns(8))]
    assert (words(lines)[0] == PROSE[:16]) is are_columns


def test_lines_of_columns_are_read_from_the_top_whatever_their_order_in_the_file() -> None:
    lines = columns(8)
    assert words(lines[::-1]) == words(lines)


def test_the_gap_is_looked_for_in_the_middle_of_the_words_and_not_of_the_page() -> None:
    moved = [[glyph._replace(left=glyph.left + 300, right=glyph.right + 300) for glyph in one] for one in columns(8)]
    assert words(moved) == words(columns(8))


def test_a_column_may_end_right_at_the_place_where_the_gap_is_looked_for() -> None:
    """Of a page a hundred units wide, which is tried at each whole unit: the columns end at 50 and begin at 50.9."""
    text = PROSE + PROSE + PROSE[:16]
    sides = [(text[i:] + text[:i], text[i + 7 :] + text[: i + 7]) for i in range(8)]
    lines = [
        [*line(0, 90 - 2 * i, left, 0.5), *line(50.9, 90 - 2 * i, right[:98], 0.5)]
        for i, (left, right) in enumerate(sides)
    ]
    assert words(lines) == [*(left for left, _ in sides), *(right[:98] for _, right in sides)]


def test_each_column_has_its_own_margins() -> None:
    found = lines_of([*columns(8), line(336, 540, "末行短"), line(72, 540, PROSE[:16])])
    right = [one for one in found if one.text in ("末行短", *(PROSE[i + 12 : i + 28] for i in range(8)))]
    assert [(one.full, one.indented) for one in right] == [(True, False)] * 8 + [(False, True)]


def test_lines_of_full_width_stand_between_columns_in_their_place() -> None:
    upper, lower = (
        columns(6),
        [[glyph._replace(bottom=glyph.bottom - 200, top=glyph.top - 200) for glyph in one] for one in columns(6)],
    )
    across = line(72, 560, PROSE[:36])
    found = words([*upper, across, *lower])
    assert found.index(PROSE[:36]) == 12
    assert found[:6] == found[13:19] == [PROSE[i : i + 16] for i in range(6)]
    assert found[6:12] == found[19:] == [PROSE[i + 12 : i + 28] for i in range(6)]


def test_narrow_columns_and_short_lines_are_no_columns_of_text() -> None:
    """Each is a third of the width at least, and half its lines take four fifths of it."""
    narrow = [
        [*line(72, 700 - 20 * i, PROSE[i : i + 10]), *line(310, 700 - 20 * i, PROSE[i : i + 16])] for i in range(8)
    ]
    assert words(narrow)[0] == PROSE[:10] + PROSE[:16]
    half = [16 if i < 4 else 12 for i in range(8)]
    enough = [
        [*line(72, 700 - 20 * i, PROSE[i : i + n]), *line(310, 700 - 20 * i, PROSE[i : i + 16])]
        for i, n in enumerate(half)
    ]
    assert words(enough)[0] == PROSE[:16]
    fewer = [
        [*line(72, 700 - 20 * i, PROSE[i : i + (n if i else 12)]), *line(310, 700 - 20 * i, PROSE[i : i + 16])]
        for i, n in enumerate(half)
    ]
    assert words(fewer)[0] == PROSE[:12] + PROSE[:16]


def test_many_lines_across_the_gap_are_no_columns() -> None:
    across = [line(72, 400 - 20 * i, PROSE[:36]) for i in range(5)]
    assert words([*columns(6), *across[:3]])[0] == PROSE[:16]  # three of fifteen stretches
    assert words([*columns(6), *across])[0] == PROSE[:16] + PROSE[12:28]  # five of seventeen


@pytest.mark.parametrize(("gap", "is_one"), [(17.9, True), (18.0, False)])
def test_characters_less_than_one_and_a_half_heights_apart_run_across_the_gap(gap: float, is_one: bool) -> None:
    """A line whose words come that near to each other is no line of two columns."""
    end = 72 + 16 * SIZE
    near = [*line(72, 500, PROSE[:16]), *line(end + gap, 500, PROSE[20:34])]
    found = words([*columns(10, right_x=end + 18.0), near])
    assert (PROSE[:16] + PROSE[20:34] in found) is is_one


def test_blank_lines_and_characters_are_none() -> None:
    assert words([line(72, 700, "　甲 乙　"), line(72, 680, "　　"), line(72, 660, "丙\x00")]) == ["甲 乙", "丙"]
    found = lines_of([line(72, 700, "　　" + PROSE[:20]), *body(680)])
    assert [one.indented for one in found][:2] == [True, False]


def test_each_line_knows_its_page() -> None:
    extracted = read_pages(body(count=2), [line(72, 700, "甲")], body(count=1))
    assert [(place.number, place.start) for place in extracted.places] == [(1, 0), (2, 74), (3, 76)]
