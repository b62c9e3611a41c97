"""The time limit of a request (REQUEST_SECONDS). When it is reached, the running statement is cancelled
(`policyhub.postgresql.pool`; not on SQLite) and the next one is refused.

The time runs from when the request has been received until its answer begins. A streamed download has no limit, and
there is none after a commit, so that the answer can report what was written.
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
    """The request has taken REQUEST_SECONDS and may use the database no longer."""

    sqlstate = "57014"  # query_canceled, as PostgreSQL says of a statement that was


@contextmanager
def limited_to(seconds: float) -> Iterator[None]:
    token = ends_at.set(monotonic() + seconds)
    try:
        yield
    finally:
        ends_at.reset(token)


def seconds_left() -> float:
    """The time that is left to the request; infinite without a limit."""
    return ends_at.get() - monotonic()


class LimitedDatabase(BaseDatabaseWrapper):
    """A database wrapper that refuses further statements of a request whose time is over.

    An open transaction is then rolled back; a commit that has begun is completed.
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
