"""At most so many threads of a process are at an edit at once; the others wait in order, for no longer than for the
lock, and without a connection.
"""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from time import sleep
from typing import Any

import pytest
from django.db import connection, transaction

from measures.choices import EditVia
from measures.edits import BusyError, edit, write_slot
from measures.models import Plan
from measures.models.write_slots import MAX_WRITERS, FairSemaphore, write_slots
from policyhub.postgresql.base import DatabaseWrapper
from tests.factories import make_plan
from tests.waiting import wait_until

on_postgresql = [pytest.mark.only("postgresql"), pytest.mark.django_db(transaction=True)]


def wait_for(number: int, waiting: FairSemaphore) -> None:
    wait_until(lambda: len(waiting.waiting) >= number)


def test_who_waits_longest_comes_next() -> None:
    two, came = FairSemaphore(1), list[int]()
    assert two.acquire(blocking=False)

    def come(number: int) -> None:
        assert two.acquire(timeout=30)
        came.append(number)
        two.release()

    threads = [threading.Thread(target=come, args=[number]) for number in range(4)]
    for number, thread in enumerate(threads, start=1):
        thread.start()
        wait_for(number, two)
    assert not two.acquire(blocking=False)  # nor does whoever comes later push in
    two.release()
    for thread in threads:
        thread.join(30)
    assert came == [0, 1, 2, 3]
    assert two.value == 1


def test_who_gave_up_waiting_takes_no_slot() -> None:
    one = FairSemaphore(1)
    assert one.acquire(blocking=False)
    assert not one.acquire(timeout=0.01)
    one.release()
    assert one.acquire(blocking=False)


def test_a_slot_that_is_free_is_acquired_without_waiting() -> None:
    assert FairSemaphore(1).acquire(timeout=0)


@contextmanager
def others_at_an_edit(number: int) -> Iterator[None]:
    """So many threads, each in the middle of an edit that has written nothing."""
    begun, end = threading.Barrier(number + 1), threading.Event()

    def read() -> None:
        try:
            with edit(None, via=EditVia.API, plan="demo"):
                begun.wait(30)
                end.wait(30)
        finally:
            connection.close()

    threads = [threading.Thread(target=read) for _ in range(number)]
    for thread in threads:
        thread.start()
    begun.wait(30)
    try:
        yield
    finally:
        end.set()
        for thread in threads:
            thread.join(30)


class TestEdits:
    pytestmark = on_postgresql

    def test_one_more_waits_and_is_told_that_others_write(self, settings: Any) -> None:
        settings.LOCK_WAIT_SECONDS = 0.1
        with others_at_an_edit(MAX_WRITERS), pytest.raises(BusyError), edit(None, via=EditVia.API):
            raise AssertionError("it did not wait")
        with edit(None, via=EditVia.API):
            make_plan("demo")
        assert Plan.objects.filter(slug="demo").exists()

    def test_without_a_limit_it_waits_until_another_ends(self, settings: Any) -> None:
        settings.LOCK_WAIT_SECONDS = 0
        with ExitStack() as others:
            others.enter_context(others_at_an_edit(MAX_WRITERS))
            threading.Thread(target=give_way, args=[others.pop_all()]).start()
            with edit(None, via=EditVia.API):
                make_plan("demo")
        assert Plan.objects.filter(slug="demo").exists()

    def test_the_slot_of_an_edit_that_failed_is_free_again(self) -> None:
        for _ in range(MAX_WRITERS + 1):
            with pytest.raises(KeyError), edit(None, via=EditVia.API):
                raise KeyError
        assert write_slots.value == MAX_WRITERS

    def test_an_edit_within_an_edit_takes_no_second_slot(self) -> None:
        with edit(None, via=EditVia.API), edit(None, via=EditVia.API), edit(None, via=EditVia.API):
            assert write_slots.value == MAX_WRITERS - 1

    def test_edits_in_one_slot_follow_one_another(self) -> None:
        with write_slot():
            for _ in range(2):
                with edit(None, via=EditVia.API):
                    assert write_slots.value == MAX_WRITERS - 1
                assert write_slots.value == MAX_WRITERS - 1
        assert write_slots.value == MAX_WRITERS

    def test_in_a_transaction_that_wrote_nobody_waits_for_those_who_wait_for_its_end(self, settings: Any) -> None:
        settings.LOCK_WAIT_SECONDS = 1
        with transaction.atomic():
            make_plan("demo")
            with others_at_an_edit(MAX_WRITERS):
                make_plan("another")
        assert {plan.slug for plan in Plan.objects.all()} == {"demo", "another"}

    def test_the_time_for_the_lock_is_what_is_left_of_the_waiting(self, settings: Any) -> None:
        settings.LOCK_WAIT_SECONDS = 20
        with ExitStack() as others:
            others.enter_context(others_at_an_edit(MAX_WRITERS))
            threading.Thread(target=give_way, args=[others.pop_all(), 0.3]).start()
            with edit(None, via=EditVia.API), connection.cursor() as cursor:
                cursor.execute("SELECT setting::int FROM pg_settings WHERE name = 'lock_timeout'")
                assert 1 < cursor.fetchone()[0] <= 19_700

    def test_who_waits_leaves_the_connections_to_those_who_read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(DatabaseWrapper, "pools", {})
        connection.close()
        shared = {"size": MAX_WRITERS + 1, "max_age": 60, "timeout": 20}
        monkeypatch.setitem(connection.settings_dict, "SHARED_CONNECTIONS", shared)
        waiting = [threading.Thread(target=write) for _ in range(MAX_WRITERS + 2)]
        with others_at_an_edit(MAX_WRITERS):
            for number, thread in enumerate(waiting, start=1):
                thread.start()
                wait_for(number, write_slots)
            assert not Plan.objects.filter(slug="demo").exists()
            connection.close()
        for thread in waiting:
            thread.join(30)
        assert Plan.objects.filter(slug__startswith="by-").count() == len(waiting)
        connection.close()
        DatabaseWrapper.pools[connection.alias].close()


def give_way(others: ExitStack, seconds: float = 0) -> None:
    """Let the others end so many seconds after somebody has begun to wait for them."""
    wait_for(1, write_slots)
    sleep(seconds)
    others.close()


def write() -> None:
    """As a request does: the caller is looked up, which takes a connection, before the edit begins."""
    try:
        Plan.objects.exists()
        with edit(None, via=EditVia.API):
            make_plan(f"by-{threading.get_ident()}")
    finally:
        connection.close()
