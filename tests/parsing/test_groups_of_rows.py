"""Rows that name those below them, and what stands right above a table: docs/document-format.md, step 6."""

import pytest

from measures.parsing import read
from tests.parsing.checks import check_coverage, check_passages, check_records, outline
from tests.parsing.documents import make_docx, paragraph, table

HEAD = "序号\t重点任务\t责任单位"
GROUPED = [
    "p1 示例市重点任务分工表",
    "p1.1 一、 提升服务",
    "- p1.1-1 推行一网通办 [responsible 市数据局]",
    "p1.2 二、 优化要素",
    "p1.2.1 （一） 用电",
    "- p1.2.1-1 压减办电时长 [responsible 市供电公司]",
    "p1.2.2 （二） 用水",
    "- p1.2.2-1 改造管网 [responsible 市水务局]",
]
ROWS = [
    *(("一、提升服务",), ("1", "推行一网通办", "市数据局"), ("二、优化要素",)),
    *(("（一）用电",), ("2", "压减办电时长", "市供电公司"), ("（二）用水",), ("3", "改造管网", "市水务局")),
]


def test_rows_of_one_cell_are_sections_that_nest_as_their_numbers_do() -> None:
    rows = table(tuple(HEAD.split("\t")), *(row if len(row) > 1 else (*row, "", "") for row in ROWS))
    tree = read(make_docx(paragraph("示例市重点任务分工表") + rows))
    check_coverage(tree)
    check_passages(tree)
    assert list(outline(tree)) == GROUPED


def test_a_group_in_another_style_that_counts_on_stands_beside_the_one_before() -> None:
    rows = [tuple(HEAD.split("\t")), ("一、提升服务", "", ""), ROWS[1], ("（二）用水", "", ""), ROWS[6]]
    tree = read(make_docx(paragraph("示例市重点任务分工表") + table(*rows)))
    assert [section.code for section in tree.walk()] == ["p1", "p1.1", "p1.2"]


def test_a_line_without_tabs_between_rows_that_count_on_names_the_group_below_it() -> None:
    lines = ["示例市重点任务分工表", HEAD, *("\t".join(row) for row in ROWS if row != ("二、优化要素",))]
    check_records("\n".join(lines), *GROUPED[:3], *(line.replace("p1.2.", "p1.1.") for line in GROUPED[4:]))


def test_the_first_group_may_be_named_above_the_head_and_the_table_titled_above_that() -> None:
    rows = [("任务清单",), ROWS[0], tuple(HEAD.split("\t")), *ROWS[1:]]
    tree = read(
        make_docx(paragraph("示例市重点任务分工表") + table(*(row if row[2:] else (*row, "", "") for row in rows)))
    )
    check_passages(tree)
    assert list(outline(tree)) == GROUPED


def test_a_heading_between_two_tables_is_no_row() -> None:
    check_records(
        f"示例市工作方案\n一、提升服务\n{HEAD}\n1\t推行一网通办\t市数据局\n二、优化要素\n{HEAD}\n1\t改造管网\t市水务局\n",
        "1 一、 提升服务",
        "- 1-1 推行一网通办 [responsible 市数据局]",
        "2 二、 优化要素",
        "- 2-1 改造管网 [responsible 市水务局]",
    )


def test_an_annex_right_above_its_table_is_one() -> None:
    check_records(
        f"示例市工作方案\n一、重点任务\n加快建设。\n附件：示例市任务清单\n{HEAD}\n1\t改造管网\t市水务局\n",
        "1 一、 重点任务",
        "- 1-1 重点任务",
        "x1 附件 示例市任务清单",
        "- x1-1 改造管网 [responsible 市水务局]",
    )


@pytest.mark.parametrize("column", ["项目名称", "工程名称"])
def test_a_table_of_names_in_a_box_gives_a_project_a_row(column: str) -> None:
    tree = check_records(
        f"示例市规划\n一、重点任务\n加快建设。\n专栏1 重点项目\n类型\t{column}\t建设内容\n水源\t示例水库\t总库容大\n",
        "1 一、 重点任务",
        "- 1-1 重点任务",
        "b1 专栏1 重点项目",
        "- b1-1 示例水库",
    )
    assert [measure.kind.value for measure in tree.measures()] == ["measure", "project"]


def test_lines_that_name_groups_do_not_part_a_table_of_indicators() -> None:
    tree = check_records(
        "示例市规划\n一、主要目标\n加快发展。\n指标\t2025年\t2030年\t属性\n一、经济发展\n1.产值（亿元）\t50\t80\t预期性\n"
        "二、绿色低碳\n2.森林覆盖率（%）\t40\t42\t约束性\n",
        "1 一、 主要目标",
    )
    (section,) = tree.sections
    assert [(target.metric, target.year) for target in section.targets] == [("产值", 2030), ("森林覆盖率", 2030)]
