"""Counts of requests a minute, shared by the processes of a site: in a file of one host, or in Redis for several.

Counting must never fail a request: while the shared count cannot be reached, each process counts for itself.
"""

import logging
import sqlite3
import threading
import time
from pathlib import Path

from django.conf import settings
from django.core.cache import cache

logger = logging.getLogger(__name__)

RETRY_SECONDS = 10.0  # after the shared count failed
TABLE = "CREATE TABLE IF NOT EXISTS counts (key TEXT PRIMARY KEY, minute INTEGER, number INTEGER) WITHOUT ROWID"
ADD = (
    "INSERT INTO counts VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET minute = excluded.minute,"
    " number = excluded.number + CASE WHEN minute = excluded.minute THEN number ELSE 0 END RETURNING number"
)


class FileCounter:
    """A small SQLite file, not synced to disk: it need not outlive the host. One caller at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection: sqlite3.Connection | None = None

    def add(self, key: str, minute: int, number: int) -> int:
        """The count of `key` in this minute with `number` added. Raises sqlite3.Error and OSError."""
        try:
            self.connection = self.connection or self.connect(minute)
            [(total,)] = self.connection.execute(ADD, (key, minute, number)).fetchall()
        except sqlite3.Error:
            self.close()
            raise
        return int(total)

    def connect(self, minute: int) -> sqlite3.Connection:
        """Open the file, make its table, and forget the counts of earlier minutes. Raises sqlite3.Error and OSError."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, timeout=1, isolation_level=None, check_same_thread=False)
        write_ahead(connection)
        for statement in ("PRAGMA synchronous=OFF", TABLE):
            connection.execute(statement)
        connection.execute("DELETE FROM counts WHERE minute < ?", (minute,))
        return connection

    def close(self) -> None:
        if self.connection:
            self.connection.close()
        self.connection = None


def write_ahead(connection: sqlite3.Connection) -> None:
    """Switch a file to WAL. Raises sqlite3.Error where it stays locked for a second.

    SQLite waits for no lock when it changes the mode: of processes that open a new file at once, one was refused.
    """
    end = time.monotonic() + 1
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > end:
                raise
        time.sleep(0.01)


class RedisCounter:
    """Django's cache, where that is Redis."""

    def add(self, key: str, minute: int, number: int) -> int:
        """The count of `key` in this minute with `number` added. Raises OSError."""
        from redis import RedisError  # loaded late: every process would start later, and few sites have Redis

        name = f"throttle:{key}:{minute}"
        try:
            cache.add(name, 0, timeout=120)
            return cache.incr(name, number)
        except RedisError as error:
            raise OSError(str(error)) from error


class MinuteCounter:
    """Counts for all processes together, and shares a process's own part of a count a few requests at a time.

    Of a limit, each process may let pass too many what it has not shared yet: together a hundredth of the limit.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.minute = 0
        self.unshared: dict[str, int] = {}
        self.shared: dict[str, int] = {}
        self.retry_at = 0.0
        self.store = RedisCounter() if settings.REDIS_URL else FileCounter(settings.COUNTERS_FILE)

    def count(self, key: str, limit: int) -> int:
        """The requests of this minute under `key`, this one included; above `limit` it is no longer counted.

        The lock is held while the store is asked: threads that went on meanwhile would pass the limit by as many.
        """
        minute = int(time.time() // 60)
        with self.lock:
            if minute != self.minute:
                self.minute = minute
                self.unshared.clear()
                self.shared.clear()
            counted = self.shared.get(key, 0) + self.unshared.get(key, 0) + 1
            if counted > limit and key in self.shared:
                return counted
            self.unshared[key] = self.unshared.get(key, 0) + 1
            if self.unshared[key] <= limit // 100 // settings.WEB_WORKERS or time.monotonic() < self.retry_at:
                return counted
            self.shared[key] = self.share(key, self.unshared.pop(key), counted)
            return self.shared[key]

    def share(self, key: str, number: int, counted: int) -> int:
        """The count of all processes once `number` is added to it; `counted`, this one's, where that fails."""
        try:
            return self.store.add(key, self.minute, number)
        except (sqlite3.Error, OSError, ValueError) as error:
            logger.warning("Requests are not counted together for %s seconds: %s", RETRY_SECONDS, error)
            self.retry_at = time.monotonic() + RETRY_SECONDS
            return counted
