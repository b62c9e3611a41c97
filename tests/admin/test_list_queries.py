"""Every list of the admin takes as many queries for many records as for one."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from measures.choices import Role
from measures.models import Measure
from tests.admin.pages import page_of
from tests.factories import assign, make_body, make_measure, make_plan, make_section, make_source, make_target

LISTS = [
    reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") for model in admin.site._registry
]


def add_plan(number: int) -> Measure:
    """A plan with a document, sections, a measure, its bodies and a target."""
    plan = make_plan(title=f"第{number}号规划")
    make_source(plan, "第一章 科技\n")
    below = make_section(plan, make_section(plan, label="第一章"), label="一、")
    measure = make_measure(below)
    assign(measure, make_body(f"第{number}局", parent=make_body("市政府")))
    assign(measure, "市财政局", Role.SUPPORT)
    make_target(measure, year=2020 + number)
    return measure


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code in (200, 403)
    return len(captured)


def test_the_number_of_queries_does_not_grow_with_the_records(editor_client: Client) -> None:
    measures = "/admin/measures/measure/"
    addresses = [*LISTS, f"{measures}?plan=号规划", f"{measures}?o=-9.3", "/admin/measures/responsiblebody/?o=-6"]
    for number in range(2):
        add_plan(number)
    few = {address: queries(editor_client, address) for address in addresses}
    for number in range(2, 9):
        add_plan(number)
    assert {address: queries(editor_client, address) for address in addresses} == few
    assert few.pop("/admin/measures/edit/") <= 32  # asks of each kind of record what edits did with it
    assert max(few.values()) <= 19


def test_an_empty_list_is_counted_and_not_sorted(editor_client: Client) -> None:
    add_plan(1)
    sorting = 'ORDER BY "measures_plan"."slug"'
    for address, expected in (("/admin/measures/measure/", 1), ("/admin/measures/measure/?due=month", 0)):
        with CaptureQueriesContext(connection) as captured:
            editor_client.get(address)
        assert sum(sorting in each["sql"] and '"id" AS "pk"' in each["sql"] for each in captured) == expected, address


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize(("column", "counted"), [("led", "led_count"), ("involved", "involved_count")])
def test_bodies_are_sorted_by_the_measures_in_force_that_they_lead_or_take_part_in(
    column: str, counted: str, descending: bool, editor_client: Client
) -> None:
    first, second = add_plan(1), add_plan(2)
    assign(second, make_body("第1局"), Role.SUPPORT)
    for number in range(3):
        assign(make_measure(first.section, withdrawn_on="2025-01-01"), f"第{number}局", Role.RESPONSIBLE)
        assign(make_measure(first.section), "第2局")
    address = "/admin/measures/responsiblebody/"
    header = page_of(editor_client.get(address)).xpath(f"//th[contains(@class, 'column-{column}')]//a/@href")[0]
    shown = editor_client.get(f"{address}{header.replace('o=', 'o=-' if descending else 'o=')}").context["cl"]
    counts = [vars(body).get(counted, 0) for body in shown.result_list]
    assert sorted(counts) == ([0, 0, 0, 1, 4] if column == "led" else [0, 0, 2, 2, 4])
    assert counts == sorted(counts, reverse=descending)
