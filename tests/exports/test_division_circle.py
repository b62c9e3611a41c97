"""The circle: a division of work that was exported as a Word file is read as the sections and duties of its plan."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import docx
import pytest
from django.core.management import call_command

from measures.exports import Filters, Scope, draw
from measures.models import Plan
from measures.visibility import EVERYTHING
from tests.exports.plans import PLAN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("read_here")]
ROOT = Path(__file__).resolve().parent.parent.parent
# At the end, with a body's own （） in it.
BRACKET = re.compile(r"（(?:[^（）]|（[^（）]*）)*）$")
DUTIES = ("lead", "responsible", "support", "supervisor")


class Read(NamedTuple):
    """What a fixture says of a plan: of sections label and title, of measures title and task (see `task`)."""

    sections: dict[str, tuple[str, str]]
    measures: dict[str, tuple[str, str]]
    duties: dict[str, list[tuple[str, str]]]
    deadlines: dict[str, tuple[str, str | None]]


def read(path: Path) -> Read:
    """The plan that is built from a document; duties by measure, in the order of roles."""
    fixture = path.with_suffix(".json")
    call_command("build_fixture", str(path), slug="circle", output=str(fixture), verbosity=0)
    return said(json.loads(fixture.read_text(encoding="utf-8")))


def said(records: list[Mapping[str, object]]) -> Read:
    found = Read({}, {}, {}, {})
    parts: dict[str, list[tuple[str, int, str]]] = {}
    for record in records:
        fields = record["fields"]
        assert isinstance(fields, dict)
        if record["model"] == "measures.section":
            found.sections[fields["code"]] = (fields["label"], fields["title"])
        elif record["model"] == "measures.measure":
            found.measures[fields["code"]] = (fields["title"], task(fields["text"], fields["title"]))
            found.deadlines[fields["code"]] = (fields["due_text"], fields["due_on"])
        elif record["model"] == "measures.responsibility" and fields["role"] in DUTIES:
            parts.setdefault(fields["measure"][1], []).append((fields["role"], fields["position"], fields["body"][1]))
    for code, named in parts.items():
        ordered = sorted(named, key=lambda part: (DUTIES.index(part[0]), part[1]))
        found.duties[code] = [(role, name) for role, _position, name in ordered]
    return found


def task(text: str, title: str) -> str:
    """What is to be done: without who does it, which the division of work says in brackets of its own or in other cells
    of a table, and without the title before it, which a table has where the text has it as a heading."""
    cells = text.split("\t")
    words = cells[1] if len(cells) > 1 else BRACKET.sub("", text)
    return words.removeprefix(title).removeprefix("。")


def exported(plan: Plan, form: str, folder: Path) -> Path:
    scope = Scope(EVERYTHING, Filters(plan=(plan.slug,)), options={"form": form})
    name, pieces = draw("division", "docx", scope)
    path = folder / name
    path.write_bytes(b"".join(pieces))
    return path


@pytest.fixture
def loaded(tmp_path: Path) -> tuple[Plan, Read]:
    """The plan with every role, several leads, a box and six levels of headings, and how it was read."""
    source = tmp_path / "plan.txt"
    source.write_text(PLAN, encoding="utf-8")
    found = read(source)
    call_command("loaddata", str(source.with_suffix(".json")), verbosity=0)
    return Plan.objects.get(), found


@pytest.mark.parametrize("form", ["text", "table"])
def test_a_plan_with_every_role_comes_back_from_its_division_of_work(
    loaded: tuple[Plan, Read], form: str, tmp_path: Path
) -> None:
    plan, before = loaded
    after = read(exported(plan, form, tmp_path))
    assert after.sections == before.sections
    assert after.measures == before.measures
    assert after.duties == before.duties
    assert after.deadlines == before.deadlines


@pytest.mark.parametrize("form", ["text", "table"])
def test_the_haidian_outline_comes_back_from_its_division_of_work(form: str, tmp_path: Path) -> None:
    fixture = ROOT / "fixtures" / "haidian-14fyp.json"
    before = said(json.loads(fixture.read_text(encoding="utf-8")))
    call_command("loaddata", str(fixture), verbosity=0)
    after = read(exported(Plan.objects.get(), form, tmp_path))
    assert after == before


FURTHER = """
示例市软件产业发展三年行动计划（2024—2026年）
一、总体要求
坚持把发展经济的着力点放在实体经济上，推动高质量发展取得新成效。
二、重点任务
（一）培育企业。引进龙头企业。（市工业和信息化局牵头，市财政局配合）
（二）建设园区。打造市级园区。（责任单位：市商务局；完成时限：2025年底前）
专栏1 重大项目
1.软件园区。建设标准厂房。（责任单位：市发展改革委）
三、保障措施
（一）加强领导。建立工作机制。（责任单位：市发展改革委）
"""


UNNUMBERED = (
    *(("Heading 1", "工作要求"), ("Normal", "坚持把发展经济的着力点放在实体经济上，推动高质量发展取得新成效。")),
    *(("Heading 1", "重点任务"), ("Normal", "培育企业。引进龙头企业。（市工业和信息化局牵头，市财政局配合）")),
    *(("Heading 1", "支持措施"), ("Heading 2", "背景"), ("Normal", "近年来，全市软件产业规模不断扩大。")),
    *(("Heading 2", "资金"), ("Normal", "安排资金。设立专项。（责任单位：市财政局）")),
    *(("Heading 1", "附则"), ("Normal", "本计划自印发之日起施行。")),
)


@pytest.mark.parametrize("form", ["text", "table"])
@pytest.mark.parametrize(
    "own", ["一、加大支持\n1.落实优惠。完善政策。（市税务局负责）", "一、总体要求\n坚持创新驱动。"]
)
def test_a_plan_inside_another_document_comes_back_with_its_codes(own: str, form: str, tmp_path: Path) -> None:
    source = tmp_path / "plan.txt"
    source.write_text(f"示例市支持软件产业发展若干政策\n\n{own}\n{FURTHER}", encoding="utf-8")
    before = read(source)
    assert "p2.3-1" in before.measures
    call_command("loaddata", str(source.with_suffix(".json")), verbosity=0)
    after = read(exported(Plan.objects.get(), form, tmp_path))
    with_tasks = {code: said for code, said in before.sections.items() if said[1] != "总体要求"}
    assert after == before._replace(sections=with_tasks)


@pytest.mark.parametrize("form", ["text", "table"])
def test_sections_without_numbers_keep_their_codes_after_one_without_tasks(form: str, tmp_path: Path) -> None:
    written = docx.Document()
    written.add_paragraph("示例市软件产业发展行动计划", style="Title")
    for style, text in UNNUMBERED:
        written.add_paragraph(text, style=style)
    written.save(str(tmp_path / "plan.docx"))
    before = read(tmp_path / "plan.docx")
    assert {code.rsplit("-")[0] for code in before.measures} == {"u2", "u3.u2"}
    call_command("loaddata", str(tmp_path / "plan.json"), verbosity=0)
    after = read(exported(Plan.objects.get(), form, tmp_path))
    assert after.measures == before.measures
    assert after.duties == before.duties
    assert after.sections == {code: said for code, said in before.sections.items() if said[1] != "附则"}


@pytest.mark.parametrize("form", ["text", "table"])
def test_a_task_of_several_paragraphs_comes_back_in_its_words(
    loaded: tuple[Plan, Read], form: str, tmp_path: Path
) -> None:
    plan, _before = loaded
    text = "建立重大项目库\n实行动态管理。\n分年度安排实施（一期、二期）。\n定期通报进展。"
    plan.measures.filter(code="1.1.2-1").update(title="储备重大项目", text=f"储备重大项目。{text}")
    after = read(exported(plan, form, tmp_path))
    assert after.measures["1.1.2-1"] == ("储备重大项目", text)
    assert after.duties["1.1.2-1"][0] == ("lead", "市发展改革委")
