"""Queries put together once: the ORM writes their SQL the first time, afterwards only what they are given changes.

For a page of fifty rows the ORM takes longer to write a query than PostgreSQL to answer it.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import cached_property, partial
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import BooleanField, CharField, Expression, F, Func, Lookup, QuerySet

BINARY = 1

Tuples = list[tuple[Any, ...]]


class Given(str):
    """Stands in a prepared query where each call gives a value of this name."""


class Slot(Expression):
    """A value that each call gives: `filter(pk__gt=Slot("last"))`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> Any:
        return "%s", [Given(self.name)]


# PostgreSQL is not to see a list while it plans: it would plan anew for each, in more time than the rest takes.
LISTED = {
    "postgresql": "= ANY((SELECT %s::{0}[])::{0}[])",
    "sqlite": "IN (SELECT value FROM json_each(%s))",
}
PAIRS = {
    "postgresql": "SELECT * FROM unnest((SELECT %s::bigint[]), (SELECT %s::varchar[]))",
    "sqlite": "SELECT a.value, b.value FROM json_each(%s) a JOIN json_each(%s) b ON a.key = b.key",
}


class Among(Lookup):
    """One of a list that is given as a single value, so that its length changes no SQL."""

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> Any:
        column, params = self.process_lhs(compiler, connection)
        kind = self.lhs.output_field.db_type(connection)
        return f"{column} {LISTED[connection.vendor].format(kind)}", [
            *params,
            self.rhs if isinstance(self.rhs, Given) else sendable(self.rhs),
        ]


def among(field: str, name: str) -> Among:
    """A condition: `field` is one of the list given as `name`."""
    return Among(F(field), Given(name))


def one_of(pks: Iterable[int]) -> Among:
    """A condition: the primary key is one of these, however many."""
    return Among(F("pk"), sorted(pks))


class PairAmong(Func):
    """A condition: two fields, together, are one of the pairs given as two lists of equal length."""

    output_field = BooleanField()

    def __init__(self, first: str, second: str, names: tuple[str, str]) -> None:
        super().__init__(F(first), F(second))
        self.given = names

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper, *args: Any, **context: Any) -> Any:
        (first, _), (second, _) = (compiler.compile(part) for part in self.get_source_expressions())
        return f"({first}, {second}) IN ({PAIRS[connection.vendor]})", [Given(name) for name in self.given]


class Spelled(Func):
    """A UUID as text: psycopg makes UUIDs in Python, which takes longer than all else about a responsibility."""

    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s)::varchar", **context)

    def as_sqlite(self, compiler: Any, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        column, params = compiler.compile(self.get_source_expressions()[0])
        parts = (
            f"substr({column}, {start}, {length})" for start, length in ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
        )
        return " || '-' || ".join(parts), params * 5


@contextmanager
def overlapped() -> Iterator[None]:
    """In here what was asked does not keep Python waiting until its answer is wanted: PostgreSQL works meanwhile."""
    connection.ensure_connection()
    with connection.connection.pipeline() if connection.vendor == "postgresql" else nullcontext():
        yield


def release_connection() -> None:
    """Give a shared connection back for as long as a caller reads what it gave; the next query takes one again."""
    if "SHARED_CONNECTIONS" in connection.settings_dict and not connection.in_atomic_block:
        connection.close()


class Statement(NamedTuple):
    sql: str
    params: tuple[Any, ...]
    compiler: Any
    converters: Any

    @property
    def binary(self) -> bool:
        """Times and numbers that PostgreSQL sends as bytes are read by psycopg's C, as text by Django's Python."""
        return connection.vendor == "postgresql" and not self.converters


class Prepared:
    """A queryset of values; its SQL is written when it is first asked."""

    def __init__(self, make: Callable[[], QuerySet[Any, Any]]) -> None:
        self.make = make

    def __call__(self, **given: Any) -> Tuples:
        return self.ask(**given)()

    def ask(self, **given: Any) -> Callable[[], Tuples]:
        """Ask, and give what waits for the answer."""
        sent = {id(value): sendable(value) for value in given.values()}  # a list given under two names, once
        params = [sent[id(given[param])] if isinstance(param, Given) else param for param in self.statement.params]
        cursor = connection.cursor()
        if self.statement.binary:
            cursor.cursor.format = BINARY
        cursor.execute(self.statement.sql, params)
        return partial(self.answer, cursor)

    def answer(self, cursor: CursorWrapper) -> Tuples:
        with cursor:
            rows = cursor.fetchall()
        _, _, compiler, converters = self.statement
        return list(compiler.apply_converters(rows, converters)) if converters else rows

    @cached_property
    def statement(self) -> Statement:
        compiler = self.make().query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        return Statement(sql, params, compiler, compiler.get_converters([column for column, *_ in compiler.select]))


def sendable(value: Any) -> Any:
    if connection.vendor == "sqlite":
        return json.dumps([stored(item) for item in value]) if isinstance(value, list | tuple) else stored(value)
    return array(value) if isinstance(value, list | tuple) else value


def array(values: Sequence[Any]) -> str:
    """As PostgreSQL writes an array; psycopg would look at each item with a pattern."""
    if values and isinstance(values[0], int):
        return f"{{{','.join(map(str, values))}}}"
    return f"{{{','.join(map(quoted, values))}}}"


def quoted(value: object) -> str:
    if value is None:
        return "NULL"
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def stored(value: Any) -> Any:
    return value.hex if isinstance(value, UUID) else value
