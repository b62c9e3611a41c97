"""What keeps its order where the rest has moved."""

from bisect import bisect_left
from collections.abc import Sequence


def rising_places(numbers: Sequence[int | None]) -> list[int]:
    """The places of a longest selection of numbers that rise; None is in no selection. In n·log n steps."""
    ends: list[int] = []  # the least number at the end of a selection of each length
    places: list[int] = []  # where it stands
    before: dict[int, int] = {}
    for place, number in enumerate(numbers):
        if number is None:
            continue
        length = bisect_left(ends, number)
        ends[length : length + 1] = [number]
        places[length : length + 1] = [place]
        if length:
            before[place] = places[length - 1]
    found = places[-1:]
    while found and found[-1] in before:
        found.append(before[found[-1]])
    return found[::-1]
