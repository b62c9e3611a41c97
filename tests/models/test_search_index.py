"""The search index is built while people work: nobody's save waits, and one that was interrupted does no harm."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import OperationalError, connection, connections

from measures import search
from measures.models import Measure
from tests.factories import make_measure, make_plan, make_section
from tests.importing.sample import import_records
from tests.serving import database_url
from tests.waiting import wait_until

pytestmark = [pytest.mark.only("postgresql"), pytest.mark.django_db(transaction=True)]

PATIENCE = 60  # seconds, on a busy machine
OWN = "datname = current_database()"  # another worker may build the same index beside this one
BUILDING = f"FROM pg_stat_activity WHERE {OWN} AND query LIKE '%%INDEX%%measures_%%' AND wait_event_type = 'Lock'"


@pytest.fixture
def measure() -> Iterator[Measure]:
    """One that is stored, in a database whose index is of an older version."""
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON INDEX {search.INDEX} IS 'of an older version'")
    yield make_measure(make_section(make_plan()))
    search.install(connection)


class Build(threading.Thread):
    """`migrate`'s part in this, on a connection of its own; `error` is what ended it."""

    error: Exception | None = None

    def run(self) -> None:
        try:
            search.install(connection)
        except OperationalError as error:
            self.error = error
        finally:
            connections.close_all()

    def wait_until_it_waits(self) -> None:
        wait_until(lambda: waiting_builds() or not self.is_alive())
        assert self.is_alive(), self.error


@contextmanager
def open_transaction(mode: str, table: str) -> Iterator[None]:
    """Of somebody who has read or written rows of the table, and goes on."""
    with psycopg.connect(database_url()) as session:
        session.execute(f"LOCK TABLE {table} IN {mode} MODE")
        yield


def waiting_builds() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pid {BUILDING}")
        return [pid for (pid,) in cursor.fetchall()]


def indexes() -> dict[str, bool]:
    """Of measures and sections that search has made, and whether each is whole."""
    with connection.cursor() as cursor:
        ours = ("measures_measure_grams", "measures_section_%%_folded", "measures_responsiblebody_pinyin")
        names = " OR ".join(f"relname LIKE '{name}%%'" for name in ours)
        cursor.execute(f"SELECT relname, indisvalid FROM pg_index JOIN pg_class ON oid = indexrelid WHERE ({names})")
        return dict(cursor.fetchall())


def save_without_waiting(measure: Measure, title: str) -> None:
    """Fails where the save, of a measure and of its section, stands behind another's lock."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '1s'")
        try:
            measure.title = measure.section.title = title
            measure.section.save()
            measure.save()
        finally:
            cursor.execute("RESET lock_timeout")


@pytest.mark.parametrize("table", ["measures_measure", "measures_section"])
@pytest.mark.parametrize("mode", ["ACCESS SHARE", "ROW EXCLUSIVE"], ids=["read", "written"])
def test_nobody_waits_while_it_waits_for_somebody_who_has(measure: Measure, mode: str, table: str) -> None:
    build = Build()
    with open_transaction(mode, table):
        build.start()
        build.wait_until_it_waits()
        save_without_waiting(measure, "建设人才公寓")
    build.join(PATIENCE)
    assert build.error is None
    assert indexes() == dict.fromkeys(search.indexes(), True)
    assert list(Measure.objects.search("人才公寓")) == [measure]


def test_one_that_is_interrupted_leaves_the_old_index_and_the_next_one_leaves_nothing_of_it(measure: Measure) -> None:
    build = Build()
    with open_transaction("ROW EXCLUSIVE", "measures_measure"):
        build.start()
        build.wait_until_it_waits()
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_terminate_backend(pid) {BUILDING}")
        build.join(PATIENCE)
    assert build.error is not None
    assert indexes() == dict.fromkeys(search.indexes(), True) | {f"{search.INDEX}_new": False}
    save_without_waiting(measure, "建设人才公寓")
    assert list(Measure.objects.search("人才公寓")) == [measure]
    search.install(connection)
    assert indexes() == dict.fromkeys(search.indexes(), True)
    assert list(Measure.objects.search("人才公寓")) == [measure]


def test_an_import_leaves_nothing_to_be_sorted_into_the_index_by_the_next_save(measure: Measure) -> None:
    def pages_in_list() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [search.INDEX])
            return int(cursor.fetchone()[0])

    pages_in_list()
    import_records()
    assert pages_in_list() == 0
    assert Measure.objects.search("基础研究").exists()
    measure.save()
    assert pages_in_list() == 1
