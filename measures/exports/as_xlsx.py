"""A workbook to read, filter and print: head frozen and repeated on every page, text wrapped, landscape A4."""

from collections.abc import Iterator
from datetime import date
from tempfile import TemporaryFile
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from measures.exports.table import Cell, Column, Row, Table, printable

CHUNK = 64 * 1024
A4 = 9  # ECMA-376, 18.3.1.63, paperSize
LINE_HEIGHT, HIGHEST = 15, 409  # points; no row can be higher
LONGEST = 32767  # characters a cell holds; openpyxl cuts without a word
LINE = Side("thin", color="BFBFBF")
BORDER = Border(LINE, LINE, LINE, LINE)
HEAD = {
    "font": Font(bold=True),
    "fill": PatternFill("solid", fgColor="DDE6F0"),
    "alignment": Alignment("center", "center", wrap_text=True),
    "border": BORDER,
}
BODY = {"alignment": Alignment(vertical="top", wrap_text=True), "border": BORDER}


def chunks(table: Table) -> Iterator[bytes]:
    """The file in pieces. It is written whole to a temporary file first: a workbook's index stands at its end."""
    with TemporaryFile() as file:
        workbook(table).save(file)
        file.seek(0)
        while piece := file.read(CHUNK):
            yield piece


def workbook(table: Table) -> Workbook:
    book = Workbook(write_only=True)
    book.properties.title = table.title
    sheet: Any = book.create_sheet(table.name)
    lay_out(sheet, table)
    head = [styled(sheet, HEAD) for _column in table.columns]
    body = [styled(sheet, BODY) for _column in table.columns]
    append(sheet, head, [column.title for column in table.columns])
    number = 1
    for number, row in enumerate(table.rows, 2):
        sheet.row_dimensions[number].height = height(row, table.columns)
        append(sheet, body, row)
        del sheet.row_dimensions[number]  # written by now; all of them would fill the memory
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{number}"
    return book


def lay_out(sheet: Any, table: Table) -> None:
    for number, column in enumerate(table.columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.HeaderFooter.oddHeader.center.text = table.title.replace("&", "&&")
    sheet.HeaderFooter.oddFooter.center.text = "&P / &N"


def styled(sheet: Any, style: dict[str, Any]) -> Any:
    cell: Any = WriteOnlyCell(sheet)
    for name, value in style.items():
        setattr(cell, name, value)
    return cell


def append(sheet: Any, cells: list[Any], row: Any) -> None:
    """Write a row with the same cells as the one before: each is on its way to the file at once, styles cost once."""
    for cell, value in zip(cells, row, strict=True):
        set_value(cell, value)
    sheet.append(cells)


def height(row: Row, columns: tuple[Column, ...]) -> int:
    """Points that the wrapped text of a row takes: not every program works that out when it opens a file."""
    lines = max(
        sum(-(-width(line) // (column.width - 1)) or 1 for line in cell.split("\n"))
        for cell, column in zip(row, columns, strict=True)
        if isinstance(cell, str)
    )
    return min(LINE_HEIGHT * max(lines, 1), HIGHEST)


def width(text: str) -> int:
    """In characters as `Column` counts them: GB18030 takes two bytes where a column takes two characters."""
    return len(text.encode("gb18030", "replace"))


def set_value(cell: Any, value: Cell) -> None:
    """Text is text, whatever it begins with."""
    if isinstance(value, str):
        cell.value = shortened(printable(value))
        cell.data_type = "s"
        return
    cell.value = value
    cell.data_type = "d" if isinstance(value, date) else "n"
    cell.number_format = "yyyy-mm-dd" if isinstance(value, date) else "General"


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
