"""Two clicks on Save make one record, whether the browser holds the second back or the server has to."""

import pytest
from playwright.sync_api import Locator, Page, expect

from measures.edits import EditVia, edit
from measures.models import Edit, Measure
from tests.browser.conftest import SignIn
from tests.factories import make_measure, make_plan, make_section
from tests.uploads import uploaded

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


def press_twice(button: Locator) -> None:
    """What the first press sends is on its way when the second comes."""
    button.evaluate("button => { button.click(); setTimeout(() => button.click(), 50); }")


def test_two_clicks_on_a_button_of_another_page_send_it_once(sign_in: SignIn, complaints: list[str]) -> None:
    """Of a list, of a page that asks once more, and one that stands outside of its form."""
    measure = make_measure(make_section(make_plan("demo")))
    imported, page, sent = uploaded(slug="shili"), sign_in(), []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto("/admin/measures/measure/")
    page.locator(".views summary").click()
    page.locator(".save-view [name=name]").fill("我的")
    press_twice(page.locator(".save-view [type=submit]"))
    expect(page.locator(".views .saved")).to_contain_text("我的")
    with edit(None, via=EditVia.ADMIN, reason="试"):
        measure.note = "改过"
        measure.save()
    page.goto(f"/admin/measures/edit/{Edit.objects.latest('pk').pk}/undo/")
    press_twice(page.locator("#undo-form [type=submit]"))
    expect(page.locator(".messagelist")).to_contain_text("已撤销")
    page.goto(f"/admin/measures/import/{imported.pk}/change/")
    press_twice(page.get_by_role("button", name="放弃此次导入"))
    expect(page.locator(".messagelist")).to_be_visible()
    assert [url.split("/")[-2] for url in sent] == ["views", "undo", "abandon"]
    assert complaints == []


def test_without_scripts_the_server_writes_it_once(sign_in: SignIn, complaints: list[str]) -> None:
    section, page = make_section(make_plan("demo")), sign_in()
    page.route("**/submit*.js", lambda route: route.abort())
    fill(page, section.pk)
    page.dblclick("input[name=_save]", no_wait_after=True)
    saved(page)
