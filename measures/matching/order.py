"""What keeps its order where the rest has moved, and numbers for all of it."""

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


def with_room(numbers: Sequence[int | None], apart: int) -> list[int]:
    """Rising numbers from 1, of which as many as can be are the given ones; None is without one yet.

    The others are spread evenly over the numbers between those that stay; those after the last stand so far `apart`.
    """
    places = kept_places(numbers)
    found: list[int] = []
    last = 0
    for place in places:
        number = numbers[place] or 0
        between = place - len(found) + 1
        found += [last + (number - last) * step // between for step in range(1, between)]
        found.append(number)
        last = number
    return found + [last + apart * step for step in range(1, len(numbers) - len(found) + 1)]


def kept_places(numbers: Sequence[int | None]) -> list[int]:
    """The places of the numbers that can stay: between two of them there are enough numbers for what stands there."""
    spare = [None if number is None or number <= place else number - place for place, number in enumerate(numbers)]
    several = len(numbers) + 1
    return rising_places([None if each is None else each * several + place for place, each in enumerate(spare)])
