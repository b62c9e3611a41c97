"""The parts of an Excel workbook (ECMA-376): its sheets with their rows, the words and the number formats they share.

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

from measures.parsing.extract.archive import Archive
from measures.parsing.extract.number_formats import STANDARD
from measures.parsing.extract.spreadsheet import MAX_CELLS, Range
from measures.parsing.tree import DocumentError

# The transitional and the strict form of r:id.
RELATION = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


@dataclass(slots=True)
class Workbook:
    """What the sheets of a workbook share. `formats` has the number format of each cell style; `cells` counts."""

    strings: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    epoch_1904: bool = False
    cells: int = 0

    def count(self, cells: int) -> None:
        """Raises DocumentError `too_many_cells`."""
        self.cells += cells
        if self.cells > MAX_CELLS:
            raise DocumentError("too_many_cells", detail=str(MAX_CELLS))


@dataclass(frozen=True, slots=True)
class SheetPart:
    name: str
    is_hidden: bool
    part: str


def open_workbook(archive: Archive) -> tuple[Workbook, list[SheetPart]]:
    """Raises DocumentError `damaged`, `too_large`."""
    root = archive.xml("xl/workbook.xml")
    parts = _relations(archive)
    workbook = Workbook(_strings(archive), _formats(archive), is_on(_first(root, "workbookPr"), "date1904"))
    sheets = []
    for item in _all(root, "sheet"):
        part = parts.get(next((item.get(name, "") for name in RELATION if name in item.attrib), ""), "")
        if part in archive.names and "worksheets/" in part:  # not a sheet of charts
            sheets.append(SheetPart(item.get("name", ""), item.get("state", "visible") != "visible", part))
    return workbook, sheets


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
    return [words_of(item) for item in _all(archive.xml("xl/sharedStrings.xml"), "si")]


def words_of(item: etree._Element) -> str:
    """The runs of a string, without the phonetic guides above them."""
    runs = item.iterfind(".//{*}t")
    return "".join(run.text or "" for run in runs if not any(True for _ in run.iterancestors("{*}rPh")))


def _formats(archive: Archive) -> list[str]:
    if "xl/styles.xml" not in archive.names:
        return []
    root = archive.xml("xl/styles.xml")
    own = {item.get("numFmtId", ""): item.get("formatCode", "") for item in _all(root, "numFmt")}
    styles = _first(root, "cellXfs")
    identities = [style.get("numFmtId", "0") for style in styles] if styles is not None else []
    return [own.get(identity) or STANDARD.get(number_of(identity), "General") for identity in identities]


def elements(archive: Archive, part: str) -> Iterator[etree._Element]:
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


def placed_cells(row: etree._Element, number: int, part: str) -> Iterator[tuple[int, etree._Element]]:
    """The cells of a row, each with its column; one without its own place follows the one before.

    Raises DocumentError `damaged` for a place beyond a sheet.
    """
    column = 0
    for cell in row.iterfind("{*}c"):
        column = _column(cell.get("r"), part) or column + 1
        if number > _LAST_ROW or column > _LAST_COLUMN:
            raise DocumentError("damaged", detail=part)
        yield column, cell


def format_of_cell(cell: etree._Element, workbook: Workbook) -> str:
    style = number_of(cell.get("s"))
    return workbook.formats[style] if style < len(workbook.formats) else "General"


def _column(place: str | None, part: str) -> int:
    return range_of(place, part)[1] if place else 0


def range_of(words: str, part: str) -> Range:
    try:
        left, top, right, bottom = range_boundaries(words)
    except (ValueError, TypeError) as error:
        raise DocumentError("damaged", detail=part) from error
    if left is None or top is None or right is None or bottom is None:
        raise DocumentError("damaged", detail=part)
    return top, left, bottom, right


def number_of(words: str | None) -> int:
    return int(words) if words and words.isascii() and words.isdecimal() and len(words) < 10 else 0


def is_on(element: etree._Element | None, name: str) -> bool:
    return element is not None and element.get(name, "0") in ("1", "true")


def _all(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return root.iter(f"{{*}}{name}")


def _first(root: etree._Element, name: str) -> etree._Element | None:
    return next(_all(root, name), None)
