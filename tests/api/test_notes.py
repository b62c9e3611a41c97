"""A measure's note, a remark for the office: who may write it reads it."""

import csv
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from rest_framework.test import APIClient

from measures.models import Measure, Plan
from tests.api.conftest import with_token

pytestmark = pytest.mark.django_db
ONE = "/api/v1/plans/example/measures/1.2-1/"


@pytest.fixture(autouse=True)
def note(plan: Plan) -> None:
    Measure.objects.filter(code="1.2-1").update(note="联系人已换")


def answers(caller: APIClient) -> list[dict[str, Any]]:
    """The measure as each kind of answer shows it."""
    pulled = caller.get("/api/v1/measures/?format=csv&code=1.2-1").getvalue().decode("utf-8-sig")
    return [
        caller.get(ONE).json(),
        caller.get("/api/v1/measures/?code=1.2-1").json()["results"][0],
        next(csv.DictReader(StringIO(pulled))),
    ]


def test_notes_are_shown_to_users_who_may_change_measures(writer: APIClient) -> None:
    assert [record["note"] for record in answers(writer)] == ["联系人已换"] * 3
    assert writer.get(f"{ONE}?fields=note").json() == {"note": "联系人已换"}


def test_notes_are_hidden_from_everyone_else(api: APIClient, outsider: User) -> None:
    outsider.user_permissions.set(Permission.objects.filter(codename="view_measure"))
    for caller in (api, with_token(outsider)):
        assert [record.get("note") for record in answers(caller)] == [None] * 3
        assert caller.get(f"{ONE}?fields=note,code").json() == {"code": "1.2-1"}


def test_readers_with_and_without_notes_get_different_etags(outsider: User, editor: User) -> None:
    outsider.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    etag = with_token(outsider).get(ONE).headers["ETag"]
    assert with_token(editor).get(ONE, headers={"If-None-Match": etag}).status_code == 200


def test_a_written_note_is_in_the_answer(writer: APIClient) -> None:
    response = writer.patch(ONE, {"note": "已回电"}, format="json", headers={"If-Match": "*"})
    assert response.json()["note"] == "已回电"
