"""The quickest way to write the rows that an import writes: COPY on PostgreSQL, `executemany` on SQLite.

Into the same tables, with their indexes and triggers; the change feed is written by the triggers.
"""

from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from measures.edits.history_rows import TRACKED
from measures.importing.records import KEY_FIELDS
from measures.models import Change, Edit, PublicBody

MODELS: list[type[Model]] = [*KEY_FIELDS, Edit, *(model.history.model for model in TRACKED)]
Rows = Any  # bytes of COPY, or the rows of SQLite


def tables() -> dict[str, str]:
    """Of each table the columns that can be written, joined by commas."""
    fields = {model: [field for field in model._meta.concrete_fields if not field.generated] for model in MODELS}
    return {model._meta.db_table: ", ".join(f'"{field.column}"' for field in of) for model, of in fields.items()}


def held() -> dict[str, Rows]:
    """What each table holds, in the form in which `write` takes it."""
    with connection.cursor() as cursor:
        return {table: held_by(cursor, table, columns) for table, columns in tables().items()}


def held_by(cursor: Any, table: str, columns: str) -> Rows:
    """The rows of one table."""
    if connection.vendor == "postgresql":
        with cursor.cursor.copy(f"COPY {table} ({columns}) TO STDOUT") as copy:
            return b"".join(map(bytes, copy))
    return cursor.execute(f"SELECT {columns} FROM {table}").fetchall()


def write(rows: dict[str, Rows]) -> None:
    """Write them all in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table, of_table in rows.items():
            write_table(cursor, f"{table} ({tables()[table]})", of_table)


def write_table(cursor: Any, into: str, rows: Rows) -> None:
    if connection.vendor == "postgresql":
        with cursor.cursor.copy(f"COPY {into} FROM STDIN") as copy:
            copy.write(rows)
    elif rows:
        cursor.executemany(f"INSERT INTO {into} VALUES ({', '.join(['%s'] * len(rows[0]))})", rows)


def empty() -> None:
    """Empty the tables without the triggers' work: nothing that is measured."""
    with connection.cursor() as cursor:
        every = [*tables(), PublicBody._meta.db_table, Change._meta.db_table]
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(f"TRUNCATE {', '.join(every)} CASCADE")
            cursor.execute("SET session_replication_role = origin")
            return
        cursor.execute("PRAGMA foreign_keys = OFF")
        triggers = cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        for table in every:
            cursor.execute(f"DELETE FROM {table}")
        for _name, sql in triggers:
            cursor.execute(sql)
        cursor.execute("PRAGMA foreign_keys = ON")
