"""The cells of a table's rows, and the names that its head gives to its columns.

Reads: the rows of one table. Writes: `Cell`s and names; no row is changed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from measures.parsing.lexicon import any_of, section_words
from measures.parsing.patterns import lazy_regex
from measures.parsing.structure.paragraphs import Paragraph

_TOTAL = lazy_regex(f"{any_of(section_words.TOTALS)}|{any_of(section_words.NOTES)}[:：]")
HEAD_ROWS = 4
ROW_NUMBER = lazy_regex(r"^(?:\d{1,3}\s*[.．、]|[（(]\d{1,3}[)）]|[①-⑳])\s*(?=\D)")


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    start: int
    end: int


def cells_of(row: Paragraph) -> list[Cell]:
    cells, start = [], 0
    for raw in row.text.split("\t"):
        text = raw.strip()
        offset = start + (raw.index(text) if text else 0)
        cells.append(Cell(text, offset, offset + len(text)))
        start += len(raw) + 1
    return cells


def squeezed(text: str) -> str:
    return "".join(text.split())


def head_of(rows: list[Paragraph], first: int, is_below: Callable[[str], object]) -> tuple[list[str], int]:
    """The columns' names and the rows they take: 责任分工 over 牵头部门 and 责任部门 is a head of two.

    `is_below` tells what may stand in a second row of the head.
    """
    names = [squeezed(cell.text) for cell in cells_of(rows[first])]
    if first + 1 < len(rows):
        below = [squeezed(cell.text) for cell in cells_of(rows[first + 1])]
        given = [name for name in below if name]
        if given and all(map(is_below, given)) and len(below) >= len(names):
            names += [""] * (len(below) - len(names))
            return [lower or upper for upper, lower in zip(names, below, strict=True)], 2
    return names, 1


def is_total(cells: list[Cell]) -> bool:
    """A last row 合计 or a note under the table is no task."""
    return _TOTAL.match(squeezed(next((cell.text for cell in cells if cell.text), ""))) is not None
