"""An afternoon with one plan: from the start page to the plan, its document, a split, a merge, and one taken back."""

import pytest
from playwright.sync_api import Page, expect
from pypdfium2 import PdfDocument

from measures.intake.imports import apply_import
from measures.models import Measure, Plan
from tests.browser.conftest import SignIn
from tests.uploads import TEXT, uploaded

pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]

WORKS = "".join(f"（{each}）推进示例工程之{each}。按期建成示例工程{each}处。\n" for each in range(1, 60))


def blank_pages(page: Page) -> list[int]:
    """The printed pages on which nothing stands, counted from 1; there is more than one page."""
    printed = PdfDocument(page.pdf(format="A4"))
    words = [each.get_textpage().get_text_range().strip() for each in printed]
    assert len(words) > 1
    return [number for number, text in enumerate(words, 1) if not text]


def titles(plan: Plan) -> list[str]:
    return list(plan.measures.in_force().order_by("position", "pk").values_list("title", flat=True))[:4]


def check_widths(page: Page) -> None:
    """From a small window to a large one nothing is wider than the window."""
    for width in (390, 1024, 1366, 1920):
        page.set_viewport_size({"width": width, "height": 768})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (page.url, width)
    page.set_viewport_size({"width": 1366, "height": 768})


def test_a_plan_is_looked_through_and_put_in_shape(sign_in: SignIn, complaints: list[str]) -> None:
    apply_import(uploaded(f"{TEXT}第三节 工程\n{WORKS}", slug="shili"), None, expected="", declined=frozenset())
    plan = Plan.objects.get()
    page = sign_in()
    page.goto("/admin/")
    expect(page.locator(".to-do .waiting")).to_contain_text(f"{plan.measures.count()} 待核")
    check_widths(page)
    page.get_by_role("link", name="示例市科技创新规划").click()

    expect(page.locator(".to-do .undated")).to_contain_text("无时限")
    check_widths(page)
    page.locator("[id='r-1.2-1']").get_by_role("link", name="第 7 行").click()
    line = page.locator("#L7")
    expect(line).to_be_in_viewport()
    expect(line).to_contain_text("引进人才")
    assert blank_pages(page) == []

    page.locator("[id='r-1.1-1']").get_by_role("link", name="拆分…").click()
    page.get_by_label("完善投入机制").check()
    page.get_by_role("button", name="显示将作的更改").click()
    expect(page.locator("[name=title-1]")).to_be_visible()
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
    assert titles(plan)[1] == "健全投入机制"
    expect(page.locator(".undo-offer button")).to_be_hidden()
    page.locator(".undo-offer summary").click()
    page.locator(".undo-offer button").click()
    expect(page.locator(".messagelist")).to_contain_text("已撤销")
    assert titles(plan) == ["支持基础研究", "健全投入机制", "建设实验室", "引进人才"]
    assert Measure.objects.get(code="1.1-2").title == "建设实验室"
    assert complaints == []
