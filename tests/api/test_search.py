import pytest
from rest_framework.test import APIClient

from measures.models import Plan
from tests.api.conftest import codes
from tests.factories import assign, make_measure

pytestmark = pytest.mark.django_db
LIST = "/api/v1/measures/"


def test_titles_that_match_stand_first_when_sorted_by_relevance(api: APIClient, plan: Plan) -> None:
    make_measure(plan.sections.get(code="1.1"), title="举措", text="服务人才。", code="1.1-8")
    make_measure(plan.sections.get(code="1.1"), title="人才公寓", text="建设。", code="1.1-9")
    assert codes(api.get(LIST, {"q": "人才"})) == ["1.2-1", "1.1-8", "1.1-9"]
    first = api.get(LIST, {"q": "人才", "ordering": "relevance", "page_size": "2"})
    assert codes(first) == ["1.2-1", "1.1-9"]
    assert codes(api.get(first.json()["next"])) == ["1.1-8"]


def test_what_is_typed_exactly_stands_before_other_spellings(api: APIClient, plan: Plan) -> None:
    section = plan.sections.get(code="1.1")
    spelled = {
        "otherwise": ("产业", "。"),
        "in the text": ("任务", "支持產業"),
        "in the title": ("產業", "。"),
        "as words": ("其他", "产 业"),
    }
    for number, (title, text) in enumerate(spelled.values()):
        make_measure(section, title=title, text=text, code=f"1.1-{number + 10}")
    asked = {"ordering": "relevance"}
    assert codes(api.get(LIST, asked | {"q": "產業"})) == ["1.1-12", "1.1-11", "1.1-10", "1.1-13"]
    assert codes(api.get(LIST, asked | {"q": "產業 支持"})) == ["1.1-11"]
    make_measure(section, title="见1.1-12", text="。", code="1.1-7")
    assert codes(api.get(LIST, asked | {"q": "1.1-12"})) == ["1.1-12", "1.1-7"]


def test_matches_are_marked_on_request(api: APIClient, plan: Plan) -> None:
    [row] = api.get(LIST, {"q": "人才", "highlight": "true"}).json()["results"]
    assert row["highlight"] == {"title": "引进<mark>人才</mark>", "text": "引进高层次<mark>人才</mark>。"}
    [row] = api.get(LIST, {"q": "人才"}).json()["results"]
    assert "highlight" not in row


def test_relevance_and_marks_need_words(api: APIClient, plan: Plan) -> None:
    for query, field in (("ordering=relevance", "ordering"), ("highlight=true", "highlight")):
        response = api.get(f"{LIST}?{query}")
        assert response.status_code == 400
        assert response.json()["errors"][0]["field"] == field


def test_names_of_bodies_find_their_measures(api: APIClient, plan: Plan) -> None:
    assign(plan.measures.get(code="1.2-1"), "市教育局")
    assert codes(api.get(LIST, {"q": "教育"})) == ["1.2-1"]


def test_words_are_one_filter_among_others(api: APIClient, plan: Plan) -> None:
    assert codes(api.get(LIST, {"q": "基础", "section": "1.2"})) == []
    assert codes(api.get(LIST, {"q": "基础", "section": "1.1"})) == ["1.1-1"]
