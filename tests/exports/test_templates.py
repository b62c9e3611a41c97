"""An office's own Word template: what it may say, what is refused and where, and the report in it."""

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.utils import timezone
from docx import Document

from measures.exports.templates import filled_in, sample
from measures.exports.writers import as_docx, as_template
from measures.models import ReportTemplate
from tests.exports.ledgers import reported_plan

CONTENT = "{{p content }}"


def template(*paragraphs: str, header: str = "", base: bytes | None = None) -> bytes:
    """A Word file of these paragraphs, with the styles of a report of ours unless another file is given."""
    document = Document(BytesIO(base or b"".join(as_docx.chunks(sample("division", "任务分工方案")))))
    body = document.element.body
    for element in list(body)[:-1]:
        body.remove(element)
    for words in paragraphs:
        document.add_paragraph(words)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def filled(data: bytes) -> Any:
    return Document(BytesIO(as_template.fill_in(sample("division", "任务分工方案"), data)))


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The same file with a part added or another in its place."""
    written = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(written, "w") as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        new.writestr(name, content)
    return written.getvalue()


def test_the_report_stands_where_the_template_says_with_headings_tables_and_facts() -> None:
    data = template(
        "{{ unit }}文件", "{{ title }}",
        "{%p for fact in facts %}", "{{ fact.label }}为{{ fact.value }}", "{%p endfor %}",
        CONTENT, "{% if remarks %}注：{{ remarks[0] }}{% endif %}", header="{{ report }}",
    )  # fmt: skip
    document = filled(data)
    lines = [(each.style.name, each.text) for each in document.paragraphs if each.text]
    assert lines[1:] == [
        ("Normal", "《示例市规划（2021—2025年）》任务分工方案"),
        ("Normal", "截至日期为2025年6月30日"),
        ("Normal", "筛选条件为市科技局"),
        ("Heading 1", "一、建设创新平台"),
        ("Heading 2", "（一）支持研究"),
        ("Body Text", "1.完善投入机制。支持企业联合攻关。（牵头单位：市科技局）"),
        ("Normal", "注：示例说明。"),
    ]
    assert lines[0][1].endswith("文件")
    assert [cell.text for cell in document.tables[0].rows[1].cells] == ["1", "完善投入机制", "市科技局"]
    assert document.sections[0].header.paragraphs[0].text == "任务分工方案"
    assert document.core_properties.title == "《示例市规划（2021—2025年）》任务分工方案"


def test_a_template_that_word_made_itself_has_its_own_styles() -> None:
    written = BytesIO()
    Document().save(written)
    document = filled(template(CONTENT, base=written.getvalue()))
    assert [each.style.name for each in document.paragraphs if each.text] == ["Heading 1", "Heading 2", "Body Text"]


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("{{ tittle }}", "正文，第2段：tittle：没有这个占位符"),
        ("{{ title", "正文"),
        ("{{ title | upper }}", "正文，第2段：{{ title | upper }}"),
        ("{{ title * 9999999 }}", "正文，第2段：{{ title * 9999999 }}：不允许使用 Mul"),
        ("{{ title.__class__ }}", "正文，第2段：{{ title.__class__ }}：不允许使用 _"),
        ("{{ facts.append(1) }}", "正文，第2段：{{ facts.append(1) }}：不允许使用 Call"),
        ("{% for a in facts %}{% for b in facts %}{{ b.label }}{% endfor %}{% endfor %}", "循环"),
        ("{% for fact in facts %}{{ fact.label }}", "正文"),
        ("{% set x = 1 %}", "正文：不允许使用 Assign"),
        ("{% include 'x' %}", "正文：不允许使用 Include"),
    ],
)
def test_a_faulty_placeholder_is_refused_with_its_place(words: str, place: str) -> None:
    with pytest.raises(ValidationError) as caught:
        as_template.check(template(CONTENT, words))
    assert place in caught.value.messages[0]


def test_a_placeholder_that_is_faulty_in_a_header_is_refused_there() -> None:
    with pytest.raises(ValidationError, match="header1，第1段：tittle"):
        as_template.check(template(CONTENT, header="{{ tittle }}"))


def test_a_template_without_a_place_for_the_report_is_refused() -> None:
    with pytest.raises(ValidationError, match="content"):
        as_template.check(template("{{ title }}"))


RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
FETCHED = (
    f'<Relationships xmlns="{RELATIONS}" xmlns:r="{RELATIONS}"><Relationship Id="a" Type="x/image"'
    ' Target="http://127.0.0.1/a.png" TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    "fault",
    [
        lambda data: b"no zip",
        lambda data: data[:-200],
        lambda data: with_part(data, "word/vbaProject.bin", b"x"),
        lambda data: with_part(data, "word/embeddings/a.xlsx", b"x"),
        lambda data: with_part(data, "word/document.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        lambda data: with_part(
            data,
            "word/_rels/settings.xml.rels",
            b'<Relationships><Relationship Id="a" Type="x/attachedTemplate" Target="http://127.0.0.1/a.dotm"'
            b' TargetMode="External"/></Relationships>',
        ),
        lambda data: with_part(data, "word/_rels/settings.xml.rels", FETCHED.encode("utf-16")),
        lambda data: with_part(
            data, "word/_rels/settings.xml.rels", FETCHED.replace("<Relationship ", "<r:Relationship ").encode()
        ),
        lambda data: with_part(data, "word/comments.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16")),
        lambda data: with_part(data, "word/comments.xml", b"<a>"),
        lambda data: with_part(data, "a.xml", b"0" * (as_template.LARGEST_UNPACKED + 1)),
        lambda data: data + b"0" * as_template.LARGEST,
    ],
    ids=[
        *("no zip", "cut", "macro", "embedded", "entities", "fetched", "fetched in UTF-16", "fetched with a prefix"),
        *("entities in UTF-16", "no XML", "bomb", "large"),
    ],
)
def test_a_file_that_is_none_or_not_safe_is_refused(fault: Any) -> None:
    with pytest.raises(ValidationError):
        as_template.check(fault(template(CONTENT)))


def test_a_link_that_somebody_may_follow_is_no_fault() -> None:
    told = b'<Relationship Id="a" Type="x/hyperlink" Target="http://a" TargetMode="External"/>'
    link = b"<Relationships>" + told + b"</Relationships>"
    as_template.check(with_part(template(CONTENT), "word/_rels/settings.xml.rels", link))


@pytest.mark.django_db
def test_a_template_that_was_taken_back_meanwhile_fills_in_nothing() -> None:
    stored = ReportTemplate(name="红头", report="division", tried_at=timezone.now(), is_offered=True)
    stored.file.save("a.docx", ContentFile(template("红头文件", CONTENT)))
    report = sample("division", "任务分工方案")
    assert Document(BytesIO(filled_in(report, "红头"))).paragraphs[0].text == "红头文件"
    ReportTemplate.objects.update(is_offered=False)
    with pytest.raises(ReportTemplate.DoesNotExist):
        filled_in(report, "红头")


@pytest.mark.django_db
def test_the_command_fills_in_a_template_that_is_offered_and_no_other(tmp_path: Path) -> None:
    plan = reported_plan()
    stored = ReportTemplate(name="红头", report="division", tried_at=timezone.now(), is_offered=True)
    stored.file.save("a.docx", ContentFile(template("红头文件", CONTENT)))
    output = tmp_path / "a.docx"
    call_command("export_report", "division", plan=[plan.slug], output=str(output), template="红头")
    lines = [each.text for each in Document(str(output)).paragraphs if each.text]
    assert (lines[0], lines[2]) == ("红头文件", "第一章\u3000创新")
    for report, form, named in (
        ("plan_text", "docx", "红头"),
        ("division", "xlsx", "红头"),
        ("division", "docx", "白头"),
    ):
        with pytest.raises(CommandError, match="--template"):
            call_command("export_report", report, plan=[plan.slug], output=str(tmp_path / f"b.{form}"), template=named)
