"""One query for all who ask the same at once."""

from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")

PATIENCE = 0.05  # seconds; who waits longer asks alone: another's connection may be frozen


class SharedAnswer(Generic[T]):
    """What a query answers, given to all who asked before it was sent: nobody hears of a state older than the question.

    While one query is under way, those who ask wait for the next one, which the first of them sends.
    """

    def __init__(self, ask: Callable[[], T]) -> None:
        self.ask = ask
        self.under_way, self.lock = Lock(), Lock()
        self.next: Future[T] | None = None

    def __call__(self) -> T:
        """Raises what the query raises."""
        with self.lock:
            joined, self.next = self.next, self.next or Future()
            answer = self.next
        if joined is None:
            return self.lead(answer)
        with suppress(CancelledError, TimeoutError):
            return answer.result(PATIENCE)
        return self.ask()

    def lead(self, answer: Future[T]) -> T:
        """Send the query for all who have joined by then; if it fails, each of them sends its own."""
        in_turn = self.under_way.acquire(timeout=PATIENCE)
        try:
            with self.lock:
                self.next = None
            answer.set_result(self.ask())
        finally:
            answer.cancel()
            if in_turn:
                self.under_way.release()
        return answer.result()
