"""Queries whose SQL is written once and whose values each call gives."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from measures.models import Plan, ResponsibleBody, Section
from measures.prepared import PairInLists, Placeholder, PreparedQuery, UUIDText, in_list, pipelined
from tests.factories import make_body, make_plan, make_section

pytestmark = pytest.mark.django_db

TITLES = ["", "NULL", "a,b", "{}", '"', "\\", '\\"', "'", " ", "%s", "　全角，标点", "換行\n"]
BY_TITLE = PreparedQuery(lambda: Plan.objects.order_by().filter(in_list("title", "titles")).values_list("title"))


def test_a_list_finds_text_of_any_kind() -> None:
    for number, title in enumerate(TITLES):
        make_plan(f"plan-{number}", title=title)
    for title in TITLES:
        assert BY_TITLE(titles=[title]) == [(title,)]
    assert sorted(title for (title,) in BY_TITLE(titles=TITLES)) == sorted(TITLES)
    assert BY_TITLE(titles=[]) == []


def test_a_value_is_given_anew_at_each_call() -> None:
    later = PreparedQuery(lambda: Plan.objects.order_by("pk").filter(pk__gt=Placeholder("last")).values_list("slug"))
    first, _ = make_plan("first"), make_plan("second")
    assert later(last=0) == [("first",), ("second",)]
    assert later(last=first.pk) == [("second",)]


def test_pairs_are_found_together_never_crosswise() -> None:
    for slug in ("one", "two"):
        plan = make_plan(slug)
        make_section(plan), make_section(plan)
    sections = PreparedQuery(
        lambda: Section.objects.filter(PairInLists("plan", "path", ("plans", "paths"))).values_list(
            "plan__slug", "path"
        )
    )
    one, two = Plan.objects.order_by("slug")
    assert sections(plans=[one.pk, two.pk], paths=["0001", "0002"]) == [("one", "0001"), ("two", "0002")]


def test_an_id_is_spelled_as_everywhere_else() -> None:
    body = make_body()
    assert list(ResponsibleBody.objects.values_list(UUIDText("uuid"))) == [(str(body.uuid),)]


def test_answers_may_be_taken_later_and_in_any_order() -> None:
    make_plan("first", title="甲")
    with CaptureQueriesContext(connection) as asked, pipelined():
        one, other = BY_TITLE.send(titles=["甲"]), BY_TITLE.send(titles=["乙"])
        assert other() == []
        assert one() == [("甲",)]
    assert len(asked) == 2
