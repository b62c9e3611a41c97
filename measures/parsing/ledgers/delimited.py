"""The cells of delimited text: as PolicyHub writes it, or as a spreadsheet program saves it again."""

import csv
from io import StringIO
from itertools import islice

from measures.parsing.extract.spreadsheet import MAX_CELLS
from measures.parsing.ledgers.model import Cell, Grid
from measures.parsing.tree import DocumentError

DELIMITERS = ",\t;"
LONGEST_CELL = 10_000_000  # characters


def grid_of_text(text: str, delimiter: str, most: int | None = None) -> Grid:
    """The cells of all rows, or of the first ones.

    Raises DocumentError `damaged` for a cell without an end, `too_many_cells`.
    """
    csv.field_size_limit(LONGEST_CELL)
    grid, count = Grid(""), 0
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, row in enumerate(islice(rows, most), 1):
            cells = {column: Cell(_line_ends(words)) for column, words in enumerate(row, 1) if words}
            count += len(cells)
            if count > MAX_CELLS:
                raise DocumentError("too_many_cells", detail=str(MAX_CELLS))
            if cells:
                grid.cells[number] = cells
    except csv.Error as error:
        raise DocumentError("damaged", detail=str(error)[:100]) from error
    return grid


def _line_ends(words: str) -> str:
    return words.replace("\r\n", "\n").replace("\r", "\n")
