"""What every extractor hands to the parser: the whole text and its lines."""

from dataclasses import dataclass
from enum import Enum

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


@dataclass(slots=True)
class Extracted:
    text: str
    lines: list[Line]
    media_type: str
    encoding: str = ""
    guessed: bool = False  # the encoding could also have been another one
