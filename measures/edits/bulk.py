"""Many records in a few statements: what `save` and `delete` do for one, with its history, for all."""

from collections.abc import Collection, Iterable, Sequence

from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils import timezone

from measures.edits.bulk_rows import insert_rows, update_rows
from measures.edits.set_values import set_values
from measures.models import Section
from measures.models.base import Part, Record, StaleRecordError
from measures.models.edit import OutsideEditError, UnitOfWork, current_unit
from measures.models.history import BATCH, HistoryRow, Tracked, keep_stored_state
from measures.models.history_sql import copy_to_history
from measures.models.replaced import keep_untracked
from measures.models.steps import check_new, check_steps


def open_unit() -> UnitOfWork:
    """The edit in progress. Raises OutsideEditError where there is none."""
    unit = current_unit()
    if unit is None:
        raise OutsideEditError("Many records are written at once only within `with measures.edits.edit(by, via=…)`.")
    return unit


def create_records(model: type[Tracked], records: Sequence[Tracked]) -> None:
    """INSERT new records with their first history rows. Parts do not raise versions: see `raise_versions`."""
    unit = open_unit()
    if not records:
        return
    if issubclass(model, Record) and model.step_field:
        check_new(unit, model, [record for record in records if isinstance(record, Record)])
    if issubclass(model, Part):
        model.before_creation(unit, [record for record in records if isinstance(record, Part)])
    insert_rows(model, records)
    copy_to_history(model, [record.pk for record in records], "+", unit.recorded_edit())
    unit.kept.update((model, record.pk) for record in records)
    unit.created.update((model, record.pk) for record in records)
    unit.versions.update({(model, record.pk): record.version for record in records if isinstance(record, Record)})


def update_records(model: type[Tracked], records: Sequence[Tracked], names: Iterable[str]) -> None:
    """UPDATE the named fields of stored records, each one version on. Parts do not raise versions.

    Raises StaleRecordError where a record's stored version is another than the one that was read.
    """
    unit = open_unit()
    if not records:
        return
    fields = [*names]
    check_states(unit, model, records, fields)
    if issubclass(model, Record):
        model.check_direct(unit, [record.pk for record in records], fields)
    keep_stored_state(model, [record.pk for record in records])
    counted = [record for record in records if isinstance(record, Record)]
    if counted:
        count_edit(unit, counted)
        fields += ["version", "updated_at"]
    update_rows(model, records, fields)
    copy_to_history(model, [record.pk for record in records], "~", unit.recorded_edit())


def check_states(unit: UnitOfWork, model: type[Tracked], records: Sequence[Tracked], names: Sequence[str]) -> None:
    """Raise StepRefusedError where the edit's author may not give the records the states that they have in memory."""
    if not (issubclass(model, Record) and model.step_field in names):
        return
    by_state: dict[str, list[int]] = {}
    for record in records:
        by_state.setdefault(str(getattr(record, model.step_field)), []).append(record.pk)
    for state, pks in by_state.items():
        check_steps(unit, model, pks, state)


def count_edit(unit: UnitOfWork, records: Sequence[Record]) -> None:
    """Raise, in memory, the version of each record that this edit has not counted yet."""
    model, now = type(records[0]), timezone.now()
    refuse_stale(model, records)
    for record in records:
        if not unit.has_counted(record, record.version):
            record.version, record.updated_at = record.version + 1, now
        unit.versions[model, record.pk] = record.version


def refuse_stale(model: type[Record], records: Sequence[Record]) -> None:
    """The change feed's lock is held, so that no version can move between this question and the UPDATE."""
    for start in range(0, len(records), BATCH):
        batch = {record.pk: record for record in records[start : start + BATCH]}
        stored = dict(model._base_manager.filter(pk__in=batch).values_list("pk", "version"))
        for pk, record in batch.items():
            if stored.get(pk) != record.version:
                raise StaleRecordError(record)


def give_temporary_paths(pks: Collection[int]) -> None:
    """Before sections exchange their paths: no two may ever have the same, not even for a moment."""
    open_unit()
    keep_stored_state(Section, pks)
    waiting = sorted(pks)
    for start in range(0, len(waiting), BATCH):
        moved = Section._base_manager.filter(pk__in=waiting[start : start + BATCH])
        moved.update(path=Concat(Value("~"), F("path")))


def raise_versions(model: type[Record], pks: Collection[int]) -> None:
    """Count an edit of their parts as an edit of these records, except of those that it has counted already."""
    unit = open_unit()
    set_values(unit, model, sorted(pk for pk in pks if (model, pk) not in unit.versions))


def delete_records(model: type[Tracked], pks: Collection[int]) -> None:
    """DELETE records and what goes with them, their last states kept. Parts do not raise versions."""
    open_unit()
    waiting = list(pks)
    for start in range(0, len(waiting), BATCH):
        batch = waiting[start : start + BATCH]
        keep_stored_state(model, batch)
        keep_untracked(model, batch)
        model._base_manager.filter(pk__in=batch).delete()


def owners_of(model: type[Part], parts: Iterable[Part | HistoryRow]) -> dict[type[Record], set[int]]:
    """The primary keys of the records that some parts, or rows of their history, belong to."""
    owners: dict[type[Record], set[int]] = {}
    for part in parts:
        for owner_model, name in model.owner_models():
            pk = getattr(part, f"{name}_id")
            if pk is not None:
                owners.setdefault(owner_model, set()).add(pk)
    return owners
