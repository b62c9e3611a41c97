"""Boxes that are tables: 专栏3 in a row over all columns, and below it a project a row, its name beside its text.

Reads: rows. Writes: the title's row as a heading, the others as tasks.
"""

from dataclasses import replace

from measures.parsing.extract import LineKind
from measures.parsing.structure.cells import cells_of
from measures.parsing.structure.numbering import read_marker
from measures.parsing.structure.paragraphs import Paragraph
from measures.parsing.structure.tables import TaskRow
from measures.terms import Numbering

LONGEST_TITLE, LONGEST_NAME, FEWEST_ROWS = 80, 35, 2


def as_box_title(paragraph: Paragraph) -> Paragraph:
    """专栏3 … alone in its row is the heading of the rows below it."""
    if paragraph.kind is not LineKind.ROW or len(paragraph.text) > LONGEST_TITLE:
        return paragraph
    words = paragraph.text.strip()
    marker = read_marker(words) if "\t" not in words else None
    if marker is None or marker.style is not Numbering.BOX:
        return paragraph
    return replace(paragraph.part(0), kind=LineKind.PARAGRAPH, region=paragraph.region, marker=marker)


def read_named_rows(rows: list[Paragraph]) -> list[TaskRow]:
    """01 生物医药 | 建设产业园…: a project a row, () where a row is of another kind."""
    tasks = [task for row in rows if (task := _named_row(row))]
    return tasks if len(tasks) == len(rows) >= FEWEST_ROWS else []


def _named_row(row: Paragraph) -> TaskRow | None:
    cells = [cell.text for cell in cells_of(row) if cell.text]
    if len(cells) == 3 and cells[0].isdecimal():
        label, name, text = cells
        cells = [name, text]
    else:
        marker = read_marker(cells[0])
        label = marker.label if marker else ""
    if len(cells) != 2 or len(cells[0]) > LONGEST_NAME or len(cells[1]) <= len(cells[0]) or "。" in cells[0]:
        return None
    name = cells[0].removeprefix(label).strip()
    return TaskRow(row, name, label, "", ()) if name and cells[1][-1] in "。；" else None
