"""Which records stand elsewhere among those beside them: as few as can be, and none that kept its place."""

import pytest

from measures.as_of.between import moved_within

Ranks = dict[str, int]
Places = dict[tuple[object, int], tuple[int | str, int]]


def places(ranks: Ranks) -> Places:
    """Records are single letters, told by their code points; the owner is the same on both days."""
    return {("1", ord(name)): (rank, ord(name)) for name, rank in ranks.items()}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 2, "c": 3}, ""),
        ({"a": 1, "b": 2, "c": 3}, {"a": 6, "b": 7, "c": 8}, ""),  # all shifted
        ({"a": 1, "b": 2, "c": 3}, {"a": 4, "b": 2, "c": 3}, "a"),
        ({"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 2, "c": 0}, "c"),
        ({"a": 1, "b": 2}, {"a": 3, "b": 2}, "a"),  # of two, the one whose number changed
        ({"a": 1, "b": 2}, {"a": 1, "b": 0}, "b"),
        ({"a": 1, "b": 2, "c": 3, "d": 4}, {"b": 1, "c": 2, "d": 3, "a": 4}, "a"),
        ({"a": 1, "b": 2, "c": 3}, {"a": 1, "c": 5}, ""),  # one is gone
        ({"a": 1, "c": 3}, {"a": 1, "b": 2, "c": 3}, ""),  # one came
        ({"a": 1, "b": 1, "c": 1}, {"a": 1, "b": 1, "c": 0}, "c"),  # of one number, the older stands first
        ({"a": 1, "b": 5, "c": 9}, {"a": 7, "b": 5, "c": 3}, "ac"),  # both pass the one that stayed
    ],
)
def test_what_moved(before: Ranks, after: Ranks, expected: str) -> None:
    assert {chr(pk) for pk in moved_within(places(before), places(after))} == set(expected)


def test_what_came_to_another_place_is_not_compared_with_what_stands_there() -> None:
    before: Places = {("1", 1): (1, 1), ("2", 2): (2, 2), ("2", 3): (3, 3)}
    after: Places = {("2", 1): (9, 1), ("2", 2): (2, 2), ("2", 3): (3, 3)}
    assert moved_within(before, after) == set()
