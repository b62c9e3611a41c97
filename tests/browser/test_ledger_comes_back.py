"""A ledger in the browser: edited in a spreadsheet program, uploaded, compared, a body added, applied and undone."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from measures.importing import apply
from measures.intake.imports import incoming_of
from measures.models import Import, Measure, Plan, ResponsibleBody
from tests.browser.conftest import SignIn
from tests.browser.test_importing_a_plan import picture
from tests.ledgers import EditedLedger, drawn
from tests.serving import database_url
from tests.uploads import TEXT, uploaded

pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file; the plan is here, and what reads the file works on this test's database."""
    monkeypatch.setenv("DATABASE_URL", database_url())
    apply(incoming_of(uploaded(TEXT, slug="shili")), publish=True)
    ledger = EditedLedger(drawn(Plan.objects.get()))
    ledger.say(
        "1.1-1",
        title="支持基础研究和应用研究",
        due=date(2027, 12, 31),
        lead="市科技局、市气象台",
        progress="已完成一半",
    )
    ledger.say("1.1-2", phase="推进中", note="本季度已报送").say("1.2-1", due="2028年2月30日")
    ledger.add_row(chapter="第一章 科技创新", section="人才", title="培养青年人才", lead="市人社局")
    path = tmp_path / "示例市科技创新规划任务台账（各单位汇总）.xlsx"
    path.write_bytes(ledger.saved())
    return path


def test_a_ledger_comes_back_is_applied_and_undone(workbook: Path, sign_in: SignIn, complaints: list[str]) -> None:
    page = sign_in()
    page.goto("/admin/measures/import/add/")
    page.get_by_label("文件", exact=False).first.set_input_files(workbook)
    page.get_by_role("button", name="上传并读取").click()
    page.get_by_role("link", name="查看比对").click()
    expect(page.locator("#refused tbody tr")).to_have_count(2)
    expect(page.locator("#refused")).to_contain_text("2028年2月30日")
    expect(page.locator("#notes")).to_contain_text("完成情况")
    picture(page, "ledger-questions")
    page.locator("#bodies tr", has_text="市气象台").get_by_role("button", name="是尚未登记的单位：新增").click()
    expect(page.locator("#refused tbody tr")).to_have_count(1)
    page.get_by_role("checkbox", name="本季度已报送").or_(
        page.locator("input[name='tick'][aria-label$='备注']")
    ).uncheck()
    page.get_by_label("原因").fill("第三季度各单位填报")
    picture(page, "ledger-comparison")
    page.get_by_role("button", name="应用所勾选的内容").click()
    expect(page.locator(".messagelist")).to_contain_text("已修改 3 条记录")
    picture(page, "ledger-applied")

    measure = Measure.objects.get(code="1.1-1")
    assert (measure.title, measure.due_on) == ("支持基础研究和应用研究", date(2027, 12, 31))
    assert set(measure.bodies.values_list("name", flat=True)) == {"市科技局", "市气象台", "市财政局"}
    assert Measure.objects.get(code="1.1-2").note == ""
    made = Import.objects.latest("pk").edit
    assert made is not None
    assert (made.by_name, made.reason) == ("王五", "第三季度各单位填报")

    page.locator(".undo-offer summary").click()
    page.get_by_role("button", name="确认撤销").click()
    expect(page.locator(".messagelist")).to_contain_text("已撤销")
    assert not ResponsibleBody.objects.filter(name="市气象台").exists()
    assert Measure.objects.get(code="1.1-1").title == "支持基础研究"
    assert complaints == []
