"""What rows of the history tables say of records: whether they existed, how two states differ, what they are called."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import cast

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import ForeignKey, Model, prefetch_related_objects
from django.utils import timezone

from measures.models import (
    BodySuccession,
    Conflict,
    Correction,
    DivisionTask,
    Measure,
    MovedResponsibility,
    PendingChange,
    Plan,
    Responsibility,
    ResponsibleBody,
    Section,
    Succession,
    Target,
)
from measures.models.base import Record
from measures.models.history import HistoryRow, Tracked
from measures.models.history_sql import NOT_CONTENT

RecordKey = tuple[type[Tracked], int]  # model and primary key

# In the order in which records may refer to earlier ones; they are deleted in the opposite one.
TRACKED: tuple[type[Tracked], ...] = (
    ResponsibleBody,
    Plan,
    Section,
    Measure,
    Responsibility,
    Target,
    Succession,
    BodySuccession,
    MovedResponsibility,
    PendingChange,
    Conflict,
    DivisionTask,
    Correction,
)
NOT_RESTORED = NOT_CONTENT | {"id", "created_at"}
NAMED_BY = {"body", "to_measure", "from_body", "to_body"}  # the references whose names are in the name of a part
PARAMETERS = 5000  # primary keys that one statement may have


def chunks(pks: Iterable[int]) -> Iterator[list[int]]:
    """The primary keys in order, at most as many at a time as a statement may have parameters."""
    waiting = sorted(pks)
    yield from (waiting[start : start + PARAMETERS] for start in range(0, len(waiting), PARAMETERS))


def is_present(row: HistoryRow | None) -> bool:
    """Whether a history row, or None, describes a record that existed then."""
    return row is not None and row.history_type != "-"


def differing(row: HistoryRow, other: HistoryRow) -> list[str]:
    """The attributes of a record's content in which two rows of its history differ."""
    return [
        each.attname
        for each in row.tracked_fields
        if each.name not in NOT_RESTORED and getattr(row, each.attname) != getattr(other, each.attname)
    ]


def record_of(model: type[Tracked], row: HistoryRow) -> Tracked:
    """An unsaved record with the values of a history row and the version after that row's."""
    record = model(**{each.attname: getattr(row, each.attname) for each in row.tracked_fields})
    if isinstance(record, Record):
        record.version, record.updated_at = row.version + 1, timezone.now()
    return record


def instance_of(record: Model | HistoryRow) -> Model:
    """The record that a history row is about; a record itself."""
    return cast("Model", getattr(record, "history_object", record))


def names_of(records: Iterable[Model | HistoryRow]) -> list[str]:
    """What people call each of these records, or records of these history rows; one query for the names of parts."""
    instances = [instance_of(record) for record in records]
    for model in {type(record) for record in instances}:
        named_by = NAMED_BY & {each.name for each in model._meta.fields}
        prefetch_related_objects([record for record in instances if type(record) is model], *named_by)
    return [name_of(record) for record in instances]


def name_of(record: Model) -> str:
    """The kind of the record, its code if it has one, and its own name."""
    kind, code = str(record._meta.verbose_name), getattr(record, "code", "")
    return " ".join(filter(None, (kind, code, own_name(record))))


def own_name(record: Model) -> str:
    """What a record is called; where what its name comes from was deleted, that is named as its history last had it."""
    with suppress(ObjectDoesNotExist):
        return str(record)
    for field in record._meta.fields:
        if isinstance(field, ForeignKey) and (
            last := last_of_deleted(field.related_model, field.value_from_object(record))
        ):
            setattr(record, field.name, last.history_object)
    with suppress(ObjectDoesNotExist):
        return str(record)
    return str(record.pk)


def last_of_deleted(model: type[Model], pk: object) -> HistoryRow | None:
    """The last history row of a record that is not there any more."""
    if not issubclass(model, Tracked) or model._base_manager.filter(pk=pk).exists():
        return None
    last: HistoryRow | None = model.history.filter(id=pk).order_by("-history_id").first()
    return last
