"""A limit on the processes of one host that read uploads at once: each may take as much memory as a document may."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import IO

from django.conf import settings

MAX_READERS = 2
WAIT_SECONDS = 0.2


@contextmanager
def read_slot() -> Iterator[None]:
    """Wait until fewer than MAX_READERS processes of this host read uploads. The slot is free again when the process
    ends, however it ends."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        files = [stack.enter_context(open(settings.VAR_DIR / f"reading-{n}.lock", "w")) for n in range(MAX_READERS)]
        while not any(locked(file) for file in files):
            time.sleep(WAIT_SECONDS)
        yield


def locked(file: IO[str]) -> bool:
    """Lock the file unless another process has; closing it unlocks it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
