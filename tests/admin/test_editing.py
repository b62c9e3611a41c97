"""One save is one edit."""

from urllib.parse import urlencode

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from measures.models import Measure, Plan, Section
from tests.admin.pages import Editing, page_of, read_form, text_of, url
from tests.factories import assign, make_body, make_measure, make_plan, make_section


def test_a_save_without_a_change_leaves_no_trace(measure: Measure, editor_client: Client) -> None:
    assign(measure, "市科技局")
    measure.refresh_from_db()
    rows = measure.history.count()
    assert Editing(editor_client, measure).open().save().status_code == 302
    again = Measure.objects.get(pk=measure.pk)
    assert (again.version, again.updated_at) == (measure.version, measure.updated_at)
    assert measure.history.count() == rows
    assert not LogEntry.objects.exists()


def test_fields_and_several_parts_saved_together_are_one_edit(measure: Measure, editor_client: Client) -> None:
    assign(measure, "市审计局")
    measure.refresh_from_db()
    page, rows = Editing(editor_client, measure).open(), measure.history.count()
    make_body("市科技局")
    target = page.add_part("targets", text="达到300家", comparator="none", nature="unstated")
    page.save(title="新标题", lead="市科技局", **target)
    again = Measure.objects.get(pk=measure.pk)
    assert again.version == measure.version + 1
    assert measure.history.count() == rows + 1
    assert [str(part.body) for part in again.responsibilities.all()] == ["市科技局"]
    assert again.targets.get().code == f"{measure.code}/t1"


def test_a_change_of_a_part_alone_is_an_edit_with_history(measure: Measure, editor_client: Client) -> None:
    make_body("市科技局")
    Editing(editor_client, measure).open().save(lead="市科技局")
    measure.refresh_from_db()
    assert measure.version == 2
    assert measure.history.latest().version == 2


def test_newlines_are_stored_as_they_were(measure: Measure, editor_client: Client) -> None:
    Editing(editor_client, measure).open().save(text="第一行\r\n第二行")
    measure.refresh_from_db()
    assert measure.text == "第一行\n第二行"


def test_the_source_stands_beside_the_text_with_its_line(measure: Measure, editor_client: Client) -> None:
    words = text_of(editor_client.get(url("measure_change", measure.pk)))
    assert "第 2 行" in words
    assert "二、培育企业" in words  # the context after it


def test_a_wording_that_differs_from_the_document_is_marked(measure: Measure, editor_client: Client) -> None:
    Measure.objects.filter(pk=measure.pk).update(text="支持应用研究。完善投入机制。")
    page = editor_client.get(url("measure_change", measure.pk)).content.decode()
    assert "<del>基础</del><ins>应用</ins>" in page


def test_a_measure_added_by_hand_takes_plan_code_and_place_of_its_section(
    measure: Measure, editor_client: Client
) -> None:
    address = url("measure_add", section=measure.section.pk)
    fields = read_form(editor_client.get(address), "measure_form")
    assert fields["section"] == str(measure.section.pk)
    response = editor_client.post(
        address, fields | {"label": "三、", "title": "补充任务", "text": "补充任务。", "_save": "1"}
    )
    assert response.status_code == 302
    added = Measure.objects.get(title="补充任务")
    assert (added.plan, added.code, added.label, added.source) == (measure.plan, "1-2", "三、", None)
    assert "由人工添加" in text_of(editor_client.get(url("measure_change", added.pk)))


def test_a_section_too_deep_for_its_code_is_refused_in_the_form(measure: Measure, editor_client: Client) -> None:
    section = measure.section
    while len(section.code) < 64:
        section = Section(plan=section.plan, parent=section, title="深")
        section.save()
    fields = read_form(editor_client.get(url("section_add")), "section_form")
    own = {"title": "更深", "plan": str(section.plan_id), "parent": str(section.pk)}
    response = editor_client.post(url("section_add"), fields | own)
    assert response.status_code == 200
    assert "章节层级过深" in response.content.decode()
    assert not Section.objects.filter(title="更深").exists()


def test_a_section_added_by_hand_becomes_the_last_of_its_parent(measure: Measure, editor_client: Client) -> None:
    below = make_section(measure.plan, measure.section)
    after = make_section(measure.plan)
    fields = read_form(editor_client.get(url("section_add")), "section_form")
    own = {"plan": measure.plan.pk, "parent": measure.section.pk, "title": "补充章节", "_save": "1"}
    assert editor_client.post(url("section_add"), fields | own).status_code == 302
    added = Section.objects.get(title="补充章节")
    assert added.code == "1.u1"
    assert list(measure.plan.sections.all()) == [measure.section, below, added, after]


def test_moving_a_measure_puts_it_at_the_end_of_its_new_section_and_keeps_its_code(
    measure: Measure, editor_client: Client
) -> None:
    section = make_section(measure.plan)
    last = make_measure(section)
    Editing(editor_client, measure).open().save(section=str(section.pk))
    moved = Measure.objects.get(pk=measure.pk)
    assert moved.code == measure.code
    assert set(measure.plan.measures.in_document_order()[:2]) == {last, moved}
    assert moved.position == last.position


def test_the_sections_of_the_plan_can_be_chosen_and_no_others(measure: Measure, editor_client: Client) -> None:
    own = make_section(measure.plan, label="第二章", title="绿色发展")
    make_section(make_plan("other"), label="第二章", title="绿色发展")
    page = editor_client.get(url("measure_change", measure.pk))
    options = page_of(page).xpath("//select[@name='section']/option/text()")
    assert options == ["---------", "第一章 科技", "第二章 绿色发展"]
    picker = page_of(page).xpath("//select[@name='section']")[0]
    asked = {"app_label": "measures", "model_name": "measure", "field_name": "section"}
    for term in ("第二章", "绿色"):
        address = f"{picker.get('data-ajax--url')}&{urlencode(asked | {'term': term})}"
        found = editor_client.get(address).json()["results"]
        assert [result["id"] for result in found] == [str(own.pk)], term


def test_without_scripts_a_target_is_added_in_a_line_of_its_own(measure: Measure, editor_client: Client) -> None:
    page = page_of(editor_client.get(url("measure_change", measure.pk, _changelist_filters="plan=demo")))
    [link] = page.xpath("//noscript//a/@href")
    address = url("measure_change", measure.pk) + link
    fields = read_form(editor_client.get(address), "measure_form")
    assert fields["targets-TOTAL_FORMS"] == "1"
    response = editor_client.post(address, fields | {"targets-0-text": "达到300家", "_save": "1"})
    assert response["Location"] == url("measure_changelist", plan="demo")
    assert measure.targets.get().text == "达到300家"


@pytest.mark.parametrize("kind", ["measure", "section", "plan"])
def test_what_came_from_a_document_offers_no_deletion(kind: str, measure: Measure, editor_client: Client) -> None:
    record = {"measure": measure, "section": measure.section, "plan": measure.plan}[kind]
    assert editor_client.get(url(f"{kind}_delete", record.pk)).status_code == 403
    assert type(record)._default_manager.filter(pk=record.pk).exists()


def test_an_empty_draft_can_be_deleted(editor_client: Client, db: None) -> None:
    draft = Plan.objects.create(slug="draft", title="草稿")
    assert editor_client.post(url("plan_delete", draft.pk), {"post": "yes"}).status_code == 302
    assert not Plan.objects.exists()


def test_a_plan_of_a_slug_that_is_taken_is_refused_at_the_field(measure: Measure, editor_client: Client) -> None:
    fields = read_form(editor_client.get(url("plan_add")), "plan_form")
    page = editor_client.post(url("plan_add"), fields | {"title": "另一规划", "slug": measure.plan.slug, "_save": "1"})
    assert page.status_code == 200
    assert "已存在" in text_of(page)


def test_a_form_for_a_new_record_needs_no_version(editor_client: Client) -> None:
    fields = read_form(editor_client.get(url("plan_add")), "plan_form") | {
        "title": "新规划",
        "slug": "new",
        "_save": "1",
    }
    del fields["version"]
    assert editor_client.post(url("plan_add"), fields).status_code == 302
