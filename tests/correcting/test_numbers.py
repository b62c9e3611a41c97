"""Positions of corrected records: in order, and changed for as few as can be."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.correcting.numbers import settled


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([1, 2, 3], [1, 2, 3]),
        ([1, 3, 4], [1, 3, 4]),  # one went: the others stay
        ([1, None, 2, 3], [1, 1, 2, 3]),  # one came: it stands after the one with the same number
        ([1, None, None, 2], [1, 1, 2, 3]),
        ([2, 1, 3], [1, 2, 3]),  # one moved
        ([1, 4, 2, 3], [1, 2, 3, 4]),
        ([None, 1], [1, 2]),
        ([], []),
    ],
)
def test_what_stays_in_order_keeps_its_number(numbers: list[int | None], expected: list[int]) -> None:
    assert settled(numbers) == expected


@given(st.lists(st.none() | st.integers(1, 30), max_size=20))
def test_numbers_ascend_and_without_sharing_none_stands_twice(numbers: list[int | None]) -> None:
    alone, shared = settled(numbers, sharing=False), settled(numbers)
    assert all(first < second for first, second in pairwise(alone))
    assert all(first <= second for first, second in pairwise(shared))
    for place, (first, second) in enumerate(pairwise(shared)):
        assert first < second or numbers[place + 1] is None  # only what is new shares a number, and stands second
