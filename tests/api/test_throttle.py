from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from rest_framework.test import APIClient

from measures.api.access import MinuteThrottle
from tests.api.conftest import with_token

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def few_requests(settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = {"address": 2, "token": 3}
    forget()
    cache.clear()


def forget() -> None:
    """As another worker would begin: with nothing but the shared cache."""
    MinuteThrottle.pending.clear()
    MinuteThrottle.known.clear()


def statuses(caller: APIClient, times: int, **extra: Any) -> list[int]:
    return [caller.get("/api/v1/plans/", **extra).status_code for _ in range(times)]


def test_an_address_may_ask_so_often_a_minute(api: APIClient) -> None:
    assert statuses(api, 3) == [200, 200, 429]
    response = api.get("/api/v1/plans/")
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert response.headers["Content-Type"] == "application/problem+json"
    assert statuses(api, 1, REMOTE_ADDR="10.0.0.9") == [200]


def test_a_token_has_a_limit_of_its_own(api: APIClient, outsider: User) -> None:
    statuses(api, 3)
    assert statuses(with_token(outsider), 4) == [200, 200, 200, 429]


def test_workers_count_together(api: APIClient) -> None:
    statuses(api, 2)
    forget()
    assert statuses(api, 1) == [429]


def test_a_made_up_forwarding_header_gains_nothing(api: APIClient) -> None:
    statuses(api, 2)
    assert statuses(api, 1, HTTP_X_FORWARDED_FOR="10.1.2.3") == [429]


def test_a_new_minute_begins_anew(api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    statuses(api, 3)
    now = __import__("time").time()
    monkeypatch.setattr("measures.api.access.time.time", lambda: now + 60)
    assert statuses(api, 1) == [200]


def test_no_limit_is_set_by_nought(api: APIClient, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = {"address": 0, "token": 0}
    assert statuses(api, 5) == [200] * 5
