"""What lists are sorted by, beside plain columns."""

import json
from collections.abc import Callable, Mapping

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func, IntegerField
from django.db.models.expressions import OrderBy
from django.db.models.sql.compiler import SQLCompiler

Sql = tuple[str, tuple[str | int, ...]]


class Dated(F):
    """Sorts by a date, on every database with records without one last."""

    def asc(self, **kwargs: bool) -> OrderBy:
        return super().asc(nulls_last=True)

    def desc(self, **kwargs: bool) -> OrderBy:
        return super().desc(nulls_last=True)


class LookedUp(Func):
    """The number that is given for a record's primary key, else 0: to sort by what was counted in another query.

    `count` makes the numbers, once the SQL is written: the list asks for what it could be sorted by, too.
    """

    output_field = IntegerField()

    def __init__(self, count: Callable[[], Mapping[int, int]]) -> None:
        super().__init__(F("pk"))
        self.count = count

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        return self.written(compiler, "coalesce((({0})::jsonb ->> ({1})::text)::int, 0)")

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: object) -> Sql:
        return self.written(compiler, "coalesce(json_extract({0}, '$.\"' || {1} || '\"'), 0)")

    def written(self, compiler: SQLCompiler, template: str) -> Sql:
        pk, params = compiler.compile(self.get_source_expressions()[0])
        return template.format("%s", pk), (json.dumps(self.count()), *params)
