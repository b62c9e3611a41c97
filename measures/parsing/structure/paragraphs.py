"""Lines → paragraphs: wrapped lines joined, each with the number it starts with."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from measures.parsing.extract import Line, LineKind
from measures.parsing.structure.numbering import STRUCTURAL, Marker, read_marker
from measures.parsing.tree import Span
from measures.terms import Numbering

TERMINAL = frozenset("。！？；：…”’」』）》〉】!?;:)].")
_PAGE_NUMBER = re.compile(
    r"^(?:[-—–－―·•]+\s*\d{1,4}\s*[-—–－―·•]+|第\s*\d{1,4}\s*页(?:\s*[,，/／]?\s*共\s*\d{1,4}\s*页)?|"
    r"\d{1,4}\s*[/／]\s*\d{1,4})$"
)
_BARE_NUMBER = re.compile(r"(\d{1,2})[ \u3000\xa0]+(?=[\u4e00-\u9fff]{2})")
_ALWAYS_NEW = (*STRUCTURAL, Numbering.BOX, Numbering.ANNEX)


@dataclass(slots=True, eq=False)
class Paragraph:
    """`pieces` are (offset here, offset in the document) of each line that was joined, () for a single line."""

    start: int
    end: int
    text: str
    kind: LineKind
    level: int = 0
    region: int = 0
    marker: Marker | None = None
    pieces: tuple[tuple[int, int], ...] = ()
    merged: tuple[int, ...] = ()  # columns of a row that the cell above reaches down into

    @property
    def words(self) -> str:
        """The text without its number."""
        return self.text[self.marker.end :] if self.marker else self.text

    @property
    def words_at(self) -> int:
        return self.marker.end if self.marker else 0

    def at(self, offset: int) -> int:
        """Where the character at `offset` of this paragraph stands in the document."""
        if not self.pieces:
            return self.start + offset
        here, there = self.pieces[bisect_right(self.pieces, (offset, self.end)) - 1]
        return there + offset - here

    def span(self, start: int, end: int) -> Span:
        return Span(self.at(start), self.at(end - 1) + 1)

    def tail(self, offset: int) -> "Paragraph":
        """The words from `offset` on, as a paragraph of their own."""
        offset += len(self.text[offset:]) - len(self.text[offset:].lstrip())
        pieces = tuple((max(0, here - offset), there + max(0, offset - here)) for here, there in self.pieces)
        kept = tuple(piece for i, piece in enumerate(pieces) if i + 1 == len(pieces) or pieces[i + 1][0] > 0)
        return Paragraph(self.at(offset), self.end, self.text[offset:], self.kind, 0, self.region, None, kept)


def is_page_number(text: str) -> bool:
    """— 31 —, 第3页 共20页, 3/20: a number that stands alone between marks, never a bare one."""
    return len(text) <= 24 and _PAGE_NUMBER.match(text) is not None


def to_paragraphs(lines: list[Line]) -> list[Paragraph]:
    wraps = any(line.full for line in lines)
    if wraps:
        _mark_page_numbers(lines)
    paragraphs = list(_joined(lines)) if wraps else [_paragraph([line]) for line in lines]
    if any(p.marker is not None and p.marker.style is Numbering.DECIMAL_2 for p in paragraphs):
        _read_bare_numbers(paragraphs)
    return paragraphs


def _mark_page_numbers(lines: list[Line]) -> None:
    """In a text broken into pages, bare figures that count 1, 2, 3 are their numbers."""
    bare = [line for line in lines if line.kind is LineKind.PARAGRAPH and len(line.text) <= 4 and line.text.isdecimal()]
    steps = [int(after.text) - int(before.text) for before, after in pairwise(bare)]
    if len(steps) >= 2 and steps.count(1) * 5 >= len(steps) * 4:
        for line in bare:
            line.kind = LineKind.CHROME


def _read_bare_numbers(paragraphs: list[Paragraph]) -> None:
    """Above 1.1 stands 1 without a mark."""
    for paragraph in paragraphs:
        match = _BARE_NUMBER.match(paragraph.text) if paragraph.marker is None else None
        if match and paragraph.kind is LineKind.PARAGRAPH and len(paragraph.text) <= 40:
            paragraph.marker = Marker(Numbering.ARABIC_DOT, int(match[1]), match[1], match.end())


def _joined(lines: list[Line]) -> Iterator[Paragraph]:
    """Page numbers and running heads between two halves of a paragraph do not part them."""
    indents = sum(line.indented for line in lines) * 20 > len(lines)
    group: list[Line] = []
    for line in lines:
        if line.kind is LineKind.CHROME or is_page_number(line.text):
            yield _paragraph([line])
        elif group and _goes_on(group[-1], line, indents):
            group.append(line)
        else:
            if group:
                yield _paragraph(group)
            group = [line]
    if group:
        yield _paragraph(group)


def _goes_on(line: Line, following: Line, indents: bool) -> bool:
    if not line.full or following.indented or line.region != following.region or following.kind is not line.kind:
        return False
    marker = read_marker(following.text)
    if marker and marker.style in _ALWAYS_NEW:
        return False
    if line.text[-1] in "。！？；：":
        return indents and marker is None
    return True


def _paragraph(lines: list[Line]) -> Paragraph:
    first, last = lines[0], lines[-1]
    text, pieces = _join(lines) if len(lines) > 1 else (first.text, ())
    marker = read_marker(text) if first.kind is LineKind.PARAGRAPH else None
    return Paragraph(first.start, last.end, text, first.kind, first.level, first.region, marker, pieces, first.merged)


def _join(lines: list[Line]) -> tuple[str, tuple[tuple[int, int], ...]]:
    parts: list[str] = []
    pieces, length = [], 0
    for line in lines:
        if parts and parts[-1][-1] < "\x7f" and line.text[0] < "\x7f" and not parts[-1][-1].isspace():
            parts.append(" ")
            length += 1
        pieces.append((length, line.start))
        parts.append(line.text)
        length += len(line.text)
    return "".join(parts), tuple(pieces)
