"""In the admin, whoever has no right to a step reads the state, finds no action that takes it, and writes none."""

from django.contrib.auth.models import Permission, User
from django.test import Client

from measures.models import Measure, Plan
from tests.admin.conftest import signed_in
from tests.admin.pages import Editing, page_of, read_form, text_of, url
from tests.factories import make_body
from tests.made_once import made_once

STEPS = ["confirm_measure", "publish_measure", "publish_plan", "archive_plan"]


@made_once
def helper(editor: User) -> User:
    """An editor who takes no step."""
    editor.user_permissions.remove(*Permission.objects.filter(codename__in=STEPS))
    return editor


def actions(browser: Client, model: str) -> set[str]:
    page = page_of(browser.get(url(f"{model}_changelist")))
    return {str(each) for each in page.xpath("//*[@name='action']/@value | //select[@name='action']/option/@value")}


def test_the_state_is_shown_and_not_to_be_changed(helper: User, measure: Measure) -> None:
    page = Editing(signed_in(helper), measure).open()
    assert "review_state" not in page.fields
    assert "已发布" in text_of(page.client.get(page.url))
    page.save(title="新标题", review_state="extracted")
    measure.refresh_from_db()
    assert (measure.title, measure.review_state) == ("新标题", "published")
    plan = Editing(signed_in(helper), measure.plan).open()
    assert "state" not in plan.fields


def test_only_the_states_within_reach_are_offered(helper: User, measure: Measure) -> None:
    helper.user_permissions.add(Permission.objects.get(codename="publish_measure"))
    page = page_of(signed_in(helper).get(url("measure_change", measure.pk)))
    assert page.xpath("//select[@name='review_state']/option/@value") == ["confirmed", "published"]
    Editing(signed_in(helper), measure).open().save(review_state="confirmed")
    measure.refresh_from_db()
    assert measure.review_state == "confirmed"


def test_a_new_measure_is_an_extracted_one(helper: User, measure: Measure) -> None:
    browser = signed_in(helper)
    fields = read_form(browser.get(url("measure_add")), "measure_form")
    said = {"section": measure.section_id, "title": "补充", "text": "补充。", "review_state": "published", "_save": "1"}
    assert browser.post(url("measure_add"), fields | said).status_code == 302
    assert Measure.objects.get(title="补充").review_state == "extracted"


def test_lists_offer_no_step_and_its_page_is_refused(helper: User, measure: Measure) -> None:
    browser = signed_in(helper)
    taken = {"confirm", "publish", "unpublish", "reopen", "archive", "publish_measures", "unpublish_measures"}
    for model in ("measure", "plan", "section"):
        assert not actions(browser, model) & taken
    assert browser.get(url("measure_bulk", "unpublish", ids=measure.pk)).status_code == 403
    assert browser.get(url("plan_bulk", "archive", ids=measure.plan_id)).status_code == 403


def test_whoever_may_publish_but_not_confirm_is_told_so(helper: User, measure: Measure) -> None:
    helper.user_permissions.add(Permission.objects.get(codename="publish_measure"))
    Measure.objects.update(review_state="extracted")
    page = signed_in(helper).get(url("measure_bulk", "publish", ids=measure.pk))
    assert "审核状态为“待核”" in text_of(page)
    assert not page_of(page).xpath("//form[@id='bulk-form']")


def test_a_state_that_is_sent_past_what_is_offered_is_refused(helper: User, measure: Measure) -> None:
    helper.user_permissions.add(Permission.objects.get(codename="publish_measure"))
    Editing(signed_in(helper), measure).open().save(review_state="extracted")
    assert Measure.objects.get().review_state == "published"


def test_the_form_says_of_the_state_what_keeps_it_from_being_published(editor_client: Client, measure: Measure) -> None:
    make_body("市财政局")
    for state in ("extracted", "confirmed"):
        Measure.objects.update(review_state=state)
    for changes in ({"title": "改过"}, {"lead": "市财政局"}):
        answer = Editing(editor_client, measure).open().save(review_state="published", **changes)
        assert "不能发布：核定后有改动。" in text_of(answer), changes
        assert Measure.objects.get().review_state == "confirmed"
    Plan.objects.update(state="draft")
    Measure.objects.update(review_state="extracted")
    answer = Editing(editor_client, measure.plan).open().save(state="published")
    assert "不能发布：尚未核定。" in text_of(answer)
    assert Plan.objects.get().state == "draft"
    Editing(editor_client, measure).open().save(review_state="published", title="改过")
    Editing(editor_client, measure.plan).open().save(state="published")
    assert (Measure.objects.get().title, Plan.objects.get().state) == ("改过", "published")


def test_an_outsider_opens_no_page_of_a_step(outsider: User, measure: Measure) -> None:
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    assert signed_in(outsider).get(url("measure_bulk", "publish", ids=measure.pk)).status_code == 403
