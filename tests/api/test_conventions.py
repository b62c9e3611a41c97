"""What callers take for granted of an API over HTTP."""

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from measures.models import Measure, Plan
from tests.api.conftest import with_token
from tests.factories import make_target

pytestmark = pytest.mark.django_db
ONE = "/api/v1/plans/example/measures/1.1-1"


@pytest.mark.parametrize("scheme", ["Token", "Bearer", "bearer", "BEARER", "token"])
def test_a_token_is_taken_under_either_scheme(editor: User, hidden: list[Measure], scheme: str) -> None:
    secret = with_token(editor).defaults["HTTP_AUTHORIZATION"].removeprefix("Token ")
    caller = APIClient(headers={"Authorization": f"{scheme} {secret}"})
    assert caller.get("/api/v1/plans/draft/").status_code == 200


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer a b", "Bearer xyz", "Bearer " + "0" * 64])
def test_an_unknown_token_is_refused_under_either_scheme(api: APIClient, plan: Plan, header: str) -> None:
    assert api.get("/api/v1/plans/", headers={"Authorization": header}).status_code == 401


@pytest.mark.parametrize("address", ["/api/v1", "/api/v1/measures", "/api/schema", ONE, "/api/v1/plans/example/tree"])
def test_a_read_without_the_last_slash_is_redirected(api: APIClient, plan: Plan, address: str) -> None:
    for ask in (api.get, api.head):
        response = ask(f"{address}?fields=code&q=%E4%BA%BA")
        assert response.status_code == 308
        assert response.headers["Location"] == f"{address}/?fields=code&q=%E4%BA%BA"
    assert api.get(address, follow=True).status_code == 200


@pytest.mark.parametrize("address", ["/api/v1/nothing", "/api/v2", "/api/v1/measures/1", "/api/v1/%2F%2Fexample.com"])
def test_an_address_that_lacks_more_than_a_slash_is_not_found(api: APIClient, plan: Plan, address: str) -> None:
    assert api.get(address).status_code == 404


def test_a_write_without_the_last_slash_gets_the_right_address_in_a_404(writer: APIClient, plan: Plan) -> None:
    for send, address in ((writer.post, "/api/v1/measures"), (writer.patch, ONE), (writer.post, f"{ONE}/assign")):
        response = send(address, {}, format="json")
        assert response.status_code == 404
        assert f"{address}/" in response.json()["detail"]


@pytest.mark.parametrize("accept", ["text/html", "application/xhtml+xml;q=0.9", "text/html;q=0.8, image/webp"])
def test_a_browser_gets_json(api: APIClient, plan: Plan, accept: str) -> None:
    for address in ("/api/v1/", "/api/v1/measures/", f"{ONE}/", "/api/v1/nothing/"):
        response = api.get(address, headers={"Accept": accept})
        assert response.status_code in (200, 404)
        assert response.headers["Content-Type"] in ("application/json", "application/problem+json")


@pytest.mark.parametrize("query", ["", "?format=json"])
def test_the_root_leads_to_every_list(api: APIClient, plan: Plan, query: str) -> None:
    links = api.get(f"/api/v1/{query}").json()
    assert set(links) == {
        *("plans", "sections", "measures", "bodies", "targets", "responsibilities", "sources", "changes"),
        *("imports", "conflicts", "reports", "issued_reports"),
    }
    for name, link in links.items():
        assert link == f"http://testserver/api/v1/{name}/"
        assert api.get(link).status_code == 200


def test_a_stored_number_is_given_digit_by_digit(api: APIClient, plan: Plan) -> None:
    measure = plan.measures.get(code="1.2-1")
    for value in ("12345678901.2345", "0.1000", "-300.0000", "1000000"):
        make_target(measure, value=value)
    body = api.get("/api/v1/targets/?measure=1.2-1&fields=value").content.decode()
    for number in ("12345678901.2345", "0.1", "-300", "1000000"):
        assert f'{{"value":{number}}}' in body


def test_a_body_too_large_ends_the_connection(writer: APIClient, plan: Plan) -> None:
    response = writer.post("/api/v1/measures/", {"title": "长" * 400_000}, format="json")
    assert response.status_code == 413
    assert response.headers["Connection"] == "close"


@pytest.mark.parametrize(("asked", "lang"), [("en", "en"), ("zh-Hans", "zh-hans"), ("", "zh-hans")])
def test_the_page_of_the_document_says_in_which_language_it_is(api: APIClient, asked: str, lang: str) -> None:
    caller = APIClient(headers={"Accept-Language": asked} if asked else None)
    assert f'<html lang="{lang}">' in caller.get("/api/docs/").content.decode()
