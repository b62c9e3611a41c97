"""Taking the change feed's lock as late as the first write, so that nobody waits while an edit reads and checks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

from django.db import DatabaseError, ProgrammingError, connection
from django.db.backends.utils import CursorWrapper

from measures.prepared import pipelined

T = TypeVar("T")

EDIT = 'INSERT INTO "measures_edit" '  # of which the feed says nothing


class PlanMovedOnError(Exception):
    """The plan, or a body, was written by somebody else while an edit read without the lock; nothing is written."""


@contextmanager
def locked_from_first_write(plan: str, before: int) -> Iterator[None]:
    """In a transaction on PostgreSQL that reads nothing but the plan of this slug and bodies, acquire the lock before
    it writes; `before` is the number of the newest change when it began.

    What was read is still so then, or PlanMovedOnError is raised: the edit is to be begun anew, under the lock.
    """
    held = False

    def lock_before_write(
        execute: Callable[[str, object, bool, dict[str, object]], T],
        sql: str,
        params: object,
        many: bool,
        context: dict[str, object],
    ) -> T:
        nonlocal held
        if held or only_reads(sql) or sql.startswith(EDIT):
            return execute(sql, params, many, context)
        held = True
        return with_lock(plan, before, lambda: execute(sql, params, many, context))

    with connection.execute_wrapper(lock_before_write):
        yield


def with_lock(plan: str, before: int, write: Callable[[], T]) -> T:
    """Send the lock and what is written under it together: others wait until the write is done, not for this process.

    PostgreSQL looks once it has the lock.
    """
    with connection.cursor() as cursor:
        try:
            with pipelined(connection.alias):
                cursor.execute("SELECT feed_hold_since(%s, %s)", [plan, before])
                written = write()
        except DatabaseError as error:
            if has_moved(cursor):  # which may be why
                raise PlanMovedOnError(plan) from error
            raise
        if has_moved(cursor):
            raise PlanMovedOnError(plan)
        return written


def has_moved(cursor: CursorWrapper) -> bool:
    """What was found under the lock; False where it was not to be had."""
    with suppress(ProgrammingError):
        return bool(cursor.fetchone()[0])
    return False


def only_reads(sql: str) -> bool:
    """Whether a statement neither writes nor locks rows; what cannot be told from its words is taken to do so."""
    return sql.lstrip("(").startswith("SELECT ") and " FOR " not in sql
