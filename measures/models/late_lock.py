"""Taking the change feed's lock as late as the first write, so that nobody waits while an edit reads and checks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection

from measures.models.change import Change

T = TypeVar("T")


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
        if not (held or only_reads(sql)):
            held = True
            if Change.objects.lock_and_look(plan, before):
                raise PlanMovedOnError(plan)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(lock_before_write):
        yield


def only_reads(sql: str) -> bool:
    """Whether a statement neither writes nor locks rows; what cannot be told from its words is taken to do so."""
    return sql.lstrip("(").startswith("SELECT ") and " FOR " not in sql
