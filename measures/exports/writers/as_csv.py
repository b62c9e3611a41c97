"""CSV that a spreadsheet program opens by a double click: UTF-8 with a byte order mark, lines end with CR LF."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby, islice

from measures.exports.contents import Cell, Column, Group, Report, Row, Table, TonedRow, printable, text_of

ROWS_A_CHUNK = 200
# A cell that begins so may run as a formula (https://owasp.org/www-community/attacks/CSV_Injection); full width and
# small forms are taken for the same by some programs.
FORMULA = frozenset("=+-@＝＋－＠﹦﹢﹣﹫")
LINE_STARTS = ("\t", "\n")
EMPTY = '""'
SKIPPED = ("Cc", "Cf", "Zs", "Zl", "Zp")  # categories: control and format characters, white space
# What printable text that could run begins with: of the white space only the blank is printable.
SUSPECT = FORMULA | {" "}
suspect_begins = re.compile(f",[{re.escape(''.join(sorted(SUSPECT)))}]").search
IN_WORDS: Mapping[type, Callable[[Cell], str]] = {int: str, date: str, type(None): lambda cell: ""}


def chunks(report: Report) -> Iterator[bytes]:
    """The file in pieces of two hundred rows: the tables of all parts, one below the other; charts are left out.

    Heads stand where they change. Facts and groups are left out, and so are hidden columns, but for those by which a
    table that comes back is known again.
    """
    yield "\ufeff".encode()
    for _width, rows in groupby(all_rows(report), len):
        while page := list(islice(rows, ROWS_A_CHUNK)):
            yield lines(page)


def all_rows(report: Report) -> Iterator[Row]:
    """The heads and rows of all tables, one below the other."""
    heads: Row = ()
    columns: tuple[Column, ...] | None = None
    for part in report.parts:
        for table in part.blocks:
            if not isinstance(table, Table):
                continue
            if table.columns is not columns:
                columns, places = table.columns, places_seen(table)
                titles: Row = tuple([columns[place].title for place in places])
                if titles != heads:
                    yield titles
                    heads = titles
            yield from seen(table, places)


def seen(table: Table, places: list[int]) -> Iterator[Row]:
    """The rows of a table without what is left out."""
    leading = places == [*range(len(places))]
    for row in table.rows:
        if isinstance(row, Group):
            continue
        cells = row.cells if isinstance(row, TonedRow) else row
        yield cells[: len(places)] if leading else tuple([cells[place] for place in places])


def places_seen(table: Table) -> list[int]:
    return [place for place, column in enumerate(table.columns) if table.comes_back or not column.hidden]


def lines(rows: Iterable[Row]) -> bytes:
    """Rows of one width as lines, an empty one of one cell in quotes. csv.writer, which looks at each character of long
    texts, takes several times as long."""
    columns = [fields(column) for column in zip(*rows, strict=True)]
    return "".join([f"{','.join(row) or EMPTY}\r\n" for row in zip(*columns, strict=True)]).encode()


def fields(column: Sequence[Cell]) -> Sequence[str]:
    """The cells of a column as they stand in lines, judged at once where none needs a closer look, as in nearly all."""
    try:
        texts = [cell if type(cell) is str else IN_WORDS[type(cell)](cell) for cell in column]
    except KeyError:
        return [field_of(cell) for cell in column]
    return texts if is_plain(texts) else [field_of(cell) for cell in column]


def is_plain(texts: Sequence[str]) -> bool:
    """Whether no text is quoted, hides a character or could run."""
    joined = ",".join(["", *texts])
    return joined.count(",") == len(texts) and '"' not in joined and joined.isprintable() and not suspect_begins(joined)


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
