"""axe-core finds nothing serious on any page of the admin, in light and in dark."""

from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page

from measures.models import Measure
from tests.browser.conftest import Desk
from tests.factories import assign, make_body, make_measure, make_plan, make_section, make_source, make_target

pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
# Django's double list of permissions gives its help signs a name that their element may not bear (SelectFilter2.js).
OF_DJANGO = "aria-prohibited-attr"


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


def faults(page: Page) -> list[tuple[str, list[str]]]:
    """The rules that are broken seriously or critically, with the elements that break them."""
    page.evaluate(f"{AXE}; 0")
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", OPTIONS)
    return [
        (rule["id"], [node["html"][:120] for node in rule["nodes"]])
        for rule in found["violations"]
        if rule["impact"] in ("serious", "critical") and rule["id"] != OF_DJANGO
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_breaks_a_rule_seriously(scheme: Any, measure: Measure, desk: Desk) -> None:
    page = desk()
    User.objects.update(is_superuser=True)
    page.emulate_media(color_scheme=scheme)
    kinds = ("plan", "section", "measure", "responsiblebody", "target", "sourcedocument", "apitoken")
    addresses = ["/admin/", "/admin/password_change/", "/admin/auth/user/", "/admin/axes/accessattempt/", "/nothing/"]
    addresses += [f"/admin/measures/{kind}/" for kind in kinds]
    records = (
        ("plan", measure.plan_id),
        ("section", measure.section_id),
        ("measure", measure.pk),
        ("responsiblebody", make_body().pk),
        ("sourcedocument", measure.source_id),
    )
    addresses += [f"/admin/measures/{kind}/{pk}/change/" for kind, pk in records]
    addresses += [f"/admin/measures/{kind}/add/" for kind in ("measure", "apitoken")]
    addresses += [
        f"/admin/measures/measure/{measure.pk}/history/",
        f"/admin/auth/user/{User.objects.get().pk}/change/",
    ]
    broken = {}
    for address in addresses:
        page.goto(address)
        page.wait_for_load_state("load")
        if found := faults(page):
            broken[address] = found
    assert broken == {}


def test_a_line_that_is_added_and_a_picker_that_is_opened_have_names(measure: Measure, desk: Desk) -> None:
    page = desk()
    page.goto(f"/admin/measures/measure/{measure.pk}/change/")
    page.get_by_role("button", name="添加另一个 责任分工").click()
    page.locator("#responsibilities-1 .select2-selection").click()
    page.get_by_role("searchbox", name="责任单位").wait_for()
    assert faults(page) == []


def test_the_login_page_and_its_error(measure: Measure, desk: Desk) -> None:
    page = desk()
    page.context.clear_cookies()
    page.goto("/admin/login/")
    assert faults(page) == []
    page.get_by_label("用户名").fill("王五")
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    page.locator(".errornote").wait_for()
    assert faults(page) == []


def test_a_broken_rule_would_be_found(desk: Desk) -> None:
    page = desk()
    page.evaluate("document.querySelector('#content').insertAdjacentHTML('beforeend', '<select></select>')")
    assert [rule for rule, _elements in faults(page)] == ["select-name"]


def test_the_handbook_of_the_api_can_be_read(measure: Measure, desk: Desk) -> None:
    """Its parts are Swagger UI's; their colours are ours to mend."""
    page = desk()
    page.goto("/api/docs/")
    page.locator(".opblock-summary-method").first.wait_for()
    assert [rule for rule, _elements in faults(page) if rule == "color-contrast"] == []
