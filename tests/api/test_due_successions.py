"""A succession whose day has come is carried out before the first answer of that day."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.utils import timezone
from rest_framework.test import APIClient

from measures.edits import EditVia, record_successions
from measures.models import BodySuccession
from policyhub import middleware
from policyhub.middleware import DueSuccessionsMiddleware
from tests.factories import assign, make_body, make_measure, make_plan, make_section

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
TOMORROW = TODAY + timedelta(days=1)
ADDRESS = "/api/v1/plans/shili/measures/1-1/"


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch, editor: User) -> None:
    """Today, for tomorrow; the process has looked today already."""
    at(TODAY, monkeypatch)
    monkeypatch.setattr(DueSuccessionsMiddleware, "checked", TODAY)
    monkeypatch.setattr(DueSuccessionsMiddleware, "try_again", 0)
    old, new = make_body("市经信委"), make_body("市工信局")
    assign(make_measure(make_section(make_plan("shili"))), old)
    succession = BodySuccession(from_body=old, to_body=new, counts_from=TOMORROW)
    record_successions([succession], by=editor, via=EditVia.ADMIN)


def at(day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *args, **kwargs: day)


def lead(api: APIClient, etag: str = "") -> tuple[str, str]:
    """The body that the API names, "" where nothing has changed, and the ETag."""
    response = api.get(ADDRESS, headers={"If-None-Match": etag} if etag else {})
    name = response.json()["responsibilities"][0]["body"]["name"] if response.status_code == 200 else ""
    return name, response.headers["ETag"]


def test_the_first_request_of_the_day_tells_of_the_new_body(
    recorded: None, api: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, etag = lead(api)
    cursor = api.get("/api/v1/changes/").json()["cursor"]
    assert name == "市经信委"
    assert lead(api, etag) == ("", etag)
    at(TOMORROW, monkeypatch)
    assert lead(api, etag)[0] == "市工信局"
    told = api.get("/api/v1/changes/", {"since": cursor}).json()["results"]
    assert "measures" in {change["resource"] for change in told}
    assert {change["resource"] for change in told} >= {"bodies"}


def test_a_process_asks_once_a_day(recorded: None, api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[date] = []
    monkeypatch.setattr(middleware, "carry_out_due", asked.append)
    at(TOMORROW, monkeypatch)
    api.get(ADDRESS)
    api.get(ADDRESS)
    assert asked == [TOMORROW]


def test_where_the_database_is_busy_it_answers_as_before_and_tries_again(
    recorded: None, api: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(TOMORROW, monkeypatch)
    with monkeypatch.context() as busy:
        busy.setattr(middleware, "carry_out_due", fail)
        assert lead(api)[0] == "市经信委"
    assert lead(api)[0] == "市经信委"  # not with every request
    monkeypatch.setattr(DueSuccessionsMiddleware, "try_again", 0)
    assert lead(api)[0] == "市工信局"


def fail(today: date) -> None:
    raise OperationalError("database is locked")
