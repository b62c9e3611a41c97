"""Which bodies answered for measures as of a date, told by two dates: recorded by a moment, and counting on a day.

What was recorded by a moment is what the history says of that moment. A succession of bodies that was recorded by then
counts from its own day on: for an earlier day its measures are the first body's again, whatever is stored by now; for a
later day they are the other's already. So a report for an earlier date still names the body that answered then.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import attrgetter
from typing import TypeVar

from django.db.models import Exists, F, Max, Model, OuterRef, QuerySet

from measures.models.body import ResponsibleBody
from measures.models.body_succession import BodySuccession, MovedResponsibility
from measures.models.history import HistoryRow, Tracked
from measures.models.measure import Measure, Responsibility
from measures.prepared import InList, one_of

T = TypeVar("T", bound=Tracked)
P = TypeVar("P", Responsibility, MovedResponsibility)


@dataclass(frozen=True, slots=True)
class PastResponsibility:
    """One body's role in one measure as of a date; `pk`, `measure` and `body` are primary keys."""

    pk: int
    measure: int
    body: int
    role: str
    position: int


def responsibilities_as_of(
    measures: Collection[int], recorded_by: datetime, counting_on: date
) -> dict[int, list[PastResponsibility]]:
    """Who answered for these measures (primary keys), each in the order of positions; a fixed number of queries.

    As far as it was recorded by the one moment, and as it counted on the other day. A responsibility that no history
    knows counts as it is stored, from the day its measure was made. A measure for which nobody answered is left out.
    """
    past = PastBodies(measures, recorded_by, counting_on)
    found: dict[int, list[PastResponsibility]] = defaultdict(list)
    for part in sorted(past.responsibilities(), key=attrgetter("measure", "position", "pk")):
        found[part.measure].append(part)
    return dict(found)


def names_as_of(bodies: Collection[int], recorded_by: datetime) -> dict[int, str]:
    """What these bodies (primary keys) were called by then; of one that history does not know then, as it is called."""
    names = dict(ResponsibleBody.objects.filter(one_of(bodies)).values_list("pk", "name"))
    known = ResponsibleBody.history.filter(InList(F("id"), sorted(bodies)), history_date__lte=recorded_by)
    return names | {body.pk: body.name for body in newest(ResponsibleBody, known)}


class PastBodies:
    """Reads what was recorded by a moment of some measures, their responsibilities and the successions of bodies."""

    def __init__(self, measures: Collection[int], recorded_by: datetime, counting_on: date) -> None:
        self.measures, self.recorded_by, self.counting_on = set(measures), recorded_by, counting_on
        recorded = BodySuccession.history.filter(history_date__lte=recorded_by)
        self.successions = {each.pk: each for each in newest(BodySuccession, recorded)}
        self.moves: dict[int, list[MovedResponsibility]] = defaultdict(list)
        for move in self.parts(MovedResponsibility):
            if move.succession_id in self.successions:
                self.moves[move.responsibility].append(move)

    def responsibilities(self) -> Iterator[PastResponsibility]:
        """As they counted on the day: first those that had been carried out by the moment, then those that waited."""
        stored = [*self.parts(Responsibility), *self.without_history()]
        there = {part.pk for part in stored}
        returned = [
            *self.last_states(pk for pk, moves in self.moves.items() if pk not in there and self.is_back(moves))
        ]
        found = [past(part, self.body(part)) for part in (*stored, *returned)]
        for succession in self.waiting():
            found = self.gone_over(found, succession)
        yield from found

    def parts(self, model: type[P]) -> list[P]:
        """The parts of the measures as the history says that they were."""
        ever = model.history.filter(InList(F("measure"), sorted(self.measures))).order_by().values("id")
        known = model.history.filter(id__in=ever, history_date__lte=self.recorded_by)
        return [part for part in newest(model, known) if part.measure_id in self.measures]

    def without_history(self) -> Iterable[Responsibility]:
        """Those that came by `loaddata` or plain SQL and were never edited."""
        known = Responsibility.history.filter(id=OuterRef("pk"))
        stored = Responsibility.objects.filter(~Exists(known), InList(F("measure"), sorted(self.measures)))
        return stored.filter(measure__created_at__lte=self.recorded_by).order_by()

    def last_states(self, pks: Iterable[int]) -> list[Responsibility]:
        """Of responsibilities that are deleted, how they were before."""
        known = Responsibility.history.filter(id__in=[*pks], history_date__lte=self.recorded_by)
        return newest(Responsibility, known.exclude(history_type="-"))

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
        return sorted(
            (each for each in found if each.counts_from <= self.counting_on), key=attrgetter("counts_from", "pk")
        )

    def gone_over(self, parts: list[PastResponsibility], succession: BodySuccession) -> list[PastResponsibility]:
        """As they will be when it is carried out."""
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


def past(part: Responsibility, body: int) -> PastResponsibility:
    return PastResponsibility(part.pk, part.measure_id, body, part.role, part.position)


def newest(model: type[T], rows: QuerySet[Model]) -> list[T]:
    """The records that rows of a history table leave, each as its newest row says; without those deleted."""
    last = rows.order_by().values("id").annotate(last=Max("history_id")).values("last")
    there = model.history.filter(history_id__in=last).exclude(history_type="-").order_by("id")
    return [unsaved(model, row) for row in there]


def unsaved(model: type[T], row: HistoryRow) -> T:
    """A record in memory with the values of a history row."""
    return model(**{each.attname: getattr(row, each.attname) for each in row.tracked_fields})
