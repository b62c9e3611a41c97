"""The result of a comparison, for people and for `apply`."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any

from django.db.models import Model

from measures.importing.followed import Followed, told
from measures.importing.previous import PreviousReading
from measures.importing.records import FieldValues, NaturalKey
from measures.matching import Match, Naming
from measures.models import Conflict


class Outcome(StrEnum):
    """What an import does with a record or field. A record's own is the first of its fields' in the order below."""

    NEW = "new"
    WITHDRAW = "withdraw"  # the last edition had it, the new one has not: withdrawn, never deleted
    REMOVE = "remove"  # the same of a responsibility or a target: it leaves its measure or section
    ABSENT = "absent"  # stored, but not in this reading of the same edition: reported, nothing is written
    CONFLICT = "conflict"  # an editor and the document both changed it: the editor's value stays
    UPDATE = "update"
    KEEP = "keep"  # an editor changed or deleted it, the document did not change: the editor's choice stays
    UNCHANGED = "unchanged"


ORDER = {outcome: place for place, outcome in enumerate(Outcome)}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """Three sides of one field that differs: stored now, said by this import, said by the last one."""

    name: str
    outcome: Outcome
    stored: object
    incoming: object
    baseline: object = None


def outcome_of_fields(fields: Iterable[FieldChange]) -> Outcome:
    """The outcome of a record by those of its fields: the first in the order of `Outcome`."""
    return min((field.outcome for field in fields), key=ORDER.__getitem__, default=Outcome.UNCHANGED)


@dataclass(frozen=True, slots=True)
class RecordChange:
    """One record: `row` is what the fixture says (empty when absent), `record` what is stored, if anything.

    `match` says, of a section or measure of a plan that was here, how it was known again: see `measures.matching`.
    """

    model: type[Model]
    key: NaturalKey
    outcome: Outcome
    row: FieldValues
    record: Any = None  # of `model`
    fields: tuple[FieldChange, ...] = ()
    match: Match | None = None

    @property
    def is_moved(self) -> bool:
        """Whether the document has it in another section than the last edition had."""
        return self.match is not None and self.match.moved

    @property
    def is_written(self) -> bool:
        """Whether applying the comparison writes the record (its baseline aside)."""
        return self.outcome in (Outcome.NEW, Outcome.REMOVE) or bool(self.updates)

    @property
    def updates(self) -> FieldValues:
        return {change.name: change.incoming for change in self.fields if change.outcome is Outcome.UPDATE}


@dataclass(frozen=True)
class Comparison:
    """Every record of the fixture and of the stored plan, in the order in which they are written.

    `ids` gives the database ids of what is stored. `edition` is the number of the document's edition, `is_new_edition`
    says whether the plan has none of the same bytes yet, `merged` gives the measure that holds a withdrawn one's words.
    `division`, None of an edition, has the tasks of a division of work, each with what is said of its measure from now
    on where it is the first of that measure's. `followed` says of responsibilities that the document gives to a body
    which has handed over since.
    """

    records: tuple[RecordChange, ...]
    ids: dict[tuple[type[Model], NaturalKey], int] = field(default_factory=dict, repr=False)
    edition: int = 1
    is_new_edition: bool = True
    merged: dict[NaturalKey, NaturalKey] = field(default_factory=dict, repr=False)
    conflicts: dict[tuple[str, str, str], Conflict] = field(default_factory=dict, repr=False)  # those open before
    previous: PreviousReading | None = field(default=None, repr=False)  # where a reading is corrected
    division: tuple[tuple[Naming, dict[str, object] | None], ...] | None = None
    followed: dict[NaturalKey, Followed] = field(default_factory=dict, repr=False)

    @property
    def changes_nothing(self) -> bool:
        return not any(record.is_written for record in self.records)

    @property
    def successions_told(self) -> list[str]:
        """The bodies that the document names and that have handed over since, for people."""
        return told(self.followed)

    def fingerprint(self) -> str:
        """The same for two comparisons that say and would write the same."""
        total = sha256()
        for change in self.records:
            fields = [(each.name, each.outcome, each.stored, each.incoming, each.baseline) for each in change.fields]
            row = change.row if change.outcome is Outcome.NEW else None
            total.update(repr((change.model._meta.label, change.key, change.outcome, fields, row)).encode())
        for naming, _said in self.division or ():
            total.update(repr((naming.task.number, naming.code)).encode())
        return total.hexdigest()

    def of(self, model: type[Model]) -> list[RecordChange]:
        return [record for record in self.records if record.model is model]

    def counts(self) -> dict[type[Model], Counter[Outcome]]:
        """How many records of each model have each outcome."""
        counts: dict[type[Model], Counter[Outcome]] = {}
        for record in self.records:
            counts.setdefault(record.model, Counter())[record.outcome] += 1
        return counts

    def fields(self, outcome: Outcome) -> Iterator[tuple[RecordChange, FieldChange]]:
        """The fields of stored records that have this outcome."""
        for record in self.records:
            for change in record.fields:
                if change.outcome is outcome:
                    yield record, change
