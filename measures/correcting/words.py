"""Finding a passage by its words, in a text in which it may stand elsewhere, or not at all."""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from measures.correcting.model import Anchor
from measures.parsing.tree import Span

CONTEXT = 24  # comparable characters kept on each side of a passage
ENOUGH = 8  # of them on one side, or of a passage that stands alone, tell that it is the same passage
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


def find(anchor: Anchor, within: Comparable) -> list[Span]:
    """Where the paragraphs of the passage stand, [] where it does not.

    Of several places the one whose surroundings are most alike. A passage with other surroundings is another one: those
    of one side must be the same, or of both where the words stood more than once, unless it stood and stands alone.
    """
    lines = [words for line in anchor.words.split("\n") if (words := comparable(line).words)]
    if not lines:
        return []
    found = [(_likeness(anchor, within, places), places) for places in _places(lines, within)]
    known = [each for each in found if each[0] or (anchor.alone and len(found) == 1 and len(lines[0]) >= ENOUGH)]
    if not known:
        return []
    _best, places = max(known, key=lambda each: (each[0], -abs(each[1][0][0] - anchor.at)))
    return [within.span(*place) for place in places]


def _places(lines: list[str], within: Comparable) -> Iterator[list[tuple[int, int]]]:
    """Every place of the first paragraph, with those of the others that follow it."""
    start = within.words.find(lines[0])
    while start >= 0:
        places = [(start, start + len(lines[0]))]
        for line in lines[1:]:
            end = places[-1][1]
            following = within.words.find(line, end, end + REACH + len(line))
            if following >= 0:
                places.append((following, following + len(line)))
        yield places
        start = within.words.find(lines[0], start + 1)


def _likeness(anchor: Anchor, within: Comparable, places: list[tuple[int, int]]) -> int:
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
