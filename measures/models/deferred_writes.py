"""Deferring an edit's writes, so that the change feed's lock is acquired as late as possible.

Nobody waits while an edit reads and checks. Its writes are queued until a statement may depend on them, at the latest
until the end. Then the lock, the writes and the COMMIT go to PostgreSQL in one pipeline, so that other writers wait for
the database and the disk, never for this process. BEGIN is sent in one pipeline with the first query.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeVar

from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper

from measures.prepared import Values, pipelined

T = TypeVar("T")
Execute = Callable[[str, object, bool, dict[str, object]], T]

# The SQLSTATE that `measures.feed.triggers` raises, and that of later statements where Django has ignored the error: it
# checks constraints in a savepoint, and the lock is acquired for that.
CHANGED_SQLSTATES = {"PH001", "25P02"}
LOCK = "feed_hold_unless_changed(%s, %s, %s) IS NOT NULL"


class PlanChangedError(Exception):
    """Somebody else wrote the plan, or a body, while an edit read it without the lock; nothing is written."""


class Beginning(NamedTuple):
    """The state when an edit began to read.

    The number of the newest change; whether the edit's author may be limited to some plans; the primary key reserved
    for the edit.
    """

    newest: int
    limited: bool
    number: int


class Part(NamedTuple):
    """SQL and its parameters."""

    sql: str
    params: Values


@dataclass
class QueuedWrite:
    """A statement to be sent later: an INSERT, or the UPDATE of one row with an INSERT that does not depend on it.

    `copy` inserts into the history what the UPDATE wrote: it selects from `written`.
    """

    insert: Part | None = None
    update: Part | None = None
    copy: Part | None = None

    def statement(self, lock: Part | None = None) -> Part:
        """All of it in one; `lock` is a condition that acquires the lock. It fails like a plan that changed unless the
        UPDATE finds exactly one row.
        """
        if self.update is None:
            return self.insert or Part("", ())
        found = Part(f" AND {lock.sql}", lock.params) if lock else Part("", ())
        parts = [self.insert, self.update, found, self.copy]
        inserted = f"inserted AS ({self.insert.sql}), " if self.insert else ""
        kept = f", kept AS ({self.copy.sql} RETURNING 1)" if self.copy else ""
        written = f"written AS ({self.update.sql}{found.sql} RETURNING *)"
        sql = f"WITH {inserted}{written}{kept} SELECT feed_require_one(count(*)) FROM written"  # noqa: S608
        return Part(sql, tuple(value for part in parts if part for value in part.params))


class DeferredWrites:
    """Wraps the statements of one transaction: none that writes is sent before the lock is acquired.

    `asked` is the cursor from which the row of a `Beginning` is read. `opening` is the pipeline of the BEGIN; the first
    statement closes it.
    """

    def __init__(self, plan: str, asked: CursorWrapper, opening: ExitStack) -> None:
        self.plan, self.asked, self.opening = plan, asked, opening
        self.waiting: list[QueuedWrite] = []
        self.asked_last: list[Callable[[], object]] = []
        self.locked, self.measure = False, ""

    @cached_property
    def beginning(self) -> Beginning:
        return Beginning(*self.asked.fetchone()[-3:])

    def __call__(self, execute: Execute[T], sql: str, params: object, many: bool, context: dict[str, object]) -> T:
        with self.opening:
            if not self.waiting and (self.locked or only_reads(sql)):
                return execute(sql, params, many, context)
            with pipelined(connection.alias):
                self.send()
                return execute(sql, params, many, context)

    def queue(self, part: Part) -> None:
        """An UPDATE of one row becomes one statement with the INSERT before it, which is the edit's."""
        if not part.sql.startswith("UPDATE "):
            self.waiting.append(QueuedWrite(insert=part))
        elif self.waiting and self.waiting[-1].update is None:
            self.waiting[-1].update = part
        else:
            self.waiting.append(QueuedWrite(update=part))

    def send(self) -> None:
        """Inside a pipeline, acquire the lock unless it is held, and execute the queued writes."""
        locked, waiting, self.locked, self.waiting = self.locked, self.waiting, True, []
        cursor = connection.cursor()
        lock = None if locked else Part(LOCK, (self.plan, self.beginning.newest, self.measure))
        if lock and not (waiting and waiting[0].update):
            cursor.execute(f"SELECT {lock.sql}", lock.params)
            lock = None
        for write in waiting:
            cursor.execute(*write.statement(lock))
            lock = None


_deferred: ContextVar[DeferredWrites | None] = ContextVar("measures.deferred_writes", default=None)


@contextmanager
def locked_from_first_write(plan: str, asked: CursorWrapper, opening: ExitStack) -> Iterator[DeferredWrites]:
    """Acquire the lock at the first write of a transaction on PostgreSQL that reads only this plan and bodies.

    `asked` and `opening`: see `DeferredWrites`. Writes that are still queued at the end are sent with the COMMIT. Where
    what was read has changed by then, PostgreSQL fails with one of CHANGED_SQLSTATES, and the edit has to be retried.
    """
    writes = DeferredWrites(plan, asked, opening)
    token = _deferred.set(writes)
    try:
        with opening, connection.execute_wrapper(writes):
            yield writes
    finally:
        _deferred.reset(token)
    if writes.waiting or writes.asked_last:
        with pipelined(connection.alias):
            writes.send()
            if not connection.savepoint_ids:
                connection.create_cursor().execute("COMMIT")  # Django's own then finds nothing left to do
            for send in writes.asked_last:
                send()


@contextmanager
def raising_plan_changed(plan: str) -> Iterator[None]:
    """Raise PlanChangedError where PostgreSQL fails with one of CHANGED_SQLSTATES."""
    try:
        yield
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") in CHANGED_SQLSTATES:
            raise PlanChangedError(plan) from error
        raise


def write(sql: str, params: Values) -> int | None:
    """How many rows a statement has written; None where it is queued. A queued UPDATE has to find exactly one row."""
    if (writes := _deferred.get()) is not None:
        writes.queue(Part(sql, params))
        return None
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        written: int = cursor.rowcount
    return written


def copy_queued_update(copy: str, params: Values) -> bool:
    """Copy the row that the UPDATE queued last will write: `copy` is an INSERT that selects from `written`. False where
    none is queued.
    """
    writes = _deferred.get()
    last = writes.waiting[-1] if writes and writes.waiting else None
    if last is None or last.copy or last.update is None:
        return False
    last.copy = Part(copy, params)
    return True


def ask_last(send: Callable[[], object]) -> bool:
    """Send a query right after the COMMIT of the queued writes; False where none are queued."""
    writes = _deferred.get()
    if writes is None or not writes.waiting:
        return False
    writes.asked_last.append(send)
    return True


def reads_no_other_measure(code: str) -> None:
    """The edit in progress reads no measure but this one: changes of other measures of its plan do not matter."""
    if (writes := _deferred.get()) is not None:
        writes.measure = code


def number_of_edit() -> int | None:
    """The primary key reserved for the edit in progress, so that its row can be queued; None for any other."""
    writes = _deferred.get()
    return writes.beginning.number if writes else None


def only_reads(sql: str) -> bool:
    """Whether a statement neither writes nor locks rows. In doubt, it is assumed to."""
    return sql.lstrip("(").startswith("SELECT ") and " FOR " not in sql
