"""Everything at once, as lines of JSON or as CSV."""

import gzip
import json
from typing import Any

import psycopg
import pytest
from django.db import connection
from rest_framework.test import APIClient

from measures.api.lists import streams
from measures.models import Measure, Plan
from tests.factories import assign, make_body, make_measure

pytestmark = pytest.mark.django_db
PULL = "/api/v1/measures/?format=ndjson"


def lines(response: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in response.getvalue().splitlines()]


@pytest.mark.parametrize(
    "resource", ["plans", "sections", "measures", "bodies", "targets", "responsibilities", "sources"]
)
def test_the_lines_of_ndjson_are_the_records_of_the_list(
    api: APIClient, plan: Plan, hidden: list[Measure], resource: str
) -> None:
    response = api.get(f"/api/v1/{resource}/?format=ndjson")
    assert response.headers["Content-Type"] == "application/x-ndjson; charset=utf-8"
    assert lines(response) == api.get(f"/api/v1/{resource}/").json()["results"]


def test_a_stream_continues_over_several_batches(api: APIClient, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "BATCH", 2)
    for _ in range(3):
        make_measure(plan.sections.get(code="1.2"))
    assert [row["code"] for row in lines(api.get(PULL))] == ["1.1-1", "1.1-2", "1.2-1", "1.2-2", "1.2-3", "1.2-4"]


def test_a_batch_whose_records_went_meanwhile_is_left_out(
    api: APIClient, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "BATCH", 2)
    monkeypatch.setattr(streams, "KEYS", 4)
    for _ in range(6):
        make_measure(plan.sections.get(code="1.2"))
    parts = iter(api.get(PULL))
    read = [next(parts), next(parts)]  # the head and the first batch; the next two are read by now
    plan.measures.filter(code__in=["1.2-5", "1.2-6"]).delete()
    codes = [json.loads(line)["code"] for line in b"".join([*read, *parts]).splitlines()]
    assert codes == ["1.1-1", "1.1-2", "1.2-1", "1.2-2", "1.2-3", "1.2-4", "1.2-7"]


def test_a_filtered_or_expanded_stream_continues_over_several_batches(
    api: APIClient, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = "code,plan,section,responsibilities,source"
    query = f"section=1.1&expand=plan,section,responsibilities.body,source&fields={fields}"
    whole = api.get(f"/api/v1/measures/?{query}").json()["results"]
    assert len(whole) == 2
    monkeypatch.setattr(streams, "EXPANDED_BATCH", 1)
    assert lines(api.get(f"{PULL}&{query}")) == whole


def test_records_with_what_they_name_come_in_smaller_batches(
    api: APIClient, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "EXPANDED_BATCH", 1)
    assert [part.count(b"\n") for part in api.get(PULL)] == [0, 3]  # the head, and all at once
    assert [part.count(b"\n") for part in api.get(f"{PULL}&expand=source")] == [0, 1, 1, 1]


def test_a_pull_has_its_turn_while_it_works_and_none_while_its_reader_is_slow(
    api: APIClient, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "BATCH", 2)
    write, at_work = streams.render_batch, list[bool]()

    def note(*args: Any) -> bytes:
        at_work.append(streams.AT_WORK.lock.locked())
        return write(*args)

    monkeypatch.setattr(streams, "render_batch", note)
    waiting = [streams.AT_WORK.lock.locked() for _part in api.get(PULL)]
    assert waiting == [False] * len(at_work)
    assert at_work == [True] * 3  # the head, and three measures two at a time


@pytest.mark.only("postgresql")
@pytest.mark.django_db(transaction=True)
def test_no_transaction_stays_open_while_the_caller_is_slow(
    api: APIClient, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "BATCH", 1)
    parts = iter(api.get(PULL))
    read = [next(parts), next(parts), next(parts)]
    info = connection.connection.info
    with psycopg.connect(info.dsn, password=info.password) as other:
        found = other.execute("SELECT state FROM pg_stat_activity WHERE pid = %s", [info.backend_pid]).fetchall()
    assert found == [("idle",)]
    assert len(b"".join([*read, *parts]).splitlines()) == 3


@pytest.mark.only("sqlite")
@pytest.mark.django_db(transaction=True)
def test_no_statement_is_in_progress_while_the_caller_is_slow(
    api: APIClient, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "BATCH", 1)
    parts = iter(api.get(PULL))
    read = [next(parts), next(parts)]
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # which is refused while one is
    assert len(b"".join([*read, *parts]).splitlines()) == 3


def test_a_stream_takes_filters_and_fields(api: APIClient, plan: Plan) -> None:
    assert lines(api.get(f"{PULL}&section=1.2&fields=code")) == [{"code": "1.2-1"}]


def test_the_format_may_be_asked_for_by_the_accept_header(api: APIClient, plan: Plan) -> None:
    assert len(lines(api.get("/api/v1/measures/", headers={"Accept": "application/x-ndjson"}))) == 3


def test_a_stream_is_compressed_on_request(api: APIClient, plan: Plan) -> None:
    response = api.get(PULL, headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.getvalue()) == api.get(PULL).getvalue()


def test_a_stream_names_the_cursor_to_continue_from(api: APIClient, plan: Plan) -> None:
    cursor = api.get(PULL).headers["X-Changes-Cursor"]
    body = make_body("市体育局")
    assign(plan.measures.get(code="1.2-1"), body)
    changes = api.get(f"/api/v1/changes/?since={cursor}").json()["results"]
    assert [(change["operation"], change["resource"], change["key"]) for change in changes] == [
        ("update", "measures", "1.2-1"),  # its version rises
        ("update", "measures", "1.2-1"),  # then the part is written
        ("create", "bodies", str(body.uuid)),  # and brings its body into sight
    ]


@pytest.mark.parametrize("parameter", ["page_size=10", "count=true", "ordering=code"])
def test_what_shapes_pages_has_no_meaning_here(api: APIClient, plan: Plan, parameter: str) -> None:
    response = api.get(f"{PULL}&{parameter}")
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["errors"][0]["field"] == parameter.split("=")[0]


@pytest.mark.parametrize("file_format", ["ndjson", "csv"])
def test_each_stream_format_has_an_address(api: APIClient, plan: Plan, file_format: str) -> None:
    own = api.get(f"/api/v1/measures.{file_format}?section=1.1&fields=code,title")
    asked = api.get(f"/api/v1/measures/?format={file_format}&section=1.1&fields=code,title")
    assert own.headers["Content-Type"] == asked.headers["Content-Type"]
    assert own.getvalue() == asked.getvalue() != b""
    assert api.get(f"/api/v1/measures.{file_format}", headers={"If-None-Match": own.headers["ETag"]}).status_code == 200
    assert api.get(f"/api/v1/measures.{file_format}?page_size=3").status_code == 400


@pytest.mark.parametrize("address", ["measures.xml", "measures.json", "nothing.csv"])
def test_unknown_stream_formats_are_not_found(api: APIClient, plan: Plan, address: str) -> None:
    assert api.get(f"/api/v1/{address}").status_code == 404


@pytest.mark.parametrize("address", ["measures.csv", "measures/?format=csv"])
def test_what_the_address_names_is_given_whatever_is_accepted(api: APIClient, plan: Plan, address: str) -> None:
    response = api.get(f"/api/v1/{address}", headers={"Accept": "application/json"})
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
