"""Which replica may answer a reader, decided without a server: how far each is, and what was forgotten."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast
from unittest.mock import call, patch

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from redis import Redis

from measures.choices import EditVia
from measures.edits import edit
from measures.models import ApiToken, IdempotentAnswer, Measure, PlanLimit
from measures.models.edit import edit_committed
from policyhub.replicas import middleware, monitor, router
from policyhub.replicas.middleware import ReplicaMiddleware
from policyhub.replicas.monitor import NEVER, REPLAYED, Monitor, NoReplicaError, Position, Replica, ask
from policyhub.replicas.readers import KEEPING, Readers
from policyhub.replicas.router import Reading, ReplicaRouter, current, reading
from tests.deployment.test_settings_fail_loudly import settings_of
from tests.factories import give_all_rights, make_measure, make_plan, make_section
from tests.replica import redis_server
from tests.serving import free_port

URL = "postgresql://policyhub@db/policyhub"
SCALED = {"DATABASE_URL": URL, "DATABASE_REPLICA_URLS": f"{URL}1, {URL}2", "REDIS_URL": "redis://cache:6379/0"}
REDIS = shutil.which("redis-server")
needs_redis = pytest.mark.skipif(
    not REDIS and os.environ.get("REQUIRE_SYSTEM_TESTS") != "1", reason="redis-server is not installed"
)
ROUTER = "policyhub.replicas.router.ReplicaRouter"


@pytest.fixture
def clock() -> Iterator[list[float]]:
    """Its one item is the time."""
    now = [1000.0]
    with patch.object(monitor, "monotonic", lambda: now[0]):
        yield now


@pytest.fixture
def pair(clock: list[float]) -> Monitor:
    made = Monitor(["replica1", "replica2"], lag_seconds=10)
    made.ready = True
    for replica in made.replicas:
        hear(replica, 100)
    return made


def hear(replica: Replica, log: int, feed: int = 0) -> None:
    with patch.object(monitor, "ask", return_value=Position(log, feed)):
        replica.ask()


def chosen(pair: Monitor, reader: str = "user:1", wanted: Position = Position()) -> str:  # noqa: B008
    """Of replicas that do not answer when they are asked again."""
    with patch.object(monitor, "ask", side_effect=DatabaseError("away")):
        found = pair.choose(reader, wanted)
    return found.alias if found else "default"


def test_readers_are_spread_and_each_stays_with_one(pair: Monitor) -> None:
    usual = {reader: chosen(pair, reader) for reader in map("user:{}".format, range(50))}
    assert set(usual.values()) == {"replica1", "replica2"}
    assert {reader: chosen(pair, reader) for reader in usual} == usual


def test_a_reader_goes_where_what_was_seen_is_known(pair: Monitor) -> None:
    hear(pair.replicas[0], 100, feed=7)
    assert {chosen(pair, f"user:{n}", Position(feed=7)) for n in range(20)} == {"replica1"}
    hear(pair.replicas[0], 100, feed=7)  # it was asked again
    assert chosen(pair, wanted=Position(feed=8)) == "default"


def test_a_reader_goes_where_what_was_written_is_replayed(pair: Monitor) -> None:
    hear(pair.replicas[1], 99)
    assert {chosen(pair, f"user:{n}", Position(log=100)) for n in range(20)} == {"replica1"}


def test_a_replica_is_asked_again_before_the_primary_takes_its_place(pair: Monitor) -> None:
    with patch.object(monitor, "ask", return_value=Position(100, 8)):
        assert pair.choose("user:1", Position(feed=8))


def test_one_that_was_lost_or_is_silent_is_left_out(pair: Monitor, clock: list[float]) -> None:
    pair.replicas[0].lost("away")
    assert {chosen(pair, f"user:{n}") for n in range(20)} == {"replica2"}
    clock[0] += 2
    assert chosen(pair) == "replica2"
    clock[0] += 2
    assert chosen(pair) == "default"
    hear(pair.replicas[0], 100)
    assert chosen(pair) == "replica1"


class Seen:
    """Of one reader, who has seen change 7; what is kept of it afterwards."""

    def __init__(self) -> None:
        self.kept: list[Position] = []

    def position(self, reader: str) -> Position:
        return Position(log=100, feed=7)

    def saw(self, reader: str, position: Position) -> None:
        self.kept.append(position)


def answered(pair: Monitor, seen: Seen, make: Callable[[str], HttpResponse], newest: Position) -> HttpResponse:
    """The answer that `make` gives of the server that was chosen; a replica says that it is at `newest`."""
    asked = {"default": Position(200, 9)}
    with (
        patch.object(router, "readers", return_value=seen),
        patch.object(middleware, "readers", return_value=seen),
        patch.object(router, "monitor", return_value=pair),
        patch.object(middleware, "ask", lambda alias, sql: asked.get(alias, newest)),
    ):
        layer = ReplicaMiddleware(lambda request: make(cast(Reading, current.get()).alias))
        return cast(HttpResponse, layer(RequestFactory().get("/api/v1/measures/")))


def telling(feed: int, alias: str = "", status: int = 200) -> HttpResponse:
    return HttpResponse(alias, status=status, headers={"X-Changes-Cursor": f"{feed}-0123"})


@pytest.mark.parametrize(
    ("feed", "newest", "shown"),
    [
        (6, Position(150, 8), "default"),
        (7, Position(150, 8), "replica1"),
        (None, Position(99, 7), "default"),
        (None, Position(100, 6), "default"),
        (None, Position(100, 7), "replica1"),
    ],
)
def test_one_that_crashed_and_came_back_in_an_older_state_shows_nobody_that(
    feed: int | None, newest: Position, shown: str, pair: Monitor
) -> None:
    """What it had reached before is still known when the request comes; an answer may tell its change."""
    hear(pair.replicas[0], 100, feed=7)

    def make(alias: str) -> HttpResponse:
        return HttpResponse(alias) if alias == "default" or feed is None else telling(feed, alias)

    assert answered(pair, Seen(), make, newest).content.decode() == shown
    assert (pair.replicas[0].heard_at == NEVER) is (shown == "default")


@pytest.mark.parametrize(
    ("response", "kept"),
    [
        (telling(8), [Position(feed=9)]),
        (telling(8, status=304), [Position(feed=8)]),
        (telling(7, status=304), []),
        (HttpResponse(), [Position(150, 9)]),
    ],
)
def test_a_reader_is_held_to_have_seen_what_records_read_after_the_feed_may_have_shown(
    response: HttpResponse, kept: list[Position], pair: Monitor
) -> None:
    hear(pair.replicas[0], 100, feed=7)
    seen = Seen()
    answered(pair, seen, lambda alias: response, Position(150, 9))
    assert seen.kept == kept


def test_one_that_failed_a_request_is_left_out_at_once(pair: Monitor) -> None:
    asked = Reading(HttpRequest())
    asked.has_begun = True
    assert not asked.turn_to_primary()
    asked.replica = pair.replicas[0]
    assert asked.turn_to_primary()
    assert asked.alias == "default"
    assert {chosen(pair, f"user:{n}") for n in range(20)} == {"replica2"}


@pytest.mark.parametrize(
    ("cursor", "feed"), [("8-0123456789ab", 8), ("8", 8), ("x", 0), ("", 0), ("²", 0), ("9" * 19, 0), ("9" * 5000, 0)]
)
def test_the_cursor_that_a_reader_sends_is_known_to_whoever_answers(cursor: str, feed: int, pair: Monitor) -> None:
    asked = Reading(RequestFactory().get("/api/v1/changes/", {"since": cursor}))
    vars(asked).update(reader="user:1", known=Position(log=5))
    with patch.object(router, "monitor", return_value=pair), patch.object(pair, "choose", return_value=None) as choose:
        assert asked.alias == "default"
    choose.assert_called_once_with("user:1", Position(log=5, feed=feed))


def test_one_that_lacks_what_the_primary_had_ten_seconds_ago_is_left_out(pair: Monitor, clock: list[float]) -> None:
    for log in (100, 150, 200):
        with patch.object(monitor, "ask", return_value=Position(log)):
            pair.ask_primary()
        clock[0] += 1
    clock[0] += 7
    hear(pair.replicas[0], 100)
    hear(pair.replicas[1], 150)
    assert {chosen(pair, f"user:{n}") for n in range(20)} == {"replica1", "replica2"}
    clock[0] += 1
    hear(pair.replicas[0], 100)
    hear(pair.replicas[1], 150)
    assert {chosen(pair, f"user:{n}") for n in range(20)} == {"replica2"}


def test_nothing_is_read_from_a_replica_before_the_primary_was_asked(clock: list[float]) -> None:
    new = Monitor(["replica1"], lag_seconds=10)
    hear(new.replicas[0], 100)
    assert chosen(new) == "default"
    with patch.object(monitor, "ask", side_effect=DatabaseError("away")), pytest.raises(DatabaseError):
        new.ask_primary()
    assert chosen(new) == "replica1"


@pytest.mark.only("postgresql")
@pytest.mark.django_db
def test_a_server_that_was_promoted_is_no_replica() -> None:
    with pytest.raises(NoReplicaError):
        ask("default", REPLAYED)


def test_of_what_a_request_reads_accounts_and_what_is_kept_for_them_are_on_the_primary(pair: Monitor) -> None:
    asked, routed = Reading(HttpRequest()), ReplicaRouter()
    asked.has_begun, asked.replica = True, pair.replicas[0]
    with reading(asked):
        assert routed.db_for_read(Measure) == "replica1"
        for model in (User, ApiToken, PlanLimit, IdempotentAnswer):
            assert routed.db_for_read(model) == "default", model


def test_outside_of_a_reading_request_everything_is_on_the_primary(settings: Any) -> None:
    settings.SERVING = True
    routed = ReplicaRouter()
    assert {routed.db_for_read(model) for model in (Measure, ApiToken)} == {"default"}
    assert routed.db_for_write(Measure) == "default"
    assert [routed.allow_migrate(alias, "measures") for alias in ("default", "replica1")] == [True, False]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("serving", "kept"), [(False, True), (True, False)])
def test_what_a_process_of_its_own_writes_for_somebody_is_kept_as_theirs(
    settings: Any, serving: bool, kept: bool
) -> None:
    """In a request the middleware keeps it."""
    settings.SERVING = serving
    author, measure = User.objects.create_user("editor"), make_measure(make_section(make_plan()))
    give_all_rights(author)
    with patch.object(router, "remember_written") as remember:
        watching = ReplicaRouter()
        with edit(author, via=EditVia.COMMAND):
            assert not remember.called
            measure.title = "新题"
            measure.save()
            assert not remember.called
        edit_committed.disconnect(watching.keep_written)
    assert remember.mock_calls == ([call(author.pk)] if kept else [])


@pytest.mark.system
@needs_redis
def test_what_redis_forgot_is_waited_for(tmp_path: Path) -> None:
    assert REDIS, "REQUIRE_SYSTEM_TESTS=1, but redis-server is not installed"
    with redis_server(REDIS, tmp_path) as url, Redis.from_url(url) as redis:
        readers = Readers(url, lag_seconds=10)
        assert readers.position("user:1") is None  # empty
        assert readers.position("user:1") is None  # for a while
        redis.delete("replicas:forgotten")
        assert readers.position("user:1") == Position()
        readers.saw("user:1", Position(5, 7))
        readers.saw("user:1", Position(9, 3))
        assert readers.position("user:1") == Position(9, 7)
        assert readers.position("user:2") == Position()
        redis.flushall()
        assert readers.position("user:1") is None
        assert 10 < redis.ttl("replicas:forgotten") <= 25
        readers.redis.close()


@pytest.mark.system
@needs_redis
def test_what_could_not_be_kept_is_waited_for(tmp_path: Path) -> None:
    assert REDIS, "REQUIRE_SYSTEM_TESTS=1, but redis-server is not installed"
    absent = f"redis://127.0.0.1:{free_port()}/0"
    with redis_server(REDIS, tmp_path) as url, Redis.from_url(url) as redis:
        redis.set(KEEPING, 1)
        readers = Readers(absent, lag_seconds=10)
        assert readers.position("user:1") is None
        readers.saw("user:1", Position(5, 7))
        readers.redis, readers.retry_at = Redis.from_url(url, decode_responses=True), 0
        assert readers.position("user:1") is None
        assert redis.exists("replicas:forgotten")
        readers.redis.close()


def test_replicas_are_set_by_variables() -> None:
    scaled = settings_of(**SCALED)
    assert [scaled["DATABASES"][name]["NAME"] for name in ("replica1", "replica2")] == ["policyhub1", "policyhub2"]
    assert scaled["DATABASE_ROUTERS"] == [ROUTER]
    place = scaled["MIDDLEWARE"].index("policyhub.replicas.middleware.ReplicaMiddleware")
    assert scaled["MIDDLEWARE"][place + 1] == "policyhub.middleware.APIMiddleware"


def test_without_the_setting_nothing_of_it_is_there() -> None:
    usual = settings_of(DATABASE_URL=URL, REDIS_URL=SCALED["REDIS_URL"])
    assert list(usual["DATABASES"]) == ["default"]
    assert "DATABASE_ROUTERS" not in usual
    assert not [name for name in usual["MIDDLEWARE"] if "replicas" in name]


@pytest.mark.parametrize("missing", ["REDIS_URL", "DATABASE_URL"])
def test_replicas_without_redis_or_postgresql_are_refused(missing: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="needs PostgreSQL"):
        settings_of(**SCALED | {missing: None})
