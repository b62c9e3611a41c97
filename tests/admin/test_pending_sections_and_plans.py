"""The forms of a section and a plan whose plan asks for a second person draft; a page publishes and sends back."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from measures.models import Conflict, Measure, PendingChange, Plan, Section
from tests.admin.conftest import signed_in
from tests.admin.pages import Editing, page_of, read_form, text_of, told, url
from tests.factories import make_source


@pytest.fixture
def section(measure: Measure) -> Section:
    Plan.objects.update(second_person=True)
    return Section.objects.get(pk=measure.section_id)


@pytest.fixture
def drafter(db: None) -> Client:
    """Of somebody who edits and publishes nothing."""
    user = User.objects.create_user("张三", password="pass", is_staff=True)
    steps = ["confirm_measure", "publish_measure", "publish_plan", "archive_plan"]
    of_records = Permission.objects.filter(content_type__app_label="measures")
    user.user_permissions.set(of_records.exclude(codename__in=steps))
    return signed_in(user)


@pytest.mark.parametrize("kind", ["section", "plan"])
def test_a_form_drafts_lists_mark_it_and_a_second_person_decides(
    section: Section, drafter: Client, editor_client: Client, viewer_client: Client, outsider: User, kind: str
) -> None:
    record: Section | Plan = section if kind == "section" else section.plan
    page, decision = Editing(drafter, record).open(), url(f"{kind}_pending", record.pk)
    assert "您保存的内容须由他人发布" in text_of(drafter.get(page.url))
    assert page.save(title="示例新标题").status_code == 302
    assert "已存为待发布修改" in text_of(drafter.get(page.url))
    stored = type(record).objects.get(pk=record.pk)
    assert (stored.title, stored.version) == (record.title, record.version)
    assert Editing(editor_client, record).open().fields["title"] == "示例新标题"
    assert "示例新标题" not in text_of(viewer_client.get(page.url))
    listed = url(f"{kind}_changelist", pending="others", **({"withdrawn": "all"} if kind == "section" else {}))
    assert listed in page_of(editor_client.get("/admin/")).xpath("//*[contains(@class, 'to-do')]//a/@href")
    assert "待发布修改" in page_of(editor_client.get(listed)).xpath("string(//table[@id='result_list'])")
    assert not page_of(drafter.get(listed)).xpath("//table[@id='result_list']/tbody/tr")
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    for browser in (viewer_client, signed_in(outsider)):
        assert browser.get(decision).status_code == browser.post(decision, {"publish": "1"}).status_code == 403
    assert (
        drafter.post(decision, read_form(drafter.get(decision), "pending-form") | {"publish": "1"}).status_code == 403
    )
    shown = editor_client.get(decision)
    assert page_of(shown).xpath("//section[contains(@class, 'pending')]//ins")
    back = {"reject": "1", "reason": "依据不足"}
    assert "修改已退回" in told(editor_client, editor_client.post(decision, read_form(shown, "pending-form") | back))
    assert "依据不足" in text_of(drafter.get(page.url))
    [returned] = page_of(drafter.get("/admin/")).xpath("//*[@id='returned']//li")
    assert "依据不足" in returned.text_content()
    assert returned.xpath(".//a/@href") == [page.url]
    assert not page_of(editor_client.get("/admin/")).xpath("//*[@id='returned']")
    Editing(drafter, record).open().save(title="示例新标题")
    fields = read_form(editor_client.get(decision), "pending-form")
    assert "修改已发布" in told(editor_client, editor_client.post(decision, fields | {"publish": "1"}))
    assert type(record).objects.get(pk=record.pk).title == "示例新标题"
    assert not page_of(drafter.get("/admin/")).xpath("//*[@id='returned']")


def test_going_back_in_the_history_of_a_section_drafts(section: Section, drafter: Client) -> None:
    row = section.history.latest()
    section.title = "改过的标题"
    section.save()
    address = url("section_revert", section.pk, row.history_id)
    version = page_of(drafter.get(address)).xpath("//input[@name='version']/@value")[0]
    drafter.post(address, {"version": version, "choosing": "1", "chosen": ["title"]})
    assert Section.objects.get(pk=section.pk).title == "改过的标题"
    assert PendingChange.objects.get().wanted == {"title": row.title}


def test_who_may_publish_the_plan_asks_no_more_and_changes_it_by_one_save(
    section: Section, drafter: Client, editor_client: Client
) -> None:
    Editing(drafter, section.plan).open().save(title="新规划", second_person="")
    assert (Plan.objects.get().second_person, Plan.objects.get().title) == (True, section.plan.title)
    PendingChange.objects.get().delete()
    page = Editing(editor_client, section.plan).open()
    del page.fields["second_person"]
    page.save(title="新规划")
    assert (Plan.objects.get().second_person, Plan.objects.get().title) == (False, "新规划")


def test_a_conflict_about_a_section_is_kept_as_it_is_here(section: Section, editor_client: Client) -> None:
    source = make_source(section.plan, "新版", edition=2)
    said = {"model": "section", "key": section.code, "field": "title", "said_now": "文件的标题"}
    conflict = Conflict.objects.create(plan=section.plan, section=section, source=source, **said)
    page = page_of(editor_client.get(url("conflict_change", conflict.pk)))
    assert page.xpath("//input[@name='choice']/@value") == ["here"]
