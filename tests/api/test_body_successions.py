"""Bodies tell from whom they took over and to whom they handed over; a caller with the right records it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission, User
from django.utils import timezone
from rest_framework.test import APIClient

from measures.choices import EditVia
from measures.edits import record_successions
from measures.models import BodySuccession, Plan, ResponsibleBody
from tests.factories import assign, make_body, make_measure, make_plan, make_section
from tests.made_once import made_once

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
PAST, FUTURE = TODAY - timedelta(days=30), TODAY + timedelta(days=30)


@made_once
def bodies() -> list[ResponsibleBody]:
    """The first leads two measures; the second leads one, so that the public sees it."""
    old, new = make_body("市经信委"), make_body("市工信局")
    section = make_section(make_plan("shili"))
    assign(make_measure(section), old)
    assign(make_measure(section), old)
    assign(make_measure(section), new)
    return [old, new]


def address(body: ResponsibleBody) -> str:
    return f"/api/v1/bodies/{body.uuid}/"


def hand_over(client: APIClient, old: ResponsibleBody, **said: Any) -> Any:
    said = {"counts_from": PAST.isoformat()} | said
    return client.post(f"{address(old)}hand_over/", said, format="json", headers={"If-Match": "*"})


def test_both_bodies_tell_of_it_and_the_measures_name_who_answers_now(
    bodies: list[ResponsibleBody], writer: APIClient, api: APIClient
) -> None:
    old, new = bodies
    cursor = api.get("/api/v1/changes/").json()["cursor"]
    answer = hand_over(writer, old, to=str(new.uuid), document="示编〔2026〕1号", note="内部")
    assert answer.status_code == 200, answer.content
    [told] = answer.json()["handed_over_to"]
    assert told.pop("recorded_at")
    assert told == {
        "body": {"uuid": str(new.uuid), "name": "市工信局"},
        "counts_from": PAST.isoformat(),
        "carried_out": True,
        "whole": True,
        "plan": None,
        "section": None,
        "role": None,
        "document": "示编〔2026〕1号",
    }
    [back] = api.get(address(new)).json()["taken_over_from"]
    assert back["body"] == {"uuid": str(old.uuid), "name": "市经信委"}
    assert api.get(address(old)).json()["valid_until"] == (PAST - timedelta(days=1)).isoformat()
    found = {uuid: api.get("/api/v1/measures/", {"body": str(uuid)}).json()["results"] for uuid in (old.uuid, new.uuid)}
    assert [len(found[old.uuid]), len(found[new.uuid])] == [0, 3]
    changes = api.get("/api/v1/changes/", {"since": cursor}).json()["results"]
    assert {change["key"] for change in changes if change["resource"] == "bodies"} == {str(old.uuid), str(new.uuid)}
    assert {change["operation"] for change in changes} == {"update"}
    assert len({change["key"] for change in changes if change["resource"] == "measures"}) == 2


def test_one_to_come_is_told_and_not_carried_out(
    bodies: list[ResponsibleBody], writer: APIClient, api: APIClient
) -> None:
    old, new = bodies
    said = {"plan": "shili", "section": "1", "role": "lead", "counts_from": FUTURE.isoformat()}
    [told] = hand_over(writer, old, to=str(new.uuid), **said).json()["handed_over_to"]
    assert (told["carried_out"], told["whole"]) == (False, False)
    assert (told["plan"], told["section"], told["role"]) == ("shili", "1", "lead")
    assert len(api.get("/api/v1/measures/", {"body": str(old.uuid)}).json()["results"]) == 2
    assert (
        len(api.get("/api/v1/bodies/", {"fields": "uuid,handed_over_to"}).json()["results"][0]["handed_over_to"]) == 1
    )


def test_it_is_refused_as_a_problem_at_the_field(bodies: list[ResponsibleBody], writer: APIClient) -> None:
    old, new = bodies

    def fields(**said: Any) -> list[tuple[str, str]]:
        answer = hand_over(writer, old, **{"to": str(new.uuid)} | said)
        assert answer.status_code == 400
        assert answer["Content-Type"] == "application/problem+json"
        return [(error["field"], error["code"]) for error in answer.json()["errors"]]

    assert fields(to=str(old.uuid)) == [("to", "invalid")]
    assert fields(to=str(uuid4())) == [("to", "does_not_exist")]
    assert [field for field, _code in fields(counts_from="1.1.2026")] == ["counts_from"]
    assert [field for field, _code in fields(section="1")] == ["section"]
    assert [field for field, _code in fields(section="9", plan="shili")] == ["section"]
    assert fields(role="support") == [("", "invalid")]
    assert [field for field, _code in fields(chosen=[1])] == ["chosen"]
    hand_over(writer, old, to=str(new.uuid))
    assert fields(role="lead") == [("", "invalid")]
    assert BodySuccession.objects.count() == 1


def test_without_the_right_or_the_version_nothing_is_recorded(
    bodies: list[ResponsibleBody], writer: APIClient, api: APIClient
) -> None:
    old, new = bodies
    assert hand_over(api, old, to=str(new.uuid)).status_code == 401
    said = {"to": str(new.uuid), "counts_from": PAST.isoformat()}
    assert writer.post(f"{address(old)}hand_over/", said, format="json").status_code == 428
    User.objects.get(username="editor").user_permissions.remove(
        Permission.objects.get(codename="record_bodysuccession")
    )
    assert hand_over(writer, old, to=str(new.uuid)).status_code == 403
    assert not BodySuccession.objects.exists()


def test_the_public_learns_nothing_of_bodies_and_plans_that_it_does_not_see(
    bodies: list[ResponsibleBody], api: APIClient
) -> None:
    old, _new = bodies
    hidden, draft = make_body("市筹备组"), make_plan("draft", state="draft")
    assign(make_measure(make_section(draft)), old)
    successions = [
        BodySuccession(from_body=old, to_body=hidden, counts_from=FUTURE, role="support"),
        BodySuccession(from_body=old, to_body=_new, counts_from=FUTURE, plan=draft),
    ]
    record_successions(successions, by=None, via=EditVia.ADMIN)
    assert api.get(address(old)).json()["handed_over_to"] == []
    Plan.objects.filter(pk=draft.pk).update(state="published")
    assert len(api.get(address(old)).json()["handed_over_to"]) == 1
