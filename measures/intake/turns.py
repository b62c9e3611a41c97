"""How many processes of one host read uploads at once, each with all the memory that a document may take."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import IO

from django.conf import settings

AT_ONCE = 2
WAIT_SECONDS = 0.2


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
