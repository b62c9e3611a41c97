"""A paragraph of a record and where it stands in the document, line by line."""

from collections.abc import Iterator
from dataclasses import dataclass

from measures.parsing.structure.paragraphs import TERMINAL
from measures.parsing.structure.passages import words_of
from measures.parsing.tree import Span

_CLOSING = frozenset("。！？；：，、）》〉】”’」』！？；：，.,;:!?)]…")


@dataclass(slots=True, eq=False)
class Paragraph:
    """`words` are those that the record keeps: of a measure's first paragraph and of a heading without the number."""

    spans: list[Span]
    words: str

    @property
    def start(self) -> int:
        return self.spans[0].start

    @property
    def end(self) -> int:
        return self.spans[-1].end

    def overlaps(self, span: Span) -> bool:
        return any(each.start < span.end and span.start < each.end for each in self.spans)


def lines_of(text: str, span: Span) -> Iterator[Span]:
    """The lines of a stretch of the text, without the blanks around them; those with nothing in them are left out."""
    start = span.start
    for line in text[span.start : span.end].split("\n"):
        words = line.strip()
        if words:
            first = start + len(line) - len(line.lstrip())
            yield Span(first, first + len(words))
        start += len(line) + 1


def printed(text: str, spans: list[Span]) -> str:
    """The words as they are printed, wrapped lines joined as the reader joins them."""
    joined = ""
    for span in spans:
        words = text[span.start : span.end]
        is_latin = joined[-1:] and joined[-1] < "\x7f" and words[:1] < "\x7f" and not joined[-1].isspace()
        joined += f" {words}" if is_latin else words
    return joined


def goes_on(words: str) -> bool:
    """Whether a paragraph is not at its end: the next line goes on with its sentence."""
    return bool(words) and words[-1] not in TERMINAL


def aligned(text: str, words: str, passages: list[Span], label: str = "") -> list[Paragraph]:
    """The paragraphs of a record's words, each with the lines of its passages on which it is printed.

    Words that are not those of the passages, character by character, are one paragraph, and so is a row of a table.
    """
    lines = [line for span in passages for line in lines_of(text, span)]
    if not lines or not words:
        return []
    if len(lines) == 1 and "\t" in words:
        return [Paragraph(lines, words)]
    letters = [offset for line in lines for offset in range(line.start, line.end) if words_of(text[offset])]
    said = "".join(text[offset] for offset in letters)
    paragraphs = words.split("\n")
    at = skipped = len(words_of(label)) if label and said.startswith(words_of(label)) else 0
    starts: list[int] = []
    for each in paragraphs:
        bare = words_of(each)
        found = at if said.startswith(bare, at) else said.find(bare)  # a note may stand elsewhere than it is printed
        if not bare or found < 0 or found in starts:
            return [Paragraph(lines, words)]
        starts.append(found)
        at = found + len(bare)
    if sum(len(words_of(each)) for each in paragraphs) + skipped != len(said):
        return [Paragraph(lines, words)]
    begins = {start: _begin(text, letters, start) if start > skipped else lines[0].start for start in starts}
    ends = dict(zip(sorted(starts), [*sorted(begins.values())[1:], lines[-1].end], strict=True))
    return [
        Paragraph(list(between(lines, begins[start], ends[start])), each)
        for each, start in zip(paragraphs, starts, strict=True)
    ]


def _begin(text: str, letters: list[int], index: int) -> int:
    """Where a paragraph begins whose first letter is known: with the marks that open it."""
    first, least = letters[index], letters[index - 1] + 1
    while first > least and not text[first - 1].isspace() and text[first - 1] not in _CLOSING:
        first -= 1
    return first


def between(lines: list[Span], start: int, end: int) -> Iterator[Span]:
    """The parts of some lines that stand from `start` to `end`."""
    for line in lines:
        first, last = max(start, line.start), min(end, line.end)
        if first < last:
            yield Span(first, last)


def cut(text: str, paragraph: Paragraph, offset: int) -> tuple[Paragraph, Paragraph] | None:
    """The paragraph in two, before a character of the text; None where one of them would have no words.

    What the record keeps is cut where the printed words are: after as many letters and marks.
    """
    left, right = list(between(paragraph.spans, 0, offset)), list(between(paragraph.spans, offset, len(text)))
    left, right = _trimmed(text, left), _trimmed(text, right)
    before, after = words_of(printed(text, left)), words_of(printed(text, right))
    bare = words_of(paragraph.words)
    if not after or not bare.endswith(after) or len(bare) == len(after) or not before:
        return None
    at = _cut_at(paragraph.words, len(bare) - len(after), _marks_at_end(printed(text, left)))
    return Paragraph(left, paragraph.words[:at].strip()), Paragraph(right, paragraph.words[at:].strip())


def _trimmed(text: str, spans: list[Span]) -> list[Span]:
    return [line for span in spans for line in lines_of(text, span)]


def _marks_at_end(words: str) -> int:
    """How many marks stand after the last letter."""
    count = 0
    for char in reversed(words):
        if words_of(char):
            break
        count += not char.isspace()
    return count


def _cut_at(words: str, letters: int, marks: int) -> int:
    """The offset after so many letters, and after that so many marks."""
    at = 0
    while letters:
        letters -= bool(words_of(words[at]))
        at += 1
    while marks and at < len(words) and not words_of(words[at]):
        marks -= not words[at].isspace()
        at += 1
    return at
