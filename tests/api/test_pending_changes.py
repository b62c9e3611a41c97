"""Where a plan asks for a second person, writing over the API drafts; a second person publishes or sends back."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from rest_framework.test import APIClient

from measures.models import Measure, PendingChange, Plan
from tests.api.conftest import with_token
from tests.factories import make_body

ONE = "/api/v1/plans/example/measures/1.1-1/"
PENDING = f"{ONE}pending/"


@pytest.fixture
def asking(plan: Plan) -> Measure:
    Plan.objects.update(second_person=True)
    return Measure.objects.get(code="1.1-1")


@pytest.fixture
def drafter(db: None) -> APIClient:
    return caller("drafter", "change_measure", "view_measure", "view_responsiblebody")


def caller(name: str, *rights: str) -> APIClient:
    user = User.objects.create_user(name)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return with_token(user)


def send(client: APIClient, method: str, address: str, data: Any, version: int) -> Any:
    return getattr(client, method)(address, data, format="json", headers={"If-Match": f'"{version}"'})


def test_a_patch_waits_and_the_public_reads_on_what_is_published(
    asking: Measure, drafter: APIClient, writer: APIClient, api: APIClient
) -> None:
    answer = send(drafter, "patch", ONE, {"title": "支持应用研究"}, asking.version)
    assert answer.status_code == 202
    assert (answer.json()["by"], answer.json()["wanted"]) == ("drafter", {"title": "支持应用研究"})
    assert (api.get(ONE).json()["title"], writer.get(ONE).json()["title"]) == ("支持基础研究", "支持基础研究")
    body = {"body": str(make_body("市教委").uuid), "role": "support"}
    version = answer.json()["version"]
    stale = send(drafter, "post", f"{ONE}assign/", body, asking.version)
    assert stale.status_code == 412
    more = send(drafter, "post", f"{ONE}assign/", body, version)
    assert more.status_code == 202
    assert [role["role"] for role in more.json()["wanted"]["responsibilities"]] == ["lead", "support", "support"]
    shown = writer.get(PENDING)
    assert shown.json() == more.json()
    assert send(writer, "post", f"{PENDING}publish/", None, version).status_code == 412
    published = send(writer, "post", f"{PENDING}publish/", None, shown.json()["version"])
    assert (published.status_code, published.json()["title"]) == (200, "支持应用研究")
    assert api.get(ONE).json()["title"] == "支持应用研究"
    assert writer.get(PENDING).status_code == 404


def test_it_is_sent_back_with_a_word(asking: Measure, drafter: APIClient, writer: APIClient) -> None:
    version = send(drafter, "patch", ONE, {"title": "新"}, asking.version).json()["version"]
    assert send(writer, "post", f"{PENDING}reject/", {}, version).status_code == 400
    assert send(writer, "post", f"{PENDING}reject/", {"reason": "依据不足"}, version).status_code == 200
    assert not PendingChange.objects.exists()


def test_who_drafted_it_does_not_publish_it(asking: Measure, writer: APIClient) -> None:
    version = send(writer, "patch", ONE, {"title": "新"}, asking.version).json()["version"]
    refused = send(writer, "post", f"{PENDING}publish/", None, version)
    assert refused.status_code == 403
    assert "somebody else" in refused.json()["detail"]
    assert Measure.objects.get(code="1.1-1").title == "支持基础研究"


def test_a_measure_is_taken_back_and_changed_by_one_request(asking: Measure, writer: APIClient) -> None:
    answer = send(writer, "patch", ONE, {"title": "新", "review_state": "confirmed"}, asking.version)
    assert (answer.status_code, answer.json()["title"]) == (200, "新")


def test_outsiders_see_and_decide_nothing(asking: Measure, drafter: APIClient, api: APIClient, outsider: User) -> None:
    version = send(drafter, "patch", ONE, {"title": "新"}, asking.version).json()["version"]
    viewer = caller("viewer", "view_measure")
    for client in (api, with_token(outsider), viewer):
        assert client.get(PENDING).status_code == 404
        assert send(client, "post", f"{PENDING}publish/", None, version).status_code in (401, 403)
        assert send(client, "post", f"{PENDING}reject/", {"reason": "无"}, version).status_code in (401, 403)
    assert PendingChange.objects.exists()


def test_sections_and_plans_wait_as_well(asking: Measure, writer: APIClient, api: APIClient, outsider: User) -> None:
    by = caller("sections", "change_section", "view_section", "change_plan", "view_plan")
    for address in ("/api/v1/plans/example/sections/1/", "/api/v1/plans/example/"):
        before = api.get(address).json()
        answer = send(by, "patch", address, {"title": "新标题"}, before["version"])
        assert (answer.status_code, answer.json()["wanted"]) == (202, {"title": "新标题"})
        assert api.get(address).json() == before
        version = answer.json()["version"]
        for client in (api, with_token(outsider), by):
            assert send(client, "post", f"{address}pending/publish/", None, version).status_code in (401, 403)
        assert api.get(f"{address}pending/").status_code == 404
        assert by.get(f"{address}pending/").json()["version"] == version
        published = send(writer, "post", f"{address}pending/publish/", None, version)
        assert (published.status_code, api.get(address).json()["title"]) == (200, "新标题")
        again = send(by, "patch", address, {"title": "又一个"}, published.json()["version"]).json()
        sent = send(writer, "post", f"{address}pending/reject/", {"reason": "依据不足"}, again["version"])
        assert (sent.status_code, sent.json()["title"]) == (200, "新标题")
    withdrawn = send(
        by,
        "post",
        "/api/v1/plans/example/sections/1/withdraw/",
        {},
        api.get("/api/v1/plans/example/sections/1/").json()["version"],
    )
    assert withdrawn.status_code == 202
