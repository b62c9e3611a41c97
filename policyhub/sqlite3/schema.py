"""A schema editor that keeps triggers: out of the way while a table changes, back again before anything else happens.

SQLite drops a table's triggers when Django rebuilds the table, and renames no table that any trigger mentions. Around
each such change all triggers are therefore dropped and then created again, word for word, in the migration's own
transaction: a migration that fails rolls both back, and what a data migration writes fires them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from django.db.backends.sqlite3 import schema
from django.db.models import Field, Model

AnyField: TypeAlias = "Field[Any, Any]"


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """Django's, with all triggers out of the way of what it does to tables."""

    triggers_are_out = False

    def delete_model(self, model: type[Model], handle_autom2m: bool = True) -> None:
        with self.without_triggers():
            super().delete_model(model, handle_autom2m)

    def alter_db_table(self, model: type[Model], old_db_table: str, new_db_table: str) -> None:
        with self.without_triggers():
            super().alter_db_table(model, old_db_table, new_db_table)

    def alter_field(self, model: type[Model], old_field: AnyField, new_field: AnyField, strict: bool = False) -> None:
        with self.without_triggers():
            super().alter_field(model, old_field, new_field, strict)

    def remove_field(self, model: type[Model], field: AnyField) -> None:
        with self.without_triggers():
            super().remove_field(model, field)

    def _remake_table(self, model: type[Model], **changes: object) -> None:
        with self.without_triggers():
            super()._remake_table(model, **changes)  # type: ignore[misc]  # not in the stubs

    @contextmanager
    def without_triggers(self) -> Iterator[None]:
        """Drop all triggers; afterwards create those again whose tables are still there."""
        if self.triggers_are_out or self.collect_sql:
            yield
            return
        self.triggers_are_out, triggers = True, self.triggers()
        for name, _table, _sql in triggers:
            self.execute(f"DROP TRIGGER {self.quote_name(name)}")
        try:
            yield
        finally:
            tables = set(self.connection.introspection.table_names())
            for _name, table, sql in triggers:
                if table in tables:
                    self.execute(sql, params=None)
            self.triggers_are_out = False

    def triggers(self) -> list[tuple[str, str, str]]:
        """The name, the table and the SQL of each trigger."""
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
            return list(cursor.fetchall())
