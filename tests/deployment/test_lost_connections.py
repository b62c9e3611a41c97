"""Connections that the threads of a server process share: bounded, and never handed out dead."""

import os
from collections.abc import Callable, Iterator
from unittest.mock import Mock
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from policyhub import database_use
from policyhub.postgresql.pool import ConnectionPool, PooledConnection

pytestmark = [pytest.mark.only("postgresql"), pytest.mark.django_db(transaction=True)]

MakePool = Callable[..., ConnectionPool]


@pytest.fixture
def make_pool() -> Iterator[MakePool]:
    pools = []
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()

    def make(size: int = 1, max_age: float = 60, answer_seconds: float | None = None) -> ConnectionPool:
        pools.append(
            ConnectionPool(
                lambda: PooledConnection.connect(url, autocommit=True), size, max_age, answer_seconds, timeout=0.2
            )
        )
        return pools[-1]

    yield make
    for pool in pools:
        pool.close()


def backend(pool: ConnectionPool) -> int:
    """The server's process behind the connection that is handed out next."""
    with pool.getconn() as held:
        return held.info.backend_pid


def test_a_connection_is_used_again(make_pool: MakePool) -> None:
    pool = make_pool()
    assert backend(pool) == backend(pool)


def test_a_connection_that_the_server_ended_is_replaced_before_it_is_used(make_pool: MakePool) -> None:
    pool = make_pool()
    lost = backend(pool)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [lost])
    held = pool.getconn()
    assert held.execute("SELECT 1").fetchone() == (1,)
    assert held.info.backend_pid != lost
    held.close()


def test_a_connection_with_something_to_read_is_asked_and_kept(make_pool: MakePool) -> None:
    pool = make_pool()
    held = pool.getconn()
    held.execute("LISTEN news")
    held.close()
    with connection.cursor() as cursor:
        cursor.execute("NOTIFY news")
    assert backend(pool) == held.info.backend_pid


def test_no_more_connections_than_allowed_are_opened(make_pool: MakePool) -> None:
    pool = make_pool(size=2)
    held = [pool.getconn(), pool.getconn()]
    with pytest.raises(psycopg.OperationalError, match="in use"):
        pool.getconn()
    held[0].close()
    assert pool.getconn() is held[0]
    for each in held:
        each.close()


def test_errors_are_told_by_what_failed(make_pool: MakePool, monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = Mock()
    monkeypatch.setattr(database_use, "recorders", [recorder])
    pool = make_pool(answer_seconds=0.1)
    held = pool.getconn()
    with pytest.raises(psycopg.OperationalError):
        pool.getconn()
    with pytest.raises(psycopg.OperationalError):
        held.execute("SELECT pg_sleep(30)")
    held.close()
    pool.connect = lambda: PooledConnection.connect("host=127.0.0.1 port=1")
    with pytest.raises(psycopg.OperationalError):
        pool.getconn()
    assert [call.args[1] for call in recorder.connection_failed.mock_calls] == ["in_use", "lost", "connect"]
    assert sum(call.args[1] for call in recorder.waited.mock_calls) >= 0.1


def test_a_connection_in_a_transaction_is_not_handed_to_the_next(make_pool: MakePool) -> None:
    pool = make_pool()
    held = pool.getconn()
    held.execute("BEGIN")
    held.close()
    assert held.closed
    following = pool.getconn()
    assert following is not held
    following.close()


def test_a_connection_that_is_too_old_is_replaced(make_pool: MakePool) -> None:
    pool = make_pool(max_age=0)
    assert backend(pool) != backend(pool)


def test_a_failed_connecting_leaves_room_for_the_next(make_pool: MakePool) -> None:
    pool = make_pool()
    connect, pool.connect = pool.connect, lambda: PooledConnection.connect("host=127.0.0.1 port=1")
    for _ in range(2):
        with pytest.raises(psycopg.OperationalError, match="refused"):
            pool.getconn()
    pool.connect = connect
    backend(pool)


def test_a_server_that_does_not_answer_is_given_up(make_pool: MakePool) -> None:
    pool = make_pool(answer_seconds=0.3)
    held = pool.getconn()
    with pytest.raises(psycopg.OperationalError):
        held.execute("SELECT pg_sleep(30)")
    assert held.closed
    held.close()
    assert backend(pool)


def test_an_error_of_a_statement_does_not_cost_the_connection(make_pool: MakePool) -> None:
    pool = make_pool(answer_seconds=5)
    held = pool.getconn()
    with pytest.raises(psycopg.errors.UndefinedTable):
        held.execute("SELECT * FROM nothing")
    held.close()
    assert backend(pool) == held.info.backend_pid
