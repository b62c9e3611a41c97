"""The cells of an Excel workbook of before 2007. It does not tell formulas: their last values are read."""

from collections.abc import Iterator
from contextlib import suppress
from io import StringIO

import xlrd
from xlrd.book import Book
from xlrd.sheet import Cell as StoredCell

from measures.parsing.extract.spreadsheet import MAX_CELLS
from measures.parsing.ledgers.model import Cell, CellKind, Grid
from measures.parsing.tree import DocumentError


def grids_of_xls(data: bytes) -> Iterator[Grid]:
    """Raises DocumentError `damaged` (also for a locked workbook), `too_many_cells`."""
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=StringIO())
        grids = [_grid(book, number) for number in range(book.nsheets)]
    except Exception as error:  # xlrd lets through whatever damaged records lead to: assertions, indices, codecs …
        raise DocumentError("damaged", detail=str(error)[:100]) from error
    if sum(len(row) for grid in grids for row in grid.cells.values()) > MAX_CELLS:
        raise DocumentError("too_many_cells", detail=str(MAX_CELLS))
    yield from grids


def _grid(book: Book, number: int) -> Grid:
    stored = book.sheet_by_index(number)
    grid = Grid(stored.name, stored.visibility != 0)
    grid.merged = [(top + 1, left + 1, bottom, right) for top, bottom, left, right in stored.merged_cells]
    for row in range(stored.nrows):
        found = ((column + 1, _cell(book, stored.cell(row, column))) for column in range(stored.row_len(row)))
        if cells := {column: cell for column, cell in found if cell is not None}:
            grid.cells[row + 1] = cells
    return grid


def _cell(book: Book, cell: StoredCell) -> Cell | None:
    if cell.ctype == xlrd.XL_CELL_TEXT and cell.value:
        return Cell(str(cell.value).replace("\r\n", "\n").replace("\r", "\n"))
    if cell.ctype == xlrd.XL_CELL_DATE:
        with suppress(xlrd.XLDateError):
            return Cell(xlrd.xldate_as_datetime(float(cell.value), book.datemode).date().isoformat(), CellKind.DAY)
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return Cell(f"{cell.value:.10g}", CellKind.NUMBER)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return Cell("TRUE" if cell.value else "FALSE")
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return Cell(str(xlrd.error_text_from_code.get(int(cell.value), "")), CellKind.ERROR)
    return None
