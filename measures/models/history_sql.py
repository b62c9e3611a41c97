"""SQL that copies records to their history tables, and finds records whose history is incomplete."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Expression, ForeignKey, Model
from django.utils import timezone

from measures.models.deferred_writes import copy_queued_update, write
from measures.prepared import LISTED, Sql, as_parameter

if TYPE_CHECKING:
    from django.db.models.sql.compiler import SQLCompiler

    from measures.models.edit import Edit
    from measures.models.history import Tracked

NOT_CONTENT = {"version", "updated_at"}  # counted and dated by every edit, and by those of parts
ADDED = {
    "postgresql": "CAST(%s AS timestamptz), CAST(%s AS varchar), CAST(%s AS bigint), CAST(%s AS bigint)",
    "sqlite": "%s, %s, %s, %s",
}
DIFFERS = {"postgresql": "IS DISTINCT FROM", "sqlite": "IS NOT"}


def unknown_states(model: "type[Tracked]", pks: Sequence[int]) -> list[int]:
    """Of the stored records with these primary keys, those whose newest history row is missing or says otherwise.

    A few more may be named (JSON can be written in several ways), never fewer.
    """
    connection = connections[router.db_for_write(model)]
    table, history = model._meta.db_table, model.history.model
    chosen, params = chosen_keys(connection, model, pks)
    sql = (
        f"SELECT m.id FROM {table} m LEFT JOIN {history._meta.db_table} h ON h.history_id = ({newest(model, 'm')})"  # noqa: S608 -- the model's names
        f" WHERE {chosen} AND (h.history_id IS NULL OR {tells_otherwise(model, 'm', connection.vendor)}) ORDER BY m.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [pk for (pk,) in cursor.fetchall()]


def newest(model: "type[Tracked]", row: str) -> str:
    """SQL: the key of the newest history row of the record at the alias `row`."""
    return f"SELECT MAX(x.history_id) FROM {model.history.model._meta.db_table} x WHERE x.id = {row}.id"  # noqa: S608


def tells_otherwise(model: "type[Tracked]", row: str, vendor: str) -> str:
    """SQL: whether the history row `h` differs from the stored record at the alias `row`."""
    content = [each.column for each in model.history.model.tracked_fields if each.name not in NOT_CONTENT]
    other = " OR ".join(f'{row}."{name}" {DIFFERS[vendor]} h."{name}"' for name in content)
    return f"(h.history_type = '-' OR {other})"


class StateInHistory(Expression):
    """An annotation: whether the newest history row of a record equals the stored record."""

    output_field = BooleanField()

    def __init__(self, model: "type[Tracked]") -> None:
        super().__init__()
        self.model = model

    def as_sql(self, compiler: "SQLCompiler", connection: BaseDatabaseWrapper) -> Sql:
        row, history = self.model._meta.db_table, self.model.history.model._meta.db_table
        other = tells_otherwise(self.model, row, connection.vendor)
        found = f"SELECT 1 FROM {history} h WHERE h.history_id = ({newest(self.model, row)}) AND NOT {other}"  # noqa: S608
        return f"EXISTS ({found})", ()


def can_add_first_rows(model: "type[Tracked]") -> bool:
    """Whether the model, or every model that it may be a part of, has the time of the last change."""
    owners = [owner for _column, owner in owners_of(model)]
    return all(has_date(each) for each in owners or [model])


def owners_of(model: "type[Tracked]") -> list[tuple[str, type[Model]]]:
    """The foreign keys to the records that it may be a part of, with their models."""
    fields = [each for each in model._meta.concrete_fields if each.name in model.owner_fields]
    return [(each.column, each.related_model) for each in fields if isinstance(each, ForeignKey)]


def has_date(model: type[Model]) -> bool:
    return any(each.name == "updated_at" for each in model._meta.concrete_fields)


def add_first_rows(model: "type[Tracked]", pks: Sequence[int]) -> None:
    """Insert the first history rows of records: without an edit, dated to the last change of each or of its owner."""
    connection = connections[router.db_for_write(model)]
    history = model.history.model
    chosen, params = chosen_keys(connection, model, pks)
    columns = [f'"{each.column}"' for each in history.tracked_fields]
    into = f"{', '.join(columns)}, history_date, history_type"
    copied = ", ".join(f"m.{name}" for name in columns)
    sql = (
        f"INSERT INTO {history._meta.db_table} ({into}) SELECT {copied}, {date_of(model)}, '+'"  # noqa: S608
        f" FROM {model._meta.db_table} m WHERE {chosen} ORDER BY m.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def copy_to_history(model: "type[Tracked]", pks: Iterable[int], kind: str, edit: "Edit") -> None:
    """Insert history rows of stored records, dated now; `kind` is "+" or "~"."""
    connection = connections[router.db_for_write(model)]
    chosen, params = chosen_keys(connection, model, pks)
    sql = f"{copying(model, connection.vendor, model._meta.db_table)} WHERE {chosen} ORDER BY m.id"
    write(sql, (connection.ops.adapt_datetimefield_value(timezone.now()), kind, edit.by_id, edit.pk, *params))


def copy_updated(model: "type[Tracked]", pk: int, edit: "Edit") -> None:
    """The same of a record whose UPDATE was the last write: with it in one statement where that is queued."""
    copy, params = copying(model, "postgresql", "written"), (timezone.now(), "~", edit.by_id, edit.pk)
    if not copy_queued_update(copy, params):
        copy_to_history(model, [pk], "~", edit)


@cache
def copying(model: "type[Tracked]", vendor: str, rows: str) -> str:
    """SQL, but for which of `rows`: their history; the date, the kind, the author and the edit are parameters."""
    history = model.history.model
    fields = [f'"{each.column}"' for each in history.tracked_fields]
    columns = ", ".join([*fields, "history_date", "history_type", "history_user_id", "edit_id"])
    copied = ", ".join(f"m.{name}" for name in fields)
    into = f"INSERT INTO {history._meta.db_table} ({columns})"
    return f"{into} SELECT {copied}, {ADDED[vendor]} FROM {rows} m"  # noqa: S608 -- the model's names


def date_of(model: "type[Tracked]") -> str:
    """SQL: the time of the last change of the record `m`, or of the record that it is part of."""
    dates = [
        f'(SELECT o.updated_at FROM {owner._meta.db_table} o WHERE o.id = m."{column}")'  # noqa: S608
        for column, owner in owners_of(model)
    ]
    return f"COALESCE({', '.join([*dates, 'CURRENT_TIMESTAMP'])})" if dates else "m.updated_at"


def chosen_keys(connection: BaseDatabaseWrapper, model: "type[Tracked]", pks: Iterable[int]) -> Sql:
    """SQL: that the row `m` has one of the primary keys, and its parameter."""
    kind = model._meta.pk.rel_db_type(connection)
    return f"m.id {LISTED[connection.vendor].format(kind)}", (as_parameter(sorted(pks), connection.vendor),)
