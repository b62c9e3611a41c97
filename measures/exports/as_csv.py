"""CSV that a spreadsheet program opens by a double click: UTF-8 with a byte order mark, lines end with CR LF."""

import csv
from collections.abc import Iterator
from io import StringIO

from measures.exports.table import Cell, Row, Table, printable

ROWS_A_CHUNK = 500
# A cell that begins so may run as a formula (https://owasp.org/www-community/attacks/CSV_Injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def chunks(table: Table) -> Iterator[bytes]:
    """The file in pieces of some hundred rows."""
    yield "\ufeff".encode() + lines([tuple(column.title for column in table.columns)])
    pending: list[Row] = []
    for row in table.rows:
        pending.append(row)
        if len(pending) == ROWS_A_CHUNK:
            yield lines(pending)
            pending = []
    yield lines(pending)


def lines(rows: list[Row]) -> bytes:
    file = StringIO()
    csv.writer(file, lineterminator="\r\n").writerows([as_text(cell) for cell in row] for row in rows)
    return file.getvalue().encode()


def as_text(cell: Cell) -> str:
    """The cell in words; one that could run as a formula is quoted by an apostrophe."""
    if not isinstance(cell, str):
        return "" if cell is None else str(cell)
    return f"'{printable(cell)}" if cell.startswith(FORMULA) else printable(cell)
