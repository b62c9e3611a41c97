"""Queries prepared once: the ORM writes their SQL the first time; later calls change the values of its parameters.

For a page of fifty rows the ORM takes longer to write a query than PostgreSQL to answer it. Which database answers,
Django's routers say at each call, as for any other queryset.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from functools import cached_property, lru_cache, partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, cast
from uuid import UUID

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import (
    Aggregate,
    BooleanField,
    CharField,
    Expression,
    F,
    ForeignKey,
    Func,
    JSONField,
    Lookup,
    Model,
    QuerySet,
    Subquery,
    TextField,
)
from django.db.models.sql import UpdateQuery

if TYPE_CHECKING:
    from django.db.models.sql.compiler import SQLCompiler

BINARY = 1

M = TypeVar("M", bound=Model)
Sql = tuple[str, tuple[str | int, ...]]
Values = tuple[Any, ...]  # of a row, as a cursor returns them
Tuples = list[Values]


class ParameterName(str):
    """Stands in a prepared query's parameters where each call gives the value of this name."""


class Placeholder(Expression):
    """A value that each call gives: `filter(pk__gt=Placeholder("last"))`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: "SQLCompiler", connection: BaseDatabaseWrapper) -> Sql:
        return "%s", (ParameterName(self.name),)


# PostgreSQL is not to see a list while it plans: it would plan anew for each, in more time than the rest takes.
LISTED = {
    "postgresql": "= ANY((SELECT %s::{0}[])::{0}[])",
    "sqlite": "IN (SELECT value FROM json_each(%s))",
}
PAIRS = {
    "postgresql": "SELECT * FROM unnest((SELECT %s::bigint[]), (SELECT %s::varchar[]))",
    "sqlite": "SELECT a.value, b.value FROM json_each(%s) a JOIN json_each(%s) b ON a.key = b.key",
}


class InList(Lookup):
    """One of a list that is given as a single value, so that its length changes no SQL."""

    prepare_rhs = False
    listed = LISTED

    def as_sql(self, compiler: "SQLCompiler", connection: BaseDatabaseWrapper) -> Sql:
        column, params = self.process_lhs(compiler, connection)
        kind = str(self.lhs.output_field.db_type(connection)).partition("(")[0]  # a cast to a length cuts
        values = self.rhs if isinstance(self.rhs, ParameterName) else as_parameter(self.rhs, connection.vendor)
        return f"{column} {self.listed[connection.vendor].format(kind)}", (*params, values)


class InSeenList(InList):
    """The same, where the plan is to follow from what the list holds: from how many rows have a value of it."""

    listed = LISTED | {"postgresql": "= ANY(%s::{0}[])"}


# PostgreSQL is not to guess how many rows these are: it would rather read all that they are looked for in.
GIVEN = {"postgresql": "= ANY(ARRAY{0})", "sqlite": "IN {0}"}


class GivenByQuery(Lookup):
    """One of the values that a query gives, which is asked once, before all else."""

    def as_sql(self, compiler: "SQLCompiler", connection: BaseDatabaseWrapper) -> Sql:
        column, params = self.process_lhs(compiler, connection)
        query, query_params = compiler.compile(self.rhs)
        return f"{column} {GIVEN[connection.vendor].replace('{0}', query)}", (*params, *query_params)


def given_by(queryset: QuerySet[Model, object]) -> GivenByQuery:
    """A condition: the primary key is one of the values of the only column of this queryset."""
    return GivenByQuery(F("pk"), Subquery(queryset))


def in_list(field: str, name: str) -> InList:
    """A condition: `field` is one of the list given as `name`."""
    return InList(F(field), ParameterName(name))


def one_of(pks: Iterable[int], field: str = "pk") -> InList:
    """A condition: the primary key, or a reference to another record, is one of these, however many."""
    return InList(F(field), sorted(pks))


class PairInLists(Func):
    """A condition: two fields, together, are one of the pairs given as two lists of equal length."""

    output_field = BooleanField()

    def __init__(self, first: str, second: str, names: tuple[str, str]) -> None:
        super().__init__(F(first), F(second))
        self.names = names

    def as_sql(self, compiler: "SQLCompiler", connection: BaseDatabaseWrapper, *args: object, **context: object) -> Sql:
        (first, _), (second, _) = (compiler.compile(part) for part in self.get_source_expressions())
        return f"({first}, {second}) IN ({PAIRS[connection.vendor]})", tuple(map(ParameterName, self.names))


class JSONText(Func):
    """The text of a JSON object of these names and values, without spaces. On PostgreSQL."""

    output_field = TextField()
    template, arg_joiner = "concat('{', %(expressions)s, '}')", ", ',', "

    def __init__(self, **values: str | Expression) -> None:
        super().__init__(*(member(name, value) for name, value in values.items()))


def member(name: str, value: str | Expression) -> Func:
    """What `concat` is given of a name and a value of an object."""
    text = "%(expressions)s" if isinstance(value, JSONText) else "coalesce(to_json(%(expressions)s), 'null')"
    return Func(value, template=f"""'"{name}":', {text}""", output_field=TextField())


class JSONTexts(Aggregate):
    """The texts of a group in an order, as the text of a JSON array. On PostgreSQL."""

    output_field = TextField()
    template = "concat('[', string_agg(%(expressions)s), ']')"

    def __init__(self, text: JSONText, *order: str | Expression) -> None:
        super().__init__(text, Func(*order, template="',' ORDER BY %(expressions)s", output_field=TextField()))


class UUIDText(Func):
    """A UUID as text: psycopg makes UUIDs in Python, which takes longer than all else about a responsibility."""

    output_field = CharField()

    def as_postgresql(self, compiler: "SQLCompiler", connection: BaseDatabaseWrapper, **context: Any) -> Sql:
        return self.as_sql(compiler, connection, template="(%(expressions)s)::varchar", **context)

    def as_sqlite(self, compiler: "SQLCompiler", connection: BaseDatabaseWrapper, **context: object) -> Sql:
        column, params = compiler.compile(self.get_source_expressions()[0])
        parts = (
            f"substr({column}, {start}, {length})" for start, length in ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
        )
        return " || '-' || ".join(parts), params * 5


@contextmanager
def pipelined(alias: str) -> Iterator[None]:
    """Inside, a query that was sent to this database is waited for only when its rows are fetched: PostgreSQL works
    meanwhile.
    """
    connection = connections[alias]
    connection.ensure_connection()
    with (
        connection.wrap_database_errors,
        connection.connection.pipeline() if connection.vendor == "postgresql" else nullcontext(),
    ):
        yield


def receive(alias: str) -> None:
    """Take in what PostgreSQL has answered so far: it waits while as much as a socket holds is not taken."""
    connection = connections[alias]
    if connection.vendor == "postgresql" and connection.connection:
        connection.connection.pgconn.consume_input()


def release_connection(alias: str) -> None:
    """Give a shared connection back for as long as a caller reads what it gave; the next query takes one again."""
    connection = connections[alias]
    if "SHARED_CONNECTIONS" in connection.settings_dict and not connection.in_atomic_block:
        connection.close()


@contextmanager
def released(alias: str) -> Iterator[None]:
    """Give a shared connection back after what is done inside."""
    try:
        yield
    finally:
        release_connection(alias)


class Statement(NamedTuple):
    """The SQL of a query for one database. `binary`: the server may send times and numbers as bytes, which psycopg's C
    reads; as text, Django's Python would.
    """

    sql: str
    params: tuple[str | int, ...]
    compiler: "SQLCompiler"
    converters: dict[int, Any]
    binary: bool


@contextmanager
def planned_anew(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Inside, PostgreSQL plans a query for the values that it is given, not once for all."""
    connection.ensure_connection()
    if connection.vendor != "postgresql":
        yield
        return
    threshold = connection.connection.prepare_threshold
    connection.connection.prepare_threshold = None
    try:
        yield
    finally:
        connection.connection.prepare_threshold = threshold


class PreparedQuery:
    """A queryset of values whose SQL is written at the first call.

    `planned_once`: PostgreSQL plans it for whatever values it is given; else for each anew.
    """

    def __init__(self, make: Callable[[], QuerySet[Model, Any]], *, planned_once: bool = True) -> None:
        self.make, self.planned_once = make, planned_once
        self.statements: dict[str, Statement] = {}

    def __call__(self, **parameters: object) -> Tuples:
        return self.send(**parameters)()

    def send(self, **parameters: object) -> Callable[[], Tuples]:
        """Send the query; the function returned waits for its rows."""
        connection = self.connection
        statement = self.statement(connection)
        # a list under two names, once
        values = {id(value): as_parameter(value, connection.vendor) for value in parameters.values()}
        params = [
            values[id(parameters[param])] if isinstance(param, ParameterName) else param for param in statement.params
        ]
        cursor = connection.cursor()
        if statement.binary:
            cursor.cursor.format = BINARY
        with nullcontext() if self.planned_once else planned_anew(connection):
            cursor.execute(statement.sql, params)
        if connection.vendor == "sqlite":  # whose transaction would stay open
            rows = self.fetch(cursor, statement)
            return lambda: rows
        return partial(self.fetch, cursor, statement)

    def fetch(self, cursor: CursorWrapper, statement: Statement) -> Tuples:
        with cursor:
            rows = cursor.fetchall()
        converters = statement.converters
        return [tuple(row) for row in statement.compiler.apply_converters(rows, converters)] if converters else rows

    @cached_property
    def queryset(self) -> QuerySet[Model, Any]:
        return self.make()

    @property
    def connection(self) -> BaseDatabaseWrapper:
        """Where this query is answered now."""
        return connections[self.queryset.db]

    def statement(self, connection: BaseDatabaseWrapper) -> Statement:
        """The SQL for one database, written when it is first asked there."""
        if connection.alias not in self.statements:
            compiler = self.queryset.query.get_compiler(connection=connection)
            sql, params = compiler.as_sql()
            converters = compiler.get_converters([column for column, *_ in compiler.select])
            binary = connection.vendor == "postgresql" and not converters
            self.statements[connection.alias] = Statement(sql, params, compiler, converters, binary)
        return self.statements[connection.alias]


class PreparedRecords(Generic[M]):
    """A queryset of records, each with what it refers to by the foreign keys in `references`, prepared as a query.

    Of those, the attributes that are named for each are read, or all but long texts; others, when somebody asks.
    `beside` are expressions, each an attribute of the records.
    """

    def __init__(
        self, queryset: QuerySet[M], references: Mapping[str, Collection[str]], **beside: Expression | Subquery
    ) -> None:
        self.model, self.beside = queryset.model, [*beside]
        self.names = [field.attname for field in self.model._meta.concrete_fields]
        self.references = {
            name: (related := related_model(self.model, name), chosen(related, names))
            for name, names in references.items()
        }
        others = [f"{name}__{field}" for name, (_model, fields) in self.references.items() for field in fields]
        self.query = PreparedQuery(lambda: queryset.values_list(*self.names, *others, *beside.values()))

    def __call__(self, **parameters: object) -> list[M]:
        return [self.record(iter(row)) for row in self.query(**parameters)]

    def record(self, values: Iterator[object]) -> M:
        """The record of these values."""
        using = self.query.connection.alias
        record = self.model.from_db(using, self.names, [*islice(values, len(self.names))])
        for name, (model, fields) in self.references.items():
            related = model.from_db(using, fields, [*islice(values, len(fields))])
            setattr(record, name, related if related.pk is not None else None)
        for name, value in zip(self.beside, values, strict=True):
            setattr(record, name, value)
        return record


@lru_cache(256)
def update_statement(
    model: type[Model], changed: tuple[str, ...], expected: tuple[str, ...], using: str
) -> tuple[str, list[str]]:
    """The SQL of an UPDATE of the row with a primary key whose `expected` columns have the values that were read.

    With the names of its parameters: the columns, what they are expected to hold (`was`), and `pk`.
    """
    found = model._base_manager.filter(pk=Placeholder("pk"), **{name: Placeholder(was(name)) for name in expected})
    query = cast(UpdateQuery, found.query.chain(UpdateQuery))
    query.add_update_values({name: Placeholder(name) for name in changed})
    sql, params = query.get_compiler(using).as_sql()
    return sql, [str(name) for name in params]


def was(name: str) -> str:
    return f"{name} before"


def related_model(model: type[Model], name: str) -> type[Model]:
    """The model of the records to which a foreign key refers."""
    field = model._meta.get_field(name)
    if not isinstance(field, ForeignKey):
        raise TypeError(f"{name} of {model.__name__} is no foreign key")
    return field.related_model


def chosen(model: type[Model], names: Collection[str]) -> list[str]:
    """The primary key and the attributes of these names; without any, all but long texts."""
    fields = model._meta.concrete_fields
    if names:
        return [field.attname for field in fields if field.primary_key or field.attname in names]
    return [field.attname for field in fields if not isinstance(field, TextField | JSONField)]


def as_parameter(value: Any, vendor: str) -> Any:
    if vendor == "sqlite":
        return json.dumps([stored(item) for item in value]) if isinstance(value, list | tuple) else stored(value)
    return array(value) if isinstance(value, list | tuple) else value


def array(values: Sequence[Any]) -> str:
    """As PostgreSQL writes an array; psycopg would look at each item with a pattern."""
    if values and isinstance(values[0], int):
        return f"{{{','.join(map(str, values))}}}"
    if {*map(type, values)} == {str}:
        joined = '","'.join(values)
        if "\\" not in joined and joined.count('"') == 2 * (len(values) - 1):
            return f'{{"{joined}"}}'  # no text needs escaping
    return f"{{{','.join(map(quoted, values))}}}"


def quoted(value: object) -> str:
    if value is None:
        return "NULL"
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def stored(value: object) -> object:
    return value.hex if isinstance(value, UUID) else value
