import logging
from urllib.parse import unquote

import pytest
from django.test import override_settings
from rest_framework.test import APIClient

from measures.api.views import MeasureViewSet
from measures.models import Plan

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    ["/api/", "/api/v1/nothing/", "/api/v2/plans/", "/api/v1/plans/none/", "/api/v1/bodies/1/", "/api/v1/a%0Ab/"],
)
def test_an_address_that_does_not_exist_is_a_problem_not_a_page(api: APIClient, plan: Plan, address: str) -> None:
    response = api.get(address)
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json()
    assert (body["type"], body["title"], body["status"]) == ("about:blank", "Not Found", 404)
    assert body["instance"] == unquote(address)
    assert body["request_id"] == response.headers["X-Request-ID"]


def test_a_method_that_is_not_offered_is_a_problem(api: APIClient, plan: Plan) -> None:
    response = api.delete("/api/v1/plans/?format=csv")
    assert response.status_code == 405
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "credentials", ["Token no-such-token", "Token", "Bearer 0123456789", "Basic dTpw", "x", "Token \xff"]
)
def test_credentials_that_are_not_known_are_refused_with_a_challenge(
    api: APIClient, plan: Plan, credentials: str
) -> None:
    response = api.get("/api/v1/plans/", headers={"Authorization": credentials})
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Token"
    assert response.json()["title"] == "Unauthorized"


def test_a_media_type_that_cannot_be_given_is_a_problem(api: APIClient, plan: Plan) -> None:
    response = api.get("/api/v1/plans/", headers={"Accept": "application/xml"})
    assert response.status_code == 406
    assert response.headers["Content-Type"] == "application/problem+json"


def test_our_own_failure_is_a_problem_whose_id_is_in_the_log(
    api: APIClient, plan: Plan, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(MeasureViewSet, "filtered", fail)
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


def test_an_edition_that_no_document_can_have_is_not_found(api: APIClient, plan: Plan) -> None:
    assert api.get("/api/v1/plans/example/sources/99999999999999999999/").status_code == 404


@pytest.mark.parametrize("address", ["plans/example/", "plans/example/tree/", "plans/example/measures/1.1-1/"])
def test_a_single_record_is_no_stream(api: APIClient, plan: Plan, address: str) -> None:
    response = api.get(f"/api/v1/{address}?format=csv")
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == "format"


@pytest.mark.parametrize("address", ["", "plans/", "plans/example/", "measures/?format=ndjson", "changes/"])
def test_head_answers_as_get_without_a_body(api: APIClient, plan: Plan, address: str) -> None:
    head, get = api.head(f"/api/v1/{address}"), api.get(f"/api/v1/{address}")
    assert head.status_code == 200
    assert b"".join(head) == b""
    varying = {"X-Request-ID"}
    assert {*head.headers.items()} - {*get.headers.items()} <= {(name, head.headers.get(name)) for name in varying}


@pytest.mark.parametrize("address", ["", "plans/", "plans/example/", "measures/", "changes/"])
def test_options_tell_the_methods(api: APIClient, plan: Plan, address: str) -> None:
    response = api.options(f"/api/v1/{address}")
    assert response.status_code == 200
    assert "GET" in response.headers["Allow"]
    assert response.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"[" * 5000, "application/json", 400),
        (b"<name/>", "application/xml", 415),
        (b"name=x", "application/x-www-form-urlencoded", 415),
    ],
)
def test_a_body_that_is_not_json_is_a_problem(writer: APIClient, body: bytes, media_type: str, status: int) -> None:
    response = writer.post("/api/v1/bodies/", body, content_type=media_type)
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
