"""axe-core finds nothing serious on any kind of page of the admin, light or dark, and no window cuts one."""

from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from django.contrib.admin import site
from django.contrib.auth.models import Group, User
from playwright.sync_api import Page, ViewportSize

from measures.intake.imports import apply_import
from measures.models import Measure, SourceDocument
from tests.browser.conftest import SignIn
from tests.factories import assign, make_body, make_measure, make_plan, make_section, make_source, make_target
from tests.uploads import uploaded

pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
    "preload": False,
}
WINDOW: ViewportSize = {"width": 1366, "height": 768}
FRAME = ("#header", "#nav-sidebar")
WIDTHS = (390, 683, 1024, 1920)  # 683 is a window of 1366 at 200 %


@pytest.fixture
def measure() -> Measure:
    """One with every kind of part and badge, read from a document."""
    text = "第一章 科技创新\n一、引进高端人才。完善服务保障。\n"
    plan = make_plan("demo")
    section = make_section(plan, label="第一章", title="科技创新", text="总体要求。")
    start = text.index("一、引进")
    measure = make_measure(
        section, source=make_source(plan, text), source_start=start, source_end=start + 16, due_on="2020-12-31"
    )
    for state, phase in (("extracted", "in_progress"), ("confirmed", "completed"), ("published", "suspended")):
        make_measure(section, review_state=state, phase=phase, due_on="2099-12-31")
    assign(measure, "市科技局")
    make_target(measure, value=300, unit="家", year=2025)
    return measure


def faults(page: Page, *left_out: str) -> list[tuple[str, list[str]]]:
    """The rules that are broken seriously or critically, with the elements that break them; some parts left out."""
    page.evaluate(f"{AXE}; 0")
    asked = [{"exclude": [[part] for part in left_out]}, OPTIONS]
    found: dict[str, Any] = page.evaluate("asked => axe.run(...asked)", asked)
    return [
        (rule["id"], [node["html"][:120] for node in rule["nodes"]])
        for rule in found["violations"]
        if rule["impact"] in ("serious", "critical")
    ]


def faults_of(page: Page, addresses: list[str]) -> dict[str, list[object]]:
    """Address → what is broken there, and the widths at which it is cut; without those where nothing is.

    The head and the menu, which are the same on each page, are looked at on the first.
    """
    found: dict[str, list[object]] = {}
    for address in addresses:
        page.goto(address)
        left_out = FRAME if found else ()
        found[address] = [*faults(page, *left_out), *(width for width in WIDTHS if is_cut(page, width))]
        page.set_viewport_size(WINDOW)
    return {address: broken for address, broken in found.items() if broken}


def is_cut(page: Page, width: int) -> bool:
    """Whether the page is wider than a window of this width."""
    page.set_viewport_size({"width": width, "height": 768})
    wide: bool = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return wide


def test_no_kind_of_page_breaks_a_rule_seriously_or_is_wider_than_its_window(
    measure: Measure, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site.get_model_admin(Measure), "list_per_page", 1)  # with links to other pages
    page = sign_in()
    User.objects.update(is_superuser=True)
    Group.objects.create(name="编辑组")
    imported, form = uploaded(), f"/admin/measures/measure/{measure.pk}"
    apply_import(uploaded(slug="shili"), None, expected="", declined=frozenset())
    document = SourceDocument.objects.get(plan__slug="shili")
    addresses = [
        "/admin/",
        "/admin/measures/import/",
        "/admin/measures/import/add/",
        f"/admin/measures/import/{imported.pk}/change/",
        f"/admin/measures/import/{imported.pk}/comparison/",
        "/nothing/",
        "/admin/password_change/",
        "/admin/measures/measure/",
        "/admin/measures/measure/grid/",
        "/admin/measures/measure/add/",
        "/admin/measures/apitoken/add/",
        f"/admin/measures/measure/bulk/assign/?ids={measure.pk}&body=市科技局&role=support",
        "/admin/measures/measure/bulk/section/?all=1&section=1",
        "/admin/measures/responsiblebody/",
        f"/admin/measures/responsiblebody/merge/?ids={make_body().pk},{make_body('市财政局').pk}",
        f"{form}/change/",
        f"{form}/history/",
        f"{form}/split/",
        f"/admin/measures/plan/{measure.plan_id}/change/",
        f"/admin/measures/plan/{measure.plan_id}/contents/",
        f"/admin/measures/section/{measure.section_id}/change/",
        f"/admin/measures/measure/{measure.pk}/split/?cut=1",
        f"/admin/measures/measure/move/?pk={measure.pk}&place=down",
        f"/admin/measures/responsiblebody/{make_body().pk}/change/",
        f"/admin/measures/sourcedocument/{document.pk}/change/",
        f"/admin/measures/responsiblebody/{make_body().pk}/page/",
        f"/admin/measures/responsiblebody/succeed/?ids={make_body().pk}&to_body=市财政局&counts_from=2026-01-01&role=",
        "/admin/measures/edit/",
        f"/admin/auth/user/{User.objects.get().pk}/change/",
        f"/admin/auth/user/rights/?account={User.objects.get().pk}",
        f"/admin/auth/group/{Group.objects.get(name='编辑组').pk}/change/",
    ]
    assert faults_of(page, addresses) == {}
    page.emulate_media(color_scheme="dark")
    dark = ["/admin/", "/admin/measures/measure/", f"{form}/change/"]
    assert {address: broken for address in dark if page.goto(address) and (broken := faults(page))} == {}


def test_a_line_that_is_added_and_a_picker_that_is_opened_have_names(measure: Measure, sign_in: SignIn) -> None:
    page = sign_in()
    page.goto(f"/admin/measures/measure/{measure.pk}/change/")
    page.get_by_label("配合单位").press_sequentially("科技")
    page.get_by_role("listbox", name="配合单位").wait_for()
    assert faults(page) == []
    page.get_by_role("button", name="增加目标指标").click()
    page.locator(".field-section .select2-selection").click()
    page.get_by_role("searchbox", name="章节").wait_for()
    assert faults(page) == []


def test_the_login_page_and_its_error(measure: Measure, sign_in: SignIn) -> None:
    page = sign_in()  # whose account is there; the session is not used
    page.context.clear_cookies()
    page.goto("/admin/login/")
    assert faults(page) == []
    page.get_by_label("用户名").fill("王五")
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    page.locator(".errornote").wait_for()
    assert faults(page) == []


def test_a_broken_rule_would_be_found(sign_in: SignIn) -> None:
    page = sign_in()
    page.goto("/admin/password_change/")
    page.evaluate("document.querySelector('#content').insertAdjacentHTML('beforeend', '<select></select>')")
    assert [rule for rule, _elements in faults(page)] == ["select-name"]
