"""An afternoon with one plan: from the start page to the plan, its document, a split, a merge, and one taken back."""

import pytest
from playwright.sync_api import Page, expect

from measures.intake.imports import apply_import
from measures.models import Measure, Plan
from tests.browser.conftest import SignIn
from tests.uploads import uploaded

pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]


def titles(plan: Plan) -> list[str]:
    return list(plan.measures.in_force().order_by("position", "pk").values_list("title", flat=True))


def check_widths(page: Page) -> None:
    """From a small window to a large one nothing is wider than the window."""
    for width in (390, 1024, 1366, 1920):
        page.set_viewport_size({"width": width, "height": 768})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (page.url, width)
    page.set_viewport_size({"width": 1366, "height": 768})


def test_a_plan_is_looked_through_and_put_in_shape(sign_in: SignIn, complaints: list[str]) -> None:
    apply_import(uploaded(slug="shili"), None, expected="", declined=frozenset())
    plan = Plan.objects.get()
    page = sign_in()
    page.goto("/admin/")
    expect(page.locator(".to-do .waiting")).to_contain_text("3 待核")
    check_widths(page)
    page.get_by_role("link", name="示例市科技创新规划").click()

    expect(page.locator(".to-do .undated")).to_contain_text("无时限")
    check_widths(page)
    page.locator("[id='r-1.2-1']").get_by_role("link", name="第 7 行").click()
    line = page.locator("#L7")
    expect(line).to_be_in_viewport()
    expect(line).to_contain_text("引进人才")
    page.emulate_media(media="print")
    assert page.locator("[id='r-1.2-1']").is_visible()
    page.emulate_media(media="screen")

    page.locator("[id='r-1.1-1']").get_by_role("link", name="拆分…").click()
    page.get_by_label("完善投入机制").check()
    page.get_by_role("button", name="显示将作的更改").click()
    check_widths(page)
    page.locator("[name=title-1]").fill("健全投入机制")
    page.get_by_role("button", name="拆分", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("规划结构已调整")
    assert titles(plan) == ["支持基础研究", "健全投入机制", "建设实验室", "引进人才"]

    page.get_by_label("1.1-1", exact=True).check()
    page.get_by_label("1.1-2", exact=True).check()
    page.get_by_role("button", name="合并…").click()
    page.get_by_role("button", name="合并", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("规划结构已调整")
    assert len(titles(plan)) == 3
    page.locator(".undo-offer summary").click()
    page.locator(".undo-offer button").click()
    expect(page.locator(".messagelist")).to_contain_text("已撤销")
    assert titles(plan) == ["支持基础研究", "健全投入机制", "建设实验室", "引进人才"]
    assert Measure.objects.get(code="1.1-2").title == "建设实验室"
    assert complaints == []
