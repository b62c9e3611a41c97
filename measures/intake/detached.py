"""Reading outside of the web server: a command that outlives the process that started it, and whether it still lives.

The command is named by its host, its number there and the moment it began, since numbers are used again. Another host
knows that it lives by the sign that it gives every few seconds in the rows of its imports.
"""

import fcntl
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import IO

from django.conf import settings
from django.db import OperationalError, connection
from django.utils import timezone

from measures.models import Import
from measures.models.imports import SIGN_EXPIRES

SIGN_SECONDS = 5
AT_ONCE = 2  # processes that read uploads on one host, each with all the memory that a document may take
WAIT_SECONDS = 0.2


def start(imports: Iterable[Import]) -> None:
    """Read these, one after the other, in a process of its own session."""
    pks = [item.pk for item in imports]
    process = subprocess.Popen(  # noqa: S603 -- the command is our own
        [sys.executable, "-m", "django", "read_import", *map(str, pks)],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "policyhub.settings"},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    claim(pks, process.pid)
    Thread(target=process.wait, daemon=True).start()  # so that it leaves no zombie while this process lives


def claim(pks: Iterable[int], pid: int) -> None:
    """Say in the rows of these imports which process reads them."""
    Import.objects.being_read().filter(pk__in=list(pks)).update(process=identity(pid), progressed_at=timezone.now())


def identity(pid: int) -> str:
    return f"{socket.gethostname()}/{pid}/{start_time(pid)}"


def start_time(pid: int) -> str:
    """In ticks since the system began; "" where there is no such process, or where the system does not say (/proc)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]


def is_alive(process: str) -> bool | None:
    """Whether the process of this identity runs; None where that cannot be told from here."""
    host, _slash, rest = process.rpartition("/")[0].rpartition("/")
    began = process.rpartition("/")[2]
    if host != socket.gethostname() or not began:
        return None
    return start_time(int(rest)) == began


def is_lost(item: Import) -> bool:
    """Whether nobody reads it any more, though its row says so."""
    if not item.in_progress:
        return False
    alive = is_alive(item.process)
    silent = item.progressed_at is None or item.progressed_at < timezone.now() - SIGN_EXPIRES
    return silent if alive is None else not alive


def fail_lost() -> None:
    """Mark as failed what nobody reads any more. Called wherever imports are looked at."""
    for item in Import.objects.being_read().defer("reading"):
        if is_lost(item):
            item.fail("lost")


@contextmanager
def signs_of_life(pks: list[int]) -> Iterator[None]:
    """Write the time into the rows of these imports, and of the documents in them, while the block runs."""
    done = Event()

    def write() -> None:
        try:
            while not done.wait(SIGN_SECONDS):
                sign(pks)
        finally:
            connection.close()

    thread = Thread(target=write, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


@contextmanager
def turn_to_read() -> Iterator[None]:
    """Wait until fewer than AT_ONCE processes of this host read uploads. One that ends, however it does, makes room."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        locks = [stack.enter_context(open(settings.VAR_DIR / f"reading-{n}.lock", "w")) for n in range(AT_ONCE)]
        while not any(is_taken(lock) for lock in locks):
            time.sleep(WAIT_SECONDS)
        yield


def is_taken(lock: IO[str]) -> bool:
    """Take the lock where nobody has it; it is free again when the file is closed."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def sign(pks: list[int]) -> None:
    with suppress(OperationalError):  # somebody writes for long; the next sign will do
        Import.objects.being_read().filter(pk__in=pks).update(progressed_at=timezone.now())
