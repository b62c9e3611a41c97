"""Somebody writes for longer than others wait: a clear answer in the API and the admin, and nothing typed is lost."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from measures.choices import EditVia
from measures.edits import BusyError, edit
from measures.models import Measure
from tests.admin.conftest import signed_in
from tests.admin.pages import Editing, page_of, read_form, text_of
from tests.api.conftest import with_token
from tests.factories import make_measure, make_plan, make_section

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def impatience(settings: Any) -> Iterator[None]:
    """Who waits for the lock gives up after a tenth of a second."""
    settings.LOCK_WAIT_SECONDS = 0.1
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA busy_timeout = 100")
    yield
    connection.close()  # the next test's connection waits as long as ever


@pytest.fixture
def measure(transactional_db: None) -> Measure:
    return make_measure(make_section(make_plan("demo")))


@pytest.fixture
def browser(editor: User) -> Client:
    return signed_in(editor)


@contextmanager
def somebody_writing() -> Iterator[None]:
    """Another thread in the middle of an edit."""
    begun, end = threading.Event(), threading.Event()

    def write() -> None:
        try:
            with edit(None, via=EditVia.IMPORT):
                begun.set()
                end.wait(30)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert begun.wait(30)
    try:
        yield
    finally:
        end.set()
        writer.join()


def test_the_api_answers_503_and_says_when_to_ask_again(measure: Measure, editor: User, impatience: None) -> None:
    caller = with_token(editor)
    with somebody_writing():
        answer: Any = caller.patch(
            f"/api/v1/plans/demo/measures/{measure.code}/", {"note": "x"}, format="json", headers={"If-Match": '"1"'}
        )
    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert int(answer.headers["Retry-After"]) > 0
    assert "Somebody else is writing" in answer.json()["detail"]
    measure.refresh_from_db()
    assert measure.version == 1


def test_the_admin_keeps_what_was_typed_and_sends_it_again(measure: Measure, browser: Client, impatience: None) -> None:
    page = Editing(browser, measure).open()
    with somebody_writing():
        answer: Any = page.client.post(page.url, page.fields | {"title": "我的标题\n", "note": "<b>", "_save": "1"})
    assert answer.status_code == 503
    assert "他人正在保存" in text_of(answer)
    [form] = page_of(answer).xpath("//form[.//textarea]")
    form.set("id", "again")
    for area in form.iter("textarea"):
        area.text = (area.text or "").removeprefix("\n")
    sent = dict(form.form_values())
    assert (sent["note"], sent["_save"], form.get("action")) == ("<b>", "1", page.url)
    assert browser.post(page.url, sent).status_code == 302
    measure.refresh_from_db()
    assert (measure.title, measure.note, measure.version) == ("我的标题", "<b>", 2)


def test_reading_goes_on_meanwhile(measure: Measure, browser: Client, impatience: None) -> None:
    with somebody_writing():
        assert read_form(browser.get(f"/admin/measures/measure/{measure.pk}/change/"), "measure_form")["version"] == "1"
        assert browser.get("/api/v1/measures/").status_code == 200


def test_who_waits_gets_the_lock_when_it_is_free(measure: Measure, editor: User) -> None:
    with somebody_writing():
        waiting = threading.Thread(target=rename, args=(measure.pk, editor))
        waiting.start()
    waiting.join()
    measure.refresh_from_db()
    assert measure.title == "新标题"


def rename(pk: int, by: User) -> None:
    try:
        with edit(by, via=EditVia.API):
            measure = Measure.objects.get(pk=pk)
            measure.title = "新标题"
            measure.save()
    finally:
        connection.close()


@pytest.mark.only("postgresql")
def test_a_statement_that_takes_too_long_is_ended(settings: Any, editor: User) -> None:
    settings.STATEMENT_SECONDS = 0.05
    with pytest.raises(BusyError), edit(editor, via=EditVia.API), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(5)")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.1)")  # the limit ended with its transaction
