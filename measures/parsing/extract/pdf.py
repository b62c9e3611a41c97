"""A PDF with a text layer → lines, told by their place on the page which go on and which are running heads."""

import re
from collections import Counter
from dataclasses import dataclass
from statistics import median

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from measures.parsing.extract.model import MAX_CHARACTERS, Extracted, LineKind, TextBuilder
from measures.parsing.extract.plain import clean
from measures.parsing.tree import DocumentError

MAX_PAGES = 5000
EDGE = 2  # lines at the head and foot of a page among which running heads are looked for
_DIGITS = re.compile(r"\d+")
_BARE_NUMBER = re.compile(r"^[-—–－―·•\s]*\d{1,4}[-—–－―·•\s]*$")


@dataclass(slots=True)
class _Row:
    """A line of a page; `left` and `right` in points, `size` the height of its first character."""

    text: str
    left: float
    right: float
    height: float  # above the foot of the page
    size: float
    is_edge: bool = False


def extract_pdf(data: bytes) -> Extracted:
    """Raises DocumentError: `damaged` (also where a password is asked), `no_text_layer`, `too_large`."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise DocumentError("damaged", detail=str(error)) from error
    try:
        pages = _read_pages(document)
    finally:
        document.close()
    if not any(pages):
        raise DocumentError("no_text_layer", detail=str(len(pages)))
    return _build(pages)


def _read_pages(document: pdfium.PdfDocument) -> list[list[_Row]]:
    if len(document) > MAX_PAGES:
        raise DocumentError("too_large", detail=str(len(document)))
    pages: list[list[_Row]] = []
    length = 0
    for number in range(len(document)):
        page = document[number]
        words = page.get_textpage()
        rows = _rows(words)
        words.close()
        page.close()
        length += sum(len(row.text) for row in rows)
        if length > MAX_CHARACTERS:
            raise DocumentError("too_large")
        pages.append(rows)
    return pages


def _rows(words: pdfium.PdfTextPage) -> list[_Row]:
    rows: list[_Row] = []
    start = 0
    for raw in _page_text(words).split("\n"):
        text = raw.strip("\r \t\u3000\xa0\x00")
        if text:
            first = start + raw.index(text)
            left, bottom, _, top = words.get_charbox(first)
            right = words.get_charbox(first + len(text) - 1)[2]
            if cleaned := clean(text).strip():
                rows.append(_Row(cleaned, left, right, bottom, top - bottom))
        start += len(raw) + 1
    for row in (*rows[:EDGE], *rows[-EDGE:]):
        row.is_edge = True
    return rows


def _page_text(words: pdfium.PdfTextPage) -> str:
    """One character for each of the page's, so that an index here is an index there."""
    count = words.count_chars()
    text: str = words.get_text_range() if count else ""
    if len(text) == count:
        return text
    return "".join(chr(pdfium_c.FPDFText_GetUnicode(words, i)) for i in range(count))


def _build(pages: list[list[_Row]]) -> Extracted:
    rows = [row for page in pages for row in page]
    left, right, size = _margins(rows)
    repeated = _running_heads(pages)
    builder = TextBuilder()
    for page in pages:
        for row in page:
            is_head = row.is_edge and (_shape(row) in repeated or bool(_BARE_NUMBER.match(row.text)))
            line = builder.add(row.text, LineKind.CHROME if is_head else LineKind.PARAGRAPH)
            if line:
                line.indented = row.left > left + 1.2 * size
                line.full = row.right > right - 1.6 * size
    return builder.build("application/pdf")


def _margins(rows: list[_Row]) -> tuple[float, float, float]:
    """The left edge most lines start at, the right edge the longest tenth ends at, the size of a character."""
    lefts = Counter(round(row.left) for row in rows if len(row.text) > 12) or Counter(round(row.left) for row in rows)
    rights = sorted(row.right for row in rows)
    return float(lefts.most_common(1)[0][0]), rights[len(rights) * 9 // 10], median(row.size for row in rows) or 12.0


def _running_heads(pages: list[list[_Row]]) -> set[tuple[str, int]]:
    shapes = Counter(shape for page in pages for shape in {_shape(row) for row in page if row.is_edge})
    least = max(3, len(pages) * 3 // 10)
    return {shape for shape, count in shapes.items() if count >= least}


def _shape(row: _Row) -> tuple[str, int]:
    """What a running head keeps from page to page: its words but for numbers, and its place."""
    return _DIGITS.sub("#", "".join(row.text.split())), round(row.height / 8)
