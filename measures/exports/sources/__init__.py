"""Where a report's rows come from: the database as it is now, or history as of a day. Both give the same rows."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Protocol

from measures.as_of import BodyRow, MeasureRow, PlanRow, SectionRow, UnknownRecord


class Source(Protocol):
    """What a reader sees of what a report asks for. Nothing is held longer than a page of some hundred measures."""

    day: date

    def plans(self) -> list[PlanRow]:
        """Those of the filter or, without one, those of which measures are asked for; in the order of slugs."""

    def sections(self, plan: int) -> list[SectionRow]:
        """All of a plan, by primary key, in document order, withdrawn ones included."""

    def measures(self, plan: int | None = None) -> Iterator[MeasureRow]:
        """Those asked for, of one plan or of all plans in their order, in document order."""

    def these(self, pks: Sequence[int]) -> Iterator[MeasureRow | None]:
        """Those of these primary keys, in this order; None for one that is gone since it was counted."""

    def bodies(self, pks: Collection[int]) -> list[BodyRow]:
        """Those of these primary keys, in this order."""

    def count_bodies(self) -> int:
        """How many bodies the reader sees, with measures or without."""

    def unknown(self) -> list[UnknownRecord]:
        """What was there on the day and of which history begins later; always empty as of now."""


def headings_above(sections: Iterable[SectionRow]) -> dict[int, tuple[str, ...]]:
    """The headings above the measures of each section, by its primary key, from the top to its own."""
    found: dict[int, tuple[str, ...]] = {}
    for section in sections:  # a parent stands before what is below it
        found[section.pk] = (*found.get(section.parent or 0, ()), section.heading)
    return found
