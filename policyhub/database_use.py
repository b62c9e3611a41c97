"""The number of database queries of a request and the time spent waiting for them: for its log line, `Server-Timing`
and `/metrics`.

Nothing is counted unless one of the three is on (`start`). Shared connections report their waiting time themselves,
since a query that was sent in a pipeline is waited for when its rows are fetched; for any other connection it is the
time of `execute`.
"""

from collections.abc import Callable
from contextvars import ContextVar
from time import perf_counter
from typing import Protocol, TypeVar

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

T = TypeVar("T")


class DatabaseUse:
    """What one request used until its answer begins. Queries of a streamed answer are added later."""

    __slots__ = ("queries", "seconds")

    def __init__(self) -> None:
        self.queries, self.seconds = 0, 0.0


class Recorder(Protocol):
    """The interface of `policyhub.metrics`, which adds up the queries of all requests."""

    def query(self, database: str) -> None: ...

    def waited(self, database: str, seconds: float) -> None: ...

    def connection_failed(self, database: str, reason: str) -> None: ...


recorders: list[Recorder] = []
current: ContextVar[DatabaseUse] = ContextVar("database_use")


def start() -> None:
    """Count from now on, on existing and future connections."""
    connection_created.connect(watch, dispatch_uid="policyhub.database_use")
    for connection in connections.all(initialized_only=True):
        watch(connection)


def stop() -> None:
    """Stop counting."""
    connection_created.disconnect(dispatch_uid="policyhub.database_use")
    recorders.clear()
    for connection in connections.all(initialized_only=True):
        connection.execute_wrappers[:] = [each for each in connection.execute_wrappers if each != count]


def watch(connection: BaseDatabaseWrapper, **_signal: object) -> None:
    """Count the queries of this connection."""
    if count not in connection.execute_wrappers:
        connection.execute_wrappers.append(count)


def count(
    execute: Callable[[str, object, bool, dict[str, BaseDatabaseWrapper]], T],
    sql: str,
    params: object,
    many: bool,
    context: dict[str, BaseDatabaseWrapper],
) -> T:
    """Django's hook around each statement (`execute_wrappers`)."""
    connection = context["connection"]
    add_query(connection.alias)
    if "SHARED_CONNECTIONS" in connection.settings_dict:
        return execute(sql, params, many, context)
    began = perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        add_seconds(connection.alias, perf_counter() - began)


def add_query(database: str) -> None:
    if use := current.get(None):
        use.queries += 1
    for recorder in recorders:
        recorder.query(database)


def add_seconds(database: str, seconds: float) -> None:
    """Add seconds of waiting for the database with this alias."""
    if use := current.get(None):
        use.seconds += seconds
    for recorder in recorders:
        recorder.waited(database, seconds)


def add_connection_error(database: str, reason: str) -> None:
    """`reason`: connect (connecting failed), in_use (none was free in time), lost (the connection broke in use)."""
    for recorder in recorders:
        recorder.connection_failed(database, reason)
