"""Two clicks on Save make one record, whether the browser holds the second back or the server has to."""

import pytest
from playwright.sync_api import Page, expect

from measures.models import Measure
from tests.browser.conftest import SignIn
from tests.factories import make_plan, make_section

pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]


def fill(page: Page, section: int) -> None:
    page.goto(f"/admin/measures/measure/add/?section={section}")
    page.fill("#id_title", "新增举措")
    page.fill("#id_text", "新增举措。")


def saved(page: Page) -> None:
    expect(page.locator(".messagelist .success").first).to_contain_text("新增举措")
    assert Measure.objects.filter(title="新增举措").count() == 1


def test_a_double_click_sends_the_form_once(sign_in: SignIn, complaints: list[str]) -> None:
    section, page = make_section(make_plan("demo")), sign_in()
    fill(page, section.pk)
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.dblclick("input[name=_save]", no_wait_after=True)
    saved(page)
    assert len(sent) == 1
    assert complaints == []


def test_without_scripts_the_server_writes_it_once(sign_in: SignIn, complaints: list[str]) -> None:
    section, page = make_section(make_plan("demo")), sign_in()
    page.route("**/submit*.js", lambda route: route.abort())
    fill(page, section.pk)
    page.dblclick("input[name=_save]", no_wait_after=True)
    saved(page)
