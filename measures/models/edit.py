"""One change set: who changed what, when, through which interface and why, however many records it touches.

`unit_of_work` is the only way to write a record. It opens the transaction, takes the change feed's lock for the rest of
it and makes the `Edit` that every history row written meanwhile points to. Code above the models calls it as
`measures.edits.edit`; a model saved outside of one (in a shell, a script, a test) opens one for itself.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, partial
from uuid import UUID

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, User
from django.db import OperationalError, connection, models, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Q
from django.db.models.functions import Now
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from measures.choices import EditState, EditVia
from measures.models.change import Change
from measures.models.deferred_writes import locked_from_first_write, number_of_edit, raising_plan_changed, write
from measures.models.limits import refuse_beyond_limit
from measures.models.long_work import LongWork
from measures.models.write_slots import acquire_write_slot
from measures.prepared import pipelined

Author = AbstractBaseUser | AnonymousUser | None

edit_committed = Signal()  # `by` is the author's primary key: the site around the application may keep who has written

# PostgreSQL: lock_timeout, statement_timeout and idle_in_transaction_session_timeout reached.
BUSY_SQLSTATES = {"55P03", "57014", "25P03"}
NEWEST_CHANGE = "COALESCE((SELECT MAX(sequence) FROM measures_change), 0)"
MAY_BE_LIMITED = "EXISTS (SELECT 1 FROM measures_planlimit WHERE user_id = %s)"
NEXT_NUMBER = "nextval(pg_get_serial_sequence('measures_edit', 'id'))"
BUSY_ON_SQLITE = ("database is locked", "database table is locked")


class BusyError(OperationalError):
    """Another writer held the lock longer than LOCK_WAIT_SECONDS, or a statement took too long; nothing is written."""

    retry_after = 5  # seconds


class OutsideEditError(RuntimeError):
    """A request wrote a record outside `measures.edits.edit`: its author would be lost."""


class Edit(LongWork):
    """One change set by one person through one interface.

    `by_name` stays when the account is deleted. `form_token` is the number of the page's form that asked for it, which
    its sender is answered once. `task` says of a bulk change what it sets on which records, and
    `handled` how many of them it has come to; both serve to resume it.
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("edited by")
    )
    by_name = models.CharField(_("name of the editor"), max_length=150, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now, db_default=Now())
    via = models.CharField(_("made through"), max_length=8, choices=EditVia)
    reason = models.CharField(_("reason"), max_length=255, blank=True)
    undoes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by", verbose_name=_("undoes")
    )
    form_token = models.UUIDField(_("form token"), null=True, blank=True, editable=False)
    state = models.CharField(_("progress"), max_length=8, choices=EditState, default=EditState.DONE)
    task = models.JSONField(_("bulk change"), null=True, blank=True, editable=False)
    handled = models.PositiveIntegerField(_("records handled"), default=0, editable=False)

    class Meta:
        verbose_name = _("edit")
        verbose_name_plural = _("edits")
        permissions = [("undo_edit", _("May undo edits"))]
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["form_token", "by"], name="edit_form_once", condition=Q(form_token__isnull=False)
            )
        ]
        indexes = [
            models.Index(fields=["at", "id"], name="edit_at"),
            models.Index(fields=["state"], name="edit_not_done", condition=~Q(state=EditState.DONE)),
        ]

    def insert_later(self, number: int) -> None:
        """Insert it under this number, with what is written next. `save` would wait for the key that it gives.

        It is no bulk change: psycopg takes the values as they are, but for a `task`.
        """
        self.pk = number
        columns = {each.column: getattr(self, each.attname) for each in self._meta.concrete_fields}
        given = {column: value for column, value in columns.items() if value is not None}
        write(insertion(*given), tuple(given.values()))
        self._state.adding = False

    def __str__(self) -> str:
        moment = timezone.localtime(self.at).strftime("%Y-%m-%d %H:%M:%S")
        return f"{moment} {self.author_name}"

    @property
    def author_name(self) -> str:
        """The name that people read; edits that no person made are the system's."""
        return self.by_name or str(_("the system"))

    @property
    def interrupted(self) -> bool:
        """A bulk change that stopped, or whose process is gone, before it came to its last record."""
        return self.state == EditState.STOPPED or self.is_lost

    @property
    def in_progress(self) -> bool:
        return self.state == EditState.RUNNING

    @property
    def planned(self) -> int:
        """How many records a bulk change is about, 0 for any other edit."""
        return len(self.task["ids"]) if self.task else 0


@cache
def insertion(*columns: str) -> str:
    """SQL: an INSERT of one edit, whose columns are parameters."""
    into = f"measures_edit ({', '.join(columns)})"
    return f"INSERT INTO {into} VALUES ({', '.join(['%s'] * len(columns))})"  # noqa: S608 -- the model's names


class HistoryOfEdit(models.Model):
    """Base of every history table. Rows without an edit tell of a state that came to be outside of PolicyHub's
    interfaces (`loaddata`, plain SQL), found when the record was next edited."""

    edit = models.ForeignKey(Edit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("edit"))

    class Meta:
        abstract = True


@dataclass
class UnitOfWork:
    """The edit in progress.

    `versions`: of the records counted in it so far, the version that each has now. `kept`: the records and parts whose
    state before it is in the history. `created`: those that it made. `contents_kept`: the measures of which it is known
    what was confirmed. `direct`: published measures may be written past their pending changes. `not_asking`: the
    records of which it is known that nothing asks for a second person.
    """

    edit: Edit
    versions: dict[tuple[type[models.Model], int], int] = field(default_factory=dict)
    kept: set[tuple[type[models.Model], int]] = field(default_factory=set)
    created: set[tuple[type[models.Model], int]] = field(default_factory=set)
    contents_kept: set[int] = field(default_factory=set)
    direct: bool = False
    not_asking: set[tuple[type[models.Model], int]] = field(default_factory=set)

    def recorded_edit(self) -> Edit:
        """The edit as a stored row, inserted when first needed: an edit that writes nothing leaves no trace."""
        if self.edit._state.adding:
            number = number_of_edit()
            if number is None:
                self.edit.save()
            else:
                self.edit.insert_later(number)
        return self.edit

    def has_counted(self, record: models.Model, version: int) -> bool:
        """Has the version of this record risen in this edit, and is `version` the one it rose to?"""
        return self.versions.get((type(record), record.pk)) == version


_current: ContextVar[UnitOfWork | None] = ContextVar("measures.edit", default=None)


def current_unit() -> UnitOfWork | None:
    """The edit in progress in this thread, if any."""
    return _current.get()


@contextmanager
def unit_of_work(edit: Edit, plan: str = "") -> Iterator[UnitOfWork]:
    """Acquire the change feed's lock in a transaction and let `edit` be what is written; joins the edit in progress.

    With the slug of the only plan that it reads, the lock is acquired at its first write, and PlanChangedError raised
    where somebody else has written there meanwhile.

    Raises BusyError where the lock was not free within LOCK_WAIT_SECONDS or a statement took too long, PermissionDenied
    where the author is limited to some plans and has written in another.
    """
    current = _current.get()
    if current is not None:
        yield current
        return
    try:
        with (
            raising_plan_changed(plan),
            write_slot() as waited,
            sent_together() as opening,
            transaction.atomic(),
            feed_lock(plan, edit.by_id, waited, opening) as unlimited,
        ):
            unit = UnitOfWork(edit)
            token = _current.set(unit)
            try:
                yield unit
            finally:
                _current.reset(token)
            if edit.pk is not None and edit.by_id is not None:
                if not unlimited():
                    refuse_beyond_limit(edit.pk, edit.by_id)
                tell_when_committed(edit.by_id)
    except OperationalError as error:
        if is_busy(error):
            raise BusyError(*error.args) from error
        raise


def tell_when_committed(by: int) -> None:
    if edit_committed.has_listeners(Edit):
        transaction.on_commit(partial(edit_committed.send, Edit, by=by))


@contextmanager
def write_slot() -> Iterator[float]:
    """On PostgreSQL, hold one of this process's write slots, and give the seconds that it was waited for.

    Edits inside use the same slot one after another. In a caller's transaction none is taken: that transaction may hold
    the lock for which those who have the slots wait. Raises BusyError.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield 0
        return
    with ExitStack() as stack:
        try:
            waited = stack.enter_context(acquire_write_slot(connection.alias, settings.LOCK_WAIT_SECONDS or None))
        except TimeoutError as error:
            raise BusyError(*error.args) from error
        yield waited


@contextmanager
def sent_together() -> Iterator[ExitStack]:
    """A pipeline, which whoever closes what is given leaves earlier."""
    with ExitStack() as opening:
        opening.enter_context(pipelined(connection.alias))
        yield opening


@contextmanager
def feed_lock(plan: str, author: int | None, waited: float, opening: ExitStack) -> Iterator[Callable[[], bool]]:
    """In a transaction, with limits to waiting: the change feed's lock at once, or with a plan at the first write.

    `waited` are the seconds that are gone of what one may wait for others. `opening` is the pipeline of the BEGIN.
    Yields a function that says, at the end, whether it is known that the author is limited to no plans.
    """
    if connection.vendor != "postgresql":  # the transaction has been the lock from its beginning
        yield lambda: False
    elif plan:
        with locked_from_first_write(plan, begin(author, waited), opening) as writes:
            yield lambda: not writes.beginning.limited
    else:
        with opening:
            limit_waiting(waited)
            Change.objects.lock()
        yield lambda: False


@contextmanager
def joined_unit() -> Iterator[UnitOfWork]:
    """The edit in progress; outside of one, an edit by nobody for what one model call writes.

    Raises OutsideEditError in a request, whose author must be known.
    """
    if (unit := _current.get()) is not None:
        yield unit
        return
    if hasattr(HistoricalRecords.context, "request"):
        raise OutsideEditError("Records are written within `with measures.edits.edit(by, via=…)`.")
    with unit_of_work(new_edit(None, via=EditVia.COMMAND)) as unit:
        yield unit


def new_edit(
    by: Author, *, via: EditVia, reason: str = "", undoes: Edit | None = None, form_token: UUID | None = None
) -> Edit:
    """An edit not stored yet; `by` may be anonymous or nobody."""
    author = by if isinstance(by, User) else None
    name = author.get_username() if author else ""
    return Edit(by=author, by_name=name, via=via, reason=reason, undoes=undoes, form_token=form_token)


def edit_author(instance: models.Model | None = None, **kwargs: object) -> AbstractBaseUser | None:
    """The user that history rows name, for `HistoricalRecords(get_user=…)`."""
    unit = _current.get()
    return unit.edit.by if unit else None


def begin(author: int | None, waited: float) -> CursorWrapper:
    """Limit waiting, and ask by the same statement for the `Beginning` of an edit by this author."""
    return limit_waiting(waited, f", {NEWEST_CHANGE}, {MAY_BE_LIMITED}, {NEXT_NUMBER}", author)


def limit_waiting(waited: float, also: str = "", *params: int | None) -> CursorWrapper:
    """On PostgreSQL, bound for this transaction a wait for a lock, a statement, and silence between two.

    Of the wait for a lock, so many seconds have been `waited`.
    """
    wait, statement = settings.LOCK_WAIT_SECONDS * 1000, int(settings.STATEMENT_SECONDS * 1000)
    limits = {
        "lock_timeout": wait and max(int(wait - waited * 1000), 1),
        "statement_timeout": statement,
        "idle_in_transaction_session_timeout": statement,
    }
    setting = ", ".join(["set_config(%s, %s, true)"] * len(limits))
    values = [part for name, value in limits.items() for part in (name, str(value))]
    cursor = connection.cursor()
    cursor.execute(f"SELECT {setting}{also}", [*values, *params])
    return cursor


def is_busy(error: OperationalError) -> bool:
    """Did a lock or a statement reach its limit, rather than the database fail?"""
    if getattr(error.__cause__, "sqlstate", None) in BUSY_SQLSTATES:
        return True
    return connection.vendor == "sqlite" and str(error).startswith(BUSY_ON_SQLITE)
