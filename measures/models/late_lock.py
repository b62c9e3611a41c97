"""Taking the change feed's lock as late as can be, and sending all that is done under it at once.

Nobody waits while an edit reads and checks. What it writes is kept back while nobody asks for what it gives; then lock,
writes and COMMIT go to PostgreSQL together, and others wait for its work and the disk, never for this process. Its
beginning goes together with the first thing that it asks.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from functools import cached_property
from typing import NamedTuple, TypeVar

from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper

from measures.prepared import Values, pipelined

T = TypeVar("T")
Execute = Callable[[str, object, bool, dict[str, object]], T]

# The SQLSTATE of what `measures.feed.triggers` raises, and of what follows where Django has passed over it: it checks a
# constraint in a savepoint, for which the lock is taken.
MOVED_ON = {"PH001", "25P02"}


class PlanMovedOnError(Exception):
    """The plan, or a body, was written by somebody else while an edit read without the lock; nothing is written."""


class Beginning(NamedTuple):
    """What was so when an edit began to read.

    The number of the newest change; whether its author may be limited to some plans; the number that it would have.
    """

    newest: int
    limited: bool
    number: int


class LateWrites:
    """Wraps the statements of one transaction: none that writes is sent before the lock.

    `asked` gives the row of a `Beginning`; the first statement takes `opening` to its end, a pipeline.
    """

    def __init__(self, plan: str, asked: CursorWrapper, opening: ExitStack) -> None:
        self.plan, self.asked, self.opening = plan, asked, opening
        self.waiting: list[tuple[str, Values]] = []
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

    def send(self) -> None:
        """Inside a pipeline, take the lock where it is not held yet, and do what waits."""
        locked, waiting, self.locked, self.waiting = self.locked, self.waiting, True, []
        cursor = connection.cursor()
        if not locked:
            read = self.plan, self.beginning.newest, self.measure
            cursor.execute("SELECT feed_hold_unless_changed(%s, %s, %s)", read)
        for sql, params in waiting:
            cursor.execute(sql, params)


_late: ContextVar[LateWrites | None] = ContextVar("measures.late_writes", default=None)


@contextmanager
def locked_from_first_write(plan: str, asked: CursorWrapper, opening: ExitStack) -> Iterator[LateWrites]:
    """In a transaction on PostgreSQL that reads nothing but the plan of this slug and bodies, acquire the lock before
    it writes. `asked` and `opening`: see `LateWrites`. What waits at the end is sent with the COMMIT.

    What was read is still so under the lock, or PostgreSQL says one of MOVED_ON: the edit is to be begun anew.
    """
    writes = LateWrites(plan, asked, opening)
    token = _late.set(writes)
    try:
        with opening, connection.execute_wrapper(writes):
            yield writes
    finally:
        _late.reset(token)
    if writes.waiting or writes.asked_last:
        with pipelined(connection.alias):
            writes.send()
            if not connection.savepoint_ids:
                connection.create_cursor().execute("COMMIT")  # Django's own then finds nothing left to do
            for send in writes.asked_last:
                send()


@contextmanager
def naming_moves(plan: str) -> Iterator[None]:
    """Raise PlanMovedOnError for what PostgreSQL says."""
    try:
        yield
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") in MOVED_ON:
            raise PlanMovedOnError(plan) from error
        raise


def write(sql: str, params: Values) -> int | None:
    """How many rows a statement has written; None where it waits, to be sent with what follows: an UPDATE of which one
    row is then required."""
    if (writes := _late.get()) is not None:
        writes.waiting.append((requiring_one(sql) if sql.startswith("UPDATE ") else sql, params))
        return None
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        written: int = cursor.rowcount
    return written


def requiring_one(update: str) -> str:
    """An UPDATE that fails as if the plan had moved on unless it finds its one row."""
    return f"WITH written AS ({update} RETURNING 1) SELECT feed_require_one(count(*)) FROM written"  # noqa: S608


def ask_last(send: Callable[[], object]) -> bool:
    """Have a question sent behind the COMMIT of what waits to be written; False where nothing waits."""
    writes = _late.get()
    if writes is None or not writes.waiting:
        return False
    writes.asked_last.append(send)
    return True


def reads_no_other_measure(code: str) -> None:
    """Of its plan's measures the edit in progress reads this one alone: what is written of others is no matter."""
    if (writes := _late.get()) is not None:
        writes.measure = code


def number_of_edit() -> int | None:
    """The number that the edit in progress was given when it began, so that its row may wait; None for any other."""
    writes = _late.get()
    return writes.beginning.number if writes else None


def only_reads(sql: str) -> bool:
    """Whether a statement neither writes nor locks rows; what cannot be told from its words is taken to do so."""
    return sql.lstrip("(").startswith("SELECT ") and " FOR " not in sql
