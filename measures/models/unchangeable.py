"""Triggers that make the database refuse to change an issued report, on either engine.

An issued report keeps every value. Its account alone may be taken out, as when it is deleted. Deleting a row is left to
`prune_reports`.
"""

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

from measures.models.reports import IssuedReport

TABLE = IssuedReport._meta.db_table
SAID = "An issued report is never changed."
FUNCTION = "issued_report_refuse_change"


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers again, if the table exists. SQLite drops them when a migration rebuilds the table."""
    if TABLE not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for statement in statements(connection.vendor):
            cursor.execute(statement)


def statements(vendor: str) -> Iterator[str]:
    """The SQL that creates the function and the triggers."""
    kept = ", ".join(f'"{field.column}"' for field in IssuedReport._meta.concrete_fields if field.name != "by")
    if vendor == "postgresql":
        refuse = f"EXECUTE FUNCTION {FUNCTION}()"
        raised = f"RAISE EXCEPTION '{SAID}' USING ERRCODE = 'check_violation';"
        yield f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {raised} END $$"
    else:
        refuse = f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
    each = "FOR EACH ROW"
    for name, columns, condition in (("kept", kept, ""), ("author", '"by_id"', "WHEN (NEW.by_id IS NOT NULL)")):
        trigger = f"issued_report_{name}"
        yield f"DROP TRIGGER IF EXISTS {trigger}" + (f" ON {TABLE}" if vendor == "postgresql" else "")
        yield f"CREATE TRIGGER {trigger} BEFORE UPDATE OF {columns} ON {TABLE} {each} {condition} {refuse}"
