"""The rows of a report from history, as they stood by the end of a day."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import cached_property

from django.db.models import Q

from measures.as_of import BodyRow, MeasureRow, PastPlans, PlanRow, SectionRow, UnknownRecord, bodies_as_of, end_of
from measures.as_of.states import among, states, values_as_of
from measures.exports.filters import Filters
from measures.exports.sources.matching import Matching
from measures.models import Measure, ResponsibleBody

AT_ONCE = 500  # measures held in memory


class Past:
    """See `Source`. `asked` are primary keys of plans."""

    def __init__(self, day: date, asked: Collection[int], filters: Filters) -> None:
        self.day, self.asked, self.matching = day, asked, Matching(filters, day)

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
        for pk in [each.pk for each in self.known] if plan is None else [plan]:
            rows = PastPlans([pk], self.day)
            yield from filter(self.matching.of_plan(rows.sections()), rows.measures())

    def these(self, pks: Sequence[int]) -> Iterator[MeasureRow | None]:
        for start in range(0, len(pks), AT_ONCE):
            page = pks[start : start + AT_ONCE]
            rows = {row.pk: row for row in self.rows.complete(states(Measure, among("id", page), self.rows.moment))}
            yield from map(rows.get, page)

    def bodies(self, pks: Collection[int]) -> list[BodyRow]:
        return bodies_as_of(end_of(self.day), pks)

    def count_bodies(self) -> int:
        return len(list(values_as_of(ResponsibleBody, Q(), end_of(self.day), "id")))

    def unknown(self) -> list[UnknownRecord]:
        later = PastPlans(self.asked, self.day).unknown()
        return [record for records in later.values() for record in records]
