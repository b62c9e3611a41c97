"""An Excel workbook of before 2007 (.xls) → its sheets, with every number as its cell shows it.

By xlrd, which tells hidden rows and formats of numbers. python-calamine tells neither, and ends the whole process
(memory allocation) for one in a few hundred damaged files.
"""

from collections.abc import Iterator
from io import StringIO

import xlrd
from xlrd.book import Book
from xlrd.sheet import Cell
from xlrd.sheet import Sheet as StoredSheet

from measures.parsing.extract.model import Extracted
from measures.parsing.extract.number_formats import STANDARD, printed
from measures.parsing.extract.plain import clean
from measures.parsing.extract.spreadsheet import MAX_CELLS, Sheet, extract_sheets
from measures.parsing.tree import DocumentError

MEDIA_TYPE = "application/vnd.ms-excel"


def extract_xls(data: bytes) -> Extracted:
    """Raises DocumentError `damaged` (also for a locked workbook), `too_many_cells`, `empty`."""
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=StringIO())
        sheets = list(_sheets(book))
    except DocumentError:
        raise
    except Exception as error:  # xlrd lets through whatever damaged records lead to: assertions, indices, codecs …
        raise DocumentError("damaged") from error
    return extract_sheets(sheets, MEDIA_TYPE)


def _sheets(book: Book) -> Iterator[Sheet]:
    for stored in book.sheets():
        sheet = Sheet(stored.name, stored.visibility != 0)
        sheet.cells = {row + 1: cells for row in range(stored.nrows) if (cells := _row(book, stored, row))}
        sheet.merged = [(top + 1, left + 1, bottom, right) for top, bottom, left, right in stored.merged_cells]
        sheet.hidden_rows = {row + 1 for row, about in stored.rowinfo_map.items() if about.hidden}
        sheet.hidden_columns = [(n + 1, n + 1) for n, about in stored.colinfo_map.items() if about.hidden]
        if sum(map(len, sheet.cells.values())) > MAX_CELLS:
            raise DocumentError("too_many_cells", detail=str(MAX_CELLS))
        yield sheet


def _row(book: Book, stored: StoredSheet, row: int) -> dict[int, str]:
    cells = ((column + 1, _shown(book, stored.cell(row, column))) for column in range(stored.row_len(row)))
    return {column: words for column, words in cells if words.strip()}


def _shown(book: Book, cell: Cell) -> str:
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return printed(float(cell.value), _format(book, cell), bool(book.datemode))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(int(cell.value), ""))
    return clean(str(cell.value)) if cell.ctype == xlrd.XL_CELL_TEXT else ""


def _format(book: Book, cell: Cell) -> str:
    key = book.xf_list[cell.xf_index or 0].format_key
    if key in STANDARD:
        return STANDARD[key]
    return str(book.format_map[key].format_str)
