import csv
from io import StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from measures.models import Measure
from tests.browser.conftest import SignIn
from tests.factories import make_body, make_measure, make_plan, make_section, make_source

pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]

TEXT = "第一章 科技创新\n一、引进高端人才。完善服务保障。\n二、培育企业。给予支持。\n"


@pytest.fixture
def talent() -> Measure:
    plan = make_plan("demo", title="示例市科技规划")
    source = make_source(plan, TEXT)
    section = make_section(plan, label="第一章", title="科技创新")
    make_body("市科技局", aliases=["市科学技术局"])
    make_body("市财政局")
    make_measure(section, label="二、", title="培育企业", text="培育企业。给予支持。")
    start = TEXT.index("一、引进")
    words = {"title": "引进高端人才", "text": "引进高端人才。完善服务保障。"}
    return make_measure(section, label="一、", source=source, source_start=start, source_end=start + 16, **words)


def find(page: Page, words: str) -> None:
    page.goto("/admin/")
    page.locator("#nav-sidebar, #content-main").get_by_role("link", name="任务举措", exact=True).first.click()
    page.get_by_role("searchbox", name="搜索").fill(words)
    page.get_by_role("button", name="搜索").click()


def assign_lead(page: Page, typed: str, body: str) -> None:
    page.get_by_label("牵头单位").press_sequentially(typed)
    page.get_by_role("option", name=body, exact=True).wait_for()
    page.keyboard.press("Enter")
    expect(page.get_by_label("牵头单位")).to_have_value(body)


def test_a_lead_body_assigned_in_the_admin_is_in_the_api_and_in_the_ledger(
    talent: Measure, sign_in: SignIn, complaints: list[str], tmp_path: Path
) -> None:
    page = sign_in()
    find(page, "人才")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    page.get_by_role("link", name="引进高端人才").click()
    expect(page.locator(".excerpt mark")).to_contain_text("引进高端人才。完善服务保障。")
    assign_lead(page, "科学技术", "市科技局")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".messagelist .success")).to_contain_text("引进高端人才")

    record = page.request.get(f"/api/v1/plans/demo/measures/{talent.code}/").json()
    assert [(part["role"], part["body"]["name"]) for part in record["responsibilities"]] == [("lead", "市科技局")]

    find(page, "人才")
    for kind in ("xlsx", "csv"):
        with page.expect_download() as download:
            page.get_by_role("link", name=f"导出台账 {kind}").click()
        download.value.save_as(tmp_path / f"ledger.{kind}")
    table = list(csv.reader(StringIO((tmp_path / "ledger.csv").read_text("utf-8-sig"))))
    workbook = load_workbook(tmp_path / "ledger.xlsx")
    cells = [str(cell) for row in workbook.worksheets[0].iter_rows(values_only=True) for cell in row]
    for words in ("引进高端人才", "市科技局"):
        assert any(words in cell for row in table for cell in row)
        assert any(words in cell for cell in cells)
    assert not any("培育企业" in cell for cell in cells)
    assert complaints == []


def test_a_stale_form_is_refused_and_nothing_typed_is_lost(
    talent: Measure, sign_in: SignIn, complaints: list[str]
) -> None:
    mine, theirs = sign_in("王五"), sign_in("李四")
    for page in (mine, theirs):
        page.goto(f"/admin/measures/measure/{talent.pk}/change/")
    theirs.get_by_label("标题").fill("引进领军人才")
    theirs.get_by_role("button", name="保存", exact=True).click()
    expect(theirs.locator(".messagelist .success")).to_be_visible()

    mine.get_by_label("标题").fill("引进青年人才")
    assign_lead(mine, "财政", "市财政局")
    mine.get_by_role("button", name="保存", exact=True).click()
    conflict = mine.get_by_role("alert")
    for words in ("李四", "高端", "领军", "青年"):
        expect(conflict).to_contain_text(words)
    expect(mine.get_by_label("标题")).to_have_value("引进青年人才")
    assert Measure.objects.get(pk=talent.pk).title == "引进领军人才"

    mine.get_by_role("button", name="保存", exact=True).click()
    expect(mine.locator(".messagelist .success")).to_be_visible()
    written = Measure.objects.get(pk=talent.pk)
    assert written.title == "引进青年人才"
    assert [part.body.name for part in written.responsibilities.all()] == ["市财政局"]
    assert complaints == []


def test_every_page_is_silent_under_the_policy(talent: Measure, sign_in: SignIn, complaints: list[str]) -> None:
    page = sign_in()
    form = f"/admin/measures/measure/{talent.pk}/change/"
    addresses = ["/admin/", "/admin/password_change/", "/admin/measures/measure/add/", "/api/docs/"]
    addresses += [f"/admin/measures/{kind}/" for kind in ("section", "measure", "responsiblebody", "edit")]
    addresses += [
        form,
        f"/admin/measures/plan/{talent.plan_id}/change/",
        f"/admin/measures/sourcedocument/{talent.source_id}/change/",
        f"/admin/measures/measure/{talent.pk}/history/",
        f"/admin/measures/measure/{talent.pk}/history/{talent.history.get().pk}/",
    ]
    for address in addresses:
        load(page, address)
    page.goto("/admin/")
    page.get_by_role("button", name="English").click()
    page.locator(".theme-toggle").click()
    for address in ("/admin/measures/measure/", form):
        load(page, address)
    assert complaints == []


def load(page: Page, address: str) -> None:
    response = page.goto(address, wait_until="load")
    assert response is not None
    assert response.headers["content-security-policy"] == "default-src 'self'"


def test_the_filters_go_nowhere_before_they_are_applied(
    talent: Measure, sign_in: SignIn, complaints: list[str]
) -> None:
    page = sign_in()
    page.goto("/admin/measures/measure/")
    filters = page.locator("#filters")
    filters.get_by_label("审核状态").focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(filters.get_by_label("审核状态")).to_have_value("published")
    assert page.url.endswith("/admin/measures/measure/")
    filters.get_by_label("进展阶段").select_option("已完成")
    filters.get_by_role("button", name="应用").click()
    page.wait_for_url("**/measure/?review_state__exact=published&phase__exact=completed")
    expect(page.locator("#result_list tbody tr")).to_have_count(0)
    page.get_by_role("link", name="清除全部筛选").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(2)
    assert complaints == []


def test_a_breach_of_the_policy_and_a_missing_file_would_be_heard(sign_in: SignIn, complaints: list[str]) -> None:
    page = sign_in()
    page.goto("/admin/password_change/")
    with page.expect_console_message():
        page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">红</p>')")
    with page.expect_console_message():
        page.evaluate("fetch('/nothing/')")
    assert ["Content Security Policy" in complaints[0], "404" in complaints[1]] == [True, True]
