"""The page that publishes a plan or section as a whole says what it does and what is missing, and does it."""

from django.contrib.auth.models import Permission, User
from django.test import Client

from measures.models import Measure, Plan
from tests.admin.conftest import signed_in
from tests.admin.pages import page_of, read_form, text_of, told, url
from tests.factories import assign
from tests.made_once import made_once


@made_once
def draft(measure: Measure) -> Plan:
    """A draft with a confirmed measure that somebody answers for; it has no deadline."""
    Plan.objects.update(state="draft")
    assign(measure, "市科技局")
    for state in ("extracted", "confirmed"):
        Measure.objects.update(review_state=state)
    return Plan.objects.get()


def send(browser: Client, address: str) -> str:
    fields = read_form(browser.get(address), "publish-form")
    return told(browser, browser.post(address, fields | {"reason": "常务会议通过"}))


def test_a_plan_is_published_and_taken_back_on_one_page_each(draft: Plan, editor_client: Client) -> None:
    page = editor_client.get(url("plan_publish", draft.pk))
    assert "将发布1条已核举措 规划随之发布" in text_of(page)
    assert page_of(page).xpath("//form[@id='publish-form']//a[text()='取消']/@href") == [url("plan_contents", draft.pk)]
    [told] = page_of(page).xpath("//table[contains(@class,'missing')]//tr[@class='told']")
    assert [cell.text_content() for cell in told][:2] == ["无时限", "1"]
    listed = page_of(editor_client.get(told.xpath(".//a/@href")[0]))
    assert len(listed.xpath("//table[@id='result_list']/tbody/tr")) == 1
    assert "已发布1条举措" in send(editor_client, url("plan_publish", draft.pk))
    assert (Plan.objects.get().state, Measure.objects.get().review_state) == ("published", "published")
    again = text_of(editor_client.get(url("plan_publish", draft.pk)))
    assert "无需办理" in again
    assert "规划已发布。" in again
    assert "已取消发布1条举措" in send(editor_client, url("plan_unpublish", draft.pk))
    assert (Plan.objects.get().state, Measure.objects.get().review_state) == ("draft", "confirmed")


def test_what_must_be_done_first_leads_to_its_list_and_leaves_no_button(draft: Plan, editor_client: Client) -> None:
    Measure.objects.update(title="改过")
    page = page_of(editor_client.get(url("plan_publish", draft.pk)))
    [row] = page.xpath("//tr[@class='obligatory']")
    assert "核定后有改动" in row.text_content()
    assert len(page_of(editor_client.get(row.xpath(".//a/@href")[0])).xpath("//tbody/tr[.//input]")) == 1
    assert not page.xpath("//form[@id='publish-form']")
    answer = editor_client.post(url("plan_publish", draft.pk), {"fingerprint": ""}, follow=True)
    assert "尚缺：核定后有改动 1" in text_of(answer)
    assert Plan.objects.get().state == "draft"


def test_a_section_is_published_without_its_plan_and_the_page_says_so(
    draft: Plan, measure: Measure, editor_client: Client
) -> None:
    address = url("section_publish", measure.section_id)
    page = editor_client.get(address)
    assert "规划本身尚未发布" in text_of(page)
    back = url("section_change", measure.section_id)
    assert page_of(page).xpath("//form[@id='publish-form']//a[text()='取消']/@href") == [back]
    assert "已发布1条举措" in send(editor_client, address)
    assert (Plan.objects.get().state, Measure.objects.get().review_state) == ("draft", "published")


def test_records_that_were_changed_meanwhile_are_shown_again(draft: Plan, editor_client: Client) -> None:
    address = url("plan_publish", draft.pk)
    fields = read_form(editor_client.get(address), "publish-form")
    Measure.objects.update(version=9)
    assert "请重新查看" in told(editor_client, editor_client.post(address, fields))
    assert Plan.objects.get().state == "draft"


def test_the_pages_offer_it_to_whoever_may(draft: Plan, editor_client: Client, viewer_client: Client) -> None:
    for model, pk in (("plan", draft.pk), ("section", Measure.objects.get().section_id)):
        link = url(f"{model}_publish", pk)
        shown = [browser.get(url(f"{model}_change", pk)).content.decode() for browser in (editor_client, viewer_client)]
        assert [link in page for page in shown] == [True, False]
    assert url("plan_publish", draft.pk) in editor_client.get(url("plan_contents", draft.pk)).content.decode()


def test_without_the_rights_nobody_publishes(draft: Plan, editor: User, outsider: User, viewer_client: Client) -> None:
    editor.user_permissions.remove(Permission.objects.get(codename="publish_plan"))
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    for browser in (signed_in(editor), signed_in(outsider), viewer_client):
        for name in ("plan_publish", "plan_unpublish"):
            assert browser.get(url(name, draft.pk)).status_code == 403
            assert browser.post(url(name, draft.pk), {}).status_code == 403
    assert Plan.objects.get().state == "draft"
