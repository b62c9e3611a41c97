"""A script that arrives after somebody has begun to work takes no focus, hides no field and forgets nothing typed."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from measures.intake.imports import apply_import
from measures.models import Measure, Plan
from tests.browser.conftest import SignIn
from tests.browser.test_leaving import DRAFTS
from tests.factories import make_body, make_measure, make_plan, make_section
from tests.uploads import TEXT, uploaded
from tests.waiting import wait_until

pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]

Late = Callable[[str, str], Callable[[], None]]


@pytest.fixture
def page(sign_in: SignIn) -> Page:
    return sign_in()


@pytest.fixture
def late(page: Page) -> Iterator[Late]:
    """`arrive = late(address, script)` opens the page without that script, which comes with `arrive()`."""
    held: list[Route] = []

    def open_page(address: str, script: str) -> Callable[[], None]:
        page.route(f"**/{script}*.js", lambda route: held.append(route))
        page.goto(address, wait_until="commit")
        return arrive

    def arrive() -> None:
        while held:
            held.pop().continue_()
        page.wait_for_load_state("load")

    yield open_page
    page.unroute_all()


@pytest.fixture
def measure() -> Measure:
    return make_measure(make_section(make_plan("demo"), title="科技"))


def asks_before_it_is_left(page: Page) -> bool:
    asked = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.locator("#nav-sidebar .model-measure th a").click()
    expect(page.locator("#content-main form").first).to_be_visible()
    return asked == ["beforeunload"]


def test_the_first_field_of_a_new_record_takes_no_focus_from_another(page: Page, late: Late, measure: Measure) -> None:
    arrive = late("/admin/measures/measure/add/", "*form")
    page.get_by_label("备注").press_sequentially("已经")
    arrive()
    expect(page.get_by_label("备注")).to_be_focused(timeout=1_000)
    page.goto("/admin/measures/measure/add/")
    expect(page.get_by_label("标题")).to_be_focused()


def test_the_first_field_that_is_wrong_takes_the_focus_and_its_error_stands_above_it(
    page: Page, measure: Measure
) -> None:
    page.goto(f"/admin/measures/measure/{measure.pk}/change/")
    lead = page.get_by_label("牵头单位")
    lead.fill("没有这个局")
    page.locator("[name=_save]").click()
    expect(lead).to_be_focused()
    field, error = lead.bounding_box(), page.locator(".field-lead .errorlist").bounding_box()
    assert field is not None
    assert error is not None
    assert abs(field["x"] - error["x"]) <= 2


def test_words_that_were_typed_before_are_unsaved_all_the_same(page: Page, late: Late, measure: Measure) -> None:
    arrive = late(f"/admin/measures/measure/{measure.pk}/change/", "unsaved")
    page.get_by_label("备注").fill("写在脚本之前")
    arrive()
    assert page.evaluate(DRAFTS) == 1
    assert asks_before_it_is_left(page)


def test_what_is_saved_before_the_last_script_came_is_no_draft_any_more(
    page: Page, late: Late, measure: Measure
) -> None:
    page.goto(f"/admin/measures/measure/{measure.pk}/change/")
    page.get_by_label("备注").fill("写了一半")
    wait_until(lambda: page.evaluate(DRAFTS) == 1)
    page.evaluate("sessionStorage.setItem('sent-draft', 'of another page')")
    arrive = late(f"/admin/measures/measure/{measure.pk}/change/", "suggestions")
    # unsaved.js has come, which forgets it and hears the keys
    wait_until(lambda: page.evaluate("sessionStorage.getItem('sent-draft')") is None)
    page.get_by_label("备注").fill("写完了")
    page.keyboard.press("Control+s")
    expect(page.locator(".messagelist .success")).to_be_visible()
    arrive()
    assert page.evaluate(DRAFTS) == 0
    measure.refresh_from_db()
    assert measure.note == "写完了"


def test_a_number_that_is_being_typed_keeps_its_row_in_place(page: Page, late: Late, measure: Measure) -> None:
    arrive = late("/admin/reports/columns/?report=ledger", "columns")
    place = page.get_by_label("顺序 牵头单位", exact=True)
    place.fill("1.5")
    arrive()
    expect(page.get_by_role("button", name="上移").first).to_be_visible()
    expect(place).to_be_focused(timeout=1_000)
    expect(place).to_have_value("1.5")
    place.press("Tab")
    expect(place).to_have_value("2")
    expect(page.get_by_label("自定列名 牵头单位")).to_be_focused(timeout=1_000)


def test_a_number_that_was_left_before_is_put_in_order_with_the_next_field_that_is_left(
    page: Page, late: Late, measure: Measure
) -> None:
    arrive = late("/admin/reports/columns/?report=ledger", "columns")
    place, title = page.get_by_label("顺序 牵头单位", exact=True), page.get_by_label("自定列名 牵头单位")
    place.fill("1.5")
    place.press("Tab")
    arrive()
    expect(page.get_by_role("button", name="上移").first).to_be_visible()
    expect(title).to_be_focused(timeout=1_000)
    expect(place).to_have_value("1.5")
    title.press_sequentially("主责")
    title.press("Tab")
    expect(place).to_have_value("2")
    expect(title).to_have_value("主责")
    expect(page.get_by_role("button", name="上移").nth(1)).to_be_focused(timeout=1_000)


def test_a_line_that_was_named_by_hand_stays_in_sight(page: Page, late: Late) -> None:
    arrive = late(f"/admin/measures/import/{uploaded(slug='shili').pk}/change/", "correcting")
    words = page.get_by_label("该行文字")
    words.fill("完善")
    arrive()
    expect(words).to_be_focused(timeout=1_000)
    page.locator("#L2 a").click(position={"x": 2, "y": 8})
    expect(words).to_be_hidden()
    expect(words).to_have_value("")


def test_what_was_marked_before_is_taken(page: Page, late: Late) -> None:
    arrive = late(f"/admin/measures/import/{uploaded(slug='shili').pk}/change/", "correcting")
    page.locator("#L2").select_text()
    arrive()
    expect(page.locator("output.marked")).to_contain_text("行 2：第一章 科技创新")


def test_the_box_of_a_group_says_what_was_left_out_before(page: Page, late: Late) -> None:
    apply_import(uploaded(slug="shili"), None, expected="", declined=frozenset())
    newer = uploaded(TEXT.replace("新增重点", "新建重点").replace("300名", "500名"), plan=Plan.objects.get())
    arrive = late(f"/admin/measures/import/{newer.pk}/comparison/", "ticks")
    boxes = page.locator("details.outcome [name=tick]")
    boxes.first.uncheck()
    arrive()
    everything = page.locator("details.outcome .all").first
    expect(everything).to_be_visible()
    expect(everything).not_to_be_checked()
    expect(boxes.first).not_to_be_checked()
    boxes.first.check()
    expect(everything).to_be_checked()


def test_a_panel_that_was_opened_before_leads_to_its_field_and_names_are_offered(
    page: Page, late: Late, measure: Measure
) -> None:
    make_body("市科技局")
    arrive = late("/admin/measures/measure/", "panels")
    page.locator(".bulk-panel summary", has_text="责任单位").first.click()
    arrive()
    expect(page.locator("#bulk_body")).to_be_focused()
    arrive = late(f"/admin/measures/measure/{measure.pk}/change/", "suggestions")
    page.locator("#id_lead").fill("科技")
    arrive()
    expect(page.get_by_role("option", name="市科技局")).to_be_visible()


def test_a_name_that_is_typed_on_is_not_replaced_by_what_was_offered_for_its_beginning(
    page: Page, measure: Measure
) -> None:
    make_body("市科技局")
    page.goto(f"/admin/measures/measure/{measure.pk}/change/")
    lead = page.locator("#id_lead")
    lead.fill("市财政局、")
    lead.press_sequentially("科技")
    expect(page.get_by_role("option", name="市科技局")).to_be_visible()
    lead.press("Home")
    lead.press("Enter")
    lead.press("End")
    expect(lead).to_have_value("市财政局、科技")
    page.route("**/*term=*", lambda route: None)  # a slow line: no answer yet
    lead.press_sequentially("园区管委会")
    expect(page.get_by_role("listbox")).to_have_count(0)
    lead.press("Enter")
    lead.press("Home")
    expect(lead).to_have_value("市财政局、科技园区管委会")
    page.unroute_all()
