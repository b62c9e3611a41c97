"""Streams take turns, and give way to requests that are answered meanwhile: in one process all share Python's lock, and
on one machine the processors.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, get_ident
from time import monotonic, sleep
from types import TracebackType

SHARE = 2  # so many times as long as the last turn took, the next one waits at the most: a stream has a third
SECONDS_BETWEEN_LOOKS = 0.005

being_answered: set[int] = set()  # the threads that are at it


@contextmanager
def answering() -> Iterator[None]:
    """Around the answer to a request, until it begins."""
    being_answered.add(get_ident())
    try:
        yield
    finally:
        being_answered.discard(get_ident())


class Turn:
    """To make one piece of a stream: of all that share a turn one is at work, once nobody waits for an answer."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.began, self.took = 0.0, 0.0

    def __enter__(self) -> None:
        self.lock.acquire()
        give_way(SHARE * self.took)
        self.began = monotonic()

    def pause(self) -> None:
        """Within the turn, as between two: let those go first who have come meanwhile."""
        self.took = monotonic() - self.began
        give_way(SHARE * self.took)
        self.began = monotonic()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.took = monotonic() - self.began
        self.lock.release()


def give_way(seconds: float) -> None:
    """Wait while requests are being answered, for so long at the most."""
    until = monotonic() + seconds
    while being_answered and monotonic() < until:
        sleep(SECONDS_BETWEEN_LOOKS)
