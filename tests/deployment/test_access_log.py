"""One line a request in the log: who asked what, what was answered, and the id under which more is found."""

import logging
import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "policyhub.access")


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "policyhub.access"]


def test_a_request_is_one_line(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.get("/api/v1/plans/?q=%E4%BA%BA", REMOTE_ADDR="192.0.2.7")
    [line] = lines(caplog)
    assert re.fullmatch(r'192\.0\.2\.7 "GET /api/v1/plans/\?q=%E4%BA%BA" 200 \d+ ms', line)


def test_an_address_cannot_forge_a_line(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.get("/api/v1/%0A192.0.2.9%20forged/")
    [line] = lines(caplog)
    assert "\n" not in line
    assert "/api/v1/%0A192.0.2.9%20forged/" in line


def test_probes_are_not_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.get("/healthz")
    client.get("/readyz")
    assert lines(caplog) == []


def test_the_answer_and_its_problem_name_the_id_of_the_line(client: Client) -> None:
    answer = client.get("/api/v1/plans/nowhere/", headers={"X-Request-ID": "from-the-proxy-1"})
    assert answer.headers["X-Request-ID"] == "from-the-proxy-1"
    assert answer.json()["request_id"] == "from-the-proxy-1"
    forged = client.get("/api/v1/plans/nowhere/", headers={"X-Request-ID": "a b"})
    assert re.fullmatch(r"[0-9a-f]{32}", forged.json()["request_id"])
