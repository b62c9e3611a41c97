"""Keeping what confirmed measures say, before their parts are written: see `measures.feed.confirmed`."""

from collections.abc import Callable, Collection

from django.db import connections, models, router

from measures.feed import confirmed
from measures.models.edit import UnitOfWork
from measures.prepared import one_of


def keep_contents(unit: UnitOfWork, model: type[models.Model], pks: Collection[int]) -> None:
    """Keep what these records say, of those that are confirmed and no row has. What this edit has created is left out:
    its parts come with it."""
    waiting = {pk for pk in pks if (model, pk) not in unit.created} - unit.contents_kept
    if waiting:
        unit.contents_kept |= waiting
        execute(confirmed.keep, model, waiting)


def confirm_contents(model: type[models.Model], pks: Collection[int]) -> None:
    """Keep the present content of these records as confirmed."""
    execute(confirmed.confirm, model, pks)


def execute(statement: Callable[[str], str], model: type[models.Model], pks: Collection[int]) -> None:
    connection = connections[router.db_for_write(model)]
    chosen = model._base_manager.filter(one_of(pks)).order_by().values("pk")
    keys, params = chosen.query.get_compiler(connection=connection).as_sql()
    sql = statement(keys)
    with connection.cursor() as cursor:
        cursor.execute(confirmed.for_postgresql(sql) if connection.vendor == "postgresql" else sql, params)


def content_now(pk: int) -> str:
    """The present content of a measure, in the form in which it is kept."""
    connection = connections["default"]
    sql = f"SELECT {confirmed.content('m')} FROM measures_measure m WHERE m.id = %s"  # noqa: S608 -- our own names
    with connection.cursor() as cursor:
        cursor.execute(confirmed.for_postgresql(sql) if connection.vendor == "postgresql" else sql, [pk])
        return str(cursor.fetchone()[0])
