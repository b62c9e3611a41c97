"""Finding a passage by its words, in a text in which it may stand elsewhere, or not at all."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from measures.correcting.model import Anchor
from measures.parsing.structure.numbering import read_marker
from measures.parsing.tree import Span

Place = tuple[int, int]  # where a paragraph begins and ends, counted in comparable characters

CONTEXT = 24  # comparable characters kept on each side of a passage
ENOUGH = 8  # of them on one side, or of a passage that stands alone, tell that it is the same passage
CLAUSE_END = re.compile("[。；：，,;:]")
REACH = 400  # comparable characters after a paragraph within which the next one of the same passage begins


@dataclass(frozen=True)
class Comparable:
    """The letters, figures and ideographs of a text, whatever their width and case, and the offset of each."""

    text: str
    words: str
    offsets: list[int]

    def span(self, start: int, end: int) -> Span:
        """The characters of the text that the comparable ones from `start` to `end` stand for."""
        return Span(self.offsets[start], self.offsets[end - 1] + 1)

    def place(self, offset: int) -> int:
        """How many comparable characters stand before a character of the text."""
        return bisect_left(self.offsets, offset)


def comparable(text: str) -> Comparable:
    known: dict[str, str] = {}
    words: list[str] = []
    offsets: list[int] = []
    for offset, char in enumerate(text):
        folded = known.get(char)
        if folded is None:
            folded = known[char] = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", char).lower()))
        words.append(folded)
        offsets += [offset] * len(folded)
    return Comparable(text, "".join(words), offsets)


def anchor_of(within: Comparable, paragraphs: Sequence[Sequence[Span]]) -> Anchor:
    """The anchor of paragraphs, in their order, each given by the lines on which it is printed."""
    runs = [run for lines in paragraphs for run in _runs(within.text, lines)]
    lines = [" ".join(within.text[run.start : run.end].split()) for run in runs]
    start, end = within.place(runs[0].start), within.place(runs[-1].end)
    first = comparable(lines[0]).words
    return Anchor(
        "\n".join(lines),
        within.words[max(0, start - CONTEXT) : start],
        within.words[end : end + CONTEXT],
        bool(first) and within.words.count(first) == 1,
        start,
    )


def _runs(text: str, lines: Sequence[Span]) -> Iterator[Span]:
    """Lines of a paragraph that follow one another are one run; a page number may stand between two runs."""
    begun = lines[0]
    for line in lines[1:]:
        if text[begun.end : line.start].strip():
            yield begun
            begun = line
        begun = Span(begun.start, line.end)
    yield begun


def find(anchor: Anchor, within: Comparable, *, beginning: bool = False) -> list[Span]:
    """Where the paragraphs of the passage stand, [] where it does not.

    Of several places the one whose surroundings are most alike. A passage with other surroundings is another one: those
    of one side must be the same, or of both where the words stood more than once, unless it stood and stands alone. One
    that stands nowhere with its number is sought with any other; then, if it is known by its `beginning`, the first
    words alone, where they begin a line.
    """
    first, *others = anchor.words.split("\n")
    following = [words for line in others if (words := comparable(line).words)]
    marker = read_marker(first)
    bare = first[marker.end :] if marker else first
    words = comparable(bare).words
    every = [_places([each for each in [comparable(first).words, *following] if each], within)]
    every += [_begun_lines([words, *following], within, numbered=True)] if marker else []
    if beginning:
        every += [_begun_lines([comparable(CLAUSE_END.split(bare)[0]).words], within, numbered=marker is not None)]
    found = next(filter(None, (_meant(anchor, within, places) for places in every)), [])
    return [within.span(*place) for place in found]


def _meant(anchor: Anchor, within: Comparable, every: Iterator[list[Place]]) -> list[Place]:
    """The place of the passage among all places of its words."""
    found = [(_likeness(anchor, within, places), places) for places in every]
    known = [each for each in found if each[0] or (anchor.alone and len(found) == 1 and _length(each[1]) >= ENOUGH)]
    if not known:
        return []
    _best, places = max(known, key=lambda each: (each[0], -abs(each[1][0][0] - anchor.at)))
    return places


def _length(places: list[Place]) -> int:
    """Of the first paragraph."""
    start, end = places[0]
    return end - start


def _begun_lines(lines: list[str], within: Comparable, *, numbered: bool) -> Iterator[list[Place]]:
    """Every place where the first paragraph begins a line, after some number or none, which is part of the place."""
    for (start, end), *others in _places(lines, within):
        at = within.offsets[start]
        begun = within.text.rfind("\n", 0, at) + 1
        printed = within.text[begun:at].lstrip()
        marker = read_marker(printed + within.text[at])
        left = comparable(printed[marker.end :] if marker else printed).words
        if not left and (marker is not None) == numbered:
            yield [(within.place(begun), end), *others]


def _places(lines: list[str], within: Comparable) -> Iterator[list[Place]]:
    """Every place of the first paragraph, with those of the others that follow it; none of one without words."""
    start = within.words.find(lines[0]) if lines and lines[0] else -1
    while start >= 0:
        places = [(start, start + len(lines[0]))]
        for line in lines[1:]:
            end = places[-1][1]
            following = within.words.find(line, end, end + REACH + len(line))
            if following >= 0:
                places.append((following, following + len(line)))
        yield places
        start = within.words.find(lines[0], start + 1)


def _likeness(anchor: Anchor, within: Comparable, places: list[Place]) -> int:
    """How many characters next to the passage are the same; 0 where they are too few to tell."""
    start, end = places[0][0], places[-1][1]
    before = _common(anchor.before[::-1], within.words[max(0, start - CONTEXT) : start][::-1])
    after = _common(anchor.after, within.words[end : end + CONTEXT])
    sides = [
        bool(side) and common >= min(ENOUGH, len(side))
        for common, side in ((before, anchor.before), (after, anchor.after))
    ]
    enough = any(sides) if anchor.alone else all(sides)
    return before + after if enough else 0


def _common(words: str, others: str) -> int:
    """How many characters two strings have in common at their start."""
    count = 0
    for char, other in zip(words, others, strict=False):
        if char != other:
            break
        count += 1
    return count
