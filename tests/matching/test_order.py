import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.matching import rising_places, with_room


@pytest.mark.parametrize(
    ("numbers", "kept"),
    [
        ([], []),
        ([0, 1, 2], [0, 1, 2]),
        ([2, 0, 1], [0, 1]),
        ([1, 0], [0]),
        ([3, 1, 2, 0, 4], [1, 2, 4]),
        ([5, None, 6, None, 1], [5, 6]),
        ([2, 2], [2]),
    ],
)
def test_the_most_that_kept_its_order_stays(numbers: list[int | None], kept: list[int]) -> None:
    assert [numbers[place] for place in rising_places(numbers)] == kept


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([], []),
        ([None, None], [100, 200]),
        ([100, None, 200, 300], [100, 150, 200, 300]),
        ([None, 100, None, None, 200], [50, 100, 133, 166, 200]),
        ([100, 200, None], [100, 200, 300]),
        ([200, 100, 300], [50, 100, 300]),
        ([1, None, 2, 3], [1, 101, 201, 301]),
        ([1, 2, None, 3], [1, 2, 102, 202]),
        ([None, 1, 2, 3], [100, 200, 300, 400]),
        ([100, 100], [50, 100]),
        ([100, None, None, 102, 103], [25, 51, 76, 102, 103]),
    ],
)
def test_numbers_rise_and_most_stay(numbers: list[int | None], expected: list[int]) -> None:
    assert with_room(numbers, 100) == expected


@given(st.lists(st.none() | st.integers(0, 40), max_size=12))
def test_numbers_are_whole_and_rise_whatever_stood_there(numbers: list[int | None]) -> None:
    found = with_room(numbers, 100)
    assert len(found) == len(numbers)
    assert found == sorted(set(found))
    assert all(number > 0 for number in found)
