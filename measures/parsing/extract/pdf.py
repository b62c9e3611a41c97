"""A PDF with a text layer → its placed characters and drawn lines, by PDFium."""

import ctypes
import re
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from measures.parsing.extract.grids import Segment
from measures.parsing.extract.layout import Glyph, Item, Page, build, lay_out
from measures.parsing.extract.model import Extracted, check_size
from measures.parsing.tree import DocumentError

MAX_PAGES = 5000
QUOTES = frozenset("“”‘’—…·→")  # and other marks that fonts of ideographs may lack
MAX_PAGE_CHARACTERS = 100_000  # the fullest sheets of figures hold a tenth of it
MAX_OBJECTS = MAX_SEGMENTS = 20_000  # of a page: more are a map's
THIN = 2.0  # points: a line is no thicker, and longer
# A page is read whole or not at all, in sixteen times the memory of what is drawn on it. The pages of a plan, maps
# included, take up to some megabytes.
MAX_CONTENT = 32 * 1024 * 1024
BLOCK = 1 << 16
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
# Streams that are not read to find a page's text, or only as they are: pictures and fonts.
_PASSIVE = re.compile(rb"/Subtype\s*/(?:Image|OpenType|CIDFontType0C|Type1C)\b|/Length1\b")
_FONTS = (ctypes.c_char_p * 2)(bytes(Path(__file__).with_name("fonts")), None)


def _use_box_font() -> None:
    """PDFium looks for fonts that a document does not bring here alone: see `policyhub/box_font.py`."""
    paths = ctypes.cast(_FONTS, ctypes.POINTER(ctypes.POINTER(ctypes.c_char)))
    pdfium_c.FPDF_DestroyLibrary()
    pdfium_c.FPDF_InitLibraryWithConfig(pdfium_c.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=paths))


_use_box_font()


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
    return build(pages, "application/pdf")


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
    unpacker, size, blocks = zlib.decompressobj(), 0, _blocks(packed)
    rest: bytes | memoryview = next(blocks, b"")
    while rest and not unpacker.eof and size <= MAX_CONTENT:
        try:
            size += len(unpacker.decompress(rest, 1 << 20))
        except zlib.error:
            return size
        rest = unpacker.unconsumed_tail or next(blocks, b"")
    return size


def _blocks(packed: memoryview) -> Iterator[memoryview]:
    """Small ones: what an unpacker leaves of a block is copied each time."""
    return (packed[start : start + BLOCK] for start in range(0, len(packed), BLOCK))


def _read_pages(document: pdfium.PdfDocument) -> list[list[Item]]:
    if len(document) > MAX_PAGES:
        raise DocumentError("too_many_pages", detail=str(MAX_PAGES))
    pages: list[list[Item]] = []
    characters = lines = 0
    for number in range(len(document)):
        with _damaged(f"page {number + 1}"), closing(document[number]) as page, closing(page.get_textpage()) as words:
            count = words.count_chars()
            if count > MAX_PAGE_CHARACTERS:
                raise DocumentError("too_many_characters", detail=f"page {number + 1}: {MAX_PAGE_CHARACTERS}")
            characters += count
            check_size(characters, lines)
            lines_of_glyphs = [with_quotes_in_place(line) for line in _lines(words, count)]
            pages.append(lay_out(Page(lines_of_glyphs, _segments(page) if count else [])))
            lines += len(pages[-1])
    return pages


@contextmanager
def _damaged(place: str = "") -> Iterator[None]:
    try:
        yield
    except pdfium.PdfiumError as error:
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
            raise DocumentError("locked") from error
        raise DocumentError("damaged", detail=place) from error


def _lines(words: pdfium.PdfTextPage, count: int) -> list[list[Glyph]]:
    """The page's characters, a list a line, each in the box that its font keeps for it.

    One beyond the basic plane (𬭩) comes as two halves, and is one here.
    """
    lines: list[list[Glyph]] = [[]]
    half = 0
    box = pdfium_c.FS_RECTF()
    for index in range(count):
        code = pdfium_c.FPDFText_GetUnicode(words, index)
        if code in (0x0A, 0x0D):
            if lines[-1]:
                lines.append([])
            continue
        if 0xD800 <= code < 0xDC00:
            half = code
            continue
        if half and 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((half - 0xD800) << 10) + (code - 0xDC00)
        half = 0
        pdfium_c.FPDFText_GetLooseCharBox(words, index, box)
        lines[-1].append(Glyph(chr(code), box.left, box.bottom, box.right, box.top))
    return lines


def with_quotes_in_place(line: list[Glyph]) -> list[Glyph]:
    """A line whose quotation marks, drawn from another font after its words, stand where they were drawn.

    With them go the blanks of no width that PDFium puts where it found a gap.
    """
    quotes = sorted((glyph for glyph in line if glyph.text in QUOTES), key=lambda glyph: glyph.left)
    if not quotes or not _is_disordered(line):
        return line
    edges = {round(edge) + step for quote in quotes for edge in (quote.left, quote.right) for step in (-1, 0, 1)}
    placed: list[Glyph] = []
    for glyph in line:
        if glyph.text in QUOTES or (glyph.left == glyph.right and round(glyph.left) in edges):
            continue
        while quotes and glyph.left != glyph.right and quotes[0].left < glyph.left:
            placed.append(quotes.pop(0))
        placed.append(glyph)
    return [*placed, *quotes]


def _is_disordered(line: list[Glyph]) -> bool:
    """Whether a quotation mark stands to the left of what is drawn before it, or to the right of what comes after."""
    visible = [glyph for glyph in line if glyph.left != glyph.right]
    return any(
        after.left < before.left and (before.text in QUOTES or after.text in QUOTES)
        for before, after in pairwise(visible)
    )


def _segments(page: pdfium.PdfPage) -> list[Segment]:
    """The straight level and upright lines that are drawn on the page, also as thin boxes."""
    segments: list[Segment] = []
    if pdfium_c.FPDFPage_CountObjects(page) > MAX_OBJECTS:
        return segments
    for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_PATH], max_depth=1):
        segments += _straight(_points(item))
        if len(segments) > MAX_SEGMENTS:
            return []
    return segments


def _points(item: pdfium.PdfObject) -> Iterator[tuple[float, float, bool]]:
    """The points of a path on the page, and whether a line leads to each; PDFium draws the line that closes one."""
    count = pdfium_c.FPDFPath_CountSegments(item)
    if not 2 <= count <= MAX_SEGMENTS:
        return
    matrix = item.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        segment = pdfium_c.FPDFPath_GetPathSegment(item, index)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        yield *point, pdfium_c.FPDFPathSegment_GetType(segment) == pdfium_c.FPDF_SEGMENT_LINETO


def _straight(points: Iterator[tuple[float, float, bool]]) -> Iterator[Segment]:
    previous = None
    for x, y, is_line in points:
        if previous and is_line:
            left, bottom = min(x, previous[0]), min(y, previous[1])
            right, top = max(x, previous[0]), max(y, previous[1])
            if min(right - left, top - bottom) < THIN < max(right - left, top - bottom):
                yield Segment(left, bottom, right, top)
        previous = x, y
