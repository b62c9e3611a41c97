"""Who answers for the measures of a corrected outline, by when, and to which targets.

What was read stays with the words that say it: when they come to stand in another record, it goes along. A measure
that is made of words that were none is read as the parser reads one.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from measures.correcting.outline import Measure, Outline, Record
from measures.parsing.extract import LineKind
from measures.parsing.records import Conventions, make_records
from measures.parsing.structure.drafts import MeasureDraft, SectionDraft
from measures.parsing.structure.nodes import Node
from measures.parsing.structure.numbering import read_marker
from measures.parsing.structure.paragraphs import Paragraph
from measures.parsing.structure.passages import words_of
from measures.parsing.tree import MeasureNode, Responsibility, Span, Target
from measures.terms import KEPT, Numbering, PassageKind, Role

Deadline = tuple[str, date | None]


class Duties:
    """What is said of each record now."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.passages = outline.tree.passages
        self.of_origin: dict[str, list[Measure]] = defaultdict(list)
        for section in outline.sections():
            for measure in section.measures:
                if measure.origin is not None:
                    self.of_origin[measure.origin.code].append(measure)
        self.read_anew = {
            measure: read_measure(outline, measure)
            for section in outline.sections()
            for measure in section.measures
            if measure.node is None and measure.origin is None
        }
        self.responsible: dict[Record, list[Responsibility]] = defaultdict(list)
        self.stated: dict[Record, list[Target]] = defaultdict(list)
        self.due: dict[Record, list[Deadline]] = defaultdict(list)
        for node in outline.tree.walk():
            self.find_targets(outline.loaded[node.code], node.targets)
            for each in node.measures:
                self.find_targets(outline.loaded[each.code], each.targets)
                self.find_responsible(each)
        self.find_deadlines()

    def record_then(self, offset: int) -> Record | None:
        """The record in whose words a character of the text was read."""
        passage = self.passages[bisect_right(self.passages, offset, key=lambda each: each.span.start) - 1]
        return self.outline.loaded.get(passage.code) if passage.kind in KEPT else None

    def record_now(self, offset: int) -> Record | None:
        owner = self.outline.tile_at(offset).owner
        return None if isinstance(owner, str) else owner

    def find_targets(self, record: Record, targets: Sequence[Target]) -> None:
        """A target goes where its words went; the plan's own text states none."""
        for target in targets:
            stays = self.record_then(target.span.start) is not record
            now = record if stays else self.record_now(target.span.start)
            if now is not None and now is not self.outline.root:
                self.stated[now].append(target)

    def find_responsible(self, node: MeasureNode) -> None:
        """A responsibility goes where its words went; one that stands in a heading is of every part of the measure."""
        record = self.outline.loaded[node.code]
        for part in node.responsibilities:
            if self.record_then(part.span.start) is not record:
                for measure in self.of_origin[node.code]:
                    self.responsible[measure].append(part)
            elif (now := self.record_now(part.span.start)) is not None:
                self.responsible[now].append(part)

    def find_deadlines(self) -> None:
        """A deadline may be of every measure that holds words of the one of which it was read."""
        for passage in self.passages:
            then = self.outline.loaded.get(passage.code) if passage.kind is PassageKind.MEASURE else None
            now = self.record_now(passage.span.start)
            if now is not None and isinstance(then, Measure) and then.node and then.node.due_text:
                self.due[now].append((then.node.due_text, then.node.due_on))

    def responsibilities(self, measure: Measure) -> Sequence[Responsibility]:
        """Numbered anew where they are others than were read; nobody twice in one role."""
        if measure in self.read_anew:
            return self.read_anew[measure].responsibilities
        found = self.responsible[measure]
        if measure.node is not None and tuple(found) == measure.node.responsibilities:
            return found
        assigned = {part.body for part in found if part.role is not Role.MENTIONED}
        parts = {
            (part.body, part.role): part
            for part in reversed(found)
            if part.role is not Role.MENTIONED or part.body not in assigned
        }
        return [replace(part, position=place) for place, part in enumerate(reversed(parts.values()), 1)]

    def targets(self, record: Record) -> Sequence[Target]:
        if isinstance(record, Measure) and record in self.read_anew:
            return self.read_anew[record].targets
        return self.stated[record]

    def deadline(self, measure: Measure) -> Deadline:
        """The measure's own while its words are there; else one of those that it took up."""
        if measure in self.read_anew:
            node = self.read_anew[measure]
            return node.due_text, node.due_on
        if measure.node is not None and not measure.is_changed:
            return measure.node.due_text, measure.node.due_on
        words = words_of(f"{measure.title}{''.join(each.words for each in measure.paragraphs)}")
        own = [(each.due_text, each.due_on) for each in (measure.origin,) if each]
        known = [each for each in (*own, *self.due[measure]) if each[0] and words_of(each[0]) in words]
        return known[0] if known else ("", None)


def read_measure(outline: Outline, measure: Measure) -> MeasureNode:
    """What the parser reads in a measure's words."""
    tree = outline.tree
    paragraphs = [reader_paragraph(outline.text, each.spans) for each in measure.paragraphs]
    draft = MeasureDraft("m", measure.kind, measure.label, measure.title, paragraphs)
    heading = Paragraph(measure.start, measure.start + 1, "", LineKind.PARAGRAPH)
    node = Node(Numbering.NONE, heading)
    section = SectionDraft("s", node, "", measure.start, measure.start + 1, measures=[draft])
    year = tree.period_start if tree.period_start == tree.period_end else None
    sections, _problems = make_records([section], Conventions(year))
    [read] = sections[0].measures
    return read


def reader_paragraph(text: str, spans: list[Span]) -> Paragraph:
    """The paragraph as the parser takes it, with its number."""
    words = ""
    pieces: list[tuple[int, int]] = []
    for span in spans:
        line = text[span.start : span.end]
        if words and words[-1] < "\x7f" and line[0] < "\x7f":
            words += " "
        pieces.append((len(words), span.start))
        words += line
    joined = tuple(pieces) if len(pieces) > 1 else ()
    return Paragraph(spans[0].start, spans[-1].end, words, LineKind.PARAGRAPH, marker=read_marker(words), pieces=joined)
