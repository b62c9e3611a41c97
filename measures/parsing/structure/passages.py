"""Claims of the other stages → the passages that tile the text.

Reads: the text, the claims of the stages before (which characters became what), the words of every record.
Writes: `Passage`s in order, touching, covering the whole text. A claim whose words do not stand in the record it names,
and what nobody claims, is `unparsed`.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from measures.parsing.structure.paragraphs import Paragraph
from measures.parsing.tree import Passage, Span
from measures.terms import KEPT, PassageKind

_NO_WORD = re.compile(r"[\W_]+")


class Claim(NamedTuple):
    """The characters from `start` to `end` of the document became a `kind` of passage of the record `code`."""

    start: int
    end: int
    kind: PassageKind
    code: str


def claim(
    paragraph: Paragraph, kind: PassageKind, code: str, start: int = 0, end: int | None = None
) -> Iterator[Claim]:
    """A paragraph, or its characters from `start` to `end`; a claim for each of its lines."""
    for first, last in paragraph.lines_between(start, len(paragraph.text) if end is None else end):
        yield Claim(first, last, kind, code)


def words_of(text: str) -> str:
    """Letters, figures and ideographs alone: what is compared."""
    return _NO_WORD.sub("", text)


class Wording(NamedTuple):
    """The words of one record: what a passage of it may hold, after the printed number or without it."""

    label: str
    title: str
    text: str


def tile(text: str, claims: Iterable[Claim], wording_of: Callable[[str], Wording | None]) -> tuple[Passage, ...]:
    """The passages of `text`; `wording_of` gives the words of a record by its code.

    Blanks go with the passage before them.
    """
    kept = _KeptWords(text, wording_of)
    passages: list[tuple[int, PassageKind, str]] = []

    def add(start: int, kind: PassageKind, code: str) -> None:
        if not passages or passages[-1][1:] != (kind, code):
            passages.append((start if passages else 0, kind, code))

    at = 0
    for start, end, kind, code in sorted(claims):
        start = max(start, at)
        if gap := _first_word(text, at, start):
            add(gap - 1, PassageKind.UNPARSED, "")
        if start < end:
            is_kept = kind not in KEPT or kept.holds(start, end, code)
            add(start, *((kind, code) if is_kept else (PassageKind.UNPARSED, "")))
            at = end
    if gap := _first_word(text, at, len(text)):
        add(gap - 1, PassageKind.UNPARSED, "")
    ends = [start for start, _, _ in passages[1:]] + [len(text)]
    return tuple(Passage(Span(start, end), kind, code) for (start, kind, code), end in zip(passages, ends, strict=True))


def _first_word(text: str, start: int, end: int) -> int:
    """One more than the offset of the first character between that is no blank; 0 where there is none."""
    blank = len(text[start:end]) - len(text[start:end].lstrip())
    return start + blank + 1 if start + blank < end else 0


class _KeptWords:
    """Looks a passage's words up in its record, from where the passage before was found: linear in the text."""

    def __init__(self, text: str, wording_of: Callable[[str], Wording | None]) -> None:
        self.text, self.wording_of = text, wording_of
        self._seen: dict[str, tuple[int, int]] = {}  # how far the title and the text of a record have been found
        self._bare: dict[str, tuple[str, str]] = {}

    def holds(self, start: int, end: int, code: str) -> bool:
        """Whether the record holds the words as printed or, where it does not, without marks and blanks."""
        wording = self.wording_of(code)
        if wording is None:
            return False
        words = self.text[start:end].strip()
        if code not in self._bare:
            words = words.removeprefix(wording.label).strip()
            if self._find(code, words, (wording.title, wording.text)):
                return True
            self._bare[code] = words_of(wording.label + wording.title), words_of(wording.label + wording.text)
            self._seen[code] = (0, 0)  # counted anew, without marks: what was found before is found again
        return self._find(code, words_of(words), self._bare[code])

    def _find(self, code: str, words: str, wordings: tuple[str, str]) -> bool:
        seen = self._seen.get(code, (0, 0))
        for i, wording in enumerate(wordings):
            found = wording.find(words, seen[i])
            if found >= 0:
                self._seen[code] = (found + len(words), seen[1]) if i == 0 else (seen[0], found + len(words))
                return True
        return False
