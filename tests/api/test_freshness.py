"""ETag, If-None-Match and what else a cache goes by."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from measures.api.kept import AsOf
from measures.api.views import MeasureViewSet
from measures.choices import EditVia
from measures.edits import edit
from measures.models import Measure, Plan
from tests.factories import make_body, make_measure, make_plan, make_section

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "/api/v1/measures/",
    "/api/v1/measures/?page_size=1&expand=plan",
    "/api/v1/plans/example/",
    "/api/v1/plans/example/tree/",
    "/api/v1/plans/example/measures/1.1-1/",
    "/api/v1/measures/?format=ndjson",
]


@pytest.mark.parametrize("address", [ADDRESSES[0], ADDRESSES[4]])
def test_what_is_written_between_the_question_and_the_answer_is_in_its_cursor_and_etag(
    api: APIClient, plan: Plan, editor: User, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a reader who has seen it could be sent to a replica that has not."""
    now = AsOf.now
    written: list[str] = []

    def write_then(as_of: AsOf) -> AsOf:
        if not written:
            written.append("新题")
            with edit(editor, via=EditVia.ADMIN):
                measure = Measure.objects.get(code="1.1-1")
                measure.title = "新题"
                measure.save()
        return as_of

    monkeypatch.setattr(AsOf, "now", lambda: write_then(now()))
    shown = api.get(address, headers={"If-None-Match": 'W/"0123456789abcdef"'})
    monkeypatch.undo()
    assert "新题" in shown.content.decode()
    again = api.get(address)
    assert again.headers["X-Changes-Cursor"] == shown.headers["X-Changes-Cursor"]
    assert again.headers["ETag"] == shown.headers["ETag"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_has_not_changed_is_not_sent_again_and_no_row_is_touched(
    api: APIClient, plan: Plan, address: str, django_assert_num_queries: Any
) -> None:
    first = api.get(address)
    with django_assert_num_queries(1):
        again = api.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_after_any_change_a_conditional_read_gets_the_whole_answer(api: APIClient, plan: Plan, address: str) -> None:
    etag = api.get(address).headers["ETag"]
    make_body("市体育局")
    assert api.get(address, headers={"If-None-Match": etag}).status_code == 200


def test_the_etag_of_one_address_does_not_match_at_another(api: APIClient, plan: Plan) -> None:
    etag = api.get(ADDRESSES[0]).headers["ETag"]
    for address in ("/api/v1/plans/none/", "/api/v1/measures/?phse=x", "/api/v1/measures/?format=csv"):
        assert api.get(address, headers={"If-None-Match": etag}).status_code != 304


def test_if_none_match_with_a_star_matches_existing_records_only(api: APIClient, plan: Plan) -> None:
    whatever = {"If-None-Match": "*"}
    assert api.get(ADDRESSES[0], headers=whatever).status_code == 304
    assert api.get("/api/v1/plans/none/", headers=whatever).status_code == 404
    assert api.get("/api/v1/measures/?phse=x", headers=whatever).status_code == 400


@pytest.mark.parametrize("there_before", [True, False])
def test_what_is_committed_while_a_page_is_read_is_on_it_or_follows_its_cursor(
    api: APIClient, there_before: bool
) -> None:
    """Right after the first query of the answer, another measure comes."""
    section = make_section(make_plan("example"))
    if there_before:
        make_measure(section)
    made: list[str] = []

    def execute(ask: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        done = ask(sql, params, many, context)
        if not made and "measures_measure" in sql:
            made.append("")  # its own queries pass
            with edit(None, via=EditVia.COMMAND):
                made[0] = make_measure(section, title="其间新增").code
        return done

    with connection.execute_wrapper(execute):
        page = api.get("/api/v1/measures/")
    following = api.get("/api/v1/changes/", {"since": page.headers["X-Changes-Cursor"]}).json()["results"]
    held = {measure["code"] for measure in page.json()["results"]} | {change["key"] for change in following}
    assert made[0] in held


def test_a_new_day_is_a_change_since_timeliness_turns_at_midnight(
    api: APIClient, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    etag = api.get(ADDRESSES[0]).headers["ETag"]
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)
    assert api.get(ADDRESSES[0], headers={"If-None-Match": etag}).status_code == 200


def test_a_reader_who_sees_more_gets_another_etag(
    api: APIClient, plan: Plan, hidden: list[Measure], editor: User
) -> None:
    etag = api.get(ADDRESSES[0]).headers["ETag"]
    insider = APIClient()
    insider.force_authenticate(editor, token=object())  # type: ignore[arg-type]
    response = insider.get(ADDRESSES[0], headers={"If-None-Match": etag})
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert "Authorization" in response.headers["Vary"]


def test_caches_must_ask_again_and_learn_when_and_where_the_feed_stood(api: APIClient, plan: Plan) -> None:
    headers = api.get(ADDRESSES[0]).headers
    assert headers["Cache-Control"] == "public, no-cache"
    assert headers["Last-Modified"].endswith("GMT")
    assert headers["X-Changes-Cursor"] == api.get("/api/v1/changes/").json()["cursor"]


def test_what_a_reader_may_see_is_read_anew_each_time(plan: Plan) -> None:
    """The queryset is made once for all readers with the same rights; what it read must not be."""
    view = MeasureViewSet(request=SimpleNamespace(user=AnonymousUser()))
    before = len(view.get_queryset())
    make_measure(plan.sections.get(code="1.2"))
    assert len(view.get_queryset()) == before + 1
