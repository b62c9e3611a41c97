"""A comparison written in one transaction: all of it or nothing, with history, in queries that do not grow."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date

from django.contrib.auth.models import User
from django.db import IntegrityError, OperationalError, connections, router
from django.db.models import Model
from django.utils.translation import gettext as _

from measures.edits import (
    DraftNeededError,
    EditVia,
    StaleRecordError,
    StepRefusedError,
    create_records,
    delete_records,
    edit,
    give_temporary_paths,
    keep_replaced,
    raise_versions,
    update_records,
)
from measures.edits.bulk_rows import insert_rows, update_rows
from measures.importing.collection import paused_collection
from measures.importing.comparing import compare
from measures.importing.comparison import Comparison, Outcome, RecordChange
from measures.importing.conflicts import ConflictKeeper
from measures.importing.declined import Choice
from measures.importing.early import StateRead
from measures.importing.errors import ComparisonChangedError, Fault, FixtureError
from measures.importing.followed import keep_followed
from measures.importing.prepared import PreparedRecords
from measures.importing.reading import Incoming
from measures.importing.records import (
    DUMPED,
    KEY_FIELDS,
    owner_of,
)
from measures.importing.removal import delete_cut_records
from measures.importing.stored import PART_NAMES
from measures.importing.successions import write_successions
from measures.models import Measure, Plan, Responsibility, Section, SourceDocument
from measures.models.edit import current_unit
from measures.models.history import Tracked
from measures.search import index_afterwards

LARGE_IMPORT = 5_000  # measures; a smaller one is done in a few seconds
# Records a second on a modest machine, history and change feed included: compared and written, and written alone.
RECORDS_A_SECOND = 1_000
WRITTEN_A_SECOND = 3_000


def expected_wait(incoming: Incoming) -> int:
    """For how many seconds others cannot save while `apply` writes; 0 where it is too short to speak of.

    An import is one transaction, which holds the change feed's lock while it writes. By the number of records, as if
    all of them were new.
    """
    if len(incoming.rows[Measure]) <= LARGE_IMPORT:
        return 0
    return max(1, count(incoming) // WRITTEN_A_SECOND)


def expected_seconds(incoming: Incoming) -> int:
    """How long `apply` takes, by the number of records, whatever becomes of them."""
    return count(incoming) // RECORDS_A_SECOND


def count(incoming: Incoming) -> int:
    return sum(map(len, incoming.rows.values()))


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
    `compare` does, where others wrote the same records meanwhile, and where `user` may not write one so: a step without
    its right, or a published measure whose plan asks for a second person. Nothing is written then.
    """

    def compared() -> Comparison:
        comparison = compare(incoming, publish=publish, previous=previous)
        if expected and comparison.fingerprint() != expected:
            raise ComparisonChangedError
        return compare(incoming, publish=publish, declined=declined, previous=previous) if declined else comparison

    def writer() -> Writer:
        comparison = compared()
        return DumpWriter(comparison, incoming) if incoming.is_dump else Writer(comparison, publish=publish)

    early, seen = made_ready(writer, slug_of(incoming))
    with explaining_refusals(), edit(user, via=EditVia.IMPORT, reason=reason):
        writing = early if early and seen.still_holds() else writer()
        writing.write()
    return writing.comparison


def made_ready(writer: "Callable[[], Writer]", slug: str) -> "tuple[Writer | None, StateRead]":
    """What is to be written, made ready before anybody has to wait, and the state that it was made from.

    None where it fails: others may be writing, and under the lock it shows whether it was for that. None as well where
    the lock is held already.
    """
    seen = StateRead.now(slug)
    if current_unit() is None:
        with suppress(FixtureError, ComparisonChangedError, LookupError):
            return writer(), seen
    return None, seen


def slug_of(incoming: Incoming) -> str:
    ((slug,),) = incoming.rows[Plan]
    return str(slug)


@contextmanager
def explaining_refusals() -> Iterator[None]:
    """Raise FixtureError where an edit inside may not be written by its author, or the database refuses it."""
    try:
        yield
    except (DraftNeededError, StepRefusedError) as error:
        raise FixtureError([Fault("", str(error))]) from error
    except (IntegrityError, OperationalError, StaleRecordError) as error:
        message = _(
            "The records could not be written; others may have changed them. Run the import again. (%(reason)s)"
        )
        raise FixtureError([Fault("", message % {"reason": error})]) from error


class Writer:
    """Writes a comparison within the edit in progress."""

    def __init__(self, comparison: Comparison, *, publish: bool = False) -> None:
        self.comparison = comparison
        self.prepared = PreparedRecords(comparison, publish=publish)
        self.ids = self.prepared.ids

    def write(self) -> None:
        """Write the records model by model, so that each finds what it refers to."""
        if self.prepared.new[Measure]:
            index_afterwards(connections[router.db_for_write(Measure)])
        give_temporary_paths([change.record.pk for change in self.comparison.of(Section) if "path" in change.updates])
        for model in KEY_FIELDS:
            if model in PART_NAMES:
                self.remove(model)
            insert(model, self.prepared.new[model])
            self.update(model)
        delete_cut_records(self.comparison)
        write_successions(self.comparison, self.ids)
        self.keep_followed()
        ConflictKeeper(self.comparison, self.ids).keep()
        self.raise_versions()
        self.count_edition()

    def keep_followed(self) -> None:
        """What the document gives to a body which has handed over since was that body's until then."""
        changes = [change for change in self.comparison.of(Responsibility) if change.outcome is Outcome.NEW]
        parts = dict(zip((change.key for change in changes), self.prepared.new[Responsibility], strict=True))
        dated = next((change.row.get("issued_on") for change in self.comparison.of(Plan)), None)
        keep_followed(self.comparison.followed, parts, date.fromisoformat(dated) if dated else None)

    def count_edition(self) -> None:
        """Keep what was read before; a new edition counts from now on, also one whose first import was undone."""
        [change] = self.comparison.of(SourceDocument)
        pk, former = self.ids[SourceDocument, change.key], self.prepared.former_reading
        if self.comparison.is_new_edition:
            SourceDocument.objects.filter(pk=pk, undone=True).update(undone=False)
            former = former | {"undone": True}
        if former:
            keep_replaced(SourceDocument, {pk: former})

    def remove(self, model: type[Model]) -> None:
        """Parts that the new edition no longer has, their last states kept in the history."""
        removed = [change.record.pk for change in self.comparison.of(model) if change.outcome is Outcome.REMOVE]
        if removed and issubclass(model, Tracked):
            delete_records(model, removed)

    def update(self, model: type[Model]) -> None:
        """UPDATE the fields that the comparison changes, and the baselines that say something else now."""
        changes, rebased = self.prepared.changed[model], self.prepared.rebased[model]
        records = [change.record for change in changes]
        names = sorted({name for change in changes for name in change.updates})
        keep_replaced(model, {record.pk: {"baseline": before} for record, before in rebased})
        if records and issubclass(model, Tracked):
            update_records(model, records, names)
        elif records:
            update_rows(model, records, names)
        update_rows(model, [record for record, _before in rebased], ["baseline"])

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
        super().__init__(comparison)
        self.dumped = incoming.rows

    def write(self) -> None:
        """Everything is new but bodies that are here already."""
        index_afterwards(connections[router.db_for_write(Measure)])
        for model in KEY_FIELDS:
            insert(model, self.prepared.new[model])
        for model in DUMPED:
            insert(model, [self.prepared.record(model, row) for row in self.dumped[model].values()])


def insert(model: type[Model], records: list[Model]) -> None:
    """Insert new records, with history where the model has one."""
    if issubclass(model, Tracked):
        create_records(model, [record for record in records if isinstance(record, Tracked)])
    else:
        insert_rows(model, records)
