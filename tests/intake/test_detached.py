"""Reading and applying in a process that outlives the one that started it, and what is said where it is gone."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from measures import detached
from measures.detached import claim, heartbeat, start, working_on
from measures.intake import read_slots
from measures.intake.applying import apply_or_start, end_lost
from measures.intake.imports import comparison_of
from measures.intake.read_slots import read_slot
from measures.intake.uploads import receive
from measures.models import Import, Measure
from measures.models.long_work import identity, is_alive, own_identity
from tests.serving import database_url
from tests.uploads import NAME, document, is_kept, uploaded
from tests.waiting import wait_until

ELSEWHERE = "another-host/1/1"


def until(item: Import, *states: str) -> Import:
    """The import once it is in one of these states."""

    def is_there() -> bool:
        item.refresh_from_db()
        return item.state in states

    wait_until(is_there)
    return item


@pytest.mark.django_db(transaction=True)
def test_a_process_of_its_own_reads_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url())
    items = [receive(document(), NAME, None), receive(document("没有标题。"), "b.txt", None)]
    connection.close()  # nothing of this process is needed any more
    start("read_import", items)
    assert until(items[0], "read", "failed").reading is not None
    assert until(items[1], "read", "failed").error == "no_headings"


@pytest.mark.django_db(transaction=True)
def test_a_process_of_its_own_applies_what_was_shown_but_what_was_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url())
    monkeypatch.setattr("measures.intake.applying.LONGEST_IN_REQUEST", -1)
    item = uploaded(slug="shili")
    comparison = comparison_of(item)
    left_out = ("measure", ("shili", "1.2-1"), "")
    apply_or_start(item, None, comparison, expected=comparison.fingerprint(), declined=frozenset([left_out]))
    assert item.state == "applying"
    connection.close()
    assert until(item, "applied", "read").state == "applied", item.error_sentence
    assert list(Measure.objects.values_list("code", flat=True)) == ["1.1-1", "1.1-2"]


@pytest.mark.django_db(transaction=True)
def test_an_import_whose_process_was_killed_fails_and_leaves_nothing_but_its_row(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url())
    item = receive(document(), NAME, None)
    name = item.file.name
    start("read_import", [item])
    item.refresh_from_db()
    os.killpg(int(item.process.split("/")[1]), signal.SIGKILL)
    wait_until(lambda: not is_alive(item.process))
    end_lost()
    item.refresh_from_db()
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
    wait_until(lambda: is_alive(name) is False)
    process.wait()


@pytest.mark.django_db
def test_a_process_takes_what_nobody_has_or_a_lost_one_had_and_no_other() -> None:
    free, lost, ended = (receive(document(), name, None) for name in ("a.txt", "b.txt", "c.txt"))
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    theirs = receive(document(), "d.txt", None)
    theirs.process, lost.process = identity(other.pid), f"{own_identity()}0"
    ended.state = "read"
    for item in (theirs, lost, ended):
        item.save()
    with working_on([free, lost, ended, theirs]) as taken:
        assert taken == [free, lost]
    assert Import.objects.get(pk=theirs.pk).process == identity(other.pid)
    assert not claim(receive_again(free))
    other.communicate(b"\n")


def receive_again(item: Import) -> Import:
    """The row as somebody read it before this process took it."""
    stale = Import.objects.get(pk=item.pk)
    stale.process = ""
    return stale


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "state"), [(1, "reading"), (3, "failed")])
def test_a_process_on_another_host_is_lost_when_it_gives_no_sign(minutes: int, state: str) -> None:
    item = receive(document(), NAME, None)
    silent = timezone.now() - timedelta(minutes=minutes)
    Import.objects.update(process=ELSEWHERE, progressed_at=silent)
    end_lost()
    item.refresh_from_db()
    assert item.state == state


def test_no_more_than_so_many_processes_read_at_once(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.VAR_DIR = settings.VAR_DIR / "slots"
    monkeypatch.setattr(read_slots, "MAX_READERS", 1)
    monkeypatch.setattr(read_slots, "WAIT_SECONDS", 0.01)
    began = Event()

    def read() -> None:
        with read_slot():
            began.set()

    second = Thread(target=read)
    with read_slot():
        second.start()
        assert not began.wait(0.2)
    assert began.wait(60)
    second.join()


@pytest.mark.django_db(transaction=True)
def test_a_long_reading_gives_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detached, "HEARTBEAT_SECONDS", 0.01)
    item = receive(document(), NAME, None)
    assert claim(item)
    old = timezone.now() - timedelta(hours=1)
    Import.objects.update(progressed_at=old)
    with heartbeat([item]):
        wait_until(lambda: Import.objects.filter(progressed_at__gt=old).exists())
