"""Claims of the other stages → the passages that tile the text.

Reads: the text, the claims of the stages before (which characters became what), the words of every record.
Writes: `Passage`s in order, touching, covering the whole text. A claim whose words do not stand in the record it names,
and what nobody claims, is `unparsed`.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from measures.parsing.patterns import lazy_regex
from measures.parsing.structure.paragraphs import Paragraph
from measures.parsing.tree import Passage, Span
from measures.terms import KEPT, PassageKind

_NO_WORD = lazy_regex(r"[\W_]+")


# Start, end, kind, code: these characters of the document became a passage of that kind, of the record with that code.
Claim = tuple[int, int, PassageKind, str]


def claim(paragraph: Paragraph, kind: PassageKind, code: str, start: int = 0, end: int | None = None) -> list[Claim]:
    """A paragraph, or its characters from `start` to `end`; a claim for each of its lines."""
    if not paragraph.pieces and not start and end is None:
        return [(paragraph.start, paragraph.end, kind, code)]
    end = len(paragraph.text) if end is None else end
    if not paragraph.pieces:
        return [(paragraph.start + start, paragraph.start + end, kind, code)]
    return [(first, last, kind, code) for first, last in paragraph.lines_between(start, end)]


def words_of(text: str) -> str:
    """Letters, figures and ideographs alone: what is compared."""
    return _NO_WORD.sub("", text)


class Wording(NamedTuple):
    """The words of one record: what a passage of it may hold, after the printed number or without it."""

    label: str
    title: str
    text: str


_BLANKS = lazy_regex(r"[\s|]*")


def tile(text: str, claims: Iterable[Claim], wording_of: Callable[[str], Wording | None]) -> tuple[Passage, ...]:
    """The passages of `text`; `wording_of` gives the words of a record by its code.

    Blanks go with the passage before them.
    """
    stretches = _stretches(text, sorted(claims), _KeptWords(text, wording_of))
    passages: list[Passage] = []
    begun, before = 0, next(stretches, None)
    for stretch in stretches:
        if before and stretch[1:] != before[1:]:
            passages.append(Passage(Span(begun, stretch[0]), before[1], before[2]))
            begun, before = stretch[0], stretch
    if before:
        passages.append(Passage(Span(begun, len(text)), before[1], before[2]))
    return tuple(passages)


def _stretches(text: str, claims: list[Claim], kept: "_KeptWords") -> Iterator[tuple[int, PassageKind, str]]:
    """Where each claim and each gap between claims begins, and what it is; blanks alone are no gap."""
    at = 0
    for start, end, kind, code in claims:
        start = end - len(text[max(start, at) : end].lstrip())  # a row may begin with empty cells
        if (gap := _after_blanks(text, at, start)) < start:
            yield gap, PassageKind.UNPARSED, ""
        if start < end:
            is_kept = kind not in KEPT or kept.holds(start, end, code)
            yield (start, kind, code) if is_kept else (start, PassageKind.UNPARSED, "")
            at = end
    if (gap := _after_blanks(text, at, len(text))) < len(text):
        yield gap, PassageKind.UNPARSED, ""


def _after_blanks(text: str, start: int, end: int) -> int:
    """Where the first character stands that is no blank, nor a bar that borders a table."""
    blanks = _BLANKS.match(text, start, end)
    return blanks.end() if blanks else start


class _KeptWords:
    """Looks a passage's words up in the record it names."""

    def __init__(self, text: str, wording_of: Callable[[str], Wording | None]) -> None:
        self.text, self.wording_of = text, wording_of
        self._records: dict[str, _Record | None] = {}

    def holds(self, start: int, end: int, code: str) -> bool:
        if code not in self._records:
            wording = self.wording_of(code)
            self._records[code] = _Record(wording) if wording else None
        record = self._records[code]
        return record is not None and record.holds(self.text[start:end].strip())


class _Record:
    """The words of one record, looked up from where those before were found: linear in the text."""

    def __init__(self, wording: Wording) -> None:
        self.wording = wording
        self.title, self.text = wording.title, wording.text
        self.is_bare = False
        self._title_seen = self._text_seen = 0

    def holds(self, words: str) -> bool:
        """Whether the record holds the words as printed or, where it does not, without marks and blanks."""
        if not self.is_bare:
            if self._find(words.removeprefix(self.wording.label).strip()):
                return True
            self._strip_marks()
        return self._find(words_of(words))

    def _strip_marks(self) -> None:
        label, title, text = self.wording
        self.title, self.text = words_of(label + title), words_of(label + text)
        self.is_bare = True
        self._title_seen = self._text_seen = 0  # what was found before is found again

    def _find(self, words: str) -> bool:
        found = self.title.find(words, self._title_seen)
        if found >= 0:
            self._title_seen = found + len(words)
            return True
        found = self.text.find(words, self._text_seen)
        if found >= 0:
            self._text_seen = found + len(words)
        return found >= 0
