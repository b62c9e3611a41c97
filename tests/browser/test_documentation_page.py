"""The page of the OpenAPI document asks the site itself, fetches nothing from elsewhere and can be read."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import SignIn
from tests.browser.test_accessibility import faults

pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]

WIDGETLESS = "Could not find component: JsonSchema_"  # Swagger UI, of each format without a widget of its own


def ask_for_measures(page: Page) -> None:
    page.locator('.opblock-get [data-path="/api/v1/measures/"]').click()
    page.get_by_role("button", name="Try it out").first.click()
    page.get_by_role("button", name="Execute").first.click()
    page.locator(".live-responses-table").get_by_text("results").first.wait_for()


def test_it_can_be_read_and_works_offline_under_the_sites_content_security_policy(
    sign_in: SignIn, complaints: list[str]
) -> None:
    """Its parts are Swagger UI's; their colours and names are ours to mend."""
    page = sign_in()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    answer = page.goto("/api/docs/")
    assert answer is not None
    assert answer.headers["content-security-policy"] == "default-src 'self'"
    page.locator(".opblock-summary-method").first.wait_for()
    assert faults(page) == []
    ask_for_measures(page)
    assert {urlsplit(url).netloc for url in asked} <= {urlsplit(page.url).netloc, ""}  # "" of data: addresses
    assert [line for line in complaints if WIDGETLESS not in line] == []
