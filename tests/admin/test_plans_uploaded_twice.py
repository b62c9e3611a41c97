"""A plan that is here and is uploaded again as a new one: the pages say so before it is here twice."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from measures.importing import apply as import_plan
from measures.intake.imports import incoming_of
from measures.models import Import, Plan
from tests.admin.pages import page_of, url
from tests.admin.test_uploading import grant, limit
from tests.factories import make_plan
from tests.made_once import made_once
from tests.uploads import TEXT, uploaded

REVISED = TEXT.replace("300名", "400名")


@made_once
def plan() -> Plan:
    import_plan(incoming_of(uploaded(TEXT, slug="shili")))
    return Plan.objects.get()


def said(client: Client, item: Import, view: str = "import_change") -> str:
    """What a page of the import says of a plan that is here, "" where nothing."""
    found = page_of(client.get(url(view, item.pk))).xpath("//*[@id='plan-here']")
    return found[0].text_content() if found else ""


def press(client: Client, item: Import, view: str) -> None:
    page = page_of(client.get(url(view, item.pk)))
    [form] = page.xpath("//form[@id='edition']")
    assert page.xpath("//button[@form='edition']")
    client.post(form.get("action"), dict(form.form_values()))
    item.refresh_from_db()


@pytest.mark.parametrize("view", ["import_change", "import_comparison"])
@pytest.mark.parametrize(("text", "words"), [(TEXT, "就是"), (REVISED, "同名")])
def test_the_same_file_and_the_same_title_are_named_and_one_button_makes_it_a_document_of_that_plan(
    editor_client: Client, plan: Plan, view: str, text: str, words: str
) -> None:
    item = uploaded(text, "再来.txt", slug="other")
    assert words in said(editor_client, item, view)
    assert plan.title in said(editor_client, item, view)
    press(editor_client, item, view)
    assert (item.plan, item.slug, item.kind, item.state) == (plan, "shili", "plan", "read")
    assert said(editor_client, item, view) == ""


def test_a_plan_of_another_place_or_title_an_edition_that_was_undone_and_one_s_own_plan_are_none(
    editor_client: Client, plan: Plan
) -> None:
    make_plan("twin", title=plan.title, jurisdiction=plan.jurisdiction)
    entitled = uploaded(TEXT.replace("科技创新规划", "人才发展规划"), slug="other")
    assert [said(editor_client, item) for item in (entitled, uploaded(REVISED, plan=plan))] == ["", ""]
    plan.sources.update(undone=True)
    again = uploaded(TEXT, slug="again")
    assert "同名" in said(editor_client, again)
    Plan.objects.update(jurisdiction="样例市")
    assert said(editor_client, again) == ""


def test_who_may_not_upload_gets_no_button_and_who_is_limited_to_other_plans_hears_nothing(plan: Plan) -> None:
    outsider, item = User.objects.create_user("outsider", is_staff=True), uploaded(TEXT, slug="other")
    Import.objects.update(by=outsider)
    client = grant(outsider, "view_import", "view_plan")
    assert "就是" in said(client, item)
    assert not page_of(client.get(url("import_change", item.pk))).xpath("//*[@form='edition' or @id='edition']")
    limit(outsider, make_plan("mine"))
    page = page_of(client.get(url("import_change", item.pk)))
    assert item.filename in page.text_content()
    assert plan.title not in "".join(page.xpath("//section[contains(@class,'suggestion')]//text()"))
