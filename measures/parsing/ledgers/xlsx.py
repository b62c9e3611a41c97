"""The cells of an Excel workbook, with what each holds: text as it was typed, days as days, formulas as such."""

from collections.abc import Iterator
from datetime import datetime

from lxml import etree
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from measures.parsing.extract.archive import Archive, open_archive
from measures.parsing.extract.number_formats import printed
from measures.parsing.extract.workbook import (
    SheetPart,
    Workbook,
    elements,
    format_of_cell,
    number_of,
    open_workbook,
    placed_cells,
    range_of,
    words_of,
)
from measures.parsing.ledgers.model import Cell, CellKind, Grid, decoded

MAX_RANGES = 100_000


def grids_of_xlsx(data: bytes) -> Iterator[Grid]:
    """The sheets, hidden ones included. Raises DocumentError `damaged`, `too_large`, `too_many_cells`."""
    with open_archive(data) as archive:
        workbook, parts = open_workbook(archive)
        for each in parts:
            yield _grid(archive, each, workbook)


def _grid(archive: Archive, sheet: SheetPart, workbook: Workbook) -> Grid:
    grid, number, part = Grid(sheet.name, sheet.is_hidden), 0, sheet.part
    for element in elements(archive, part):
        match etree.QName(element).localname:
            case "row":
                number = number_of(element.get("r")) or number + 1
                cells = {
                    column: found
                    for column, cell in placed_cells(element, number, part)
                    if (found := _cell(cell, workbook)) is not None
                }
                workbook.count(len(cells))
                if cells:
                    grid.cells[number] = cells
            case "mergeCell" if len(grid.merged) < MAX_RANGES:
                grid.merged.append(range_of(element.get("ref", ""), part))
    return grid


def _cell(cell: etree._Element, workbook: Workbook) -> Cell | None:
    """What a cell holds (ECMA-376 part 1, 18.3.1.4); None for an empty one."""
    found = _value(cell, workbook)
    if cell.find("{*}f") is not None:
        return Cell(found.text if found else "", CellKind.FORMULA)
    return found


def _value(cell: etree._Element, workbook: Workbook) -> Cell | None:
    kind, value = cell.get("t", "n"), cell.findtext("{*}v") or ""
    match kind:
        case "s":
            index = number_of(value)
            text = workbook.strings[index] if index < len(workbook.strings) else ""
        case "inlineStr":
            inline = cell.find("{*}is")
            text = words_of(inline) if inline is not None else ""
        case "n" if value:
            return _number(value, cell, workbook)
        case "e":
            return Cell(value, CellKind.ERROR)
        case "d":
            return Cell(value[:10], CellKind.DAY)
        case "b":
            text = "TRUE" if value == "1" else "FALSE"
        case _:
            text = value
    return Cell(decoded(text)) if text else None


def _number(value: str, cell: etree._Element, workbook: Workbook) -> Cell:
    code = format_of_cell(cell, workbook)
    try:
        number = float(value)
        if is_date_format(code):
            moment = from_excel(number, MAC_EPOCH if workbook.epoch_1904 else WINDOWS_EPOCH)
            if isinstance(moment, datetime):
                return Cell(moment.date().isoformat(), CellKind.DAY)
        return Cell(printed(number, code, workbook.epoch_1904), CellKind.NUMBER)
    except (ValueError, OverflowError, TypeError):  # no number at all, or a day that there is none
        return Cell(value, CellKind.NUMBER)
