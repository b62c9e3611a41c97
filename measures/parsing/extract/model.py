"""What every extractor hands to the parser: the whole text and its lines."""

from dataclasses import dataclass, field
from enum import Enum

from measures.parsing.tree import DocumentError

MAX_BYTES = 128 * 1024 * 1024
MAX_CHARACTERS = 40_000_000


class LineKind(Enum):
    PARAGRAPH = "paragraph"
    ROW = "row"  # a table's row: cells separated by tabs
    CHROME = "chrome"  # what the format itself marks as no part of the document


@dataclass(slots=True)
class Line:
    """One line of the text. `start` and `end` leave out the spaces around it; `level` is a heading style's, else 0."""

    start: int
    end: int
    text: str
    kind: LineKind = LineKind.PARAGRAPH
    level: int = 0
    region: int = 0  # lines of one table or text box share a number; 0 is the page itself
    indented: bool = False
    merged: tuple[int, ...] = ()  # columns of a row that the cell above reaches down into
    full: bool = False  # reaches the right margin: the paragraph may go on in the next line


@dataclass(slots=True)
class Extracted:
    text: str
    lines: list[Line]
    media_type: str
    encoding: str = ""
    guessed: bool = False  # the encoding could also have been another one


@dataclass(slots=True)
class TextBuilder:
    """Puts lines one under another into a text, and remembers where each stands."""

    lines: list[Line] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _regions: int = 0

    def add(self, text: str, kind: LineKind = LineKind.PARAGRAPH, level: int = 0, region: int = 0) -> Line | None:
        text = text.strip()
        if not text:
            return None
        line = Line(self._length, self._length + len(text), text, kind, level, region)
        self.lines.append(line)
        self._parts.append(text)
        self._length += len(text) + 1
        if self._length > MAX_CHARACTERS:
            raise DocumentError("too_large")
        return line

    def add_table(self, rows: list[list[str | None]], kind: LineKind = LineKind.ROW) -> None:
        """A table of one column is a box drawn round paragraphs; any other gives a line a row.

        A cell is None where the one above it reaches down.
        """
        region = self.new_region()
        if max((len(row) for row in rows), default=0) < 2:
            for row in rows:
                for cell in filter(None, row):
                    for line in cell.split("\n"):
                        self.add(line, LineKind.PARAGRAPH if kind is LineKind.ROW else kind, region=region)
            return
        for row in rows:
            cells = [" ".join(cell.split()) if cell else "" for cell in row]
            if any(cells):
                self._add_row(cells, kind, region, tuple(i for i, cell in enumerate(row) if cell is None))

    def _add_row(self, cells: list[str], kind: LineKind, region: int, merged: tuple[int, ...]) -> None:
        """Empty cells keep their tabs, so that a column stays a column."""
        text = "\t".join(cells)
        self.lines.append(Line(self._length, self._length + len(text), text, kind, 0, region, merged=merged))
        self._parts.append(text)
        self._length += len(text) + 1

    def new_region(self) -> int:
        self._regions += 1
        return self._regions

    def build(self, media_type: str, encoding: str = "", guessed: bool = False) -> Extracted:
        text = "\n".join(self._parts)
        if not text.strip():
            raise DocumentError("empty")
        return Extracted(text, self.lines, media_type, encoding, guessed)
