"""The image's own commands, with the variables compose would give, on PostgreSQL; no Docker engine needed."""

import json
import os
import re
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse
from urllib.error import HTTPError
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.serving import PROGRAMS, ROOT, free_port, wait_for

HOST = "policy.example.gov.cn"
pytestmark = pytest.mark.only("postgresql")


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """The URL of an empty database on the suite's server."""
    server, name = os.environ["DATABASE_URL"], f"production_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as session:
        session.execute(f"CREATE DATABASE {name}".encode())
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
        session.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture(scope="module")
def image(database: str, static: str) -> dict[str, str]:
    """The environment inside the container."""
    return {
        "PATH": os.environ["PATH"],
        "DEBUG": "0",
        "STATIC_ROOT": static,
        "SECRET_KEY": "only-in-this-test-" * 4,
        "ALLOWED_HOSTS": HOST,
        "DATABASE_URL": database,
        "HTTPS": "1",
        "BEHIND_PROXY": "1",
        "WEB_WORKERS": "1",
        "BIND": f"127.0.0.1:{free_port()}",
    }


def command_of_image() -> list[str]:
    [line] = re.findall(r"^CMD (\[.+\])$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    program, *arguments = json.loads(line)
    return [str(PROGRAMS / program), *arguments]


def manage(image: dict[str, str], *arguments: str) -> None:
    subprocess.run([PROGRAMS / "python", "manage.py", *arguments], cwd=ROOT, env=image, check=True, capture_output=True)


@pytest.fixture(scope="module")
def server(image: dict[str, str]) -> Iterator[str]:
    process = subprocess.Popen(
        command_of_image(), cwd=ROOT, env=image, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    site = f"http://{image['BIND']}"
    try:
        wait_for(f"{site}/healthz")
        yield site
    finally:
        process.terminate()
        process.wait(60)


def get(url: str, **headers: str) -> tuple[int, HTTPResponse | HTTPError]:
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        answer = urllib.request.urlopen(request, timeout=60)
    except HTTPError as error:
        return error.code, error
    return answer.status, answer


def test_the_image_serves_the_site_once_migrated(image: dict[str, str], server: str) -> None:
    assert get(f"{server}/readyz")[0] == 503
    manage(image, "migrate")
    assert get(f"{server}/readyz")[0] == 200

    status, page = get(f"{server}/admin/login/", Host=HOST, X_Forwarded_Proto="https")
    assert status == 200
    assert page.headers["Content-Security-Policy"] == "default-src 'self'"
    assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
    html = page.read().decode()
    assert 'lang="zh-hans"' in html

    [stylesheet] = re.findall(r'href="(/static/admin/css/base\.[0-9a-f]+\.css)"', html)
    status, css = get(f"{server}{stylesheet}", Host=HOST, X_Forwarded_Proto="https", Accept_Encoding="gzip")
    assert (status, css.headers["Content-Encoding"]) == (200, "gzip")
    assert "immutable" in css.headers["Cache-Control"]


def test_a_foreign_host_is_refused_and_plain_http_is_sent_to_https(image: dict[str, str], server: str) -> None:
    assert get(f"{server}/admin/login/", Host="evil.example", X_Forwarded_Proto="https")[0] == 400
    host, port = image["BIND"].split(":")
    with socket.create_connection((host, int(port)), timeout=60) as plain:  # urllib would follow it
        plain.sendall(f"GET /admin/ HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
        answer = plain.recv(4096).decode()
    assert answer.startswith("HTTP/1.1 301")
    assert f"location: https://{HOST}/admin/" in answer.lower()
