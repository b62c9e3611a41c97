"""What may have changed between two days: records as they stood by the end of both.

Of the measures only those are read whole of which something was recorded in between, or of which a succession of bodies
counts from a day in between; so a large plan with few edits takes little. A number of queries that does not grow.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import accumulate
from typing import Generic, TypeVar

from django.db.models import Q

from measures.as_of.authors import Authors
from measures.as_of.plans import PastPlans
from measures.as_of.rows import MeasureRow, PlanRow, SectionRow
from measures.as_of.states import UnknownRecord, among, states, unknown, values_as_of
from measures.matching import rising_places
from measures.models import (
    BodySuccession,
    Measure,
    MovedResponsibility,
    Plan,
    Responsibility,
    ResponsibleBody,
    Section,
    Succession,
    Target,
)
from measures.models.base import Record

R = TypeVar("R", PlanRow, SectionRow, MeasureRow, ResponsibleBody)
Rank = tuple[int | str, int]  # by which records that stand beside each other are ordered


@dataclass(frozen=True, slots=True)
class Pair(Generic[R]):
    """A record on both days, None where it was not there. `moved`: among those beside it, it stands elsewhere."""

    before: R | None
    after: R | None
    moved: bool = False


class Between:
    """Reads plans, each kind of record in one or two queries for all of them.

    A record that was there on the first day and of which nothing is known then is in no pair, but among `unknown`; of a
    plan that is such a one, nothing is given.
    """

    def __init__(self, plans: Collection[int], first: date, last: date) -> None:
        self.pks = [*plans]
        self.first, self.last = PastPlans(self.pks, first), PastPlans(self.pks, last)

    @property
    def days(self) -> tuple[PastPlans, PastPlans]:
        return self.first, self.last

    @cached_property
    def about_touched(self) -> Q:
        return among("id", self.touched) & self.first.inside

    @cached_property
    def period(self) -> Q:
        """The condition on rows of history: recorded after the first day, by the end of the last."""
        return Q(history_date__gt=self.first.moment, history_date__lte=self.last.moment)

    @cached_property
    def unknown(self) -> list[UnknownRecord]:
        """What was there on the first day and of which nothing is known then; plans first."""
        plans = unknown(Plan, self.first.own, self.first.moment)
        return [*plans, *(each for found in self.first.unknown().values() for each in found)]

    def plans(self) -> list[Pair[PlanRow]]:
        """In the order of slugs; of a plan that came in between, `before` is None."""
        before = {row.pk: row for row in self.first.plans()}
        return [*self.pairs(Plan, before, {row.pk: row for row in self.last.plans()})]

    def sections(self) -> list[Pair[SectionRow]]:
        """All of them, in the order of their paths; those that are gone where they stood."""
        before = {row.pk: row for row in self.first.sections()}
        after = {row.pk: row for row in self.last.sections()}
        moved = moved_within(places(before.values()), places(after.values()))
        return sorted(self.pairs(Section, before, after, moved), key=lambda pair: row_of(pair).path)

    def measures(self) -> list[Pair[MeasureRow]]:
        """Those that may have changed, in document order; those that are gone where they stood."""
        before, after = (
            {row.pk: row for row in day.complete(states(Measure, self.about_touched, day.moment))} for day in self.days
        )
        pairs = self.pairs(Measure, before, after, self.moved_measures(before, after))
        return sorted(pairs, key=lambda pair: (row_of(pair).position, row_of(pair).pk))

    def pairs(
        self, model: type[Record], before: Mapping[int, R], after: Mapping[int, R], moved: Collection[int] = ()
    ) -> Iterator[Pair[R]]:
        """Those of which something is known on the first day, if they were there."""
        unknown = {each.pk for each in self.unknown if each.model is model}
        return (Pair(before.get(pk), after.get(pk), pk in moved) for pk in {**before, **after} if pk not in unknown)

    @cached_property
    def touched(self) -> set[int]:
        """The primary keys of the measures that may have changed: a few more, never fewer.

        A part is written with its measure, whose history then has a row.
        """
        written = Measure.history.filter(self.period, self.first.inside).values_list("id", flat=True)
        stored = Measure.objects.filter(self.first.inside, updated_at__gt=self.first.moment)
        return {*written.order_by(), *stored.order_by().values_list("pk", flat=True), *self.gone_over()}

    def gone_over(self) -> Iterator[int]:
        """The measures of which another body answers from a day in between on."""
        moved = MovedResponsibility.objects.filter(among("succession", [each.pk for each in self.successions]))
        yield from moved.values_list("measure_id", flat=True)
        for each in self.successions:
            if each.carried_out_at is None:
                yield from each.responsibilities().values_list("measure_id", flat=True)

    @cached_property
    def successions(self) -> list[BodySuccession]:
        """The successions of bodies that count from a day in between on."""
        counting = BodySuccession.objects.filter(counts_from__gt=self.first.day, counts_from__lte=self.last.day)
        return list(counting.select_related("section", "from_body", "to_body", "recorded_in").order_by("pk"))

    def moved_measures(self, before: Mapping[int, MeasureRow], after: Mapping[int, MeasureRow]) -> set[int]:
        """Those that stand elsewhere among the measures of their section; one that came to another is none of them."""
        both = [(before[pk], after[pk]) for pk in before.keys() & after.keys()]
        if not any(one.position != other.position and one.section == other.section for one, other in both):
            return set()
        names = ("section_id", "id", "position")
        first, last = (
            {
                (section, pk): (position, pk)
                for section, pk, position in values_as_of(Measure, self.first.inside, day, *names)
            }
            for day in (self.first.moment, self.last.moment)
        )
        return moved_within(first, last)

    @cached_property
    def renamed(self) -> list[Pair[ResponsibleBody]]:
        """The bodies with a part in the plans that have another name than on the first day."""
        about = among("id", ResponsibleBody.history.filter(self.period).values_list("id", flat=True).distinct())
        before, after = ({body.pk: body for body in states(ResponsibleBody, about, day.moment)} for day in self.days)
        changed = {pk for pk, body in after.items() if pk in before and before[pk].name != body.name}
        parts = Responsibility.objects.filter(among("measure__plan", self.pks), among("body", changed))
        named = set(parts.values_list("body", flat=True).distinct()) if changed else ()
        return [Pair(before[pk], after[pk]) for pk in sorted(named)]

    @cached_property
    def authors(self) -> Authors:
        """Who changed in between what the pairs tell of."""
        found = Authors(self.period)
        about: dict[type[Record], Q] = {Plan: self.first.own, Section: self.first.inside, Measure: self.about_touched}
        about[ResponsibleBody] = among("id", [row_of(pair).pk for pair in self.renamed])
        for model, own in about.items():
            found.add_fields(model, own, states(model, own, self.first.moment))
        found.add_parts(Responsibility, "measure", self.touched, by="role")
        found.add_parts(Succession, "from_measure", self.touched, by="to_measure_id")
        found.add_parts(Target, "measure", self.touched, by="id")
        sections = Section.history.filter(self.first.inside).values_list("id", flat=True).distinct()
        found.add_parts(Target, "section", list(sections), by="id")
        return found


def row_of(pair: Pair[R]) -> R:
    """The record as it stood last."""
    row = pair.after or pair.before
    if row is None:
        raise ValueError("a pair of nothing")
    return row


def places(sections: Iterable[SectionRow]) -> dict[tuple[object, int], Rank]:
    """By what it stands below and its primary key, where each stands."""
    return {((row.plan, row.parent), row.pk): (row.path, row.pk) for row in sections}


def moved_within(before: Mapping[tuple[object, int], Rank], after: Mapping[tuple[object, int], Rank]) -> set[int]:
    """The primary keys of what stands elsewhere among those that stood beside it and still do.

    Both give, by what a record stands in and its primary key, its rank. As few as can be; none that kept its rank.
    """
    beside: dict[object, list[tuple[object, int]]] = {}
    for key in sorted(before.keys() & after.keys(), key=after.__getitem__):
        beside.setdefault(key[0], []).append(key)
    return {pk for keys in beside.values() for _owner, pk in moved_of(keys, before, after)}


def moved_of(
    keys: list[tuple[object, int]], before: Mapping[tuple[object, int], Rank], after: Mapping[tuple[object, int], Rank]
) -> set[tuple[object, int]]:
    """Of what stands in one place, in its new order."""
    ranks = {key: number for number, key in enumerate(sorted(keys, key=before.__getitem__))}
    numbers = [ranks[key] for key in keys]
    if numbers == sorted(numbers):
        return set()
    fixed = [before[key] == after[key] for key in keys]
    kept = rising_places(
        [number if fits else None for number, fits in zip(numbers, fitting(numbers, fixed), strict=True)]
    )
    return {*keys} - {keys[place] for place in kept}


def fitting(numbers: list[int], fixed: list[bool]) -> list[bool]:
    """Whether each number stands between the fixed ones before and after it."""
    above = [*accumulate((n if is_fixed else -1 for n, is_fixed in zip(numbers, fixed, strict=True)), max)]
    below = [
        *accumulate(
            (n if is_fixed else len(numbers) for n, is_fixed in reversed([*zip(numbers, fixed, strict=True)])), min
        )
    ]
    return [low <= n <= high for low, n, high in zip(above, numbers, reversed(below), strict=True)]
