"""Which bodies answered for measures, and what they were called.

Two dates tell it: recorded by a moment, and counting on a day. A succession of bodies that was recorded by the moment
counts from its own day on: for an earlier day its measures are the first body's again, whatever is stored by now; for a
later day they are the other's already. So a report for an earlier date still names the body that answered then.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import attrgetter

from django.db.models import Max, Q

from measures.as_of.rows import BodyRow
from measures.as_of.states import among, in_memory, states
from measures.models import BodySuccession, Measure, MovedResponsibility, Responsibility, ResponsibleBody


@dataclass(frozen=True, slots=True)
class Part:
    """One body's role in one measure as of a date; `pk`, `measure` and `body` are primary keys."""

    pk: int
    measure: int
    body: int
    role: str
    position: int


def responsibilities_as_of(
    measures: Collection[int], recorded_by: datetime, counting_on: date
) -> dict[int, list[Part]]:
    """Who answered for these measures (primary keys), in the order of positions; in a fixed number of queries.

    As far as it was recorded by the moment, and as it counted on the day. A measure for which nobody answered is left
    out.
    """
    found: dict[int, list[Part]] = defaultdict(list)
    parts = PastBodies(measures, recorded_by, counting_on).parts()
    for part in sorted(parts, key=attrgetter("position", "pk")):
        found[part.measure].append(part)
    return dict(found)


def names_as_of(bodies: Collection[int], recorded_by: datetime) -> dict[int, str]:
    """What these bodies (primary keys) were called by then; of one that history does not know then, as it is
    called, or was first called."""
    first = ResponsibleBody.history.filter(among("id", bodies)).order_by("-history_id").values_list("id", "name")
    stored = ResponsibleBody.objects.filter(among("id", bodies)).values_list("pk", "name")
    return (
        dict(first)
        | dict(stored)
        | {body.pk: body.name for body in states(ResponsibleBody, among("id", bodies), recorded_by)}
    )


def bodies_as_of(recorded_by: datetime, pks: Collection[int]) -> list[BodyRow]:
    """These bodies (primary keys), in their order, as they were by then; see `names_as_of` for what is not known."""
    known = {body.pk: body for body in states(ResponsibleBody, among("id", pks), recorded_by)}
    stored = ResponsibleBody.objects.filter(among("id", pks))
    places = {body.pk: body.jurisdiction for body in [*stored, *known.values()]}
    names = names_as_of({*pks, *(body.parent_id for body in known.values() if body.parent_id)}, recorded_by)
    return [
        BodyRow(
            pk=pk,
            name=names[pk],
            jurisdiction=places.get(pk, ""),
            parent=names.get(known[pk].parent_id or 0, "") if pk in known else "",
        )
        for pk in pks
    ]


class PastBodies:
    """Reads what was recorded by a moment of some measures, their responsibilities and the successions of bodies."""

    def __init__(self, measures: Collection[int], recorded_by: datetime, counting_on: date) -> None:
        self.about, self.recorded_by, self.counting_on = among("measure", measures), recorded_by, counting_on
        self.successions = {each.pk: each for each in states(BodySuccession, Q(), recorded_by)}
        self.moves: dict[int, list[MovedResponsibility]] = defaultdict(list)
        moved = states(MovedResponsibility, self.about, recorded_by) if self.successions else []
        for move in sorted(moved, key=attrgetter("pk")):
            self.moves[move.responsibility].append(move)

    def parts(self) -> Iterator[Part]:
        """As they counted on the day: what had been carried out by the moment, then what was still to be."""
        stored = states(Responsibility, self.about, self.recorded_by)
        there = {part.pk for part in stored}
        back = [pk for pk, moves in self.moves.items() if pk not in there and self.is_back(moves)]
        found = [past(part, self.body(part)) for part in (*stored, *self.last_states(back))]
        for succession in self.waiting():
            found = gone_over(found, succession)
        yield from found

    def last_states(self, pks: Collection[int]) -> Iterable[Responsibility]:
        """Of responsibilities that are deleted, how they were before."""
        if not pks:
            return []
        known = Responsibility.history.filter(among("id", pks), history_date__lte=self.recorded_by)
        there = known.exclude(history_type="-").order_by().values("id")
        last = there.annotate(last=Max("history_id")).values("last")
        return in_memory(Responsibility, Responsibility.history.filter(history_id__in=last))

    def counts(self, move: MovedResponsibility) -> bool:
        return self.successions[move.succession_id].counts_from <= self.counting_on

    def is_back(self, moves: list[MovedResponsibility]) -> bool:
        """Whether a responsibility was deleted by a succession alone that does not count yet on the day."""
        return moves[-1].joined and not self.counts(moves[-1])

    def body(self, part: Responsibility) -> int:
        """Whose it was on the day: of whoever had it before the successions that do not count yet."""
        moves = self.moves.get(part.pk, [])
        if all(map(self.counts, moves)):
            return part.body_id
        counting = [self.successions[move.succession_id].to_body_id for move in moves if self.counts(move)]
        return counting[-1] if counting else self.successions[moves[0].succession_id].from_body_id

    def waiting(self) -> list[BodySuccession]:
        """The successions that were recorded by the moment, but not carried out, and that count on the day."""
        found = [each for each in self.successions.values() if each.carried_out_at is None]
        counting = [each for each in found if each.counts_from <= self.counting_on]
        return sorted(counting, key=attrgetter("counts_from", "pk"))


def gone_over(parts: list[Part], succession: BodySuccession) -> list[Part]:
    """As they will be when the succession is carried out."""
    own = {part.measure for part in parts if part.body == succession.from_body_id}
    measures = Measure.objects.select_related("section").defer("text", "baseline").in_bulk(own)
    taken = {(part.measure, part.role) for part in parts if part.body == succession.to_body_id}
    found = []
    for part in parts:
        if part.body != succession.from_body_id or not succession.covers(measures[part.measure], part.role):
            found.append(part)
        elif (part.measure, part.role) not in taken:
            found.append(replace(part, body=succession.to_body_id))
    return found


def past(part: Responsibility, body: int) -> Part:
    return Part(part.pk, part.measure_id, body, part.role, part.position)
