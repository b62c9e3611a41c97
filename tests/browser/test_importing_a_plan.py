"""A plan on its way in, in the browser: upload, reading, comparison, apply; then the same document once more."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from measures.edits import EditVia, edit
from measures.models import Import, Measure, Plan
from tests.browser.conftest import SignIn
from tests.serving import database_url
from tests.uploads import TEXT, read_uploads_here

pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]

DOCUMENT = TEXT.replace("二、建设实验室", "四、建设实验室")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The document; what reads it works on this test's database."""
    monkeypatch.setenv("DATABASE_URL", database_url())
    path = tmp_path / "示例市科技规划.txt"
    path.write_text(DOCUMENT, encoding="utf-8")
    return path


def picture(page: Page, name: str) -> None:
    """For people to look at, where PICTURES names a folder."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png")


def upload(page: Page, file: Path, **choice: str) -> None:
    page.goto("/admin/")
    page.locator("a.addlink[href$='/import/add/']").first.click()
    page.locator("#id_documents").set_input_files(file)
    if slug := choice.get("slug"):
        page.get_by_label("新规划的标识").fill(slug)
    if plan := choice.get("plan"):
        page.locator("#id_plan").select_option(label=plan)
    picture(page, "upload")
    page.get_by_role("button", name="上传并读取").click()
    expect(page.locator(".reading")).to_be_visible()
    page.wait_for_load_state()  # keys are a script's


def said_of_more_than_may_be_sent(page: Page, file: Path) -> str:
    """What the browser says of the files chosen, where one byte is the most; nothing is sent then."""
    page.goto("/admin/measures/import/add/")
    field = page.locator("#id_documents")
    field.evaluate("field => { field.dataset.most = 1; }")
    field.set_input_files(file)
    said: str = field.evaluate("field => field.validationMessage")
    return said


def test_a_document_is_uploaded_checked_compared_and_applied(
    file: Path, sign_in: SignIn, complaints: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = sign_in()
    assert "合计超过 128 MB" in said_of_more_than_may_be_sent(page, file)
    upload(page, file, slug="shili")
    picture(page, "reading")

    page.keyboard.press("n")
    current = page.locator(".problem-list li[aria-current]")
    expect(current).to_have_count(1)
    expect(page.locator("li.pointed")).to_be_in_viewport()
    assert page.locator("li.pointed").get_attribute("id") == str(current.locator("a").get_attribute("href"))[1:]
    page.keyboard.press("d")
    expect(current).to_have_class("looked-at")
    page.locator(".document a.measure").first.click()
    expect(page.locator(".record.pointed")).to_contain_text("支持基础研究")
    page.set_viewport_size({"width": 1366, "height": 600})
    page.evaluate("scrollTo(0, 0)")
    page.locator(".document a.measure").last.dispatch_event("click")
    pointed, buttons = (page.locator(each).bounding_box() for each in (".record.pointed", ".submit-row"))
    assert pointed is not None
    assert buttons is not None
    assert pointed["y"] + pointed["height"] <= buttons["y"]  # not behind them
    page.set_viewport_size({"width": 1366, "height": 768})
    picture(page, "reading-walked")

    page.get_by_role("link", name="查看比对").click()
    picture(page, "comparison-new")
    page.get_by_role("button", name="导入为新规划").click()
    expect(page.locator("#content")).to_contain_text("导入已应用")
    picture(page, "applied")
    assert Plan.objects.get(slug="shili").measures.count() == 3
    with page.expect_download() as download:
        page.get_by_role("link", name="来源文件", exact=True).last.click()
        page.get_by_role("link", name="下载").click()
    assert download.value.suggested_filename == "示例市科技规划.txt"
    assert Path(download.value.path()).read_text(encoding="utf-8") == DOCUMENT
    picture(page, "source")

    with edit(None, via=EditVia.COMMAND):
        measure = Measure.objects.get(code="1.1-1")
        measure.title = "支持前沿研究"
        measure.baseline = {**(measure.baseline or {}), "title": "支持原始创新"}
        measure.save()
    read_uploads_here(monkeypatch)
    upload(page, file, plan="示例市科技创新规划（2026—2030年）")
    page.get_by_role("link", name="查看比对").click()
    expect(page.locator(".outcome-conflict")).to_contain_text("支持前沿研究")
    picture(page, "comparison-conflict")
    page.get_by_role("button", name="应用所勾选的内容").click()
    expect(page.locator("#content")).to_contain_text("导入已应用")
    assert Measure.objects.get(code="1.1-1").title == "支持前沿研究"
    page.goto("/admin/measures/import/")
    picture(page, "list")
    assert set(Import.objects.values_list("state", flat=True)) == {"applied"}
    assert complaints == []


def test_the_pages_scroll_nowhere_sideways_and_go_on_without_scripts(
    file: Path, sign_in: SignIn, complaints: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read_uploads_here(monkeypatch)
    page = sign_in()
    upload(page, file)
    for width in (1366, 1024, 390):
        page.set_viewport_size({"width": width, "height": 768})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1366, "height": 768})
    assert complaints == []
