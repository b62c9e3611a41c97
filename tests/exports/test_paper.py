"""Widths, heights and paper: no table is printed in type of less than nine points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.exports.writers.blocks import width_of
from measures.exports.writers.xlsx.paper import (
    A3,
    A4,
    LEAST,
    NARROWEST,
    Grid,
    grid,
    height_of,
    lines_of,
    points,
)
from tests.exports.samples import COLUMNS


@given(st.lists(st.integers(0, 90), max_size=40))
def test_whatever_the_columns_the_type_has_nine_points(widths: list[int]) -> None:
    chosen = grid(widths)
    assert chosen.printed >= LEAST
    assert [bool(width) for width in chosen.widths] == [bool(width) for width in widths]
    assert all(new <= old and (new >= min(old, NARROWEST)) for new, old in zip(chosen.widths, widths, strict=True))
    assert chosen.fits or points(chosen.widths) > A3.room


def test_a_ledger_is_printed_on_a3_with_all_its_columns_beside_each_other() -> None:
    chosen = grid([column.width for column in COLUMNS])
    assert (chosen.paper, chosen.fits) == (A3, True)
    assert 9 <= chosen.printed < 9.5
    assert max(chosen.widths) > 40


@pytest.mark.parametrize(
    ("widths", "expected"),
    [
        ((30, 10), Grid((30, 10), A4, fits=True)),
        ((6, 30, 60, 30), Grid((6, 30, 60, 30), A4, fits=True)),
        ((6, 30, 70, 30), Grid((6, 29, 68, 29), A4, fits=True)),
        ((6, 40, 90, 30), Grid((6, 40, 90, 30), A3, fits=True)),
        ((8,) * 40, Grid((8,) * 40, A3, fits=False)),
    ],
)
def test_what_does_not_fit_is_narrowed_a_little_before_the_paper_is_larger(
    widths: tuple[int, ...], expected: Grid
) -> None:
    assert grid(widths) == expected


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("abc 1-2", 7), ("规划（一）", 10), ("第1章“甲”", 11), ("𠮷", 2), ("\ud800", 1)]
)
def test_a_chinese_character_is_as_wide_as_two_digits(text: str, width: int) -> None:
    assert width_of(text) == width


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 20, 1),
        ("规" * 9, 20, 1),
        ("规" * 10, 20, 2),
        ("一\n二", 20, 2),
        ("一\n\n" + "规" * 10, 20, 4),
        ("规", 0, 1),
    ],
)
def test_lines_are_counted_with_room_to_spare(text: str, width: int, lines: int) -> None:
    assert lines_of(text, width) == lines


def test_no_row_is_higher_than_programs_allow() -> None:
    assert (height_of(1), height_of(3), height_of(100)) == (19, 49, 408)
