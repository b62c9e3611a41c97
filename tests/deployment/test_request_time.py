"""A request that takes longer than REQUEST_SECONDS is answered 503, and nobody else is."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from rest_framework.test import APIClient

from measures.choices import EditVia
from measures.edits import edit
from measures.models import ApiToken, Measure
from policyhub import deadline
from policyhub.deadline import RequestTimeoutError, limited_to
from policyhub.postgresql.pool import PooledConnection
from tests.factories import make_measure, make_plan, make_section

pytestmark = pytest.mark.django_db(transaction=True)

MEASURE = "/api/v1/plans/demo/measures/1-1/"


class Clock:
    """Goes on by so many seconds with each statement."""

    def __init__(self) -> None:
        self.now, self.a_statement = 0.0, 0.0

    def __call__(self) -> float:
        return self.now

    def count(self, execute: Callable[..., object], *statement: object) -> object:
        self.now += self.a_statement
        return execute(*statement)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Clock]:
    """Of a site whose requests may take 60 seconds."""
    clock, settings.REQUEST_SECONDS = Clock(), 60
    monkeypatch.setattr(deadline, "monotonic", clock)
    with connection.execute_wrapper(clock.count):
        yield clock


@pytest.fixture
def measure(transactional_db: None) -> Measure:
    return make_measure(make_section(make_plan("demo")))


@pytest.fixture
def writer(editor: User) -> APIClient:
    _, secret = ApiToken.objects.create(editor, name="test", read_only=False)
    return APIClient(headers={"Accept-Language": "zh-hans", "Authorization": f"Token {secret}"})


@pytest.fixture
def browser(editor: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(editor)
    return client


def change(writer: APIClient, version: int = 1) -> Any:
    return writer.patch(MEASURE, {"note": "x"}, format="json", headers={"If-Match": f'"{version}"'})


def test_a_request_that_takes_too_long_is_told_so_in_chinese_and_when_to_ask_again(
    measure: Measure, writer: APIClient, clock: Clock
) -> None:
    clock.a_statement = 61
    answer: Any = writer.get(MEASURE)
    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert int(answer.headers["Retry-After"]) > 0
    assert "处理时间过长" in answer.json()["detail"]


def test_a_page_that_takes_too_long_keeps_what_was_typed(measure: Measure, browser: Client, clock: Clock) -> None:
    clock.a_statement = 61
    page = browser.post(f"/admin/measures/measure/{measure.pk}/change/", {"title": "我的标题"})
    assert page.status_code == 503
    assert int(page.headers["Retry-After"]) > 0
    assert "处理时间过长" in page.content.decode()
    assert "我的标题" in page.content.decode()


def test_whoever_asks_within_the_time_is_answered(measure: Measure, writer: APIClient, clock: Clock) -> None:
    clock.a_statement = 61
    assert writer.get(MEASURE).status_code == 503
    clock.a_statement = 1
    assert writer.get(MEASURE).status_code == 200
    assert APIClient().get(MEASURE).status_code == 200
    assert change(writer).status_code == 200


def test_a_change_that_takes_too_long_writes_nothing(measure: Measure, writer: APIClient, clock: Clock) -> None:
    clock.a_statement = 20
    assert change(writer).status_code == 503
    measure.refresh_from_db()
    assert (measure.note, measure.version) == ("", 1)


def test_what_was_committed_is_told_however_long_that_takes(
    measure: Measure, writer: APIClient, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    committed = transaction.get_connection().run_and_clear_commit_hooks

    def commit_late() -> None:
        clock.a_statement = 100
        committed()

    monkeypatch.setattr(transaction.get_connection(), "run_and_clear_commit_hooks", commit_late)
    answer = change(writer)
    assert (answer.status_code, answer.json()["version"]) == (200, 2)


def test_a_download_goes_on_after_its_answer_has_begun(measure: Measure, writer: APIClient, clock: Clock) -> None:
    answer: Any = writer.get("/api/v1/measures/?format=ndjson")
    assert answer.status_code == 200
    clock.a_statement = 100
    assert b"demo" in b"".join(answer.streaming_content)


def test_zero_sets_no_limit(measure: Measure, writer: APIClient, clock: Clock, settings: Any) -> None:
    settings.REQUEST_SECONDS, clock.a_statement = 0, 1000
    assert writer.get(MEASURE).status_code == 200


def test_what_no_request_asks_for_has_no_limit(measure: Measure, clock: Clock) -> None:
    clock.a_statement = 1000
    with edit(None, via=EditVia.COMMAND):
        measure.note = "x"
        measure.save()
    assert Measure.objects.get().note == "x"


def test_the_limit_ends_with_its_request(measure: Measure, clock: Clock) -> None:
    with limited_to(10):
        clock.now = 11
        with pytest.raises(RequestTimeoutError):
            Measure.objects.get()
    assert Measure.objects.get() == measure


@pytest.fixture
def shared() -> Iterator[PooledConnection]:
    """A connection as the server's threads share it."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    with closing(PooledConnection.connect(url, autocommit=True)) as made:
        made.answer_seconds = 60
        yield made


@pytest.mark.only("postgresql")
def test_a_statement_that_goes_on_too_long_is_cancelled_and_its_connection_kept(shared: PooledConnection) -> None:
    with limited_to(0), pytest.raises(psycopg.errors.QueryCanceled):
        shared.execute("SELECT pg_sleep(60)")
    assert shared.execute("SELECT 1").fetchone() == (1,)


def two_at_once(shared: PooledConnection) -> None:
    with shared.pipeline():
        first, second = shared.execute("SELECT pg_sleep(60)"), shared.execute("SELECT 1")
        first.fetchone(), second.fetchone()


@pytest.mark.only("postgresql")
def test_statements_in_a_pipeline_are_cancelled_and_their_connection_kept(shared: PooledConnection) -> None:
    with limited_to(0), pytest.raises(psycopg.errors.QueryCanceled):
        two_at_once(shared)
    assert shared.execute("SELECT 1").fetchone() == (1,)


def keep(shared: PooledConnection, number: int, seconds: float) -> None:
    with shared.transaction():
        shared.execute("INSERT INTO kept VALUES (%s)", [number])
        shared.execute("SELECT pg_sleep(%s)", [seconds])


@pytest.mark.only("postgresql")
def test_a_transaction_that_is_cancelled_is_rolled_back_and_one_that_is_done_commits(shared: PooledConnection) -> None:
    shared.execute("CREATE TEMPORARY TABLE kept (number integer)")
    with limited_to(0):
        with pytest.raises(psycopg.errors.QueryCanceled):
            keep(shared, 1, seconds=60)
        keep(shared, 2, seconds=0.2)
    assert shared.execute("SELECT number FROM kept").fetchall() == [(2,)]
