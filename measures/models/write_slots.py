"""A limit on the edits that run at once in one process. The change feed has one lock: more of them gain nothing. They
compete with its holder for Python's GIL, and each keeps a connection, on which PostgreSQL plans its statements.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Event, Lock
from time import monotonic

from measures.prepared import release_connection

MAX_WRITERS = 2  # one holds the change feed's lock while the other reads and checks


class FairSemaphore:
    """A semaphore that serves first who asked first. `threading.Semaphore` lets a newcomer overtake those who wait."""

    def __init__(self, value: int) -> None:
        self.lock, self.value = Lock(), value
        self.waiting: deque[Event] = deque()

    def acquire(self, *, blocking: bool = True, timeout: float | None = None) -> bool:
        """Whether it was acquired, within so many seconds if it is to block; None: without limit."""
        served = Event()
        with self.lock:
            if self.value:
                self.value -= 1
                return True
            if not blocking:
                return False
            self.waiting.append(served)
        if served.wait(timeout):
            return True
        with self.lock:
            if not served.is_set():
                self.waiting.remove(served)
            return served.is_set()

    def release(self) -> None:
        """Pass it to the one that has waited longest."""
        with self.lock:
            if self.waiting:
                self.waiting.popleft().set()
            else:
                self.value += 1


write_slots = FairSemaphore(MAX_WRITERS)
_waited: ContextVar[float | None] = ContextVar("measures.write_slot", default=None)  # set while this thread has a slot


@contextmanager
def acquire_write_slot(database: str, timeout: float | None) -> Iterator[float]:
    """Hold one of the write slots, and give the seconds that it was waited for.

    A thread that has one keeps it. While it waits, it holds no shared connection. Raises TimeoutError after `timeout`
    seconds; None: waits without limit.
    """
    if (known := _waited.get()) is not None:
        yield known
        return
    began = monotonic()
    if not write_slots.acquire(blocking=False):
        release_connection(database)
        if not write_slots.acquire(timeout=timeout):
            raise TimeoutError(f"other edits took longer than {timeout} seconds")
    waited = monotonic() - began
    token = _waited.set(waited)
    try:
        yield waited
    finally:
        _waited.reset(token)
        write_slots.release()
