"""CSV that a spreadsheet program opens by a double click: UTF-8 with a byte order mark, lines end with CR LF."""

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice

from measures.exports.contents import Cell, Group, Report, Row, Table, TonedRow, printable, text_of

ROWS_A_CHUNK = 500
# A cell that begins so may run as a formula (https://owasp.org/www-community/attacks/CSV_Injection); full width and
# small forms are taken for the same by some programs.
FORMULA = frozenset("=+-@＝＋－＠﹦﹢﹣﹫")
LINE_STARTS = ("\t", "\n")
SKIPPED = ("Cc", "Cf", "Zs", "Zl", "Zp")  # categories: control and format characters, white space
# What printable text that could run begins with: of the white space only the blank is printable.
SUSPECT = FORMULA | {" "}


def chunks(report: Report) -> Iterator[bytes]:
    """The file in pieces of some hundred rows: the tables of all parts, one below the other; charts are left out.

    Heads stand where they change. Facts and groups are left out, and so are hidden columns, but for those by which a
    table that comes back is known again.
    """
    yield "\ufeff".encode()
    rows = all_rows(report)
    while page := list(islice(rows, ROWS_A_CHUNK)):
        yield lines(page)


def all_rows(report: Report) -> Iterator[Row]:
    """The heads and rows of all tables, one below the other."""
    heads: Row = ()
    for part in report.parts:
        for table in part.blocks:
            if not isinstance(table, Table):
                continue
            titles: Row = tuple([table.columns[place].title for place in places_seen(table)])
            if titles != heads:
                yield titles
                heads = titles
            yield from seen(table)


def seen(table: Table) -> Iterator[Row]:
    """The rows of a table without what is left out."""
    places = places_seen(table)
    leading = places == [*range(len(places))]
    for row in table.rows:
        if isinstance(row, Group):
            continue
        cells = row.cells if isinstance(row, TonedRow) else row
        yield cells[: len(places)] if leading else tuple([cells[place] for place in places])


def places_seen(table: Table) -> list[int]:
    return [place for place, column in enumerate(table.columns) if table.comes_back or not column.hidden]


def lines(rows: Iterable[Row]) -> bytes:
    """The rows as lines, a single empty cell in quotes. csv.writer, which looks at each character of long texts,
    takes two thirds more time."""
    return "".join([(",".join(map(field_of, row)) or '""') + "\r\n" for row in rows]).encode()


def field_of(cell: Cell) -> str:
    """The cell as it stands in a line. What is printable and begins harmlessly needs no closer look: nearly all."""
    if cell is None:
        return ""
    text = cell if isinstance(cell, str) and cell.isprintable() and cell[:1] not in SUSPECT else as_text(cell)
    if '"' in text or "," in text or "\n" in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def as_text(cell: Cell) -> str:
    """The cell in words; one that could run as a formula is quoted by an apostrophe. Numbers and days are none."""
    if isinstance(cell, int | date):
        return str(cell)
    text = printable(text_of(cell))
    return f"'{text}" if could_run(text) else text


def could_run(text: str) -> bool:
    """Judged by the first character that is seen, since programs differ in what they skip before it."""
    seen = (character for character in text if unicodedata.category(character) not in SKIPPED)
    return text.startswith(LINE_STARTS) or next(seen, "") in FORMULA
