"""A body is looked at, another takes over from a day on, an earlier day still names the first, and it is undone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdfium2 import PdfDocument

from measures.models import Responsibility
from tests.browser.conftest import SignIn
from tests.factories import assign, make_body, make_measure, make_plan, make_section

pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]

PAST = timezone.localdate() - timedelta(days=30)
BEFORE = PAST - timedelta(days=1)


def row(page: Page) -> str:
    """The counts of the body's leads."""
    return " ".join(page.locator(".counts-of-body tbody tr").first.inner_text().split())


def printed_pages(page: Page) -> list[str]:
    return [each.get_textpage().get_text_range().strip() for each in PdfDocument(page.pdf(format="A4"))]


def test_a_body_takes_over_and_earlier_days_still_name_the_first(sign_in: SignIn, complaints: list[str]) -> None:
    section = make_section(make_plan("shili"))
    old = make_body("市经信委", parent=make_body("市政府"))
    make_body("市工信局")
    for due in (None, "2020-01-01"):
        assign(make_measure(section, due_on=due), old)
    page = sign_in()
    page.goto("/admin/measures/responsiblebody/")
    page.get_by_role("row", name="市经信委").get_by_role("link", name="概览").click()
    expect(page.get_by_role("heading", name="沿革")).to_be_visible()
    assert row(page) == "牵头单位 2 2 1"
    assert all(printed_pages(page))

    page.get_by_role("link", name="职责划转…").click()
    page.get_by_label("划入单位").fill("市工信局")
    page.get_by_label("生效日期").fill(PAST.strftime("%Y年%m月%d日"))
    page.get_by_label("依据文件").fill("示编〔2026〕1号")
    page.get_by_role("button", name="显示将作的更改").click()
    expect(page.locator(".bulk-count")).to_contain_text(f"自 {PAST} 起，2 条任务由“市工信局”承担")
    page.get_by_role("button", name="登记").click()
    expect(page.locator(".messagelist")).to_contain_text("2 条任务划入“市工信局”")
    expect(page.locator(".successions")).to_contain_text("示编〔2026〕1号")
    expect(page.get_by_text("没有承担任务")).to_be_visible()

    page.get_by_label("按此日期查看").fill(str(BEFORE))
    page.get_by_role("button", name="显示").click()
    assert row(page) == "牵头单位 2 2 1"
    page.locator(".successions").get_by_role("link", name="市工信局").click()
    assert row(page) == "牵头单位 2 2 1"
    expect(page.locator(".successions")).to_contain_text(f"自 {PAST} 起承接（整体）自")

    page.locator(".successions").get_by_role("link", name="查看这次编辑").click()
    page.locator("a.button[href$='/undo/']").click()
    page.locator(".submit-row input.default").click()
    expect(page.locator(".messagelist")).to_contain_text("已撤销")
    assert set(Responsibility.objects.values_list("body__name", flat=True)) == {"市经信委"}
    assert complaints == []
