"""CSV that a spreadsheet program opens by a double click: UTF-8 with a byte order mark, lines end with CR LF."""

import csv
import unicodedata
from collections.abc import Iterator
from io import StringIO

from measures.exports.contents import Cell, Group, Report, Row, Table, TonedRow, printable, text_of

ROWS_A_CHUNK = 500
# A cell that begins so may run as a formula (https://owasp.org/www-community/attacks/CSV_Injection); full width and
# small forms are taken for the same by some programs.
FORMULA = frozenset("=+-@＝＋－＠﹦﹢﹣﹫")
LINE_STARTS = ("\t", "\n")
SKIPPED = ("Cc", "Cf", "Zs", "Zl", "Zp")  # categories: control and format characters, white space


def chunks(report: Report) -> Iterator[bytes]:
    """The file in pieces of some hundred rows: the tables of all parts, of which the first says the columns."""
    pending: list[Row] = []
    columns: tuple[str, ...] = ()
    yield "\ufeff".encode()
    for table in tables(report):
        titles = tuple(column.title for column in table.columns)
        if titles != columns:
            columns = titles
            pending.append(titles)
        for row in table.rows:
            if isinstance(row, Group):
                continue
            pending.append(row.cells if isinstance(row, TonedRow) else row)
            if len(pending) >= ROWS_A_CHUNK:
                yield lines(pending)
                pending = []
    yield lines(pending)


def tables(report: Report) -> Iterator[Table]:
    return (block for part in report.parts for block in part.blocks if isinstance(block, Table))


def lines(rows: list[Row]) -> bytes:
    file = StringIO()
    csv.writer(file, lineterminator="\r\n").writerows([as_text(cell) for cell in row] for row in rows)
    return file.getvalue().encode()


def as_text(cell: Cell) -> str:
    """The cell in words; one that could run as a formula is quoted by an apostrophe."""
    if isinstance(cell, int):
        return str(cell)  # -5 is a number
    text = printable(text_of(cell))
    return f"'{text}" if could_run(text) else text


def could_run(text: str) -> bool:
    """Judged by the first character that is seen, since programs differ in what they skip before it."""
    seen = (character for character in text if unicodedata.category(character) not in SKIPPED)
    return text.startswith(LINE_STARTS) or next(seen, "") in FORMULA
