"""What was typed and not saved: leaving asks first, and neither a login, a crash nor a colleague costs a word."""

from urllib.parse import quote

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Dialog, Page, expect

from measures.models import Measure
from policyhub.accounts.models import UserSession
from tests.admin.conftest import signed_in
from tests.admin.pages import Editing
from tests.browser.conftest import PASSWORD, SignIn, make_editor
from tests.factories import make_body, make_measure, make_plan, make_section
from tests.waiting import wait_until

pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]

WORDS = "写了一上午的文字"
DRAFTS = "Object.keys(localStorage).filter(key => key.startsWith('draft:')).length"


@pytest.fixture
def measure() -> Measure:
    return make_measure(make_section(make_plan("demo"), title="科技"))


def open_form(page: Page, measure: Measure) -> None:
    page.goto(f"/admin/measures/measure/{measure.pk}/change/")
    page.wait_for_load_state("load")


def save(page: Page) -> None:
    page.get_by_role("button", name="保存", exact=True).click()


def log_in(page: Page) -> None:
    page.get_by_label("用户名").fill("王五")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def is_written(page: Page, measure: Measure, text: str) -> bool:
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.wait_for_load_state()  # a script drops the draft
    return Measure.objects.get(pk=measure.pk).text == text


def test_leaving_asks_only_where_something_would_be_lost(
    measure: Measure, sign_in: SignIn, complaints: list[str]
) -> None:
    page, asked = sign_in(), []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    open_form(page, measure)
    page.get_by_role("textbox", name="正文：").press_sequentially(WORDS)
    for leave in ("#nav-sidebar .model-measure th a", "form.language button"):
        page.locator(leave).click()
        expect(page.get_by_role("textbox", name="正文：")).to_have_value(f"{WORDS}{measure.text}")
    assert asked == ["beforeunload", "beforeunload"]
    save(page)
    assert is_written(page, measure, f"{WORDS}{measure.text}")
    open_form(page, measure)
    page.get_by_role("textbox", name="正文：").click()
    page.locator("#nav-sidebar .model-measure th a").click()
    expect(page.locator("#result_list")).to_be_visible()
    assert len(asked) == 2
    assert complaints == []


def test_neither_the_end_of_a_session_nor_a_login_in_another_tab_costs_a_word(
    measure: Measure, sign_in: SignIn, complaints: list[str]
) -> None:
    page = sign_in()
    open_form(page, measure)
    page.get_by_role("textbox", name="正文：").fill(WORDS)
    UserSession.objects.all().delete()
    save(page)
    log_in(page)
    page.get_by_role("button", name="继续保存").click()
    assert is_written(page, measure, WORDS)
    assert page.evaluate(DRAFTS) == 0
    assert complaints == []

    open_form(page, measure)
    page.get_by_role("textbox", name="正文：").fill(f"{WORDS}，又写")
    UserSession.objects.all().delete()
    other = page.context.new_page()
    other.goto("/admin/")
    log_in(other)
    other.get_by_role("heading", name="工作台").wait_for()
    save(page)
    page.get_by_role("button", name="继续保存").click()
    assert is_written(page, measure, f"{WORDS}，又写")
    assert page.evaluate(DRAFTS) == 0


def crash(page: Page, measure: Measure, last: str) -> Page:
    """Once the last word is kept, the page goes away; another one of the same browser opens the form."""
    context = page.context
    wait_until(lambda: quote(last) in page.evaluate("JSON.stringify(localStorage)"))
    page.close(run_before_unload=False)
    page = context.new_page()
    open_form(page, measure)
    return page


def be(page: Page, user: User) -> None:
    """The next session in this browser is another person's."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    value = client.cookies[name].value
    page.context.add_cookies([{"name": name, "value": value, "domain": "localhost", "path": "/"}])


def test_a_draft_outlives_a_crash_and_is_offered_to_whoever_typed_it(measure: Measure, sign_in: SignIn) -> None:
    page, colleague = sign_in(), make_editor("李四")
    make_body("市科技局")
    open_form(page, measure)
    page.get_by_label("备注").fill(WORDS)
    page.get_by_label("牵头单位").press_sequentially("科技")
    page.get_by_role("option", name="市科技局").click()
    page.get_by_role("button", name="增加目标指标").click()
    page.locator("#id_targets-0-text").fill("达到300家")
    page = crash(page, measure, "达到300家")
    offer = page.locator("#draft")
    expect(offer).to_contain_text("本浏览器保留了您在此填写而未保存的内容： 20")
    expect(offer.locator(".newer")).to_be_hidden()

    be(page, colleague)
    page.reload()
    expect(page.locator("#draft")).to_be_hidden()
    Editing(signed_in(colleague), measure).open().save(title="对方的标题")
    be(page, User.objects.get(username="王五"))
    page.reload()
    expect(page.locator("#draft .newer")).to_be_visible()
    page.get_by_role("button", name="恢复").click()
    expect(page.locator(".restored")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("对方")
    for label, value in {"标题": "对方的标题", "备注": WORDS, "牵头单位": "市科技局"}.items():
        expect(page.get_by_label(label)).to_have_value(value)
    measure.refresh_from_db()
    assert measure.note == ""
    page.wait_for_load_state()  # keys are a script's
    page.keyboard.press("Control+s")
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.wait_for_load_state()
    assert f"/{measure.pk}/change/" in page.url
    measure.refresh_from_db()
    assert (measure.title, measure.note, measure.targets.get().text) == ("对方的标题", WORDS, "达到300家")
    assert page.evaluate(DRAFTS) == 0

    page.get_by_label("备注").fill("不要了")
    page = crash(page, measure, "不要了")
    page.get_by_role("button", name="丢弃").click()
    assert page.evaluate(DRAFTS) == 0
    page.get_by_label("备注").fill("共用的电脑")
    page = crash(page, measure, "共用的电脑")
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/logout/")
    assert page.evaluate(DRAFTS) == 0
