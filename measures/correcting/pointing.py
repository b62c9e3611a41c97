"""What a person points at in a reading → the corrections that say it: one for each record, by the words of its passage.

A passage is pointed at by the code of its record or by where it stands in the text. Both are those of the reading that
the person saw; what is kept are the words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from measures.correcting.model import Anchor, Correction, ImpossibleError
from measures.correcting.operations import level_of
from measures.correcting.outline import Measure, Outline, Record, Section
from measures.correcting.paragraphs import Paragraph, between
from measures.correcting.selection import section_before, section_of, select
from measures.correcting.words import anchor_of
from measures.parsing.tree import PlanTree, Span
from measures.terms import CorrectionFault, CorrectionKind

# These are about all words of a record, the others about where it begins.
OF_ALL_WORDS = {CorrectionKind.MEASURE, CorrectionKind.TEXT, CorrectionKind.FURNITURE, CorrectionKind.MERGE}
FROM_BELOW = OF_ALL_WORDS - {CorrectionKind.MERGE} | {CorrectionKind.HEADING}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks for: `codes` of records, with all below them where `branch`, or a stretch of the text.

    `level` and `title` as in `Correction`; `place` is one of up, down, into and top; `into` the code of a section.
    """

    kind: CorrectionKind
    codes: Sequence[str] = ()
    branch: bool = False
    stretch: Span | None = None
    level: int | None = None
    title: str = ""
    place: str = ""
    into: str = ""


def corrections_for(tree: PlanTree, wish: Wish) -> list[Correction]:
    """In the order in which they are to be made. Raises ImpossibleError where no record has that code."""
    outline = Outline(tree)
    if wish.stretch is not None:
        return [about_stretch(outline, wish, wish.stretch)]
    records = [record for code in wish.codes for record in named(outline, code, branch=wish.branch)]
    records = sorted(dict.fromkeys(records), key=lambda record: record.start, reverse=wish.kind in FROM_BELOW)
    if not records:
        raise ImpossibleError(CorrectionFault.NOT_A_RECORD)
    return [about_record(outline, wish, record) for record in records]


def named(outline: Outline, code: str, *, branch: bool) -> list[Record]:
    """The record of a code and, in a branch, all below it."""
    record = outline.loaded.get(code)
    if record is None or record is outline.root:
        raise ImpossibleError(CorrectionFault.NOT_A_RECORD)
    if isinstance(record, Measure) or not branch:
        return [record]
    found: list[Record] = []
    for section in record.walk():
        found += [section, *section.measures]
    return found


def about_record(outline: Outline, wish: Wish, record: Record) -> Correction:
    """A correction of one record. Raises ImpossibleError where it has no words of its own to be known by."""
    paragraphs = record.paragraphs if isinstance(record, Measure) else record.heading
    if not paragraphs:
        raise ImpossibleError(CorrectionFault.NOT_A_RECORD)
    if wish.kind not in OF_ALL_WORDS:
        paragraphs = paragraphs[:1]
    elif isinstance(record, Section):
        paragraphs = [*paragraphs, *record.texts]
    return complete(outline, wish, anchor(outline, paragraphs), record)


def about_stretch(outline: Outline, wish: Wish, stretch: Span) -> Correction:
    """A correction of a stretch of the text; to split, its start is the cursor, and the paragraph goes along."""
    words = outline.text[stretch.start : stretch.end]
    start = stretch.start + len(words) - len(words.lstrip())
    end = stretch.start + len(words.rstrip())
    if not any(map(str.isalnum, words)):
        raise ImpossibleError(CorrectionFault.NOTHING_TO_SPLIT)
    selection = select(outline, [Span(start, end)])
    if wish.kind is CorrectionKind.SPLIT:
        selection.paragraphs, end = [selection.first], selection.first.end
    lines = list(between([each for paragraph in selection.paragraphs for each in paragraph.spans], start, end))
    return complete(outline, wish, anchor_of(outline.comparable, [lines]), selection.record())


def anchor(outline: Outline, paragraphs: Sequence[Paragraph]) -> Anchor:
    return anchor_of(outline.comparable, [each.spans for each in paragraphs])


def complete(outline: Outline, wish: Wish, passage: Anchor, record: Record | None) -> Correction:
    """The correction with its level, or with what it moves to."""
    level, place, other = wish.level, "", None
    if wish.kind is CorrectionKind.HEADING and level is None and not isinstance(record, Section):
        spans = [outline.comparable.span(passage.at, passage.at + 1)]
        selection = select(outline, spans)
        level = level_of(outline, selection, section_of(outline, selection))
    if wish.kind is CorrectionKind.MOVE:
        place, other = destination(outline, wish, record)
    return Correction(wish.kind, passage, level, wish.title, place, other)


def destination(outline: Outline, wish: Wish, record: Record | None) -> tuple[str, Anchor | None]:
    """Where a record is to stand, by the words of what stands there."""
    if record is None:
        raise ImpossibleError(CorrectionFault.NOT_A_RECORD)
    if wish.place == "top":
        return "top", None
    if wish.place == "into":
        return "into", beginning(outline, named(outline, wish.into, branch=False)[0])
    step = -1 if wish.place == "up" else 1
    siblings: Sequence[Record] = record.parent.measures if isinstance(record, Measure) else []
    if isinstance(record, Section) and record.parent is not None:
        siblings = record.parent.sections
    at = siblings.index(record) + step
    if 0 <= at < len(siblings):
        return ("before" if step < 0 else "after"), beginning(outline, siblings[at])
    if isinstance(record, Measure):
        return "into", beginning(outline, section_beside(outline, record.parent, step))
    raise ImpossibleError(CorrectionFault.NOTHING_BEFORE if step < 0 else CorrectionFault.NOTHING_AFTER)


def section_beside(outline: Outline, section: Section, step: int) -> Section:
    """The section before or after one in the order of the outline."""
    sections = list(outline.sections())
    at = sections.index(section) + step
    if not 0 <= at < len(sections):
        raise ImpossibleError(CorrectionFault.NOTHING_BEFORE if step < 0 else CorrectionFault.NOTHING_AFTER)
    return section_before(section) if step < 0 and section_before(section) is not outline.root else sections[at]


def beginning(outline: Outline, record: Record) -> Anchor:
    paragraphs = record.paragraphs if isinstance(record, Measure) else record.heading
    if not paragraphs:
        raise ImpossibleError(CorrectionFault.NOT_A_RECORD)
    return anchor(outline, paragraphs[:1])
