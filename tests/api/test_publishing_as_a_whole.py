"""Plans and sections are published as a whole over the API by the same rules, and what is missing is listed."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from rest_framework.test import APIClient

from measures.models import Measure, Plan
from tests.api.conftest import with_token

PLAN = "/api/v1/plans/example/"
SECTION = f"{PLAN}sections/1.1/"


@pytest.fixture
def draft(plan: Plan) -> Plan:
    Plan.objects.update(state="draft")
    for state in ("extracted", "confirmed"):
        Measure.objects.update(review_state=state)
    return Plan.objects.get()


def post(client: APIClient, address: str, version: int = 1) -> Any:
    return client.post(address, format="json", headers={"If-Match": f'"{version}"'})


def test_a_plan_is_published_and_taken_back(draft: Plan, writer: APIClient, api: APIClient) -> None:
    assert api.get(PLAN).status_code == 404
    answer = post(writer, f"{PLAN}publish/")
    assert answer.json()["state"] == "published"
    assert len(api.get("/api/v1/measures/?plan=example").json()["results"]) == 3
    post(writer, f"{PLAN}unpublish/", answer.json()["version"])
    assert set(Measure.objects.values_list("review_state", flat=True)) == {"confirmed"}
    assert api.get(PLAN).status_code == 404


def test_what_is_missing_is_listed(draft: Plan, writer: APIClient) -> None:
    Measure.objects.filter(code="1.1-2").update(review_state="extracted")
    refused = post(writer, f"{SECTION}publish/")
    assert refused.status_code == 409
    missing = {each["rule"]: each for each in refused.json()["unmet"]}
    assert missing["waiting"] == {"rule": "waiting", "label": "Not confirmed yet", "count": 1, "obligatory": True}
    assert not missing["undated"]["obligatory"]
    assert not Measure.objects.filter(review_state="published").exists()
    one = f"{PLAN}measures/1.1-2/confirm/"
    version = Measure.objects.get(code="1.1-2").version
    assert post(writer, one, version).json()["review_state"] == "confirmed"
    assert post(writer, f"{SECTION}publish/").status_code == 200
    assert Measure.objects.filter(review_state="published").count() == 2


def test_it_takes_the_rights_to_publish_and_no_other(draft: Plan, api: APIClient, outsider: User) -> None:
    publisher = User.objects.create_user("publisher")
    publisher.user_permissions.set(
        Permission.objects.filter(codename__in=["view_plan", "view_section", "publish_measure"])
    )
    caller = with_token(publisher)
    assert post(caller, f"{PLAN}publish/").json()["errors"][0]["permission"] == "measures.publish_plan"
    assert post(caller, f"{SECTION}publish/").status_code == 200
    assert caller.patch(SECTION, {"title": "新"}, format="json", headers={"If-Match": '"1"'}).status_code == 403
    for client in (api, with_token(outsider)):
        assert post(client, f"{PLAN}publish/").status_code in (401, 403)
    assert Plan.objects.get().state == "draft"
