"""Reading in a process that outlives the one that started it, and what is said where it is gone."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from measures.intake import detached
from measures.intake.detached import claim, fail_lost, identity, is_alive, signs_of_life, start, turn_to_read
from measures.intake.uploads import receive
from measures.models import Import
from tests.serving import database_url
from tests.uploads import NAME, document, is_kept

ELSEWHERE = "another-host/1/1"


def until(item: Import, *states: str) -> Import:
    """The import once it is in one of these states. Raises TimeoutError after half a minute."""
    for _ in range(300):
        item.refresh_from_db()
        if item.state in states:
            return item
        time.sleep(0.1)
    raise TimeoutError(item.state)


@pytest.mark.django_db(transaction=True)
def test_a_process_of_its_own_reads_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url())
    items = [receive(document(), NAME, None), receive(document("没有标题。"), "b.txt", None)]
    connection.close()  # nothing of this process is needed any more
    start(items)
    assert until(items[0], "read", "failed").reading is not None
    assert until(items[1], "read", "failed").error == "no_headings"


@pytest.mark.django_db(transaction=True)
def test_an_import_whose_process_was_killed_fails_and_leaves_nothing_but_its_row(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url())
    item = receive(document(), NAME, None)
    name = item.file.name
    start([item])
    item.refresh_from_db()
    os.killpg(int(item.process.split("/")[1]), signal.SIGKILL)
    for _ in range(100):
        fail_lost()
        item.refresh_from_db()
        if item.state != "reading":
            break
        time.sleep(0.05)
    assert (item.state, item.error, item.file.name) == ("failed", "lost", "")
    assert not is_kept(name)


def test_a_process_is_known_by_its_number_and_its_start() -> None:
    mine = identity(os.getpid())
    assert is_alive(mine) is True
    assert is_alive(f"{mine}0") is False  # the number is used again by another
    assert is_alive(ELSEWHERE) is None
    assert is_alive("") is None


def test_an_ended_process_whose_parent_has_not_asked_is_not_alive() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    name = identity(process.pid)
    for _ in range(100):
        if not is_alive(name):
            break
        time.sleep(0.05)
    assert is_alive(name) is False
    process.wait()


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "state"), [(1, "reading"), (3, "failed")])
def test_a_process_on_another_host_is_lost_when_it_gives_no_sign(minutes: int, state: str) -> None:
    item = receive(document(), NAME, None)
    silent = timezone.now() - timedelta(minutes=minutes)
    Import.objects.update(process=ELSEWHERE, progressed_at=silent)
    fail_lost()
    item.refresh_from_db()
    assert item.state == state


def test_no_more_than_so_many_processes_read_at_once(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.VAR_DIR = settings.VAR_DIR / "turns"
    monkeypatch.setattr(detached, "AT_ONCE", 1)
    monkeypatch.setattr(detached, "WAIT_SECONDS", 0.01)
    began = Event()

    def read() -> None:
        with turn_to_read():
            began.set()

    second = Thread(target=read)
    with turn_to_read():
        second.start()
        assert not began.wait(0.2)
    assert began.wait(10)
    second.join()


@pytest.mark.django_db(transaction=True)
def test_a_long_reading_gives_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detached, "SIGN_SECONDS", 0.01)
    item = receive(document(), NAME, None)
    claim([item.pk], os.getpid())
    old = timezone.now() - timedelta(hours=1)
    Import.objects.update(progressed_at=old)
    with signs_of_life([item.pk]):
        for _ in range(200):
            item.refresh_from_db()
            if item.progressed_at is not None and item.progressed_at > old:
                break
            time.sleep(0.02)
    assert item.progressed_at is not None
    assert item.progressed_at > old
