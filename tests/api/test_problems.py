import logging

import pytest
from django.test import override_settings
from rest_framework.test import APIClient

from measures.api.views import MeasureViewSet
from measures.models import Plan

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["/api/", "/api/v1/nothing/", "/api/v2/plans/", "/api/v1/plans/none/", "/api/v1/bodies/1/"]
)
def test_an_address_that_does_not_exist_is_a_problem_not_a_page(api: APIClient, plan: Plan, address: str) -> None:
    response = api.get(address)
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json()
    assert (body["type"], body["title"], body["status"], body["instance"]) == ("about:blank", "Not Found", 404, address)
    assert body["request_id"] == response.headers["X-Request-ID"]


def test_a_method_that_is_not_offered_is_a_problem(api: APIClient, plan: Plan) -> None:
    response = api.delete("/api/v1/plans/")
    assert response.status_code in (401, 405)
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_token_that_is_not_known_is_refused_with_a_challenge(api: APIClient, plan: Plan) -> None:
    response = api.get("/api/v1/plans/", headers={"Authorization": "Token no-such-token"})
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Token"
    assert response.json()["title"] == "Unauthorized"


def test_a_media_type_that_cannot_be_given_is_a_problem(api: APIClient, plan: Plan) -> None:
    response = api.get("/api/v1/plans/", headers={"Accept": "text/html"})
    assert response.status_code == 406
    assert response.headers["Content-Type"] == "application/problem+json"


def test_our_own_failure_is_a_problem_whose_id_is_in_the_log(
    api: APIClient, plan: Plan, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(MeasureViewSet, "get_queryset", fail)
    api.raise_request_exception = False
    with override_settings(DEBUG=False), caplog.at_level(logging.ERROR):
        response = api.get("/api/v1/measures/", headers={"X-Request-ID": "from-the-proxy-1"})
    assert response.status_code == 500
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["request_id"] == "from-the-proxy-1"
    assert "broken" not in response.content.decode()
    assert "broken" in caplog.text


def test_problems_speak_the_callers_language(api: APIClient, plan: Plan) -> None:
    english = api.get("/api/v1/plans/", {"page_size": "x"}).json()["detail"]
    chinese = api.get("/api/v1/plans/", {"page_size": "x"}, headers={"Accept-Language": "zh-Hans"}).json()["detail"]
    assert english == "page_size: Say a whole number from 1 to 500."
    assert chinese == "page_size: 请填写 1 到 500 之间的整数。"
