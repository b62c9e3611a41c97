"""Long work outside of the web server, in a process of its own that outlives the one that started it.

What is to be done stands in a row whose model is a `LongWork`; a management command takes the row's number and does it.

    item = …                                     # stored, in progress by its state, its task in its fields, process ""
    start("apply_import", [item])                # in the request: `manage.py apply_import 12` begins, and this returns

    with working_on([item]) as taken:            # in the command: rows that another live process has are left out
        for each in taken:                       # a heartbeat is written while the block runs
            patiently(partial(write, each))      # waits for the change feed's lock longer than a request may

The command ends by writing the row's state. One that is killed cannot: `row.is_lost` says so wherever the row is looked
at, at once on the same host and after HEARTBEAT_EXPIRES on another, and the page then offers to try again. A bulk
change of records has all of this already: `measures.edits.change_many(…, detached=True)`. A page shows how far it is by
including admin/measures/progress.html.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import TypeVar

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from measures.models.edit import BusyError
from measures.models.long_work import LongWork, identity, own_identity

RowT = TypeVar("RowT", bound=LongWork)
T = TypeVar("T")

HEARTBEAT_SECONDS = 5
PATIENCE = 600  # seconds for which a detached command asks again for a lock that others hold


def start(command: str, rows: Sequence[LongWork]) -> None:
    """Run the management command with the rows' numbers in a process of its own session, after the commit if in one."""
    transaction.on_commit(lambda: start_now(command, rows))


def start_now(command: str, rows: Sequence[LongWork]) -> None:
    """Raises OSError where no process can be started."""
    process = subprocess.Popen(  # noqa: S603 -- the command is our own
        [sys.executable, "-m", "django", command, *(str(row.pk) for row in rows)],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "policyhub.settings"},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    name = identity(process.pid)
    for row in rows:  # so that its end is seen even if it never comes to take them
        row.process = name if take(row, "", name) else row.process
    Thread(target=process.wait, daemon=True).start()  # so that it leaves no zombie while this process lives


def take(row: LongWork, former: str, process: str) -> bool:
    """Say in the row which process works on it; False where `former` is not the one that had it."""
    rows = type(row)._default_manager.filter(pk=row.pk, process=former)
    return bool(rows.update(process=process, progressed_at=timezone.now()))


@contextmanager
def working_on(rows: Iterable[RowT]) -> Iterator[list[RowT]]:
    """Take the rows for this process, and give a heartbeat while the block runs.

    Yields those that are in progress and that no other live process has.
    """
    taken = [row for row in rows if claim(row)]
    with heartbeat(taken):
        yield taken


def claim(row: LongWork) -> bool:
    """Take a row for this process; of two that ask at once, one gets it."""
    mine = own_identity()
    if not row.in_progress or not (row.process in ("", mine) or row.is_lost):
        return False
    if not take(row, row.process, mine):
        return False
    row.process = mine
    return True


@contextmanager
def heartbeat(rows: Sequence[LongWork]) -> Iterator[None]:
    """Write the time into these rows every HEARTBEAT_SECONDS while the block runs."""
    done = Event()

    def write() -> None:
        try:
            while not done.wait(HEARTBEAT_SECONDS):
                for row in rows:
                    write_heartbeat(row)
        finally:
            connection.close()

    thread = Thread(target=write, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def write_heartbeat(row: LongWork) -> None:
    """Say that the row's process lives, if it is still the row's."""
    with suppress(OperationalError):  # somebody writes for long; the next heartbeat will do
        take(row, row.process, row.process)


def patiently(work: Callable[[], T], seconds: float) -> T:
    """What `work` returns, called again while it raises BusyError; after so many seconds, that error is raised."""
    ends_at = time.monotonic() + seconds
    while True:
        try:
            return work()
        except BusyError:
            if time.monotonic() > ends_at:
                raise
