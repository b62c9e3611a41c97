"""Filters that compare columns with lists, and `body`, are answered by queries prepared once."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from rest_framework.test import APIClient

from measures.api import views
from measures.api.lists.viewsets import ResourceViewSet
from measures.api.records import MeasureResource, measure_filters
from measures.api.records.filter_types import AnyChoice, AnyUUID
from measures.api.reports.views import IssuedReportViewSet
from measures.choices import Phase
from measures.models import Measure, Plan, ResponsibleBody
from tests.api.conftest import codes, with_token
from tests.factories import assign, make_measure

pytestmark = pytest.mark.django_db
MEASURES = "/api/v1/measures/"
LISTS: dict[str, type[ResourceViewSet[Any]]] = {
    view.resource.name: view
    for view in [*vars(views).values(), IssuedReportViewSet]
    if isinstance(view, type) and issubclass(view, ResourceViewSet) and hasattr(view, "resource")
}


def prepared_filters(name: str) -> list[str]:
    filters = LISTS[name].filterset_class
    return [parameter for parameter in filters.base_filters if filters.prepared_conditions(frozenset({parameter}))]


def values_to_ask_for(name: str, parameter: str) -> set[str]:
    """Those that records have, hidden ones included; where none has any, one that is well formed."""
    made = LISTS[name].filterset_class.base_filters[parameter]
    column = "responsibilities__body__uuid" if made.method else made.field_name
    found = LISTS[name].resource.all_records().order_by().values_list(column, flat=True).distinct()
    return {str(value) for value in found if value not in (None, "")} or {well_formed(made)}


def well_formed(made: Any) -> str:
    if isinstance(made, AnyUUID):
        return str(uuid4())
    return str(made.extra["choices"][0][0]) if isinstance(made, AnyChoice) else "1"


@pytest.mark.parametrize("name", [name for name in LISTS if prepared_filters(name)])
def test_a_prepared_query_finds_what_a_queryset_finds(
    api: APIClient, editor: User, plan: Plan, hidden: list[Measure], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [{one: value} for one in prepared_filters(name) for value in values_to_ask_for(name, one)]
    callers = (api, with_token(editor))
    prepared = [caller.get(f"/api/v1/{name}/", query).json() for query in asked for caller in callers]
    monkeypatch.setattr(LISTS[name].filterset_class, "prepared_conditions", lambda names: ())
    assert prepared == [caller.get(f"/api/v1/{name}/", query).json() for query in asked for caller in callers]


def test_body_phase_and_plan_together_need_no_queryset(
    api: APIClient, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views.MeasureViewSet, "filter_queryset", None, raising=False)
    science = str(ResponsibleBody.objects.get(name="市科技局").uuid)
    asked: dict[str, Any] = {"body": science, "role": "lead", "plan": "example", "phase": "not_started"}
    assert codes(api.get(MEASURES, asked)) == ["1.1-1"]
    assert codes(api.get(MEASURES, asked | {"role": "support"})) == []
    assert codes(api.get(MEASURES, asked | {"phase": "completed"})) == []


def test_bodies_with_a_part_in_very_many_measures_are_left_to_a_queryset(
    api: APIClient, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measure_filters, "more_than_first", lambda asked: lambda **values: [(1,)])
    monkeypatch.setattr(MeasureResource, "read_chosen_page", None)
    science = str(ResponsibleBody.objects.get(name="市科技局").uuid)
    assert codes(api.get(MEASURES, {"body": science, "phase": "not_started"})) == ["1.1-1"]


def test_its_pages_follow_each_other_both_ways_and_can_be_counted(api: APIClient, plan: Plan) -> None:
    section = plan.sections.get(code="1.2")
    done = [make_measure(section, phase=Phase.COMPLETED) for _ in range(3)]
    make_measure(section)
    first = api.get(MEASURES, {"phase": "completed", "page_size": "2", "count": "true"})
    second = api.get(first.json()["next"])
    assert first.json()["count"] == second.json()["count"] == 3
    assert codes(first) + codes(second) == [measure.code for measure in done]
    assert second.json()["next"] is first.json()["previous"] is None
    assert codes(api.get(second.json()["previous"])) == codes(first)


@pytest.mark.only("postgresql")
def test_postgresql_plans_for_the_values_unless_the_bodies_say_which_few_rows_there_are(
    api: APIClient, plan: Plan
) -> None:
    science = str(ResponsibleBody.objects.get(name="市科技局").uuid)

    def planned_once(**asked: str) -> int:
        for _ in range(8):
            api.get(MEASURES, asked)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s",
                ['%"phase" = ANY($%'],
            )
            return int(cursor.fetchone()[0])

    assert planned_once(phase="completed") == 0
    assert planned_once(phase="completed", body=science) == 1


def test_a_value_longer_than_the_column_is_not_cut(api: APIClient, plan: Plan) -> None:
    code = "c" * int(Measure._meta.get_field("code").max_length or 0)
    make_measure(plan.sections.get(code="1.2"), code=code)
    assert codes(api.get(MEASURES, {"code": code})) == [code]
    assert codes(api.get(MEASURES, {"code": f"{code}c"})) == []


def test_a_measure_is_found_once_however_many_of_its_bodies_are_asked_for(api: APIClient, plan: Plan) -> None:
    assign(plan.measures.get(code="1.2-1"), "市科技局")
    bodies = ",".join(str(uuid) for uuid in ResponsibleBody.objects.values_list("uuid", flat=True))
    assert codes(api.get(MEASURES, {"body": bodies})) == ["1.1-1", "1.2-1"]


def test_a_value_said_twice_or_malformed_is_refused(api: APIClient, plan: Plan) -> None:
    assert set(codes(api.get(f"{MEASURES}?phase=not_started&phase=completed"))) == {"1.1-1", "1.1-2", "1.2-1"}
    for query in (
        "phase=never",
        "phase=",
        "body=x&phase=completed",
        "body=,",
        "phase=completed&page_size=1&page_size=2",
    ):
        assert api.get(f"{MEASURES}?{query}").status_code == 400, query


def test_a_filter_that_could_find_a_record_twice_is_left_to_a_queryset() -> None:
    assert "plan" not in prepared_filters("issued_reports")


def test_beside_bodies_a_filter_of_another_kind_counts_too(api: APIClient, plan: Plan) -> None:
    science = str(ResponsibleBody.objects.get(name="市科技局").uuid)
    assert codes(api.get(MEASURES, {"body": science, "due": "false"})) == ["1.1-1"]
    assert codes(api.get(MEASURES, {"body": science, "due": "true"})) == []
