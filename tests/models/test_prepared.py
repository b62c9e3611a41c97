"""Queries whose SQL is written once and whose values each call gives."""

from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from measures.models import Plan, ResponsibleBody, Section
from measures.prepared import (
    PairInLists,
    Placeholder,
    PreparedQuery,
    PreparedRecords,
    UUIDText,
    array,
    in_list,
    pipelined,
    receive,
    update_statement,
    was,
)
from tests.factories import make_body, make_plan, make_section
from tests.waiting import wait_until

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
    with CaptureQueriesContext(connection) as asked, pipelined(connection.alias):
        one, other = BY_TITLE.send(titles=["甲"]), BY_TITLE.send(titles=["乙"])
        assert other() == []
        assert one() == [("甲",)]
    assert len(asked) == 2


@pytest.mark.only("postgresql")
@pytest.mark.parametrize("titles", [[], ["甲"], ["甲", '"', "乙"], ['","'], ["\\"], ["甲", None]])
def test_an_array_is_read_as_it_was_written(titles: list[str | None]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::text[]", [array(titles)])
        assert cursor.fetchone() == (titles,)


@pytest.mark.only("postgresql")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", ["before it is sent", "before it is fetched", "after it is fetched"])
def test_a_lost_connection_is_an_error_and_not_an_empty_answer(moment: str) -> None:
    make_plan("first", title="甲")
    with pytest.raises(OperationalError):
        read_and_lose_connection(moment)
    connection.close()


def read_and_lose_connection(moment: str) -> None:
    lost = connection.connection.info.backend_pid
    settings = connection.get_connection_params() | {"autocommit": True}

    def lose_at(reached: str) -> None:
        if reached == moment:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [lost])

    with psycopg.connect(**settings) as other, pipelined(connection.alias):
        lose_at("before it is sent")
        fetch = BY_TITLE.send(titles=["甲"])
        lose_at("before it is fetched")
        assert fetch() == [("甲",)]
        lose_at("after it is fetched")


@pytest.mark.only("postgresql")
def test_what_is_taken_in_lets_postgresql_go_on() -> None:
    """It waits for its client once a socket is full, which a tenth of this answer does."""
    connection.ensure_connection()
    watched = connection.connection.info.backend_pid
    settings = connection.get_connection_params() | {"autocommit": True}
    with psycopg.connect(**settings) as other, pipelined(connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT repeat('x', 1000) FROM generate_series(1, 5000)")
        wait_until(lambda: waits_for(other, watched) == "ClientWrite")
        wait_until(lambda: goes_on(other, watched))
        assert len(cursor.fetchall()) == 5000


def goes_on(other: psycopg.Connection, backend: int) -> bool:
    receive(connection.alias)
    return waits_for(other, backend) != "ClientWrite"


def waits_for(other: psycopg.Connection, backend: int) -> str | None:
    found = other.execute("SELECT wait_event FROM pg_stat_activity WHERE pid = %s", [backend]).fetchone()
    return found[0] if found else None


def test_an_update_is_written_once_and_finds_the_row_that_was_read() -> None:
    plan = make_plan("demo", title="旧")
    sql, names = update_statement(Plan, ("title", "version"), ("version",), connection.alias)
    assert update_statement(Plan, ("title", "version"), ("version",), connection.alias)[0] is sql
    for version, written in ((plan.version + 1, 0), (plan.version, 1)):
        given: dict[str, str | int] = {"title": "新", "version": 7, was("version"): version, "pk": plan.pk}
        with connection.cursor() as cursor:
            cursor.execute(sql, [given[name] for name in names])
            assert cursor.rowcount == written
    assert [*Plan.objects.values_list("title", "version")] == [("新", 7)]


def test_of_what_a_record_refers_to_the_rest_is_read_when_somebody_asks(django_assert_num_queries: Any) -> None:
    make_section(make_plan("demo", title="旧", text="引言"), title="第一章")
    cases: tuple[tuple[tuple[str, ...], set[str]], ...] = (
        ((), {"text"}),
        (("slug", "state"), {"text", "title"}),
    )
    for names, unread in cases:
        with django_assert_num_queries(1):
            [section] = PreparedRecords(Section.objects.all(), {"plan": names})()
            assert (section.plan.pk, section.plan.slug) == (section.plan_id, "demo")
        assert section.plan.get_deferred_fields() & {"text", "title", "slug", "state"} == unread
        with django_assert_num_queries(len(unread)):
            assert (section.plan.text, section.plan.title) == ("引言", "旧")
