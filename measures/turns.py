"""Scheduling of streamed downloads: one piece of one stream is made at a time, and only while no request is waiting for
its answer, or after a bounded pause. The threads of a process share the GIL, and all processes share the processors.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, get_ident
from time import monotonic, sleep
from types import TracebackType

SHARE = 2  # a stream waits at most so many times as long as its last piece took: it gets a third of the time
SECONDS_BETWEEN_LOOKS = 0.005

being_answered: set[int] = set()  # the identifiers of the threads that are answering a request


@contextmanager
def answering() -> Iterator[None]:
    """Inside, this thread is answering a request: streams pause."""
    being_answered.add(get_ident())
    try:
        yield
    finally:
        being_answered.discard(get_ident())


class Turn:
    """A lock around the making of one piece of a stream. Its holder first waits for requests (`give_way`)."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.began, self.took = 0.0, 0.0

    def __enter__(self) -> None:
        self.lock.acquire()
        give_way(SHARE * self.took)
        self.began = monotonic()

    def pause(self) -> None:
        """Within a long piece: wait for requests that have arrived meanwhile, as between two pieces."""
        self.took = monotonic() - self.began
        give_way(SHARE * self.took)
        self.began = monotonic()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.took = monotonic() - self.began
        self.lock.release()


def give_way(seconds: float) -> None:
    """Wait while requests are being answered, at most so many seconds."""
    until = monotonic() + seconds
    while being_answered and monotonic() < until:
        sleep(SECONDS_BETWEEN_LOOKS)
