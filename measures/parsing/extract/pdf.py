"""A PDF with a text layer → lines, told by their place on the page which go on and which are running heads."""

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from statistics import median

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from measures.parsing.extract.model import Extracted, LineKind, TextBuilder, check_size
from measures.parsing.extract.plain import clean
from measures.parsing.tree import DocumentError

MAX_PAGES = 5000
EDGE = 2  # lines at the head and foot of a page among which running heads are looked for
# A page is read whole or not at all, in sixteen times the memory of what is drawn on it. The pages of a plan, maps
# included, take up to some megabytes.
MAX_CONTENT = 32 * 1024 * 1024
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
# Streams that are not read to find a page's text, or only as they are: pictures and fonts.
_PASSIVE = re.compile(rb"/Subtype\s*/(?:Image|OpenType|CIDFontType0C|Type1C)\b|/Length1\b")
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
    """Raises DocumentError: `damaged`, `locked`, `no_text_layer`, `too_large`,
    `too_many_pages`, `too_many_characters`, `too_many_lines`.
    """
    _check_streams(data)
    with _damaged():
        document = pdfium.PdfDocument(data)
    try:
        pages = _read_pages(document)
    finally:
        document.close()
    if not any(pages):
        raise DocumentError("no_text_layer", detail=str(len(pages)))
    return _build(pages)


def _check_streams(data: bytes) -> None:
    """Unpack whatever is packed, without keeping it, until it is larger than any page's content.

    PDFium has no limit of its own, and can only be asked after it has read the page.
    """
    for match in _STREAM.finditer(data):
        dictionary = data[max(0, match.start() - 1024) : match.start()]
        if _PASSIVE.search(dictionary[dictionary.rfind(b" obj") + 1 :]):
            continue
        if _unpacked_size(memoryview(data)[match.end() :]) > MAX_CONTENT:
            raise DocumentError("too_large", line=None, detail=f"offset {match.start()}")


def _unpacked_size(packed: memoryview) -> int:
    """The size of a zlib stream, counted up to the limit; 0 for any other data."""
    unpacker, size, block = zlib.decompressobj(), 0, 1 << 16
    for start in range(0, len(packed), block):
        rest: bytes | memoryview = packed[start : start + block]
        while rest and not unpacker.eof and size <= MAX_CONTENT:
            try:
                size += len(unpacker.decompress(rest, 1 << 20))
            except zlib.error:
                return size
            rest = unpacker.unconsumed_tail
        if unpacker.eof or size > MAX_CONTENT:
            break
    return size


def _read_pages(document: pdfium.PdfDocument) -> list[list[_Row]]:
    if len(document) > MAX_PAGES:
        raise DocumentError("too_many_pages", detail=str(MAX_PAGES))
    pages: list[list[_Row]] = []
    characters = lines = 0
    for number in range(len(document)):
        with _damaged(f"page {number + 1}"), closing(document[number]) as page, closing(page.get_textpage()) as words:
            characters += words.count_chars()
            check_size(characters, lines)
            pages.append(_rows(words))
            lines += len(pages[-1])
    return pages


@contextmanager
def _damaged(place: str = "") -> Iterator[None]:
    try:
        yield
    except pdfium.PdfiumError as error:
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
            raise DocumentError("locked") from error
        raise DocumentError("damaged", detail=place or str(error)) from error


def _rows(words: pdfium.PdfTextPage) -> list[_Row]:
    rows: list[_Row] = []
    start = 0
    for raw in _page_text(words).split("\n"):
        text = raw.strip("\r \t\u3000\xa0\x00")
        if text:
            first = start + raw.index(text)
            left, bottom, _, top = words.get_charbox(first)
            right = words.get_charbox(first + len(text) - 1)[2]
            if cleaned := clean(_characters(text)).strip():
                rows.append(_Row(cleaned, left, right, bottom, top - bottom))
        start += len(raw) + 1
    for row in (*rows[:EDGE], *rows[-EDGE:]):
        row.is_edge = True
    return rows


def _page_text(words: pdfium.PdfTextPage) -> str:
    """One UTF-16 unit for each of the page's, so that an index here is an index there."""
    count = words.count_chars()
    text: str = words.get_text_range() if count else ""
    if len(text) == count:
        return text
    return "".join(chr(pdfium_c.FPDFText_GetUnicode(words, i)) for i in range(count))


def _characters(units: str) -> str:
    """UTF-16 units → characters: those beyond the basic plane (𬭩) stand on a page as two halves."""
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


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
