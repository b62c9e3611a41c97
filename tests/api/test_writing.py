"""POST and PATCH: rights, versions, the model's rules in the admin's words, history, answers for who asks twice."""

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from measures.models import Change, Measure, Plan, ResponsibleBody, Section
from tests.api.conftest import with_token
from tests.api.requests import LIST, NEW, ONE, patch, post
from tests.factories import make_body

pytestmark = pytest.mark.django_db


def test_a_measure_is_created_and_answered_as_it_is_read(writer: APIClient, plan: Plan) -> None:
    response = post(writer, LIST, NEW)
    assert response.status_code == 201, response.json()
    record = response.json()
    assert (record["code"], record["version"], record["review_state"]) == ("1.2-2", 1, "extracted")
    assert response.headers["Location"] == record["url"]
    assert writer.get(record["url"]).json() == record


def test_an_update_raises_the_version_and_is_answered_as_it_is_read(writer: APIClient, plan: Plan) -> None:
    response = patch(writer, {"phase": "in_progress", "due_on": "2025-12-31"})
    assert response.status_code == 200, response.json()
    assert (response.json()["phase"], response.json()["due_on"], response.json()["version"]) == (
        "in_progress",
        "2025-12-31",
        2,
    )
    assert response.json() == writer.get(ONE).json()


def test_an_update_that_changes_nothing_leaves_the_version(writer: APIClient, plan: Plan) -> None:
    head = Change.objects.head()
    assert patch(writer, {"phase": "not_started", "section": "1.2"}).json()["version"] == 1
    assert Change.objects.head() == head


@pytest.mark.parametrize("action", ["", "withdraw/", "assign/"])
def test_a_write_without_if_match_is_refused(writer: APIClient, plan: Plan, action: str) -> None:
    send = writer.post if action else writer.patch
    assert send(ONE + action, {}, format="json").status_code == 428
    response = send(ONE + action, {}, format="json", headers={"If-Match": '"7"'})
    assert response.status_code == 412
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["current"] == writer.get(ONE).json()


def test_of_two_writers_who_read_the_same_version_the_second_is_refused(writer: APIClient, plan: Plan) -> None:
    assert patch(writer, {"phase": "in_progress"}).status_code == 200
    assert patch(writer, {"phase": "completed"}).status_code == 412
    assert Measure.objects.get(plan=plan, code="1.2-1").phase == "in_progress"


def test_a_withdrawn_measure_stays_readable(writer: APIClient, api: APIClient, plan: Plan) -> None:
    response = post(writer, f"{ONE}withdraw/", {"withdrawn_on": "2025-03-01"}, 1)
    assert (response.json()["withdrawn_on"], response.json()["version"]) == ("2025-03-01", 2)
    assert api.get(ONE).json()["withdrawn_on"] == "2025-03-01"
    assert Change.objects.latest("pk").operation == "withdraw"


@pytest.mark.parametrize("address", [ONE, "/api/v1/plans/example/sections/1.2/"])
def test_a_withdrawal_is_taken_back_or_dated_otherwise(writer: APIClient, plan: Plan, address: str) -> None:
    post(writer, f"{address}withdraw/", {"withdrawn_on": "2025-03-01"}, 1)
    moved = patch(writer, {"withdrawn_on": "2025-04-01"}, 2, address)
    assert (moved.json()["withdrawn_on"], moved.json()["version"]) == ("2025-04-01", 3)
    back = patch(writer, {"withdrawn_on": None}, 3, address)
    assert back.status_code == 200, back.json()
    assert writer.get(address).json()["withdrawn_on"] is None
    assert Change.objects.latest("pk").operation == "update"


def test_a_section_too_deep_for_its_code_is_refused(writer: APIClient, plan: Plan) -> None:
    parent = None
    for _ in range(21):
        made = post(writer, "/api/v1/sections/", {"plan": "example", "title": "深", "parent": parent})
        assert made.status_code == 201, made.json()
        parent = made.json()["code"]
    response = post(writer, "/api/v1/sections/", {"plan": "example", "title": "深", "parent": parent})
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == ["parent"]
    assert "deep" in response.json()["detail"]
    measure = post(writer, LIST, NEW | {"section": parent})
    assert (measure.status_code, measure.json()["code"]) == (201, f"{parent}-1")
    assert writer.get(measure.json()["url"]).status_code == 200


def test_a_body_is_assigned_and_unassigned_as_one_edit_each(writer: APIClient, plan: Plan) -> None:
    body = {"body": str(make_body("市教育局").uuid), "role": "lead"}
    assigned = post(writer, f"{ONE}assign/", body, 1).json()
    assert [part["body"]["name"] for part in assigned["responsibilities"]] == ["市教育局"]
    assert assigned["version"] == 2
    again = post(writer, f"{ONE}assign/", body, 2)
    assert again.status_code == 400
    assert "This body has this role in the measure already." in again.json()["detail"]
    gone = post(writer, f"{ONE}unassign/", body, 2).json()
    assert (gone["responsibilities"], gone["version"]) == ([], 3)
    assert post(writer, f"{ONE}unassign/", body, 3).status_code == 400


def test_history_names_the_tokens_user(writer: APIClient, editor: User, plan: Plan) -> None:
    patch(writer, {"phase": "in_progress"})
    post(writer, f"{ONE}assign/", {"body": str(make_body("市教育局").uuid), "role": "lead"}, 2)
    measure = Measure.objects.get(plan=plan, code="1.2-1")
    assert measure.history.latest().history_user == editor
    assert measure.responsibilities.get().history.latest().history_user == editor


def test_an_outsider_and_a_reading_token_may_not_write(
    api: APIClient, outsider: User, editor: User, plan: Plan
) -> None:
    callers = {api: 401, with_token(outsider): 403, with_token(editor, read_only=True): 403}
    for caller, status in callers.items():
        assert patch(caller, {"phase": "completed"}).status_code == status
        assert post(caller, LIST, NEW).status_code == status
        assert post(caller, f"{ONE}withdraw/", {}, 1).status_code == status
    assert Measure.objects.get(plan=plan, code="1.2-1").version == 1


def test_an_outsider_does_not_learn_of_drafts_by_writing(outsider: User, hidden: list[Measure]) -> None:
    measure = hidden[0]
    address = f"/api/v1/plans/{measure.plan.slug}/measures/{measure.code}/"
    assert patch(with_token(outsider), {"phase": "completed"}, address=address).status_code in (403, 404)


def test_a_repeated_post_with_the_same_key_gets_the_first_answer(writer: APIClient, plan: Plan) -> None:
    first = post(writer, LIST, NEW, **{"Idempotency-Key": "abc"})
    again = post(writer, LIST, NEW, **{"Idempotency-Key": "abc"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["Location"] == first.headers["Location"] == first.json()["url"]
    assert Measure.objects.filter(title=NEW["title"]).count() == 1
    other = post(writer, LIST, NEW | {"title": "另一举措"}, **{"Idempotency-Key": "abc"})
    assert other.status_code == 409


def test_a_refused_post_may_be_repeated_with_the_same_key(writer: APIClient, plan: Plan) -> None:
    assert post(writer, LIST, NEW | {"title": ""}, **{"Idempotency-Key": "abc"}).status_code == 400
    assert post(writer, LIST, NEW, **{"Idempotency-Key": "abc"}).status_code == 201


def test_one_users_key_is_not_anothers(writer: APIClient, plan: Plan) -> None:
    other = User.objects.create_superuser("other")
    post(writer, LIST, NEW, **{"Idempotency-Key": "abc"})
    post(with_token(other), LIST, NEW, **{"Idempotency-Key": "abc"})
    assert Measure.objects.filter(title=NEW["title"]).count() == 2


def test_plans_sections_and_bodies_are_written_alike(writer: APIClient, plan: Plan) -> None:
    body = post(writer, "/api/v1/bodies/", {"name": "市体育局", "jurisdiction": "示例市", "aliases": ["体育局"]}).json()
    assert ResponsibleBody.objects.get(uuid=body["uuid"]).aliases == ["体育局"]
    made = post(writer, "/api/v1/plans/", {"slug": "sports", "title": "体育规划", "issuer": body["uuid"]})
    assert made.json()["issuer"]["name"] == "市体育局"
    chapter = post(writer, "/api/v1/sections/", {"plan": "sports", "title": "第一章"}).json()
    below = post(writer, "/api/v1/sections/", {"plan": "sports", "title": "第一节", "parent": chapter["code"]}).json()
    assert [step["title"] for step in below["path"]] == ["第一章", "第一节"]
    renamed = patch(writer, {"title": "总则"}, address=chapter["url"])
    assert (renamed.status_code, renamed.json()["version"]) == (200, 2)
    assert patch(writer, {"parent": below["code"]}, 2, address=chapter["url"]).status_code == 400
    gone = post(writer, f"{below['url']}withdraw/", {}, 1)
    assert gone.json()["withdrawn_on"] is not None
    assert Section.objects.filter(plan__slug="sports").count() == 2


def test_a_plan_keeps_its_slug_which_is_in_every_address_below_it(writer: APIClient, plan: Plan) -> None:
    address = "/api/v1/plans/example/"
    response = patch(writer, {"slug": "renamed"}, address=address)
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == ["slug"]
    assert patch(writer, {"slug": "example", "state": "archived"}, address=address).status_code == 200


def test_what_is_wrong_with_a_record_as_a_whole_names_no_field(writer: APIClient, plan: Plan) -> None:
    response = post(writer, "/api/v1/bodies/", {"jurisdiction": "示例市", "name": "市科技局"})
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [""]
    assert response.json()["detail"] == response.json()["errors"][0]["message"]


def test_a_rename_that_takes_anothers_name_is_refused(writer: APIClient, plan: Plan) -> None:
    body = ResponsibleBody.objects.get(name="市科技局")
    response = patch(writer, {"name": "市财政局"}, address=f"/api/v1/bodies/{body.uuid}/")
    assert response.status_code == 400
    assert "is, or looks like, a name or an alias of “市财政局”" in response.json()["detail"]


@pytest.mark.parametrize(
    ("field", "word", "named"),
    [
        ("name", "А区管委会", "“A区管委会”"),
        ("name", "管委会", "“A区管委会”"),
        ("aliases", "A 区管委会", "“A区管委会”"),
        ("name", "A区管委会\u200b", "Write: A区管委会"),
    ],
)
def test_a_name_that_another_body_has_or_looks_like_is_refused_with_that_body(
    writer: APIClient, field: str, word: str, named: str
) -> None:
    """А is a Cyrillic letter; of a name with an invisible character the name to write is told."""
    make_body("A区管委会", aliases=["管委会"])
    values = {"name": "市体育局", "jurisdiction": "示例市"} | {field: [word] if field == "aliases" else word}
    response = post(writer, "/api/v1/bodies/", values)
    assert response.status_code == 400
    assert {error["field"].partition(".")[0] for error in response.json()["errors"]} == {field}
    assert named in str(response.json())
    assert ResponsibleBody.objects.count() == 1
