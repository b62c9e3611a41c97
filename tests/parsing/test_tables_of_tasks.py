"""Tables of tasks, alone and in a plan: docs/document-format.md."""

import pytest

from measures.parsing import read
from tests.parsing.checks import BODY, check_records, codes, outline, read_lines
from tests.parsing.documents import make_docx, paragraph, table

HEAD = "序号\t重点工作\t责任单位\t完成时限"


ROWS = "1\t建成示例图书馆\t市文化局\t2025年6月底\n2\t改造示例公园3个\t市园林局、各区政府\t2025年12月底"


TABLE = [
    "- p1-1 建成示例图书馆 [responsible 市文化局] {2025年6月底}",
    "- p1-2 改造示例公园3个 [responsible 市园林局, responsible 各区政府] {2025年12月底}",
]


def test_a_table_of_tasks_alone_is_a_plan() -> None:
    tree = check_records(
        f"示例市2025年重点工作任务分解表\n{HEAD}\n{ROWS}\n", "p1 示例市2025年重点工作任务分解表", *TABLE
    )
    assert (tree.title, tree.period_start, tree.period_end) == ("示例市2025年重点工作任务分解表", 2025, 2025)
    assert [str(measure.due_on) for measure in tree.measures()] == ["2025-06-30", "2025-12-31"]


def test_a_table_of_tasks_alone_in_a_word_file_is_a_plan() -> None:
    rows = [tuple(line.split("\t")) for line in f"{HEAD}\n{ROWS}".split("\n")]
    tree = read(make_docx(paragraph("示例市2025年重点工作任务分解表") + table(*rows)))
    assert list(outline(tree))[1:] == TABLE


@pytest.mark.parametrize("kind", ["责任清单", "工作台账", "任务分工表", "主要指标", "一览表"])
def test_lists_and_tables_name_a_document_too(kind: str) -> None:
    assert read_lines(f"示例市2025年{kind}\n{HEAD}\n{ROWS}\n").title == f"示例市2025年{kind}"


def test_a_head_of_two_rows_is_read_with_both() -> None:
    rows = table(
        ("序号", "重点任务", "责任分工", "", "时限"),
        ("^", "^", "牵头部门", "责任部门", "^"),
        ("1", "建设物流园", "市交通局", "市商务局", "2025年底前"),
    )
    tree = read(make_docx(paragraph("示例市重点工作任务清单") + paragraph("一、任务清单") + rows))
    assert list(outline(tree)) == [
        "1 一、 任务清单",
        "- 1-1 建设物流园 [lead 市交通局, responsible 市商务局] {2025年底前}",
    ]
    assert "table_not_read" not in codes(tree)


def test_drafting_and_assessing_units_answer_for_their_rows() -> None:
    check_records(
        "示例市2025年度立法计划\n一、审议项目\n序号\t项目名称\t起草单位\t提请审议时间\n1\t示例市供水条例\t市水务局\t2025年8月\n"
        "二、考核事项\n序号\t考核内容\t分值\t考核单位\n1\t新增企业20家\t5\t市统计局\n合计\t\t5\t\n",
        "1 一、 审议项目",
        "- 1-1 示例市供水条例 [responsible 市水务局] {2025年8月}",
        "2 二、 考核事项",
        "- 2-1 新增企业20家 [responsible 市统计局]",
    )


def test_a_table_with_bodies_that_is_not_read_is_reported() -> None:
    tree = read_lines(f"示例市行动方案\n一、重点任务\n{BODY}\n区县\t面积\t填写人\t联系部门\n甲区\t3\t某某\t市教育局\n")
    assert "table_not_read" in codes(tree)


def test_a_short_cell_with_a_lead_sentence_is_titled_by_it() -> None:
    rows = [("序号", "任务", "牵头单位"), ("1", "储备项目。建立项目库。", "市发改委"), ("2", "建设物流园", "市商务局")]
    tree = read(make_docx(paragraph("示例市2025年重点工作任务分解表") + table(*rows)))
    assert [measure.title for measure in tree.measures()] == ["储备项目", "建设物流园"]


def test_a_column_of_persons_names_no_bodies_and_one_of_years_is_a_deadline() -> None:
    check_records(
        "示例市重点项目清单\n项目名称\t牵头领导\t牵头单位\t建设年限\n迁建医院\t张某某\t市卫生健康委\t2026—2028年\n",
        "p1 示例市重点项目清单",
        "- p1-1 迁建医院 [lead 市卫生健康委] {2026—2028年}",
    )


def test_what_is_due_by_when_states_no_target_and_a_number_may_bear_a_mark() -> None:
    tree = read_lines(
        "示例区2025年重点任务分工表\n序号\t重点任务\t牵头单位\t完成时限\n"
        "1\t归集数据目录800项\t区数据局\t6月底前完成80%，12月底前全部完成\n2▲\t建立秘书制度\t区科技局\t2025年汛前\n"
    )
    first, second = tree.measures()
    assert [(target.metric, target.value) for target in first.targets] == []
    assert (second.label, second.due_text, second.due_on) == ("2▲", "2025年汛前", None)


def test_a_dash_is_no_unit_and_what_a_unit_sums_is_no_part_of_it() -> None:
    tree = read_lines(
        "示例县水安全“十五五”规划\n一、规划目标\n加快发展。\n指标\t单位\t2025年\t2030年\n"
        "有效利用系数\t—\t0.548\t0.57\n科研到账经费（亿元，累计）\t\t3.1\t12\n"
    )
    assert [(target.metric, target.unit) for section in tree.walk() for target in section.targets] == [
        ("有效利用系数", ""),
        ("科研到账经费", "亿元"),
    ]
