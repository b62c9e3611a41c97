"""A second factor from setting it up to signing in with it, and the sessions, as a person meets them in a browser."""

import time
from base64 import b32decode
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django_otp.oath import TOTP
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, SignIn
from tests.browser.test_accessibility import WIDTHS, WINDOW, faults, is_cut

pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]


def log_out(page: Page) -> None:
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/admin/logout/")
    page.goto("/admin/")


def log_in(page: Page, code: str) -> None:
    log_out(page)
    page.get_by_label("用户名").fill("王五")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_label("验证码").fill(code)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", name="工作台").wait_for()


def app_code(key: bytes, step: int) -> str:
    app = TOTP(key, drift=step)
    app.time = time.time()
    return f"{app.token():06}"


def wrong_with(page: Page) -> list[object]:
    """Rules that the page breaks, and the widths at which it is cut."""
    found = [*faults(page), *(width for width in WIDTHS if is_cut(page, width))]
    page.set_viewport_size(WINDOW)
    return found


def test_a_second_factor_and_the_end_of_a_session(sign_in: SignIn, complaints: list[str]) -> None:
    page = sign_in()
    page.goto("/admin/account/")
    broken = [wrong_with(page)]
    page.get_by_role("link", name="设置两步验证").click()
    page.get_by_label("您的密码或验证码").fill(PASSWORD)
    page.get_by_role("button", name="继续").click()
    picture = page.get_by_role("img", name="二维码")
    expect(picture).to_have_js_property("naturalWidth", 285)
    broken.append(wrong_with(page))
    key = b32decode(page.locator("code.token").inner_text().replace(" ", ""))
    page.get_by_label("验证码").fill(app_code(key, 0))
    page.get_by_role("button", name="启用").click()
    shown = page.locator(".recovery-codes code")
    expect(shown).to_have_count(10)
    codes = shown.all_inner_texts()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载为文本文件").click()
    assert [code for code in codes if code not in Path(download.value.path()).read_text("utf-8")] == []
    broken.append(wrong_with(page))
    log_in(page, app_code(key, 1))
    log_out(page)
    page.get_by_label("用户名").fill("王五")
    page.get_by_label("密码").fill(PASSWORD)
    heading = page.get_by_role("heading", name="登录")
    assert heading.evaluate("each => each.offsetHeight") < 2 * 16  # pixels: one line
    page.get_by_role("button", name="登录").click()
    page.get_by_label("验证码").fill("000000")
    page.get_by_role("button", name="登录").click()
    page.locator(".errornote").wait_for()
    broken.append(wrong_with(page))
    page.get_by_label("验证码").fill(codes[0])
    page.get_by_role("button", name="登录").click()
    expect(page.locator(".messagelist .warning")).to_contain_text("还剩 9 个")
    elsewhere = Client()
    elsewhere.force_login(User.objects.get(username="王五"))
    page.get_by_role("link", name="登录安全").click()
    page.locator("#sessions").get_by_role("button", name="结束", exact=True).click()
    expect(page.locator("#sessions tbody tr")).to_have_count(1)
    assert elsewhere.get("/admin/").status_code == 302
    assert broken == [[], [], [], []]
    assert complaints == []
