"""What a person points at in a reading → the corrections that say it: one for each record, by the words of its passage.

A passage is pointed at by the code of its record or by where it stands in the text. Both are those of the reading that
the person saw; what is kept are the words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from measures.correcting.model import Anchor, Correction, ImpossibleError
from measures.correcting.moving import record_of
from measures.correcting.operations import level_of
from measures.correcting.outline import Measure, Outline, Record, Section
from measures.correcting.paragraphs import between
from measures.correcting.selection import Selection, section_of, select
from measures.correcting.steps import anchor, beginning, moves
from measures.correcting.words import anchor_of
from measures.parsing.tree import PlanTree, Span
from measures.terms import CorrectionFault, CorrectionKind

# These are about all words of a record, the others about where it begins.
OF_ALL_WORDS = {CorrectionKind.MEASURE, CorrectionKind.TEXT, CorrectionKind.FURNITURE, CorrectionKind.MERGE}
FROM_BELOW = OF_ALL_WORDS - {CorrectionKind.MERGE} | {CorrectionKind.HEADING}
# What stands below a record goes along with these: they are about the record alone, in a branch as well.
OF_THE_TOP = {CorrectionKind.MOVE, CorrectionKind.LEVEL, CorrectionKind.TITLE}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks for: `codes` of records, with all below them where `branch`, or a stretch of the text.

    `level` and `title` as in `Correction`; `place` is one of up, down, into and top; `into` the code of a section, or
    of the measure that others are merged into.
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
    """In the order in which they are to be made. Raises ImpossibleError where no record has that code, or where there
    is nothing beside a selection that moves."""
    outline = Outline(tree)
    if wish.stretch is not None:
        return about_stretch(outline, wish, wish.stretch)
    branch = wish.branch and wish.kind not in OF_THE_TOP
    records = [record for code in wish.codes for record in named(outline, code, branch=branch)]
    records = sorted(dict.fromkeys(records), key=lambda record: record.start, reverse=wish.kind in FROM_BELOW)
    if not records:
        raise ImpossibleError(CorrectionFault.NOT_A_RECORD)
    if wish.kind is CorrectionKind.MOVE:
        return moves(outline, records, wish.place, section_named(outline, wish))
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


def records_of(selection: Selection) -> list[Record]:
    """The records that begin in a stretch. Raises ImpossibleError where it begins with none."""
    record_of(selection)
    return list(dict.fromkeys(home[0] for home in selection.homes if home is not None and home[1] != "text"))


def section_named(outline: Outline, wish: Wish) -> Record | None:
    """The section into which records are to move, None where they move otherwise."""
    return named(outline, wish.into, branch=False)[0] if wish.place == "into" else None


def about_record(outline: Outline, wish: Wish, record: Record) -> Correction:
    """A correction of one record. Raises ImpossibleError where it has no words of its own to be known by."""
    paragraphs = record.paragraphs if isinstance(record, Measure) else record.heading
    if not paragraphs:
        raise ImpossibleError(CorrectionFault.NOT_A_RECORD)
    if wish.kind not in OF_ALL_WORDS:
        paragraphs = paragraphs[:1]
    elif isinstance(record, Section):
        paragraphs = [*paragraphs, *record.texts]
    passage = anchor(outline, paragraphs)
    if not any(map(str.isalnum, passage.words)):
        raise ImpossibleError(CorrectionFault.NOT_A_RECORD)
    return complete(outline, wish, passage, record)


def about_stretch(outline: Outline, wish: Wish, stretch: Span) -> list[Correction]:
    """The correction of a stretch of the text; to split, its start is the cursor, and the paragraph goes along."""
    words = outline.text[stretch.start : stretch.end]
    start = stretch.start + len(words) - len(words.lstrip())
    end = stretch.start + len(words.rstrip())
    if not any(map(str.isalnum, words)):
        raise ImpossibleError(CorrectionFault.NOTHING_TO_SPLIT)
    selection = select(outline, [Span(start, end)])
    if wish.kind is CorrectionKind.MOVE:
        return moves(outline, records_of(selection), wish.place, section_named(outline, wish))
    if wish.kind is CorrectionKind.SPLIT:
        selection.paragraphs, end = [selection.first], selection.first.end
    lines = list(between([each for paragraph in selection.paragraphs for each in paragraph.spans], start, end))
    return [complete(outline, wish, anchor_of(outline.comparable, [lines]), selection.record())]


def complete(outline: Outline, wish: Wish, passage: Anchor, record: Record | None) -> Correction:
    """The correction with its level; of what becomes a heading, that of its number's style."""
    level = wish.level
    if wish.kind is CorrectionKind.HEADING and level is None and not isinstance(record, Section):
        spans = [outline.comparable.span(passage.at, passage.at + 1)]
        selection = select(outline, spans)
        level = level_of(outline, selection, section_of(outline, selection))
    if wish.kind is CorrectionKind.MERGE and wish.into:
        target = named(outline, wish.into, branch=False)[0]
        return Correction(wish.kind, passage, place="into", other=beginning(outline, target))
    return Correction(wish.kind, passage, level, wish.title)
