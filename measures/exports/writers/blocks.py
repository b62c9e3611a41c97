"""What writers need to know of blocks before or beside writing them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from measures.exports.contents import Block, Chart, Group, Part, Report, Row, Table, TonedRow, printable

TableRow = Row | TonedRow | Group
SHORT = 14  # the width of a column whose text is centred
LEAST = 8  # characters: a head of four Chinese ones, such as 牵头单位, is not broken


def looked_over(blocks: Iterable[Block]) -> tuple[list[Block], Iterator[Block]]:
    """Those known before anything is written, and all of them: a tuple whole, of a generator up to its first table.

    Tables are without the columns that say in every row what their part is called, and those in which nothing stands.
    """
    rest = (only_its_own(block) if isinstance(block, Table) else block for block in blocks)
    if isinstance(blocks, Sequence):
        whole = list(rest)
        return whole, iter(whole)
    known: list[Block] = []
    for block in rest:
        known.append(block)
        if isinstance(block, Table):
            break
    return known, chain(known, rest)


def only_its_own(table: Table) -> Table:
    """The table without the columns that stand there for the tables of other parts."""
    kept = [i for i, column in enumerate(table.columns) if not column.shared and column.name not in table.empty]
    if len(kept) == len(table.columns):
        return table
    return replace(table, columns=tuple(table.columns[place] for place in kept), rows=narrowed(table.rows, kept))


def narrowed(rows: Iterable[TableRow], kept: list[int]) -> Iterator[TableRow]:
    """The rows with the cells at the places that are `kept`."""
    for row in rows:
        if isinstance(row, Group):
            yield row
        elif isinstance(row, TonedRow):
            yield TonedRow(tuple([row.cells[place] for place in kept]), row.tones)
        else:
            yield tuple([row[place] for place in kept])


def shared(widths: Sequence[int], room: float) -> list[float]:
    """The characters that columns get of `room`, in their order: in proportion, but where it is too little LEAST."""
    kept: set[int] = set()
    while True:
        rest = room - LEAST * len(kept)
        wanted = sum(width for place, width in enumerate(widths) if place not in kept)
        found = [LEAST if place in kept else width * rest / wanted for place, width in enumerate(widths)]
        narrow = {place for place, width in enumerate(found) if width < min(LEAST, widths[place])}
        if not narrow or len(kept | narrow) == len(widths):
            return found
        kept |= narrow


def width_of(text: str) -> int:
    """How wide a text is. Chinese takes three bytes in UTF-8 and two digits of width, ASCII one and one."""
    return (len(text.encode("utf-8", "replace")) + len(text)) // 2


def described(chart: Chart) -> str:
    """The numbers of a chart in words, for those who do not see it."""
    series = (
        f"{name}：" + "，".join(f"{category} {value}" for category, value in zip(chart.categories, values, strict=True))
        for name, values in chart.series
    )
    return printable("；".join(series))


def heading_of(part: Part, report: Report) -> str:
    """The title above a part: none where that of the report says it already."""
    return "" if part.title in report.title else part.title
