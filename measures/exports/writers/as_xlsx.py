"""A workbook to read, filter and print: head frozen and repeated on every page, text wrapped, landscape A4."""

from collections.abc import Iterator
from datetime import date
from tempfile import TemporaryFile

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from measures.exports.contents import Cell, Column, Group, Report, Row, Table, TonedRow, printable, text_of

CHUNK = 64 * 1024
A4 = 9  # ECMA-376, 18.3.1.63, paperSize
LINE_HEIGHT, HIGHEST = 15, 408  # points; no row can be higher
LONGEST, LONGEST_HEADER = 32767, 255  # UTF-16 units that a cell and a printed header hold
EARLIEST = date(1900, 1, 1)  # a workbook knows no day before
STYLES: dict[str, dict[str, object]] = {
    "head": {"bold": True, "bg_color": "#DDE6F0", "align": "center", "valign": "vcenter"},
    "text": {"valign": "top"},
    "day": {"valign": "top", "num_format": "yyyy-mm-dd"},
}
SHARED: dict[str, object] = {"text_wrap": True, "border": 1, "border_color": "#BFBFBF"}


def chunks(report: Report) -> Iterator[bytes]:
    """The file in pieces. It is written whole to a temporary file first: a workbook's index stands at its end."""
    with TemporaryFile() as file:
        write(report, file)
        file.seek(0)
        while piece := file.read(CHUNK):
            yield piece


def write(report: Report, file: object) -> None:
    """Write a workbook with one sheet. Rows go to the disk one by one: memory does not grow with their number."""
    with Workbook(file, {"constant_memory": True}) as book:
        book.set_properties({"title": printable(report.title)})
        styles = {name: book.add_format(SHARED | style) for name, style in STYLES.items()}
        sheet = book.add_worksheet(report.label)
        last = 0
        columns: tuple[Column, ...] = ()
        for table in (block for part in report.parts for block in part.blocks if isinstance(block, Table)):
            if not columns:
                columns = table.columns
                set_up(sheet, report.title, columns)
                for place, column in enumerate(columns):
                    sheet.write_string(0, place, printable(column.title), styles["head"])
            for last, row in enumerate(rows_of(table), last + 1):  # noqa: B020
                write_row(sheet, last, row, columns, styles)
        sheet.autofilter(0, 0, last, len(columns) - 1)


def rows_of(table: Table) -> Iterator[Row]:
    for row in table.rows:
        if not isinstance(row, Group):
            yield row.cells if isinstance(row, TonedRow) else row


def set_up(sheet: Worksheet, title: str, columns: tuple[Column, ...]) -> None:
    """Widths of columns, what stays when one scrolls and how pages are printed."""
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_header(header(title))
    sheet.set_footer("&C&P / &N")


def header(title: str) -> str:
    """The title as the code of a printed page's header, in which & begins a command and is doubled to be printed."""
    escaped = [letter.replace("&", "&&") for letter in " ".join(printable(title).split())]
    room = LONGEST_HEADER - len("&C")
    if units("".join(escaped)) > room:
        while units("".join(escaped)) > room - 1:
            escaped.pop()
        escaped.append("…")
    return f"&C{''.join(escaped)}"


def write_row(sheet: Worksheet, number: int, row: Row, columns: tuple[Column, ...], styles: dict[str, Format]) -> None:
    sheet.set_row(number, height(row, columns))
    for place, cell in enumerate(row):
        write_cell(sheet, number, place, cell, styles)
    sheet.row_info.pop(number - 1, None)  # is in the file by now; the heights of all rows would fill the memory
    sheet.row_sizes.clear()


def write_cell(sheet: Worksheet, row: int, column: int, cell: Cell, styles: dict[str, Format]) -> None:
    """Text is text, whatever it begins with."""
    if isinstance(cell, date) and cell >= EARLIEST:
        sheet.write_datetime(row, column, cell, styles["day"])
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell, styles["text"])
    elif cell is None or cell == "":
        sheet.write_blank(row, column, None, styles["text"])
    else:
        sheet.write_string(row, column, fitted(printable(text_of(cell))), styles["text"])


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


def fitted(text: str) -> str:
    """At most as much as a cell holds, with … where more followed."""
    if units(text) <= LONGEST:
        return text
    kept = text.encode("utf-16-le")[: 2 * (LONGEST - 1)]
    return f"{kept.decode('utf-16-le', 'ignore')}…"


def units(text: str) -> int:
    """The length as Excel counts it: characters beyond U+FFFF are two."""
    return len(text.encode("utf-16-le")) // 2
