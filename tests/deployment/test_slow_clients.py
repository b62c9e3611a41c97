"""A hundred heads that never end, a hundred bodies that trickle and a hundred downloads that crawl, all at once.

Whoever asks meanwhile is answered, and the slow ones hold no database connection.
"""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
import requests
from django.contrib.auth.models import User
from django.db import connection

from measures.choices import ReviewState
from measures.models import ApiToken, Measure
from tests.factories import make_measure, make_plan, make_section
from tests.serving import running

pytestmark = [pytest.mark.only("postgresql"), pytest.mark.django_db(transaction=True)]

MANY = 100
ADDRESS = "/api/v1/plans/example/measures/1-1/"
SERVER = "server of slow clients"  # how it names itself to PostgreSQL
PULL = "/api/v1/measures/?format=ndjson&fields=code,text"


@pytest.fixture
def authorization(editor: User) -> str:
    _, secret = ApiToken.objects.create(editor, name="test", read_only=False)
    return f"Token {secret}"


@pytest.fixture(scope="module")
def server(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = {"PGAPPNAME": SERVER, "DATABASE_CONNECTIONS": "2"}
    with running(tmp_path_factory.mktemp("server") / "log", **settings) as address:
        yield address


@pytest.fixture
def site(transactional_db: None, server: str) -> str:
    """A plan whose full pull does not fit into what the sockets between server and client hold."""
    section = make_section(make_plan("example"))
    first = make_measure(section)
    Measure.objects.bulk_create(
        Measure(
            plan=section.plan,
            section=section,
            code=f"1-{number}",
            position=number + 10,
            title=first.title,
            text="支持基础研究。" * 100,
            review_state=ReviewState.PUBLISHED,
        )
        for number in range(2, 1100)
    )
    return server


def slow(site: str, request: str, stack: ExitStack) -> socket.socket:
    """A connection that has sent `request` and reads next to nothing of the answer."""
    client = stack.enter_context(socket.socket())
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect((urlsplit(site).hostname, urlsplit(site).port))
    client.sendall(request.replace("\n", "\r\n").encode())
    return client


def database_connections() -> int:
    """Of the server alone, not of the suite and what it has started before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = %s", [SERVER])
        count: int = cursor.fetchone()[0]
    return count


def test_slow_clients_keep_nobody_waiting(site: str, authorization: str) -> None:
    head = f"PATCH {ADDRESS} HTTP/1.1\nHost: 127.0.0.1\nAuthorization: {authorization}\n"
    with ExitStack() as stack:
        heads = [slow(site, f"GET {ADDRESS} HTTP/1.1\nHost: 127.0.0.1\nX-Slow: ", stack) for _ in range(MANY)]
        bodies = [
            slow(site, f'{head}If-Match: "1"\nContent-Type: application/json\nContent-Length: 14\n\n{{"n', stack)
            for _ in range(MANY)
        ]
        pulls = [slow(site, f"GET {PULL} HTTP/1.1\nHost: 127.0.0.1\n\n", stack) for _ in range(MANY)]
        for client in pulls:
            assert client.recv(12) == b"HTTP/1.1 200"
        for client in heads + bodies:
            client.sendall(b"o")
        assert requests.get(f"{site}/healthz", timeout=60).status_code == 200
        assert requests.get(f"{site}/readyz", timeout=60).status_code == 200
        assert requests.get(f"{site}/api/v1/measures/", timeout=60).status_code == 200
        written = requests.patch(
            f"{site}{ADDRESS}",
            json={"title": "完善投入机制"},
            headers={"Authorization": authorization, "If-Match": '"1"'},
            timeout=60,
        )
        assert written.status_code == 200, written.text
        assert 0 < database_connections() <= 2  # DATABASE_CONNECTIONS of its one process


def test_a_body_that_came_slowly_is_read_whole(site: str, authorization: str) -> None:
    body = '{"title": "完善投入机制"}'.encode()
    with ExitStack() as stack:
        client = slow(
            site,
            f'PATCH {ADDRESS} HTTP/1.1\nHost: 127.0.0.1\nAuthorization: {authorization}\nIf-Match: "1"\n'
            f"Content-Type: application/json\nContent-Length: {len(body)}\n\n",
            stack,
        )
        for byte in body:
            client.sendall(bytes([byte]))
            time.sleep(0.01)
        assert client.recv(12) == b"HTTP/1.1 200"
    assert Measure.objects.get(code="1-1").title == "完善投入机制"
