"""How many threads of one process write at once. The change feed has one lock, so that more of them gain nothing: they
take Python's lock from the one that holds it, and each keeps a connection, whose statements PostgreSQL has to plan.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Event, Lock
from time import monotonic

from measures.prepared import release_connection

AT_ONCE = 2  # one holds the change feed's lock while the other reads and checks


class Places:
    """So many at once; who has to wait comes in the order of asking."""

    def __init__(self, number: int) -> None:
        self.lock, self.free = Lock(), number
        self.waiting: deque[Event] = deque()

    def take(self) -> bool:
        """Whether one was free."""
        with self.lock:
            taken = self.free > 0
            self.free -= taken
            return taken

    def wait(self, seconds: float | None) -> bool:
        """Whether one became free within so many seconds; None: without end."""
        come = Event()
        with self.lock:
            if self.free:
                self.free -= 1
                return True
            self.waiting.append(come)
        if come.wait(seconds):
            return True
        with self.lock:
            if not come.is_set():
                self.waiting.remove(come)
            return come.is_set()

    def give_back(self) -> None:
        """Hand it on to whoever waits longest."""
        with self.lock:
            if self.waiting:
                self.waiting.popleft().set()
            else:
                self.free += 1


places = Places(AT_ONCE)
_waited: ContextVar[float | None] = ContextVar("measures.place_to_write", default=None)  # of who has a place


@contextmanager
def place_to_write(database: str, seconds: float | None) -> Iterator[float]:
    """The seconds that were waited for a place, without a connection of those that threads share. Who has one keeps it.

    Raises TimeoutError after so many seconds; None: without end.
    """
    if (known := _waited.get()) is not None:
        yield known
        return
    began = monotonic()
    if not places.take():
        release_connection(database)
        if not places.wait(seconds):
            raise TimeoutError(f"others wrote for longer than {seconds} seconds")
    token = _waited.set(monotonic() - began)
    try:
        yield monotonic() - began
    finally:
        _waited.reset(token)
        places.give_back()
