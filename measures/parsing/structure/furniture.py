"""What is printed round a document and is no part of it: contents pages, page numbers, the site's own lines.

Reads: paragraphs. Writes: which of them are furniture wherever they stand, and of what kind. The site's lines above
the title and below the last sentence are told by `front`, which knows where those are.
"""

import re
from collections import defaultdict

from measures.parsing.extract import LineKind
from measures.parsing.lexicon import any_of
from measures.parsing.lexicon.document_words import ATTACHMENT, BOX, SITE_LINES, SITE_MARKS
from measures.parsing.patterns import lazy_regex
from measures.parsing.structure.paragraphs import Paragraph, is_page_number
from measures.parsing.structure.wording import loose
from measures.terms import FurnitureKind, Numbering

_LEADER = lazy_regex(
    r"(?:[.．…·‥・﹒_]{3,}|…|[.．·]\s[.．·]\s[.．·]|\t|\s{3,})[.．…·‥・\s]*[-—(（]?\s*\d{1,4}\s*[-—)）]?$"
)
_PAGE_END = frozenset("0123456789０１２３４５６７８９-—)）")
_TRAILING_PAGE = lazy_regex(r"[.．…·‥・\s\t_]*[-—(（]?\s*\d{1,4}\s*[-—)）]?$")
_CONTENTS = lazy_regex(rf"^[【\[]?(?:(?:[图表]|{BOX}|附[表图件录])?\s*目\s*[录錄次]|CONTENTS)[】\]]?$", re.IGNORECASE)
_RULE = lazy_regex(r"^[\W_]{3,}$")
_ATTACHMENT = lazy_regex(
    rf"^(?:{ATTACHMENT}\s*\d{{0,2}}\s*[:：.、]?)?.{{1,80}}\.(?:docx?|pdf|xlsx?|wps|ofd|zip|rar|et)(?:\s.{{0,20}})?$",
    re.I,
)
_SITE_LINE = lazy_regex(
    rf"^{any_of(SITE_LINES)}|{any_of(SITE_MARKS)}"
    r"|https?://|\d{4}[-/]\d{1,2}[-/]\d{1,2}\s+\d{1,2}:\d{2}|^-->$|^(?=.*[A-Za-z])[\x00-\x7f]{1,40}$"
    r"|^(?=.{0,10}[\u4e00-\u9fff])[^\t]{1,12}[>＞»›].{0,40}$"
)
_Number = tuple[Numbering, int] | None
CONTENTS_LIMIT, CONTENTS_RUN, ENTRY_LENGTH = 1500, 5, 90


def find_furniture(paragraphs: list[Paragraph], chrome: FurnitureKind) -> dict[Paragraph, FurnitureKind]:
    """Furniture wherever it stands; `chrome` is what this format's own chrome is."""
    contents = (paragraph for paragraph in _contents(paragraphs) if not is_page_number(paragraph.text))
    found: dict[Paragraph, FurnitureKind] = dict.fromkeys(contents, FurnitureKind.CONTENTS)
    for paragraph in paragraphs:
        if paragraph not in found and (kind := _kind_of(paragraph, chrome)):
            found[paragraph] = kind
    return found


def _kind_of(paragraph: Paragraph, chrome: FurnitureKind) -> FurnitureKind | None:
    text = paragraph.text
    if is_page_number(text):
        return FurnitureKind.PAGE_NUMBER
    if paragraph.kind is LineKind.CHROME:
        if text.isdecimal():
            return FurnitureKind.PAGE_NUMBER
        return FurnitureKind.RULE if _RULE.match(text) else chrome
    if paragraph.kind is not LineKind.PARAGRAPH or len(text) > ENTRY_LENGTH:
        return None
    if text[-1] in _PAGE_END and _LEADER.search(text):
        return FurnitureKind.CONTENTS
    if text[-1].isascii() and "." in text and _ATTACHMENT.match(text):
        return FurnitureKind.ATTACHMENT
    return FurnitureKind.RULE if not text[0].isalnum() and _RULE.match(text) else None


def is_site_line(text: str) -> bool:
    """Whether a line is a web site's own, where it stands outside the document."""
    return _SITE_LINE.search(text) is not None


def _contents(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """目录 and the lines after it, and as often again (图目录, 专栏目录).

    Without 目录, five headings or more in a row that are all printed again.
    """
    found: list[Paragraph] = []
    start = 0
    while (title := _contents_title(paragraphs, start)) is not None:
        start = _contents_end(paragraphs, title + 1)
        found += paragraphs[title:start]
    if found:
        return found
    run = _run_of_headings(paragraphs[:CONTENTS_LIMIT])
    end = _contents_end(paragraphs, run) if run is not None else 0
    return paragraphs[run:end] if run is not None and end - run >= CONTENTS_RUN else []


def _contents_title(paragraphs: list[Paragraph], start: int) -> int | None:
    """Where 目录 stands: among the first lines, or right after other contents."""
    limit = min(len(paragraphs), start + 3 if start else CONTENTS_LIMIT)
    return next(
        (i for i in range(start, limit) if len(paragraphs[i].text) <= 30 and _CONTENTS.match(paragraphs[i].text)), None
    )


def _run_of_headings(paragraphs: list[Paragraph]) -> int | None:
    run = 0
    for i, paragraph in enumerate(paragraphs):
        run = run + 1 if paragraph.marker and len(paragraph.text) <= ENTRY_LENGTH else 0
        if run == CONTENTS_RUN:
            return i - run + 1
    return None


def _contents_end(paragraphs: list[Paragraph], start: int) -> int:
    """Contents end before prose, and where their first entries are printed again: there the document begins.

    An entry ends in a page number or is printed again further down; up to two lines between entries may be neither.
    """
    last = _LastPlaces(paragraphs)
    seen: set[str] = set()
    end = start
    for i, paragraph in enumerate(paragraphs[start : start + CONTENTS_LIMIT], start):
        if len(paragraph.text) > ENTRY_LENGTH or "。" in paragraph.text or i - end > 2:
            break
        if (entry := _entry(paragraph)) in seen:
            break
        if _LEADER.search(paragraph.text) or last.of(paragraph) > i:
            end = i + 1
            seen.add(entry)
    return end


class _LastPlaces:
    """Where an entry is printed for the last time: under the same words, or the same number and first words.

    Only lines that bear the same number are compared: in a document without contents, few are.
    """

    def __init__(self, paragraphs: list[Paragraph]) -> None:
        self._by_number: defaultdict[_Number, list[tuple[int, Paragraph]]] = defaultdict(list)
        for i, paragraph in enumerate(paragraphs):
            if len(paragraph.text) <= ENTRY_LENGTH:
                self._by_number[_number(paragraph)].append((i, paragraph))
        self._known: dict[_Number, dict[str, int]] = {}

    def of(self, paragraph: Paragraph) -> int:
        number = _number(paragraph)
        if number not in self._known:
            same = self._by_number[number]
            self._known[number] = {form: i for i, each in same for form in (_entry(each), _label(each))}
        last = self._known[number]
        return max(last[_entry(paragraph)], last[_label(paragraph)])


def _number(paragraph: Paragraph) -> _Number:
    return (paragraph.marker.style, paragraph.marker.number) if paragraph.marker else None


def _entry(paragraph: Paragraph) -> str:
    text = paragraph.text
    return loose(_TRAILING_PAGE.sub("", text) if text[-1] in _PAGE_END else text)


def _label(paragraph: Paragraph) -> str:
    """第三章 and the first words after it: an entry whose end is printed otherwise than its heading's."""
    words = loose(paragraph.words)
    return f"{paragraph.marker.label}{words[:6]}" if paragraph.marker and len(words) >= 6 else f"\n{paragraph.start}"
