"""A document that says what it said is known again without being compared, as it would be by comparing."""

from collections.abc import Callable
from dataclasses import replace
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as some

from measures.matching import Entry, Matching, Outline, Standing, match, matcher

TITLES = some.sampled_from(["人才", "创新", "土地"])
WORDINGS = some.lists(some.tuples(TITLES, TITLES), min_size=1, max_size=2).map(tuple)
Change = Callable[[tuple[Entry, ...]], tuple[Entry, ...]]
SECTIONS = (Entry("s0", "", (("首章", ""),)), Entry("s1", "", (("次章", ""),)))
STANDINGS = some.sampled_from(Standing)


def entries(code: str, places: list[str]) -> some.SearchStrategy[list[Entry]]:
    """Some entries with codes of their own, in one of the places each."""
    one = some.tuples(some.sampled_from(places), WORDINGS, STANDINGS)
    return some.lists(one, max_size=4).map(
        lambda found: [Entry(f"{code}{at}", place, said, "", how) for at, (place, said, how) in enumerate(found)]
    )


def moved(of: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return tuple(replace(each, place="s1" if each.place == "s0" else each.place) for each in of)


def renamed(of: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return tuple(replace(each, code=f"{each.code}b") for each in of)


def reworded(of: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return tuple(replace(each, wordings=(("人才", "土地"),)) for each in of)


def same(of: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return of


CHANGES = some.sampled_from([same, moved, renamed, reworded, lambda of: of[::-1], lambda of: of[1:]])


@given(entries("m", ["s0", "s1"]), CHANGES)
def test_comparing_finds_the_same(measures: list[Entry], change: Change) -> None:
    known = Outline(SECTIONS, tuple(measures))
    new = Outline(SECTIONS, change(read_again(measures)))
    assert match(known, new, same_document=True) == compared(known, new)


def read_again(of: list[Entry]) -> tuple[Entry, ...]:
    return tuple(Entry(each.code, each.place, each.wordings[:1]) for each in of if each.standing is Standing.PRESENT)


def compared(known: Outline, new: Outline) -> Matching:
    """The matching of everything by its words."""
    with patch.object(matcher, "says_what_it_said", return_value=False):
        return match(known, new, same_document=True)
