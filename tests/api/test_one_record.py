"""A single measure, which one statement reads with all that belongs to it, says what a list says of it."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from measures.api.records import MeasureResource
from measures.choices import PlanState, ReviewState, Role
from measures.models import ConfirmedContent, Conflict, Measure, Plan, PlanLimit
from tests.api.conftest import with_token
from tests.factories import assign, make_measure, make_plan, make_section, make_target

pytestmark = pytest.mark.django_db


@pytest.fixture
def deep(plan: Plan) -> Measure:
    """Four headings deep, with successors that the public sees and does not, and with parts in another order than that
    of their creation.
    """
    section = plan.sections.get(code="1.1")
    for _ in range(2):
        section = make_section(plan, section)
    measure = make_measure(section, review_state=ReviewState.PUBLISHED)
    for place, name in ((3, "丙"), (1, "甲"), (2, '乙 "引号" \\')):
        assign(measure, name, Role.SUPPORT, position=place)
    for code, value in (("t2", "0.1"), ("t1", "1234567890123456.7891"), ("t3", None)):
        make_target(measure, code=f"{measure.code}/{code}", value=value and Decimal(value))
    other = make_plan("zz", state=PlanState.PUBLISHED)
    for home, state in ((other, "published"), (plan, "published"), (plan, "extracted")):
        measure.successors.add(make_measure(make_section(home), review_state=ReviewState(state)))
    make_target(plan.measures.get(code="1.1-1"), code="1.1-1/t9")  # another's
    return measure


@pytest.fixture
def in_office(deep: Measure) -> Measure:
    """With what only the office sees."""
    source = deep.plan.sources.get()
    for name, state in (("title", "open"), ("text", "open"), ("label", "here")):
        said = {"model": "measure", "key": deep.code, "field": name, "state": state}
        Conflict.objects.create(plan=deep.plan, measure=deep, source=source, **said)
    ConfirmedContent.objects.update_or_create(measure=deep, defaults={"changed": True})
    same = deep.plan.measures.get(code="1.1-1")
    ConfirmedContent.objects.update_or_create(measure=same, defaults={"changed": False})
    return deep


def told(caller: APIClient, measure: Measure, asked: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the measure's own address says of it, and what a list does."""
    address = f"/api/v1/plans/{measure.plan.slug}/measures/{measure.code}/{asked}"
    listed = caller.get(f"/api/v1/measures/{asked or '?expand=source'}&page_size=500")
    found = [record for record in listed.json()["results"] if record["url"].endswith(f"/{measure.code}/")]
    return caller.get(address).json(), found[0]


EXPANDED = "?expand=plan,section,responsibilities.body,source"


@pytest.mark.parametrize("asked", ["", EXPANDED, "?fields=url,targets,successors"])
def test_a_record_says_to_the_public_what_a_list_says_of_it(deep: Measure, api: APIClient, asked: str) -> None:
    alone, listed = told(api, deep, asked)
    assert alone == listed
    assert len(alone["successors"]) == 2


def test_parts_are_in_order_and_headings_go_down_to_the_section(deep: Measure, api: APIClient) -> None:
    alone, _ = told(api, deep, "")
    assert [part["body"]["name"] for part in alone["responsibilities"]] == ["甲", '乙 "引号" \\', "丙"]
    assert len(alone["section"]["path"]) == 4


@pytest.mark.parametrize("limited", [False, True])
def test_a_record_says_to_the_office_what_a_list_says_of_it(in_office: Measure, editor: User, limited: bool) -> None:
    if limited:
        PlanLimit.objects.create(user=editor).plans.add(in_office.plan)
    alone, listed = told(with_token(editor), in_office, "")
    assert alone == listed
    assert (alone["open_conflicts"], alone["changed_since_confirmed"], len(alone["successors"])) == (2, True, 3)


def test_a_figure_is_written_to_its_last_digit(deep: Measure, api: APIClient) -> None:
    alone = api.get(f"/api/v1/plans/example/measures/{deep.code}/").content
    listed = api.get("/api/v1/measures/?section_exact=1.1.1.1").content
    figures = re.findall(rb'"value":([^,]+)', alone)
    assert figures == re.findall(rb'"value":([^,]+)', listed)
    assert figures[1:] == [b"0.1", b"null"]
    assert figures[0].startswith(b"123456789012345")


@pytest.mark.only("postgresql")
@pytest.mark.parametrize("limited", [None, False, True])
@pytest.mark.parametrize("asked", ["measures.ndjson?", "measures.csv?", "measures/?", f"measures/{EXPANDED}&"])
def test_what_the_database_writes_is_to_the_byte_what_is_written_of_its_rows(
    in_office: Measure, api: APIClient, editor: User, limited: bool | None, asked: str
) -> None:
    """The database writes what is related to a record unless some of its fields are named: here all of them are."""
    odd = 'a"b\\c/\t\n\x01\x1f\x7f\u2028<b>&é𠮷'
    assign(in_office, f"{odd}局", position=4)
    make_target(in_office, code=f"{in_office.code}/t0", text=odd, metric=odd, unit="％", value=Decimal("300"))
    make_target(in_office, code=f"{in_office.code}/T", value=Decimal("-0.5000"), year=None)
    if limited:
        PlanLimit.objects.create(user=editor).plans.add(in_office.plan)
    caller = api if limited is None else with_token(editor)
    every = ",".join(MeasureResource.field_names())
    written, made = (caller.get(f"/api/v1/{asked}{query}") for query in ("", f"fields={every}"))
    assert written.getvalue() == made.getvalue()
    assert odd.encode() not in written.getvalue()


@pytest.mark.only("postgresql")
def test_one_statement_reads_all_that_is_shown(deep: Measure, api: APIClient, django_assert_num_queries: Any) -> None:
    address = f"/api/v1/plans/example/measures/{deep.code}/"
    with django_assert_num_queries(1):
        api.get(address)
    with django_assert_num_queries(1):
        api.get(f"{address}?fields=code,title")
    with CaptureQueriesContext(connection) as asked:
        api.get("/api/v1/measures/?fields=code,title")
    assert "measures_responsibility" not in asked.captured_queries[-1]["sql"]
    with django_assert_num_queries(2):  # the headings, which measures share, are asked for once a page
        api.get("/api/v1/measures/")
