"""The database router: the reads of a request go to the server that was chosen for it, all else to the primary."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.http import HttpRequest

from measures.models.edit import edit_committed
from policyhub.replicas.monitor import Position, Replica, monitor
from policyhub.replicas.readers import reader_of, readers, remember_written

# Accounts are read from the primary: a token that was revoked is refused at once, a new one is known at once.
OF_ACCOUNTS = {"apitoken", "planlimit", "idempotentanswer"}


class Reading:
    """A request that reads. Its server is chosen when the first record is read; the caller is known by then."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.has_begun = False
        self.replica: Replica | None = None
        self.wanted = Position()  # that whoever answers must have reached

    @cached_property
    def reader(self) -> str:
        return reader_of(self.request)

    @cached_property
    def known(self) -> Position | None:
        """The position that the reader has seen; None where Redis cannot say."""
        return readers().position(self.reader)

    @property
    def alias(self) -> str:
        """The server that answers this request, chosen once."""
        if not self.has_begun:
            self.has_begun = True
            if self.known is not None:
                cursor = self.request.GET.get("since", "").partition("-")[0]
                since = int(cursor) if cursor.isdecimal() and len(cursor) < 19 else 0
                self.wanted = self.known._replace(feed=max(self.known.feed, since))
                self.replica = monitor().choose(self.reader, self.wanted)
        return self.replica.alias if self.replica else DEFAULT_DB_ALIAS

    def is_behind(self, answered: Position) -> bool:
        """Whether a replica has answered as of an earlier position than it had reached: one that crashed and came back
        may show an older state for a while. An answer that names the feed's number alone has no position in the log.
        """
        return self.replica is not None and (answered.feed < self.wanted.feed or 0 < answered.log < self.wanted.log)

    def turn_to_primary(self) -> bool:
        """Use the replica, which failed, no longer; False where the primary answered."""
        if self.replica is None:
            return False
        self.replica.lost("a request failed")
        self.replica = None
        return True


current: ContextVar[Reading | None] = ContextVar("reading", default=None)


@contextmanager
def reading(request: Reading) -> Iterator[None]:
    token = current.set(request)
    try:
        yield
    finally:
        current.reset(token)


class ReplicaRouter:
    """Django's DATABASE_ROUTERS, where there are replicas."""

    def __init__(self) -> None:
        if not settings.SERVING:  # a request's own writes the middleware keeps
            edit_committed.connect(self.keep_written)

    def keep_written(self, by: int, **signal: object) -> None:
        """Keep what a detached process wrote for somebody, such as an import or a bulk change."""
        remember_written(by)

    def db_for_read(self, model: type[models.Model], **hints: object) -> str:
        now = current.get()
        if now is None or is_about_accounts(model) or transaction.get_connection().in_atomic_block:
            return DEFAULT_DB_ALIAS
        return now.alias

    def db_for_write(self, model: type[models.Model], **hints: object) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, first: models.Model, second: models.Model, **hints: object) -> bool:
        """All servers hold the same records."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool:
        return db == DEFAULT_DB_ALIAS


def is_about_accounts(model: type[models.Model]) -> bool:
    return model._meta.app_label != "measures" or model._meta.model_name in OF_ACCOUNTS
