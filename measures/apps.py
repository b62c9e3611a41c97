"""The application's start: what each connection needs, and what a database gets after each migration."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Warning as CheckWarning
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from measures import feed, search


class MeasuresConfig(AppConfig):
    """Prepares connections, installs triggers and functions after `migrate`, and checks that they are there."""

    name = "measures"
    verbose_name = _("Policy plans")

    def ready(self) -> None:
        connection_created.connect(prepare_connection)
        post_migrate.connect(install_triggers_and_functions, sender=self)
        post_migrate.connect(make_groups, sender=self)
        register(check_triggers, Tags.database)


def prepare_connection(connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    search.prepare(connection)


def install_triggers_and_functions(using: str, **kwargs: object) -> None:
    """After every migrate, also one that had nothing to do: a database may have lost what it holds of its own."""
    from measures.models import Change, unchangeable

    connection = connections[using]
    unchangeable.install(connection)
    if feed.can_be_installed(connection):
        search.install(connection)
        changes = Change.objects.using(using)
        if feed.install(connection) or not changes.exists():
            changes.restart()


def make_groups(using: str, **kwargs: object) -> None:
    """After every migrate: the groups that come with PolicyHub get what they were never given."""
    from measures.models.rights import ShippedGroup, make_shipped_groups

    if ShippedGroup._meta.db_table in connections[using].introspection.table_names():
        make_shipped_groups(using)


def check_triggers(databases: Sequence[str] | None = None, **kwargs: object) -> list[CheckMessage]:
    """The change feed's triggers are there. Before the first migrate there is nothing to check."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if feed.can_be_installed(connection) and feed.missing(connection):
            hint = _(
                "Run `manage.py migrate`, and find out what removed them: edits made meanwhile are not in the feed."
            )
            said = _("The change feed's triggers are missing or out of date.")
            found.append(CheckWarning(str(said), str(hint), id="measures.W001"))
    return found
