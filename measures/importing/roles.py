"""The roles that a body has in a measure, three ways: what the last import said, what is here, what the fixture says.

A body's roles in one measure are one thing that an editor may change: removed, added, or another role in its place.
"""

from collections import defaultdict
from collections.abc import Iterable

from measures.choices import DocumentKind, Origin
from measures.importing.comparison import FieldChange, Outcome
from measures.importing.conflicts import conflict_key
from measures.importing.previous import PreviousReading
from measures.importing.records import FieldValues, NaturalKey
from measures.importing.stored import Stored
from measures.models import Measure, Responsibility, ResponsibleBody

MODEL = "responsibility"


class Roles:
    """Sets of roles by the start of a responsibility's key: slug, measure's code, body's jurisdiction, body's name."""

    def __init__(
        self, stored: Stored, rows: dict[NaturalKey, FieldValues], previous: PreviousReading | None = None
    ) -> None:
        self.stored = stored
        self.before = by_body(previous.rows[Responsibility]) if previous else None
        self.here = by_body(stored.records[Responsibility])
        self.now = by_body(rows)
        self.divisions = {source.pk for source in stored.sources(DocumentKind.DIVISION)}

    def said(self, key: NaturalKey) -> set[str]:
        """What the last import said; of a measure that was loaded, what is here from the document."""
        if self.before is not None:
            return self.before[key[:-1]]
        owner = self.stored.records[Measure].get(key[:2])
        if owner is None:
            return set()
        if owner.baseline is None:
            return {role for role in self.here[key[:-1]] if self.is_from_plan((*key[:-1], role))}
        return by_body(self.stored.baseline_of_part(owner, Responsibility))[key[:-1]]

    def is_from_plan(self, key: NaturalKey) -> bool:
        """Whether the plan's own document says so, no editor and no division of work."""
        part = self.stored.records[Responsibility][key]
        return part.origin == Origin.DOCUMENT and part.source_id not in self.divisions

    def is_edited(self, key: NaturalKey) -> bool:
        """Whether an editor changed the roles of this body; of a loaded measure, whether anything of it was edited."""
        owner = self.stored.records[Measure].get(key[:2])
        if self.before is None and owner is not None and owner.baseline is None:
            return bool(owner.version > 1)
        return self.said(key) != self.here[key[:-1]]

    def says_conflict(self, key: NaturalKey) -> bool:
        """Whether it is this one of a body's responsibilities that tells of the conflict: one does for all."""
        here, now = self.here[key[:-1]], self.now[key[:-1]]
        return key[-1] == min(here - now or now - here)

    def conflict(self, key: NaturalKey) -> FieldChange | None:
        """The conflict over the roles of this responsibility's body, found now or earlier, if there is one."""
        body = key[:-1]
        here, now = self.here[body], self.now[body]
        if here == now:
            return None
        stored_body = self.stored.records[ResponsibleBody].get(key[2:4])
        uuid = stored_body.uuid if stored_body is not None else ""
        earlier = self.stored.conflicts.get((MODEL, conflict_key(Responsibility, key, uuid), "role"))
        if earlier is not None:
            return change(here, now, earlier.said_before)
        said = self.said(key)
        return change(here, now, sorted(said)) if self.is_edited(key) and said != now else None


def change(here: set[str], now: set[str], said: object) -> FieldChange:
    return FieldChange("role", Outcome.CONFLICT, sorted(here), sorted(now), said)


def by_body(keys: Iterable[NaturalKey]) -> dict[NaturalKey, set[str]]:
    found: dict[NaturalKey, set[str]] = defaultdict(set)
    for key in keys:
        found[key[:-1]].add(str(key[-1]))
    return found
