"""Successions of bodies, as an import follows them: what a document says of a body that handed over is the other's.

What is stored says who answers now. So whatever names the body of then (the document, what the last import said) is
read as naming the one of now, and no difference is a succession's. What is new and was dated before the succession
counted is kept as gone over, so that earlier days still name the first body.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Model
from django.utils.translation import gettext as _

from measures.edits import create_records
from measures.importing.records import FieldValues, FixtureRows, Keys, NaturalKey
from measures.models import BodySuccession, Measure, MovedResponsibility, Plan, Responsibility, ResponsibleBody, Section
from measures.prepared import PreparedRecords

CARRIED_OUT = PreparedRecords(BodySuccession.objects.filter(carried_out_at__isnull=False), {"section": ()})


@dataclass(frozen=True)
class Followed:
    """A responsibility that the document gives to another body: it went over by these successions, one by one."""

    body: NaturalKey
    successions: tuple[BodySuccession, ...]


@dataclass
class SuccessionsFollowed:
    """The successions that are carried out; `moved` says by which of them a role in a measure went over.

    `records` and `keys` are what is stored of the plan; `moved` is by the primary keys of the measure and of the body
    that handed over, and the role.
    """

    records: Mapping[type[Model], Mapping[NaturalKey, Model]]
    keys: Keys
    by_body: dict[int, list[BodySuccession]] = field(default_factory=dict)
    moved: dict[tuple[int, int, str], BodySuccession] = field(default_factory=dict)

    def read(self, plan: Plan | None) -> None:
        """In two queries, one where no body ever handed over."""
        known = {each.pk: each for each in CARRIED_OUT()}
        for each in known.values():
            self.by_body.setdefault(each.from_body_id, []).append(each)
        moves = MovedResponsibility.objects.filter(measure__plan=plan, succession__in=known) if known and plan else ()
        for move in moves:
            succession = known[move.succession_id]
            self.moved[move.measure_id, succession.from_body_id, move.role] = succession

    def follow(
        self, measure: NaturalKey, body: NaturalKey, role: str, rows: FixtureRows | None = None
    ) -> tuple[NaturalKey, tuple[BodySuccession, ...]]:
        """The natural key of the body that answers now, and the successions that lead to it."""
        passed: list[BodySuccession] = []
        while (succession := self.next_of(measure, body, role, rows)) is not None and succession not in passed:
            passed.append(succession)
            body = self.keys[ResponsibleBody, succession.to_body_id]
        return body, tuple(passed)

    def body_now(self, measure: NaturalKey, body: NaturalKey, role: str) -> NaturalKey:
        return self.follow(measure, body, role)[0]

    def next_of(
        self, measure: NaturalKey, body: NaturalKey, role: str, rows: FixtureRows | None
    ) -> BodySuccession | None:
        """The one by which a role in a measure went over, else the first that is about it."""
        stored = self.records[ResponsibleBody].get(body)
        if stored is None or stored.pk not in self.by_body:
            return None
        pk = getattr(self.records[Measure].get(measure), "pk", None)
        moved = self.moved.get((pk, stored.pk, role)) if pk is not None else None
        return moved or next((each for each in self.by_body[stored.pk] if self.covers(each, measure, role, rows)), None)

    def covers(self, succession: BodySuccession, measure: NaturalKey, role: str, rows: FixtureRows | None) -> bool:
        if succession.role not in ("", role):
            return False
        plan = self.records[Plan].get(measure[:1])
        if succession.plan_id is not None and (plan is None or plan.pk != succession.plan_id):
            return False
        stored = self.records[Measure].get(measure)
        if succession.chosen is not None and (stored is None or stored.pk not in succession.chosen):
            return False
        if succession.section_id is None:
            return True
        above = self.keys.get((Section, succession.section_id))
        return above is not None and above in self.sections_above(measure, rows)

    def sections_above(self, measure: NaturalKey, rows: FixtureRows | None) -> Iterator[NaturalKey]:
        """The keys of the section in which a measure stands, or will, and of those above it."""
        row = rows[Measure].get(measure) if rows else None
        stored = self.records[Measure].get(measure)
        key = row["section"] if row else self.keys.get((Section, getattr(stored, "section_id", 0)))
        while key is not None:
            yield key
            row = rows[Section].get(key) if rows else None
            section = self.records[Section].get(key)
            key = row.get("parent") if row else self.keys.get((Section, getattr(section, "parent_id", None) or 0))

    def row(self, model: type[Model], row: FieldValues, rows: FixtureRows | None = None) -> FieldValues:
        """A row of a responsibility with the body that answers now; any other as it is."""
        if model is not Responsibility or not self.by_body or not row.get("body") or not row.get("measure"):
            return row
        body, passed = self.follow(row["measure"], row["body"], row["role"], rows)
        return row | {"body": body} if passed else row


def told(followed: Mapping[NaturalKey, Followed]) -> list[str]:
    """What people are told: a line for each body that the document names and that has handed over since."""
    counted = Counter(
        (str(key[3]), str(each.body[1]), each.successions[-1].counts_from) for key, each in followed.items()
    )
    text = _("“%(from)s” in the document is “%(to)s”, which took over from %(day)s on: %(count)d responsibilities.")
    return [
        text % {"from": former, "to": now, "day": day.isoformat(), "count": count}
        for (now, former, day), count in sorted(counted.items())
    ]


def keep_followed(followed: Mapping[NaturalKey, Followed], new: Mapping[NaturalKey, Model], dated: date | None) -> None:
    """Within the edit: what is new and dated before a succession counted went over by it. Undated says nothing."""
    moves = [
        MovedResponsibility(
            succession=succession, measure_id=part.measure_id, responsibility=part.pk, role=part.role, joined=False
        )
        for key, part in new.items()
        for succession in (followed[key].successions if key in followed else ())
        if isinstance(part, Responsibility) and dated is not None and dated < succession.counts_from
    ]
    create_records(MovedResponsibility, moves)
