import os
import shutil
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import caches
from rest_framework.test import APIClient

from measures.api import throttling
from measures.api.counters import MinuteCounter
from policyhub.accounts.models import SignInEvent
from tests.api.conftest import with_token
from tests.serving import free_port
from tests.waiting import wait_for_port

pytestmark = pytest.mark.django_db

REDIS = shutil.which("redis-server")


@pytest.fixture(autouse=True)
def few_requests(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.API_REQUESTS_A_MINUTE = {"address": 2, "token": 3, "failure": 2}
    settings.COUNTERS_FILE = tmp_path / "counters.sqlite3"
    throttling.counter.cache_clear()
    yield
    throttling.counter.cache_clear()


@pytest.fixture(autouse=True)
def one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test begins in one minute and ends in the next."""
    monkeypatch.setattr("measures.api.counters.time.time", lambda: 6000.0)


def as_another_worker() -> None:
    throttling.counter.cache_clear()


def statuses(caller: APIClient, times: int, **extra: Any) -> list[int]:
    return [caller.get("/api/v1/plans/", **extra).status_code for _ in range(times)]


def test_an_address_may_ask_so_often_a_minute(api: APIClient) -> None:
    assert statuses(api, 3) == [200, 200, 429]
    response = api.get("/api/v1/plans/")
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert response.headers["Content-Type"] == "application/problem+json"
    assert statuses(api, 1, REMOTE_ADDR="10.0.0.9") == [200]


def test_an_answer_says_what_is_left(api: APIClient) -> None:
    answers = [api.get("/api/v1/plans/").headers for _ in range(3)]
    assert {answer["RateLimit-Policy"] for answer in answers} == {'"address";q=2;w=60'}
    assert [answer["RateLimit"].partition(";t=")[0] for answer in answers] == [
        '"address";r=1',
        '"address";r=0',
        '"address";r=0',
    ]
    assert 1 <= int(answers[0]["RateLimit"].rpartition("=")[2]) <= 60


def test_a_token_has_a_limit_of_its_own(api: APIClient, outsider: User) -> None:
    statuses(api, 3)
    assert statuses(with_token(outsider), 4) == [200, 200, 200, 429]


def test_workers_count_together(api: APIClient) -> None:
    statuses(api, 2)
    as_another_worker()
    assert statuses(api, 1) == [429]


def test_a_made_up_forwarding_header_gains_nothing(api: APIClient) -> None:
    statuses(api, 2)
    assert statuses(api, 1, HTTP_X_FORWARDED_FOR="10.1.2.3") == [429]


def test_behind_a_proxy_the_address_that_it_adds_counts(api: APIClient, settings: Any) -> None:
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"NUM_PROXIES": 1}
    assert statuses(api, 3, HTTP_X_FORWARDED_FOR="10.9.9.9, 10.1.2.3") == [200, 200, 429]
    assert statuses(api, 1, HTTP_X_FORWARDED_FOR="10.9.9.9, 10.1.2.4") == [200]


def test_an_ipv6_subscriber_gains_nothing_by_taking_another_of_his_addresses(api: APIClient) -> None:
    assert statuses(api, 2, REMOTE_ADDR="2001:db8:0:1::1") == [200, 200]
    assert statuses(api, 1, REMOTE_ADDR="2001:db8:0:1:ffff::2") == [429]
    assert statuses(api, 1, REMOTE_ADDR="2001:db8:0:2::1") == [200]


def test_an_ipv4_address_is_the_same_when_it_is_written_as_ipv6(api: APIClient) -> None:
    assert statuses(api, 2, REMOTE_ADDR="10.0.0.9") == [200, 200]
    assert statuses(api, 1, REMOTE_ADDR="::ffff:10.0.0.9") == [429]
    assert statuses(api, 1, REMOTE_ADDR="::ffff:10.0.0.8") == [200]


def test_a_new_minute_begins_anew(api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert statuses(api, 3)[-1] == 429
    monkeypatch.setattr("measures.api.counters.time.time", lambda: 6059.9)
    assert statuses(api, 1) == [429]
    monkeypatch.setattr("measures.api.counters.time.time", lambda: 6060.0)
    assert statuses(api, 3) == [200, 200, 429]


def test_a_limit_of_zero_is_no_limit(api: APIClient, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = {"address": 0, "token": 0, "failure": 0}
    assert statuses(api, 5) == [200] * 5
    assert statuses(api, 5, HTTP_AUTHORIZATION="Token " + "0" * 64) == [401] * 5


def allowed(counters: list[MinuteCounter], limit: int, requests: int) -> int:
    """How many of so many requests at once were let pass, each by the next worker."""
    with ThreadPoolExecutor(16) as threads:
        counted = threads.map(lambda n: counters[n % len(counters)].count("somebody", limit), range(requests))
        return sum(count <= limit for count in counted)


def test_requests_at_once_pass_the_limit_by_a_hundredth_at_most(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("measures.api.counters.time.time", lambda: 6000.0)  # a new minute would begin anew
    settings.WEB_WORKERS = 4
    assert 800 <= allowed([MinuteCounter() for _ in range(4)], 800, 2000) <= 808


def test_a_new_file_that_another_process_makes_is_waited_for(settings: Any) -> None:
    """SQLite itself refuses at once to change the mode of a file that is locked."""
    with closing(sqlite3.connect(settings.COUNTERS_FILE, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        ended = threading.Timer(0.1, other.execute, ["COMMIT"])
        ended.start()
        counter = MinuteCounter()
        assert [counter.count("somebody", 10) for _ in range(2)] == [1, 2]
        ended.join()
    assert MinuteCounter().count("somebody", 10) == 3


def test_counting_goes_on_where_nothing_can_be_written(api: APIClient, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings.COUNTERS_FILE = tmp_path / "file" / "counters.sqlite3"
    assert statuses(api, 4) == [200, 200, 429, 429]


def test_a_damaged_file_keeps_nobody_out(api: APIClient, settings: Any) -> None:
    settings.COUNTERS_FILE.write_bytes(b"not a database" * 1000)
    assert statuses(api, 3) == [200, 200, 429]


def with_redis(settings: Any, port: int) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{port}/0"
    backend = "django.core.cache.backends.redis.RedisCache"
    options = {"socket_connect_timeout": 1, "socket_timeout": 1}
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": settings.REDIS_URL, "OPTIONS": options}}


def test_an_absent_redis_keeps_nobody_out(api: APIClient, settings: Any) -> None:
    with_redis(settings, free_port())
    assert statuses(api, 4) == [200, 200, 429, 429]


@pytest.mark.system
@pytest.mark.skipif(not REDIS and os.environ.get("REQUIRE_SYSTEM_TESTS") != "1", reason="redis-server is not installed")
def test_hosts_count_together_in_redis(settings: Any, tmp_path: Path) -> None:
    assert REDIS, "REQUIRE_SYSTEM_TESTS=1, but redis-server is not installed"
    port = free_port()
    command = [REDIS, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        wait_for_port(port)
        with_redis(settings, port)
        settings.WEB_WORKERS = 4
        assert 800 <= allowed([MinuteCounter() for _ in range(4)], 800, 2000) <= 808
        caches["default"].close()
    finally:
        server.terminate()
        server.wait(60)


WRONG = {"HTTP_AUTHORIZATION": "Token " + "0" * 64}


def test_wrong_tokens_of_an_address_are_limited(api: APIClient, outsider: User) -> None:
    assert statuses(api, 3, **WRONG) == [401, 401, 429]
    assert (
        1
        <= int(api.get("/api/v1/plans/", headers={"Authorization": WRONG["HTTP_AUTHORIZATION"]}).headers["Retry-After"])
        <= 60
    )
    assert statuses(api, 1, HTTP_AUTHORIZATION="Basic eDp5") == [429]
    assert statuses(api, 1, **WRONG, REMOTE_ADDR="10.0.0.9") == [401]


def test_a_right_token_is_taken_from_an_address_that_sent_wrong_ones(api: APIClient, outsider: User) -> None:
    statuses(api, 3, **WRONG)
    assert statuses(with_token(outsider), 1) == [200]


def test_a_refused_token_is_recorded_with_its_address_and_without_its_secret(api: APIClient) -> None:
    statuses(api, 3, **WRONG, REMOTE_ADDR="10.0.0.9", HTTP_USER_AGENT="crawler/1.0")
    records = SignInEvent.objects.filter(address="10.0.0.9")
    assert [(record.kind, record.browser) for record in records] == [("token_refused", "crawler/1.0")] * 2
    assert "0" * 15 not in str(list(records.values()))
