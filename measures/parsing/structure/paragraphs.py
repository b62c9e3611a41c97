"""Lines → paragraphs.

Reads: the lines of the text. Writes: `Paragraph`s in the same order, wrapped lines joined, lines that print two
paragraphs parted, each with the number it starts with. Later stages take paragraphs as they are and change none.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from measures.parsing.content.labels import starts_with_label
from measures.parsing.extract import Line, LineKind
from measures.parsing.lexicon import any_of
from measures.parsing.lexicon.duty_words import CLOSING_ANNOTATION_WORDS
from measures.parsing.numerals import HAN_NUMERALS
from measures.parsing.patterns import lazy_regex
from measures.parsing.structure.numbering import STRUCTURAL, Marker, counts_on, read_marker
from measures.parsing.structure.wording import OPEN_BRACKET
from measures.parsing.tree import Span
from measures.terms import Numbering

TERMINAL = frozenset("。！？；：…”’」』）》〉】!?;:)].")
_PAGE_NUMBER = lazy_regex(
    r"^(?:[-—–－―·•]+\s*\d{1,4}\s*[-—–－―·•]+|第\s*\d{1,4}\s*页(?:\s*[,，/／]?\s*共\s*\d{1,4}\s*页)?|"
    r"\d{1,4}\s*[/／]\s*\d{1,4})$"
)
# What a browser prints at the edges of each page: 2026/11/27 19:17 and the title, the address and 1/12.
_BROWSER_EDGE = lazy_regex(
    r"(?:(?:https?|file)://\S+\s+\d{1,4}/\d{1,4}"
    r"|(?:\d{4}/\d{1,2}/\d{1,2}|\d{1,2}/\d{1,2}/\d{2,4}),?\s+(?:[上下]午)?\d{1,2}:\d{2}(?:\s?[AP]M)?(?:\s[^。；]{0,80})?)$"
)
_BROWSER_STARTS = frozenset("hf0123456789")
_PAGE_NUMBER_ENDS = frozenset("0123456789０１２３４５６７８９-—–－―·•页")
# 第一章　总则　　第一条　…: legal data bases print a chapter and its first article on one line.
_GLUED_ARTICLE = lazy_regex(
    rf"第[{HAN_NUMERALS}\d]{{1,6}}[编編章节節]\s*\S[^。]{{0,40}}?[ \u3000\xa0]{{2,}}"
    rf"(?=第[{HAN_NUMERALS}\d]{{1,6}}[条條][\s\u3000])"
)
_CLOSED_ANNOTATION = lazy_regex(
    rf"[（(【\[〔［][^（()）]*{any_of(CLOSING_ANNOTATION_WORDS)}(?:[^（()）]|[（(][^（()）]*[)）])*[)）】\]〕］]$"
)
SHORTEST_TITLE_LINE = 26  # characters of a title that fills a printed line
_NUMBER_ENDS = lazy_regex(r"[〕\]］)]\s*\d{1,5}\s*号$")
_MARK = lazy_regex("[，。；：:、]")
_PAUSE = lazy_regex("[，。；、]")
_BARE_NUMBER = lazy_regex(r"(\d{1,2})[ \u3000\xa0]+(?=[\u4e00-\u9fff]{2})")
_NUMBER_BEFORE_FIGURE = lazy_regex(r"(\d{1,3})[.．](?=\d{1,4}[^\d.．\s])")
_ALWAYS_NEW = (*STRUCTURAL, Numbering.BOX, Numbering.ANNEX)


@dataclass(slots=True, frozen=True)
class Heading:
    """A numbered line in two: its title, and the text glued to it, which begins at `rest_at` (or is "")."""

    title: str
    rest: str
    rest_at: int


@dataclass(slots=True, eq=False)
class Paragraph:
    """A paragraph or a row of a table, with its place in the document.

    `pieces` are (offset here, offset in the document) of each line that was joined, () for a single line. `heading`,
    `is_bare` and `opens_with_lead` keep the answers of `classification`, which is asked for them several times.
    """

    start: int
    end: int
    text: str
    kind: LineKind
    level: int = 0
    region: int = 0
    marker: Marker | None = None
    pieces: tuple[tuple[int, int], ...] = ()
    merged: tuple[int, ...] = ()  # columns of a row that the cell above reaches down into
    breaks: tuple[int, ...] = ()  # blanks of a row with which paragraphs of a cell begin
    is_title: bool = False  # in the style of titles
    look: float = 0  # in bold throughout: how large
    heads_group: bool = False  # a short line between numbers that count on
    heading: Heading | None = field(default=None, init=False)
    is_bare: bool | None = field(default=None, init=False)
    opens_with_lead: bool | None = field(default=None, init=False)

    @property
    def words(self) -> str:
        """The text without its number."""
        return self.text[self.marker.end :] if self.marker else self.text

    @property
    def words_at(self) -> int:
        return self.marker.end if self.marker else 0

    @property
    def in_paragraphs(self) -> str:
        """The text, the paragraphs of each cell of a row one under another."""
        cuts = [0, *(at + 1 for at in self.breaks)]
        return "\n".join(self.text[first : last - 1] for first, last in pairwise([*cuts, len(self.text) + 1]))

    def at(self, offset: int) -> int:
        """Where the character at `offset` of this paragraph stands in the document."""
        if not self.pieces:
            return self.start + offset
        here, there = self.pieces[bisect_right(self.pieces, (offset, self.end)) - 1]
        return there + offset - here

    def span(self, start: int, end: int) -> Span:
        return Span(self.at(start), self.at(end - 1) + 1)

    def lines_between(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The document's offsets of the characters from `start` to `end`, for each joined line that holds any."""
        limits = [here for here, _ in self.pieces[1:]] + [len(self.text)]
        for (here, there), limit in zip(self.pieces, limits, strict=True):
            first, last = max(start, here), min(end, limit)
            if first < last:
                yield there + first - here, there + last - here

    def part(self, start: int, end: int | None = None) -> "Paragraph":
        """The words from `start` to `end` without the blanks around them, as a paragraph of their own."""
        end = len(self.text) if end is None else end
        text = self.text[start:end]
        start += len(text) - len(text.lstrip())
        text = text.strip()
        pieces = tuple((max(0, here - start), there + max(0, start - here)) for here, there in self.pieces)
        kept = tuple(
            piece
            for i, piece in enumerate(pieces)
            if piece[0] < len(text) and (i + 1 == len(pieces) or pieces[i + 1][0] > 0)
        )
        last = self.at(start + len(text) - 1) + 1 if text else self.at(start)
        return Paragraph(self.at(start), last, text, self.kind, 0, self.region, None, kept)

    def without_number(self) -> "Paragraph":
        """The same paragraph where what looks like a number is none."""
        return replace(self, marker=None) if self.marker else self


def joined(parts: list[Paragraph], between: str = "") -> Paragraph:
    """The words of `parts` one after the other, as one paragraph like the first."""
    pieces: list[tuple[int, int]] = []
    length = 0
    for part in parts:
        pieces += [(length + here, there) for here, there in part.pieces or ((0, part.start),)]
        length += len(part.text) + len(between)
    text = between.join(part.text for part in parts)
    return replace(parts[0], start=parts[0].start, end=parts[-1].end, text=text, pieces=tuple(pieces))


def is_page_number(text: str) -> bool:
    """— 31 —, 第3页 共20页, 3/20: a number that stands alone between marks, never a bare one; what browsers print."""
    if len(text) <= 24 and text[-1] in _PAGE_NUMBER_ENDS and _PAGE_NUMBER.match(text):
        return True
    return text[0] in _BROWSER_STARTS and _BROWSER_EDGE.match(text) is not None


def to_paragraphs(lines: list[Line]) -> list[Paragraph]:
    """All paragraphs of a document in order; every line is in exactly one."""
    wraps = any(line.full for line in lines)
    numbers = _page_numbers(lines) if wraps else frozenset()
    for line in _running_heads(lines, numbers):
        line.kind = LineKind.CHROME
    paragraphs = list(_joined(lines, numbers)) if wraps else [_paragraph([line]) for line in lines]
    if any(paragraph.text[0] == "第" for paragraph in paragraphs):
        paragraphs = [part for paragraph in paragraphs for part in _parted(paragraph)]
    if any(p.marker is not None and p.marker.style is Numbering.DECIMAL_2 for p in paragraphs):
        paragraphs = [_with_bare_number(paragraph) for paragraph in paragraphs]
    return list(_with_numbers_before_figures(paragraphs))


def _parted(paragraph: Paragraph) -> Iterator[Paragraph]:
    """A chapter's heading and the article printed on the same line are two paragraphs."""
    glued = _GLUED_ARTICLE.match(paragraph.text) if paragraph.text[0] == "第" else None
    if glued is None:
        yield paragraph
        return
    for part in (paragraph.part(0, glued.end()), paragraph.part(glued.end())):
        yield replace(part, marker=read_marker(part.text))


def _page_numbers(lines: list[Line]) -> frozenset[int]:
    """Where, in a text broken into pages, bare figures stand that count 1, 2, 3: their offsets."""
    bare = [line for line in lines if line.kind is LineKind.PARAGRAPH and len(line.text) <= 4 and line.text.isdecimal()]
    steps = [int(after.text) - int(before.text) for before, after in pairwise(bare)]
    if len(steps) >= 2 and steps.count(1) * 5 >= len(steps) * 4:
        return frozenset(line.start for line in bare)
    return frozenset()


def _running_heads(lines: list[Line], page_numbers: frozenset[int]) -> list[Line]:
    """Lines without a mark that stand beside the number of a page, alike, twice or more."""
    are_numbers = [_numbers_a_page(line, page_numbers) for line in lines]
    beside = [
        line
        for before, line, after in zip([False, *are_numbers], lines, [*are_numbers[1:], False], strict=False)
        if (before or after) and _could_head_a_page(line) and line.start not in page_numbers
    ]
    counts = Counter(line.text for line in beside)
    return [line for line in beside if counts[line.text] >= 2]


def _numbers_a_page(line: Line, page_numbers: frozenset[int]) -> bool:
    is_chrome = line.kind is LineKind.CHROME and line.text.isdecimal()
    return is_chrome or line.start in page_numbers or is_page_number(line.text)


def _could_head_a_page(line: Line) -> bool:
    is_short = line.kind is LineKind.PARAGRAPH and len(line.text) <= 60
    return is_short and not (_MARK.search(line.text) or is_page_number(line.text) or read_marker(line.text))


def _with_bare_number(paragraph: Paragraph) -> Paragraph:
    """Above 1.1 stands 1 without a mark."""
    match = _BARE_NUMBER.match(paragraph.text) if paragraph.marker is None else None
    if match is None or paragraph.kind is not LineKind.PARAGRAPH or len(paragraph.text) > 40:
        return paragraph
    return replace(paragraph, marker=Marker(Numbering.ARABIC_DOT, int(match[1]), match[1], match.end()))


def _with_numbers_before_figures(paragraphs: list[Paragraph]) -> Iterator[Paragraph]:
    """11.121人才项目 between 10. and 12. bears the number 11."""
    numbered = [
        paragraph for paragraph in paragraphs if paragraph.marker and paragraph.marker.style is Numbering.ARABIC_DOT
    ]
    gaps = {
        (before.start, before.marker.number + 1)
        for before, after in pairwise(numbered)
        if before.marker and after.marker and after.marker.number == before.marker.number + 2
    }
    last = None
    for paragraph in paragraphs:
        match = _NUMBER_BEFORE_FIGURE.match(paragraph.text) if gaps and paragraph.marker is None else None
        if match and last and (last.start, int(match[1])) in gaps and paragraph.kind is LineKind.PARAGRAPH:
            paragraph = replace(paragraph, marker=Marker(Numbering.ARABIC_DOT, int(match[1]), match[0], match.end()))
        if paragraph.marker and paragraph.marker.style is Numbering.ARABIC_DOT:
            last = paragraph
        yield paragraph


def _joined(lines: list[Line], page_numbers: frozenset[int]) -> Iterator[Paragraph]:
    """Page numbers and running heads between two halves of a paragraph do not part them."""
    indents = sum(line.indented for line in lines) * 20 > len(lines)
    group: list[Line] = []
    for line in lines:
        if line.start in page_numbers:
            yield replace(_paragraph([line]), kind=LineKind.CHROME)
        elif line.kind is LineKind.CHROME or is_page_number(line.text):
            yield _paragraph([line])
        elif group and _goes_on(group, line, indents):
            group.append(line)
        else:
            if group:
                yield _paragraph(group)
            group = [line]
    if group:
        yield _paragraph(group)


def _goes_on(group: list[Line], following: Line, indents: bool) -> bool:
    """Whether the paragraph of the lines in `group` may continue in the line that follows."""
    line = group[-1]
    if (
        not line.full
        or following.indented
        or line.level != following.level
        or line.region != following.region
        or following.kind is not line.kind
    ):
        return False
    marker = read_marker(following.text)
    if marker and (marker.style in _ALWAYS_NEW or counts_on(read_marker(group[0].text), marker)):
        return False
    opened = OPEN_BRACKET.search("".join(each.text for each in group))
    if starts_with_label(following.text) and not opened:
        return False  # 完成时限：… under 责任单位：…, unless both stand in one bracket
    pauses = any(_PAUSE.search(each.text) for each in group)
    is_title = not opened and (len(line.text) < SHORTEST_TITLE_LINE or _NUMBER_ENDS.search(following.text))
    if not pauses and (marker or is_title):
        return False  # a title by itself, not a sentence that goes on
    if line.text[-1] in "。！？；：" and not (opened and line.text[-1] == "；"):
        return indents and marker is None
    return not _CLOSED_ANNOTATION.search(line.text)


def _paragraph(lines: list[Line]) -> Paragraph:
    first, last = lines[0], lines[-1]
    text, pieces = _join(lines) if len(lines) > 1 else (first.text, ())
    marker = read_marker(text) if first.kind is LineKind.PARAGRAPH else None
    look = min(line.look for line in lines)
    rest = (first.merged, first.breaks, first.is_title, look)
    return Paragraph(first.start, last.end, text, first.kind, first.level, first.region, marker, pieces, *rest)


def _join(lines: list[Line]) -> tuple[str, tuple[tuple[int, int], ...]]:
    parts: list[str] = []
    pieces, length = [], 0
    for line in lines:
        if parts and parts[-1][-1] < "\x7f" and line.text[0] < "\x7f" and not parts[-1][-1].isspace():
            parts.append(" ")
            length += 1
        pieces.append((length, line.start))
        parts.append(line.text)
        length += len(line.text)
    return "".join(parts), tuple(pieces)
