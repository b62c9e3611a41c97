"""The result of a comparison, for people and for `apply`."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import Model

from measures.importing.records import Key, Row


class Outcome(StrEnum):
    """What an import does with a record or field. A record's own is the first of its fields' in the order below."""

    NEW = "new"
    ABSENT = "absent"  # stored, but not in the fixture: reported, never deleted
    CONFLICT = "conflict"  # an editor and the document both changed it: the editor's value stays
    UPDATE = "update"
    KEEP = "keep"  # an editor changed or deleted it, the document did not change: the editor's choice stays
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """Three sides of one field that differs: stored now, said by this import, said by the last one."""

    name: str
    outcome: Outcome
    stored: object
    incoming: object
    baseline: object = None


@dataclass(frozen=True, slots=True)
class RecordChange:
    """One record: `row` is what the fixture says (empty when absent), `record` what is stored, if anything."""

    model: type[Model]
    key: Key
    outcome: Outcome
    row: Row
    record: Any = None
    fields: tuple[FieldChange, ...] = ()

    @property
    def updates(self) -> dict[str, Any]:
        return {change.name: change.incoming for change in self.fields if change.outcome is Outcome.UPDATE}


@dataclass(frozen=True)
class Comparison:
    """Every record of the fixture and of the stored plan, in the order in which they are written.

    `ids` gives the database ids of what is stored.
    """

    records: tuple[RecordChange, ...]
    ids: dict[tuple[type[Model], Key], int] = field(default_factory=dict, repr=False)

    @property
    def changes_nothing(self) -> bool:
        return not any(record.outcome is Outcome.NEW or record.updates for record in self.records)

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
