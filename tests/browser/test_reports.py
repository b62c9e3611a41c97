"""A report from the start page to the file that is kept: in Chinese, at 1366 × 768, by the keyboard."""

from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from playwright.sync_api import Page, expect

from measures.models import IssuedReport, ReportLayout
from measures.models.rights import make_shipped_groups
from tests.browser.test_accessibility import WIDTHS, WINDOW, faults, is_cut
from tests.browser.test_who_may_do_what import Desk, desk
from tests.factories import assign, make_measure, make_plan, make_section

pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]
__all__ = ["desk"]


@pytest.fixture
def people(transactional_db: None) -> None:
    make_shipped_groups("default")
    user = User.objects.create_user("周审核", is_staff=True)
    user.groups.add(Group.objects.get(name="审核发布"))
    for number in (1, 2):
        plan = make_plan(f"plan-{number}", title=f"示例市第{number}个规划（2021—2025年）")
        section = make_section(plan, label="第一章", title="科技创新")
        for place in range(1, 45):
            assign(make_measure(section, title=f"第{number}规划第{place}项任务"), "市科技局")


def press(page: Page, name: str) -> None:
    """A button of the form, reached and pressed by the keyboard."""
    button = page.get_by_role("button", name=name)
    button.focus()
    page.keyboard.press("Enter")


def test_a_report_is_chosen_looked_at_downloaded_and_issued(
    people: None, desk: Desk, complaints: list[str], tmp_path: Path
) -> None:
    page = desk("周审核")
    page.goto("/admin/")
    page.get_by_role("link", name="报表", exact=True).first.click()
    expect(page.get_by_role("heading", name="报表", exact=True)).to_be_visible()
    page.get_by_label("示例市第2个规划（2021—2025年）").focus()
    page.keyboard.press("Space")
    page.get_by_role("combobox", name="责任单位").fill("市科技局")
    page.get_by_label("未启动").check()
    press(page, "预览")
    shown = page.frame_locator(".report-preview iframe")
    expect(shown.get_by_text("第2规划第1项任务", exact=True)).to_be_visible()
    expect(shown.get_by_text("《示例市第2个规划（2021—2025年）》任务台账").first).to_be_visible()
    expect(shown.get_by_text("第1规划第1项任务")).to_have_count(0)
    assert page.get_by_label("示例市第2个规划（2021—2025年）").is_checked()
    assert faults(page) == []
    assert [width for width in WIDTHS if is_cut(page, width)] == []
    page.set_viewport_size(WINDOW)
    with page.expect_download() as download:
        press(page, "下载")
    assert download.value.suggested_filename.startswith("《示例市第2个规划（2021—2025年）》任务台账")
    assert Path(download.value.path()).read_bytes().startswith(b"PK")
    press(page, "定稿…")
    expect(page.get_by_role("heading", name="报表定稿")).to_be_visible()
    page.get_by_label("备注").fill("报区政府常务会议")
    assert faults(page) == []
    page.get_by_role("button", name="定稿", exact=True).click()
    expect(page.get_by_text("与定稿时一致")).to_be_visible()
    expect(page.get_by_text("报区政府常务会议")).to_be_visible()
    assert faults(page) == []
    assert (IssuedReport.objects.get().rows, IssuedReport.objects.get().by_name) == (44, "周审核")
    columns_are_chosen(page)
    page.goto("/admin/reports/?phase=none&preview=1")
    expect(page.get_by_role("alert").first).to_be_visible()
    assert complaints == []


def columns_are_chosen(page: Page) -> None:
    """Left out, titled, added and moved by the keyboard, then kept as a layout."""
    page.goto("/admin/reports/?report=ledger")
    press(page, "选择列…")
    place = page.get_by_label("顺序 任务举措", exact=True)
    expect(page.get_by_role("button", name="上移").first).to_be_visible()
    expect(page.get_by_label("顺序 牵头单位", exact=True)).to_have_value("9")
    page.get_by_label("自定列名 牵头单位", exact=True).fill("主责单位")
    page.get_by_label("自定列名 自设列").first.fill("下周安排")
    place.fill("1.5")
    place.press("Tab")
    expect(place).to_have_value("2")
    row = page.get_by_role("row").filter(has=page.get_by_label("顺序 牵头单位", exact=True))
    for _time in range(6):
        row.get_by_role("button", name="上移").press("Enter")
    expect(page.get_by_label("顺序 牵头单位", exact=True)).to_have_value("3")
    row.get_by_role("button", name="下移").press("Enter")
    page.get_by_role("row").filter(has=page.get_by_label("顺序 规划", exact=True)).get_by_role("button").last.press(
        "Enter"
    )
    assert faults(page) == []
    assert [width for width in WIDTHS if is_cut(page, width)] == []
    page.set_viewport_size(WINDOW)
    page.get_by_label("版式名称").fill("督办台账")
    press(page, "以此版式保存")
    expect(page.get_by_text("版式“督办台账”已保存。")).to_be_visible()
    expect(page.get_by_role("combobox", name="版式")).to_have_value("督办台账")
    kept = ReportLayout.objects.get().columns
    assert kept.startswith("number,title,lead=主责单位,chapter,section,")
    assert kept.endswith(",=下周安排")
    page.get_by_role("link", name="全部版式").click()
    page.get_by_role("link", name="督办台账").click()
    expect(page.get_by_label("顺序 任务举措", exact=True)).to_have_value("2")
    assert faults(page) == []
