"""The log as JSON: one object a line, for programs that collect logs."""

import io
import json
import logging
from collections.abc import Iterator
from time import perf_counter
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.backends.signals import connection_created
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from measures.models import ApiToken
from policyhub import database_use
from policyhub.json_log import JSONFormatter
from policyhub.tracing import RequestIdFilter
from tests.factories import make_plan

pytestmark = pytest.mark.django_db


class Log(io.StringIO):
    def entries(self, logger: str = "") -> list[dict[str, Any]]:
        parsed = [json.loads(line) for line in self.getvalue().splitlines()]
        return [entry for entry in parsed if entry["logger"].startswith(logger)]


@pytest.fixture
def log(settings: Settings) -> Iterator[Log]:
    """What goes to standard error where LOG_FORMAT is json."""
    settings.LOG_FORMAT = "json"
    log, root = Log(), logging.getLogger()
    handler, level = logging.StreamHandler(log), root.level
    handler.setFormatter(JSONFormatter())
    handler.addFilter(RequestIdFilter())
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield log
    root.removeHandler(handler)
    root.setLevel(level)
    database_use.stop()


def test_a_request_is_one_line_that_says_who_asked_what_and_what_it_cost(log: Log, outsider: User) -> None:
    make_plan("example")
    _, token = ApiToken.objects.create(outsider, name="test")
    headers = {"Authorization": f"Bearer {token}", "X-Request-ID": "from-the-proxy-1"}
    Client().get("/healthz")
    connection_created.send(type(connection), connection=connection)  # as when a thread takes a shared one anew
    began = perf_counter()
    with CaptureQueriesContext(connection) as asked:
        Client().get("/api/v1/plans/example/?fields=slug", headers=headers, REMOTE_ADDR="192.0.2.7")
    waited = (perf_counter() - began) * 1000
    [entry] = log.entries("policyhub.access")
    milliseconds = {name: entry.pop(name) for name in ("duration_ms", "queries_ms")}
    assert waited + 0.1 > milliseconds["duration_ms"] >= milliseconds["queries_ms"] > 0
    del entry["time"], entry["message"]
    assert entry == {
        "level": "INFO",
        "logger": "policyhub.access",
        "request_id": "from-the-proxy-1",
        "address": "192.0.2.7",
        "user": "outsider",
        "method": "GET",
        "path": "/api/v1/plans/example/?fields=slug",
        "route": "api/v1/plans/<slug:key>/",
        "status": 200,
        "queries": len(asked),
    }


def test_who_is_logged_in_is_named_and_nothing_is_asked_to_find_out(
    log: Log, outsider: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = Client()
    client.force_login(outsider)
    with django_assert_num_queries(0):
        client.get("/i18n/nothing/")
    client.get("/admin/")
    assert [entry["user"] for entry in log.entries("policyhub.access")] == ["", "outsider"]


def test_an_error_is_one_line_with_its_traceback_and_the_id_of_the_request(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_keywords: object) -> None:
        raise RuntimeError("数据“坏”了\n第二行")

    monkeypatch.setattr("measures.api.views.PlanViewSet.retrieve", fail)
    client = Client(raise_request_exception=False, headers={"X-Request-ID": "from-the-proxy-2"})
    assert client.get("/api/v1/plans/example/").status_code == 500
    [entry] = log.entries("django.request")
    assert (entry["level"], entry["request_id"], entry["error"]) == ("ERROR", "from-the-proxy-2", "RuntimeError")
    assert entry["traceback"].startswith("Traceback")
    assert entry["traceback"].endswith("RuntimeError: 数据“坏”了\n第二行")
    assert "数据“坏”了" in log.getvalue()
    assert log.entries("policyhub.access")[0]["status"] == 500


def test_what_is_no_text_is_escaped_and_loses_no_line() -> None:
    """By the formatter alone: pytest cannot pass on what it has captured of such an entry."""
    name = b"\xb9\xe6.txt".decode(errors="surrogateescape")
    line = JSONFormatter().format(logging.makeLogRecord({"msg": "文件 %s", "args": (name,)}))
    assert json.loads(line.encode())["message"].encode(errors="surrogateescape") == "文件 ".encode() + b"\xb9\xe6.txt"
