"""CSV that a spreadsheet program opens by a double click: UTF-8 with a byte order mark, lines end with CR LF."""

import csv
import unicodedata
from collections.abc import Iterator
from io import StringIO

from measures.exports.table import Cell, Row, Table, printable

ROWS_A_CHUNK = 500
# A cell that begins so may run as a formula (https://owasp.org/www-community/attacks/CSV_Injection); full width and
# small forms are taken for the same by some programs.
FORMULA = frozenset("=+-@＝＋－＠﹦﹢﹣﹫")
LINE_STARTS = ("\t", "\n")
SKIPPED = ("Cc", "Cf", "Zs", "Zl", "Zp")  # categories: control and format characters, white space


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
    text = printable(cell)
    return f"'{text}" if could_run(text) else text


def could_run(text: str) -> bool:
    """Judged by the first character that is seen, since programs differ in what they skip before it."""
    seen = (character for character in text if unicodedata.category(character) not in SKIPPED)
    return text.startswith(LINE_STARTS) or next(seen, "") in FORMULA
