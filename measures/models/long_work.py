"""Work on a row that outlasts a request: the process that does it, and whether that process still runs.

A process is named by its host, its number there and the moment it began, since numbers are used again. On another host
nobody can look it up: there it is believed to run while it writes a sign of life into its rows every few seconds.
"""

import os
import socket
from datetime import timedelta
from pathlib import Path

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

HEARTBEAT_EXPIRES = timedelta(minutes=2)  # without a heartbeat for so long, a process that cannot be looked up is gone


class LongWork(models.Model):
    """Base of rows that a process of its own works on: `measures.detached` starts it and keeps these fields.

    `process` is "" until one has taken the row.
    """

    process = models.CharField(_("process"), max_length=255, blank=True, editable=False)
    progressed_at = models.DateTimeField(_("last progress"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def in_progress(self) -> bool:
        """Whether the row says that somebody works on it, or is about to."""
        raise NotImplementedError

    @property
    def is_lost(self) -> bool:
        """Whether nobody works on it any more, though the row says so."""
        if not self.in_progress:
            return False
        alive = is_alive(self.process)
        silent = self.progressed_at is None or self.progressed_at < timezone.now() - HEARTBEAT_EXPIRES
        return silent if alive is None else not alive


def identity(pid: int) -> str:
    """The name of a process of this host, for `LongWork.process`."""
    return f"{socket.gethostname()}/{pid}/{start_time(pid)}"


def own_identity() -> str:
    return identity(os.getpid())


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
