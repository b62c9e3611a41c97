"""Where a report's rows come from: the database as it is now, or history as of a day. Both give the same rows."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Protocol

from measures.as_of import BodyRow, MeasureRow, PlanRow, SectionRow, UnknownRecord
from measures.choices import Role

# The roles that an entry of a list names, in its order.
ENTRY_ROLES = (Role.LEAD, Role.RESPONSIBLE, Role.SUPPORT, Role.SUPERVISOR)
BETWEEN_NAMES = "、"


class Entries(NamedTuple):
    """Measures of one plan in a list, some hundred at most, with what a line of a list says of each: column by column,
    which takes a fraction of the time of an object a measure.

    References are primary keys. `headings` are those above each, from the top. Each of the roles holds the names of its
    bodies, joined.
    """

    pk: Sequence[int]
    plan: Sequence[int]
    section: Sequence[int]
    version: Sequence[int]
    code: Sequence[str]
    title: Sequence[str]
    text: Sequence[str]
    due_on: Sequence[date | None]
    due_text: Sequence[str]
    phase: Sequence[str]
    review_state: Sequence[str]
    note: Sequence[str]
    withdrawn_on: Sequence[date | None]
    source: Sequence[int | None]
    source_start: Sequence[int | None]
    headings: Sequence[tuple[str, ...]]
    lead: Sequence[str]
    responsible: Sequence[str]
    support: Sequence[str]
    supervisor: Sequence[str]


class Assignment(NamedTuple):
    """One body's role in a measure; `measure` and `body` are primary keys. Of the measure it tells whether it is
    withdrawn and whether it has a deadline."""

    measure: int
    withdrawn: bool
    due: bool
    role: str
    body: int


@dataclass(frozen=True)
class Filled:
    """What all entries of a report have between them: how many they are, how many of them are withdrawn, how many were
    `left_out` as withdrawn, whether any has a deadline or a note, the most headings above one, and the roles.
    `of_plans` are the same of each plan that has any, by its primary key; what was left out is counted for all alone.
    """

    count: int
    withdrawn: int
    due: bool
    notes: bool
    depth: int
    roles: frozenset[str]
    left_out: int = 0
    of_plans: "Mapping[int, Filled]" = field(default_factory=dict)

    @classmethod
    def together(cls, of_plans: "Mapping[int, Filled]", left_out: int) -> "Filled":
        each = of_plans.values()
        return cls(
            count=sum(one.count for one in each),
            withdrawn=sum(one.withdrawn for one in each),
            left_out=left_out,
            due=any(one.due for one in each),
            notes=any(one.notes for one in each),
            depth=max((one.depth for one in each), default=0),
            roles=frozenset[str]().union(*(one.roles for one in each)),
            of_plans=of_plans,
        )


class Source(Protocol):
    """What a reader sees of what a report asks for. Nothing is held longer than a page of some hundred measures."""

    day: date

    def plans(self) -> list[PlanRow]:
        """Those of the filter, in the order of slugs. Without one, those of which measures are asked for; as of a past
        day, all that were there."""

    def sections(self, plan: int) -> list[SectionRow]:
        """All of a plan, by primary key, in document order, withdrawn ones included."""

    def measures(self, plan: int | None = None) -> Iterator[MeasureRow]:
        """Those asked for, of one plan or of all plans in their order, in document order."""

    def headings(self) -> Mapping[int, tuple[str, ...]]:
        """Of all plans: those above the measures of each section, by its primary key, from the top to its own."""

    def assignments(self) -> Iterator[list[Assignment]]:
        """Of each measure asked for, in the order of `measures`, who has which part in it; an empty list for nobody."""

    def entries(self) -> Iterator[Entries]:
        """The same of all plans, as lists need them."""

    def filled(self) -> Filled:
        """What these entries have."""

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


def entries_of(rows: Sequence[MeasureRow], headings: Mapping[int, tuple[str, ...]]) -> Entries:
    """The entries of measures of a plan below these headings."""
    own = ([getattr(row, name) for row in rows] for name in Entries._fields[: Entries._fields.index("headings")])
    names = [row.names_by_role() for row in rows]
    bodies = ([BETWEEN_NAMES.join(each.get(role, ())) for each in names] for role in ENTRY_ROLES)
    return Entries._make((*own, [headings.get(row.section, ()) for row in rows], *bodies))
