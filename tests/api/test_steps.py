"""The API asks for the same rights to each step as the admin, and names the field and the right that is missing."""

from django.contrib.auth.models import Permission, User

from measures.models import Measure, Plan
from tests.api.conftest import with_token
from tests.made_once import made_once

ONE = "/api/v1/plans/example/measures/1.1-1/"


@made_once
def helper(plan: Plan) -> User:
    """An editor who takes no step."""
    user = User.objects.create_user("helper")
    user.user_permissions.set(
        Permission.objects.filter(codename__in=["change_measure", "add_measure", "change_plan", "view_measure"])
    )
    return user


def test_an_editor_without_the_right_publishes_nothing(helper: User) -> None:
    Measure.objects.filter(code="1.1-1").update(review_state="confirmed")
    caller = with_token(helper)
    said = {"review_state": "published", "title": "新"}
    refused = caller.patch(ONE, said, format="json", headers={"If-Match": '"1"'})
    assert refused.status_code == 403
    assert refused["Content-Type"] == "application/problem+json"
    [error] = refused.json()["errors"]
    assert (error["field"], error["permission"]) == ("review_state", "measures.publish_measure")
    assert "Can publish measures" in refused.json()["detail"]
    measure = Measure.objects.get(code="1.1-1")
    assert (measure.title, measure.review_state) == ("支持基础研究", "confirmed")
    new = {"plan": "example", "section": "1.1", "title": "新", "text": "新。", "review_state": "published"}
    both = caller.post("/api/v1/measures/", new, format="json")
    assert {error["permission"] for error in both.json()["errors"]} == {
        "measures.confirm_measure",
        "measures.publish_measure",
    }
    plan = caller.patch("/api/v1/plans/example/", {"state": "draft"}, format="json", headers={"If-Match": '"1"'})
    assert (plan.status_code, plan.json()["errors"][0]["field"]) == (403, "state")


def test_with_the_right_the_step_is_taken(helper: User) -> None:
    helper.user_permissions.add(Permission.objects.get(codename="publish_measure"))
    answer = with_token(helper).patch(ONE, {"review_state": "confirmed"}, format="json", headers={"If-Match": '"1"'})
    assert answer.json()["review_state"] == "confirmed"


def test_the_rules_of_publishing_hold_for_a_single_record_too(plan: Plan, helper: User) -> None:
    helper.user_permissions.add(*Permission.objects.filter(codename__in=["publish_measure", "publish_plan"]))
    caller, one = with_token(helper), Measure.objects.filter(code="1.1-1")
    for state in ("extracted", "confirmed"):
        one.update(review_state=state)
    for said in ({"review_state": "published", "title": "新"}, {"review_state": "published"}):
        refused = caller.patch(ONE, said, format="json", headers={"If-Match": '"1"'})
        assert (refused.status_code, refused["Content-Type"]) == (409, "application/problem+json")
        assert [each["rule"] for each in refused.json()["unmet"]] == ["changed"]
        one.update(title="改过")
    Plan.objects.update(state="draft")
    whole = caller.patch("/api/v1/plans/example/", {"state": "published"}, format="json", headers={"If-Match": '"1"'})
    assert whole.status_code == 409
    assert {each["rule"] for each in whole.json()["unmet"] if each["obligatory"]} == {"changed"}
    assert (Plan.objects.get().state, one.get().review_state) == ("draft", "confirmed")
    one.update(review_state="extracted")
    one.update(review_state="confirmed")
    answer = caller.patch(ONE, {"review_state": "published"}, format="json", headers={"If-Match": '"1"'})
    assert answer.json()["review_state"] == "published"


def test_an_outsider_is_refused_before_the_step_and_told_the_permission(plan: Plan, outsider: User) -> None:
    answer = with_token(outsider).patch(ONE, {"review_state": "confirmed"}, format="json", headers={"If-Match": '"1"'})
    assert answer.status_code == 403
    assert "errors" not in answer.json()
    assert answer.json()["missing"] == "measures.change_measure"
    assert "measures.change_measure" in answer.json()["detail"]
