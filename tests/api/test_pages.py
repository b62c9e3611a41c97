from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import Model
from rest_framework.test import APIClient

from measures.api.lists.pagination import nullable
from measures.api.records import RESOURCES
from measures.api.records.derived import orderings_of
from measures.models import Conflict, Import, Measure, Plan, Section
from tests.api.conftest import codes
from tests.factories import make_body, make_measure, make_plan, make_section, make_source, make_target
from tests.issued_reports import issue
from tests.made_once import made_once

pytestmark = pytest.mark.django_db
LIST = "/api/v1/measures/"


@made_once
def section() -> Section:
    section = make_section(make_plan("long"))
    for day in (None, "2025-01-02", "2025-01-01", None, "2025-01-01", "2025-01-03", None):
        make_measure(section, due_on=day)
    return section


def pages(api: APIClient, link: str = "next", **query: Any) -> Iterator[list[str]]:
    response = api.get(LIST, query)
    while True:
        yield codes(response)
        address = response.json()[link]
        if address is None:
            return
        response = api.get(address)


def test_pages_follow_each_other_without_gap_or_repetition(api: APIClient, section: Section) -> None:
    assert list(pages(api, page_size=3)) == [["1-1", "1-2", "1-3"], ["1-4", "1-5", "1-6"], ["1-7"]]


@pytest.mark.parametrize(
    "ordering",
    [
        "due_on",
        "-due_on",
        "-updated_at",
        "created_at,-phase",
        "due_on,-title",
        "-due_on,-code",
        "phase,due_on",
        "plan,-position",
    ],
)
def test_every_ordering_pages_through_all_rows_and_back(api: APIClient, section: Section, ordering: str) -> None:
    whole = codes(api.get(LIST, {"ordering": ordering}))
    there = list(pages(api, ordering=ordering, page_size=2))
    assert [code for page in there for code in page] == whole
    assert sorted(whole) == [f"1-{number}" for number in range(1, 8)]
    response = api.get(f"{LIST}?ordering={ordering}&page_size=2")
    while response.json()["next"]:
        response = api.get(response.json()["next"])
    back = [codes(response)]
    while response.json()["previous"]:
        response = api.get(response.json()["previous"])
        back.insert(0, codes(response))
    assert back == there


def test_rows_without_a_date_stand_last_both_ways(api: APIClient, section: Section) -> None:
    for ordering in ("due_on", "-due_on"):
        days = [row["due_on"] for row in api.get(LIST, {"ordering": ordering}).json()["results"]]
        assert days[-3:] == [None, None, None]


def test_a_page_does_not_shift_while_rows_come_and_go(api: APIClient, section: Section) -> None:
    first = api.get(LIST, {"page_size": 3}).json()
    Measure.objects.filter(code__in=["1-1", "1-2"]).delete()
    make_measure(section, code="1-9", position=0)
    assert codes(api.get(first["next"])) == ["1-4", "1-5", "1-6"]


def test_the_total_is_given_only_when_asked_for(api: APIClient, section: Section) -> None:
    assert "count" not in api.get(LIST).json()
    assert api.get(f"{LIST}?count=true&page_size=2").json()["count"] == 7


def test_links_stand_in_the_header_too(api: APIClient, section: Section) -> None:
    response = api.get(f"{LIST}?page_size=2")
    assert response.headers["Link"] == f'<{response.json()["next"]}>; rel="next"'


def test_a_cursor_that_was_made_up_or_belongs_elsewhere_is_named(api: APIClient, section: Section) -> None:
    cursor = api.get(LIST, {"page_size": 2}).json()["next"].split("cursor=")[1].split("&")[0]
    for query in (f"cursor={cursor}x", "cursor=abc", f"cursor={cursor}&ordering=code"):
        response = api.get(f"{LIST}?{query}")
        assert response.status_code == 400
        assert [error["field"] for error in response.json()["errors"]] == ["cursor"]


def test_an_empty_list_has_no_links(api: APIClient, plan: Plan) -> None:
    assert api.get(LIST, {"plan": "nowhere"}).json() == {"next": None, "previous": None, "results": []}


def test_a_word_sent_unescaped_as_curl_sends_it_is_kept_in_the_links(api: APIClient, section: Section) -> None:
    first = api.get(LIST, QUERY_STRING="q=基础&page_size=5".encode().decode("latin-1"))
    assert codes(first) == ["1-1", "1-2", "1-3", "1-4", "1-5"]
    assert codes(api.get(first.json()["next"])) == ["1-6", "1-7"]


def walked(api: APIClient, address: str) -> list[Any]:
    """The rows of all pages, following `next`."""
    rows: list[Any] = []
    link: str | None = address
    while link is not None:
        response = api.get(link)
        assert response.status_code == 200, response.json()
        rows += response.json()["results"]
        link = response.json()["next"]
    return rows


@pytest.mark.parametrize(
    "query",
    [
        "phase=in_progress&phase=completed",
        "phase=in_progress,completed",
        "code=1-1&code=1-2&code=1-3,1-4",
        "ordering=phase&ordering=-code",
        "fields=code&fields=phase&ordering=-phase",
        "plan=long&plan=none&expand=plan&expand=section",
    ],
)
def test_the_next_page_is_asked_with_every_parameter_however_often_it_was_said(
    api: APIClient, section: Section, query: str
) -> None:
    Measure.objects.filter(code__in=["1-2", "1-3", "1-5"]).update(phase="completed")
    Measure.objects.filter(code__in=["1-4", "1-7"]).update(phase="in_progress")
    whole = api.get(f"{LIST}?{query}").json()["results"]
    assert len(whole) >= 4
    assert walked(api, f"{LIST}?{query}&page_size=1") == whole


@pytest.mark.parametrize(
    ("model", "column", "expected"),
    [
        (Plan, "slug", False),
        (Plan, "issued_on", True),
        (Measure, "plan__slug", False),
        (Section, "plan__issued_on", True),
        (Plan, "issuer__name", True),
        (Measure, "relevance", False),
    ],
)
def test_a_sort_column_can_be_null_where_it_or_a_relation_to_it_can(
    model: type[Model], column: str, expected: bool
) -> None:
    assert nullable(model, column) is expected


ORDERINGS = [(name, ordering) for name, resource in RESOURCES.items() for ordering in orderings_of(resource)]


@made_once
def several_of_each(section: Section) -> None:
    """Of every resource more than one record, some without the values that are sorted by."""
    for number, value in enumerate(("300", "12.5", None, "300")):
        make_target(section.measures.get(code=f"1-{number + 1}"), value=value, year=2030 if value else None)
    make_section(make_plan("other", period_start=2021))
    make_body("市科技局")
    make_body("市财政局")
    for source_plan in Plan.objects.all():
        source = make_source(source_plan, "文")
        Conflict.objects.create(plan=source_plan, source=source, model="plan", field="title", said_now="新标题")
        Import.objects.create(filename="规划.txt", size=7, sha256=str(source_plan.pk).zfill(64), state="read")
        issue(source_plan)


@pytest.mark.parametrize(("resource", "name"), ORDERINGS)
def test_a_cursor_holds_a_value_of_any_type_that_is_sorted_by(
    several_of_each: None, writer: APIClient, resource: str, name: str
) -> None:
    words = "&q=基础" if name == "relevance" else ""
    for ordering in (name, f"-{name}"):
        whole = writer.get(f"/api/v1/{resource}/?ordering={ordering}{words}").json()["results"]
        assert len(whole) > 1
        assert walked(writer, f"/api/v1/{resource}/?ordering={ordering}{words}&page_size=1") == whole


def test_bodies_are_sorted_by_how_their_names_are_read(writer: APIClient) -> None:
    """Both ways, a page at a time; by their characters 市发展改革委 would stand before 市财政局."""
    for name in ("市科技局", "市财政局", "市发展改革委", "区教委"):
        make_body(name)
    by_reading = ["区教委", "市财政局", "市发展改革委", "市科技局"]
    for ordering, expected in (("pinyin", by_reading), ("-pinyin", by_reading[::-1])):
        found = writer.get("/api/v1/bodies/", {"ordering": ordering, "page_size": "2"}).json()
        names = [row["name"] for row in found["results"]]
        names += [row["name"] for row in writer.get(found["next"]).json()["results"]]
        assert names == expected
    assert writer.get("/api/v1/bodies/?ordering=initials").status_code == 400
