"""Copy a whole installation from another database into the site's own, on whatever engines the two are.

Every row of every table comes along under its own key: records, history, edits, users and their rights, tokens,
sessions and the change feed with its numbers, so that links, tokens and cursors stay good.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

import dj_database_url
from django.apps import apps
from django.core.management.base import CommandError
from django.core.management.color import no_style
from django.db import DatabaseError, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.sql.subqueries import InsertQuery
from django.db.utils import load_backend
from django.utils.translation import gettext as _

from measures.feed.statements import TABLES
from measures.models import ConfirmedContent, Measure
from measures.models.confirming import confirm_contents

SOURCE = "source"
BATCH = 500
ENGINES = {
    "django.db.backends.sqlite3": "policyhub.sqlite3",
    "django.db.backends.postgresql": "policyhub.postgresql",
}
MADE_BY_PEOPLE = ("measures.Plan", "measures.ResponsibleBody", "auth.User")
Model = type[models.Model]


def copy_everything(url: str) -> int:
    """Copy the database at `url` into the site's, in one transaction, and give the number of rows.

    Raises CommandError where the two are not at the same migrations, where the site's database holds records or
    accounts already, or for a row that it cannot store; then it stays as it was.
    """
    source = connect(url)
    try:
        refuse_differences(source, connections["default"])
        return copy_tables(connections["default"])
    finally:
        source.close()


def copy_tables(target: BaseDatabaseWrapper) -> int:
    """Replace what stands in every table by what SOURCE holds. Gives the number of rows."""
    tables = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    with transaction.atomic(SOURCE), transaction.atomic():
        refuse_filled(tables)
        with without_triggers(target):
            for model in tables:
                model._base_manager.all()._raw_delete("default")
            copied = sum(copy_table(model, target) for model in tables)
            target.check_constraints()
        reset_numbers(target, tables)
        write_anew_what_was_confirmed()
    return copied


def write_anew_what_was_confirmed() -> None:
    """Each engine writes it in its own way, and compares it as text."""
    same = ConfirmedContent.objects.filter(changed=False).values_list("pk", flat=True)
    confirm_contents(Measure, list(same))


def connect(url: str) -> BaseDatabaseWrapper:
    """Open the database at `url` under the alias SOURCE."""
    try:
        config = dict(dj_database_url.parse(url))
    except ValueError as error:
        raise CommandError(str(error)) from error
    config["ENGINE"] = ENGINES.get(str(config["ENGINE"]), config["ENGINE"])
    settings = connections.configure_settings({"default": {}, SOURCE: config})[SOURCE]
    wrapper: BaseDatabaseWrapper = load_backend(str(config["ENGINE"])).DatabaseWrapper(settings, SOURCE)
    connections[SOURCE] = wrapper
    return wrapper


def refuse_differences(source: BaseDatabaseWrapper, target: BaseDatabaseWrapper) -> None:
    """Raise CommandError where the two databases are not at the same migrations."""
    try:
        theirs, ours = (MigrationRecorder(connection).applied_migrations().keys() for connection in (source, target))
    except DatabaseError as error:
        raise CommandError(str(error)) from error
    if theirs != ours:
        raise CommandError(_("The two databases are not at the same migrations. Run `migrate` on both first."))


def refuse_filled(tables: list[Model]) -> None:
    for model in tables:
        if model._meta.label in MADE_BY_PEOPLE and model._base_manager.using("default").exists():
            message = _("This database holds records or accounts already. Copy into a new one.")
            raise CommandError(message)


@contextmanager
def without_triggers(target: BaseDatabaseWrapper) -> Iterator[None]:
    """What is copied is no change: the feed comes along as it is."""
    tables = [*TABLES.values()]
    with target.cursor() as cursor:
        if target.vendor == "postgresql":
            before = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables]
            after = ["SET CONSTRAINTS ALL IMMEDIATE", *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables)]
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            before, after = [f"DROP TRIGGER {name}" for name, _sql in triggers], [sql for _name, sql in triggers]
        for statement in before:
            cursor.execute(statement)
        yield
        for statement in after:
            cursor.execute(statement)


def copy_table(model: Model, target: BaseDatabaseWrapper) -> int:
    """Copy every row as it stands: no default, no time of now. Gives their number."""
    rows, copied = model._base_manager.using(SOURCE).order_by("pk").iterator(BATCH), 0
    while batch := list(islice(rows, batch_size(model, target))):
        write(model, batch)
        copied += len(batch)
    return copied


def batch_size(model: Model, target: BaseDatabaseWrapper) -> int:
    fields = len(model._meta.concrete_fields)
    return min(BATCH, (target.features.max_query_params or 30_000) // fields)


def write(model: Model, rows: list[models.Model]) -> None:
    """INSERT rows, one by one where they cannot be stored together. Raises CommandError naming the row."""
    try:
        with transaction.atomic():
            insert(model, rows)
    except (DatabaseError, ValueError) as error:
        if len(rows) > 1:  # find out which it is
            for row in rows:
                write(model, [row])
        place = {"model": model._meta.verbose_name, "pk": rows[0].pk, "error": error}
        raise CommandError(_("%(model)s %(pk)s cannot be stored here: %(error)s") % place) from error


def insert(model: Model, rows: list[models.Model]) -> None:
    query = InsertQuery(model)
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    query.insert_values(fields, rows, raw=True)
    query.get_compiler(using="default").execute_sql()


def reset_numbers(target: BaseDatabaseWrapper, tables: list[Model]) -> None:
    """New rows take numbers after those that were copied."""
    with target.cursor() as cursor:
        for statement in target.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)
