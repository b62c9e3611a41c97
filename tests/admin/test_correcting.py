"""Correcting a reading in the admin: on an upload, and on the document of a plan; who may, and what is refused."""

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from measures import fixture
from measures.intake.corrections import reading_of_document
from measures.intake.imports import apply_import, comparison_of, reading_of, rows_of
from measures.models import Correction, Edit, Import, Measure, Plan, Section, SourceDocument
from tests.admin.conftest import signed_in
from tests.admin.pages import page_of, text_of, told, url
from tests.admin.test_uploading import grant
from tests.made_once import made_once
from tests.uploads import TEXT, uploaded

CONTENTS = "".join(f"{number}.推进示例工程之{number}\n" for number in range(1, 67))
MISREAD = TEXT.replace("第一节 基础研究", f"第三节 工程名录\n{CONTENTS}第一节 基础研究")


@made_once
def item() -> Import:
    return uploaded(slug="shili")


@made_once
def source(item: Import) -> SourceDocument:
    apply_import(item, None, expected="", declined=frozenset())
    return SourceDocument.objects.get()


def correct_on_page(client: Client, subject: Import | SourceDocument, kind: str, **data: object) -> str:
    """Correct as a person does, and give what the page then says."""
    page = page_of(client.get(url(f"{subject._meta.model_name}_change", subject.pk)))
    [seen] = page.xpath("//form[@id='correcting']/input[@name='seen']/@value")
    return correct(client, subject, kind, seen=seen, **data)


def correct(client: Client, subject: Import | SourceDocument, kind: str, **data: object) -> str:
    """As from the page, which is not drawn."""
    model = subject._meta.model_name
    reading = reading_of(subject) if isinstance(subject, Import) else reading_of_document(subject)
    sent = {"seen": reading.fingerprint, "kind": kind} | data
    return told(client, client.post(url(f"{model}_correct", subject.pk), sent))


def titles(item: Import) -> list[str]:
    return [row["fields"]["title"] for row in rows_of(item) if row["model"] == "measures.measure"]


def test_sixty_six_lines_of_contents_go_in_one_action_and_come_back_with_its_undo(editor_client: Client) -> None:
    item = uploaded(MISREAD, slug="shili")
    assert len(titles(item)) == 69
    assert "已更正" in correct_on_page(editor_client, item, "furniture", code="1.3", branch="1")
    item.refresh_from_db()
    assert titles(item) == ["支持基础研究", "建设实验室", "引进人才"]
    made = Edit.objects.get()
    assert (Correction.objects.count(), made.author_name) == (67, "editor")
    page = page_of(editor_client.get(url("import_change", item.pk)))
    [row] = page.xpath("//*[@class='corrections']/table/tbody/tr")  # one for the edit, with its passages to unfold
    assert ("67 处" in row.text_content(), len(row.findall(".//li"))) == (True, 67)
    undo = url("edit_undo", made.pk)
    fingerprint = page_of(editor_client.get(undo)).xpath("//input[@name='fingerprint']/@value")[0]
    editor_client.post(undo, {"fingerprint": fingerprint})
    assert len(titles(item)) == 69
    assert not Correction.objects.exists()


def test_what_is_corrected_is_compared_and_applied(editor_client: Client, item: Import) -> None:
    correct(editor_client, item, "merge", code="1.1-2")
    comparison = comparison_of(item)
    apply_import(item, None, expected=comparison.fingerprint(), declined=frozenset())
    assert Measure.objects.count() == 2
    assert "二、建设实验室" in Measure.objects.get(code="1.1-1").text


def test_a_measure_is_split_by_the_words_on_its_line_without_a_script(editor_client: Client, item: Import) -> None:
    correct(editor_client, item, "split", line="4", words="完善投入机制")
    assert titles(item) == ["支持基础研究", "完善投入机制", "建设实验室", "引进人才"]


def test_a_measure_is_split_at_the_cursor(editor_client: Client, item: Import) -> None:
    correct(editor_client, item, "split", start=str(TEXT.index("完善投入机制")), end="")
    assert titles(item)[:2] == ["支持基础研究", "完善投入机制"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"kind": "measure"}, "请在右侧勾选记录，或在原文中选中文字"),
        ({"kind": "nonsense", "code": "1.1"}, "请选择要做的更正"),
        ({"kind": "measure", "code": "9.9"}, "该处不是标题或任务举措的开头"),
        ({"kind": "measure", "line": "999"}, "原文没有第999行"),
        ({"kind": "split", "line": "4", "words": "没有的字"}, "第4行没有“没有的字”"),
        ({"kind": "title", "code": "1.1", "title": " "}, "标题不能为空"),
        ({"kind": "merge", "code": "1"}, "“第一章 科技创新”：其前没有内容"),
        ({"kind": "measure", "code": "1.1-1"}, "“一、支持基础研究"),
    ],
)
def test_what_cannot_be_corrected_is_named_and_nothing_is_kept(
    data: dict[str, str], said: str, editor_client: Client, item: Import
) -> None:
    before = rows_of(item)
    assert said in correct(editor_client, item, data.pop("kind"), **data)
    assert (rows_of(item), Correction.objects.exists(), Edit.objects.exists()) == (before, False, False)


def test_who_saw_another_reading_is_told_and_changes_nothing(editor_client: Client, item: Import) -> None:
    correct(editor_client, item, "text", code="1.1-2")
    words = correct(editor_client, item, "text", code="1.1-1", seen="0123456789abcdef")
    assert "读取结果已被他人更改" in words
    assert Correction.objects.count() == 1


def test_a_correction_of_a_draft_is_written_to_the_plan_and_undone_with_it(
    editor_client: Client, source: SourceDocument
) -> None:
    before = list(Measure.objects.order_by("pk").values("code", "title", "text", "position"))
    edits = Edit.objects.count()
    correct(editor_client, source, "merge", code="1.1-2")
    assert not Measure.objects.filter(code="1.1-2").exists()
    assert Measure.objects.get(code="1.2-1").version == 1
    source.refresh_from_db()
    assert sum(end - start for start, end, _kind, _code in source.passages) == len(source.text)
    assert Edit.objects.count() == edits + 1
    made = Edit.objects.latest("pk")
    undo = url("edit_undo", made.pk)
    fingerprint = page_of(editor_client.get(undo)).xpath("//input[@name='fingerprint']/@value")[0]
    editor_client.post(undo, {"fingerprint": fingerprint})
    assert list(Measure.objects.order_by("pk").values("code", "title", "text", "position")) == before
    assert not Correction.objects.exists()
    source.refresh_from_db()
    assert "1.1-2" in {code for _start, _end, _kind, code in source.passages}


def test_what_goes_from_a_published_plan_is_withdrawn(editor_client: Client, source: SourceDocument) -> None:
    Plan.objects.update(state="published")
    Measure.objects.update(review_state="published")
    correct(editor_client, source, "measure", code="1.2")
    assert Section.objects.get(code="1.2").withdrawn_on is not None
    moved = Measure.objects.get(code="1.2-1")
    assert (moved.section.code, moved.withdrawn_on) == ("1.1", None)
    assert Measure.objects.get(title="人才").section.code == "1.1"


def test_a_split_measure_gives_its_later_bodies_to_the_new_one(editor_client: Client, source: SourceDocument) -> None:
    correct(editor_client, source, "split", line="4", words="完善投入机制")
    first, second = Measure.objects.get(code="1.1-1"), Measure.objects.get(title="完善投入机制")
    assert (first.text, first.responsibilities.count()) == ("支持基础研究。", 0)
    assert sorted(second.responsibilities.values_list("body__name", flat=True)) == ["市科技局", "市财政局"]


def test_corrections_hold_when_the_same_document_is_read_by_a_newer_parser(
    editor_client: Client, source: SourceDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    correct(editor_client, source, "heading", code="1.1-2")
    monkeypatch.setattr("measures.fixture.PARSER_VERSION", "99")
    again = uploaded(plan=Plan.objects.get())
    assert comparison_of(again).changes_nothing is False  # the parser's version
    apply_import(again, None, expected="", declined=frozenset())
    source.refresh_from_db()
    assert source.parser_version == "99"
    assert Section.objects.get(title="建设实验室").withdrawn_on is None
    assert not Measure.objects.filter(title="建设实验室").exists()


def test_corrections_are_made_again_in_the_next_edition(editor_client: Client, source: SourceDocument) -> None:
    correct(editor_client, source, "heading", code="1.1-2")
    revised = TEXT.replace("引进人才。", "引进高端人才。") + "二、培养人才。办好示例学院。\n"
    item = uploaded(revised, name="修订.txt", plan=Plan.objects.get())
    assert "建设实验室" not in titles(item)
    assert "改为标题" in text_of(editor_client.get(url("import_change", item.pk)))
    apply_import(item, None, expected="", declined=frozenset())
    assert Section.objects.get(title="建设实验室").source.edition == 2  # type: ignore[union-attr]


def test_the_commands_make_the_corrections_of_the_plan_again(
    editor_client: Client, source: SourceDocument, tmp_path: object
) -> None:
    raw = tmp_path / "plan.json"  # type: ignore[operator]
    item = uploaded(slug="other")
    raw.write_text(fixture.dumps(fixture.with_slug(rows_of(item), "shili")), encoding="utf-8")
    correct(editor_client, source, "heading", code="1.1-2")
    call_command("import_plan", str(raw))
    assert not Measure.objects.filter(title="建设实验室").exists()


def test_only_the_newest_document_of_a_plan_is_corrected(editor_client: Client, source: SourceDocument) -> None:
    item = uploaded(TEXT.replace("300名", "400名"), name="修订.txt", plan=Plan.objects.get())
    apply_import(item, None, expected="", declined=frozenset())
    page = page_of(editor_client.get(url("sourcedocument_change", source.pk)))
    assert not page.xpath("//form[@id='correcting']")
    assert (
        editor_client.post(url("sourcedocument_correct", source.pk), {"kind": "text", "code": "1.1-1"}).status_code
        == 404
    )


def test_an_abandoned_import_leaves_no_correction(editor_client: Client, item: Import) -> None:
    correct(editor_client, item, "text", code="1.1-2")
    editor_client.post(url("import_abandon", item.pk))
    assert not Correction.objects.exists()


def test_it_takes_a_right_of_its_own(outsider: User, item: Import, source: SourceDocument) -> None:
    pending = uploaded(slug="pending")
    for client in (signed_in(outsider), grant_staff(outsider, "view_import", "view_sourcedocument", "upload_import")):
        for subject in (pending, source):
            model = subject._meta.model_name
            answer = client.post(url(f"{model}_correct", subject.pk), {"kind": "text", "code": "1.1-1"})
            assert answer.status_code in (302, 403)
            assert "login" in answer.get("Location", "login")
    assert not page_of(client.get(url("import_change", pending.pk))).xpath("//form[@id='correcting']")
    assert not Correction.objects.exists()
    client = grant(outsider, "view_import", "correct_import")
    assert "已更正" in correct_on_page(client, pending, "text", code="1.1-1")


def grant_staff(user: User, *codenames: str) -> Client:
    User.objects.filter(pk=user.pk).update(is_staff=True)
    user.refresh_from_db()
    return grant(user, *codenames)
