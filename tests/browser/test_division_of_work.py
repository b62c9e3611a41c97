"""A division of work in the browser: a workbook onto measures, one task pointed out, two names made one."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from measures.importing import apply
from measures.intake.imports import incoming_of
from measures.models import Edit, Measure, ResponsibleBody
from tests.browser.conftest import SignIn
from tests.browser.test_importing_a_plan import picture
from tests.parsing.workbooks import Rows, make_xlsx
from tests.uploads import TEXT, read_uploads_here, uploaded

pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]

ROWS: Rows = [
    ["示例市科技创新规划重点任务分工方案"],
    ["序号", "重点任务", "牵头单位", "配合单位", "完成时限"],
    [1, "支持基础研究", "市科技局", "市教育局", "2027年底前"],
    [2, "加强青年人才引进", "市人力资源和社会保障局", None, "2028年6月底前"],
    [3, "建设养老驿站", "市民政局", None, "2027年底前"],
]


@pytest.fixture
def workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file; the plan is here, and no process reads the file but this one."""
    read_uploads_here(monkeypatch)
    apply(incoming_of(uploaded(TEXT, slug="shili")), publish=True)
    path = tmp_path / "任务分工方案.xlsx"
    path.write_bytes(make_xlsx({"分工": ROWS}))
    return path


def duties(code: str) -> list[str]:
    parts = Measure.objects.get(code=code).responsibilities.order_by("position", "pk")
    return [f"{part.role} {part.body.name}" for part in parts]


def test_a_workbook_gives_measures_their_bodies_and_deadlines(
    workbook: Path, sign_in: SignIn, complaints: list[str]
) -> None:
    page = sign_in()
    page.goto("/admin/measures/import/add/")
    page.get_by_label("文件", exact=False).first.set_input_files(workbook)
    page.get_by_label("文件用途").select_option("division")
    page.locator("#id_plan").select_option(label="示例市科技创新规划（2026—2030年）")
    page.get_by_role("button", name="上传并读取").click()
    expect(page.locator(".reading")).to_be_visible()
    page.get_by_role("link", name="查看比对").click()
    expect(page.locator(".tasks-settled tbody tr")).to_have_count(1)
    expect(page.locator(".tasks-waiting tbody tr")).to_have_count(2)
    picture(page, "division-tasks")

    page.locator(".tasks-waiting tr", has_text="加强青年人才引进").get_by_role("link", name="搜索").click()
    page.get_by_label("在该规划的任务举措中查找").fill("人才")
    page.get_by_role("button", name="搜索").click()
    page.get_by_label("1.2-1 引进人才").check()
    picture(page, "division-search")
    page.get_by_role("button", name="就是这一项").click()
    expect(page.locator(".tasks-settled tbody tr")).to_have_count(2)
    page.get_by_label("任务 3 对应的任务举措").select_option(label="不对应任何任务举措")
    page.get_by_role("button", name="保存所指定的对应关系").click()
    expect(page.locator(".tasks-waiting")).to_have_count(0)

    question = page.locator("#bodies tr", has_text="市人力资源和社会保障局")
    expect(question).to_contain_text("市人社局")
    question.get_by_role("button", name="是同一单位：合并为别名").click()
    expect(page.locator("#bodies")).to_have_count(0)
    picture(page, "division-comparison")
    page.get_by_role("button", name="应用所勾选的内容").click()
    expect(page.locator("#content")).to_contain_text("导入已应用")

    assert duties("1.1-1") == ["lead 市科技局", "support 市财政局", "support 市教育局"]
    assert duties("1.2-1") == ["lead 市人社局"]
    assert str(Measure.objects.get(code="1.2-1").due_on) == "2028-06-30"
    assert ResponsibleBody.objects.get(name="市人社局").aliases == ["市人力资源和社会保障局"]
    assert not ResponsibleBody.objects.filter(name="市民政局").exists()

    page.goto(f"/admin/measures/measure/{Measure.objects.get(code='1.1-1').pk}/change/")
    page.get_by_role("link", name="任务分工方案").first.click()
    expect(page.locator(".became")).to_contain_text("市教育局")
    picture(page, "division-source")
    page.goto(f"/admin/measures/edit/{Edit.objects.latest('pk').pk}/undo/")
    page.get_by_role("button", name="撤销").first.click()
    expect(page.locator(".messagelist")).to_contain_text("已撤销")
    assert duties("1.1-1") == ["lead 市科技局", "support 市财政局"]
    assert complaints == []
