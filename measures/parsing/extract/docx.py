"""A Word file → lines: paragraphs with their automatic numbers, tables, text boxes, footnotes.

Read from the XML itself: python-docx gives neither automatic numbers nor text boxes.
"""

import re
from dataclasses import dataclass, field

from lxml import etree

from measures.parsing.extract.archive import Archive, open_archive
from measures.parsing.extract.model import Extracted, Line, LineKind, TextBuilder
from measures.parsing.extract.plain import clean
from measures.parsing.extract.word_changes import accept_changes
from measures.parsing.extract.word_numbers import Numbers, W, read_numbers
from measures.parsing.patterns import lazy_regex
from measures.parsing.tree import DocumentError

MC_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_SKIPPED = frozenset(
    (MC_FALLBACK, *(W + name for name in ("instrText", "delText", "rt", "rPr", "sectPr", "tblPr", "tcPr")))
)
_HEADING = lazy_regex(r"^(?:heading|标题|標題)\s*([1-9])$", re.IGNORECASE)
_TITLE = lazy_regex(r"^(?:title|标题|標題)$", re.IGNORECASE)
_LOOK_OF_FACES = {"黑体": 0.9, "楷体": 0.8}
_CONTENTS = lazy_regex(r"^(?:toc|目录|目錄)\s*\d?", re.IGNORECASE)
LONGEST_HEADING = 120  # characters
_BREAKS = {W + "tab": " ", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}


@dataclass(slots=True)
class _Style:
    level: int = 0
    is_contents: bool = False
    is_title: bool = False
    is_bold: bool | None = None
    size: float = 0  # in half-points
    face: str = ""  # the typeface of ideographs
    list_id: str = ""
    depth: int = 0


@dataclass(slots=True)
class _Parts:
    body: etree._Element
    styles: dict[str, _Style]
    numbers: Numbers
    notes: list[etree._Element] = field(default_factory=list)


def extract_docx(data: bytes) -> Extracted:
    """Raises DocumentError: `damaged`, `too_large` (a zip bomb among them), `empty`."""
    with open_archive(data) as archive:
        parts = _read_parts(archive)
    for root in (parts.body, *parts.notes):
        accept_changes(root)
    writer = _Writer(parts)
    writer.blocks(parts.body, 0)
    for note in parts.notes:
        writer.note(note)
    _forget_faces(writer.builder.lines)
    return writer.builder.build("application/vnd.openxmlformats-officedocument.wordprocessingml.document")


def _forget_faces(lines: list[Line]) -> None:
    """A typeface that much of the text is set in makes no headings."""
    faced = [line for line in lines if 0 < line.look < 1]
    if len(faced) * 2 > len(lines):
        for line in faced:
            line.look = 0


def _read_parts(archive: Archive) -> _Parts:
    body = archive.xml("word/document.xml").find(f"{W}body")
    if body is None:
        raise DocumentError("damaged", detail="word/document.xml")
    parts = {name: _part(archive, f"word/{name}.xml") for name in ("styles", "numbering", "footnotes", "endnotes")}
    notes = [root for name in ("footnotes", "endnotes") if (root := parts[name]) is not None]
    return _Parts(body, _read_styles(parts["styles"]), read_numbers(parts["numbering"]), notes)


def _part(archive: Archive, name: str) -> etree._Element | None:
    return archive.xml(name) if name in archive.names else None


def _read_styles(root: etree._Element | None) -> dict[str, _Style]:
    styles: dict[str, _Style] = {}
    based_on: dict[str, str] = {}
    for item in root.iter(f"{W}style") if root is not None else ():
        identity = item.get(f"{W}styleId", "")
        styles[identity] = _style(item)
        based_on[identity] = _value(item, "basedOn")
    for identity, style in styles.items():
        parent, steps = based_on[identity], 0
        while parent in styles and steps < 20:
            style.level = style.level or styles[parent].level
            style.is_title = style.is_title or styles[parent].is_title
            style.is_bold = styles[parent].is_bold if style.is_bold is None else style.is_bold
            style.size = style.size or styles[parent].size
            style.face = style.face or styles[parent].face
            style.list_id, style.depth = (
                (style.list_id, style.depth) if style.list_id else (styles[parent].list_id, styles[parent].depth)
            )
            parent, steps = based_on[parent], steps + 1
    return styles


def _style(item: etree._Element) -> _Style:
    name = _value(item, "name")
    heading = _HEADING.match(name)
    outline = item.find(f"{W}pPr/{W}outlineLvl")
    level = int(heading[1]) if heading else 0
    if not level and outline is not None and outline.get(f"{W}val", "9").isdecimal():
        level = (int(outline.get(f"{W}val", "9")) + 1) % 10
    list_id, depth = _list_of(item.find(f"{W}pPr"))
    is_bold, size = _look_of(item.find(f"{W}rPr"))
    face = _face_of(item.find(f"{W}rPr"))
    is_contents, is_title = bool(_CONTENTS.match(name)), bool(_TITLE.match(name))
    return _Style(level, is_contents, is_title, is_bold, size, face, list_id or "", depth)


def _list_of(properties: etree._Element | None) -> tuple[str | None, int]:
    """(list, depth); the list "0" switches a style's numbers off."""
    numbers = properties.find(f"{W}numPr") if properties is not None else None
    if numbers is None:
        return None, 0
    depth = _value(numbers, "ilvl")
    return _value(numbers, "numId") or None, int(depth) if depth.isdecimal() and len(depth) == 1 else 0


def _value(item: etree._Element, name: str) -> str:
    child = item.find(f"{W}{name}")
    return child.get(f"{W}val", "") if child is not None else ""


class _Writer:
    def __init__(self, parts: _Parts) -> None:
        self.parts = parts
        self.builder = TextBuilder()

    def blocks(self, parent: etree._Element, region: int) -> None:
        """No deeper than the 256 elements that the parser of XML lets stand in each other."""
        for element in parent:
            if element.tag == f"{W}p":
                self._paragraph(element, region)
            elif element.tag == f"{W}tbl":
                self._table(element)
            elif element.tag not in _SKIPPED:  # sdt, sdtContent, ins, customXml … hold blocks
                self.blocks(element, region)

    def note(self, root: etree._Element) -> None:
        for note in root:
            if note.get(f"{W}type") in (None, "normal"):
                for paragraph in note.iter(f"{W}p"):
                    self.builder.add(clean(_words(paragraph)[0]), LineKind.CHROME)

    def _paragraph(self, element: etree._Element, region: int) -> None:
        words, boxes = _words(element)
        style, label = self._look(element)
        if lines := [line for line in clean(words).split("\n") if line.strip()]:
            if style.level or style.is_title:
                lines = _joined_lines(lines)
            kind = LineKind.CHROME if style.is_contents else LineKind.PARAGRAPH
            first, *others = lines
            if added := self.builder.add(_joined(label, first.strip()), kind, style.level, region):
                added.is_title = style.is_title
                added.look = _look(element, style)
            for line in others:
                self.builder.add(line, kind, region=region)
        for box in boxes:
            self.blocks(box, self.builder.new_region())

    def _look(self, element: etree._Element) -> tuple[_Style, str]:
        """The paragraph's style and its automatic number, which only a paragraph with words takes."""
        properties = element.find(f"{W}pPr")
        named = self.parts.styles.get(_value(properties, "pStyle") if properties is not None else "", _Style())
        list_id, depth = _list_of(properties)
        if list_id is None:
            list_id, depth = named.list_id, named.depth
        level = properties.find(f"{W}outlineLvl") if properties is not None else None
        direct = level.get(f"{W}val", "") if level is not None else ""
        own = int(direct) + 1 if direct in tuple("012345678") else named.level
        has_words = bool(clean(_words(element)[0]).strip())
        label = self.parts.numbers.label(list_id, depth) if has_words and list_id not in ("", "0") else ""
        return _Style(own, named.is_contents, named.is_title, named.is_bold, named.size, named.face), label

    def _table(self, table: etree._Element) -> None:
        rows = [row for row in table.iter(f"{W}tr") if _nearest(row, f"{W}tbl") is table]
        cells = [[cell for cell in row.iter(f"{W}tc") if _nearest(cell, f"{W}tr") is row] for row in rows]
        columns = max(map(len, cells), default=0)
        if columns < 2 or (table.find(f".//{W}tbl") is not None and (columns < 3 or _lays_out(table))):
            region = self.builder.new_region()
            for row in cells:
                for cell in row:
                    self.blocks(cell, region)
            return
        self.builder.add_table([[text for cell in row for text in self._cell(cell)] for row in cells])

    def _cell(self, cell: etree._Element) -> list[str | None]:
        """The cell's text, and an empty one for each further column it spans; None where it continues the one above."""
        properties = cell.find(f"{W}tcPr")
        span = _value(properties, "gridSpan") if properties is not None else ""
        merge = properties.find(f"{W}vMerge") if properties is not None else None
        continued = merge is not None and merge.get(f"{W}val", "continue") == "continue"
        text = None if continued else "\n".join(self._cell_lines(cell))
        extra = min(int(span), 64) - 1 if span.isdecimal() and len(span) < 4 else 0
        return [text, *([""] * extra)]

    def _cell_lines(self, cell: etree._Element) -> list[str]:
        lines = []
        for paragraph in cell.iter(f"{W}p"):
            words, label = clean(_words(paragraph)[0]).strip(), self._look(paragraph)[1]
            if words:
                lines.append(_joined(label, words))
        return lines


def _lays_out(table: etree._Element) -> bool:
    """Most of it stands in tables inside it; a list in the cell of a table of tasks does not."""
    inner = sum(_nearest(paragraph, f"{W}tbl") is not table for paragraph in table.iter(f"{W}p"))
    return inner * 2 > sum(1 for _ in table.iter(f"{W}p"))


def _nearest(element: etree._Element, tag: str) -> etree._Element | None:
    return next(element.iterancestors(tag), None)


def _joined_lines(lines: list[str]) -> list[str]:
    """A title or heading in one line: where it was broken is a matter of looks. Text below it stays where it is."""
    if len(lines) == 1 or sum(map(len, lines)) > LONGEST_HEADING or any("。" in line for line in lines):
        return lines
    joined = lines[0].strip()
    for line in map(str.strip, lines[1:]):
        joined += f" {line}" if joined[-1].isascii() and line[0].isascii() else line
    return [joined]


def _joined(label: str, words: str) -> str:
    """第一章 总则 with a space, 一、总则 without."""
    return f"{label}{'' if not label or label[-1] in '、.．)）' else ' '}{words}"


def _is_on(switch: etree._Element | None) -> bool:
    """Whether a property is set: it is where it stands without a value."""
    return switch is not None and switch.get(f"{W}val", "1") not in ("0", "false", "off")


def _look_of(properties: etree._Element | None) -> tuple[bool | None, float]:
    """Whether runs are in bold, None where nothing says so, and how large they are."""
    if properties is None:
        return None, 0
    bold, size = properties.find(f"{W}b"), _value(properties, "sz")
    return None if bold is None else _is_on(bold), float(size) if size.isdecimal() else 0


def _look(paragraph: etree._Element, style: _Style) -> float:
    """How large a paragraph is printed that is in bold throughout, 1 where no size is given; 0 for any other.

    One in a typeface of headings that its style is not set in looks like less than that (GB/T 9704: 黑体 over 楷体).
    """
    runs = [run for run in paragraph.iter(f"{W}r") if any((text.text or "").strip() for text in run.iter(f"{W}t"))]
    looks = [_look_of(run.find(f"{W}rPr")) for run in runs]
    if looks and all(style.is_bold if bold is None else bold for bold, _ in looks):
        return max(1, *(size or style.size for _, size in looks))
    faces = {_face_of(run.find(f"{W}rPr")) for run in runs}
    look = _LOOK_OF_FACES.get(faces.pop()[:2], 0) if len(faces) == 1 else 0
    return 0 if look == _LOOK_OF_FACES.get(style.face[:2], 0) else look


def _face_of(properties: etree._Element | None) -> str:
    fonts = properties.find(f"{W}rFonts") if properties is not None else None
    return fonts.get(f"{W}eastAsia", "") if fonts is not None else ""


def _words(paragraph: etree._Element) -> tuple[str, list[etree._Element]]:
    """A paragraph's own words, and the text boxes anchored in it; no field codes, fallbacks and readings of ruby."""
    words: list[str] = []
    boxes: list[etree._Element] = []
    todo = [paragraph]
    while todo:
        element = todo.pop()
        if element.tag in _SKIPPED or (element.tag == f"{W}p" and element is not paragraph):
            continue
        if element.tag == f"{W}txbxContent":
            boxes.append(element)
            continue
        if element.tag in (f"{W}t", MATH_TEXT):
            words.append(element.text or "")
        elif element.tag in _BREAKS:
            words.append("" if element.get(f"{W}type") in ("page", "column") else _BREAKS[element.tag])
        elif element.tag == f"{W}r" and _is_on(element.find(f"{W}rPr/{W}vanish")):
            continue
        todo.extend(reversed(element))
    return "".join(words), boxes
