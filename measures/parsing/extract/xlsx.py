"""An Excel workbook → its sheets, with every number as its cell shows it."""

from collections.abc import Iterator

from lxml import etree

from measures.parsing.extract.archive import Archive, open_archive
from measures.parsing.extract.model import Extracted
from measures.parsing.extract.number_formats import printed
from measures.parsing.extract.plain import clean
from measures.parsing.extract.spreadsheet import Sheet, extract_sheets
from measures.parsing.extract.workbook import (
    Workbook,
    elements,
    format_of_cell,
    is_on,
    number_of,
    open_workbook,
    placed_cells,
    range_of,
    words_of,
)
from measures.parsing.tree import DocumentError

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_RANGES = 100_000


def extract_xlsx(data: bytes) -> Extracted:
    """Raises DocumentError `damaged`, `too_large`, `too_many_cells`, `empty`."""
    with open_archive(data) as archive:
        sheets = list(_sheets(archive))
    return extract_sheets(sheets, MEDIA_TYPE)


def _sheets(archive: Archive) -> Iterator[Sheet]:
    workbook, parts = open_workbook(archive)
    for each in parts:
        sheet = Sheet(each.name, each.is_hidden)
        _read_sheet(archive, each.part, sheet, workbook)
        yield sheet


def _read_sheet(archive: Archive, part: str, sheet: Sheet, workbook: Workbook) -> None:
    for element in elements(archive, part):
        match etree.QName(element).localname:
            case "col" if is_on(element, "hidden"):
                sheet.hidden_columns.append((number_of(element.get("min")), number_of(element.get("max"))))
            case "row":
                _read_row(element, sheet, workbook, part)
            case "mergeCell":
                sheet.merged.append(range_of(element.get("ref", ""), part))
                if len(sheet.merged) > MAX_RANGES:
                    raise DocumentError("damaged", detail=part)


def _read_row(row: etree._Element, sheet: Sheet, workbook: Workbook, part: str) -> None:
    """A row without its own place follows the one before."""
    number = number_of(row.get("r")) or max(sheet.cells, default=0) + 1
    cells: dict[int, str] = {}
    for column, cell in placed_cells(row, number, part):
        words = _shown(cell, workbook)
        if words.strip():
            cells[column] = words
        elif cell.find("{*}f") is not None and not cell.findtext("{*}v") and "t" not in cell.attrib:
            sheet.without_value.append(cell.get("r", ""))
    workbook.count(len(cells))
    if cells:
        sheet.cells[number] = cells
    if is_on(row, "hidden"):
        sheet.hidden_rows.add(number)


def _shown(cell: etree._Element, workbook: Workbook) -> str:
    """What the cell shows (ECMA-376 part 1, 18.18.11)."""
    kind = cell.get("t", "n")
    value = cell.findtext("{*}v") or ""
    if kind == "s":
        index = number_of(value)
        return clean(workbook.strings[index]) if index < len(workbook.strings) else ""
    if kind == "inlineStr":
        inline = cell.find("{*}is")
        return clean(words_of(inline)) if inline is not None else ""
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    return _shown_number(value, cell, workbook) if kind == "n" else clean(value)


def _shown_number(value: str, cell: etree._Element, workbook: Workbook) -> str:
    try:
        return printed(float(value), format_of_cell(cell, workbook), workbook.epoch_1904)
    except (ValueError, OverflowError):  # no number at all, or an infinite one
        return clean(value)
