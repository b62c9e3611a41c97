"""The comparison of an import: what it shows, what applying it writes, what is refused."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from measures import importing
from measures.edits import EditVia, edit, undo
from measures.intake.imports import incoming_of
from measures.models import Edit, Import, Measure, Plan, Responsibility, Section, SourceDocument
from tests.admin.conftest import signed_in
from tests.admin.pages import next_page, page_of, text_of, url
from tests.admin.test_uploading import grant, limit
from tests.edits import whole_plan
from tests.factories import make_plan
from tests.made_once import made_once
from tests.uploads import NAME, TEXT, bytes_of, is_kept, uploaded


@made_once
def item() -> Import:
    return uploaded(slug="shili")


def apply(client: Client, item: Import, *left_out: str, **sent: str) -> HttpResponse:
    """Open the comparison and send its form, without the ticks beside names that hold the words `left_out`.

    Gives the page where it was not taken, else the redirect.
    """
    page = page_of(client.get(url("import_comparison", item.pk)))
    form = page.get_element_by_id("comparison_form")
    boxes = [
        box for box in form.xpath(".//input[@name='tick']") if not any(w in box.get("aria-label") for w in left_out)
    ]
    fields = {name: form.xpath(f".//input[@name='{name}']")[0].get("value") for name in ("fingerprint", "since")}
    fields["tick"] = [box.get("value") for box in boxes]
    response: Any = client.post(url("import_comparison", item.pk), fields | sent)
    item.refresh_from_db()
    return response  # type: ignore[no-any-return]


@made_once
def again(item: Import) -> Import:
    """The document was imported with other words for the first measure, and a measure fewer; now it is read again."""
    importing.apply(incoming_of(item))
    with edit(None, via=EditVia.COMMAND):
        measure = Measure.objects.get(code="1.1-1")
        measure.title = "支持原始创新"
        measure.baseline = {**(measure.baseline or {}), "title": "支持原始创新"}
        measure.save()
    Measure.history.all().delete()
    Responsibility.objects.filter(measure__code="1.2-1").delete()
    Measure.objects.filter(code="1.2-1").delete()
    Measure.history.all().delete()
    item.delete()
    return uploaded(plan=Plan.objects.get(slug="shili"))


def test_the_page_takes_the_reading_apart_once(editor_client: Client, again: Import) -> None:
    with CaptureQueriesContext(connection) as queries:
        editor_client.get(url("import_comparison", again.pk))
    assert sum('FROM "measures_correction"' in query["sql"] for query in queries) == 1


def test_a_new_plan_is_announced_by_its_counts_and_applied_whole(
    editor_client: Client, editor: User, item: Import
) -> None:
    name = item.file.name
    words = text_of(editor_client.get(url("import_comparison", item.pk)))
    assert "成为新规划 shili" in words
    response = apply(editor_client, item)
    plan = Plan.objects.get(slug="shili")
    assert (plan.state, plan.measures.count(), plan.sections.count()) == ("draft", 3, 3)
    assert (item.state, item.plan, item.applied_by_name, item.reading) == ("applied", plan, "editor", None)
    source = SourceDocument.objects.get()
    assert (item.source, item.file.name, source.file.name) == (source, "", name)
    assert bytes_of(source) == TEXT.encode()  # type: ignore[arg-type]
    assert item.edit is not None
    assert (item.edit.by, item.edit.via, item.edit.reason) == (editor, "import", NAME)
    page = next_page(editor_client, response)
    assert "任务举措：新增 3" in text_of(page)
    assert page_of(page).xpath(f"//a[@href='{url('edit_change', item.edit.pk)}']")
    assert page_of(page).xpath(f"//p[contains(., '导入已应用')]/a[@href='{url('plan_contents', plan.pk)}']")


def test_what_the_document_changed_is_shown_marked_and_applied(editor_client: Client, again: Import) -> None:
    page = page_of(editor_client.get(url("import_comparison", again.pk)))
    [row] = page.xpath("//details[contains(@class,'outcome-update')]//tr[.//div[contains(@class,'name')]]")
    assert "1.1-1" in row.text_content()
    assert [each.text_content() for each in row.iter("del", "ins")] == ["原始创新", "基础研究"]
    new = page.xpath("//details[contains(@class,'outcome-new')]")[0].text_content()
    assert "1.2-1 引进人才" in new
    apply(editor_client, again)
    assert Measure.objects.get(code="1.1-1").title == "支持基础研究"
    assert [part.body.name for part in Measure.objects.get(code="1.2-1").responsibilities.all()] == ["市人社局"]


def test_what_is_not_ticked_stays_and_is_offered_again(editor_client: Client, again: Import) -> None:
    apply(editor_client, again, "1.1-1", "1.2-1")
    assert again.state == "applied"
    assert Measure.objects.get(code="1.1-1").title == "支持原始创新"
    assert not Measure.objects.filter(code="1.2-1").exists()
    words = text_of(editor_client.get(url("import_comparison", uploaded(plan=again.plan).pk)))
    assert "1.1-1 支持基础研究" in words
    assert "1.2-1 引进人才" in words


def test_one_may_be_taken_without_the_other(editor_client: Client, again: Import) -> None:
    apply(editor_client, again, "1.2-1")
    assert Measure.objects.get(code="1.1-1").title == "支持基础研究"
    assert not Measure.objects.filter(code="1.2-1").exists()


def test_an_edit_made_here_is_shown_as_kept_and_stays(editor_client: Client, again: Import) -> None:
    with edit(None, via=EditVia.COMMAND):
        section = Section.objects.get(code="1")
        section.title = "科技自立自强"
        section.save()
    page = page_of(editor_client.get(url("import_comparison", again.pk)))
    kept = page.xpath("//details[contains(@class,'outcome-keep')]")[0]
    assert "科技自立自强" in kept.text_content()
    assert not kept.xpath(".//input")
    apply(editor_client, again)
    assert Section.objects.get(code="1").title == "科技自立自强"


def test_of_what_the_document_never_said_the_comparison_shows_a_dash(editor_client: Client, again: Import) -> None:
    with edit(None, via=EditVia.COMMAND):
        measure = Measure.objects.filter(due_text="").first()
        assert measure is not None
        measure.due_text = "长期坚持"
        measure.save()
    assert "长期坚持 （文件仍为：—）" in text_of(editor_client.get(url("import_comparison", again.pk)))


def test_a_conflict_shows_three_sides_and_the_value_here_stays(editor_client: Client, again: Import) -> None:
    with edit(None, via=EditVia.COMMAND):
        measure = Measure.objects.get(code="1.1-1")
        measure.title = "支持前沿研究"
        measure.save()
    page = page_of(editor_client.get(url("import_comparison", again.pk)))
    [row] = page.xpath("//details[contains(@class,'outcome-conflict')]//tr[@class='field-conflict']")
    cells = [cell.text_content() for cell in row.xpath("td")][1:]
    assert cells[:2] == ["支持原始创新", "支持前沿研究"]
    assert "基础" in cells[2]
    apply(editor_client, again)
    assert Measure.objects.get(code="1.1-1").title == "支持前沿研究"


def test_applying_what_has_changed_since_is_refused_with_the_edits_since(editor_client: Client, again: Import) -> None:
    page = page_of(editor_client.get(url("import_comparison", again.pk)))
    form = page.get_element_by_id("comparison_form")
    fields = {name: form.xpath(f".//input[@name='{name}']")[0].get("value") for name in ("fingerprint", "since")}
    with edit(None, via=EditVia.COMMAND, reason="同事的修改"):
        measure = Measure.objects.get(code="1.1-1")
        measure.title = "支持前沿研究"
        measure.save()
    response = editor_client.post(url("import_comparison", again.pk), fields)
    assert response.status_code == 409
    words = text_of(response)
    assert "未写入任何内容" in words
    assert "同事的修改" in words
    again.refresh_from_db()
    assert (again.state, Measure.objects.filter(code="1.2-1").exists()) == ("read", False)
    apply(editor_client, again)
    assert again.state == "applied"


def test_a_form_without_what_was_shown_applies_nothing(editor_client: Client, item: Import) -> None:
    assert editor_client.post(url("import_comparison", item.pk)).status_code == 409
    assert not Plan.objects.exists()


def test_an_import_is_applied_once(editor_client: Client, item: Import) -> None:
    page = page_of(editor_client.get(url("import_comparison", item.pk)))
    form = page.get_element_by_id("comparison_form")
    fields = {name: form.xpath(f".//input[@name='{name}']")[0].get("value") for name in ("fingerprint", "since")}
    editor_client.post(url("import_comparison", item.pk), fields)
    edits = Edit.objects.count()
    assert editor_client.post(url("import_comparison", item.pk), fields).status_code == 302
    assert Edit.objects.count() == edits


def test_applying_the_same_again_changes_nothing_and_keeps_one_file(
    editor_client: Client, item: Import, django_capture_on_commit_callbacks: Any
) -> None:
    apply(editor_client, item)
    second = uploaded(plan=item.plan)
    name = second.file.name
    assert "不会改动任何记录" in text_of(editor_client.get(url("import_comparison", second.pk)))
    with django_capture_on_commit_callbacks(execute=True):
        apply(editor_client, second)
    assert (second.state, second.edit, second.source) == ("applied", None, item.source)
    assert "没有变化" in text_of(editor_client.get(url("import_change", second.pk)))
    assert not is_kept(name)
    assert is_kept(SourceDocument.objects.get().file.name)


def test_a_reading_with_much_that_could_not_be_read_asks_for_a_tick(
    editor_client: Client, item: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("measures.admin.imports.comparison.MOST_UNPARSED", -1)
    assert "请先查看未能识别的部分" in text_of(apply(editor_client, item))
    assert not Plan.objects.exists()
    apply(editor_client, item, unparsed="on")
    assert item.state == "applied"


def test_how_long_others_will_wait_is_said_before(
    editor_client: Client, item: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("measures.importing.applying.LARGE_IMPORT", 1)
    assert "其他人约 1 秒内无法保存" in text_of(editor_client.get(url("import_comparison", item.pk)))


def test_the_document_of_another_plan_is_refused_with_the_reason(editor_client: Client, item: Import) -> None:
    apply(editor_client, item)
    other = uploaded("示例县养老服务规划\n第一章 养老\n一、建设养老院。\n二、培训护理员。\n", plan=item.plan)
    words = text_of(editor_client.get(url("import_comparison", other.pk)))
    assert "shili" in words
    assert "标识" in words
    assert not page_of(editor_client.get(url("import_comparison", other.pk))).xpath("//form[@id='comparison_form']")


def test_who_may_not_apply_sees_the_comparison_and_applies_nothing(outsider: User, item: Import) -> None:
    assert signed_in(outsider).get(url("import_comparison", item.pk))["Location"].startswith("/admin/login/")
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    assert signed_in(outsider).get(url("import_comparison", item.pk)).status_code == 403
    viewer = grant(outsider, "view_import", "upload_import")
    page = page_of(viewer.get(url("import_comparison", item.pk)))
    assert page.xpath("//form[@id='comparison_form']")
    assert not page.xpath("//form[@id='comparison_form']//input[@type='submit']")
    assert viewer.post(url("import_comparison", item.pk)).status_code == 403
    assert not Plan.objects.exists()


def test_who_is_limited_to_some_plans_applies_to_these_alone(outsider: User, item: Import) -> None:
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    client = grant(outsider, "apply_import", "view_plan")
    limit(outsider, make_plan("mine"))
    Import.objects.update(by=outsider)
    assert client.get(url("import_comparison", item.pk)).status_code == 403
    assert client.post(url("import_comparison", item.pk)).status_code == 403
    limit(outsider, make_plan("shili", state="draft"))
    assert client.get(url("import_comparison", item.pk)).status_code == 200


REVISED = """示例市科技创新规划（2026—2030年）中期调整版
第一章 科技创新
第一节 基础研究
一、支持基础研究。完善投入机制，加大稳定支持。（市科技局牵头）
二、培育科技企业。完善梯度培育体系。
第二节 人才
一、引进人才。到2028年引进人才300名。（市人社局牵头）
"""


def test_a_revised_document_is_the_next_edition_and_what_it_drops_is_withdrawn(
    editor_client: Client, item: Import
) -> None:
    apply(editor_client, item)
    revised = uploaded(REVISED, name="调整版.txt", plan=item.plan)
    page = page_of(editor_client.get(url("import_comparison", revised.pk)))
    groups = {
        each.get("class").split("outcome-")[1]: " ".join(each.text_content().split())
        for each in page.xpath("//details[contains(@class,'outcome')]")
    }
    assert "培育科技企业" in groups["new"]
    assert "建设实验室" in groups["withdraw"]
    assert "市财政局" in groups["remove"]
    assert "加大稳定支持" in groups["update"]
    apply(editor_client, revised)
    assert revised.source is not None
    assert (revised.state, revised.source.edition, SourceDocument.objects.count()) == ("applied", 2, 2)
    assert bytes_of(revised.source) == REVISED.encode()  # type: ignore[arg-type]
    assert Measure.objects.get(title="建设实验室").withdrawn_on is not None
    assert not Responsibility.objects.filter(body__name="市财政局").exists()


def test_what_is_split_or_merged_says_so_in_the_comparison_and_between_the_editions(editor_client: Client) -> None:
    first = uploaded(whole_plan.FIRST, slug="shili")
    apply(editor_client, first)
    second = uploaded(whole_plan.SECOND, plan=first.plan)
    page = page_of(editor_client.get(url("import_comparison", second.pk)))
    said = {name.text.split()[-1]: name.findtext("span") for name in page.xpath("//*[@class='name']") if len(name)}
    assert said["开放共享大型科研仪器"] == "拆分自 1.1-2"
    assert said["服务人才"] == "合并到 1.2-2"
    apply(editor_client, second)
    share = Measure.objects.get(title="开放共享大型科研仪器").code
    page = page_of(editor_client.get(url("plan_editions", Plan.objects.get().pk)))
    badges = {row.xpath("string(td[1]/a[1])"): row.xpath("string(.//*[@class='badge'])") for row in page.iter("tr")}
    assert (badges[share], badges["1.2-3"]) == ("拆分自 1.1-2", "合并到 1.2-2")


def listed(editor_client: Client, item: Import) -> list[str]:
    page = page_of(editor_client.get(url("import_comparison", item.pk)))
    return [" ".join(group.text_content().split()) for group in page.xpath("//details[contains(@class,'outcome')]")]


def test_undoing_an_import_says_what_becomes_of_the_edition_and_lists_the_same_again(
    editor_client: Client, item: Import
) -> None:
    apply(editor_client, item)
    revised = uploaded(REVISED, name="调整版.txt", plan=item.plan)
    before = listed(editor_client, revised)
    apply(editor_client, revised)
    assert revised.edit is not None
    page = editor_client.get(url("edit_undo", revised.edit.pk))
    assert "第2版（调整版.txt）仍可查看，但不再计入" in text_of(page)
    editor_client.post(url("edit_undo", revised.edit.pk), dict(page_of(page).forms[-1].form_values()))
    assert "已撤销" in text_of(editor_client.get(url("import_changelist")))
    assert "已撤销" in text_of(editor_client.get(url("sourcedocument_changelist")))
    for listed_as_undone in (False, True):
        undo(Edit.objects.latest("pk"), by=None, via=EditVia.ADMIN)
        assert ("已撤销" in text_of(editor_client.get(url("import_changelist")))) is listed_as_undone
    again = uploaded(REVISED, name="调整版.txt", plan=item.plan)
    assert listed(editor_client, again) == before
    apply(editor_client, again)
    assert again.source == revised.source
    assert bytes_of(again.source) == REVISED.encode()  # type: ignore[arg-type]
    assert "已撤销" not in text_of(editor_client.get(url("sourcedocument_changelist")))


def test_undoing_an_import_lists_what_people_read_and_counts_the_places(editor_client: Client, item: Import) -> None:
    apply(editor_client, item)
    revised = uploaded(TEXT.replace("完善投入机制", "健全稳定的投入机制"), plan=item.plan)
    apply(editor_client, revised)
    assert revised.edit is not None
    response = editor_client.get(url("edit_undo", revised.edit.pk))
    rows = [" ".join(row.text_content().split()) for row in page_of(response).xpath("//table/tbody/tr")]
    assert len(rows) == 1
    assert "完善投入机制" in rows[0]
    assert "原文" not in rows[0]
    assert re.search(r"[1-9]\d* 条记录的顺序和原文位置", text_of(response))


def test_a_draft_that_is_undone_leaves_no_file(
    editor_client: Client, item: Import, django_capture_on_commit_callbacks: Any
) -> None:
    apply(editor_client, item)
    name = SourceDocument.objects.get().file.name
    with django_capture_on_commit_callbacks(execute=True):
        undo(item.edit, by=None, via=EditVia.ADMIN)  # type: ignore[arg-type]
    assert not Plan.objects.exists()
    assert not is_kept(name)


def test_a_withdrawal_that_is_not_ticked_leaves_the_measure_in_force(editor_client: Client, item: Import) -> None:
    apply(editor_client, item)
    revised = uploaded(REVISED, name="调整版.txt", plan=item.plan)
    apply(editor_client, revised, "建设实验室", "市财政局")
    assert revised.state == "applied"
    assert Measure.objects.get(title="建设实验室").withdrawn_on is None
    assert Responsibility.objects.filter(body__name="市财政局").exists()
    assert Measure.objects.get(title="培育科技企业")


def test_what_stands_in_a_new_section_that_is_not_ticked_is_left_out_with_it(
    editor_client: Client, item: Import
) -> None:
    apply(editor_client, item)
    third = "第三节 开放合作\n一、拓展国际合作。完善平台。（市商务局牵头）\n"
    apply(editor_client, uploaded(TEXT + third, name="第二版.txt", plan=item.plan), "开放合作")
    assert not Section.objects.filter(title="开放合作").exists()
    assert not Measure.objects.filter(title="拓展国际合作").exists()
    assert not Responsibility.objects.filter(body__name="市商务局").exists()
    assert Measure.objects.count() == 3
