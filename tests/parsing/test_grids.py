"""Lines drawn on a page form tables where they meet, within three points."""

import pytest

from measures.parsing.extract.grids import Grid, Segment, find_grids

Place = tuple[int, int]


def drawn(lefts: list[float], tops: list[float], *more: Segment) -> list[Segment]:
    levels = [Segment(lefts[0], top, lefts[-1], top) for top in tops]
    return [*levels, *(Segment(left, tops[-1], left, tops[0]) for left in lefts), *more]


def only(segments: list[Segment]) -> Grid:
    (grid,) = find_grids(segments)
    return grid


PLAIN: list[list[Place]] = [[(0, 0), (0, 1)], [(1, 0), (1, 1)]]


def test_a_table_of_two_rows_and_two_columns_is_one_and_less_is_none() -> None:
    grid = only(drawn([0, 100, 200], [90, 60, 30]))
    assert (grid.lefts, grid.tops, grid.owners) == ([0, 100, 200], [90, 60, 30], PLAIN)
    assert (grid.is_open_above, grid.is_open_below) == (False, False)
    assert find_grids(drawn([0, 200], [90, 60, 30])) == []
    assert find_grids(drawn([0, 100, 200], [90, 30])) == []
    assert find_grids(drawn([0, 100, 200], [90, 60, 30])[:3]) == []


@pytest.mark.parametrize(("miss", "count"), [(3.0, 1), (3.1, 0)])
def test_lines_meet_within_three_points(miss: float, count: int) -> None:
    segments = [Segment(0, top, 200, top) for top in (90, 60, 30)]
    segments += [Segment(left, 30, left, 90) for left in (200 + miss, 250, 300)]
    segments += [Segment(200 + miss, top, 300, top) for top in (90, 60, 30)] if count else []
    assert len(find_grids(segments)) == count


@pytest.mark.parametrize(("apart", "columns"), [(3.0, 2), (3.1, 3)])
def test_lines_within_three_points_of_each_other_are_one(apart: float, columns: int) -> None:
    segments = drawn([0, 100, 200], [90, 60, 30], Segment(100 + apart, 30, 100 + apart, 90))
    assert len(only(segments).lefts) - 1 == columns


@pytest.mark.parametrize(("gap", "count"), [(3.0, 1), (3.1, 2)])
def test_parts_of_a_line_that_touch_within_three_points_are_one(gap: float, count: int) -> None:
    """Tables side by side share the heights of their lines, and are two."""
    right = 200 + gap
    segments = [*drawn([0, 100, 200], [90, 60, 30]), *drawn([right, right + 100, right + 200], [90, 60, 30])]
    assert len(find_grids(segments)) == count


@pytest.mark.parametrize(("gap", "count"), [(3.0, 1), (3.1, 0)])
def test_lines_drawn_in_pieces_are_whole_where_the_pieces_nearly_touch(gap: float, count: int) -> None:
    uprights = [Segment(left, 30, left, 90) for left in (0, 100, 200)]
    pieces = [piece for top in (90, 60, 30) for piece in (Segment(0, top, 50, top), Segment(50 + gap, top, 200, top))]
    assert len(find_grids([*uprights, *pieces])) == count


def test_tables_one_under_another_are_two_in_their_order() -> None:
    grids = find_grids([*drawn([0, 100, 200], [90, 60, 30]), *drawn([0, 100, 200], [290, 260, 230])])
    assert sorted(grid.tops[0] for grid in grids) == [90, 290]


def test_tables_that_are_joined_by_a_later_line_are_one() -> None:
    segments = [*drawn([0, 100, 200], [90, 60, 30]), *drawn([0, 100, 200], [290, 260, 230])]
    assert len(find_grids([*segments, Segment(0, 30, 0, 290)])) == 1


def test_a_cell_without_a_line_belongs_to_the_one_beside_or_above_it() -> None:
    wide = [one for one in drawn([0, 100, 200], [90, 60, 30]) if one.left != 100 or one.right != 100]
    assert only([*wide, Segment(100, 30, 100, 60)]).owners == [[(0, 0), (0, 0)], [(1, 0), (1, 1)]]
    assert only([*wide, Segment(100, 60, 100, 90)]).owners == [[(0, 0), (0, 1)], [(1, 0), (1, 0)]]
    high = [one for one in drawn([0, 100, 200], [90, 60, 30]) if one.bottom != 60 or one.top != 60]
    assert only([*high, Segment(0, 60, 100, 60)]).owners == [[(0, 0), (0, 1)], [(1, 0), (0, 1)]]
    assert only([*high, Segment(100, 60, 200, 60)]).owners == [[(0, 0), (0, 1)], [(0, 0), (1, 1)]]


def test_parts_of_a_line_at_one_height_are_one_height() -> None:
    lefts: list[float] = [0, 100, 200, 300]
    high = [one for one in drawn(lefts, [90, 60, 30]) if one.bottom != 60 or one.top != 60]
    grid = only([*high, Segment(0, 60, 100, 60), Segment(200, 60, 300, 60)])
    assert grid.tops == [90, 60, 30]
    assert grid.owners == [[(0, 0), (0, 1), (0, 2)], [(1, 0), (0, 1), (1, 2)]]


def test_cells_merged_over_three_rows_belong_to_the_first() -> None:
    high = [
        one for one in drawn([0, 100, 200], [120, 90, 60, 30]) if one.bottom not in (60, 90) or one.left == one.right
    ]
    lines = [Segment(0, 90, 100, 90), Segment(0, 60, 100, 60)]
    assert only([*high, *lines]).owners == [[(0, 0), (0, 1)], [(1, 0), (0, 1)], [(2, 0), (0, 1)]]


@pytest.mark.parametrize(("over", "is_open"), [(6.0, False), (6.1, True)])
def test_upright_lines_that_reach_more_than_six_points_beyond_leave_the_table_open(over: float, is_open: bool) -> None:
    levels = [Segment(0, top, 200, top) for top in (90, 60, 30)]
    above = only([*levels, *(Segment(left, 30, left, 90 + over) for left in (0, 100, 200))])
    assert (above.is_open_above, above.is_open_below, len(above.tops)) == (is_open, False, 4 if is_open else 3)
    below = only([*levels, *(Segment(left, 30 - over, left, 90) for left in (0, 100, 200))])
    assert (below.is_open_above, below.is_open_below, len(below.tops)) == (False, is_open, 4 if is_open else 3)
    if is_open:
        assert (above.tops[0], below.tops[-1]) == (90 + over, 30 - over)


def test_most_upright_lines_have_to_reach_beyond() -> None:
    levels = [Segment(0, top, 300, top) for top in (90, 60, 30)]

    def reaching(*tops: float) -> bool:
        uprights = [Segment(100.0 * n, 30, 100.0 * n, top) for n, top in enumerate(tops)]
        return only([*levels, *uprights]).is_open_above

    assert reaching(120, 120, 120, 90)
    assert not reaching(120, 120, 90, 90)


@pytest.mark.parametrize(
    ("x", "y", "place"),
    [
        (0, 90, (0, 0)),
        (99.9, 60.1, (0, 0)),
        (100, 60, (1, 1)),
        (199.9, 30.1, (1, 1)),
        (200, 50, None),
        (-0.1, 50, None),
        (50, 90.1, None),
        (50, 30, None),
    ],
)
def test_a_point_is_in_the_cell_whose_left_and_upper_edge_it_reaches(x: float, y: float, place: Place | None) -> None:
    assert only(drawn([0, 100, 200], [90, 60, 30])).place(x, y) == place


def test_a_frame_whose_corner_is_as_high_as_wide_counts_as_upright() -> None:
    assert find_grids([Segment(0, 0, 50, 50)] * 9) == []


def test_a_map_of_more_crossings_than_any_table_has_none() -> None:
    lines = [Segment(0, 4.0 * n, 3000, 4.0 * n) for n in range(500)]
    uprights = [Segment(6.0 * n, 0, 6.0 * n, 2000) for n in range(501)]
    assert find_grids([*lines, *uprights]) == []
