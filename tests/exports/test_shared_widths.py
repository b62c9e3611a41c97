"""Columns that share a line get what they want of it in proportion, none less than a head of four characters needs."""

import pytest

from measures.exports.writers.blocks import LEAST, shared


@pytest.mark.parametrize(
    ("wanted", "room", "expected"),
    [
        ([20, 40], 30, [10, 20]),
        ([20, 40], 120, [40, 80]),
        ([10, 30], 20, [LEAST, 20 - LEAST]),
        ([6, 20, 174], 50, [LEAST, LEAST, 50 - 2 * LEAST]),
        ([10, 20, 30], 9, [1.5, 3, 4.5]),  # too little for all
    ],
)
def test_a_line_is_shared_in_proportion_but_no_column_is_too_narrow(
    wanted: list[int], room: float, expected: list[float]
) -> None:
    assert shared(wanted, room) == pytest.approx(expected)
