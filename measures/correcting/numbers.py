"""Numbers that put records in an order, changed for as few of them as can be."""

from collections.abc import Sequence

from measures.matching import rising_places


def settled(numbers: Sequence[int | None], *, sharing: bool = True) -> list[int]:
    """Ascending numbers from 1, of which most are the given ones; None where a record is new.

    Where `sharing`, of two records with the same number the later one stands second: a single new one takes the number
    before it.
    """
    kept = set(rising_places(numbers))
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
