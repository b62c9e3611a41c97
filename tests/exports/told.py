"""What a report tells, in plain values: its parts with their paragraphs, tables and charts."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from measures.exports.contents import (
    Cell,
    Chart,
    Column,
    Group,
    Mark,
    Paragraph,
    Part,
    Report,
    Row,
    Table,
    TonedRow,
    text_of,
)

MARKS = {Mark.REMOVED: "[-{}-]", Mark.ADDED: "[+{}+]", Mark.SAME: "{}"}


@dataclass
class ToldPart:
    """`rows` are those of the tables: by the names of the columns, or the title of a group after #."""

    title: str
    paragraphs: list[str] = field(default_factory=list)
    rows: list[dict[str, Cell] | str] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)

    def values(self, *names: str) -> list[tuple[Cell, ...] | str]:
        """Of each row the cells of these columns; groups as they are."""
        return [row if isinstance(row, str) else tuple(row[name] for name in names) for row in self.rows]


def told(report: Report) -> list[ToldPart]:
    """The parts, each read to its end before the next."""
    return [told_part(part) for part in report.parts]


def told_part(part: Part) -> ToldPart:
    found = ToldPart(part.title)
    for block in part.blocks:
        if isinstance(block, Paragraph):
            found.paragraphs.append(text_of(block.runs))
        elif isinstance(block, Table):
            found.rows += rows_of(block)
        elif isinstance(block, Chart):
            found.charts.append(block)
    return found


def rows_of(table: Table) -> Iterator[dict[str, Cell] | str]:
    for row in table.rows:
        if isinstance(row, Group):
            yield f"{'#' * row.level} {row.title}"
        else:
            yield by_name(table.columns, row.cells if isinstance(row, TonedRow) else row)


def by_name(columns: tuple[Column, ...], row: Row) -> dict[str, Cell]:
    return {column.name: marked(cell) for column, cell in zip(columns, row, strict=True)}


def marked(cell: Cell) -> Cell:
    """A cell of runs as text: [-what went-], [+what came+], [words](address)."""
    if not isinstance(cell, tuple):
        return cell
    texts = (MARKS[run.mark].format(run.text) for run in cell)
    return "".join(f"[{text}]({run.link})" if run.link else text for run, text in zip(cell, texts, strict=True))
