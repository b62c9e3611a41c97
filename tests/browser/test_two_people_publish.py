"""One office, two people: an editor changes what is published, a publisher decides it and publishes a whole plan."""

import pytest
from django.contrib.auth.models import Permission, User
from playwright.sync_api import Page, expect

from measures.choices import PlanState, ReviewState
from measures.models import Measure, PendingChange, Plan
from tests.browser.conftest import SignIn
from tests.factories import assign, make_measure, make_plan, make_section

pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]
STEPS = ["confirm_measure", "publish_measure", "publish_plan", "archive_plan"]


@pytest.fixture
def measure(transactional_db: None) -> Measure:
    """Published, in a plan that asks for a second person."""
    made = make_measure(make_section(make_plan("demo", second_person=True)), title="支持基础研究")
    assign(made, "市科技局")
    return made


def test_an_editor_drafts_and_a_publisher_publishes(measure: Measure, sign_in: SignIn, complaints: list[str]) -> None:
    editor, publisher = sign_in("张三"), sign_in("李四")
    drafter = User.objects.get(username="张三")
    drafter.user_permissions.remove(*Permission.objects.filter(codename__in=STEPS))
    draft(editor, measure)
    decide(publisher)
    assert Measure.objects.get().title == "支持应用基础研究"
    publish_whole(publisher)
    assert complaints == []


def draft(editor: Page, measure: Measure) -> None:
    """The editor reads the state, and what is saved waits."""
    editor.goto(f"/admin/measures/measure/{measure.pk}/change/")
    expect(editor.locator("#id_review_state")).to_have_count(0)
    expect(editor.locator(".fieldBox.field-review_state")).to_contain_text("已发布")
    editor.fill("#id_title", "支持应用基础研究")
    editor.click("input[name=_continue]")
    expect(editor.locator(".messagelist")).to_contain_text("已存为待发布修改")
    expect(editor.locator(".pending ins")).to_have_text("应用")
    expect(editor.locator("#id_title")).to_have_value("支持应用基础研究")
    assert Measure.objects.get().title == "支持基础研究"


def decide(publisher: Page) -> None:
    """The publisher finds it on the start page, sends it back without a word in vain, and publishes it."""
    publisher.goto("/admin/")
    publisher.locator(".to-do li.pending a").first.click()
    publisher.locator("#result_list .field-title a, #result_list .field-code a").first.click()
    publisher.get_by_text("发布或退回…").click()
    publisher.click("input[name=reject]")
    expect(publisher.locator(".messagelist")).to_contain_text("请说明退回的理由")
    publisher.fill("#reason", "常务会议通过")
    publisher.click("input[name=publish]")
    expect(publisher.locator(".messagelist")).to_contain_text("修改已发布")
    assert not PendingChange.objects.exists()


def publish_whole(publisher: Page) -> None:
    """A draft plan is published once the last of its measures is confirmed."""
    section = make_section(make_plan("second", title="示例市专项规划", state=PlanState.DRAFT))
    other = make_measure(section, title="建设实验室", review_state=ReviewState.EXTRACTED)
    publisher.goto(f"/admin/measures/plan/{section.plan_id}/contents/")
    publisher.get_by_role("link", name="整体发布", exact=True).click()
    expect(publisher.locator(".errornote")).to_contain_text("不能整体发布")
    publisher.locator("tr.obligatory a").click()
    publisher.locator("#result_list tbody a").first.click()
    publisher.select_option("#id_review_state", "confirmed")
    publisher.click("input[name=_save]")
    expect(publisher.locator(".messagelist .success")).to_be_visible()
    publisher.goto(f"/admin/measures/plan/{section.plan_id}/publish/")
    publisher.click("#publish-form input[type=submit]")
    expect(publisher.locator(".messagelist")).to_contain_text("已发布1条举措")
    other.refresh_from_db()
    assert (other.review_state, Plan.objects.get(slug="second").state) == ("published", "published")
