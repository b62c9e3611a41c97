"""What happened is found among all activity, a field of it restored, a deleted record brought back, the past shown."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from measures.choices import EditVia
from measures.edits import edit
from measures.models import Edit, Measure
from tests.as_of.past import move, noon
from tests.browser.conftest import SignIn
from tests.factories import assign, make_measure, make_plan, make_section

pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def measure() -> Measure:
    """Made in January; a colleague, whose account is deleted since, edited it on 1 March and deleted another."""
    section = make_section(make_plan("demo"), label="第一章", title="科技创新")
    measure = make_measure(section, title="支持基础研究", text="到2025年突破300家。")
    gone = make_measure(section, title="误删的举措", review_state="extracted")
    assign(gone, "市科技局")
    for made in Edit.objects.all():
        move(made, noon("2026-01-01"))
    colleague = User.objects.create_user("赵六")
    with edit(colleague, via=EditVia.ADMIN, reason="按部门意见修改") as unit:
        measure.title, measure.text = "支持应用研究", "到2026年突破300家。"
        measure.save()
        gone.delete()
    move(unit.edit, noon("2026-03-01"))
    colleague.delete()
    return measure


def content(page: Page) -> str:
    return page.locator("#content").inner_text()


def test_activity_restoring_deleted_records_and_the_past(
    measure: Measure, sign_in: SignIn, complaints: list[str]
) -> None:
    page = sign_in()
    page.goto("/admin/")
    page.get_by_role("link", name="全部动态").click()
    page.get_by_label("修改人").fill("赵六")
    page.get_by_label("规划", exact=True).fill("示例市发展规划")
    page.get_by_role("button", name="应用").click()
    entry = page.locator(".activity article")
    expect(entry).to_have_count(1)
    expect(entry).to_contain_text("任务举措 修改 1 条 删除 1 条")
    entry.get_by_role("link", name="支持应用研究").click()
    page.get_by_role("link", name="历史").click()
    assert page.locator("#change-history ins").first.inner_text() == "应用"
    spoken = page.locator("#change-history del").first.evaluate("each => getComputedStyle(each, '::before').content")
    assert "删除" in spoken
    page.locator("form.as-of input").fill("2026年2月")
    page.get_by_role("button", name="显示").click()
    expect(page.locator("#content")).to_contain_text("到2025年突破300家。")
    page.get_by_role("link", name="历史").click()
    page.get_by_role("link", name="恢复到此版本").last.click()
    expect(page.locator(".restored input:checked")).to_have_count(2)
    page.get_by_label("正文").uncheck()
    page.get_by_role("button", name="恢复").click()
    expect(page.locator(".messagelist .success")).to_contain_text("所选内容已恢复")
    measure.refresh_from_db()
    assert (measure.title, measure.text) == ("支持基础研究", "到2026年突破300家。")
    page.goto("/admin/measures/edit/")
    page.get_by_role("link", name="已删除的记录").click()
    page.get_by_role("link", name="恢复… 任务举措").click()
    expect(page.locator("#content")).to_contain_text("牵头单位：市科技局")
    page.get_by_role("button", name="恢复").click()
    expect(page.locator(".messagelist .success")).to_contain_text("记录已恢复")
    assert Measure.objects.get(title="误删的举措").responsibilities.count() == 1
    assert complaints == []
