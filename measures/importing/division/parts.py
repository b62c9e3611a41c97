"""The responsibilities of one measure, body by body: all roles of a body are compared together, as for an edition."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from measures.choices import Origin
from measures.importing.comparison import FieldChange, Outcome, RecordChange
from measures.importing.conflicts import conflict_key
from measures.importing.division.history import SaidBefore
from measures.importing.division.saying import Saying
from measures.importing.records import FieldValues, NaturalKey
from measures.models import Conflict, Measure, Responsibility, ResponsibleBody, SourceDocument

Span = tuple[int, int]


@dataclass(frozen=True)
class PartChanges:
    """`source` is the natural key of the division of work, `spans` say where it names each body and role."""

    before: SaidBefore
    measure: Measure
    source: NaturalKey
    spans: Mapping[tuple[NaturalKey, str], Span]

    @property
    def key(self) -> NaturalKey:
        return self.before.stored.keys[Measure, self.measure.pk]

    def changes(self, said: Saying) -> list[RecordChange]:
        """Of every body that the document names, that an earlier division of work named, or that the plan names.

        What is new stands after what is here, in the order of the document.
        """
        changes = list(self.of_bodies(said))
        last = max((part.position for part in self.before.here[self.key]), default=0)
        places = {key: place for place, key in enumerate(self.spans, last + 1)}
        for change in changes:
            if change.outcome is Outcome.NEW:
                change.row["position"] = places.get((change.key[2:4], str(change.key[4])), last + len(places) + 1)
        return changes

    def of_bodies(self, said: Saying) -> Iterator[RecordChange]:
        """What becomes of each body's roles, whatever their positions."""
        before, plan, here = self.before.of(self.measure), self.before.by_plan(self.measure), self.here()
        waiting = [body for body in here if self.open_conflict(body) is not None]
        for body in dict.fromkeys((*said.bodies, *before.bodies, *waiting)):
            now = said.roles(body) or plan.roles(body)  # where it is not named any more, the plan's word counts
            if body not in said.bodies and now == frozenset(here.get(body, {})):
                yield from self.not_named(here.get(body, {}))
            else:
                yield from self.of_body(body, before.roles(body), here.get(body, {}), now)

    def here(self) -> dict[NaturalKey, dict[str, Responsibility]]:
        """The stored responsibilities by body and role."""
        found: dict[NaturalKey, dict[str, Responsibility]] = {}
        for part in self.before.here[self.key]:
            found.setdefault(self.before.stored.keys[ResponsibleBody, part.body_id], {})[part.role] = part
        return found

    def not_named(self, parts: Mapping[str, Responsibility]) -> Iterator[RecordChange]:
        """What the plan says and this document does not: it stays."""
        for part in parts.values():
            yield RecordChange(Responsibility, self.part_key(part), Outcome.ABSENT, {}, part)

    def of_body(
        self, body: NaturalKey, before: frozenset[str], here: Mapping[str, Responsibility], now: frozenset[str]
    ) -> Iterator[RecordChange]:
        """What becomes of the roles of one body."""
        roles = frozenset(here)
        for role in sorted(roles & now):
            yield self.same(body, here[role])
        if roles == now:
            return
        found = self.open_conflict(body)
        if before == roles:
            yield from self.replaced(body, here, now)
        elif found is not None or before != now:
            yield self.conflict(body, here, now, found.said_before if found is not None else sorted(before))
        else:
            yield from self.kept(body, here, now)

    def same(self, body: NaturalKey, part: Responsibility) -> RecordChange:
        """A responsibility that is said again: one that came from a division of work follows the newest."""
        row = self.row(body, part.role)
        is_following = part.source_id in self.before.divisions and (body, part.role) in self.spans
        return RecordChange(Responsibility, self.part_key(part), *self.following(part, row, is_following))

    def following(
        self, part: Responsibility, row: FieldValues, is_following: bool
    ) -> tuple[Outcome, FieldValues, Responsibility, tuple[FieldChange, ...]]:
        """The outcome, the row, the record and the fields of its place in the document that change."""
        if not is_following:
            return Outcome.UNCHANGED, row, part, ()
        source = self.before.divisions[part.source_id or 0]
        now = {
            "source": self.before.stored.keys[SourceDocument, source.pk],
            "source_start": part.source_start,
            "source_end": part.source_end,
        }
        fields = tuple(
            FieldChange(name, Outcome.UPDATE, value, row[name]) for name, value in now.items() if value != row[name]
        )
        return Outcome.UPDATE if fields else Outcome.UNCHANGED, row, part, fields

    def replaced(
        self, body: NaturalKey, here: Mapping[str, Responsibility], now: frozenset[str]
    ) -> Iterator[RecordChange]:
        """A role in place of another one is a change of that responsibility; what is left over is new or removed."""
        gone, added = sorted(here.keys() - now), sorted(now - here.keys())
        for old, new in zip(gone, added, strict=False):
            row = self.row(body, new)
            names = ("role", "origin", "source", "source_start", "source_end")
            stored = {"role": old, "origin": here[old].origin}
            fields = tuple(
                FieldChange(name, Outcome.UPDATE, stored.get(name), row[name])
                for name in names
                if name not in stored or stored[name] != row[name]
            )
            yield RecordChange(Responsibility, self.part_key(here[old]), Outcome.UPDATE, row, here[old], fields)
        for old in gone[len(added) :]:
            yield RecordChange(Responsibility, self.part_key(here[old]), Outcome.REMOVE, {}, here[old])
        for new in added[len(gone) :]:
            yield RecordChange(Responsibility, (*self.key, *body, new), Outcome.NEW, self.row(body, new))

    def conflict(
        self, body: NaturalKey, here: Mapping[str, Responsibility], now: frozenset[str], before: object
    ) -> RecordChange:
        """One for all roles of the body."""
        field = FieldChange("role", Outcome.CONFLICT, sorted(here), sorted(now), before)
        role = min(here.keys() - now or now - here.keys())
        row = self.row(body, role) if role in now else {}
        return RecordChange(Responsibility, (*self.key, *body, role), Outcome.CONFLICT, row, here.get(role), (field,))

    def kept(self, body: NaturalKey, here: Mapping[str, Responsibility], now: frozenset[str]) -> Iterator[RecordChange]:
        """What an editor removed, or gave another role: the document only says what was said before."""
        for role in sorted(now - here.keys()):
            yield RecordChange(Responsibility, (*self.key, *body, role), Outcome.KEEP, self.row(body, role))
        for role in sorted(here.keys() - now):
            yield RecordChange(Responsibility, (*self.key, *body, role), Outcome.KEEP, {}, here[role])

    def row(self, body: NaturalKey, role: str) -> FieldValues:
        """A responsibility as a fixture would give it; of what the plan says alone, without a place."""
        start, end = self.spans.get((body, role), (None, None))
        return {
            "measure": self.key,
            "body": body,
            "role": role,
            "origin": Origin.DOCUMENT.value,
            "source": self.source if start is not None else None,
            "source_start": start,
            "source_end": end,
        }

    def part_key(self, part: Responsibility) -> NaturalKey:
        return (*self.key, *self.before.stored.keys[ResponsibleBody, part.body_id], part.role)

    def open_conflict(self, body: NaturalKey) -> Conflict | None:
        """The conflict over the roles of a body that an earlier import found and nobody has decided yet."""
        stored = self.before.stored.records[ResponsibleBody].get(body)
        key = conflict_key(Responsibility, (*self.key, *body), stored.uuid if stored is not None else "")
        return self.before.stored.conflicts.get(("responsibility", key, "role"))
