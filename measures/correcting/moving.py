"""Corrections of where a record stands and of what it is called; its passages stay what they are."""

from typing import TypeVar

from measures.correcting.model import Correction, ImpossibleError
from measures.correcting.outline import Measure, Outline, Record, Section
from measures.correcting.placing import insert_measure, insert_section, place_section
from measures.correcting.selection import Selection, select
from measures.correcting.words import find
from measures.terms import CorrectionFault

R = TypeVar("R", Measure, Section)


def record_of(selection: Selection) -> Record:
    record = selection.record()
    if record is None:
        raise ImpossibleError(CorrectionFault.NOT_A_RECORD)
    return record


def set_title(outline: Outline, selection: Selection, correction: Correction) -> bool:
    record = record_of(selection)
    if not correction.title.strip():
        raise ImpossibleError(CorrectionFault.NO_TITLE)
    is_new = record.title != correction.title
    record.title = correction.title
    return is_new


def set_level(outline: Outline, selection: Selection, correction: Correction) -> bool:
    """A heading that goes up takes along what follows it; one that goes down stands below the one before it."""
    section, level = record_of(selection), correction.level or 0
    if not isinstance(section, Section) or section.parent is None or level < 1:
        raise ImpossibleError(CorrectionFault.NO_LEVEL)
    if level == section.depth:
        return False
    home = section.parent
    if level < section.depth:
        home.sections.remove(section)
        place_section(outline, section, home, level)
        return True
    index = home.sections.index(section)
    above = last_at(home.sections[index - 1], level - 1) if index else None
    if above is None:
        raise ImpossibleError(CorrectionFault.NO_LEVEL)
    home.sections.remove(section)
    above.sections.append(section)
    section.parent = above
    return True


def last_at(section: Section, depth: int) -> Section | None:
    """The last heading of a depth at or below a section."""
    while section.depth < depth and section.sections:
        section = section.sections[-1]
    return section if section.depth == depth else None


def move(outline: Outline, selection: Selection, correction: Correction) -> bool:
    """Before or after a record of its kind, into a section, or to the top."""
    record = record_of(selection)
    if correction.place == "top":
        return move_into(record, outline.root)
    other = other_record(outline, correction)
    if correction.place == "into":
        return move_into(record, other)
    return move_beside(record, other, after=correction.place == "after")


def other_record(outline: Outline, correction: Correction) -> Record:
    """The record that a move is about besides its own."""
    spans = find(correction.other, outline.comparable, beginning=True) if correction.other else []
    if not spans:
        raise ImpossibleError(CorrectionFault.OTHER_MISSING)
    return record_of(select(outline, spans))


def move_into(record: Record, section: Record) -> bool:
    """Among what stands there it takes its place in the order of the document."""
    if not isinstance(section, Section) or (isinstance(record, Measure) and section.parent is None):
        raise ImpossibleError(CorrectionFault.NOT_ALIKE)
    if record.parent is section:
        return False
    check_not_within(record, section)
    leave(record)
    if isinstance(record, Measure):
        insert_measure(section, record)
    else:
        insert_section(section, record)
    return True


def move_beside(record: Record, other: Record, *, after: bool) -> bool:
    """Next to another measure or another section, in whatever section that one stands."""
    if isinstance(record, Measure) and isinstance(other, Measure):
        moved = stand_beside(record.parent.measures, other.parent.measures, record, other, after=after)
        record.parent = other.parent
        return moved
    if not (isinstance(record, Section) and isinstance(other, Section) and record.parent and other.parent):
        raise ImpossibleError(CorrectionFault.NOT_ALIKE)
    check_not_within(record, other)
    moved = stand_beside(record.parent.sections, other.parent.sections, record, other, after=after)
    record.parent = other.parent
    return moved


def stand_beside(here: list[R], there: list[R], record: R, other: R, *, after: bool) -> bool:
    """Put a record next to another in `there`; whether it stood elsewhere."""
    if record is other:
        raise ImpossibleError(CorrectionFault.NOT_ALIKE)
    stood = here.index(record) - there.index(other) if here is there else None
    if stood == (1 if after else -1):
        return False
    here.remove(record)
    there.insert(there.index(other) + after, record)
    return True


def leave(record: Record) -> None:
    if isinstance(record, Measure):
        record.parent.measures.remove(record)
    elif record.parent is not None:
        record.parent.sections.remove(record)


def check_not_within(record: Record, other: Record) -> None:
    """Raises ImpossibleError where a section would stand below itself."""
    above: Record | None = other
    while above is not None:
        if above is record:
            raise ImpossibleError(CorrectionFault.INTO_ITSELF)
        above = above.parent
