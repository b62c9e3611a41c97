"""Numbers that put records in an order, changed for as few of them as can be."""

from bisect import bisect_left
from collections.abc import Sequence


def settled(numbers: Sequence[int | None], *, sharing: bool = True) -> list[int]:
    """Ascending numbers from 1, of which most are the given ones; None where a record is new.

    Where `sharing`, of two records with the same number the later one stands second: a single new one takes the number
    before it.
    """
    kept = kept_places(numbers)
    found: list[int] = []
    shared = False
    for place, number in enumerate(numbers):
        last = found[-1] if found else 0
        if number is not None and place in kept and number > last:
            found.append(number)
            shared = False
        elif sharing and number is None and found and not shared and numbers[place - 1] is not None:
            found.append(last)
            shared = True
        else:
            found.append(last + 1)
            shared = False
    return found


def kept_places(numbers: Sequence[int | None]) -> set[int]:
    """The places of a longest ascending selection of the numbers."""
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
    place = places[-1] if places else -1
    kept: set[int] = set()
    while place >= 0:
        kept.add(place)
        place = before.get(place, -1)
    return kept
