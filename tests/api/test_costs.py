"""How many queries each endpoint costs. A number that rises must be meant; none may depend on the number of rows."""

from typing import Any

import pytest
from rest_framework.test import APIClient
from zeal import zeal_context

from measures.models import Plan
from tests.factories import assign, make_body, make_measure, make_target
from tests.made_once import made_once

pytestmark = pytest.mark.django_db

COSTS = {
    "/api/v1/plans/": 1,
    "/api/v1/plans/?expand=issuer": 3,
    "/api/v1/plans/example/": 1,
    "/api/v1/plans/example/tree/": 3,
    "/api/v1/sections/": 2,
    "/api/v1/plans/example/sections/1.1/": 2,
    "/api/v1/measures/": 2,
    "/api/v1/measures/?count=true": 4,
    "/api/v1/measures/?plan=example&phase=not_started&section=1": 4,
    "/api/v1/measures/?expand=plan,section,responsibilities.body,source": 7,
    "/api/v1/measures/?fields=code,title": 1,
    "/api/v1/plans/example/measures/1.1-1/": 2,
    "/api/v1/plans/example/measures/1.1-1/?fields=code,title": 1,
    "/api/v1/bodies/": 2,
    "/api/v1/targets/": 1,
    "/api/v1/responsibilities/": 1,
    "/api/v1/sources/": 1,
    "/api/v1/plans/example/measures/1.1-1/?expand=wordings": 3,
    "/api/v1/imports/": 1,
    "/api/v1/conflicts/": 1,
    "/api/v1/reports/": 0,
    "/api/v1/issued_reports/": 1,
    "/api/v1/changes/?since={cursor}&page_size=500": 3,
    "/api/v1/changes/?since={cursor}&page_size=500&expand=record": 13,
}


@made_once
def cursor(plan: Plan) -> str:
    """Of before many rows were added."""
    before = APIClient().get("/api/v1/changes/").json()["cursor"]
    Plan.objects.update(issuer=make_body("市政府"))
    section = plan.sections.get(code="1.2")
    for number in range(4):
        measure = make_measure(section)
        assign(measure, f"第{number}局")
        make_target(measure)
    return str(before)


@pytest.mark.parametrize("address", COSTS)
def test_an_answer_costs_so_many_queries_however_many_rows_it_has(
    api: APIClient, cursor: str, address: str, django_assert_num_queries: Any
) -> None:
    with zeal_context(), django_assert_num_queries(COSTS[address]):
        response = api.get(address.format(cursor=cursor))
    assert response.status_code == 200
