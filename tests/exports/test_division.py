"""The division of work and the plan text: what each prints of a plan, where and in which words."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from lxml import etree

from measures.exports import FORMATS, Filters, Scope, check_size
from measures.exports.contents import Block, Heading, Paragraph, Table, text_of
from measures.exports.reports import REPORTS
from measures.exports.reports.duties import without_duties
from measures.exports.writers.as_docx.tables import SIDES, layout_of
from measures.models import Plan
from measures.visibility import EVERYTHING
from tests.as_of.past import recorded_on
from tests.factories import assign, make_measure, make_plan, make_section, make_target
from tests.made_once import made_once

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def made(report: str, plan: Plan, **said: Any) -> list[str]:
    """The blocks of a report, each in words."""
    filters, as_of = Filters(plan=(plan.slug,), **said.pop("filters", {})), said.pop("as_of", None)
    parts = REPORTS[report].make(Scope(EVERYTHING, filters, as_of, options=said)).parts
    return [line for part in parts for block in part.blocks for line in words_of(block)]


def words_of(block: Block) -> Iterable[str]:
    if isinstance(block, Heading):
        yield f"{'#' * block.level} {block.label}|{block.text}"
    elif isinstance(block, Paragraph):
        yield f"{block.label}{text_of(block.runs)}"
    elif isinstance(block, Table):
        yield "[" + " | ".join(column.title for column in block.columns) + "]"
        for row in block.rows:
            yield " | ".join(map(text_of, row)) if isinstance(row, tuple) else f"= {getattr(row, 'title', '')}"


@made_once
def plan() -> Plan:
    """A section with three tasks, a box in it, a section without tasks, one that is all its text."""
    plan = make_plan("shili", title="示例市规划", text="为促进发展，制定本规划。\n本规划自印发之日起施行。")
    chapter = make_section(plan, code="1", label="一、", title="创新", text="坚持创新驱动。", position=10)
    first = make_measure(
        chapter,
        code="1-1",
        title="建设平台",
        text="建设平台。联合企业攻关。（市教委负责）",
        position=20,
        due_on=date(2025, 6, 30),
    )
    assign(first, "市科技局", "lead")
    assign(first, "市财政局", "support")
    make_measure(chapter, code="1-2", title="引进人才", text="完善政策，\n落实待遇。", position=30, due_text="长期坚持")
    make_measure(chapter, code="1-3", title="旧事项", text="旧事项。", position=35, withdrawn_on=date(2024, 1, 1))
    box = make_section(plan, chapter, code="b1", label="专栏1", title="工程", numbering="box", position=40)
    make_measure(box, code="b1-1", label="1.", title="修路", text="修路。", position=50)
    make_section(plan, code="2", label="二、", title="形势", text="形势向好。", position=60)
    whole = make_section(plan, code="3", label="三、", title="保障", position=70)
    make_measure(whole, code="3-1", title="保障", text="加强组织领导，强化督促检查。", position=80)
    return plan


def test_text_names_in_brackets_who_does_a_task_now_and_by_when(plan: Plan) -> None:
    assert made("division", plan) == [
        "共4项任务。其中3项尚未明确牵头单位或责任单位。",
        "# 一、|创新",
        "1.建设平台。联合企业攻关。（牵头单位：市科技局；配合单位：市财政局；完成时限：2025年6月30日）",
        "2.引进人才。完善政策，",
        "落实待遇。（完成时限：长期坚持）",
        "[专栏1 工程]",
        "1.修路。",
        "# 三、|保障",
        "加强组织领导，强化督促检查。",
    ]


def test_a_table_stands_under_each_heading_with_a_column_for_each_role(plan: Plan) -> None:
    assert made("division", plan, form="table")[1:5] == [
        "# 一、|创新",
        "[序号 | 任务 | 牵头单位 | 配合单位 | 完成时限]",
        "1 | 建设平台。联合企业攻关。 | 市科技局 | 市财政局 | 2025年6月30日",
        "2 | 引进人才。完善政策，\n落实待遇。 |  |  | 长期坚持",
    ]


def test_one_sheet_has_lines_for_the_headings(plan: Plan) -> None:
    lines = made("division", plan, form="sheet")
    assert [line for line in lines if line.startswith("=")] == ["= 一、创新", "= 专栏1 工程", "= 三、保障"]
    assert lines[-1].startswith("1 | 保障。加强组织领导，强化督促检查。")


def test_filters_choose_the_tasks_and_leave_out_empty_sections(plan: Plan) -> None:
    assert made("division", plan, filters={"body": ("市科技局",)})[1:] == [
        "# 一、|创新",
        "建设平台。联合企业攻关。（牵头单位：市科技局；配合单位：市财政局；完成时限：2025年6月30日）".replace(
            "建", "1.建", 1
        ),
    ]


def test_the_plan_text_stands_in_document_order_with_its_closing_provisions_at_the_end(plan: Plan) -> None:
    assert made("plan_text", plan) == [
        "为促进发展，制定本规划。",
        "# 一、|创新",
        "坚持创新驱动。",
        "建设平台。联合企业攻关。（市教委负责）",
        "引进人才。完善政策，",
        "落实待遇。",
        "[专栏1 工程]",
        "1.修路。",
        "# 二、|形势",
        "形势向好。",
        "# 三、|保障",
        "加强组织领导，强化督促检查。",
        "本规划自印发之日起施行。",
    ]


def test_the_plan_text_marks_targets_and_what_was_withdrawn(plan: Plan) -> None:
    first = plan.measures.get(code="1-1")
    make_target(first, text="联合企业攻关")
    make_target(first, code="1-1/t2", text="新增专利100件")
    scope = Scope(EVERYTHING, Filters(section=("1",), withdrawn="all"))
    (part,) = REPORTS["plan_text"].make(scope).parts
    runs = [run for block in part.blocks if isinstance(block, Paragraph) for run in block.runs]
    assert [run.text for run in runs if run.strong] == ["建设平台。", "联合企业攻关", "新增专利100件", "引进人才。"]
    assert [(run.text, str(run.mark)) for run in runs][-2:] == [("旧事项。", "removed"), ("（2024-01-01撤出）", "same")]


@pytest.mark.parametrize("form", ["table", "sheet"])
def test_a_day_stands_in_one_line_of_a_word_file(plan: Plan, form: str) -> None:
    parts = REPORTS["division"].make(Scope(EVERYTHING, Filters(plan=(plan.slug,)), options={"form": form})).parts
    layouts = [layout_of(block) for part in parts for block in part.blocks if isinstance(block, Table)]
    wanted = 8 * 0.5 + 3 + 5 * 0.25  # characters: 2025年12月31日, and the space that programs set beside digits
    assert min((layout.widths[-1] - SIDES) / (20 * layout.size) for layout in layouts) >= wanted


def test_rows_of_a_table_that_the_plan_held_are_a_table_again(plan: Plan) -> None:
    section = make_section(
        plan, code="4", label="四、", title="指标", text="指标\t目标\n专利\t100件\n说明。", position=90
    )
    assert made("plan_text", plan, filters={"section": (section.code,)}) == []
    assert made("plan_text", plan)[-5:-1] == ["# 四、|指标", "[指标 | 目标]", "专利 | 100件", "说明。"]
    make_measure(section, code="4-1", title="修路", text="专利\t申请。\n转让。\t市科技局", position=95)
    assert made("plan_text", plan)[-2] == "[专利 | 申请。\n转让。 | 市科技局]"


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("修路。（市交通局牵头，市财政局配合）", "修路。"),
        ("修路。（责任单位：市交通局、市财政局）", "修路。"),
        ("修路（牵头单位：市交通局）。", "修路。"),
        ("修路。（市交通局负责）架桥。（市水务局负责，下同）", "修路。架桥。"),
        ("修路。责任单位：市交通局；完成时限：2025年底", "修路。"),
        ("修路。（市交通局、市财政局）", "修路。"),
        ("修路（含桥梁）。加强由区负责的工作（如养护）。", "修路（含桥梁）。加强由区负责的工作（如养护）。"),
        ("修路。（其中园区由市科技局负责）", "修路。（其中园区由市科技局负责）"),
        ("修路。\n责任单位：市交通局", "修路。"),
        ("推进市交通局、市财政局合作（试点）。", "推进市交通局、市财政局合作（试点）。"),
    ],
)
def test_what_the_document_said_of_who_does_a_task_is_left_out(printed: str, words: str) -> None:
    assert without_duties(printed, frozenset({"市交通局", "市财政局"})) == words


def test_a_long_text_without_a_full_stop_is_searched_once() -> None:
    """For each character all that follow were looked at: 40,000 took six seconds, these minutes."""
    text = "词" * 300_000
    assert without_duties(f"{text}（市交通局负责）") == text


def test_a_word_file_holds_no_more_measures_than_programs_open(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    scope = Scope(EVERYTHING, Filters(plan=(plan.slug,)))
    check_size("division", "docx", scope)
    monkeypatch.setitem(FORMATS, "docx", FORMATS["docx"].__class__("docx", "", FORMATS["docx"].chunks, most=3))
    with pytest.raises(ValidationError, match=r"超过3项.*或改用 xlsx"):
        check_size("division", "docx", scope)
    check_size("division", "xlsx", scope)


def test_the_command_writes_both_as_word_files_and_refuses_options_of_others(plan: Plan, tmp_path: Any) -> None:
    for report, form in (("division", "table"), ("plan_text", None)):
        call_command("export_report", report, plan=[plan.slug], output=str(tmp_path), format="docx", form=form)
    titles = {path.name.partition("（")[0]: path for path in tmp_path.iterdir()}
    assert set(titles) == {"《示例市规划》任务分工方案", "《示例市规划》规划文本"}
    with ZipFile(BytesIO(titles["《示例市规划》任务分工方案"].read_bytes())) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
    assert len(list(body.iter(f"{W}tbl"))) == 3
    with pytest.raises(CommandError, match="没有选项 --form"):
        call_command("export_report", "ledger", output=str(tmp_path / "a.csv"), form="table")


@pytest.mark.django_db
def test_as_of_a_past_day_both_print_what_stood_then() -> None:
    with recorded_on("2026-01-01"):
        plan = make_plan("shili", title="示例市规划")
        section = make_section(plan, code="1", label="一、", title="旧标题")
        measure = make_measure(section, code="1-1", label="1.", title="建设平台", text="建设平台。联合攻关。")
        part = assign(measure, "市科技局")
    with recorded_on("2026-02-01"):
        part.body.name = "市科学技术局"
        part.body.save()
        section.title = "新标题"
        section.save()
        measure.title, measure.text = "撤并平台", "撤并平台。整合资源。"
        measure.save()
    words = {
        month: (
            made("division", plan, as_of=date(2026, month, 15)),
            made("plan_text", plan, as_of=date(2026, month, 15)),
        )
        for month in (1, 2)
    }
    assert words[1][0][1:] == ["# 一、|旧标题", "1.建设平台。联合攻关。（牵头单位：市科技局）"]
    assert words[2][0][1:] == ["# 一、|新标题", "1.撤并平台。整合资源。（牵头单位：市科学技术局）"]
    assert words[1][1] == ["# 一、|旧标题", "1.建设平台。联合攻关。"]
    assert made("division", plan, as_of=date(2025, 12, 31)) == []


@pytest.mark.django_db
def test_a_section_without_a_number_keeps_its_heading_unless_it_is_called_as_its_plan() -> None:
    plan = make_plan("wubian", title="示例市若干措施")
    make_measure(make_section(plan, title="示例市若干措施"), title="支持研究", text="支持研究。")
    make_measure(make_section(plan, title="保障"), title="引进人才", text="引进人才。")
    assert [line for line in made("division", plan) if line.startswith("#")] == ["# |保障"]
