"""Queries put together once: the ORM writes their SQL the first time, afterwards only what they are given changes.

For a page of fifty rows the ORM takes longer to write a query than PostgreSQL to answer it.
"""

import json
from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Lookup, QuerySet


class Given(str):
    """Stands in a prepared query where each call gives a value of this name."""


class Among(Lookup):
    """One of a list that is given as a single value, so that its length changes no SQL."""

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> Any:
        column, params = self.process_lhs(compiler, connection)
        listed = "= ANY(%s)" if connection.vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"
        return f"{column} {listed}", [*params, self.rhs]


def among(field: str, name: str) -> Among:
    """A condition: `field` is one of the list given as `name`."""
    return Among(F(field), Given(name))


class Prepared:
    """A queryset of values, made when it is first asked."""

    def __init__(self, make: Callable[[], QuerySet[Any, Any]]) -> None:
        self.make = make

    def __call__(self, **given: Any) -> list[tuple[Any, ...]]:
        sql, params = self.statement
        values = [sendable(given[param]) if isinstance(param, Given) else param for param in params]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            rows = cursor.fetchall()
        return list(self.compiler.apply_converters(rows, self.converters)) if self.converters else rows

    @cached_property
    def compiler(self) -> Any:
        return self.make().query.get_compiler(connection=connection)

    @cached_property
    def statement(self) -> tuple[str, tuple[Any, ...]]:
        return self.compiler.as_sql()  # type: ignore[no-any-return]

    @cached_property
    def converters(self) -> Any:
        selected = [column for column, *_ in self.compiler.select]
        return self.compiler.get_converters(selected)


def sendable(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, list) and connection.vendor == "sqlite" else value
