"""Measures in another order, or in another section."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from measures.correcting import Wish
from measures.edits import EditVia, edit, update_records
from measures.intake.structure.reading import PlanReading
from measures.intake.structure.refusing import StructureRefusedError, check, locked
from measures.models import Edit, Measure, Section
from measures.terms import CorrectionKind


@dataclass(frozen=True)
class MovePlan:
    """`order` is how the measures of the section will stand; `into` the section that they move to, if any."""

    measures: Sequence[Measure]
    into: Section | None
    order: Sequence[Measure]


def plan_move(measures: Sequence[Measure], place: str, into: Section | None = None) -> MovePlan:
    """What a move would do: up or down past what stands beside them in their section, or into another one.

    Writes nothing. Raises StructureRefusedError.
    """
    check(measures)
    if into is not None:
        if into.plan_id != measures[0].plan_id or into.withdrawn_on is not None:
            raise StructureRefusedError(_("Choose a section of the same plan that is in force."))
        there = [measure for measure in in_force(into) if measure not in measures]
        return MovePlan(measures, into, [*there, *measures])
    if len({measure.section_id for measure in measures}) != 1:
        raise StructureRefusedError(_("Choose measures of one section."))
    here = in_force(measures[0].section)
    order = moved_past(here, measures, up=place == "up")
    if order == here:
        raise StructureRefusedError(_("Nothing stands before it.") if place == "up" else _("Nothing stands after it."))
    return MovePlan(measures, None, order)


def in_force(section: Section) -> list[Measure]:
    return list(section.measures.filter(withdrawn_on=None).order_by("position", "pk"))


def moved_past(here: Sequence[Measure], chosen: Sequence[Measure], *, up: bool) -> list[Measure]:
    """Each of the chosen goes one place on, unless that is where one of them stands already."""
    order = list(here) if up else list(reversed(here))
    for place in range(1, len(order)):
        if order[place] in chosen and order[place - 1] not in chosen:
            order[place - 1], order[place] = order[place], order[place - 1]
    return order if up else order[::-1]


def move(seen: Mapping[int, int], place: str, into: Section | None, by: User | None, reason: str = "") -> Edit:
    """Move measures, given by primary key with the version that the person saw, as one edit.

    Raises StructureChangedError, StructureRefusedError, FixtureError.
    """
    with edit(by, via=EditVia.ADMIN, reason=reason) as unit:
        measures = locked([*seen], seen)
        plan = plan_move(measures, place, into)
        reading = PlanReading(measures[0].plan)
        read = [measure for measure in measures if reading.has(measure)]
        if read:
            correct(reading, read, place, into, by)
        arrange(plan)
        return unit.recorded_edit()


def correct(reading: PlanReading, read: Sequence[Measure], place: str, into: Section | None, by: User | None) -> None:
    """Where the document has the new place too, its reading is corrected; else the move is an edit of the records."""
    wish = Wish(
        CorrectionKind.MOVE,
        [each.code for each in read],
        place="into" if into else place,
        into=into.code if into else "",
    )
    declined = [("measure", (reading.plan.slug, each.code), "section") for each in read]
    try:
        reading.correct([wish], by, declined)
    except StructureRefusedError:
        return


def arrange(plan: MovePlan) -> None:
    """Write what still stands elsewhere: measures that the document has not, or that an editor had moved."""
    stored = Measure.objects.select_related("section").in_bulk([measure.pk for measure in plan.order])
    order = [stored[measure.pk] for measure in plan.order]
    changed: list[Measure] = []
    if plan.into is not None:
        changed = [each for each in order if each.section_id != plan.into.pk]
        for measure in changed:
            measure.section = plan.into
            measure.place_last()
    else:
        for measure, position in zip(order, positions(order), strict=True):
            changed += [measure] if measure.position != position else []
            measure.position = position
    update_records(Measure, changed, ["section", "position"])


def positions(order: Sequence[Measure]) -> list[int]:
    """The places that these measures take among themselves, in ascending order; where two share one, the later record
    stands second: only where that is the wrong order does one take the place after it."""
    numbers: list[int] = []
    free = sorted(measure.position for measure in order)
    for place, measure in enumerate(order):
        last = numbers[-1] if numbers else 0
        number = max(free[place], last)
        if number == last and place and order[place - 1].pk > measure.pk:
            number += 1
        numbers.append(number)
    return numbers
