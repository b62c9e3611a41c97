"""Small windows, zoom and paper: everything can be read and nothing stands in the way."""

import re
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from measures.choices import EditVia
from measures.edits import edit
from measures.models import Measure, PendingChange, Plan
from tests.browser.conftest import SignIn
from tests.factories import assign, make_measure, make_plan, make_section

pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]

LIST = "/admin/measures/measure/"
CUT = """[...document.querySelectorAll(".form-row")].filter(row => row.scrollWidth > row.clientWidth)
         .map(row => row.className)"""

# From the end of a label's words to the link beside them, and from a badge to the one before it: pixels.
GAPS = """[...document.querySelectorAll(".to-do li:has(.table)")].map(cell => {
    const words = document.createRange();
    words.selectNodeContents(cell.querySelector("a").lastChild);
    return cell.querySelector(".table").getBoundingClientRect().left - words.getBoundingClientRect().right;
})"""
GAP = "badge => badge.getBoundingClientRect().left - badge.previousElementSibling.getBoundingClientRect().right"


@pytest.fixture
def measure() -> Measure:
    section = make_section(make_plan("demo"), title="科技创新")
    measures = [make_measure(section, title=f"第{number}项任务", text="完善服务保障。" * 20) for number in range(1, 31)]
    assign(measures[0], "市科技局")
    return measures[0]


def width_of(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["width"]


def test_a_list_uses_the_window_and_scrolls_nowhere_sideways(measure: Measure, sign_in: SignIn) -> None:
    page = sign_in()
    page.goto(LIST)
    for width in (1366, 1024, 767, 390):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert width_of(page, "#searchbar") >= min(230, width / 2), width
        if width <= 767 and not page.locator("#filters-unfolded").is_checked():
            page.get_by_label("筛选", exact=True).and_(page.locator("input")).check()
        for field in page.locator("#filters select, #filters input").all():
            box = field.bounding_box()
            assert box is not None
            assert box["width"] >= 40, width
            assert box["x"] + box["width"] <= width, width
        sidebar = 224 if width > 767 else 0
        assert width_of(page, "#content") >= width - sidebar - 1, width


def test_a_pending_change_is_decided_on_a_phone(measure: Measure, sign_in: SignIn) -> None:
    Plan.objects.update(second_person=True)
    with edit(None, via=EditVia.COMMAND):
        PendingChange.objects.create(measure=measure, wanted={"title": "新标题"}, version=measure.version)
    page = sign_in()
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{LIST}{measure.pk}/pending/")
    assert page.locator("#reason").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_on_a_phone_filters_are_folded_but_for_those_in_use(measure: Measure, sign_in: SignIn) -> None:
    page = sign_in()
    page.set_viewport_size({"width": 390, "height": 800})
    shown = page.locator("#filters > :visible")
    page.goto(LIST)
    assert shown.count() == 0
    page.locator("#filters-unfolded").check()
    assert shown.count() == page.locator("#filters > :not(datalist)").count()
    page.goto(f"{LIST}?phase__exact=not_started")
    assert shown.evaluate_all("all => all.map(each => each.textContent.trim().slice(0, 4))") == [
        "进展阶段",
        "应用",
        "清除全部",
    ]


def test_neighbours_do_not_touch(measure: Measure, sign_in: SignIn) -> None:
    """On the start page the longest label and the links beside it; in the list two badges, and the buttons above."""
    for change in ({"review_state": "confirmed"}, {"title": "改过"}):
        Measure.objects.filter(pk=measure.pk).update(**change)
    page = sign_in()
    page.goto("/admin/")
    assert page.evaluate(GAPS) != []
    assert min(page.evaluate(GAPS)) >= 4
    page.goto(f"{LIST}?changed=yes")
    assert page.locator("#result_list .badge + .badge").evaluate(GAP) >= 3
    page.set_viewport_size({"width": 911, "height": 512})  # a window of 1366 at 150 %
    tools, views = (page.locator(each).last.bounding_box() for each in (".object-tools a", ".views"))
    assert tools is not None
    assert views is not None
    assert tools["y"] + tools["height"] <= views["y"]


def test_without_scripts_the_menu_stands_beside_the_page(
    sign_in: SignIn, browser: Browser, live_server: LiveServer
) -> None:
    """What opens and closes it is a script."""
    signed_in = sign_in().context.storage_state()
    with browser.new_context(storage_state=signed_in, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{live_server.url}{LIST}")
        menu, content = (page.locator(each).bounding_box() for each in ("#nav-sidebar", "#content"))
    assert menu is not None
    assert content is not None
    assert (menu["x"], menu["x"] + menu["width"] <= content["x"]) == (0, True)


def test_the_table_and_the_preview_scroll_nowhere_sideways(measure: Measure, sign_in: SignIn) -> None:
    page = sign_in()
    for address in (f"{LIST}grid/", f"{LIST}bulk/assign/?all=1&body=市科技局&role=support"):
        page.goto(address)
        for width in (1366, 767, 390):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)


def test_the_buttons_stand_in_rows_and_leave_the_form_free(measure: Measure, sign_in: SignIn) -> None:
    """683 × 384 is a window of 1366 × 768 at 200 %."""
    page = sign_in()
    page.goto(f"{LIST}{measure.pk}/change/")
    for width, height in ((1024, 768), (767, 800), (683, 384), (390, 700)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        buttons = page.locator(".submit-row").bounding_box()
        assert buttons is not None
        assert buttons["height"] <= 100, width
        assert height - buttons["y"] <= height / 4, width
        assert width_of(page, "#id_title") >= 200, width
        assert page.evaluate(CUT) == [], width


def test_printing_begins_with_the_record_leaves_the_frame_out_and_ends_without_a_blank_page(
    measure: Measure, sign_in: SignIn, tmp_path: Path
) -> None:
    page = sign_in()
    for address in (LIST, f"{LIST}{measure.pk}/change/", f"/admin/measures/plan/{measure.plan_id}/contents/"):
        page.goto(address)
        page.wait_for_load_state("load")
        page.pdf(path=tmp_path / "page.pdf", format="A4")
        sheets = pypdfium2.PdfDocument(tmp_path / "page.pdf")
        texts = [re.sub(r"\s", "", sheet.get_textpage().get_text_bounded()) for sheet in sheets]
        assert all(texts), address
        assert "第1项任务" in texts[0]
        assert "第10项任务" in texts[0] or "完善服务保障" in texts[0]
        for button in ("退出", "保存", "今天"):
            assert button not in texts[0]
