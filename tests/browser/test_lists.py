"""A list in the browser: filters are typed and chosen by keyboard alone, and a view is kept of what they leave."""

import pytest
from playwright.sync_api import expect

from measures.choices import Role
from tests.browser.conftest import SignIn
from tests.factories import assign, make_body, make_measure, make_plan, make_section

pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]


def test_an_editor_filters_by_typing_sorts_and_saves_the_view(sign_in: SignIn, complaints: list[str]) -> None:
    first = make_section(make_plan("demo", title="示例市科技规划"), label="第一章", title="科技")
    second = make_section(make_plan("trade", title="示例市商务规划"), label="第一章", title="商务")
    led, supported = make_measure(first, title="支持基础研究"), make_measure(second, title="扩大开放")
    make_measure(first, title="培育企业")
    assign(led, make_body("市发展和改革委员会"))
    assign(supported, make_body("市发展和改革委员会"), Role.SUPPORT)
    page = sign_in()
    page.goto("/admin/measures/measure/")
    titles = page.locator("#result_list .field-title")
    expect(page.locator(".sorted-by")).to_contain_text("文件顺序")
    expect(page.locator(".column-plan_title")).to_be_visible()
    page.locator("#filters").get_by_label("责任单位", exact=True).focus()
    page.keyboard.type("发改委")
    page.keyboard.press("Enter")
    expect(titles).to_have_text(["支持基础研究", "扩大开放"])
    expect(page.locator("#filters").get_by_label("责任单位", exact=True)).to_have_value("市发展和改革委员会（示例市）")
    page.locator("#filters").get_by_label("规划", exact=True).fill("科技")
    page.get_by_role("button", name="应用").click()
    expect(titles).to_have_text(["支持基础研究"])
    expect(page.locator(".column-plan_title")).to_be_hidden()
    page.locator(".column-title a").first.click()
    expect(page.locator(".sorted-by")).to_contain_text("标题 ↑")
    page.get_by_text("保存当前视图").click()
    page.get_by_label("名称", exact=True).fill("发改委牵头")
    page.locator(".save-view").get_by_role("button", name="保存").click()
    page.goto("/admin/measures/measure/")
    expect(titles).to_have_count(3)
    page.get_by_role("link", name="发改委牵头").click()
    expect(titles).to_have_text(["支持基础研究"])
    page.get_by_role("link", name="无责任单位").click()
    expect(titles).to_have_text(["培育企业", "扩大开放"])
    assert complaints == []
