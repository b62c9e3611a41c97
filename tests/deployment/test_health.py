"""Probes: cheap however often they are asked, and true again within a second."""

from time import monotonic
from typing import Any

import pytest
from django.test import Client

from policyhub import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def readiness(monkeypatch: pytest.MonkeyPatch) -> health.Readiness:
    readiness = health.Readiness()
    monkeypatch.setattr(health, "readiness", readiness)
    return readiness


def test_a_site_that_can_work_is_ready(client: Client) -> None:
    answer = client.get("/readyz", headers={"Host": "10.0.0.1"})
    assert (answer.status_code, answer.content) == (200, b"ready\n")


def test_many_probes_cost_the_queries_of_one(client: Client, django_assert_num_queries: Any) -> None:
    client.get("/readyz")
    with django_assert_num_queries(0):
        assert {client.get("/readyz").status_code for _ in range(20)} == {200}
        assert client.get("/healthz").content == b"ok\n"


def test_what_changes_is_seen_a_second_later(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.get("/readyz")
    monkeypatch.setattr(health, "check", lambda: "database unavailable")
    now = monotonic()
    monkeypatch.setattr(health, "monotonic", lambda: now + 0.5)
    assert client.get("/readyz").status_code == 200
    monkeypatch.setattr(health, "monotonic", lambda: now + 1.5)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"database unavailable\n")


def test_who_asks_while_another_finds_out_gets_the_last_answer(
    client: Client, readiness: health.Readiness, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get("/readyz")
    monkeypatch.setattr(health, "check", lambda: "database unavailable")
    readiness.at = 0
    with readiness.lock:
        assert client.get("/readyz").status_code == 200
    assert client.get("/readyz").status_code == 503
