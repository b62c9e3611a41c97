"""History of records: each row points to its edit, and the state before an edit is kept however it came about."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, Protocol, TypeAlias

from django.db.models import F, Field, Max, Model, QuerySet
from django.dispatch import receiver
from django.utils import timezone
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

from measures.models.edit import Edit, HistoryOfEdit, current_unit, edit_author
from measures.models.history_sql import (
    NOT_CONTENT,
    add_first_rows,
    can_add_first_rows,
    copy_to_history,
    copy_updated,
    unknown_states,
)
from measures.prepared import InList

BATCH = 500
ASKED = 5000  # primary keys that one question names


class EditHistoryManager(HistoryManager):
    """Caches the class that simple_history would create at each access of `history`, which takes half a millisecond."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class: type[QuerySet[Model]], class_name: str | None = None) -> type[Any]:
        made: type[Any] = super().from_queryset(queryset_class, class_name)
        return made


class HistoryOfEdits(HistoricalRecords):
    """simple_history's, which copies a written row within the database instead of sending its values again."""

    def create_historical_record(self, instance: Model, history_type: str, using: str | None = None) -> None:
        unit = current_unit()
        if unit is None or history_type == "-" or not isinstance(instance, Tracked):  # a deleted row is no longer there
            super().create_historical_record(instance, history_type, using)
        elif history_type == "~":
            copy_updated(type(instance), instance.pk, unit.recorded_edit())
        else:
            copy_to_history(type(instance), [instance.pk], history_type, unit.recorded_edit())


def history_of_edits(excluded_fields: Iterable[str] = ()) -> HistoricalRecords:
    """The `history` of a model."""
    return HistoryOfEdits(
        bases=[HistoryOfEdit],
        get_user=edit_author,
        excluded_fields=list(excluded_fields),
        history_manager=EditHistoryManager,
    )


@receiver(pre_create_historical_record)
def point_to_edit(history_instance: HistoryOfEdit, **kwargs: object) -> None:
    unit = current_unit()
    if unit is not None:
        history_instance.edit = unit.recorded_edit()


AnyField: TypeAlias = "Field[Any, Any]"  # of any model and any Python type


class HistoryRow(Protocol):
    """A row of a history table, whose attributes are also those of its model: simple_history makes the classes."""

    id: int  # of the record
    history_id: int
    history_type: str  # "+" created, "~" changed, "-" deleted
    history_date: datetime
    edit: Edit | None
    edit_id: int | None
    version: int  # of records, not of parts
    tracked_fields: list[AnyField]
    history_object: Model
    instance_type: type[Model]

    def diff_against(self, old_history: "HistoryRow | None") -> "HistoryDelta": ...


class HistoryDelta(Protocol):
    """What simple_history says of two rows of one record."""

    changes: "list[FieldDelta]"


class FieldDelta(Protocol):
    field: str
    old: object
    new: object


class Tracked(Model):
    """A model whose every state is kept in its history table. `history` is simple_history's manager."""

    history: Any  # simple_history, which has no types, makes the manager and its model
    owner_fields: ClassVar[tuple[str, ...]] = ()  # of a part: the references of which one leads to its record

    class Meta:
        abstract = True

    @classmethod
    def part_models(cls) -> "list[tuple[type[Tracked], str]]":
        """The models of its parts, each with the name of the foreign key to it."""
        return []

    @classmethod
    def before_change(cls, pks: Collection[int]) -> None:
        """A hook: called once an edit before such records are changed or deleted."""

    def changed_at(self) -> datetime:
        """When the record, or what it is part of, was last written by any interface of PolicyHub."""
        raise NotImplementedError


def keep_stored_state(model: type[Tracked], ids: Iterable[int]) -> None:
    """Before records are written: add to the history what it does not know of them yet.

    A record that came by `loaddata`, plain SQL or `bulk_create` gets its first row, dated to its own last change; one
    that was changed in such a way since its newest row gets a row dated now. Where a record had no row, its parts get
    their first rows too. All these rows have no edit, since nothing says who made them. Once an edit is enough: under
    the change feed's lock nobody else writes.
    """
    unit = current_unit()
    kept = unit.kept if unit else set()
    pks = [pk for pk in ids if (model, pk) not in kept]
    if pks:
        model.before_change(pks)
    kept.update((model, pk) for pk in pks)
    for start in range(0, len(pks), ASKED):
        unknown = unknown_states(model, pks[start : start + ASKED])
        if not unknown:
            continue
        rows = model.history.model._base_manager.filter(InList(F("id"), unknown))
        known = set(rows.values_list("id", flat=True).distinct())
        keep_first_states(model, [pk for pk in unknown if pk not in known])
        again = [pk for pk in unknown if pk in known]
        for first in range(0, len(again), BATCH):
            keep_batch(model, again[first : first + BATCH])


def keep_first_states(model: type[Tracked], pks: list[int]) -> None:
    """Add the first history rows of records and of their parts."""
    write_first_rows(model, pks)
    for part_model, reference in model.part_models() if pks else ():
        parts = part_model._base_manager.filter(InList(F(reference), pks))
        keep_stored_state(part_model, parts.values_list("pk", flat=True))


def keep_batch(model: type[Tracked], pks: list[int]) -> None:
    """Add a row for each of these records whose newest row says something else than is stored, or says “deleted”."""
    newest = newest_rows(model, pks)
    stored = list(model._base_manager.filter(pk__in=[*newest]))
    returned = [record for record in stored if newest[record.pk].history_type == "-"]
    kept = [record for record in stored if newest[record.pk].history_type != "-"]
    changed = [record for record in kept if differs(record, newest[record.pk])]
    write_rows(model, returned, "+", date=timezone.now())
    write_rows(model, changed, "~", date=timezone.now())


def write_first_rows(model: type[Tracked], pks: list[int]) -> None:
    """Within the database, where the time of the last change is stored."""
    if not pks:
        return
    if can_add_first_rows(model):
        add_first_rows(model, pks)
    else:
        for start in range(0, len(pks), BATCH):
            write_rows(model, model._base_manager.filter(pk__in=pks[start : start + BATCH]), "+")


def newest_rows(model: type[Tracked], pks: Sequence[int]) -> dict[int, HistoryRow]:
    """From the primary key of each record to the newest row of its history."""
    history = model.history.model._base_manager
    last = history.filter(id__in=pks).order_by().values("id").annotate(last=Max("history_id")).values("last")
    return {row.id: row for row in history.filter(pk__in=last)}


def differs(record: Model, row: HistoryRow) -> bool:
    """Does the stored record say something else than this row of its history?"""
    return any(
        getattr(record, field.attname) != getattr(row, field.attname)
        for field in row.tracked_fields
        if field.name not in NOT_CONTENT
    )


def write_rows(
    model: type[Tracked],
    records: Iterable[Tracked],
    kind: str,
    *,
    date: datetime | None = None,
    edit: Edit | None = None,
) -> None:
    """History rows of many records as they are in memory: "+" created, "~" changed, "-" deleted.

    Without a date those of an edit are dated now, those without one to the last change of their record.
    """
    table = model.history.model
    now = timezone.now()
    rows = [
        table(
            history_date=date or (now if edit else record.changed_at()),
            history_type=kind,
            history_user_id=edit.by_id if edit else None,
            edit=edit,
            **{field.attname: getattr(record, field.attname) for field in table.tracked_fields},
        )
        for record in records
    ]
    table._base_manager.bulk_create(rows, batch_size=BATCH)
