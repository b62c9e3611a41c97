import pytest

from measures.matching import rising_places


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
