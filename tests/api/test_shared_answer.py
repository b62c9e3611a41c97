"""Who asks at once for the newest change shares one query, and nobody hears of a state older than the question."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import DatabaseError

from measures.api import shared_answer
from measures.api.records import resource
from measures.api.records.resource import FeedHead
from measures.api.shared_answer import SharedAnswer
from measures.choices import EditVia
from measures.edits import edit
from measures.models import Plan
from measures.prepared import PreparedQuery
from tests.waiting import wait_until


class Database:
    """Answers each query with its number, once it is let through; one that is told to fails."""

    def __init__(self) -> None:
        self.sent = 0
        self.fails: set[int] = set()
        self.arrived, self.let_through = threading.Semaphore(0), threading.Semaphore(0)

    def __call__(self) -> int:
        self.sent = number = self.sent + 1
        self.arrived.release()
        assert self.let_through.acquire(timeout=30)
        if number in self.fails:
            raise DatabaseError
        return number


class Readers:
    """Threads that ask."""

    def __init__(self, database: Database, pool: ThreadPoolExecutor) -> None:
        self.database, self.pool, self.shared = database, pool, SharedAnswer(database)
        self.shared.lock = self.lock = CountingLock()  # type: ignore[assignment]

    def ask(self, count: int) -> list[Future[int]]:
        """So many more, none of them answered, all of them waiting or asking."""
        before = self.lock.taken
        asked = [self.pool.submit(self.shared) for _ in range(count)]
        wait_until(lambda: self.lock.taken >= before + count)
        return asked


class CountingLock:
    """Knows how often it was taken and given back: by each that asks, as it joins, and by whoever sends the query."""

    def __init__(self) -> None:
        self.lock, self.taken = threading.Lock(), 0

    def __enter__(self) -> None:
        self.lock.acquire()

    def __exit__(self, *_: object) -> None:
        self.taken += 1
        self.lock.release()


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(shared_answer, "PATIENCE", 90)
    with ThreadPoolExecutor(16) as pool:
        yield Readers(Database(), pool)


def answers(asked: list[Future[int]]) -> list[int]:
    return [one.result(30) for one in asked]


def test_who_asks_while_a_query_is_under_way_shares_the_next_one(readers: Readers) -> None:
    first = readers.ask(1)
    assert readers.database.arrived.acquire(timeout=30)
    others = readers.ask(5)
    assert readers.database.sent == 1
    readers.database.let_through.release(2)
    assert (answers(first), answers(others)) == ([1], [2] * 5)


def test_whoever_shared_a_query_that_failed_asks_alone(readers: Readers) -> None:
    readers.database.fails = {1, 2}
    first = readers.ask(1)
    assert readers.database.arrived.acquire(timeout=30)
    others = readers.ask(3)
    readers.database.let_through.release(9)
    failed = [one for one in [*first, *others] if isinstance(one.exception(30), DatabaseError)]
    assert len(failed) == 2
    assert sorted(answers([one for one in others if one not in failed])) == [3, 4]


def test_a_query_that_hangs_holds_nobody_else(readers: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_answer, "PATIENCE", 0.01)
    hanging = readers.ask(1)
    assert readers.database.arrived.acquire(timeout=30)
    others = readers.ask(3)
    for _ in others:
        assert readers.database.arrived.acquire(timeout=30)
    assert not hanging[0].done()
    readers.database.let_through.release(4)
    assert len(answers([*hanging, *others])) == 4


@pytest.mark.django_db(transaction=True)
def test_the_newest_change_is_shared_but_by_whom_a_transaction_shows_another(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared: list[str] = []

    def newest_change(alias: str) -> PreparedQuery:
        shared.append(alias)
        return resource.NEWEST_CHANGE

    monkeypatch.setattr(resource, "shared_newest_change", newest_change)
    before = FeedHead.now()
    with edit(None, via=EditVia.COMMAND):
        plan.title = "新"
        plan.save()
        inside = FeedHead.now()
    assert shared == ["default"]
    assert before != inside == FeedHead.now()
