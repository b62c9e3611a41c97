"""A body that the server cannot take as it is sent is refused before the application is asked, and says why."""

import json
import socket
from io import BytesIO, StringIO
from urllib.parse import urlsplit
from wsgiref.handlers import SimpleHandler
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from policyhub.request_body import MAX_BYTES, ReceivedBody

API = "/api/v1/plans/"
ADMIN = "/admin/login/"


@pytest.fixture
def site(shared_server: str) -> str:
    """None of these requests reaches the database."""
    return shared_server


def never(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    raise AssertionError("the application was asked")


def answer(site: str, path: str, headers: str, body: bytes) -> tuple[int, dict[str, str], str]:
    """Status, headers and text of the answer. The client ends after `body`; without one it waits, body unsent.

    What is sent and not read resets the connection, which may cost the client the answer.
    """
    where = urlsplit(site)
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=60) as client:
        client.sendall(f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n\r\n".encode() + body)
        if body:
            client.shutdown(socket.SHUT_WR)
        received = b""
        while piece := client.recv(65536):
            received += piece
    head, _, text = received.decode().partition("\r\n\r\n")
    status, *lines = head.split("\r\n")
    return int(status.split()[1]), {name.lower(): value for name, _, value in (x.partition(": ") for x in lines)}, text


@pytest.mark.parametrize("path", [API, ADMIN])
def test_a_body_in_chunks_is_answered_411(site: str, path: str) -> None:
    status, headers, text = answer(site, path, "Transfer-Encoding: chunked", b"")
    assert status == 411
    assert headers["connection"] == "close"
    problem = json.loads(text)
    assert (problem["status"], problem["instance"]) == (411, path)
    assert "Content-Length" in problem["detail"]


@pytest.mark.parametrize("path", [API, ADMIN])
def test_a_body_shorter_than_its_length_is_answered_400(site: str, path: str) -> None:
    status, headers, text = answer(site, path, "Content-Type: application/json\r\nContent-Length: 20", b'{"slug":')
    assert status == 400
    assert headers["connection"] == "close"
    assert "Content-Length" in json.loads(text)["detail"]


def test_a_body_over_the_limit_is_answered_413_and_not_waited_for(site: str) -> None:
    status, headers, text = answer(site, ADMIN, f"Content-Length: {MAX_BYTES + 1}", b"")
    assert status == 413
    assert headers["connection"] == "close"
    assert str(MAX_BYTES) in json.loads(text)["detail"]


@pytest.mark.parametrize(("path", "shown"), [(ADMIN, "text/html; charset=utf-8"), (API, "application/problem+json")])
def test_a_person_is_answered_with_a_page_by_the_server_of_development_too(path: str, shown: str) -> None:
    """That server takes no `Connection` from an application."""
    environ = {"SERVER_SOFTWARE": "WSGIServer/0.2", "SERVER_PROTOCOL": "HTTP/1.1", "PATH_INFO": path}
    asked = {"HTTP_ACCEPT": "text/html,*/*;q=0.8", "HTTP_TRANSFER_ENCODING": "chunked"}
    sent, faults = BytesIO(), StringIO()
    handler = SimpleHandler(BytesIO(), sent, faults, environ | asked, multithread=False)
    handler.run(ReceivedBody(never))
    assert not faults.getvalue()
    head, _, body = sent.getvalue().decode().partition("\r\n\r\n")
    assert head.startswith("HTTP/1.0 411")
    assert f"Content-Type: {shown}" in head
    assert "请给出 Content-Length" in body


def test_a_body_at_the_limit_is_read(site: str) -> None:
    """It is refused for being cut short, not for its length."""
    assert answer(site, ADMIN, f"Content-Length: {MAX_BYTES}", b"username=")[0] == 400
