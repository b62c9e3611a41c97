"""The rows of a report from history, as they stood by the end of a day."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import islice

from django.db.models import Q

from measures.as_of import BodyRow, MeasureRow, PastPlans, PlanRow, SectionRow, UnknownRecord, bodies_as_of, end_of
from measures.as_of.states import among, states, values_as_of
from measures.exports.filters import ALL, FALSE, Filters
from measures.exports.sources import Assignment, Entries, Filled, entries_of, headings_above
from measures.exports.sources.matching import Matching
from measures.models import Measure, ResponsibleBody

AT_ONCE = 500  # measures held in memory


class Past:
    """See `Source`. `asked` are primary keys of plans; `notes`: whether the reader sees what the office notes."""

    def __init__(self, day: date, asked: Collection[int], filters: Filters, *, notes: bool) -> None:
        self.day, self.asked, self.filters, self.notes = day, asked, filters, notes

    @cached_property
    def rows(self) -> PastPlans:
        """Of all plans that are asked for."""
        return PastPlans(self.asked, self.day)

    @cached_property
    def known(self) -> list[PlanRow]:
        return self.rows.plans()

    def plans(self) -> list[PlanRow]:
        return self.known

    def sections(self, plan: int) -> list[SectionRow]:
        return PastPlans([plan], self.day).sections()

    def measures(self, plan: int | None = None) -> Iterator[MeasureRow]:
        for _sections, rows in self.matching(self.filters, plan):
            yield from rows

    def headings(self) -> Mapping[int, tuple[str, ...]]:
        return {pk: above for plan in self.known for pk, above in headings_above(self.sections(plan.pk)).items()}

    def assignments(self) -> Iterator[list[Assignment]]:
        for row in self.measures():
            withdrawn, due = row.withdrawn_on is not None, row.due_on is not None or row.due_text != ""
            yield [Assignment(row.pk, withdrawn, due, part.role, part.body) for part in row.responsibilities]

    def entries(self) -> Iterator[Entries]:
        for sections, rows in self.matching(self.filters):
            headings = headings_above(sections)
            while page := list(islice(rows, AT_ONCE)):
                yield entries_of(page, headings)

    def matching(
        self, filters: Filters, plan: int | None = None
    ) -> Iterator[tuple[list[SectionRow], Iterator[MeasureRow]]]:
        """Plan by plan, its sections, and its measures that are asked for."""
        matching = Matching(filters, self.day)
        for pk in [each.pk for each in self.known] if plan is None else [plan]:
            past = PastPlans([pk], self.day)
            sections = past.sections()
            asked = filter(matching.of_plan(sections), past.measures_in_pages(AT_ONCE))
            yield sections, map(self.as_seen, asked)

    def as_seen(self, row: MeasureRow) -> MeasureRow:
        return row if self.notes else replace(row, note="")

    def filled(self) -> Filled:
        """History cannot be asked this: the rows are read once more."""
        return counted(self)

    def these(self, pks: Sequence[int]) -> Iterator[MeasureRow | None]:
        for start in range(0, len(pks), AT_ONCE):
            page = pks[start : start + AT_ONCE]
            stood = self.rows.complete(states(Measure, among("id", page), self.rows.moment))
            rows = {row.pk: self.as_seen(row) for row in stood}
            yield from map(rows.get, page)

    def bodies(self, pks: Collection[int]) -> list[BodyRow]:
        return bodies_as_of(end_of(self.day), pks)

    def count_bodies(self) -> int:
        return len(list(values_as_of(ResponsibleBody, Q(), end_of(self.day), "id")))

    def unknown(self) -> list[UnknownRecord]:
        return self.rows.all_unknown()


def counted(past: Past) -> Filled:
    """What the entries have between them, by going through them."""
    filters = past.filters
    every = replace(filters, withdrawn=ALL) if filters.withdrawn == FALSE else filters
    of_plans: dict[int, Filled] = {}
    left_out = 0
    for sections, rows in past.matching(every):
        depths = {pk: len(headings) for pk, headings in headings_above(sections).items()}
        counts, roles, plan = Counter[str](), set[str](), 0
        for row in rows:
            if filters.withdrawn == FALSE and row.withdrawn_on is not None:
                left_out += 1
                continue
            plan = row.plan
            counts["count"] += 1
            counts["withdrawn"] += row.withdrawn_on is not None
            counts["due"] += row.due_on is not None or row.due_text != ""
            counts["notes"] += row.note != ""
            counts["depth"] = max(counts["depth"], depths.get(row.section, 0))
            roles.update(part.role for part in row.responsibilities)
        if counts["count"]:
            of_plans[plan] = filled_of(counts, roles)
    return Filled.together(of_plans, left_out)


def filled_of(counts: Mapping[str, int], roles: set[str]) -> Filled:
    """Of one plan."""
    return Filled(
        count=counts["count"],
        withdrawn=counts["withdrawn"],
        due=counts["due"] > 0,
        notes=counts["notes"] > 0,
        depth=counts["depth"],
        roles=frozenset(roles),
    )
