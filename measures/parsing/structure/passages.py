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


def tile(text: str, claims: Iterable[Claim], record_words: Callable[[str], tuple[str, ...]]) -> tuple[Passage, ...]:
    """The passages of `text`.

    `record_words(code)` gives the wordings of a record, each as one text. Blanks go with the passage before them.
    """
    checked = _KeptWords(text, record_words)
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
            kept = kind not in KEPT or checked.holds(start, end, code)
            add(start, *((kind, code) if kept else (PassageKind.UNPARSED, "")))
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

    def __init__(self, text: str, record_words: Callable[[str], tuple[str, ...]]) -> None:
        self.text, self.record_words = text, record_words
        self._wordings: dict[str, list[tuple[str, int]]] = {}

    def holds(self, start: int, end: int, code: str) -> bool:
        words = words_of(self.text[start:end])
        if not words:
            return True
        if code not in self._wordings:
            self._wordings[code] = [(words_of(wording), 0) for wording in self.record_words(code)]
        wordings = self._wordings[code]
        for i, (wording, seen) in enumerate(wordings):
            found = wording.find(words, seen)
            if found >= 0:
                wordings[i] = (wording, found + len(words))
                return True
        return False
