"""Whole plans as they stood on a date."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db import router

from measures.as_of.bodies import names_as_of, responsibilities_as_of
from measures.as_of.rows import MeasureRow, PlanRow, ResponsibilityRow, SectionRow, SuccessorRow, TargetRow
from measures.as_of.states import (
    UnknownRecord,
    among,
    end_of,
    state_as_of,
    states,
    unknown,
    values_as_of,
)
from measures.models import Measure, Plan, Section, Succession, Target
from measures.prepared import release_connection


@dataclass(frozen=True)
class PlanAsOf:
    """A plan with its sections in the order of their paths and its measures in that of the document, withdrawn ones
    included; `unknown` are the sections and measures that were there and whose history begins after the day."""

    day: date
    plan: PlanRow
    sections: list[SectionRow]
    measures: list[MeasureRow]
    unknown: list[UnknownRecord]


def plan_as_of(pk: int, day: date) -> PlanAsOf:
    """One plan by the end of the day.

    Raises BeforeHistoryError where its history begins later; else NotThereError where it was not there.
    """
    found = plans_as_of([pk], day)
    if not found:
        state_as_of(Plan, pk, end_of(day))  # raises
    return found[0]


def plans_as_of(pks: Collection[int], day: date) -> list[PlanAsOf]:
    """Those of the plans, by primary key, of which something is known by the end of the day, in the order of slugs."""
    return PastPlans(pks, day).all()


def measure_as_of(pk: int, day: date) -> MeasureRow:
    """One measure by the end of the day. Raises BeforeHistoryError, NotThereError."""
    measure = state_as_of(Measure, pk, end_of(day))
    return PastPlans([measure.plan_id], day).complete([measure])[0]


def section_as_of(pk: int, day: date) -> SectionRow:
    """One section by the end of the day. Raises BeforeHistoryError, NotThereError."""
    section = state_as_of(Section, pk, end_of(day))
    return PastPlans([section.plan_id], day).with_targets(section)


class PastPlans:
    """Reads plans, each kind of record in one or two queries for all of them."""

    def __init__(self, pks: Collection[int], day: date) -> None:
        self.day, self.moment = day, end_of(day)
        self.own, self.inside = among("id", pks), among("plan", pks)
        self.with_targets_of = self.inside

    def all(self) -> list[PlanAsOf]:
        sections: defaultdict[int, list[SectionRow]] = defaultdict(list)
        for section in self.sections():
            sections[section.plan].append(section)
        measures: defaultdict[int, list[MeasureRow]] = defaultdict(list)
        for measure in self.measures():
            measures[measure.plan].append(measure)
        later = self.unknown()
        return [
            PlanAsOf(self.day, plan, sections[plan.pk], measures[plan.pk], later.get(plan.pk, []))
            for plan in self.plans()
        ]

    def plans(self) -> list[PlanRow]:
        stored = sorted(states(Plan, self.own, self.moment), key=lambda plan: plan.slug)
        issuers = names_as_of({plan.issuer_id for plan in stored if plan.issuer_id is not None}, self.moment)
        return [PlanRow.of(plan, issuer=issuers.get(plan.issuer_id or 0, "")) for plan in stored]

    def sections(self) -> list[SectionRow]:
        stored = sorted(states(Section, self.inside, self.moment), key=lambda section: section.path)
        return [self.with_targets(section) for section in stored]

    def with_targets(self, section: Section) -> SectionRow:
        targets = self.targets_of("section", section.pk)
        return SectionRow.of(section, plan=section.plan_id, parent=section.parent_id, targets=targets)

    def measures(self) -> list[MeasureRow]:
        return self.complete(states(Measure, self.inside, self.moment))

    def measures_in_pages(self, at_once: int) -> Iterator[MeasureRow]:
        """The same, so many of them in memory at once."""
        places = sorted(values_as_of(Measure, self.inside, self.moment, "position", "id"))
        for start in range(0, len(places), at_once):
            page = [pk for _position, pk in places[start : start + at_once]]
            part = PastPlans((), self.day)
            part.with_targets_of = among("measure", page)
            rows = part.complete(states(Measure, among("id", page), self.moment))
            release_connection(router.db_for_read(Measure))
            yield from rows

    def complete(self, measures: Iterable[Measure]) -> list[MeasureRow]:
        """In document order, with their parts."""
        stored = sorted(measures, key=lambda measure: (measure.position, measure.pk))
        pks = [measure.pk for measure in stored]
        bodies, successors = self.responsibilities(pks), self.successors(pks)
        return [
            MeasureRow.of(
                measure,
                plan=measure.plan_id,
                section=measure.section_id,
                source=measure.source_id,
                responsibilities=bodies.get(measure.pk, ()),
                targets=self.targets_of("measure", measure.pk),
                successors=successors.get(measure.pk, ()),
            )
            for measure in stored
        ]

    def responsibilities(self, measures: Collection[int]) -> Mapping[int, tuple[ResponsibilityRow, ...]]:
        """By measure; a succession of bodies counts from its own day, once it is recorded."""
        found = responsibilities_as_of(measures, self.moment, self.day)
        names = names_as_of({part.body for parts in found.values() for part in parts}, self.moment)
        return {
            measure: tuple(
                ResponsibilityRow(body=part.body, name=names[part.body], role=part.role, position=part.position)
                for part in parts
            )
            for measure, parts in found.items()
        }

    def successors(self, measures: Collection[int]) -> Mapping[int, tuple[SuccessorRow, ...]]:
        """By measure, as those measures were called then; in the order of their codes."""
        parts = states(Succession, among("from_measure", measures), self.moment)
        named = states(Measure, among("id", {part.to_measure_id for part in parts}), self.moment) if parts else []
        rows = {each.pk: SuccessorRow(pk=each.pk, code=each.code, title=each.title) for each in named}
        found: dict[int, tuple[SuccessorRow, ...]] = {}
        for part in sorted(parts, key=lambda part: part.to_measure_id):
            if part.to_measure_id in rows:
                found[part.from_measure_id] = (*found.get(part.from_measure_id, ()), rows[part.to_measure_id])
        return found

    def targets_of(self, owner: str, pk: int) -> tuple[TargetRow, ...]:
        return tuple(self.targets.get((owner, pk), ()))

    @cached_property
    def targets(self) -> Mapping[tuple[str, int], list[TargetRow]]:
        """By what they stood in: "measure" or "section", and its primary key."""
        found: defaultdict[tuple[str, int], list[TargetRow]] = defaultdict(list)
        for target in sorted(states(Target, self.with_targets_of, self.moment), key=lambda target: target.code):
            owner = (
                ("measure", target.measure_id) if target.measure_id is not None else ("section", target.section_id or 0)
            )
            found[owner].append(TargetRow.of(target, measure=target.measure_id, section=target.section_id))
        return found

    def all_unknown(self) -> list[UnknownRecord]:
        """The same of all plans, and the plans themselves of which nothing is known."""
        inside = [record for records in self.unknown().values() for record in records]
        return [*unknown(Plan, self.own, self.moment), *inside]

    def unknown(self) -> Mapping[int, list[UnknownRecord]]:
        """By the plan, what was there and of which nothing is known."""
        found: defaultdict[int, list[UnknownRecord]] = defaultdict(list)
        for model in (Section, Measure):
            later = unknown(model, self.inside, self.moment)
            plans = dict(model.history.filter(among("id", [each.pk for each in later])).values_list("id", "plan"))
            plans |= dict(
                model._base_manager.filter(among("id", [each.pk for each in later])).values_list("pk", "plan")
            )
            for each in later:
                found[plans[each.pk]].append(each)
        return found
