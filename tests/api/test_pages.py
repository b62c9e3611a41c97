from collections.abc import Iterator
from typing import Any

import pytest
from rest_framework.test import APIClient

from measures.models import Measure, Plan, Section
from tests.api.conftest import codes
from tests.factories import make_measure, make_plan, make_section

pytestmark = pytest.mark.django_db
LIST = "/api/v1/measures/"


@pytest.fixture
def section(db: None) -> Section:
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
