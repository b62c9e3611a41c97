"""The position of each replica, and which may be used. A thread for each server asks it once a second."""

import logging
from collections import deque
from collections.abc import Callable
from functools import cache
from threading import Lock, Thread
from time import monotonic, sleep
from typing import NamedTuple
from zlib import crc32

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections

logger = logging.getLogger(__name__)

SECONDS_BETWEEN = 1
HEARD_SECONDS = 3  # of a replica that has not answered for so long nothing is asked: it may be frozen
NEVER = float("-inf")

FEED = "(SELECT coalesce(max(sequence), 0) FROM measures_change)"
# What a replica may have by now, at the most; what was written here so far; what is replayed there. A server that is
# no longer in recovery was promoted, and has a history of its own.
FLUSHED = "SELECT pg_current_wal_flush_lsn() - '0/0', 0"
WRITTEN = f"SELECT pg_current_wal_insert_lsn() - '0/0', {FEED}"
REPLAYED = f"SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() - '0/0' END, {FEED}"


class Position(NamedTuple):
    """The position of a server, or the newest one that a reader has seen.

    `log`: position in the write-ahead log, in bytes. `feed`: number of the newest change in the feed.
    """

    log: int = 0
    feed: int = 0

    def reached(self, other: "Position") -> bool:
        return self.log >= other.log and self.feed >= other.feed


class NoReplicaError(Error):
    """The server answers but is not in recovery: it is no replica."""


def ask(alias: str, sql: str) -> Position:
    """The position of a server. Raises django.db.Error, and NoReplicaError for a replica that is none."""
    with connections[alias].cursor() as cursor:
        cursor.execute(sql)
        log, feed = cursor.fetchone()
    if log is None:
        raise NoReplicaError(f"{alias} is not in recovery")
    return Position(int(log), feed)


def written() -> Position:
    """The position that includes all that is committed on the primary now. Raises django.db.Error."""
    return ask(DEFAULT_DB_ALIAS, WRITTEN)


class Replica:
    """The state of a replica as this process knows it."""

    def __init__(self, alias: str) -> None:
        self.alias = alias
        self.position = Position()
        self.heard_at = NEVER
        self.tried = False

    def ask(self) -> Position:
        """Raises django.db.Error; then the replica is not used until it answers again."""
        try:
            self.position = ask(self.alias, REPLAYED)
        except Error as error:
            self.lost(error)
            raise
        if self.heard_at == NEVER:
            logger.info("%s is read from", self.alias)
        self.heard_at = monotonic()
        return self.position

    def lost(self, reason: object) -> None:
        if self.heard_at != NEVER or not self.tried:
            logger.warning("%s is left out: %s", self.alias, str(reason).strip())
        self.heard_at, self.tried = NEVER, True

    def notice(self, position: Position) -> None:
        """An answer has shown that the replica has reached this position."""
        self.position = Position(max(self.position.log, position.log), max(self.position.feed, position.feed))

    def has_reached(self, wanted: Position) -> bool:
        """Whether the replica has reached a position. Where that is not known yet, it is asked again."""
        if monotonic() - self.heard_at > HEARD_SECONDS:
            return False
        if self.position.reached(wanted):
            return True
        try:
            return self.ask().reached(wanted)
        except Error:
            return False


class Monitor:
    """The replicas, and the position of the primary `lag_seconds` ago, which a replica must have replayed to be used.

    Positions are compared, not clocks: without writes a replica is not behind, and one that lost its connection to the
    primary is. While the primary is away, its last known position counts.
    """

    def __init__(self, aliases: list[str], lag_seconds: float) -> None:
        self.replicas = [Replica(alias) for alias in aliases]
        self.lag_seconds = lag_seconds
        self.flushed: deque[tuple[float, int]] = deque(maxlen=int(lag_seconds / SECONDS_BETWEEN) + 2)
        self.ready = False  # once the primary was asked, answer or not

    def ask_primary(self) -> None:
        """Raises django.db.Error."""
        try:
            log, _ = ask(DEFAULT_DB_ALIAS, FLUSHED)
            self.flushed.append((monotonic(), log))
        finally:
            self.ready = True

    def required_log(self) -> int:
        """The position that a replica must have replayed; soon after the start, the first one that was known."""
        known = tuple(self.flushed)
        before = monotonic() - self.lag_seconds
        return next((log for at, log in reversed(known) if at <= before), known[0][1] if known else 0)

    def choose(self, reader: str, wanted: Position) -> Replica | None:
        """A replica that has reached `wanted`, the same one for a reader each time; None for the primary."""
        if not self.ready:
            return None
        wanted = Position(max(wanted.log, self.required_log()), wanted.feed)
        ordered = sorted(self.replicas, key=lambda replica: crc32(f"{replica.alias} {reader}".encode()))
        return next((replica for replica in ordered if replica.has_reached(wanted)), None)

    def start(self) -> None:
        """Start a thread for each server that asks for its position."""
        watched = {DEFAULT_DB_ALIAS: self.ask_primary} | {each.alias: each.ask for each in self.replicas}
        for alias, find_out in watched.items():
            Thread(target=watch, args=(alias, find_out), daemon=True, name=f"watching {alias}").start()


def watch(alias: str, find_out: Callable[[], object]) -> None:
    """Ask for ever, since a server that is away may come back."""
    while True:
        try:
            find_out()
        except Error as error:
            logger.debug("%s does not answer: %s", alias, error)
        finally:
            connections[alias].close()
        sleep(SECONDS_BETWEEN)


starting = Lock()


@cache
def started() -> Monitor:
    made = Monitor(settings.DATABASE_REPLICAS, settings.DATABASE_REPLICA_LAG_SECONDS)
    made.start()
    return made


def monitor() -> Monitor:
    """This process's monitor, started at the first call: the server makes it after the fork."""
    with starting:
        return started()
