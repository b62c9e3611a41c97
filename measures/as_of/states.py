"""The states of records that had been recorded by a moment: the newest row of each one's history until then.

A record that no history knows came by `loaddata` or plain SQL and was never edited: it stands as it is stored, from its
own last change on. What such a record, or one whose history begins without an edit, was before that is not known.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeVar

from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from measures.models.base import Record
from measures.models.history import Tracked
from measures.prepared import InList, Values

T = TypeVar("T", bound=Tracked)


class NotThereError(LookupError):
    """The record was not there by the end of that day: it was created later, or had been deleted."""


class BeforeHistoryError(NotThereError):
    """The record was there, but its history begins after that day; `begins` says when."""

    def __init__(self, begins: datetime) -> None:
        super().__init__(f"the history begins {begins:%Y-%m-%d %H:%M}")
        self.begins = begins


@dataclass(frozen=True)
class UnknownRecord:
    """A record that was there and of which nothing is known before `begins`; `name` is its first known one."""

    model: type[Record]
    pk: int
    name: str
    begins: datetime


def start_of(day: date) -> datetime:
    """The first moment of a day in the site's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of(day: date) -> datetime:
    """The last moment of a day in the site's time zone."""
    return timezone.make_aware(datetime.combine(day, time.max))


def states(model: type[T], about: Q, moment: datetime) -> list[T]:
    """Those of the records that were there, in memory, with the values that they had; never to be saved.

    `about` asks for fields that never change: `id`, `plan`, the record of a part.
    """
    rows = last_rows(model, about, moment).order_by("id")
    return [*in_memory(model, rows), *without_history(model, about, moment)]


def values_as_of(model: type[T], about: Q, moment: datetime, *fields: str) -> Iterator[Values]:
    """The same, but only the values of these fields."""
    for rows in (last_rows(model, about, moment).order_by(), without_history(model, about, moment).order_by()):
        yield from rows.values_list(*fields)


def last_rows(model: type[T], about: Q, moment: datetime) -> "QuerySet[T]":
    """Of each record that was there the newest row of its history until then."""
    known = model.history.filter(about, history_date__lte=moment).order_by()
    last = known.values("id").annotate(last=Max("history_id")).values("last")
    rows: QuerySet[T] = model.history.filter(history_id__in=last).exclude(history_type="-")
    return rows


def in_memory(model: type[T], rows: "QuerySet[T]") -> Iterator[T]:
    """The records that history rows tell of."""
    names = [field.attname for field in model.history.model.tracked_fields]
    return (model.from_db(None, names, values) for values in rows.values_list(*names))


def without_history(model: type[T], about: Q, moment: datetime) -> "QuerySet[T]":
    """The stored records that no history knows. Parts have no date: they are as old as their record."""
    found = model._base_manager.filter(about).exclude(Exists(model.history.filter(id=OuterRef("pk"))))
    return found.filter(updated_at__lte=moment) if issubclass(model, Record) else found


def unknown(model: type[Record], about: Q, moment: datetime) -> list[UnknownRecord]:
    """Those of the records that were there, but whose history begins after the moment."""
    first = model.history.filter(about).order_by().values("id").annotate(first=Min("history_id")).values("first")
    begun = model.history.filter(history_id__in=first, history_date__gt=moment, created_at__lte=moment)
    found = [
        UnknownRecord(model, row.id, str(row.history_object), row.history_date)
        for row in begun.filter(edit=None, history_type="+")
    ]
    stored = model._base_manager.filter(about, updated_at__gt=moment, created_at__lte=moment)
    stored = stored.exclude(Exists(model.history.filter(id=OuterRef("pk"))))
    return found + [UnknownRecord(model, record.pk, str(record), record.updated_at) for record in stored]


def state_as_of(model: type[T], pk: int, moment: datetime) -> T:
    """One record as it was recorded by the moment.

    Raises BeforeHistoryError where it was there, but its history begins later; else NotThereError where it was not.
    """
    about = Q(id=pk)
    for record in states(model, about, moment):
        return record
    for later in unknown(model, about, moment) if issubclass(model, Record) else ():
        raise BeforeHistoryError(later.begins)
    raise NotThereError(f"{model._meta.model_name} {pk} was not there on {moment:%Y-%m-%d}")


def among(field: str, pks: Iterable[int]) -> Q:
    """A condition on records and on rows of their history: the number in `field` is one of these, however many."""
    return Q(InList(F(field), sorted(pks)))
