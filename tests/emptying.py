"""Empties PostgreSQL's tables after a test that commits, in a tenth of the time that Django's `flush` takes.

`flush` truncates every table, which makes new files of them all, and then makes permissions, content types, triggers
and functions anew. Few tables hold something, and hardly a test touches the rest.
"""

from functools import cache

from django.apps import apps
from django.db import connection, transaction
from django.db.models.signals import post_migrate
from django.test import TransactionTestCase

from measures import feed, search
from measures.apps import install_triggers_and_functions, make_groups
from measures.models import Change

KEPT = {"django_migrations", "django_content_type", "auth_permission"}
flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]


def empty_or_flush(test: TransactionTestCase) -> None:
    """Takes the place of `TransactionTestCase._fixture_teardown`."""
    if connection.vendor == "postgresql":
        empty()
    else:
        flush_without_groups(test)
        Change.objects.restart()  # the triggers tell of what `flush` deletes after the changes themselves


def flush_without_groups(test: TransactionTestCase) -> None:
    """Without making the groups anew, which takes longer than all else: a test that wants them makes them."""
    sender = apps.get_app_config("measures")
    post_migrate.disconnect(make_groups, sender=sender)
    flush(test)
    post_migrate.connect(make_groups, sender=sender)


def empty() -> None:
    """Delete all rows but those that every migrate makes; put back triggers and functions that the test has changed."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # neither triggers nor foreign keys
        for table in filled_tables():
            cursor.execute(f'DELETE FROM "{table}"')
    Change.objects.restart()
    if (feed.installed(connection), search.installed(connection)) != installed_at_first():
        install_triggers_and_functions(using=connection.alias)


def filled_tables() -> list[str]:
    tables = sorted(set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - KEPT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f'EXISTS (SELECT FROM "{table}")' for table in tables))
        return [table for table, filled in zip(tables, cursor.fetchone(), strict=True) if filled]


@cache
def installed_at_first() -> object:
    """What a database holds of its own after a migrate."""
    install_triggers_and_functions(using=connection.alias)
    return feed.installed(connection), search.installed(connection)
