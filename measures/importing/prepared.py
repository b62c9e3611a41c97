"""Prepares in memory what an import writes: new records with their primary keys, new values, new baselines.

So that the change feed's lock, for which others wait, is held for the writing alone.
"""

from typing import Any

from django.db import connections, router
from django.db.models import ForeignKey, Model

from measures.choices import ReviewState
from measures.edits.bulk_rows import give_keys
from measures.importing.comparison import Comparison, Outcome, RecordChange
from measures.importing.previous import NOT_IN_BASELINE, said_of
from measures.importing.records import FOLLOWING, KEY_FIELDS, FieldValues, NaturalKey, dumped_fields, key_of, owner_of
from measures.importing.stored import PART_NAMES
from measures.models import Measure, Plan, Section, SourceDocument

WITH_BASELINE = (Plan, Section, Measure)


class PreparedRecords:
    """The records that a comparison writes, by model.

    `ids` has the primary keys of all records, new ones included, `new` those to insert, `changed` the comparison's
    changes of stored records, whose new values these have, and `rebased` the records with another baseline, each with
    the one before. `former_reading` is what the source document said until now of the fields that change.
    """

    def __init__(self, comparison: Comparison, *, publish: bool) -> None:
        self.comparison, self.publish = comparison, publish
        self.parts = parts_by_owner(comparison)
        self.ids = dict(comparison.ids)
        self.former_reading = former_reading(comparison)
        self.new = self.new_records()
        self.rebased = {model: [*self.with_new_baselines(model)] for model in KEY_FIELDS}
        self.changed = {model: [change for change in comparison.of(model) if change.updates] for model in KEY_FIELDS}
        for changes in self.changed.values():
            for change in changes:
                self.assign(change.record, change.updates)

    def new_records(self) -> dict[type[Model], list[Model]]:
        """The new records. All get their primary keys before their values, since they refer to each other."""
        changes = {
            model: [change for change in self.comparison.of(model) if change.outcome is Outcome.NEW]
            for model in KEY_FIELDS
        }
        new: dict[type[Model], list[Model]] = {model: [model() for _change in of] for model, of in changes.items()}
        for model, records in new.items():
            give_keys(connections[router.db_for_write(model)], model, records)
            keys = ((model, change.key) for change in changes[model])
            self.ids.update(zip(keys, (record.pk for record in records), strict=True))
        for model, records in new.items():
            for change, record in zip(changes[model], records, strict=True):
                self.fill(record, change)
        return new

    def fill(self, record: Model, change: RecordChange) -> None:
        """Give a new record the values of the fixture, and its first baseline."""
        self.assign(record, change.row)
        if isinstance(record, WITH_BASELINE) and "baseline" not in change.row:
            record.baseline = self.baseline(change)
        if self.publish and isinstance(record, Measure):
            record.review_state = ReviewState.PUBLISHED

    def record(self, model: type[Model], row: FieldValues) -> Model:
        """A new record without a primary key."""
        record = model()
        self.assign(record, row)
        return record

    def assign(self, record: Model, values: FieldValues) -> None:
        """Set the fields of a record in memory; references by the database ids of what is stored."""
        fields = dumped_fields(type(record))
        for name, value in values.items():
            field = fields[name]
            if isinstance(field, ForeignKey):
                setattr(record, field.attname, None if value is None else self.ids[field.related_model, value])
            else:
                setattr(record, name, field.to_python(value))

    def with_new_baselines(self, model: type[Model]) -> list[tuple[Any, FieldValues | None]]:
        """Stored records of which the import says something else than the last one did, with the baselines before.

        A division of work keeps what it says with its tasks.
        """
        if model not in WITH_BASELINE or self.comparison.division is not None:
            return []
        found: list[tuple[Any, FieldValues | None]] = []
        for change in self.comparison.of(model):
            if change.record is None or not change.row or self.says_the_same(change):
                continue
            before, baseline = change.record.baseline, self.baseline(change)
            if baseline != before:
                change.record.baseline = baseline
                found.append((change.record, before))
        return found

    def says_the_same(self, change: RecordChange) -> bool:
        """Whether the import says of a record, parts included, what its baseline has."""
        before = change.record.baseline
        if before is None or self.comparison.previous is not None:
            return False
        parts = {name: self.parts.get((change.model, change.key, model), []) for model, name in PART_NAMES.items()}
        return (
            all(before.get(name, []) == said for name, said in parts.items())
            and said_of(change.row, NOT_IN_BASELINE).items() <= before.items()
        )

    def baseline(self, change: RecordChange) -> dict[str, object]:
        """The new baseline: that of the last import, updated with the values of this one, as read back from JSON."""
        if self.comparison.previous is not None and change.record is not None:
            return self.comparison.previous.baseline(change.model, change.key, change.record.baseline)
        before = (change.record and change.record.baseline) or {}
        kept = {} if self.comparison.is_new_edition else before  # a new edition says anew of which parts there are
        baseline = before | said_of(change.row, NOT_IN_BASELINE)
        for model, name in PART_NAMES.items():
            parts = {tuple_key(model, row): row for row in kept.get(name, [])}
            parts |= {tuple_key(model, row): row for row in self.parts.get((change.model, change.key, model), [])}
            baseline.pop(name, None)
            if parts:
                baseline[name] = list(parts.values())
        return baseline


def former_reading(comparison: Comparison) -> FieldValues:
    """The present values of the fields of the source document that change."""
    changes = comparison.of(SourceDocument)
    return {name: getattr(change.record, name) for change in changes for name in change.updates}


def parts_by_owner(comparison: Comparison) -> dict[tuple[type[Model], NaturalKey, type[Model]], list[FieldValues]]:
    """What this import says of each owner's responsibilities and targets, as baselines keep it."""
    parts: dict[tuple[type[Model], NaturalKey, type[Model]], list[FieldValues]] = {}
    for model in PART_NAMES:
        for change in comparison.of(model):
            if change.row:
                said = said_of(change.row, FOLLOWING)
                parts.setdefault((*owner_of(change.row), model), []).append(said)
    return parts


def tuple_key(model: type[Model], row: FieldValues) -> NaturalKey:
    return key_of(model, {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()})
