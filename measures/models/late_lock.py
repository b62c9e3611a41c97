"""Taking the change feed's lock as late as can be, and sending all that is done under it at once.

Nobody waits while an edit reads and checks. What it writes is kept back while nobody asks for what it gives; then lock,
writes and COMMIT go to PostgreSQL together, and others wait for its work and the disk, never for this process.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from typing import TypeVar

from django.db import DatabaseError, connection

from measures.prepared import pipelined

T = TypeVar("T")
Execute = Callable[[str, object, bool, dict[str, object]], T]

EDIT = 'INSERT INTO "measures_edit" '  # of which the feed says nothing
MOVED_ON = "PH001"  # the SQLSTATE of what `measures.feed.triggers` raises


class PlanMovedOnError(Exception):
    """The plan, or a body, was written by somebody else while an edit read without the lock; nothing is written."""


class LateWrites:
    """Wraps the statements of one transaction: none that writes is sent before the lock."""

    def __init__(self, plan: str, before: int) -> None:
        self.waiting: list[tuple[str, object]] = []
        self.lock: list[list[str | int]] = [[plan, before]]  # none once it is held
        self.keeps_back = False

    def __call__(
        self, execute: Execute[T], sql: str, params: object, many: bool, context: dict[str, object]
    ) -> T | None:
        if sql.startswith(EDIT) or (only_reads(sql) and not self.waiting):
            return execute(sql, params, many, context)
        if self.keeps_back:
            self.waiting.append((requiring_one(sql) if sql.startswith("UPDATE ") else sql, params))
            return None
        with pipelined(connection.alias):
            self.send()
            return execute(sql, params, many, context)

    def send(self) -> None:
        """Inside a pipeline, take the lock where it is not held yet, and do what waits."""
        lock, waiting, self.lock, self.waiting = self.lock, self.waiting, [], []
        for params in lock:
            connection.cursor().execute("SELECT feed_hold_unless_moved(%s, %s)", params)
        for sql, waited in waiting:
            connection.create_cursor().execute(sql, waited)  # which Django has logged already


_late: ContextVar[LateWrites | None] = ContextVar("measures.late_writes", default=None)


@contextmanager
def locked_from_first_write(plan: str, before: int, until_commit: ExitStack) -> Iterator[None]:
    """In a transaction on PostgreSQL that reads nothing but the plan of this slug and bodies, acquire the lock before
    it writes; `before` is the number of the newest change when it began. What waits at the end is sent with the COMMIT,
    in a pipeline that `until_commit` leaves.

    What was read is still so under the lock, or PostgreSQL says MOVED_ON: the edit is to be begun anew.
    """
    writes = LateWrites(plan, before)
    token = _late.set(writes)
    try:
        with connection.execute_wrapper(writes):
            yield
    finally:
        _late.reset(token)
    if writes.waiting:
        with ExitStack() as here:
            nested = bool(connection.savepoint_ids)  # then no COMMIT follows
            (here if nested else until_commit).enter_context(pipelined(connection.alias))
            writes.send()


@contextmanager
def naming_moves(plan: str) -> Iterator[None]:
    """Raise PlanMovedOnError for what PostgreSQL says."""
    try:
        yield
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") == MOVED_ON:
            raise PlanMovedOnError(plan) from error
        raise


def kept_back(write: Callable[[], object]) -> bool:
    """Run what sends one statement whose answer nobody needs; True where it waits, to be sent with what follows."""
    writes = _late.get()
    if writes is None:
        write()
        return False
    before, writes.keeps_back = len(writes.waiting), True
    try:
        write()
    finally:
        writes.keeps_back = False
    return len(writes.waiting) > before


def requiring_one(update: str) -> str:
    """An UPDATE that fails as if the plan had moved on unless it finds its one row."""
    return f"WITH written AS ({update} RETURNING 1) SELECT feed_require_one(count(*)) FROM written"  # noqa: S608


def only_reads(sql: str) -> bool:
    """Whether a statement neither writes nor locks rows; what cannot be told from its words is taken to do so."""
    return sql.lstrip("(").startswith("SELECT ") and " FOR " not in sql
