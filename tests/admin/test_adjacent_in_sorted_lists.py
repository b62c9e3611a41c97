"""Where a measure stands in a sorted list is found without reading the list, and is where the list shows it."""

from datetime import date
from itertools import product
from typing import Any

import pytest
from django.contrib.admin.views.main import ChangeList
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from measures.admin.lists.adjacent import adjacent_keys
from measures.choices import Phase
from measures.models import Measure
from tests.admin.pages import not_drawn, url
from tests.factories import make_measure, make_plan, make_section
from tests.made_once import made_once

ORDERS = ["1", "-2", "3", "-4", "6", "-7", "8", "-8", "3.-9.2", "-6.8.-1", "-9.9", "99"]  # columns; 0 are the boxes


@made_once
def mixed(measure: Measure) -> list[Measure]:
    """Measures of two plans in every mixture of two titles, three deadlines, of which one is none, and two phases."""
    Measure.objects.all().delete()
    sections = [make_section(make_plan(slug, title="同名规划")) for slug in ("b", "a")]
    days = (None, date(2026, 3, 1), date(2026, 12, 31))
    mixture = product(("甲项", "乙项"), days, sections, (Phase.COMPLETED, Phase.NOT_STARTED))
    return [make_measure(on, title=title, due_on=day, phase=phase) for title, day, on, phase in mixture]


def shown(client: Client, **query: str) -> ChangeList:
    with not_drawn():
        page: Any = client.get(url("measure_changelist", **query))
    found: ChangeList = page.context_data["cl"]
    return found


@pytest.mark.parametrize("order", ORDERS)
def test_before_and_after_each_stand_those_that_the_list_shows(
    mixed: list[Measure], editor_client: Client, order: str
) -> None:
    listed = shown(editor_client, o=order)
    keys = [None, *(row.pk for row in listed.result_list), None]
    assert len(keys) == len(mixed) + 2
    around = list(zip(keys, keys[1:], keys[2:], strict=False))
    assert [adjacent_keys(listed.queryset, pk) for _, pk, _ in around] == [
        (before, after) for before, _, after in around
    ]


def test_what_the_list_does_not_show_is_followed_by_its_first(mixed: list[Measure], editor_client: Client) -> None:
    listed = shown(editor_client, o="-9", phase__exact="completed")
    gone = next(measure for measure in mixed if measure.phase != Phase.COMPLETED)
    assert adjacent_keys(listed.queryset, gone.pk) == (None, listed.result_list[0].pk)
    assert adjacent_keys(listed.queryset.none(), gone.pk) == (None, None)


def test_it_takes_as_many_queries_anywhere(
    mixed: list[Measure], editor_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    listed = shown(editor_client, o="-9")
    for measure in mixed:
        with django_assert_num_queries(3):
            adjacent_keys(listed.queryset, measure.pk)


@pytest.mark.parametrize("first", ["due_on", "-due_on"])
def test_what_has_no_value_stands_where_the_database_puts_it(mixed: list[Measure], first: str) -> None:
    listed = Measure.objects.order_by(first, "pk")
    keys = list(listed.values_list("pk", flat=True))
    following = [adjacent_keys(listed, pk)[1] for pk in keys]
    assert following == [*keys[1:], None]
