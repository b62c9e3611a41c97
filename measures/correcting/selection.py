"""The paragraphs that a correction is about."""

from dataclasses import dataclass

from measures.correcting.model import ImpossibleError
from measures.correcting.outline import Home, Measure, Outline, Record, Section
from measures.correcting.paragraphs import Paragraph, cut
from measures.parsing.tree import Span
from measures.terms import CorrectionFault

OPENING = frozenset("“‘（《〈【〔[(「『")  # marks that go with the word after them


@dataclass(slots=True)
class Selection:
    """Paragraphs in document order, each with the record that keeps it, None where none does.

    `start` and `end` are those of the passage, which may begin or end inside of a paragraph: see `detach`.
    """

    start: int
    end: int
    paragraphs: list[Paragraph]
    homes: list[Home | None]

    @property
    def first(self) -> Paragraph:
        return self.paragraphs[0]

    @property
    def home(self) -> Home | None:
        return self.homes[0]

    @property
    def begins_inside(self) -> bool:
        return self.start > self.first.start

    def record(self) -> Record | None:
        """The record that begins with the passage."""
        if self.home is None or self.begins_inside:
            return None
        record, part = self.home
        begins = record.paragraphs if isinstance(record, Measure) else record.heading
        return record if part != "text" and begins[0] is self.first else None

    def stands_in(self, part: str) -> bool:
        """Whether the whole passage is this part of one record."""
        return self.home is not None and self.home[1] == part and all(home == self.home for home in self.homes)

    def detach(self, text: str) -> None:
        """Cut the paragraphs in which the passage begins and ends. Raises ImpossibleError where they cannot be cut."""
        if self.begins_inside:
            self.replace(0, cut(text, self.first, self.start), keep=1)
        if self.end < self.paragraphs[-1].end:
            self.replace(len(self.paragraphs) - 1, cut(text, self.paragraphs[-1], self.end), keep=0)

    def replace(self, index: int, halves: tuple[Paragraph, Paragraph] | None, keep: int) -> None:
        """Put two halves in the place of a paragraph, in its record; the selection keeps one of them."""
        if halves is None:
            raise ImpossibleError(CorrectionFault.CANNOT_CUT)
        home = self.homes[index]
        if home is not None:
            record, part = home
            keeping = paragraphs_of(record, part)
            at = keeping.index(self.paragraphs[index])
            keeping[at : at + 1] = halves
            record.is_changed = True
        self.paragraphs[index] = halves[keep]


def paragraphs_of(record: Record, part: str) -> list[Paragraph]:
    if isinstance(record, Measure):
        return record.paragraphs
    return record.heading if part == "heading" else record.texts


def select(outline: Outline, spans: list[Span]) -> Selection:
    """The paragraphs of a passage of which the `spans` were found.

    Raises ImpossibleError where there are none: the title of the plan is no paragraph.
    """
    found: list[tuple[Paragraph, Home | None]] = [
        (paragraph, home) for paragraph, home in outline.paragraphs() if any(map(paragraph.overlaps, spans))
    ]
    start, end = marks_included(outline.text, spans)
    for span in spans:
        whole = Span(start if span is spans[0] else span.start, end if span is spans[-1] else span.end)
        found += [(paragraph, None) for paragraph in outline.loose_paragraphs(whole)]
    if not found:
        raise ImpossibleError(CorrectionFault.NOT_A_RECORD)
    found.sort(key=lambda each: each[0].start)
    return Selection(start, end, [each for each, _home in found], [home for _each, home in found])


def marks_included(text: str, spans: list[Span]) -> tuple[int, int]:
    """Where a passage begins and ends, with the marks that go with its first and last word."""
    start, end = spans[0].start, spans[-1].end
    while start > 0 and text[start - 1] in OPENING:
        start -= 1
    while end < len(text) and not (text[end].isspace() or text[end].isalnum() or text[end] in OPENING):
        end += 1
    return start, end


def section_of(outline: Outline, selection: Selection) -> Section:
    """The section in which the passage stands; of a heading the one before it, the root where there is none.

    A section whose whole heading is in the passage will be gone when it is taken: then it is the one before.
    """
    section = keeping_section(outline, selection)
    while section.heading and all(each in selection.paragraphs for each in section.heading) and section.parent:
        section = section_before(section)
    return section


def keeping_section(outline: Outline, selection: Selection) -> Section:
    if selection.home is None:
        return outline.section_before(selection.start)
    record, part = selection.home
    if isinstance(record, Measure):
        return record.parent
    return section_before(record) if part == "heading" else record


def section_before(section: Section) -> Section:
    """The section before in the order of the outline: the last below the sibling before, or else the parent."""
    if section.parent is None:
        return section
    siblings = section.parent.sections
    index = siblings.index(section)
    return last_of(siblings[index - 1]) if index else section.parent


def last_of(section: Section) -> Section:
    return last_of(section.sections[-1]) if section.sections else section
