"""Four people of one office side by side: an administrator gives rights, and each can do what was given and no more."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from docs.images.png import with_palette
from measures.choices import PlanState, ReviewState
from measures.models import Measure
from measures.models.rights import make_shipped_groups
from tests.browser.conftest import PATIENCE, listen
from tests.browser.test_accessibility import WIDTHS, WINDOW, faults, is_cut
from tests.factories import assign, make_measure, make_plan, make_section, make_source

pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]

MEASURES = "/admin/measures/measure/"
TEXT = "第一章 科技创新\n一、支持基础研究。建设重点实验室，完善投入机制，培育科技企业。（市科技局牵头）\n"
Desk = Callable[[str], Page]


@pytest.fixture
def desk(browser: Browser, live_server: LiveServer, complaints: list[str]) -> Iterator[Desk]:
    """A window of its own for each person, in Chinese, whose session has begun."""
    contexts = []

    def open_window(name: str) -> Page:
        context = browser.new_context(base_url=live_server.url, locale="zh-CN", viewport=WINDOW)
        contexts.append(context)
        client = Client()
        client.force_login(User.objects.get(username=name))
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        listen(page, complaints)
        return page

    yield open_window
    for context in contexts:
        context.close()


@pytest.fixture
def office(db: None) -> dict[str, Measure]:
    """An administrator, three people without rights, and two drafts."""
    make_shipped_groups("default")
    User.objects.create_user("主任", is_staff=True).groups.add(Group.objects.get(name="管理"))
    for name in ("张三", "李四", "王五"):
        User.objects.create_user(name, is_staff=True)
    found = {}
    for slug, title in (("jia", "甲规划"), ("yi", "乙规划")):
        plan = make_plan(slug, title=title, state=PlanState.DRAFT)
        source, section = make_source(plan, TEXT), make_section(plan, label="第一章", title="科技创新")
        read = {"source": source, "source_start": 9, "source_end": len(TEXT) - 1, "text": TEXT[11:-1]}
        found[title] = make_measure(section, title=f"{title}的举措", review_state=ReviewState.EXTRACTED, **read)
        assign(found[title], "市科技局")
    return found


def give(page: Page, name: str, group: str, plan: str = "") -> None:
    page.get_by_role("link", name=f"{name}：设置权限").click()
    form = page.locator("#rights")
    form.get_by_label(group, exact=True).check()
    if plan:
        form.get_by_label("仅限以下规划：").check()
        form.get_by_label(plan, exact=True).check()
        picture(page, "rights")
    form.get_by_role("button", name="保存权限").click()
    page.locator(".messagelist li").filter(has_text=name).wait_for()


def picture(page: Page, name: str) -> None:
    """For docs/operations.md: see CONTRIBUTING.md."""
    if folder := os.environ.get("PICTURES"):
        (Path(folder) / f"{name}.png").write_bytes(with_palette(page.screenshot()))


def test_four_people_each_do_what_they_were_given_and_no_more(
    desk: Desk, office: dict[str, Measure], complaints: list[str]
) -> None:
    chief = desk("主任")
    chief.goto("/admin/auth/user/rights/")
    give(chief, "张三", "编辑", "甲规划")
    give(chief, "李四", "审核发布")
    give(chief, "王五", "查看")
    row = chief.locator("table.rights tr").filter(has_text="张三")
    expect(row).to_contain_text("编辑")
    expect(row).to_contain_text("甲规划")
    chief.get_by_role("link", name="张三：设置权限").click()
    assert faults(chief) == []
    assert [width for width in WIDTHS if is_cut(chief, width)] == []

    editor, reader = desk("张三"), desk("王五")
    editor.goto(MEASURES)
    expect(editor.locator("#result_list tbody tr")).to_have_count(1)
    editor.get_by_role("link", name="甲规划的举措").click()
    editor.get_by_label("标题").fill("改过的举措")
    editor.get_by_role("button", name="保存", exact=True).click()
    editor.locator(".messagelist .success").wait_for()
    picture(editor, "editor-of-one-plan")

    reader.goto(MEASURES)
    expect(reader.locator("#result_list tbody tr")).to_have_count(2)
    reader.get_by_role("link", name="改过的举措").click()
    expect(reader.locator(".submit-row :is(input, button)")).to_have_count(0)
    picture(reader, "viewer")

    publisher = desk("李四")
    publisher.goto(f"{MEASURES}?review_state__exact=extracted")
    publisher.get_by_role("link", name="改过的举措").click()
    expect(publisher.get_by_role("button", name="保存", exact=True)).to_have_count(0)
    picture(publisher, "checker")
    publisher.get_by_role("button", name="核对通过并打开下一条").click()
    expect(publisher.get_by_role("heading", name="乙规划的举措")).to_be_visible()
    expect(publisher.locator(".messagelist .success")).to_contain_text("“改过的举措”：核对通过")
    checked = Measure.objects.get(pk=office["甲规划"].pk)
    assert (checked.title, checked.review_state) == ("改过的举措", ReviewState.CONFIRMED)
    assert complaints == []
