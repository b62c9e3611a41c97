"""A revised document in the browser: uploaded, compared, applied; its conflicts decided one by one and together."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect
from rest_framework.test import APIClient

from measures import importing
from measures.edits import EditVia, edit
from measures.intake.imports import incoming_of
from measures.models import Conflict, Measure, Plan, Responsibility
from tests.browser.conftest import SignIn
from tests.browser.test_importing_a_plan import picture, upload
from tests.uploads import TEXT, read_uploads_here, uploaded

pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]

REVISED = (
    TEXT.replace("支持基础研究。完善投入机制。", "支持原始创新。完善稳定投入机制。")
    .replace("新增重点实验室5家", "新增重点实验室8家")
    .replace("二、建设实验室", "二、建好实验室")
    .replace("市财政局配合", "市财政局、市审计局配合")
    .replace("一、引进人才", "一、引进青年人才")
)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The revised document of a published plan in which an editor has changed what it changes, too."""
    read_uploads_here(monkeypatch)
    importing.apply(incoming_of(uploaded(slug="shili")), publish=True)
    with edit(None, via=EditVia.ADMIN):
        for old, new in (("支持基础研究", "支持前沿研究"), ("建设实验室", "建强实验室"), ("引进人才", "引进海外人才")):
            measure = Measure.objects.get(title=old)
            measure.title, measure.text = new, measure.text.replace(old, new)
            measure.save()
    path = tmp_path / "中期调整版.txt"
    path.write_text(REVISED, encoding="utf-8")
    return path


def decide(page: Page, choice: str, other: str = "") -> None:
    page.get_by_label(choice, exact=True).check()
    if other:
        page.get_by_label("另填的值").fill(other)
    page.get_by_role("button", name="处理", exact=True).click()
    expect(page.locator(".messagelist .success")).to_contain_text("已处理")


def test_conflicts_are_listed_counted_and_decided(file: Path, sign_in: SignIn, complaints: list[str]) -> None:
    page = sign_in()
    upload(page, file, plan="示例市科技创新规划（2026—2030年）")
    page.get_by_role("link", name="查看比对").click()
    expect(page.locator(".outcome-conflict")).to_contain_text("支持前沿研究")
    picture(page, "conflicts-1-comparison")
    page.get_by_role("button", name="应用所勾选的内容").click()
    expect(page.locator("#content")).to_contain_text("导入已应用")
    count = Conflict.objects.open().count()
    assert count >= 4

    page.goto("/admin/")
    picture(page, "conflicts-2-index")
    page.locator("td.conflicts a").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(count)
    picture(page, "conflicts-3-list")

    measure = Measure.objects.get(title="支持前沿研究")
    page.goto(f"/admin/measures/measure/{measure.pk}/change/")
    expect(page.locator(".open-conflicts a")).to_have_count(measure.conflicts.open().count())
    picture(page, "conflicts-4-measure")
    page.locator(".open-conflicts a").first.click()
    expect(page.locator("table.sides td.here")).to_be_visible()
    expect(page.locator("table.sides ins").first).to_be_visible()
    picture(page, "conflicts-5-sides")
    titles = Conflict.objects.open().filter(field="title")
    for conflict, choice, other in zip(
        titles.order_by("pk"), ("保留系统中的值", "采用文件的值", "另行填写"), ("", "", "引进海外青年人才"), strict=True
    ):
        page.goto(f"/admin/measures/conflict/{conflict.pk}/change/")
        decide(page, choice, other)
    picture(page, "conflicts-6-next")
    assert set(Measure.objects.values_list("title", flat=True)) == {"支持前沿研究", "建好实验室", "引进海外青年人才"}

    page.goto("/admin/measures/conflict/?state__exact=open")
    page.locator("#action-toggle").check()
    page.locator("select[name='action']").select_option(label="采用文件的值")
    picture(page, "conflicts-7-selection")
    page.get_by_role("button", name="执行").click()
    expect(page.locator(".messagelist .success")).to_contain_text("已处理")
    assert not Conflict.objects.open().exists()
    assert Responsibility.objects.filter(body__name="市审计局").exists()

    page.goto(f"/admin/measures/measure/{measure.pk}/change/")
    expect(page.locator("#id_title")).to_have_value("支持前沿研究")
    expect(page.locator(".open-conflicts")).to_have_count(0)
    page.locator("details.wordings summary").click()
    expect(page.locator("details.wordings ins").first).to_be_visible()
    picture(page, "conflicts-8-measure-after")
    plan = Plan.objects.get()
    page.goto(f"/admin/measures/plan/{plan.pk}/change/")
    page.get_by_role("link", name="版本对照").click()
    expect(page.locator("table.side-by-side ins").first).to_be_visible()
    picture(page, "conflicts-9-editions")
    for width in (1366, 390):
        page.set_viewport_size({"width": width, "height": 768})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1366, "height": 768})

    reader = APIClient()
    reader.force_authenticate(User.objects.get(username="王五"))
    assert {row["open_conflicts"] for row in reader.get("/api/v1/measures/").json()["results"]} == {0}
    assert reader.get("/api/v1/conflicts/?state=open").json()["results"] == []
    assert complaints == []
