"""Leaving a form with unsaved words asks first, whichever way one leaves."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Dialog, Page, expect

from measures.models import Measure
from tests.browser.conftest import PASSWORD, SignIn
from tests.factories import make_measure, make_plan, make_section

pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]

WORDS = "写了一上午的文字"


@pytest.fixture
def measure() -> Measure:
    return make_measure(make_section(make_plan("demo"), title="科技"))


def open_form(page: Page, measure: Measure) -> None:
    page.goto(f"/admin/measures/measure/{measure.pk}/change/")
    page.wait_for_load_state("load")


def by_the_menu(page: Page) -> None:
    page.locator("#nav-sidebar").get_by_role("link", name="任务举措", exact=True).click()


def by_the_language(page: Page) -> None:
    page.locator("form.language button").click()


@pytest.mark.parametrize("leave", [by_the_menu, by_the_language])
def test_leaving_with_words_typed_asks_and_staying_keeps_them(
    leave: Callable[[Page], None], measure: Measure, sign_in: SignIn
) -> None:
    page, asked = sign_in(), []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    open_form(page, measure)
    page.get_by_role("textbox", name="正文:").press_sequentially(WORDS)
    leave(page)
    expect(page.get_by_role("textbox", name="正文:")).to_have_value(f"{WORDS}{measure.text}")
    assert asked == ["beforeunload"]


def test_leaving_without_a_change_and_saving_ask_nothing(
    measure: Measure, sign_in: SignIn, complaints: list[str]
) -> None:
    page, asked = sign_in(), []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    open_form(page, measure)
    page.get_by_role("textbox", name="正文:").click()
    by_the_menu(page)
    expect(page.locator("#result_list")).to_be_visible()
    open_form(page, measure)
    page.get_by_role("textbox", name="正文:").fill(WORDS)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert asked == []
    assert complaints == []


def test_a_session_that_ends_while_editing_costs_no_word(
    measure: Measure, sign_in: SignIn, complaints: list[str]
) -> None:
    page = sign_in()
    open_form(page, measure)
    page.get_by_role("textbox", name="正文:").fill(WORDS)
    Session.objects.all().delete()
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_label("用户名").fill("王五")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("button", name="继续保存").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    measure.refresh_from_db()
    assert measure.text == WORDS
    assert complaints == []


def test_a_login_in_another_tab_costs_no_word(measure: Measure, sign_in: SignIn) -> None:
    page = sign_in()
    open_form(page, measure)
    page.get_by_role("textbox", name="正文:").fill(WORDS)
    Session.objects.all().delete()
    other = page.context.new_page()
    other.goto("/admin/")
    other.get_by_label("用户名").fill("王五")
    other.get_by_label("密码").fill(PASSWORD)
    other.get_by_role("button", name="登录").click()
    other.get_by_role("heading", name="工作台").wait_for()
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_role("button", name="继续保存").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    measure.refresh_from_db()
    assert measure.text == WORDS
