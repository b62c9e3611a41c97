"""The sheets of a workbook → lines: title rows above a table, the table's rows, and the notes under it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from measures.parsing.extract.model import Extracted, Line, LineKind, TextBuilder
from measures.parsing.extract.plain import clean
from measures.parsing.patterns import lazy_regex
from measures.parsing.tree import DocumentError
from measures.terms import ProblemCode

MAX_CELLS = 1_000_000
_DEFAULT_NAME = lazy_regex(r"^(?:sheet|工作表|表)\s*\d*$", re.IGNORECASE)
Range = tuple[int, int, int, int]  # first row, first column, last row, last column


@dataclass(slots=True)
class Sheet:
    """One sheet as it was stored. Rows and columns count from 1; `cells` holds what is not empty."""

    name: str
    is_hidden: bool = False
    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    without_value: list[str] = field(default_factory=list)  # cells whose formula was never calculated


@dataclass(slots=True)
class _Row:
    number: int
    cells: list[str | None]  # None where the cell above reaches down
    filled: int


def extract_sheets(sheets: list[Sheet], media_type: str) -> Extracted:
    """Raises DocumentError `empty`, `damaged` for merged ranges past reason, and what TextBuilder raises."""
    writer = _Writer(is_named=sum(bool(sheet.cells) and not sheet.is_hidden for sheet in sheets) > 1)
    for sheet in sheets:
        writer.write(sheet)
    return writer.builder.build(media_type)


class _Writer:
    """`is_named`: the sheets' names are headings, since there are several."""

    def __init__(self, is_named: bool) -> None:
        self.builder = TextBuilder()
        self.is_named = is_named

    def write(self, sheet: Sheet) -> None:
        rows = _rows(sheet)
        if not rows:
            return
        written = list(self._lines(sheet, rows))
        self._tell(sheet, written)

    def _lines(self, sheet: Sheet, rows: list[_Row]) -> Iterator[tuple[_Row, Line]]:
        """The first sheet's title stands above its name, since it is the document's."""
        first, last = _table(rows)
        heads_document = not self.builder.lines
        if not heads_document:
            self._name(sheet)
        for row in rows[:first]:
            yield from self._paragraph(sheet, row)
        if heads_document:
            self._name(sheet)
        region = self.builder.new_region()
        for i, row in enumerate(rows[first:last], first):
            if row.filled == 1 and row.number > rows[i - 1].number + 1:
                region = self.builder.new_region()
                yield from self._paragraph(sheet, row)
            else:
                yield from self._row(sheet, row, region)
        for row in rows[last:]:
            yield from self._paragraph(sheet, row)

    def _name(self, sheet: Sheet) -> None:
        if self.is_named and not sheet.is_hidden and not _DEFAULT_NAME.match(sheet.name):
            self.builder.place(1, sheet.name)
            self.builder.add(clean(sheet.name), level=1)

    def _paragraph(self, sheet: Sheet, row: _Row) -> Iterator[tuple[_Row, Line]]:
        self.builder.place(row.number, sheet.name)
        kind = LineKind.CHROME if sheet.is_hidden else LineKind.PARAGRAPH
        for words in filter(None, row.cells):
            for part in words.split("\n"):
                if line := self.builder.add(part, kind):
                    yield row, line

    def _row(self, sheet: Sheet, row: _Row, region: int) -> Iterator[tuple[_Row, Line]]:
        self.builder.place(row.number, sheet.name)
        kind = LineKind.CHROME if sheet.is_hidden else LineKind.ROW
        if line := self.builder.add_row(row.cells, kind, region):
            yield row, line

    def _tell(self, sheet: Sheet, written: list[tuple[_Row, Line]]) -> None:
        """A Problem for what a reader of the sheet does not see, at the first line that it concerns."""
        if not written:
            return
        hidden = [(row, line) for row, line in written if row.number in sheet.hidden_rows]
        first = written[0][1]
        if sheet.is_hidden:
            self.builder.report(ProblemCode.HIDDEN_SHEET, first, sheet.name)
            return
        if hidden:
            numbers = _ranges(row.number for row, _ in hidden)
            self.builder.report(ProblemCode.HIDDEN_ROWS, hidden[0][1], sheet.name, numbers)
        if columns := _hidden_columns(sheet):
            self.builder.report(ProblemCode.HIDDEN_COLUMNS, first, sheet.name, columns)
        if sheet.without_value:
            cells = "、".join(sheet.without_value[:10]) + ("…" if len(sheet.without_value) > 10 else "")
            self.builder.report(ProblemCode.NOT_CALCULATED, first, sheet.name, cells)


def _table(rows: list[_Row]) -> tuple[int, int]:
    """The first row of several cells and the one after the last: what stands outside is a title or a note."""
    several = [i for i, row in enumerate(rows) if row.filled > 1]
    return (several[0], several[-1] + 1) if several else (len(rows), len(rows))


def _rows(sheet: Sheet) -> list[_Row]:
    """The rows that hold anything, with the columns that hold anything."""
    covered = _covered(sheet)
    cells = {
        number: {column: words for column, words in row.items() if (number, column) not in covered}
        for number, row in sheet.cells.items()
    }
    columns = sorted({column for row in cells.values() for column in row})
    if len(columns) * len(cells) > 20 * MAX_CELLS:
        raise DocumentError("too_many_cells", detail=str(MAX_CELLS))
    return [
        _Row(number, [_cell(row, number, column, covered) for column in columns], len(row))
        for number, row in sorted(cells.items())
        if row
    ]


def _cell(row: dict[int, str], number: int, column: int, covered: dict[tuple[int, int], bool]) -> str | None:
    return None if covered.get((number, column)) else row.get(column, "")


def _covered(sheet: Sheet) -> dict[tuple[int, int], bool]:
    """The cells that lie under a merged one, among the rows and columns in use: True where it reaches down to them."""
    rows = sorted(sheet.cells)
    columns = sorted({column for row in sheet.cells.values() for column in row})
    covered: dict[tuple[int, int], bool] = {}
    count = 0
    for top, left, bottom, right in sheet.merged:
        inside = columns[bisect_left(columns, left) : bisect_right(columns, right)]
        below = rows[bisect_left(rows, top) : bisect_right(rows, bottom)]
        count += len(inside) * len(below)
        if count > MAX_CELLS:
            raise DocumentError("damaged", detail=f"{sheet.name}: merged cells")
        covered.update(((row, column), row > top) for row in below for column in inside if (row, column) != (top, left))
    return covered


def _hidden_columns(sheet: Sheet) -> str:
    """Such as "C:D, G": the hidden columns that hold anything."""
    used = {column for row in sheet.cells.values() for column in row}
    hidden = (column for column in used if any(first <= column <= last for first, last in sheet.hidden_columns))
    return _ranges(hidden, ":", column_letters)


def _ranges(numbers: Iterable[int], to: str = "-", name: Callable[[int], str] = str) -> str:
    """Such as "3-5, 9"."""
    ordered = sorted(set(numbers))
    starts = [n for i, n in enumerate(ordered) if i == 0 or ordered[i - 1] != n - 1]
    ends = [n for i, n in enumerate(ordered) if i + 1 == len(ordered) or ordered[i + 1] != n + 1]
    return ", ".join(
        name(first) if first == last else f"{name(first)}{to}{name(last)}"
        for first, last in zip(starts, ends, strict=True)
    )


def column_letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
