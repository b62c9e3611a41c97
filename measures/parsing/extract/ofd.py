"""An OFD file (GB/T 33190, a zip of XML with placed text) → its placed characters and drawn lines.

By lxml within the limits of `archive`. Tried instead: easyofd needs PyMuPDF (AGPL) and has no limits; ofdkit gives the
text of each object but neither the lines that tell a table nor the place of each character, and follows units that
contain each other without end.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from unicodedata import east_asian_width

from lxml import etree

from measures.parsing.extract.archive import Archive, open_archive
from measures.parsing.extract.grids import Segment
from measures.parsing.extract.layout import Glyph, Item, Page, build, lay_out
from measures.parsing.extract.model import Extracted, check_size
from measures.parsing.tree import DocumentError

MEDIA_TYPE = "application/ofd"
MAX_PAGES = 5000
MAX_OBJECTS = 1_000_000  # drawn in the whole document
MAX_SEGMENTS = 20_000  # of a page: more are a map's
MAX_NESTING = 20
POINTS = 72 / 25.4  # in a millimetre
A4_HEIGHT = 297.0
Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_POINTS_OF = {"S": 1, "M": 1, "L": 1, "Q": 2, "B": 3, "C": 0}  # points that an operator of a path takes; A: an arc


@dataclass(slots=True)
class _Sheet:
    """What a page draws; `top` is the height of its upper edge, in millimetres."""

    top: float
    glyphs: list[Glyph] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    seen: set[tuple[str, int, int]] = field(default_factory=set)

    def add_glyph(self, text: str, x: float, y: float, width: float, size: float) -> None:
        """`x`, `y`: the start of the base line in millimetres. What is printed twice to look bold is added once."""
        left, base = x * POINTS, (self.top - y) * POINTS
        key = (text, round(left / 2), round(base / 2))
        if key not in self.seen:
            self.seen.add(key)
            bottom, top = base - 0.12 * size * POINTS, base + 0.88 * size * POINTS
            self.glyphs.append(Glyph(text, left, bottom, left + width * POINTS, top))

    def add_segment(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        (left, right), (upper, lower) = sorted((start[0], end[0])), sorted((start[1], end[1]))
        if min(right - left, lower - upper) * POINTS < 2 < max(right - left, lower - upper) * POINTS:
            places = (left, self.top - lower, right, self.top - upper)
            self.segments.append(Segment(*(place * POINTS for place in places)))


def extract_ofd(data: bytes) -> Extracted:
    """Raises DocumentError: `damaged`, `locked`, `no_text_layer`, `too_large`, `too_many_pages` and as TextBuilder."""
    with open_archive(data) as archive:
        if any(name.lower().endswith(("encryptions.xml", "decryptseed.dat")) for name in archive.names):
            raise DocumentError("locked")
        pages = [page for root in _roots(archive) for page in _Document(archive, root).pages()]
    if not any(pages):
        raise DocumentError("no_text_layer", detail=str(len(pages)))
    return build(pages, MEDIA_TYPE)


def _roots(archive: Archive) -> Iterator[str]:
    """The part that describes each document of the file."""
    for item in archive.xml("OFD.xml").iter("{*}DocRoot"):
        yield _resolve(archive, "OFD.xml", item.text)


def _resolve(archive: Archive, base: str, location: str | None) -> str:
    """The part that `location`, as written in `base`, names: from the root, or beside it. Raises DocumentError."""
    words = (location or "").strip().replace("\\", "/")
    for path in (join("/", dirname(base), words), join("/", words)):
        name = normpath(path).lstrip("/")
        if name in archive.names:
            return name
    raise DocumentError("damaged", detail=words[:100])


class _Document:
    """One document: its pages, with the templates under them and the units that they draw."""

    def __init__(self, archive: Archive, part: str) -> None:
        self.archive, self.part = archive, part
        self.root = archive.xml(part)
        self.templates = {item.get("ID", ""): item.get("BaseLoc") for item in self.root.iter("{*}TemplatePage")}
        self.units = dict(self._units())
        self.objects = 0

    def pages(self) -> list[list[Item]]:
        found = self.root.findall("{*}Pages/{*}Page")
        if len(found) > MAX_PAGES:
            raise DocumentError("too_many_pages", detail=str(MAX_PAGES))
        top = _upper_edge(self.root.findtext("{*}CommonData/{*}PageArea/{*}PhysicalBox")) or A4_HEIGHT
        pages: list[list[Item]] = []
        characters = 0
        for item in found:
            sheet = self._draw(_resolve(self.archive, self.part, item.get("BaseLoc")), top)
            characters += len(sheet.glyphs)
            check_size(characters)
            segments = sheet.segments if len(sheet.segments) <= MAX_SEGMENTS else []
            pages.append(lay_out(Page(list(_lines(sheet.glyphs)), segments)))
        return pages

    def _units(self) -> Iterator[tuple[str, etree._Element]]:
        """What several objects draw, by its ID."""
        for item in self.root.iter("{*}PublicRes", "{*}DocumentRes"):
            resources = self.archive.xml(_resolve(self.archive, self.part, item.text))
            for unit in resources.iter("{*}CompositeGraphicUnit"):
                yield unit.get("ID", ""), unit

    def _draw(self, part: str, top: float) -> _Sheet:
        root = self.archive.xml(part)
        sheet = _Sheet(_upper_edge(root.findtext("{*}Area/{*}PhysicalBox")) or top)
        for item in root.iterfind("{*}Template"):
            location = self.templates.get(item.get("TemplateID", ""))
            if location:
                self._draw_content(self.archive.xml(_resolve(self.archive, self.part, location)), sheet)
        self._draw_content(root, sheet)
        return sheet

    def _draw_content(self, root: etree._Element, sheet: _Sheet) -> None:
        for layer in root.iterfind("{*}Content/{*}Layer"):
            self._draw_all(layer, sheet, _IDENTITY, 0)

    def _draw_all(self, parent: etree._Element, sheet: _Sheet, outer: Matrix, depth: int) -> None:
        if depth > MAX_NESTING:
            raise DocumentError("damaged", detail="depth")
        for item in parent.iterchildren(tag=etree.Element):
            self.objects += 1
            if self.objects > MAX_OBJECTS:
                raise DocumentError("too_large", detail=f"{MAX_OBJECTS} objects")
            if item.get("Visible") == "false":
                continue
            matrix = _composed(outer, item)
            match etree.QName(item).localname:
                case "TextObject":
                    _draw_text(item, sheet, matrix)
                case "PathObject":
                    _draw_path(item, sheet, matrix)
                case "PageBlock":
                    self._draw_all(item, sheet, outer, depth + 1)
                case "CompositeObject":
                    unit = self.units.get(item.get("ResourceID", ""))
                    content = unit.find("{*}Content") if unit is not None else None
                    if content is not None:
                        self._draw_all(content, sheet, matrix, depth + 1)


def _upper_edge(box: str | None) -> float | None:
    """Where a page ends that is given as left, top, width and height."""
    numbers = _numbers(box, 4)
    return numbers[1] + numbers[3] if numbers else None


def _composed(outer: Matrix, item: etree._Element) -> Matrix:
    """The matrix from an object's own space to the page's: its CTM, its boundary's corner, then `outer`."""
    left, top = (_numbers(item.get("Boundary"), 4) or _IDENTITY[4:])[:2]
    a, b, c, d, e, f = _numbers(item.get("CTM"), 6) or _IDENTITY
    e, f = e + left, f + top
    p, q, r, s, t, u = outer
    return (
        *(p * a + r * b, q * a + s * b, p * c + r * d, q * c + s * d),
        *(p * e + r * f + t, q * e + s * f + u),
    )


def _at(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _draw_text(item: etree._Element, sheet: _Sheet, matrix: Matrix) -> None:
    """Each TextCode is a string whose characters advance by DeltaX and DeltaY."""
    own = (_numbers(item.get("Size"), 1) or [3.5])[0]
    scale = abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5 or 1.0
    x = y = 0.0
    for code in item.iterfind("{*}TextCode"):
        text = (code.text or "").strip("\r\n")
        x, y = (_numbers(code.get("X"), 1) or [x])[0], (_numbers(code.get("Y"), 1) or [y])[0]
        across, down = (_deltas(code.get(name), len(text)) for name in ("DeltaX", "DeltaY"))
        here_x, here_y = x, y
        for i, letter in enumerate(text):
            width = own if east_asian_width(letter) in "WFA" else own / 2
            sheet.add_glyph(letter, *_at(matrix, here_x, here_y), width * scale, own * scale)
            here_x += across[i] if i < len(across) else 0.0 if down else width
            here_y += down[i] if i < len(down) else 0.0


def _deltas(words: str | None, most: int) -> list[float]:
    """Numbers, of which `g 3 5.2` repeats one: 5.2 three times."""
    deltas: list[float] = []
    words_left = iter((words or "").split())
    for word in words_left:
        count, value = (_number(next(words_left, "")), next(words_left, "")) if word == "g" else (1.0, word)
        deltas += [_number(value) or 0.0] * int(max(0, min(count or 0, most - len(deltas))))
    return deltas


def _draw_path(item: etree._Element, sheet: _Sheet, matrix: Matrix) -> None:
    """The straight lines of a path: `M 0 0 L 10 0 L 10 5 C` (GB/T 33190, 9.1)."""
    tokens = iter((item.findtext("{*}AbbreviatedData") or "").split())
    first = last = (0.0, 0.0)
    for operator in tokens:
        if len(sheet.segments) > MAX_SEGMENTS:
            return
        if operator == "C":
            sheet.add_segment(last, first)
            continue
        numbers = [_number(next(tokens, "")) or 0.0 for _ in range(2 * _POINTS_OF.get(operator, 0) or 7)]
        here = _at(matrix, *numbers[-2:])
        if operator == "L":
            sheet.add_segment(last, here)
        elif operator in "SM":
            first = here
        last = here


def _lines(glyphs: list[Glyph]) -> Iterator[list[Glyph]]:
    """The characters by lines from the top down, each from left to right, with a space where there is a gap."""
    line: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda glyph: -glyph.bottom):
        if line and line[0].bottom - glyph.bottom > (glyph.top - glyph.bottom) / 2:
            yield _spaced(line)
            line = []
        line.append(glyph)
    if line:
        yield _spaced(line)


def _spaced(line: list[Glyph]) -> list[Glyph]:
    spaced: list[Glyph] = []
    for glyph in sorted(line, key=lambda glyph: glyph.left):
        if spaced and glyph.left - spaced[-1].right > (glyph.top - glyph.bottom) * 0.8:
            previous = spaced[-1]
            spaced.append(Glyph(" ", previous.right, previous.bottom, glyph.left, previous.top))
        spaced.append(glyph)
    return spaced


def _numbers(words: str | None, count: int) -> list[float] | None:
    found = [_number(word) for word in (words or "").split()[:count]]
    numbers = [number for number in found if number is not None]
    return numbers if len(numbers) == count else None


def _number(words: str) -> float | None:
    """A finite number of a reasonable size."""
    try:
        number = float(words)
    except ValueError:
        return None
    return number if -1e6 < number < 1e6 else None
