"""A server of PostgreSQL that was restarted ends the connections that a worker keeps: no caller may meet one."""

import psycopg
import pytest
from django.db import connection
from django.test import Client


def as_between_two_requests() -> None:
    connection.health_check_done = False  # type: ignore[attr-defined]


@pytest.mark.only("postgresql")
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_server_ended_is_replaced_before_it_is_used(client: Client) -> None:
    connection.ensure_connection()
    backend = connection.connection.info.backend_pid
    with psycopg.connect(connection.connection.info.dsn, password=connection.connection.info.password) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
    as_between_two_requests()
    assert client.get("/api/v1/plans/").status_code == 200
    assert connection.connection.info.backend_pid != backend


@pytest.mark.only("postgresql")
@pytest.mark.django_db(transaction=True)
def test_a_connection_with_something_to_read_is_asked_and_kept(client: Client) -> None:
    connection.ensure_connection()
    backend = connection.connection.info.backend_pid
    with connection.cursor() as cursor:
        cursor.execute("LISTEN told")
    with psycopg.connect(connection.connection.info.dsn, autocommit=True) as other:
        other.execute("NOTIFY told")
    as_between_two_requests()
    assert client.get("/api/v1/plans/").status_code == 200
    assert connection.connection.info.backend_pid == backend
