"""How many threads of one process write at once. The change feed has one lock, so that more of them gain nothing: they
take Python's lock from the one that holds it, and each keeps a connection, whose statements PostgreSQL has to plan.

But that lock is given in the order of asking, so that a process that sends no more to it than another, though more wait
in it, has its writers wait longer. One that many wait in therefore lets more of them ask.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Event, Lock
from time import monotonic

from django.conf import settings

from measures.prepared import release_connection

AT_ONCE = 2  # one holds the change feed's lock while the other reads and checks
WAITING = 4  # for so many one more


class Places:
    """So many at once, and up to `most` where many wait; who has to wait comes in the order of asking."""

    def __init__(self, number: int, most: int = 0) -> None:
        self.lock, self.number, self.most, self.taken = Lock(), number, most, 0
        self.waiting: deque[Event] = deque()

    def take(self) -> bool:
        """Whether one was free."""
        with self.lock:
            free = self.is_free()
            self.taken += free
            return free

    def is_free(self) -> bool:
        return self.taken < max(self.number, min(self.number + len(self.waiting) // WAITING, self.most))

    def wait(self, seconds: float | None) -> bool:
        """Whether one became free within so many seconds; None: without end."""
        come = Event()
        with self.lock:
            self.waiting.append(come)
            self.hand_on()
        if come.wait(seconds):
            return True
        with self.lock:
            if not come.is_set():
                self.waiting.remove(come)
            return come.is_set()

    def give_back(self) -> None:
        with self.lock:
            self.taken -= 1
            self.hand_on()

    def hand_on(self) -> None:
        """Give what is free to who waits longest."""
        while self.waiting and self.is_free():
            self.taken += 1
            self.waiting.popleft().set()


SHARED = settings.DATABASES["default"].get("SHARED_CONNECTIONS")
MOST = SHARED["size"] // 2 if isinstance(SHARED, dict) else 0  # the other connections are for those who read
places = Places(AT_ONCE, MOST)
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
