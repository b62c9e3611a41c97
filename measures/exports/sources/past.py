"""The rows of a report from history, as they stood by the end of a day."""

from collections.abc import Collection, Iterator
from datetime import date
from functools import cached_property

from measures.as_of import MeasureRow, PastPlans, PlanRow, SectionRow, UnknownRecord
from measures.exports.filters import Filters
from measures.exports.sources.matching import Matching


class Past:
    """See `Source`. `asked` are primary keys of plans."""

    def __init__(self, day: date, asked: Collection[int], filters: Filters) -> None:
        self.day, self.asked, self.matching = day, asked, Matching(filters, day)

    @cached_property
    def known(self) -> list[PlanRow]:
        return PastPlans(self.asked, self.day).plans()

    def plans(self) -> list[PlanRow]:
        return self.known

    def sections(self, plan: int) -> list[SectionRow]:
        return PastPlans([plan], self.day).sections()

    def measures(self, plan: int | None = None) -> Iterator[MeasureRow]:
        for pk in [each.pk for each in self.known] if plan is None else [plan]:
            rows = PastPlans([pk], self.day)
            yield from filter(self.matching.of_plan(rows.sections()), rows.measures())

    def unknown(self) -> list[UnknownRecord]:
        later = PastPlans(self.asked, self.day).unknown()
        return [record for records in later.values() for record in records]
