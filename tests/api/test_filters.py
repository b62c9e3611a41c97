from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from rest_framework.test import APIClient

from measures.choices import Phase, Timeliness
from measures.models import Measure, Plan, ResponsibleBody
from tests.api.conftest import codes
from tests.factories import assign, make_body, make_measure, make_plan, make_section, make_target

pytestmark = pytest.mark.django_db
LIST = "/api/v1/measures/"


def found(api: APIClient, **query: Any) -> list[str]:
    response = api.get(LIST, query)
    assert response.status_code == 200, response.json()
    return codes(response)


def test_by_plan(api: APIClient, plan: Plan) -> None:
    make_measure(make_section(make_plan("other")))
    assert found(api, plan="other") == ["1-1"]
    assert len(found(api, plan="other,example")) == 4


def test_by_section_with_everything_below_it(api: APIClient, plan: Plan) -> None:
    assert found(api, section="1") == ["1.1-1", "1.1-2", "1.2-1"]
    assert found(api, section="1.2") == ["1.2-1"]
    assert found(api, section_exact="1") == []


def test_a_section_does_not_hold_one_whose_number_merely_begins_alike(api: APIClient, db: None) -> None:
    plan = make_plan()
    for number in (1, 10):
        make_measure(make_section(plan, code=str(number), path=f"{number:04d}"))
    assert found(api, section="1") == ["1-1"]


def test_body_and_role_are_one_condition(api: APIClient, plan: Plan) -> None:
    science, finance = (str(ResponsibleBody.objects.get(name=name).uuid) for name in ("市科技局", "市财政局"))
    assert found(api, body=science) == ["1.1-1"]
    assert found(api, role="lead") == ["1.1-1"]
    assert found(api, body=science, role="lead") == ["1.1-1"]
    assert found(api, body=finance, role="lead") == []
    assert found(api, body=finance, role="lead,support") == ["1.1-1"]


def test_by_body_with_the_bodies_below_it(api: APIClient, plan: Plan) -> None:
    government = make_body("市政府")
    assign(plan.measures.get(code="1.2-1"), make_body("市教育局", parent=make_body("市教委", parent=government)))
    assert found(api, body=government.uuid) == []
    assert found(api, body_under=government.uuid) == ["1.2-1"]
    assert found(api, body_under=government.uuid, role="support") == []


def test_by_whether_a_body_is_assigned(api: APIClient, plan: Plan) -> None:
    assert found(api, assigned="true") == ["1.1-1"]
    assert found(api, assigned="false") == ["1.1-2", "1.2-1"]


def test_by_whether_a_body_answers_for_it_leading_or_responsible(api: APIClient, plan: Plan) -> None:
    led, supported, withdrawn = (plan.measures.get(code=code) for code in ("1.1-1", "1.1-2", "1.2-1"))
    assign(supported, "市教育局", "support")
    assert found(api, answered_for="true") == [led.code]
    assert found(api, answered_for="false") == [supported.code, withdrawn.code]
    assign(supported, "市教育局", "responsible")
    plan.measures.filter(pk=withdrawn.pk).update(withdrawn_on=date(2025, 6, 30))
    assert found(api, answered_for="true") == [led.code, supported.code]
    assert found(api, answered_for="false") == []


def test_by_dates_both_ends_included(api: APIClient, plan: Plan) -> None:
    plan.measures.filter(code="1.1-2").update(due_on=date(2025, 6, 30))
    assert found(api, due_after="2025-06-30") == ["1.1-2"]
    assert found(api, due_before="2025-06-30") == ["1.1-2"]
    assert found(api, due_after="2025-07-01") == []
    assert found(api, due="false") == ["1.1-1", "1.2-1"]


def test_by_time_of_the_last_change(api: APIClient, plan: Plan) -> None:
    moment = timezone.now() + timedelta(hours=1)
    plan.measures.filter(code="1.2-1").update(updated_at=moment)
    assert found(api, updated_after=moment.isoformat()) == ["1.2-1"]
    assert found(api, updated_before="2020-01-01") == []


def test_by_state_and_phase(api: APIClient, plan: Plan) -> None:
    plan.measures.filter(code="1.2-1").update(phase=Phase.COMPLETED)
    assert found(api, phase="completed,suspended") == ["1.2-1"]
    assert len(found(api, review_state="published")) == 3
    assert found(api, review_state="extracted") == []


@pytest.mark.parametrize("parts", ["1.1-1,1.2-1", ["1.1-1", "1.2-1"]])
def test_several_values_stand_with_commas_or_each_on_its_own(
    api: APIClient, plan: Plan, parts: str | list[str]
) -> None:
    assert found(api, code=parts, fields=["code", "title"]) == ["1.1-1", "1.2-1"]


def test_by_words_of_two_characters(api: APIClient, plan: Plan) -> None:
    assert found(api, q="人才") == ["1.2-1"]


def test_timeliness_as_a_filter_agrees_with_timeliness_as_shown(api: APIClient, plan: Plan) -> None:
    today, section = timezone.localdate(), plan.sections.get(code="1.2")
    for days in (-1, 0, 1, settings.DUE_SOON_DAYS, settings.DUE_SOON_DAYS + 1):
        for phase in Phase.values:
            make_measure(section, due_on=today + timedelta(days=days), phase=phase)
    for value in Timeliness.values:
        expected = {measure.code for measure in Measure.objects.all() if measure.timeliness == value}
        assert expected
        assert set(found(api, timeliness=value)) == expected


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("phse=completed", "phse"),
        ("phase=done", "phase"),
        ("phase=completed,done", "phase"),
        ("body=1", "body"),
        ("due_after=2025-13-01", "due_after"),
        ("updated_after=yesterday", "updated_after"),
        ("due_after=10/25/2025", "due_after"),
        ("updated_after=0001-01-01T00:00:00%2B08:00", "updated_after"),
        ("updated_after=9999-12-31T23:59:59-08:00", "updated_after"),
        ("position_after=x", "position_after"),
        ("position_after=1.5", "position_after"),
        ("position_after=1_0", "position_after"),
        ("version=99999999999999999999", "version"),
        ("assigned=perhaps", "assigned"),
        ("withdrawn=1", "withdrawn"),
        ("code=1.1-1,,1.1-2", "code"),
        ("phase=,completed", "phase"),
        ("page_size=0", "page_size"),
        ("page_size=501", "page_size"),
        ("page_size=²", "page_size"),
        ("count=yes", "count"),
        ("ordering=text", "ordering"),
        ("fields=code,txt", "fields"),
        ("expand=everything", "expand"),
        ("format=xml", "format"),
        ("phase=", "phase"),
        ("q=a&q=b", "q"),
        ("phase=completed&phase=", "phase"),
        ("phase=completed&phase=done", "phase"),
        ("q=%00", "q"),
        ("due_after=2026-1-5", "due_after"),
        ("due_after=2026-01-5", "due_after"),
        ("due_after=%202026-01-05", "due_after"),
        ("due_after=20260105", "due_after"),
        ("due_after=２０２６-01-05", "due_after"),
        ("updated_after=2026-1-5", "updated_after"),
        ("updated_after=2026-1-5T08:00:00Z", "updated_after"),
        ("updated_after=2026-01-05T8:00:00Z", "updated_after"),
        ("updated_after=2026-02-30T08:00:00Z", "updated_after"),
    ],
)
def test_an_unknown_parameter_or_a_malformed_value_is_named(api: APIClient, plan: Plan, query: str, field: str) -> None:
    response = api.get(f"{LIST}?{query}")
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert {error["field"].split(".")[0] for error in response.json()["errors"]} == {field}
    assert all(error["code"] for error in response.json()["errors"])


@pytest.mark.parametrize(
    "query",
    [
        "year=99999999999999999999",
        "value_from=NaN",
        "value_from=1e99",
        "year=2025,",
        "value_from=１２",
        "value_from=1_0",
        "value_from=Infinity",
    ],
)
def test_a_number_that_cannot_be_is_named(api: APIClient, plan: Plan, query: str) -> None:
    response = api.get(f"/api/v1/targets/?{query}")
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [query.split("=")[0]]


@pytest.mark.parametrize("query", ["value_from=1e40", "value_to=0.000000000000000000001", "year=2147483647", "year=0"])
def test_a_number_of_any_size_is_compared(api: APIClient, plan: Plan, query: str) -> None:
    assert api.get(f"/api/v1/targets/?{query}").status_code == 200


@pytest.mark.parametrize("number", ["1234567890123456.7891", "1234567890123456", "-0.1234567890123456"])
def test_a_number_of_more_digits_than_json_keeps_is_refused(api: APIClient, plan: Plan, number: str) -> None:
    for name in ("value_from", "value_to"):
        response = api.get(f"/api/v1/targets/?{name}={number}")
        assert response.status_code == 400
        assert "15" in response.json()["errors"][0]["message"]


@pytest.mark.parametrize("moment", ["2026-01-05", "2026-01-05T08:00:00Z", "2026-01-05T08:00:00.123456%2B08:00"])
def test_a_time_is_a_day_or_an_instant_of_iso_8601(api: APIClient, plan: Plan, moment: str) -> None:
    assert api.get(f"{LIST}?updated_after={moment}").status_code == 200


def test_a_name_may_hold_a_comma(api: APIClient, db: None) -> None:
    for name, jurisdiction in (("ABB, Ltd.", "示例市, 东区"), ("ABB", "示例市"), ("Ltd.", "东区")):
        assign(make_measure(make_section(make_plan())), make_body(name, jurisdiction))

    def names(**query: Any) -> list[str]:
        return [row["name"] for row in api.get("/api/v1/bodies/", query).json()["results"]]

    assert names(name="ABB, Ltd.") == ["ABB, Ltd."]
    assert names(name=["ABB, Ltd.", "ABB"]) == ["ABB, Ltd.", "ABB"]
    assert names(name="ABB,ABB") == []
    assert names(jurisdiction="示例市, 东区") == ["ABB, Ltd."]


def test_other_words_with_a_comma_are_found_too(api: APIClient, db: None) -> None:
    plan = make_plan(jurisdiction="示例市, 东区")
    make_target(make_measure(make_section(plan)), unit="个,套")
    assert found(api, jurisdiction="示例市, 东区") == ["1-1"]
    assert len(api.get("/api/v1/targets/", {"unit": "个,套"}).json()["results"]) == 1
    assert len(api.get("/api/v1/plans/", {"jurisdiction": "示例市, 东区"}).json()["results"]) == 1


@pytest.mark.parametrize("words", ["ａｉ", "ＡＩ"])
@pytest.mark.parametrize("field", ["title", "text", "due_text"])
def test_a_part_of_a_text_matches_as_in_a_search(api: APIClient, plan: Plan, field: str, words: str) -> None:
    plan.measures.filter(code="1.2-1").update(**{field: "建设ＡＩ平台，2025年前"})
    assert found(api, **{field: words}) == ["1.2-1"]
