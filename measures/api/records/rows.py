"""Rows as they are read from the database: named tuples, whose columns have types where code reads them by name."""

import inspect
from collections import namedtuple
from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeAlias, TypeVar
from uuid import UUID

Representation: TypeAlias = dict[str, object]  # a record or a part of one, as it is encoded in an answer
Key: TypeAlias = str | int | UUID  # by which an address names a record: slug or code, edition, uuid


class Row(tuple[object, ...]):
    """What was read of one record.

    A subclass declares the columns that code reads by name. What a resource's fields show unchanged need not be
    declared: it is read as well, and goes into the record as it stands.
    """

    __slots__ = ()
    id: int


R = TypeVar("R", bound=Row)


def declared_columns(row_type: type) -> tuple[str, ...]:
    """The columns that a class of rows declares, those of its base classes first."""
    names = (name for cls in reversed(row_type.__mro__) for name in inspect.get_annotations(cls))
    return tuple(dict.fromkeys(names))


def make_row_factory(row_type: type[R], columns: Iterable[str]) -> Callable[[Iterable[object]], R]:
    """A function that makes a row of this type of the values of `columns`, in their order."""
    made = type(row_type.__name__, (namedtuple("Columns", list(columns)), row_type), {"__slots__": ()})
    return partial(tuple.__new__, made)
