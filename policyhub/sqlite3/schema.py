"""A schema editor that keeps triggers: out of the way while a table changes, back again before anything else happens.

SQLite drops a table's triggers when Django rebuilds the table, and renames no table that any trigger mentions. Around
each such change all triggers are therefore dropped and then created again, word for word, in the migration's own
transaction: a migration that fails rolls both back, and what a data migration writes fires them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.sqlite3 import schema


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    triggers_are_out = False

    def delete_model(self, *args: Any, **kwargs: Any) -> None:
        with self.without_triggers():
            super().delete_model(*args, **kwargs)

    def alter_db_table(self, *args: Any, **kwargs: Any) -> None:
        with self.without_triggers():
            super().alter_db_table(*args, **kwargs)

    def alter_field(self, *args: Any, **kwargs: Any) -> None:
        with self.without_triggers():
            super().alter_field(*args, **kwargs)

    def remove_field(self, *args: Any, **kwargs: Any) -> None:
        with self.without_triggers():
            super().remove_field(*args, **kwargs)

    def _remake_table(self, *args: Any, **kwargs: Any) -> None:
        with self.without_triggers():
            super()._remake_table(*args, **kwargs)  # type: ignore[misc]  # not in the stubs

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
