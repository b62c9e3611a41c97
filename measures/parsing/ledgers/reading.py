"""The cells of a file → the rows of a ledger.

The head is told by the names of the columns, which stand in a hidden row above it, or by the titles of a ledger in any
language; `code` and `version` must be among them. Where the columns stand, and what else does, makes no difference.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module

from measures.parsing.extract.formats import Format, format_of
from measures.parsing.extract.plain import decode
from measures.parsing.extract.spreadsheet import Range
from measures.parsing.ledgers.delimited import DELIMITERS, grid_of_text
from measures.parsing.ledgers.model import Cell, Grid, Ledger, LedgerRow, LedgerSheet
from measures.parsing.patterns import lazy_regex
from measures.parsing.tree import DocumentError

HEAD_WITHIN = 60  # rows from the top
NEEDED = {"code", "version"}
FEWEST = 3  # columns that are known
ENOUGH = 5  # known columns: a sheet with so many seems to be a ledger, whatever it lacks
LAST_COVERED = 1_000  # columns and rows of a merged cell that are looked at
_SPACE = lazy_regex(r"\s+")


@dataclass(frozen=True)
class Head:
    """The row of the names, that of the titles (the same one where there are no names), and the columns by number."""

    row: int
    titles: int
    names: Mapping[int, str]


def read_ledger(data: bytes, titles: Mapping[str, str]) -> Ledger | None:
    """The ledger in a file, None where the file is none.

    `titles` gives the name of a column by each title that it may have. Raises DocumentError as reading a document does.
    """
    known = Titles(titles)
    form, encoding = format_of(data), ""
    if form in (Format.XLSX, Format.XLS):
        grids = list(grids_of_workbook(data, form))
    elif form is Format.TXT:
        grids, encoding = grids_of_text(data, known)
    else:
        return None
    heads = [(grid, head_of(grid, known)) for grid in grids]
    sheets = [sheet_of(grid, head) for grid, head in heads if head is not None]
    others = [grid for grid, head in heads if head is None and grid.cells and not grid.is_hidden]
    lacking = {grid.name: columns for grid in others if (columns := lacking_in(grid, known))}
    left_out = tuple(grid.name for grid in others if grid.name not in lacking)
    return Ledger(sheets, left_out, encoding, lacking) if sheets else None


def grids_of_workbook(data: bytes, form: Format) -> Iterator[Grid]:
    """The libraries for workbooks are imported when one comes, as for documents."""
    grids: Callable[[bytes], Iterator[Grid]] = getattr(import_module(f"{__package__}.{form}"), f"grids_of_{form}")
    return grids(data)


class Titles:
    """What may stand in a head."""

    def __init__(self, titles: Mapping[str, str]) -> None:
        self.names = set(titles.values())
        self.by_title = {plain(title): name for title, name in titles.items()}


def grids_of_text(data: bytes, known: Titles) -> tuple[list[Grid], str]:
    """The text in the encoding and with the delimiter with which its head is one; none where it is no ledger."""
    for text, encoding in texts_of(data):
        for delimiter in DELIMITERS:
            if has_head(text, delimiter, known):
                return [grid_of_text(text, delimiter)], encoding
    return [], ""


def texts_of(data: bytes) -> Iterator[tuple[str, str]]:
    """As a document would be decoded; then as Excel in Chinese saves it, where its words are too few to tell."""
    with suppress(DocumentError):
        text, encoding, _guessed = decode(data)
        yield text, encoding
    with suppress(UnicodeDecodeError):
        yield data.decode("gb18030"), "gb18030"


def has_head(text: str, delimiter: str, known: Titles) -> bool:
    with suppress(DocumentError):
        return head_of(grid_of_text(text, delimiter, HEAD_WITHIN), known) is not None
    return False


def plain(title: str) -> str:
    """A title as it is compared: widths, capitals and white space make no difference."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", title)).casefold()


def head_of(grid: Grid, known: Titles) -> Head | None:
    """The first row that names the columns, by their names or by their titles."""
    for number in sorted(grid.cells)[:HEAD_WITHIN]:
        row = grid.cells[number]
        named = {column: cell.text for column, cell in row.items() if cell.text in known.names}
        below = grid.cells.get(number + 1, {})
        if is_head(named.values()) and is_titles(below, known, named):
            return Head(number, number + 1, {**added(below, known, named), **named})
        either = {**added(row, known, named), **named}  # delimited text has the names of what a workbook hides
        if is_head(either.values()):
            return Head(number, number, either)
    return None


def lacking_in(grid: Grid, known: Titles) -> tuple[str, ...]:
    """The columns that a sheet which seems to be a ledger would need; () of one that does not seem so."""
    for number in sorted(grid.cells)[:HEAD_WITHIN]:
        row = grid.cells[number]
        named = {column: cell.text for column, cell in row.items() if cell.text in known.names}
        found = {*named.values(), *added(row, known, named).values()}
        if len(found) >= ENOUGH:
            return tuple(sorted(NEEDED - found))
    return ()


def is_titles(row: Mapping[int, Cell], known: Titles, named: Mapping[int, str]) -> bool:
    """Whether a row below the names holds their titles, of which an office may have changed all but one."""
    return any(known.by_title.get(plain(cell.text)) == named.get(column, "") for column, cell in row.items())


def added(titles: Mapping[int, Cell], known: Titles, named: Mapping[int, str]) -> dict[int, str]:
    """The columns without a name that have the title of one that is not there."""
    found = {column: known.by_title.get(plain(cell.text)) for column, cell in titles.items() if column not in named}
    return {column: name for column, name in found.items() if name is not None and name not in named.values()}


def is_head(names: Iterable[str]) -> bool:
    found = set(names)
    return found >= NEEDED and len(found) >= FEWEST


def sheet_of(grid: Grid, head: Head) -> LedgerSheet:
    """A column that is there twice is read where it stands first."""
    first: dict[str, int] = {}
    for column in sorted(head.names):
        first.setdefault(head.names[column], column)
    columns = {column: name for name, column in first.items()}
    doubled = tuple(letter(column) for column in sorted(head.names) if column not in columns)
    titles = grid.cells.get(head.titles, {})
    others = {letter(column): cell.text for column, cell in titles.items() if column not in head.names}
    covered = covered_cells(grid.merged, head.titles)
    rows = [
        row_of(number, grid.cells[number], columns, covered.get(number, set()))
        for number in sorted(grid.cells)
        if number > head.titles
    ]
    return LedgerSheet(grid.name, {name: letter(column) for name, column in first.items()}, others, doubled, rows)


def row_of(number: int, cells: Mapping[int, Cell], columns: Mapping[int, str], covered: set[int]) -> LedgerRow:
    return LedgerRow(
        number,
        {columns[column]: cell for column, cell in cells.items() if column in columns},
        tuple(columns[column] for column in sorted(covered) if column in columns),
        {letter(column): cell.text for column, cell in cells.items() if column not in columns and cell.text.strip()},
    )


def covered_cells(merged: Iterable[Range], head: int) -> dict[int, set[int]]:
    """By row, the columns of cells that a merged one hides. The cell at its top left is seen."""
    covered: dict[int, set[int]] = {}
    for top, left, bottom, right in merged:
        for row in range(max(top, head + 1), min(bottom, top + LAST_COVERED) + 1):
            hidden = set(range(left, min(right, left + LAST_COVERED) + 1))
            covered.setdefault(row, set()).update(hidden - {left} if row == top else hidden)
    return covered


def letter(column: int) -> str:
    """The name that spreadsheet programs give a column: A for 1, Z for 26, AA for 27."""
    words = ""
    while column:
        column, rest = divmod(column - 1, 26)
        words = f"{chr(ord('A') + rest)}{words}"
    return words
