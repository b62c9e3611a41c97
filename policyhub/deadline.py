"""How long a request may take (REQUEST_SECONDS): its next statement is refused, and one that runs is cancelled
(`policyhub.postgresql.pool`; SQLite is asked between statements alone).

It counts from when the request has been received until its answer begins. What a download reads later is outside, and
so is whatever follows a commit: what was written is told.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf
from time import monotonic

from django.conf import settings
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

ends_at: ContextVar[float] = ContextVar("ends_at", default=inf)  # monotonic seconds


class RequestTimeoutError(OperationalError):
    """The request has taken REQUEST_SECONDS; nothing more is asked of the database."""

    sqlstate = "57014"  # query_canceled, as PostgreSQL says of a statement that was


@contextmanager
def limited_to(seconds: float) -> Iterator[None]:
    token = ends_at.set(monotonic() + seconds)
    try:
        yield
    finally:
        ends_at.reset(token)


def seconds_left() -> float:
    """Until the request has to end; without a limit, infinitely many."""
    return ends_at.get() - monotonic()


class LimitedDatabase(BaseDatabaseWrapper):
    """A database that refuses the next statement of a request whose time is over.

    A transaction is then rolled back; a commit that has begun is carried out.
    """

    def create_cursor(self, name: str | None = None) -> CursorWrapper:
        """Raises RequestTimeoutError."""
        if seconds_left() <= 0:
            raise RequestTimeoutError(f"the request took longer than {settings.REQUEST_SECONDS} seconds")
        cursor: CursorWrapper = super().create_cursor(name)
        return cursor

    def commit(self) -> None:
        super().commit()
        ends_at.set(inf)
