"""POST and PATCH of what no record can hold: refused before the database is asked, the field named."""

from typing import Any

import pytest
from django.contrib.admin import site
from django.core.exceptions import ValidationError
from django.forms import modelform_factory
from rest_framework.test import APIClient

from measures.models import Measure, Plan
from tests.api.requests import LIST, NEW, ONE, patch, post
from tests.factories import make_body

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("day", ["2026-1-5", "20260105", "2026/01/05", "２０２６-01-05", "2026-01-05T00:00:00Z"])
def test_a_day_is_written_in_full(writer: APIClient, plan: Plan, day: str) -> None:
    for response in (
        patch(writer, {"due_on": day}),
        patch(writer, {"withdrawn_on": day}),
        post(writer, f"{ONE}withdraw/", {"withdrawn_on": day}, 1),
    ):
        assert response.status_code == 400
        assert response.json()["errors"][0]["field"] in ("due_on", "withdrawn_on")


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": None},
        {"title": "长" * 256},
        {"phase": "done"},
        {"phase": ""},
        {"due_on": "2025-02-30"},
        {"text": ""},
    ],
    ids=str,
)
def test_what_the_admin_refuses_is_refused_in_its_words(writer: APIClient, plan: Plan, wrong: dict[str, Any]) -> None:
    response = patch(writer, wrong)
    [name] = wrong
    form: Any = modelform_factory(Measure, form=site.get_model_admin(Measure).form, fields=[name])
    with pytest.raises(ValidationError) as refused:
        form.base_fields[name].clean(wrong[name])
    assert response.status_code == 400
    assert [(error["field"], error["message"]) for error in response.json()["errors"]] == [
        (name, message) for message in refused.value.messages
    ]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"section": "9.9"}, "section"),
        ({"plan": "draft"}, "plan"),
        ({"plan": "none"}, "plan"),
        ({"plan": "exam\x00ple"}, "plan"),
        ({"plan": 7}, "plan"),
        ({"title": {"a": 1}}, "title"),
        ({"title": "\x00"}, "title"),
        ({"version": 9}, "version"),
        ({"code": "9-9"}, "code"),
    ],
    ids=str,
)
def test_invalid_values_are_refused_with_the_name_of_their_field(
    writer: APIClient, plan: Plan, hidden: list[Measure], wrong: dict[str, Any], field: str
) -> None:
    response = patch(writer, wrong)
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [field]
    assert Measure.objects.get(plan=plan, code="1.2-1").version == 1


def test_a_null_character_is_refused_in_words_that_name_it(writer: APIClient, plan: Plan) -> None:
    """Django's own translation speaks of empty strings."""
    response = writer.patch(
        ONE, {"title": "甲\x00"}, format="json", headers={"If-Match": '"1"', "Accept-Language": "zh-hans"}
    )
    assert [error["message"] for error in response.json()["errors"]] == ["不允许使用空字符（U+0000）。"]


@pytest.mark.parametrize("body", [b"{", b"[1]", b'"x"', b"\xff", b'{"title": NaN}'])
def test_a_body_that_is_no_object_of_json_is_a_problem(writer: APIClient, plan: Plan, body: bytes) -> None:
    response = writer.generic("PATCH", ONE, body, content_type="application/json", headers={"If-Match": '"1"'})  # type: ignore[arg-type]
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("body", [b"null", b"[1]", b'"x"', b"7"])
@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "请求内容必须是 JSON 对象。"), ("en", "The body must be a JSON object.")]
)
def test_a_body_that_is_another_kind_of_json_is_refused_in_the_readers_language(
    writer: APIClient, plan: Plan, language: str, words: str, body: bytes
) -> None:
    headers = {"If-Match": '"1"', "Accept-Language": language}
    for method, address in [("POST", LIST), ("PATCH", ONE), ("POST", f"{ONE}withdraw/"), ("POST", f"{ONE}assign/")]:
        response = writer.generic(method, address, body, content_type="application/json", headers=headers)  # type: ignore[arg-type]
        assert response.status_code == 400, address
        assert [error["message"] for error in response.json()["errors"]] == [words], address


def test_a_body_too_large_is_refused(writer: APIClient, plan: Plan, settings: Any) -> None:
    settings.API_BODY_BYTES = 100
    assert patch(writer, {"text": "长" * 100}).status_code == 413


@pytest.mark.parametrize("value", [7, 1.5, False, [], {}])
@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("bodies", "name"),
        ("bodies", "valid_from"),
        ("plans", "slug"),
        ("plans", "title"),
        ("sections", "plan"),
        ("sections", "parent"),
        ("sections", "text"),
    ],
)
def test_what_is_not_of_the_fields_type_is_named(
    writer: APIClient, plan: Plan, address: str, field: str, value: Any
) -> None:
    right = {
        "bodies": {"name": "市体育局"},
        "plans": {"slug": "sports", "title": "体育规划"},
        "sections": {"plan": "example", "title": "总则"},
    }
    response = post(writer, f"/api/v1/{address}/", right[address] | {field: value})
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [field]


@pytest.mark.parametrize(
    ("action", "sent"), [("withdraw", {}), ("assign", {"role": "lead"}), ("unassign", {"role": "lead"})]
)
def test_actions_refuse_unknown_fields(writer: APIClient, plan: Plan, action: str, sent: dict[str, Any]) -> None:
    body = {"body": str(make_body().uuid)} if sent else {}
    response = post(writer, f"{ONE}{action}/", sent | body | {"withdrawn": "2025-06-30"}, 1)
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == ["withdrawn"]
    assert Measure.objects.get(plan=plan, code="1.2-1").version == 1


def test_writes_take_no_query_parameters(writer: APIClient, plan: Plan) -> None:
    for response in (
        patch(writer, {"phase": "in_progress"}, address=f"{ONE}?phse=completed"),
        post(writer, f"{LIST}?fields=code", NEW),
        post(writer, f"{ONE}withdraw/?withdrawn_on=2025-06-30", {}, 1),
    ):
        assert response.status_code == 400
        assert [error["field"] for error in response.json()["errors"]] in (["phse"], ["fields"], ["withdrawn_on"])
    assert Measure.objects.get(plan=plan, code="1.2-1").version == 1


def test_each_alias_must_be_a_text(writer: APIClient, plan: Plan) -> None:
    response = post(writer, "/api/v1/bodies/", {"name": "市体育局", "aliases": ["体育局", 7]})
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == ["aliases.1"]


@pytest.mark.parametrize("aliases", ["体育局", "9" * 5000])
def test_names_that_are_no_list_are_refused_as_such(writer: APIClient, plan: Plan, aliases: str) -> None:
    """Django's form would read the text as JSON, and Python no number of so many digits."""
    response = post(writer, "/api/v1/bodies/", {"name": "市体育局", "aliases": aliases})
    assert response.status_code == 400
    found = {error["field"]: error["message"] for error in response.json()["errors"]}
    assert found["aliases"].startswith("Expected a list of items")
