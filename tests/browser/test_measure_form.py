"""The form of a measure: who answers for it is in sight, keys reach everything, and a queue is worked through."""

import pytest
from playwright.sync_api import Frame, Page, expect

from measures.choices import ReviewState, Role
from measures.models import Measure
from tests.browser.conftest import SignIn
from tests.factories import assign, make_body, make_measure, make_plan, make_section, make_source

pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]

LONG = "完善创新服务保障体系，" * 60 + "形成示范。"
COUNT_CLICKS = "sessionStorage.clicks = Number(sessionStorage.clicks || 0) + event.detail"


@pytest.fixture
def queue() -> list[Measure]:
    """Two that nobody answers for, read from a document, and between them one that is assigned."""
    plan = make_plan("demo")
    source = make_source(plan, LONG)
    section = make_section(plan, label="第一章", title="科技创新")
    waiting = {"review_state": ReviewState.EXTRACTED, "text": LONG, "source": source}
    spans = {"source_start": 0, "source_end": len(LONG)}
    measures = [make_measure(section, title=f"第{number}项任务", **waiting, **spans) for number in "一二三"]
    assign(measures[1], "市财政局", Role.RESPONSIBLE)
    make_body("市科技局")
    make_body("市科技局", "邻市")
    return measures


def work(page: Page) -> list[str]:
    """The pages that are opened from now on; clicks are counted in `sessionStorage`."""
    pages: list[str] = []

    def note(frame: Frame) -> None:
        pages.append(frame.url)

    page.add_init_script(f"addEventListener('click', event => {{ {COUNT_CLICKS} }}, true)")
    page.on("framenavigated", note)
    return pages


def tabs_to(page: Page, field: str) -> int:
    """How many tabs lead there, by way of the link that skips what stands before the form."""
    for count in range(1, 30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == field:
            return count
        if page.evaluate("document.activeElement.getAttribute('href')") == "#form-start":
            page.keyboard.press("Enter")
    raise AssertionError(f"no tab leads to {field}")


def bottom(page: Page, selector: str) -> float:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def test_a_lead_is_given_in_a_queue_with_four_clicks_its_name_and_two_pages(
    queue: list[Measure], sign_in: SignIn, complaints: list[str]
) -> None:
    page = sign_in()
    pages = work(page)
    page.goto("/admin/")
    pages.clear()
    page.get_by_role("link", name="无责任单位：逐条").click()
    lead = page.get_by_label("牵头单位")
    lead.click()
    lead.press_sequentially("科技")
    expect(page.get_by_role("listbox", name="牵头单位").get_by_role("option")).to_have_text(
        ["市科技局", "市科技局（邻市）"]
    )
    page.keyboard.press("Enter")
    page.get_by_role("button", name="保存并打开下一条").click()
    expect(page.locator(".messagelist .success")).to_have_text("“第一项任务”已保存。")
    assert int(page.evaluate("sessionStorage.clicks")) <= 4
    assert len(pages) == 2
    assert [part.body.jurisdiction for part in queue[0].responsibilities.all()] == ["示例市"]

    expect(page.locator("#id_title")).to_have_value("第三项任务")  # the second has its bodies
    for role in Role:
        assert bottom(page, f"#id_{role}") <= 768 - 49, role  # the buttons' row
    page.evaluate("scrollTo(0, 0)")
    page.reload()
    assert tabs_to(page, "id_title") <= 6
    lead.fill("市科技局")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".messagelist .success")).to_contain_text("第三项任务")
    assert "assigned=no" in page.url
    assert complaints == []
