"""Prepared queries: the ORM compiles their SQL once, and later calls only give other values for its parameters.

For a page of fifty rows the ORM takes longer to compile a query than PostgreSQL takes to answer it. Django's routers
choose the database at each call, as for any other queryset.
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
    """The name of a parameter of a prepared query, in place of the value that each call gives."""


class Placeholder(Expression):
    """A value that each call gives: `filter(pk__gt=Placeholder("last"))`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: "SQLCompiler", connection: BaseDatabaseWrapper) -> Sql:
        return "%s", (ParameterName(self.name),)


# The list is hidden from PostgreSQL's planner, which would otherwise plan the query again for each list: that takes
# longer than the query.
LISTED = {
    "postgresql": "= ANY((SELECT %s::{0}[])::{0}[])",
    "sqlite": "IN (SELECT value FROM json_each(%s))",
}
PAIRS = {
    "postgresql": "SELECT * FROM unnest((SELECT %s::bigint[]), (SELECT %s::varchar[]))",
    "sqlite": "SELECT a.value, b.value FROM json_each(%s) a JOIN json_each(%s) b ON a.key = b.key",
}


class InList(Lookup):
    """`IN` a list that is one parameter, so that the SQL does not depend on the length of the list."""

    prepare_rhs = False
    listed = LISTED

    def as_sql(self, compiler: "SQLCompiler", connection: BaseDatabaseWrapper) -> Sql:
        column, params = self.process_lhs(compiler, connection)
        kind = str(self.lhs.output_field.db_type(connection)).partition("(")[0]  # a cast to a length cuts
        values = self.rhs if isinstance(self.rhs, ParameterName) else as_parameter(self.rhs, connection.vendor)
        return f"{column} {self.listed[connection.vendor].format(kind)}", (*params, values)


class InSeenList(InList):
    """The same, with a list that the planner sees, so that it can estimate how many rows match."""

    listed = LISTED | {"postgresql": "= ANY(%s::{0}[])"}


# PostgreSQL would overestimate the number of rows of the subquery, and scan the whole table instead of its index.
GIVEN = {"postgresql": "= ANY(ARRAY{0})", "sqlite": "IN {0}"}


class GivenByQuery(Lookup):
    """`IN` a subquery that is evaluated once, before the rest of the query."""

    def as_sql(self, compiler: "SQLCompiler", connection: BaseDatabaseWrapper) -> Sql:
        column, params = self.process_lhs(compiler, connection)
        query, query_params = compiler.compile(self.rhs)
        return f"{column} {GIVEN[connection.vendor].replace('{0}', query)}", (*params, *query_params)


def given_by(queryset: QuerySet[Model, object]) -> GivenByQuery:
    """A condition: the primary key is among the values of this queryset of one column."""
    return GivenByQuery(F("pk"), Subquery(queryset))


def in_list(field: str, name: str) -> InList:
    """A condition: `field` is one of the list given as `name`."""
    return InList(F(field), ParameterName(name))


def one_of(pks: Iterable[int], field: str = "pk") -> InList:
    """A condition: the primary key, or the foreign key `field`, is one of these, however many they are."""
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
    """A UUID as text. psycopg would make a Python UUID of it, which takes longer than the rest of a row."""

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
    """A psycopg pipeline: queries are sent at once, and their results are waited for when they are fetched."""
    connection = connections[alias]
    connection.ensure_connection()
    with (
        connection.wrap_database_errors,
        connection.connection.pipeline() if connection.vendor == "postgresql" else nullcontext(),
    ):
        yield


def receive(alias: str) -> None:
    """Read from the socket what PostgreSQL has sent so far; with a full socket buffer it would stop working."""
    connection = connections[alias]
    if connection.vendor == "postgresql" and connection.connection:
        connection.connection.pgconn.consume_input()


def release_connection(alias: str) -> None:
    """Return a shared connection to its pool, for instance while a client downloads; the next query takes one again."""
    connection = connections[alias]
    if "SHARED_CONNECTIONS" in connection.settings_dict and not connection.in_atomic_block:
        connection.close()


@contextmanager
def released(alias: str) -> Iterator[None]:
    """Return a shared connection to its pool at the end of the block."""
    try:
        yield
    finally:
        release_connection(alias)


class Statement(NamedTuple):
    """The compiled SQL of a query for one database.

    `binary`: results come in PostgreSQL's binary format, which psycopg parses in C; Django parses text in Python.
    """

    sql: str
    params: tuple[str | int, ...]
    compiler: "SQLCompiler"
    converters: dict[int, Any]
    binary: bool


@contextmanager
def planned_anew(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Inside, no prepared statements are used: PostgreSQL plans each query for the values that it is given."""
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
    """A queryset of values whose SQL is compiled at the first call.

    `planned_once`: PostgreSQL may use one generic plan for all values; otherwise it plans each call (`planned_anew`).
    """

    def __init__(self, make: Callable[[], QuerySet[Model, Any]], *, planned_once: bool = True) -> None:
        self.make, self.planned_once = make, planned_once
        self.statements: dict[str, Statement] = {}

    def __call__(self, **parameters: object) -> Tuples:
        return self.send(**parameters)()

    def send(self, **parameters: object) -> Callable[[], Tuples]:
        """Send the query. The function that is returned waits for the rows."""
        connection = self.connection
        statement = self.statement(connection)
        # a list that is given under two names is converted once
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
        """The connection to the database that Django's routers choose now."""
        return connections[self.queryset.db]

    def statement(self, connection: BaseDatabaseWrapper) -> Statement:
        """The SQL for one database, compiled when it is first needed there."""
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
    """PostgreSQL's text form of an array. psycopg would check each item with a regular expression."""
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
