"""A saved web page → lines: its paragraphs and tables, with menus and the like marked as chrome."""

import re
from contextlib import suppress

from lxml import etree

from measures.parsing.extract.model import Extracted, LineKind, TextBuilder
from measures.parsing.extract.plain import clean, decode
from measures.parsing.extract.word_numbers import to_words
from measures.parsing.patterns import lazy_regex
from measures.parsing.tree import DocumentError

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "canvas",
        "iframe",
        "object",
        "head",
        "title",
        "select",
        "textarea",
        "rt",  # the reading above a word, and the brackets round it where there is no room above
        "rp",
    ]
)
_CHROME_TAGS = frozenset(["nav", "footer", "aside", "button"])
_CHROME_NAME = lazy_regex(
    r"(?:^|[-_\s])(?:nav|navbar|menu|footer|foot|breadcrumb|crumbs?|share|sharebox|sidebar|toolbar|copyright|"
    r"related|recommend|location|print|qrcode)(?:[-_\s\d]|$)",
    re.IGNORECASE,
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BOLD = lazy_regex(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_HIDDEN = lazy_regex(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
# Labels of the Encoding Standard. Any other is not believed: pages in GBK often declare iso-8859-1.
CHARSETS = {
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8"), "utf-8"),
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "gb_2312-80", "gb_2312", "x-gbk", "chinese", "cp936"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "cn-big5", "x-x-big5"), "big5hkscs"),
}
_SPACES = lazy_regex(r"[ \t\r\n\f]+")
_BREAK_IN_HAN = lazy_regex(
    r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t\r\n\f]*[\r\n][ \t\r\n\f]*(?=[\u3000-\u9fff\uff00-\uffef])"
)
_NO_NUMBER = lazy_regex(r"list-style(?:-type)?\s*:[^;]*\bnone\b", re.IGNORECASE)
_NUMBERED = lazy_regex(
    r"\s*(?:(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*[.．、)）]|[（(](?:\d{1,3}|[一二三四五六七八九十]{1,3})[)）]|"
    r"第[一二三四五六七八九十百\d]{1,5}[编篇章节条])"
)
# `type` of a list, and its style in CSS, → Word's name of the form and what follows the number.
_FORMS = {
    "1": ("decimal", "."),
    "a": ("lowerLetter", "."),
    "A": ("upperLetter", "."),
    "i": ("lowerRoman", "."),
    "I": ("upperRoman", "."),
}
_CHINESE = lazy_regex(r"cjk-ideographic|(?:simp|trad)-chinese-(?:in)?formal|cjk-decimal", re.IGNORECASE)
_CHROME_LENGTH = 600
_CELL_LENGTH = 3000
_LAYOUT_LENGTH = 800  # a table of one or two rows with so long a cell lays out the page


def looks_like_html(data: bytes) -> bool:
    head = data[:2048].replace(b"\x00", b"").lstrip(b"\xff\xfe\xef\xbb\xbf \t\r\n").lower()  # in UTF-16 too
    return head.startswith(b"<") and bool(
        re.search(rb"<(?:!doctype\s+html|html|head|body|div|table|p|meta|span)\b", head)
    )


def extract_html(data: bytes) -> Extracted:
    """Raises DocumentError: `damaged` where elements are nested past reason, `empty`, and what decoding raises."""
    markup, encoding, guessed = _decode(data)
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, encoding="utf-8")
    try:
        root = etree.fromstring(clean(markup).replace("\x00", "").encode(), parser)
    except etree.XMLSyntaxError as error:
        raise DocumentError("damaged") from error
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise DocumentError("damaged", detail="depth")
    if root is None:
        raise DocumentError("empty")
    walker = _Walker()
    walker.walk(root)
    return walker.builder.build("text/html", encoding, guessed)


def _decode(data: bytes) -> tuple[str, str, bool]:
    """What the page declares where it is an encoding of Chinese pages and fits; else as for plain text."""
    declared = _CHARSET.search(data[:4096])
    encoding = CHARSETS.get(declared[1].decode("ascii").lower()) if declared else None
    if encoding and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        with suppress(UnicodeDecodeError):
            return data.decode(encoding), encoding, False
    return decode(data)


class _Walker:
    """Walks the page without recursion: the stack holds what still has a line or a stretch of chrome to close."""

    def __init__(self) -> None:
        self.builder = TextBuilder()
        self._words: list[str] = []
        self._looks: list[float] = [0]  # of the elements that are open: how bold each makes its words
        self._look: float | None = None  # the least bold of the words since the last line
        self._chrome = 0
        self._label = ""  # the number of a list's item, until its first words come
        self._items: dict[etree._Element, int] = {}  # list → the number of its last item

    def walk(self, root: etree._Element) -> None:
        todo: list[tuple[etree._Element, bool]] = [(root, False)]
        while todo:
            element, is_closing = todo.pop()
            if is_closing:
                self._close(element)
                continue
            if not isinstance(element.tag, str) or element.tag in _SKIPPED:
                self._text(element.tail)
                continue
            if element.tag == "table" and (rows := _data_rows(element)) is not None:
                self._flush()
                self.builder.add_table(rows, LineKind.CHROME if self._chrome else LineKind.ROW)
                self._text(element.tail)
                continue
            self._open(element)
            todo.append((element, True))
            todo.extend((child, False) for child in reversed(element))

    def _open(self, element: etree._Element) -> None:
        if element.tag in _BLOCKS or element.tag == "br":
            self._flush()
        if _is_chrome(element):
            self._flush()
            self._chrome += 1
        self._looks.append(max(self._looks[-1], _look_of(element)))
        if element.tag == "li":
            self._label = self._number(element)
        self._text(element.text)

    def _close(self, element: etree._Element) -> None:
        if element.tag in _BLOCKS:
            self._flush()
        self._looks.pop()
        if element.tag == "li":
            self._label = ""
        if self._chrome and _is_chrome(element):
            self._flush()
            self._chrome -= 1
        self._text(element.tail)

    def _number(self, item: etree._Element) -> str:
        """The number that a browser writes before an item (HTML, 4.4.5 and 4.4.8)."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol":
            return ""
        step = -1 if parent.get("reversed") is not None else 1
        if parent not in self._items:
            first = len(parent.findall("li")) if step < 0 else 1
            self._items[parent] = _integer(parent.get("start"), first) - step
        number = self._items[parent] = _integer(item.get("value"), self._items[parent] + step)
        return _list_label(number, parent, item)

    def _text(self, words: str | None) -> None:
        if not words:
            return
        self._words.append(words)
        if words.strip():
            look = self._looks[-1]
            self._look = look if self._look is None else min(self._look, look)

    def _flush(self) -> None:
        if not self._words:
            return
        words, look = _collapse("".join(self._words)), self._look
        self._words.clear()
        self._look = None
        if self._label and words.strip():
            words = words if _NUMBERED.match(words) else self._label + words.lstrip()
            self._label = ""
        if line := self.builder.add(words, LineKind.CHROME if self._chrome else LineKind.PARAGRAPH):
            line.look = look or 0


def _look_of(element: etree._Element) -> float:
    """How large a heading the element's words look like: <h2> more so than <h3>, <strong> least."""
    if element.tag in _HEADINGS:
        return 2 + _HEADINGS[::-1].index(element.tag)
    return 1 if element.tag in ("b", "strong") or _BOLD.search(element.get("style", "")) else 0


def _integer(words: str | None, default: int) -> int:
    match = re.fullmatch(r"\s*(-?\d{1,6})\s*", words or "", re.ASCII)
    return int(match[1]) if match else default


def _list_label(number: int, parent: etree._Element, item: etree._Element) -> str:
    style = f"{parent.get('style', '')};{item.get('style', '')}"
    if _NO_NUMBER.search(style):
        return ""
    if _CHINESE.search(style):
        return f"{to_words(number, 'chineseCounting')}、"
    form, mark = _FORMS.get(item.get("type") or parent.get("type") or "1", _FORMS["1"])
    return to_words(number, form) + mark


def _collapse(words: str) -> str:
    return _SPACES.sub(" ", _BREAK_IN_HAN.sub("", words))


def _is_chrome(element: etree._Element) -> bool:
    if element.tag in _CHROME_TAGS or _HIDDEN.search(element.get("style", "")):
        return True
    names = f"{element.get('id', '')} {element.get('class', '')}"
    return len(names) > 3 and bool(_CHROME_NAME.search(names)) and _is_short(element)


def _is_short(element: etree._Element) -> bool:
    length = 0
    for words in element.itertext():
        length += len(words.strip())
        if length > _CHROME_LENGTH:
            return False
    return True


def _data_rows(table: etree._Element) -> list[list[str | None]] | None:
    """The cells of a table that holds data or frames a box; None for one that only lays out the page."""
    if next(table.iterdescendants("table"), None) is not None:
        return None
    rows = [_cells(row) for row in table.iter("tr")]
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    limit = _CELL_LENGTH if len(rows) > 2 else _LAYOUT_LENGTH
    if not rows or any(len(cell) > limit for row in rows for cell in row):
        return None
    return _merge_down(rows)


def _cells(row: etree._Element) -> list[str]:
    """The texts of a row's cells, with a \\v for each row below that they reach down into.

    A cell over several columns is followed by empty ones.
    """
    cells: list[str] = []
    for cell in row.iterchildren("td", "th"):
        down = "\v" * (_count(cell, "rowspan") - 1)
        cells.append(_cell_text(cell) + down)
        cells.extend([down] * (_count(cell, "colspan") - 1))
    return cells


def _merge_down(rows: list[list[str]]) -> list[list[str | None]]:
    """Put None wherever a cell of a row above reaches down."""
    open_cells: dict[int, int] = {}
    merged = []
    for row in rows:
        cells: list[str | None] = []
        source = iter(row)
        following: dict[int, int] = {}
        while True:
            column = len(cells)
            if open_cells.get(column, 0) > 0:
                cells.append(None)
                following[column] = open_cells[column] - 1
                continue
            cell = next(source, None)
            if cell is None:
                break
            following[column] = cell.count("\v")
            cells.append(cell.rstrip("\v"))
        open_cells = following
        merged.append(cells)
    return merged


def _count(cell: etree._Element, name: str) -> int:
    value = cell.get(name, "1").strip()
    return min(int(value) or 1, 200) if value.isdecimal() and len(value) < 10 else 1


def _cell_text(cell: etree._Element) -> str:
    lines: list[str] = []
    words: list[str] = []
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        if element.tag in _BLOCKS or element.tag == "br":
            lines.append("".join(words))
            words.clear()
        is_read = isinstance(element.tag, str) and element.tag not in _SKIPPED
        words.append((element.text or "") if event == "start" and is_read else "")
        words.append((element.tail or "") if event == "end" and element is not cell else "")
    return "\n".join(filter(None, (_collapse(line).strip() for line in lines)))
