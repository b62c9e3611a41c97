"""Working through a list: save, and the next one of the same list opens."""

from itertools import pairwise
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from measures.admin.lists import neighbours
from measures.choices import ReviewState
from measures.models import Measure
from tests.admin.conftest import signed_in
from tests.admin.pages import page_of, read_form, text_of, url
from tests.factories import make_measure, make_plan, make_section
from tests.made_once import made_once


@made_once
def document(measure: Measure) -> list[Measure]:
    """Five measures in document order, waiting but for the third; the last is of another plan."""
    section = measure.section
    titles = ["第二项", "第三项", "第四项"]
    rest = [make_measure(section, title=title, review_state=ReviewState.EXTRACTED) for title in titles]
    other = make_measure(make_section(make_plan("other")), title="另一规划", review_state=ReviewState.EXTRACTED)
    Measure.objects.filter(pk=rest[1].pk).update(review_state=ReviewState.PUBLISHED)
    return [measure, *rest, other]


def at(measure: Measure, **filters: str) -> str:
    query = {"_changelist_filters": urlencode(filters)} if filters else {}
    return url("measure_change", measure.pk, **query)


def save_and_next(client: Client, address: str, **changes: str) -> HttpResponse:
    fields = read_form(client.get(address), "measure_form")
    return client.post(address, fields | changes | {"_next": "1"})  # type: ignore[return-value]


def test_without_a_list_the_next_is_that_of_the_document(document: list[Measure], editor_client: Client) -> None:
    assert save_and_next(editor_client, at(document[0]))["Location"] == at(document[1])


def test_it_says_what_was_saved(document: list[Measure], editor_client: Client) -> None:
    response = save_and_next(editor_client, at(document[0]), title="新标题")
    assert "“新标题”已保存" in text_of(editor_client.get(response["Location"]))


def test_the_filters_of_the_list_decide_and_are_kept(document: list[Measure], editor_client: Client) -> None:
    filters = {"review_state__exact": "extracted"}
    response = save_and_next(editor_client, at(document[1], **filters))
    assert response["Location"] == at(document[3], **filters)


def test_one_that_the_save_takes_out_of_the_list_still_has_its_next(
    document: list[Measure], editor_client: Client
) -> None:
    filters = {"review_state__exact": "extracted"}
    response = save_and_next(editor_client, at(document[1], **filters), review_state="confirmed")
    assert response["Location"] == at(document[3], **filters)


def test_a_list_goes_on_into_the_next_plan(document: list[Measure], editor_client: Client) -> None:
    filters = {"review_state__exact": "extracted", "p": "1"}
    assert save_and_next(editor_client, at(document[3], **filters))["Location"] == at(document[4], **filters)


def test_a_search_is_a_list_too(document: list[Measure], editor_client: Client) -> None:
    assert save_and_next(editor_client, at(document[1], q="第四"))["Location"] == at(document[3], q="第四")


def test_a_list_sorted_by_hand_is_followed_in_its_order(document: list[Measure], editor_client: Client) -> None:
    by_title = {"plan": "demo", "o": "2"}
    in_order = sorted(document[:4], key=lambda measure: measure.title)
    assert save_and_next(editor_client, at(in_order[0], **by_title))["Location"] == at(in_order[1], **by_title)


@pytest.mark.parametrize("order", [{"o": "2"}, {"q": "项"}])
def test_beyond_what_is_looked_through_first_a_list_goes_on_in_its_order(
    document: list[Measure], editor_client: Client, monkeypatch: pytest.MonkeyPatch, order: dict[str, str]
) -> None:
    Measure.objects.filter(pk=document[0].pk).update(title="第一项")
    monkeypatch.setattr(neighbours, "LOOKED_THROUGH", 1)
    in_order = list(Measure.objects.filter(plan__slug="demo").order_by("title" if "o" in order else "position"))
    for before, after in pairwise(in_order):
        answer = save_and_next(editor_client, at(before, plan="demo", **order))
        assert answer["Location"] == at(after, plan="demo", **order)


def test_the_arrows_at_the_top_lead_the_same_way(document: list[Measure], editor_client: Client) -> None:
    filters = {"review_state__exact": "extracted"}
    arrows = page_of(editor_client.get(at(document[3], **filters))).xpath(
        "//ul[@class='object-tools']//a[@title]/@href"
    )
    assert arrows == [at(document[1], **filters), at(document[4], **filters)]


def test_the_last_one_goes_back_to_the_list(document: list[Measure], editor_client: Client) -> None:
    filters = {"plan": "demo"}
    assert not page_of(editor_client.get(at(document[3], **filters))).xpath("//input[@name='_next']")
    response = save_and_next(editor_client, at(document[3], **filters))
    assert response["Location"] == url("measure_changelist", **filters)


def test_a_list_is_worked_through_from_its_first_measure(document: list[Measure], editor_client: Client) -> None:
    filters = {"review_state__exact": "extracted"}
    assert editor_client.get(url("measure_first", **filters))["Location"] == at(document[1], **filters)
    by_title = {"plan": "demo", "o": "2"}
    first = min(document[:4], key=lambda measure: measure.title)
    assert editor_client.get(url("measure_first", **by_title))["Location"] == at(first, **by_title)
    nothing = {"q": "没有这样的"}
    assert editor_client.get(url("measure_first", **nothing))["Location"] == url("measure_changelist", **nothing)


def test_an_outsider_works_through_nothing(document: list[Measure], outsider: User) -> None:
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    assert signed_in(outsider).get(url("measure_first")).status_code == 403


def test_filters_that_make_no_sense_are_as_none(document: list[Measure], editor_client: Client) -> None:
    for filters in ({"foo": "bar"}, {"plan__title__startswith": "x"}):
        assert save_and_next(editor_client, at(document[0], **filters))["Location"].startswith(
            url("measure_change", document[1].pk)
        )


@pytest.mark.parametrize("filters", [{"review_state__exact": "extracted"}, {"o": "-2"}])
def test_a_form_in_a_list_does_not_count_the_list(
    document: list[Measure], editor_client: Client, filters: dict[str, str]
) -> None:
    with CaptureQueriesContext(connection) as captured:
        shown = text_of(editor_client.get(at(document[1], **filters)))
    assert "→" in shown
    asked = [each["sql"] for each in captured if 'FROM "measures_measure"' in each["sql"]]
    assert not [sql for sql in asked if "COUNT(" in sql]
