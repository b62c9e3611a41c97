"""What every extractor hands to the parser: the whole text and its lines."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from measures.parsing.patterns import lazy_regex
from measures.parsing.tree import DocumentError, Place, Problem, Span
from measures.terms import ProblemCode

# Ten times the longest outlines and ledgers known (about 400,000 characters in 15,000 lines), and ten times again for
# characters: what is larger is no plan, and would take memory from whatever else the machine does.
MAX_BYTES = 128 * 1024 * 1024
MAX_CHARACTERS = 10_000_000
MAX_LINES = 150_000
SENTENCE_ENDS = ("。", "；", "！", "？")
# What no database column and no XML file takes: control characters and halves of a surrogate pair.
_UNSTORABLE = lazy_regex("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


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
    breaks: tuple[int, ...] = ()  # blanks of a row with which paragraphs of a cell begin
    is_title: bool = False  # in the style of titles
    look: float = 0  # in bold throughout: how large, compared with others of the same file
    full: bool = False  # reaches the right margin: the paragraph may go on in the next line


@dataclass(slots=True)
class Extracted:
    text: str
    lines: list[Line]
    media_type: str
    encoding: str = ""
    guessed: bool = False  # the encoding could also have been another one
    problems: list[Problem] = field(default_factory=list)  # their lines are counted by the parser
    places: list[Place] = field(default_factory=list)  # of a file with pages or sheets, in order


def check_size(characters: int, lines: int = 0) -> None:
    """Raises DocumentError `too_many_characters` or `too_many_lines`, with the limit."""
    if characters > MAX_CHARACTERS:
        raise DocumentError("too_many_characters", detail=str(MAX_CHARACTERS))
    if lines > MAX_LINES:
        raise DocumentError("too_many_lines", detail=str(MAX_LINES))


@dataclass(slots=True)
class TextBuilder:
    """Puts lines one under another into a text, and remembers where each stands."""

    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _regions: int = 0

    def add(self, text: str, kind: LineKind = LineKind.PARAGRAPH, level: int = 0, region: int = 0) -> Line | None:
        text = _UNSTORABLE.sub("", text).strip()
        if not text:
            return None
        return self._append(text, kind, level, region)

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
            self.add_row(row, kind, region)

    def add_row(self, row: list[str | None], kind: LineKind, region: int) -> Line | None:
        """One row of a table. Empty cells keep their tabs, so that a column stays a column."""
        cells = [_paragraphs(cell) if cell else [] for cell in row]
        if not any(cells):
            return None
        line = self._append("\t".join(map(" ".join, cells)), kind, 0, region)
        line.breaks = tuple(_breaks(cells))
        line.merged = tuple(i for i, cell in enumerate(row) if cell is None)
        return line

    def place(self, number: int, sheet: str = "") -> None:
        """Say where the lines added from now on stand: a page, or a row of a sheet."""
        if self.places and self.places[-1].start == self._length:
            self.places.pop()
        if not self.places or (self.places[-1].number, self.places[-1].sheet) != (number, sheet):
            self.places.append(Place(self._length, number, sheet))

    def report(self, code: ProblemCode, line: Line, subject: str = "", detail: str = "") -> None:
        self.problems.append(Problem(code, 0, Span(line.start, line.end), subject, detail))

    def _append(self, text: str, kind: LineKind, level: int, region: int) -> Line:
        line = Line(self._length, self._length + len(text), text, kind, level, region)
        self.lines.append(line)
        self._parts.append(text)
        self._length += len(text) + 1
        check_size(self._length, len(self.lines))
        return line

    def new_region(self) -> int:
        self._regions += 1
        return self._regions

    def build(self, media_type: str, encoding: str = "", guessed: bool = False) -> Extracted:
        text = "\n".join(self._parts)
        if not text.strip():
            raise DocumentError("empty")
        return Extracted(text, self.lines, media_type, encoding, guessed, self.problems, self.places)


def _paragraphs(cell: str) -> list[str]:
    lines = (" ".join(line.split()) for line in _UNSTORABLE.sub("", cell).split("\n"))
    return [line for line in lines if line]


def _breaks(cells: list[list[str]]) -> Iterator[int]:
    """Where paragraphs part in cells joined by tabs. A cell without a sentence holds names or words wrapped by hand."""
    at = 0
    for paragraphs in cells:
        holds_sentences = any(paragraph.endswith(SENTENCE_ENDS) for paragraph in paragraphs)
        for paragraph in paragraphs[:-1]:
            at += len(paragraph)
            if holds_sentences:
                yield at
            at += 1
        at += len("".join(paragraphs[-1:])) + 1
