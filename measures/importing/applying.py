"""A comparison written in one transaction: all of it or nothing, with history, in queries that do not grow."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, OperationalError
from django.db.models import ForeignKey, Max, Model
from django.utils.translation import gettext as _

from measures.choices import ReviewState
from measures.edits import (
    EditVia,
    StaleRecordError,
    create_records,
    delete_records,
    edit,
    keep_replaced,
    raise_versions,
    set_paths_aside,
    update_records,
)
from measures.edits.bulk_rows import insert_rows, update_rows
from measures.importing.collection import paused_collection
from measures.importing.comparing import compare
from measures.importing.comparison import Comparison, Outcome, RecordChange
from measures.importing.conflicts import ConflictKeeper
from measures.importing.declined import Choice
from measures.importing.errors import ComparisonChangedError, Fault, FixtureError
from measures.importing.previous import NOT_IN_BASELINE, said_of
from measures.importing.reading import Incoming
from measures.importing.records import (
    DUMPED,
    FOLLOWING,
    KEY_FIELDS,
    FieldValues,
    NaturalKey,
    dumped_fields,
    fields_of,
    key_of,
    owner_of,
)
from measures.importing.removal import delete_cut_records
from measures.importing.stored import PART_NAMES
from measures.importing.successions import write_successions
from measures.models import Change, Conflict, Edit, Measure, Plan, Section, SourceDocument
from measures.models.edit import current_unit
from measures.models.history import Tracked

LARGE_IMPORT = 5_000  # measures; a smaller one is done in a few seconds
RECORDS_A_SECOND = 1_000  # on a modest machine, history and change feed included
WITH_BASELINE = (Plan, Section, Measure)


def expected_wait(incoming: Incoming) -> int:
    """For how many seconds others cannot save while `apply` writes; 0 where it is too short to speak of.

    An import is one transaction, and holds the change feed's lock from the comparison to the end.
    """
    if len(incoming.rows[Measure]) <= LARGE_IMPORT:
        return 0
    return max(1, expected_seconds(incoming))


def expected_seconds(incoming: Incoming) -> int:
    """How long `apply` takes, by the number of records, whatever becomes of them."""
    return sum(map(len, incoming.rows.values())) // RECORDS_A_SECOND


@paused_collection()
def apply(
    incoming: Incoming,
    *,
    publish: bool = False,
    user: User | None = None,
    reason: str = "",
    expected: str = "",
    declined: frozenset[Choice] = frozenset(),
    previous: Incoming | None = None,
) -> Comparison:
    """Compare and write, as one edit. `publish` publishes the plan and the measures that are new; the history names
    `user` and `reason`. What is `declined` is left as it is; `previous` is the reading that this one corrects.

    Raises ComparisonChangedError where the comparison has another fingerprint than `expected`, FixtureError as
    `compare` does, and where others wrote the same records meanwhile; nothing is written then.
    """

    def compared() -> Comparison:
        comparison = compare(incoming, publish=publish, previous=previous)
        if expected and comparison.fingerprint() != expected:
            raise ComparisonChangedError
        return compare(incoming, publish=publish, declined=declined, previous=previous) if declined else comparison

    early = None if current_unit() else EarlyComparison.of(compared)
    try:
        with edit(user, via=EditVia.IMPORT, reason=reason):
            comparison = early.comparison if early and early.holds() else compared()
            writer = DumpWriter(comparison, incoming) if incoming.is_dump else Writer(comparison, publish)
            writer.write()
    except (IntegrityError, OperationalError, StaleRecordError) as error:
        raise unwritten(error) from error
    return comparison


@dataclass(frozen=True)
class EarlyComparison:
    """A comparison made before anybody has to wait, and the state of what was written by then."""

    comparison: Comparison
    state: tuple[int, ...]

    @classmethod
    def of(cls, compared: Callable[[], Comparison]) -> "EarlyComparison | None":
        """None where it fails: others may be writing, and under the lock it shows whether it was for that."""
        state = written_state()
        with suppress(FixtureError, ComparisonChangedError, LookupError):
            return cls(compared(), state)
        return None

    def holds(self) -> bool:
        """Whether, under the change feed's lock, nobody has written anything since."""
        return self.state == written_state()


def written_state() -> tuple[int, ...]:
    """The newest change, edit and row of a conflict's history: every write adds one of them."""
    newest = Edit.objects.aggregate(last=Max("pk"))["last"], Conflict.history.aggregate(last=Max("pk"))["last"]
    return Change.objects.head(), *(number or 0 for number in newest)


def unwritten(error: Exception) -> FixtureError:
    """What is said where the database refused what an import would write."""
    message = _("The records could not be written; others may have changed them. Run the import again. (%(reason)s)")
    return FixtureError([Fault("", message % {"reason": error})])


class Writer:
    """Writes a comparison within the edit in progress."""

    def __init__(self, comparison: Comparison, publish: bool) -> None:
        self.comparison, self.publish = comparison, publish
        self.ids = dict(comparison.ids)
        self.parts = parts_by_owner(comparison)

    def write(self) -> None:
        """Write the records model by model, so that each finds what it refers to."""
        set_paths_aside([change.record.pk for change in self.comparison.of(Section) if "path" in change.updates])
        former = self.former_reading()
        for model in KEY_FIELDS:
            changes = self.comparison.of(model)
            if model in PART_NAMES:
                self.remove(model, [change for change in changes if change.outcome is Outcome.REMOVE])
            self.create(model, [change for change in changes if change.outcome is Outcome.NEW])
            self.update(model, [change for change in changes if change.updates])
            if model in WITH_BASELINE:
                self.set_baselines(model, [change for change in changes if change.record is not None])
        delete_cut_records(self.comparison)
        write_successions(self.comparison, self.ids)
        ConflictKeeper(self.comparison, self.ids).keep()
        self.raise_versions()
        self.count_edition(former)

    def former_reading(self) -> FieldValues:
        """What the source document says until now of the fields that change."""
        [change] = self.comparison.of(SourceDocument)
        return {name: getattr(change.record, name) for name in change.updates}

    def count_edition(self, former: FieldValues) -> None:
        """Keep what was read before; a new edition counts from now on, also one whose first import was undone."""
        [change] = self.comparison.of(SourceDocument)
        pk = self.ids[SourceDocument, change.key]
        if self.comparison.is_new_edition:
            SourceDocument.objects.filter(pk=pk, undone=True).update(undone=False)
            former = former | {"undone": True}
        if former:
            keep_replaced(SourceDocument, {pk: former})

    def remove(self, model: type[Model], changes: list[RecordChange]) -> None:
        """Parts that the new edition no longer has, their last states kept in the history."""
        if changes and issubclass(model, Tracked):
            delete_records(model, [change.record.pk for change in changes])

    def create(self, model: type[Model], changes: list[RecordChange]) -> None:
        """Parents before children: as many steps as the tree is deep."""
        waiting = changes
        while waiting:
            ready = [change for change in waiting if self.is_ready(change)]
            records = [self.new_record(change) for change in ready]
            insert(model, records)
            for change, record in zip(ready, records, strict=True):
                self.ids[model, change.key] = record.pk
            waiting = [change for change in waiting if (model, change.key) not in self.ids]

    def is_ready(self, change: RecordChange) -> bool:
        """Whether the records of the same model that a new one refers to are stored."""
        own = (
            change.row.get(name)
            for name, field in fields_of(change.model).items()
            if field.related_model is change.model
        )
        return all((change.model, key) in self.ids for key in own if key)

    def new_record(self, change: RecordChange) -> Model:
        """An unsaved record with the values of the fixture, and its first baseline."""
        record = change.model()
        self.assign(record, change.row)
        if isinstance(record, WITH_BASELINE) and "baseline" not in change.row:
            record.baseline = self.baseline(change)
        if self.publish and isinstance(record, Measure):
            record.review_state = ReviewState.PUBLISHED
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

    def update(self, model: type[Model], changes: list[RecordChange]) -> None:
        """UPDATE the fields that the comparison changes, baselines included."""
        if not changes:
            return
        for change in changes:
            self.assign(change.record, change.updates)
        records = [change.record for change in changes]
        names = sorted({name for change in changes for name in change.updates})
        if model in WITH_BASELINE:
            names.append("baseline")
            self.assign_baselines(changes)
        if issubclass(model, Tracked):
            update_records(model, records, names)
        else:
            update_rows(model, records, names)

    def set_baselines(self, model: type[Model], changes: list[RecordChange]) -> None:
        """Of stored records, where the import says something else than the last one did."""
        update_rows(model, self.assign_baselines(changes), ["baseline"])

    def assign_baselines(self, changes: list[RecordChange]) -> list[Any]:
        """Give the records their new baselines, and keep the old; those of which it differs.

        A division of work keeps what it says with its tasks.
        """
        differing: list[Any] = []
        replaced: dict[int, FieldValues] = {}
        if self.comparison.division is not None:
            return differing
        for change in changes:
            if not change.row or self.says_the_same(change):
                continue
            if (baseline := self.baseline(change)) != change.record.baseline:
                replaced[change.record.pk] = {"baseline": change.record.baseline}
                change.record.baseline = baseline
                differing.append(change.record)
        if changes:
            keep_replaced(changes[0].model, replaced)
        return differing

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
        """The last import's sayings with this one's laid over them, as JSON gives them back."""
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

    def raise_versions(self) -> None:
        """A part written is an edit of its measure or section, once an import."""
        touched = {
            self.owner(change) for model in PART_NAMES for change in self.comparison.of(model) if change.is_written
        }
        for owner_model in (Measure, Section):
            raise_versions(owner_model, {pk for model, pk in touched if model is owner_model})

    def owner(self, change: RecordChange) -> tuple[type[Model], int]:
        """The measure or section whose part is written, by its primary key."""
        if change.row:
            model, key = owner_of(change.row)
            return model, self.ids[model, key]
        measure = change.record.measure_id
        return (Measure, measure) if measure else (Section, change.record.section_id)


class DumpWriter(Writer):
    """Writes the dump of a plan as it was: baselines, versions, successors and open conflicts included."""

    def __init__(self, comparison: Comparison, incoming: Incoming) -> None:
        super().__init__(comparison, publish=False)
        self.dumped = incoming.rows

    def write(self) -> None:
        """Everything is new but bodies that are here already."""
        for model in KEY_FIELDS:
            self.create(model, [change for change in self.comparison.of(model) if change.outcome is Outcome.NEW])
        for model in DUMPED:
            insert(model, [self.dumped_record(model, row) for row in self.dumped[model].values()])

    def dumped_record(self, model: type[Model], row: FieldValues) -> Model:
        record = model()
        self.assign(record, row)
        return record


def insert(model: type[Model], records: list[Model]) -> None:
    """Insert new records, with history where the model has one."""
    if issubclass(model, Tracked):
        create_records(model, [record for record in records if isinstance(record, Tracked)])
    else:
        insert_rows(model, records)


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
