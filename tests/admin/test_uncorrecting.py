"""Corrections that were part of an import are undone in the plan, on the page of its document, as one edit."""

import gzip
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from measures import fixture
from measures.edits import EditVia, undo
from measures.edits import edit as edit_in_progress
from measures.intake.imports import apply_import, rows_of
from measures.models import Conflict, Correction, Edit, Import, Measure, Plan, SourceDocument, UncorrectedReading
from tests.admin.pages import page_of, text_of, told, url
from tests.admin.test_correcting import correct, grant_staff
from tests.made_once import made_once
from tests.uploads import TEXT, uploaded

LAB = "建设实验室"


def applied(item: Import) -> SourceDocument:
    apply_import(item, None, expected="", declined=frozenset())
    return SourceDocument.objects.latest("edition")


@made_once
def source(editor_client: Client) -> SourceDocument:
    """The second measure was merged into the first one before the import was applied."""
    item = uploaded(slug="shili")
    correct(editor_client, item, "merge", code="1.1-2")
    return applied(item)


def undo_page(source: SourceDocument, made_in: Edit) -> str:
    return url("sourcedocument_uncorrect", source.pk, made_in.pk)


def undo_on_page(client: Client, source: SourceDocument, made_in: Edit) -> str:
    """Follow the link of the list, look at what would change, and confirm; gives what the page then says."""
    page = page_of(client.get(url("sourcedocument_change", source.pk)))
    assert undo_page(source, made_in) in page.xpath("//section[@class='corrections']//a/@href")
    [seen] = page_of(client.get(undo_page(source, made_in))).xpath("//input[@name='fingerprint']/@value")
    return told(client, client.post(undo_page(source, made_in), {"fingerprint": seen}))


def state() -> list[tuple[object, ...]]:
    return list(Measure.objects.order_by("code").values_list("code", "title", "text", "withdrawn_on"))


def test_it_is_undone_as_one_edit_and_that_edit_can_be_undone(editor_client: Client, source: SourceDocument) -> None:
    made_in, before = Edit.objects.earliest("pk"), state()
    assert f"{LAB}。" in Measure.objects.get(code="1.1-1").text
    edits = Edit.objects.count()
    assert "更正已撤销" in undo_on_page(editor_client, source, made_in)
    assert [row[1] for row in state()] == ["支持基础研究", LAB, "引进人才"]
    assert LAB not in Measure.objects.get(code="1.1-1").text
    assert Measure.objects.get(title="引进人才").version == 1  # what the correction is not about is not written
    assert (Edit.objects.count(), Correction.objects.exists()) == (edits + 1, False)
    undoing = Edit.objects.latest("pk")
    assert undoing.undoes == made_in
    source.refresh_from_db()
    assert "1.1-2" in {code for _start, _end, _kind, code in source.passages}
    undo(undoing, by=None, via=EditVia.COMMAND)
    assert (state(), Correction.objects.count()) == (before, 1)


def test_what_people_edited_since_stays_or_waits_for_a_person(editor_client: Client, source: SourceDocument) -> None:
    with edit_in_progress(None, via=EditVia.ADMIN):
        first, other = Measure.objects.get(code="1.1-1"), Measure.objects.get(title="引进人才")
        first.text, other.text = "区里改写。", "区里也改写。"
        first.save()
        other.save()
    undo_on_page(editor_client, source, Edit.objects.earliest("pk"))
    assert [row[1:3] for row in state()] == [
        ("支持基础研究", "区里改写。"),
        (LAB, "建设实验室。到2028年新增重点实验室5家。"),
        ("引进人才", "区里也改写。"),
    ]
    [conflict] = Conflict.objects.open()
    assert (conflict.measure, conflict.field, LAB in str(conflict.said_now)) == (first, "text", False)


def test_one_that_was_made_again_in_the_next_edition_is_undone_there(
    editor_client: Client, source: SourceDocument
) -> None:
    made_in = Edit.objects.earliest("pk")
    revised = applied(uploaded(TEXT.replace("300名", "400名"), name="修订.txt", plan=Plan.objects.get()))
    assert Measure.objects.count() == 2
    undo_on_page(editor_client, revised, made_in)
    assert [row[0:2] for row in state()] == [("1.1-1", "支持基础研究"), ("1.1-2", LAB), ("1.2-1", "引进人才")]
    assert Measure.objects.get(code="1.1-2").source == revised


def test_the_list_of_edits_leads_to_that_page(editor_client: Client, source: SourceDocument) -> None:
    made_in = Edit.objects.earliest("pk")
    answer = editor_client.post(url("edit_undo", made_in.pk))
    assert answer["Location"] == undo_page(source, made_in)
    assert Correction.objects.exists()
    correct(editor_client, source, "title", code="1.2", title="人才队伍")  # one that its own edit wrote to the plan
    later = Edit.objects.latest("pk")
    assert editor_client.get(url("edit_undo", later.pk)).status_code == 200
    links = page_of(editor_client.get(url("sourcedocument_change", source.pk))).xpath(
        "//*[@class='corrections']//a/@href"
    )
    assert links == [url("edit_undo", later.pk), undo_page(source, made_in)]


def test_a_document_of_which_the_parser_s_reading_is_not_known_says_what_to_do_instead(
    editor_client: Client, source: SourceDocument
) -> None:
    made_in, before = Edit.objects.earliest("pk"), state()
    reading = UncorrectedReading.objects.get()
    for rows in (fixture.dumps(rows_of(uploaded(TEXT.replace("二、", ""), name="别的.txt", slug="x"))), ""):
        UncorrectedReading.objects.filter(pk=reading.pk).update(rows=gzip.compress(rows.encode()))
        if not rows:
            reading.delete()
        for method in (editor_client.get, editor_client.post):
            said = text_of(method(undo_page(source, made_in)))
            assert "再次上传该文件" in said
    assert (state(), Correction.objects.count()) == (before, 1)
    assert editor_client.get(url("edit_undo", made_in.pk)).status_code == 200  # as the sentence says


def test_who_saw_another_comparison_is_told_and_changes_nothing(editor_client: Client, source: SourceDocument) -> None:
    made_in = Edit.objects.earliest("pk")
    page = page_of(editor_client.get(undo_page(source, made_in)))
    assert LAB in page.text_content()
    [seen] = page.xpath("//input[@name='fingerprint']/@value")
    with edit_in_progress(None, via=EditVia.ADMIN):
        measure = Measure.objects.get(code="1.1-1")
        measure.text = "区里改写。"
        measure.save()
    before = state()
    said = text_of(editor_client.post(undo_page(source, made_in), {"fingerprint": seen}))
    assert "记录在此期间已被修改" in said
    assert (state(), Correction.objects.count()) == (before, 1)
    undo_on_page(editor_client, source, made_in)
    assert "这次编辑已没有可撤销的内容" in text_of(editor_client.get(undo_page(source, made_in)))


def test_what_a_command_read_again_is_known_too(
    editor_client: Client, source: SourceDocument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = tmp_path / "plan.json"
    monkeypatch.setattr("measures.fixture.PARSER_VERSION", "99")
    raw.write_text(fixture.dumps(fixture.with_slug(rows_of(uploaded(slug="other")), "shili")), encoding="utf-8")
    UncorrectedReading.objects.all().delete()
    call_command("import_plan", str(raw), dry_run=True)
    assert not UncorrectedReading.objects.exists()
    call_command("import_plan", str(raw))
    undo_on_page(editor_client, source, Edit.objects.earliest("pk"))
    assert [row[1] for row in state()] == ["支持基础研究", LAB, "引进人才"]


def test_it_takes_the_rights_to_correct_and_to_undo(outsider: User, source: SourceDocument) -> None:
    made_in = Edit.objects.earliest("pk")
    for rights in (("correct_import",), ("undo_edit",)):
        User.objects.get(pk=outsider.pk).user_permissions.clear()
        client = grant_staff(outsider, "view_sourcedocument", *rights)
        for method in (client.get, client.post):
            assert method(undo_page(source, made_in)).status_code == 403
    assert Correction.objects.exists()
    client = grant_staff(outsider, "view_sourcedocument", "correct_import", "undo_edit")
    undo_on_page(client, source, made_in)
    assert not Correction.objects.exists()
