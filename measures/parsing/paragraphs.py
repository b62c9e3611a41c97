"""Lines → paragraphs: wrapped lines joined, each with the number it starts with."""

from bisect import bisect_right
from dataclasses import dataclass

from measures.parsing.extract import Line, LineKind
from measures.parsing.numbering import Marker, read_marker
from measures.parsing.tree import Span

TERMINAL = frozenset("。！？；：…”’」』）》〉】!?;:)].")


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


def to_paragraphs(lines: list[Line]) -> list[Paragraph]:
    return [_paragraph(line) for line in lines]


def _paragraph(line: Line) -> Paragraph:
    marker = read_marker(line.text) if line.kind is LineKind.PARAGRAPH else None
    return Paragraph(line.start, line.end, line.text, line.kind, line.level, line.region, marker)
