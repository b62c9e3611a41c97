import pytest
from rest_framework.test import APIClient

from measures.models import Measure, Plan
from tests.api.conftest import codes

pytestmark = pytest.mark.django_db
ONE = "/api/v1/plans/example/measures/1.1-1/"


def test_a_measure_tells_everything_about_itself_at_its_permanent_address(api: APIClient, plan: Plan) -> None:
    measure = api.get(ONE).json()
    for moment in ("created_at", "updated_at"):
        assert measure.pop(moment).endswith("Z")
    bodies = [part["body"].pop("uuid") for part in measure["responsibilities"]]
    assert len(set(bodies)) == 2
    assert measure == {
        "url": f"http://testserver{ONE}",
        "plan": {"slug": "example", "title": "示例市发展规划"},
        "code": "1.1-1",
        "section": {
            "code": "1.1",
            "title": "研究",
            "path": [
                {"code": "1", "label": "第一章", "title": "创新"},
                {"code": "1.1", "label": "", "title": "研究"},
            ],
        },
        "kind": "measure",
        "label": "",
        "title": "支持基础研究",
        "text": "支持基础研究。完善投入机制。",
        "position": plan.measures.get(code="1.1-1").position,
        "source": {"edition": 1, "start": 7, "end": 21, "text": "支持基础研究。完善投入机制。"},
        "phase": "not_started",
        "review_state": "published",
        "timeliness": "on_track",
        "due_on": None,
        "due_text": "",
        "responsibilities": [
            {"role": "lead", "body": {"name": "市科技局"}, "origin": "editor"},
            {"role": "support", "body": {"name": "市财政局"}, "origin": "editor"},
        ],
        "targets": [
            {
                "code": "1.1-1/t1",
                "text": "到2025年达到300家",
                "metric": "",
                "comparator": "none",
                "value": 300,
                "unit": "家",
                "year": 2025,
                "nature": "unstated",
            }
        ],
        "successors": [],
        "withdrawn_on": None,
        "version": 1,
    }


def test_the_list_gives_the_same_record_without_the_passage(api: APIClient, plan: Plan) -> None:
    single = api.get(ONE).json()
    del single["source"]["text"]
    assert api.get("/api/v1/measures/").json()["results"][0] == single


def test_without_a_token_only_published_measures_of_published_plans_are_read(
    api: APIClient, plan: Plan, hidden: list[Measure]
) -> None:
    assert codes(api.get("/api/v1/measures/")) == ["1.1-1", "1.1-2", "1.2-1"]
    for measure in hidden:
        assert api.get(f"/api/v1/plans/{measure.plan.slug}/measures/{measure.code}/").status_code == 404


def test_fields_gives_only_what_was_asked_for(api: APIClient, plan: Plan) -> None:
    assert api.get(ONE, {"fields": "code,title"}).json() == {"code": "1.1-1", "title": "支持基础研究"}


def test_expand_completes_plan_section_and_bodies(api: APIClient, plan: Plan) -> None:
    response = api.get("/api/v1/measures/", {"expand": "plan,section,responsibilities.body,source"})
    measure = response.json()["results"][0]
    assert measure["plan"]["period_end"] == 2025
    assert measure["section"]["numbering"] == "none"
    assert [heading["code"] for heading in measure["section"]["path"]] == ["1", "1.1"]
    assert measure["responsibilities"][0]["body"]["jurisdiction"] == "示例市"
    assert measure["source"]["text"] == "支持基础研究。完善投入机制。"


def test_successors_are_named_unless_the_caller_may_not_see_them(
    api: APIClient, plan: Plan, hidden: list[Measure]
) -> None:
    old = plan.measures.get(code="1.1-1")
    old.successors.set([plan.measures.get(code="1.2-1"), hidden[0]])
    assert api.get(ONE).json()["successors"] == [{"plan": "example", "code": "1.2-1"}]
