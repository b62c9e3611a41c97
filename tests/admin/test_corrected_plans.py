"""Every button that corrects a reading, on the page of a plan's document: one edit of the plan, with its places in the
document, and back."""

from typing import Any

import pytest
from django.test import Client

from measures.edits import EditVia, undo
from measures.intake.corrections import reading_of_document
from measures.intake.imports import apply_import
from measures.models import Correction, Edit, Measure, Plan, Responsibility, Section, SourceDocument, Target
from tests.admin.pages import page_of, url
from tests.admin.test_correcting import correct_on_page
from tests.made_once import made_once
from tests.uploads import uploaded

TEXT = """示例市科技创新规划（2026—2030年）
第一章 科技创新
第一节 基础研究
一、支持基础研究。完善投入机制。（市科技局牵头，市财政局配合）
二、建设实验室。到2028年新增重点实验室5家。
三、开放科研设施。面向企业共享仪器设备。
第二节 人才
一、引进人才。到2028年引进人才300名。（市人社局牵头）
第二章 组织实施
一、加强领导。市政府统筹推进。
"""
NOT_RESTORED = ("version", "created_at", "updated_at")  # an undo is an edit, too


@made_once
def source() -> SourceDocument:
    apply_import(uploaded(TEXT, slug="shili"), None, expected="", declined=frozenset())
    return SourceDocument.objects.get()


@made_once
def fingerprint(source: SourceDocument) -> str:
    """Of the reading that every form corrects."""
    return reading_of_document(source).fingerprint


def records() -> list[Any]:
    """All that is stored of the plan, with every record's place in the document."""
    found = []
    for model in (Plan, Section, Measure, Responsibility, Target):
        rows = model._default_manager.order_by("pk").values()
        found.append([{name: value for name, value in row.items() if name not in NOT_RESTORED} for row in rows])
    document = SourceDocument.objects.values("text", "passages", "coverage").get()
    return [*found, document]


def outline() -> str:
    """The sections in their order, each with the titles of its measures."""
    lines = []
    for section in Section.objects.order_by("path"):
        measures = section.measures.order_by("position").values_list("title", flat=True)
        lines.append(f"{'·' * section.path.count('.')}{section.title}：{'、'.join(measures)}")
    return "\n".join(lines)


def check_places() -> None:
    """The passages cover the text, and every record's words stand where it says that they stand."""
    source = SourceDocument.objects.get()
    assert "".join(source.text[start:end] for start, end, *_what in source.passages) == source.text
    kept = [*Section.objects.all(), *Measure.objects.all(), *Responsibility.objects.select_related("body")]
    for record in [*kept, *Target.objects.all()]:
        assert record.source_id == source.pk
        words = source.text[record.source_start : record.source_end]
        said = record.body.name if isinstance(record, Responsibility) else getattr(record, "title", "") or record.text
        assert said in words or said == "改过的标题", (record, words)
    codes = {code for _start, _end, kind, code in source.passages if kind in ("heading", "measure") and code}
    assert codes == {record.code for model in (Section, Measure) for record in model.objects.all()}


LAB, OPEN = "建设实验室", "开放科研设施"


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("heading", {"code": "1.1-2"}, "·基础研究：支持基础研究\n··建设实验室：开放科研设施\n·人才：引进人才"),
        ("measure", {"code": "1.2"}, "·基础研究：支持基础研究、建设实验室、开放科研设施、人才、引进人才\n组织实施"),
        ("text", {"code": ["1.1-2", "1.1-3"]}, "·基础研究：支持基础研究\n·人才"),
        (
            "furniture",
            {"code": ["1.1-2", "1.2"], "branch": "1"},
            "·基础研究：支持基础研究、开放科研设施\n组织实施",
        ),
        ("merge", {"code": "1.1-2"}, "·基础研究：支持基础研究、开放科研设施\n"),
        ("split", {"line": "4", "words": "完善投入机制"}, "·基础研究：支持基础研究、完善投入机制、建设实验室"),
        ("move:up", {"code": ["1.1-2", "1.1-3"]}, "·基础研究：建设实验室、开放科研设施、支持基础研究\n"),
        ("move:down", {"code": ["1.1-2", "1.1-3"]}, "·人才：建设实验室、开放科研设施、引进人才\n"),
        ("move:into", {"code": "1.2", "into": "2"}, "组织实施：加强领导\n·人才：引进人才"),
        ("move:top", {"code": "1.2"}, "·基础研究：支持基础研究、建设实验室、开放科研设施\n人才：引进人才\n组织实施"),
        ("level", {"code": "2", "level": "2", "branch": "1"}, "·人才：引进人才\n·组织实施：加强领导"),
        ("title", {"code": "1.1-1", "title": "改过的标题"}, "·基础研究：改过的标题、建设实验室"),
    ],
)
def test_it_is_one_edit_of_the_plan_and_can_be_undone(
    kind: str, fields: dict[str, Any], expected: str, editor_client: Client, source: SourceDocument, fingerprint: str
) -> None:
    before, shown, edits = records(), outline(), Edit.objects.count()
    sent = {"seen": fingerprint, "kind": kind} | fields
    editor_client.post(url("sourcedocument_correct", source.pk), sent)
    assert expected in outline()
    assert expected not in shown
    check_places()
    assert Edit.objects.count() == edits + 1
    undo(Edit.objects.latest("pk"), by=None, via=EditVia.ADMIN)
    for stored, as_it_was in zip(records(), before, strict=True):
        assert stored == as_it_was
    assert outline() == shown
    assert not Correction.objects.exists()


def test_the_page_says_that_it_is_corrected_and_leads_to_the_undo(
    editor_client: Client, source: SourceDocument
) -> None:
    before = records()
    assert "已更正" in correct_on_page(editor_client, source, "heading", code="1.1-2")
    made = Edit.objects.latest("pk")
    links = page_of(editor_client.get(url("sourcedocument_change", source.pk))).xpath("//*[@class='corrections']//a")
    assert [link.get("href") for link in links] == [url("edit_undo", made.pk)]
    [seen] = page_of(editor_client.get(url("edit_undo", made.pk))).xpath("//input[@name='fingerprint']/@value")
    editor_client.post(url("edit_undo", made.pk), {"fingerprint": seen})
    assert records() == before
