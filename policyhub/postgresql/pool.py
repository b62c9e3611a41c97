"""A bounded set of PostgreSQL connections for the threads of one server process.

Threads outnumber connections: most of them wait for a slow client. psycopg_pool is not used, judged from its code, not
from a trial: it connects in threads of its own and tries again, so that while PostgreSQL is away every caller waits for
its whole timeout. Connecting in the caller's own thread fails at once.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from math import inf
from select import POLLIN, poll
from threading import BoundedSemaphore, Lock
from time import monotonic

import psycopg
from psycopg.abc import RV, PQGen
from psycopg.pq import PipelineStatus, TransactionStatus
from psycopg.rows import TupleRow

from policyhub.database_use import add_connection_error, add_seconds
from policyhub.deadline import seconds_left

LEAST_SECONDS = 1  # that a statement has: a rollback or a commit is not to fail for want of time
CANCEL_SECONDS = 2  # that the server has to end what it is told to cancel


class PooledConnection(psycopg.Connection[TupleRow]):
    """Goes back to its pool when it is closed.

    Gives up on a server that does not answer: a frozen host never reaches its own statement_timeout.
    """

    pool: ConnectionPool | None = None  # while it is handed out
    answer_seconds: float | None = None  # no limit
    connected_at = 0.0
    configured = False  # Django has set its time zone and role
    database = ""  # the alias under which it is counted (`policyhub.database_use`)

    def set_autocommit(self, value: bool) -> None:
        """Skip what changes nothing: Django sets this whenever it connects, and psycopg would acquire a lock for it."""
        if value is not self.autocommit:
            super().set_autocommit(value)

    def rollback(self) -> None:
        """Roll back and keep the prepared statements.

        psycopg deallocates them, since the transaction may have created the tables that they name. Ours create none.
        """
        self.settle()
        if self.info.transaction_status not in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
            super().rollback()
            return
        threshold, self.prepare_threshold = self.prepare_threshold, None  # then psycopg does not look at the statement
        try:
            self.execute("ROLLBACK")
        finally:
            self.prepare_threshold = threshold
        self.settle()

    def settle(self) -> None:
        """In a pipeline, wait until every statement that was sent is done or, after an error, skipped."""
        if self.pgconn.pipeline_status != PipelineStatus.OFF:
            with suppress(psycopg.DatabaseError), self.pipeline() as pipeline:
                pipeline.sync()

    def close(self) -> None:
        """Go back to the pool; without one, close for good."""
        pool, self.pool = self.pool, None
        if pool:
            pool.putconn(self)
        else:
            super().close()

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Raise OperationalError, and close the connection, after `answer_seconds` without an answer.

        Every wait for the server passes here, and is counted.
        """
        limit = self.answer_seconds or None if timeout is None else None
        began = monotonic()
        try:
            return self.wait_or_cancel(gen, interval, limit or timeout)
        except psycopg.OperationalError as error:
            if timeout is None and self.is_unanswered(error):
                self.pgconn.finish()  # a late answer would be taken for that to the next query
            if self.closed:
                add_connection_error(self.database, "lost")
            raise
        finally:
            add_seconds(self.database, monotonic() - began)

    def wait_or_cancel(self, gen: PQGen[RV], interval: float, limit: float | None) -> RV:
        """Wait for `limit` seconds, or for the time that the request has left; then ask the server to cancel.

        Raises QueryCanceled, after which the connection can be used again.
        """
        left = max(seconds_left(), LEAST_SECONDS)
        if left >= (limit or inf):
            return super().wait(gen, interval, limit)
        try:
            return super().wait(gen, interval, left)
        except psycopg.OperationalError as error:
            if not self.is_unanswered(error):
                raise
        with suppress(psycopg.OperationalError):
            self.cancel_safe(timeout=CANCEL_SECONDS)
        return super().wait(gen, interval, CANCEL_SECONDS)

    def is_unanswered(self, error: psycopg.OperationalError) -> bool:
        """Whether the error is a timeout of `wait` and not an error from the server."""
        return not error.sqlstate and self.pgconn.transaction_status == TransactionStatus.ACTIVE


def is_alive(connection: PooledConnection) -> bool:
    """Whether the server still holds this idle connection.

    A server that ends a connection sends a message. Where there is nothing to read, no round trip is needed.
    """
    if connection.closed:
        return False
    incoming = poll()
    incoming.register(connection.fileno(), POLLIN)
    if not incoming.poll(0):
        return True
    try:
        connection.execute("")
    except psycopg.Error:
        return False
    return True


class ConnectionPool:
    """At most `size` connections, kept for `max_age` seconds; the one used last is handed out first.

    A caller waits `timeout` seconds for one.
    """

    def __init__(
        self,
        connect: Callable[[], PooledConnection],
        size: int,
        max_age: float,
        answer_seconds: float | None = None,
        timeout: float = 10,
        database: str = "",
    ) -> None:
        self.database = database
        self.connect, self.max_age, self.answer_seconds, self.timeout = connect, max_age, answer_seconds, timeout
        self.slots = BoundedSemaphore(size)
        self.idle: list[PooledConnection] = []
        self.lock = Lock()

    def getconn(self) -> PooledConnection:
        """An open connection, to be closed after use.

        Raises OperationalError where the server is away or all connections stay in use.
        """
        if not self.slots.acquire(timeout=self.timeout):
            add_connection_error(self.database, "in_use")
            raise psycopg.OperationalError(f"all database connections were in use for {self.timeout} seconds")
        try:
            connection = self.take_idle() or self.open()
        except BaseException:
            self.slots.release()
            raise
        connection.pool = self
        return connection

    def take_idle(self) -> PooledConnection | None:
        """A kept connection that still works, if there is one."""
        while connection := self.pop_idle():
            if monotonic() - connection.connected_at < self.max_age and is_alive(connection):
                return connection
            connection.close()
        return None

    def pop_idle(self) -> PooledConnection | None:
        with self.lock:
            return self.idle.pop() if self.idle else None

    def open(self) -> PooledConnection:
        try:
            connection = self.connect()
        except psycopg.OperationalError:
            add_connection_error(self.database, "connect")
            raise
        connection.database = self.database
        connection.connected_at, connection.answer_seconds = monotonic(), self.answer_seconds
        return connection

    def putconn(self, connection: PooledConnection) -> None:
        """Take back a connection that was handed out; one that is broken or in the midst of a transaction is closed."""
        if not connection.closed and connection.info.transaction_status == TransactionStatus.IDLE:
            with self.lock:
                self.idle.append(connection)
        else:
            connection.close()
        self.slots.release()

    def close(self) -> None:
        """Close what is idle; what is in use is closed when it comes back too old."""
        while connection := self.pop_idle():
            connection.close()
