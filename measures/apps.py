from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from measures import search


class MeasuresConfig(AppConfig):
    name = "measures"
    verbose_name = _("Policy plans")

    def ready(self) -> None:
        pre_migrate.connect(clear_the_way, sender=self)
        connection_created.connect(teach_the_connection)
        post_migrate.connect(install_what_the_database_does_itself, sender=self)


def teach_the_connection(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    search.prepare(connection)


def clear_the_way(using: str, plan: list[Any], **kwargs: Any) -> None:
    """SQLite renames no table that a trigger mentions."""
    from measures.models import feed

    if plan and connections[using].vendor == "sqlite":
        feed.remove(connections[using])


def install_what_the_database_does_itself(using: str, **kwargs: Any) -> None:
    from measures.models import feed

    connection = connections[using]
    if "measures_change" in connection.introspection.table_names():
        feed.install(connection)
        search.install(connection)
