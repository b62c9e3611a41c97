"""A selection that moves: neighbours go together past what stands beside them, and all keep their order."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from measures.correcting.corrections import make
from measures.correcting.model import Anchor, Correction, ImpossibleError
from measures.correcting.outline import Measure, Outline, Record, Section
from measures.correcting.paragraphs import Paragraph
from measures.correcting.selection import section_before
from measures.correcting.words import anchor_of
from measures.terms import CorrectionFault, CorrectionKind

Place = tuple[str, Anchor | None]  # `place` and `other` of a correction


def moves(outline: Outline, records: Sequence[Record], place: str, section: Record | None) -> list[Correction]:
    """A correction for each record that moves; each is made in the outline before the next one is thought of.

    `place` is up, down, top, or into the `section`. Raises ImpossibleError where there is nothing beside them.
    """
    chosen = in_order(outline, records)
    if place in ("up", "down"):
        groups = list(neighbours(chosen))
        ordered = groups if place == "up" else groups[::-1]
        return [each for group in ordered for each in moves_past(outline, group, -1 if place == "up" else 1)]
    of_a_kind = [list(group) for _kind, group in groupby(sorted(chosen, key=is_measure), is_measure)]
    return [each for group in of_a_kind for each in moves_into(outline, group, place, section)]


def is_measure(record: Record) -> bool:
    return isinstance(record, Measure)


def in_order(outline: Outline, records: Sequence[Record]) -> list[Record]:
    """As they stand in the outline, without those that go along with a section that they stand below."""
    along = {
        id(each)
        for record in records
        if isinstance(record, Section)
        for section in record.walk()
        for each in (*section.measures, *section.sections)
    }
    chosen = {id(record) for record in records} - along
    every: list[Record] = []
    for section in outline.sections():
        every += [section, *section.measures]
    return [record for record in every if id(record) in chosen]


def neighbours(records: Sequence[Record]) -> Iterator[list[Record]]:
    """Those that stand next to one another."""
    group: list[Record] = []
    for record in records:
        if group and beside(group[-1], 1) is not record:
            yield group
            group = []
        group.append(record)
    if group:
        yield group


def beside(record: Record, step: int) -> Record | None:
    """The one before (-1) or after (1) among its siblings."""
    siblings: Sequence[Record] = record.parent.measures if isinstance(record, Measure) else []
    if isinstance(record, Section) and record.parent is not None:
        siblings = record.parent.sections
    at = siblings.index(record) + step
    return siblings[at] if 0 <= at < len(siblings) else None


def moves_past(outline: Outline, group: list[Record], step: int) -> Iterator[Correction]:
    """The first goes past what stands beside the group, or into the section there; each other one follows it."""
    edge = group[0] if step < 0 else group[-1]
    other = beside(edge, step)
    if other is not None:
        to = ("before" if step < 0 else "after"), beginning(outline, other)
    elif isinstance(edge, Measure):
        to = "into", beginning(outline, section_beside(outline, edge.parent, step))
    else:
        raise nothing_beside(step)
    yield moved(outline, group[0], to)
    for before, record in pairwise(group):
        yield moved(outline, record, ("after", beginning(outline, before)))


def moves_into(outline: Outline, group: list[Record], place: str, section: Record | None) -> Iterator[Correction]:
    """Each takes its place in the order of the document, except one that was put after a later one before."""
    to = place, beginning(outline, section) if section is not None else None
    yield moved(outline, group[0], to)
    for before, record in pairwise(group):
        is_later = record.start > before.start
        yield moved(outline, record, to if is_later else ("after", beginning(outline, before)))


def moved(outline: Outline, record: Record, to: Place) -> Correction:
    """The correction that moves a record, made."""
    correction = Correction(CorrectionKind.MOVE, beginning(outline, record), place=to[0], other=to[1])
    make(outline, correction)
    return correction


def section_beside(outline: Outline, section: Section, step: int) -> Section:
    """The section before or after one in the order of the outline."""
    sections = list(outline.sections())
    at = sections.index(section) + step
    if not 0 <= at < len(sections):
        raise nothing_beside(step)
    return section_before(section) if step < 0 and section_before(section) is not outline.root else sections[at]


def nothing_beside(step: int) -> ImpossibleError:
    return ImpossibleError(CorrectionFault.NOTHING_BEFORE if step < 0 else CorrectionFault.NOTHING_AFTER)


def beginning(outline: Outline, record: Record) -> Anchor:
    """The words by which a record is known. Raises ImpossibleError where it has none of its own."""
    paragraphs = record.paragraphs if isinstance(record, Measure) else record.heading
    if not paragraphs:
        raise ImpossibleError(CorrectionFault.NOT_A_RECORD)
    return anchor(outline, paragraphs[:1])


def anchor(outline: Outline, paragraphs: Sequence[Paragraph]) -> Anchor:
    return anchor_of(outline.comparable, [each.spans for each in paragraphs])
