"""An Excel workbook → its sheets, with every number as its cell shows it.

Read from the XML itself: openpyxl makes a cell for every place that a merged range covers (17 billion for a range over
the whole sheet), its read-only mode knows neither merged cells nor hidden rows, and calamine allocates the rectangle
between the first and the last cell. Formats of numbers and dates are openpyxl's.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from posixpath import join, normpath

from lxml import etree
from openpyxl.utils.cell import range_boundaries

from measures.parsing.extract.archive import Archive, open_archive
from measures.parsing.extract.model import Extracted
from measures.parsing.extract.number_formats import STANDARD, printed
from measures.parsing.extract.plain import clean
from measures.parsing.extract.spreadsheet import MAX_CELLS, Sheet, extract_sheets
from measures.parsing.tree import DocumentError

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The transitional and the strict form of r:id.
RELATION = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
MAX_RANGES = 100_000
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


@dataclass(slots=True)
class _Workbook:
    """What the sheets of a workbook share. `formats` has the number format of each cell style."""

    strings: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    epoch_1904: bool = False
    cells: int = 0


def extract_xlsx(data: bytes) -> Extracted:
    """Raises DocumentError `damaged`, `too_large`, `too_many_cells`, `empty`."""
    with open_archive(data) as archive:
        sheets = list(_sheets(archive))
    return extract_sheets(sheets, MEDIA_TYPE)


def _sheets(archive: Archive) -> Iterator[Sheet]:
    root = archive.xml("xl/workbook.xml")
    parts = _relations(archive)
    workbook = _Workbook(_strings(archive), _formats(archive), _is_on(_first(root, "workbookPr"), "date1904"))
    for item in _all(root, "sheet"):
        part = parts.get(next((item.get(name, "") for name in RELATION if name in item.attrib), ""), "")
        if part in archive.names and "worksheets/" in part:  # not a sheet of charts
            sheet = Sheet(item.get("name", ""), item.get("state", "visible") != "visible")
            _read_sheet(archive, part, sheet, workbook)
            yield sheet


def _relations(archive: Archive) -> dict[str, str]:
    """Relation → the part it names, absolute or relative to xl/."""
    root = archive.xml("xl/_rels/workbook.xml.rels")
    return {
        item.get("Id", ""): normpath(join("/xl", item.get("Target", ""))).lstrip("/")
        for item in _all(root, "Relationship")
    }


def _strings(archive: Archive) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.names:
        return []
    return [_text(item) for item in _all(archive.xml("xl/sharedStrings.xml"), "si")]


def _text(item: etree._Element) -> str:
    """The runs of a string, without the phonetic guides above them."""
    runs = item.iterfind(".//{*}t")
    return clean("".join(run.text or "" for run in runs if not any(True for _ in run.iterancestors("{*}rPh"))))


def _formats(archive: Archive) -> list[str]:
    if "xl/styles.xml" not in archive.names:
        return []
    root = archive.xml("xl/styles.xml")
    own = {item.get("numFmtId", ""): item.get("formatCode", "") for item in _all(root, "numFmt")}
    styles = _first(root, "cellXfs")
    identities = [style.get("numFmtId", "0") for style in styles] if styles is not None else []
    return [own.get(identity) or STANDARD.get(_number(identity), "General") for identity in identities]


def _read_sheet(archive: Archive, part: str, sheet: Sheet, workbook: _Workbook) -> None:
    for element in _elements(archive, part):
        match etree.QName(element).localname:
            case "col" if _is_on(element, "hidden"):
                sheet.hidden_columns.append((_number(element.get("min")), _number(element.get("max"))))
            case "row":
                _read_row(element, sheet, workbook, part)
            case "mergeCell":
                sheet.merged.append(_range(element.get("ref", ""), part))
                if len(sheet.merged) > MAX_RANGES:
                    raise DocumentError("damaged", detail=part)


def _elements(archive: Archive, part: str) -> Iterator[etree._Element]:
    """The columns, rows and merged cells of a sheet, each forgotten after it is read."""
    tags = ("{*}col", "{*}row", "{*}mergeCell")
    content = BytesIO(archive.read(part))
    events = etree.iterparse(content, tag=tags, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        for _, element in events:
            if element.getroottree().docinfo.internalDTD is not None:
                raise DocumentError("damaged", detail=part)
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise DocumentError("damaged", detail=part) from error


def _read_row(row: etree._Element, sheet: Sheet, workbook: _Workbook, part: str) -> None:
    """A row or cell without its own place follows the one before."""
    number = _number(row.get("r")) or max(sheet.cells, default=0) + 1
    cells: dict[int, str] = {}
    column = 0
    for cell in row.iterfind("{*}c"):
        column = _column(cell.get("r"), part) or column + 1
        words = _shown(cell, workbook)
        if words.strip():
            cells[column] = words
        elif cell.find("{*}f") is not None and not cell.findtext("{*}v") and "t" not in cell.attrib:
            sheet.without_value.append(cell.get("r", ""))
    workbook.cells += len(cells)
    if number > _LAST_ROW or column > _LAST_COLUMN:
        raise DocumentError("damaged", detail=part)
    if workbook.cells > MAX_CELLS:
        raise DocumentError("too_many_cells", detail=str(MAX_CELLS))
    if cells:
        sheet.cells[number] = cells
    if _is_on(row, "hidden"):
        sheet.hidden_rows.add(number)


def _shown(cell: etree._Element, workbook: _Workbook) -> str:
    """What the cell shows (ECMA-376 part 1, 18.18.11)."""
    kind = cell.get("t", "n")
    value = cell.findtext("{*}v") or ""
    if kind == "s":
        index = _number(value)
        return workbook.strings[index] if index < len(workbook.strings) else ""
    if kind == "inlineStr":
        inline = cell.find("{*}is")
        return _text(inline) if inline is not None else ""
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    return _shown_number(value, cell, workbook) if kind == "n" else clean(value)


def _shown_number(value: str, cell: etree._Element, workbook: _Workbook) -> str:
    style = _number(cell.get("s"))
    code = workbook.formats[style] if style < len(workbook.formats) else "General"
    try:
        return printed(float(value), code, workbook.epoch_1904)
    except (ValueError, OverflowError):  # no number at all, or an infinite one
        return clean(value)


def _column(place: str | None, part: str) -> int:
    if not place:
        return 0
    return _range(place, part)[1]


def _range(words: str, part: str) -> tuple[int, int, int, int]:
    try:
        left, top, right, bottom = range_boundaries(words)
    except (ValueError, TypeError) as error:
        raise DocumentError("damaged", detail=part) from error
    if left is None or top is None or right is None or bottom is None:
        raise DocumentError("damaged", detail=part)
    return top, left, bottom, right


def _number(words: str | None) -> int:
    return int(words) if words and words.isascii() and words.isdecimal() and len(words) < 10 else 0


def _is_on(element: etree._Element | None, name: str) -> bool:
    return element is not None and element.get(name, "0") in ("1", "true")


def _all(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return root.iter(f"{{*}}{name}")


def _first(root: etree._Element, name: str) -> etree._Element | None:
    return next(_all(root, name), None)
