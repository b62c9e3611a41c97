from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
SITE, ASKED = "https://data.example.gov.cn", {"Access-Control-Request-Method": "PATCH"}


def test_no_page_of_another_site_reads_the_api_unless_its_site_is_named(settings: Any) -> None:
    assert settings.CORS_ALLOWED_ORIGINS == []
    assert "Access-Control-Allow-Origin" not in Client().get("/api/v1/", headers={"Origin": SITE}).headers


def test_pages_of_a_configured_site_may_read_the_api(settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = [SITE]
    answer = Client().get("/api/v1/", headers={"Origin": SITE})
    assert answer.headers["Access-Control-Allow-Origin"] == SITE
    assert "origin" in answer.headers["Vary"].lower()
    asked = Client().options("/api/v1/measures/", headers={"Origin": SITE, **ASKED})
    assert "PATCH" in asked.headers["Access-Control-Allow-Methods"]
    assert "if-match" in asked.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize(("origin", "address"), [("https://elsewhere.example", "/api/v1/"), (SITE, "/admin/login/")])
def test_cors_covers_no_other_site_and_no_other_address(settings: Any, origin: str, address: str) -> None:
    settings.CORS_ALLOWED_ORIGINS = [SITE]
    assert "Access-Control-Allow-Origin" not in Client().get(address, headers={"Origin": origin}).headers
