"""A real browser at the real site: Chromium, headless, under the policy that the site sends."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.factories import give_all_rights

# The same engine twice: Debian's own package of it without windows takes a quarter of the processor time.
CHROMIUM = next(filter(Path.exists, map(Path, ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"])), None)
# Nobody looks on: nothing is smoothed, and what is drawn is drawn in the browser's own process.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",
    "--disable-lcd-text",
    "--disable-smooth-scrolling",
]
PASSWORD = "editor-pass"
PATIENCE = 30_000  # milliseconds: a busy machine is no failure
expect.set_options(timeout=PATIENCE)

SignIn = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("REQUIRE_SYSTEM_TESTS") == "1":
            pytest.fail("Chromium is not in /usr/bin")
        pytest.skip("Chromium is not in /usr/bin")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright keeps a loop running in this thread
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def complaints() -> list[str]:
    """What any page said to the console: policy violations, script errors, answers of 400 and more."""
    return []


@pytest.fixture(scope="session")
def contexts(browser: Browser, live_server: LiveServer) -> list[BrowserContext]:
    """One for each editor who works at the same time; they are kept, so that files are loaded once."""
    return [
        browser.new_context(base_url=live_server.url, locale="en-GB", viewport={"width": 1366, "height": 768})
        for _ in range(2)
    ]


@pytest.fixture
def sign_in(contexts: list[BrowserContext], live_server: LiveServer, complaints: list[str]) -> Iterator[SignIn]:
    """`sign_in("王五")`: an empty page in the browser of that editor, whose session has begun."""
    unused = iter(contexts)

    def new_page(name: str = "王五") -> Page:
        context, client = next(unused), Client()
        client.force_login(make_editor(name))
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        listen(page, complaints)
        return page

    yield new_page
    for context in contexts:
        clear(context)


def clear(context: BrowserContext) -> None:
    """Close the pages and forget the session, the language and the theme."""
    for page in context.pages:
        if page.url.startswith("http"):
            page.evaluate("localStorage.clear()")
        page.close()
    context.clear_cookies()


def make_editor(name: str) -> User:
    user = User.objects.create_user(name, password=PASSWORD, is_staff=True)
    give_all_rights(user)
    return user


def listen(page: Page, complaints: list[str]) -> None:
    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(f"{page.url}: {message.text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
