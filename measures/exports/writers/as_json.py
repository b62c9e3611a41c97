"""JSON for programs: one object with what the report says, its rows by the names of columns."""

import json
from collections.abc import Iterator
from itertools import islice

import orjson

from measures.exports.contents import (
    Block,
    Cell,
    Chart,
    Group,
    Heading,
    Mark,
    Paragraph,
    Part,
    Report,
    Row,
    Run,
    Runs,
    Table,
    TonedRow,
    text_of,
)

ROWS_A_CHUNK = 500
Json = dict[str, object]


def chunks(report: Report) -> Iterator[bytes]:
    """The file in pieces of some hundred rows."""
    head: Json = {
        "name": report.name,
        "label": report.label,
        "title": report.title,
        "author": report.author,
        "facts": [{"label": fact.label, "value": fact.value} for fact in report.facts],
        "remarks": [*report.remarks, *report.remarks_on_all],
    }
    yield dumps(head)[:-1] + b',"parts":['
    for number, part in enumerate(report.parts):
        yield b"," if number else b""
        yield from part_chunks(part, report.site)
    yield b"]}\n"


def dumps(value: object) -> bytes:
    """As orjson, which is fast; numbers may be of any length, and halves of characters are left out."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str).encode(errors="ignore")


def part_chunks(part: Part, site: str) -> Iterator[bytes]:
    yield dumps({"title": part.title})[:-1] + b',"blocks":['
    for number, block in enumerate(part.blocks):
        yield b"," if number else b""
        yield from table_chunks(block, site) if isinstance(block, Table) else [dumps(block_of(block, site))]
    yield b"]}"


def table_chunks(table: Table, site: str) -> Iterator[bytes]:
    """A table, hidden columns too; a group stands between the rows under its own name."""
    described = [{"name": column.name, "title": column.title} for column in table.columns]
    head: Json = {"type": "table", "caption": table.caption, "columns": described}
    yield dumps(head)[:-1] + b',"rows":['
    names = [column.name for column in table.columns]
    rows = (row_of(names, row, site) for row in table.rows)
    first = True
    while page := list(islice(rows, ROWS_A_CHUNK)):
        yield (b"" if first else b",") + dumps(page)[1:-1]
        first = False
    yield b"]}"


def row_of(names: list[str], row: Row | TonedRow | Group, site: str) -> Json:
    if isinstance(row, Group):
        return {"group": {"title": row.title, "level": row.level}}
    cells = row.cells if isinstance(row, TonedRow) else row
    return dict(zip(names, [value_of(cell, site) if cell.__class__ is tuple else cell for cell in cells], strict=True))


def value_of(cell: Cell, site: str) -> object:
    """Text, a number, a day or null as such. Runs are text and, where one is marked or a link, each by itself."""
    if isinstance(cell, tuple):
        return runs_of(cell, site) if any(run.mark is not Mark.SAME or run.link for run in cell) else text_of(cell)
    return cell


def runs_of(runs: Runs, site: str) -> Json:
    """The text that stands now, and the pieces with what was removed."""
    standing = tuple(run for run in runs if run.mark is not Mark.REMOVED)
    return {"text": text_of(standing), "runs": [run_of(run, site) for run in runs]}


def run_of(run: Run, site: str) -> Json:
    """`link` is a whole address, where that of the site is known."""
    link = {"link": site + run.link} if run.link and site else {}
    return {"text": run.text, "mark": run.mark.value, **link}


def block_of(block: Block, site: str) -> Json:
    """A block that is no table."""
    match block:
        case Heading(text=text, level=level, label=label):
            return {"type": "heading", "level": level, "label": label, "text": text}
        case Paragraph(runs=runs, label=label):
            return {"type": "paragraph", "label": label, "text": value_of(runs, site)}
        case Chart(title=title, categories=categories, series=series):
            values = [{"name": name, "values": numbers} for name, numbers in series]
            return {"type": "chart", "title": title, "categories": categories, "series": values}
    raise TypeError(f"{block!r} is a table")
