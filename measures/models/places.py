"""Where an edition of a plan's document has a record.

A record names the edition that it was last written from. A later edition that says the same of it writes nothing: its
passages name the record's code.
"""

from dataclasses import dataclass

from measures.models.measure import Measure, Responsibility, Target
from measures.models.plan import Section, SourceDocument


@dataclass(frozen=True, slots=True)
class Place:
    """The characters `edition.text[start:end]`."""

    edition: SourceDocument
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.edition.text[self.start : self.end]

    @property
    def line(self) -> int:
        """The line, from 1, on which it begins."""
        return self.edition.text.count("\n", 0, self.start) + 1


def place_in(edition: SourceDocument, record: Section | Measure) -> Place | None:
    """Where the edition has the record; None where it has not, and for what an editor added."""
    own = own_place(edition, record)
    if own is not None or record.source_id is None:
        return own
    span = edition.spans.get(record.code)
    return Place(edition, *span) if span else None


def place_of_part_in(
    edition: SourceDocument, part: Responsibility | Target, owner: Section | Measure, source: SourceDocument | None
) -> Place | None:
    """Where the edition has a part of a record: as far behind the record's beginning as in `source`, the part's own.

    None where other words stand there.
    """
    own, whole = own_place(edition, part), place_in(edition, owner)
    if own is not None or whole is None or source is None or source.pk != owner.source_id:
        return own
    start, end, before = part.source_start, part.source_end, owner.source_start
    if start is None or end is None or before is None:
        return None
    place = Place(edition, start + whole.start - before, end + whole.start - before)
    return place if place.text == source.text[start:end] else None


def own_place(edition: SourceDocument, record: Section | Measure | Responsibility | Target) -> Place | None:
    """The place that is stored with the record, where that is one in this edition."""
    if record.source_id != edition.pk or record.source_start is None or record.source_end is None:
        return None
    return Place(edition, record.source_start, record.source_end)
