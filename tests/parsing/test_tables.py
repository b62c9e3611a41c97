"""Tables of tasks and of indicators: docs/document-format.md, steps 6 and 8."""

from collections.abc import Callable

import pytest

from measures.parsing import Target, read
from tests.parsing.checks import check_tree, outline, read_text
from tests.parsing.documents import make_docx, paragraph, table
from tests.parsing.workbooks import make_xlsx

Rows = list[tuple[str, ...]]

HEAD = "一、发展目标\n加快发展。\n"


def indicators(rows: str) -> list[tuple[str, str, str, str, int | None, str]]:
    """(metric, comparator, value, unit, year, nature) of each target of the section over the table."""
    (section,) = read_text(HEAD + rows).sections
    return [row(target) for target in section.targets]


def row(target: Target) -> tuple[str, str, str, str, int | None, str]:
    return target.metric, target.comparator, str(target.value), target.unit, target.year, target.nature


@pytest.mark.parametrize(
    ("cell", "comparator", "value", "unit"),
    [
        ("95", "reach", "95", "%"),
        ("1,200", "reach", "1200", "%"),
        ("≥95", "at_least", "95", "%"),
        ("95以上", "at_least", "95", "%"),
        ("＞95", "over", "95", "%"),
        ("超过95", "over", "95", "%"),
        ("≤95", "at_most", "95", "%"),
        ("95以内", "at_most", "95", "%"),
        ("＜95", "at_most", "95", "%"),
        ("达到95", "reach", "95", "%"),
        ("【95】", "grow_by", "95", "%"),
        ("累计95", "grow_by", "95", "%"),
    ],
)
def test_a_cell_says_how_the_value_binds(cell: str, comparator: str, value: str, unit: str) -> None:
    rows = f"指标\t单位\t2020年\t2025年\n新增床位\t%\t80\t{cell}\n"
    assert indicators(rows) == [("新增床位", comparator, value, unit, 2025, "unstated")]


def test_the_latest_year_is_the_goal_and_the_first_is_what_was() -> None:
    rows = "指标\t2020年\t2023年\t2025年\n绿地面积（公顷）\t80\t90\t100\n森林覆盖率（%）\t40\t42\t\n"
    assert indicators(rows) == [
        ("绿地面积", "reach", "100", "公顷", 2025, "unstated"),
        ("森林覆盖率", "reach", "42", "%", 2023, "unstated"),
    ]


def test_a_single_year_is_the_goal_unless_it_is_said_to_be_the_base() -> None:
    assert indicators("指标\t单位\t2025年\n床位\t张\t100\n") == [("床位", "reach", "100", "张", 2025, "unstated")]
    assert indicators("指标\t2020年基期\t目标值\n床位（张）\t80\t100\n") == [
        ("床位", "reach", "100", "张", None, "unstated")
    ]


def test_growth_a_year_and_growth_in_all_are_distinguished() -> None:
    rows = (
        "指标\t2020年\t2025年\t年均增长\n生产总值（%）\t-\t-\t6.5\n"
        "人均收入（%）\t-\t-\t【30】\n能耗降低（%）\t-\t-\t【13.5】\n"
    )
    assert indicators(rows) == [
        ("生产总值", "annual_growth", "6.5", "%", 2025, "unstated"),
        ("人均收入", "grow_by", "30", "%", 2025, "unstated"),
        ("能耗降低", "fall_by", "13.5", "%", 2025, "unstated"),
    ]
    assert indicators("指标\t2020年\t2025年\t累计\n新增床位（张）\t-\t-\t600\n")[0][1] == "grow_by"


def test_the_unit_comes_from_its_column_then_the_cell_then_the_name() -> None:
    rows = "指标\t单位\t2025年\t属性\n床位（张）\t万张\t3张\t约束性\n学位（个）\t\t3万个\t预期性\n教师（人）\t\t3\t\n"
    assert indicators(rows) == [
        ("床位", "reach", "3", "万张", 2025, "binding"),
        ("学位", "reach", "3", "万个", 2025, "expected"),
        ("教师", "reach", "3", "人", 2025, "unstated"),
    ]


def test_a_head_may_stand_below_the_tables_title() -> None:
    rows = "主要发展情况\t\t\n指标\t2020年\t2025年\n床位（张）\t80\t100\n"
    assert indicators(rows) == [("床位", "reach", "100", "张", 2025, "unstated")]


def test_a_row_without_a_figure_is_no_target() -> None:
    rows = "指标\t2020年\t2025年\n床位（张）\t80\t完善\n学位（个）\t80\t100\n"
    assert [metric for metric, *_ in indicators(rows)] == ["学位"]


def test_totals_notes_and_repeated_heads_are_no_tasks() -> None:
    check_tree(
        "一、重点任务\n"
        "序号\t重点工作\t责任单位\t完成时限\n"
        "1\t建成示例图书馆\t市文化局\t2025年6月底\n"
        "序号\t重点工作\t责任单位\t完成时限\n"
        "二\t改造示例公园\t市园林局\t2025年底\n"
        "备注：进度按月上报\t\t\t\n"
        "合计\t2项\t\t\n",
        """
        1 一、 重点任务
        - 1-1 建成示例图书馆 [responsible 市文化局] {2025年6月底}
        - 1-2 改造示例公园 [responsible 市园林局] {2025年底}
        """,
    )


@pytest.mark.parametrize(
    ("printed", "label"), [("1", "1"), ("2.", "2."), ("(3)", "(3)"), ("十二", "十二"), ("A1", ""), ("民生", "")]
)
def test_a_row_bears_the_number_of_its_first_cell(printed: str, label: str) -> None:
    tree = read_text(f"一、重点任务\n序号\t重点工作\t责任单位\n{printed}\t建成示例图书馆\t市文化局\n")
    assert [(measure.title, measure.label) for measure in tree.measures()] == [("建成示例图书馆", label)]


def test_a_short_task_titles_a_row_with_long_details() -> None:
    detail = "建成示例图书馆并面向社会开放，配备图书十万册以上，同步完善周边道路、停车场和无障碍设施，提升服务能力"
    tree = read_text(f"一、重点任务\n重点任务\t具体举措\t责任单位\n完善设施\t{detail}\t市文化局\n")
    assert [measure.title for measure in tree.measures()] == ["完善设施"]


def test_a_row_of_one_cell_is_the_section_of_the_tasks_below_it() -> None:
    rows = table(("重点任务", "责任单位"), ("文化类", ""), ("建成示例图书馆", "市文化局"))
    tree = read(make_docx(paragraph("示例市工作方案") + paragraph("一、重点任务") + rows))
    assert list(outline(tree)) == ["1 一、 重点任务", "1.u1 文化类", "- 1.u1-1 建成示例图书馆 [responsible 市文化局]"]


def test_a_last_row_with_a_mark_of_more_than_is_a_row_and_no_path_of_a_web_site() -> None:
    assert indicators("指标\t单位\t2025年\n新增床位\t张\t＞95\n") == [
        ("新增床位", "over", "95", "张", 2025, "unstated")
    ]


@pytest.mark.parametrize(
    "notes", ["注：1.含社区床位。\n2.数据为预计数。\n3.按年统计。", "说明：\n1.含社区床位。\n2.数据为预计数。"]
)
def test_numbered_notes_below_a_table_are_neither_measures_nor_sections(notes: str) -> None:
    tree = check_tree(
        f"一、发展目标\n加快发展。\n指标\t单位\t2025年\n床位\t张\t100\n{notes}\n二、主要任务\n1.建设园区。全面建设。\n",
        "1 一、 发展目标\n2 二、 主要任务\n- 2-1 建设园区",
    )
    assert notes.split("\n")[-1] in tree.sections[0].text


@pytest.mark.parametrize("name", ["路网", "示例园区周边主次干道和公共停车场改造二期项目"])
def test_a_column_of_names_titles_its_rows_however_short(name: str) -> None:
    tree = read_text(f"一、重点任务\n序号\t项目名称\t建设内容\t责任单位\n1\t{name}\t新建道路并完善排水设施\t市交通局\n")
    assert [measure.title for measure in tree.measures()] == [name]


def test_each_box_is_a_section_of_its_own_with_projects() -> None:
    check_tree(
        """
        一、完善设施
        加快完善配套设施，提升服务能力。
        专栏1 重点工程
        1.道路工程。新建道路。
        2.管网工程。新建管网。
        二、培育企业
        加快培育各类企业，提升竞争能力。
        专栏2 培育工程
        1.孵化工程。建设孵化器。
        2.服务工程。建设服务站。
        """,
        """
        1 一、 完善设施
        - 1-1 完善设施
        b1 专栏1 重点工程
        - b1-1 道路工程
        - b1-2 管网工程
        2 二、 培育企业
        - 2-1 培育企业
        b2 专栏2 培育工程
        - b2-1 孵化工程
        - b2-2 服务工程
        """,
    )


DIVISION = [
    ("序号", "重点任务", "责任单位", "完成时限"),
    ("1", "建设园区", "市商务局", "2025年6月底"),
    ("2", "培育企业", "市财政局", "2025年9月底"),
    ("3", "引进人才", "市人社局", "长期坚持"),
]
MAKERS: dict[str, Callable[[Rows], bytes]] = {
    "txt": lambda rows: "\n".join(["示例市2025年重点任务分工表", *map("\t".join, rows)]).encode(),
    "docx": lambda rows: make_docx(paragraph("示例市2025年重点任务分工表") + table(*rows)),
    "xlsx": lambda rows: make_xlsx({"分工": [["示例市2025年重点任务分工表"], *(list[object](row) for row in rows)]}),
    "html": lambda rows: f"<table>{''.join(map(html_row, rows))}</table>".encode(),
}


def html_row(cells: tuple[str, ...]) -> str:
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
@pytest.mark.parametrize("blank", ["", "\u3000", "\xa0"], ids=["empty", "ideographic space", "no-break space"])
@pytest.mark.parametrize("emptied", [(0,), (0, 3), (2, 3), (0, 2, 3), (1,), (0, 1), (0, 1, 3), (0, 1, 2)])
def test_a_row_with_empty_cells_is_a_task_or_is_reported(
    make: Callable[[Rows], bytes], blank: str, emptied: tuple[int, ...]
) -> None:
    rows = [*DIVISION[:2], tuple(blank if i in emptied else cell for i, cell in enumerate(DIVISION[2])), DIVISION[3]]
    tree = read(make(rows))
    titles = ["建设园区", "培育企业", "引进人才"] if 1 not in emptied else ["建设园区", "引进人才"]
    assert [measure.title for measure in tree.measures()] == titles
    unread = [problem.subject for problem in tree.problems if problem.code == "row_not_read"]
    assert unread == ([" ".join(cell for cell in rows[2] if cell.strip())] if 1 in emptied else [])


def test_a_head_whose_first_cell_is_empty_belongs_to_its_table() -> None:
    tree = read_text(f"{HEAD}\t重点任务\t责任单位\n1\t培育企业\t市商务局\n2\t引进人才\t市人社局\n")
    assert [measure.title for measure in tree.measures()] == ["培育企业", "引进人才"]


@pytest.mark.parametrize("line", ["二、\t保障措施", "（二）\t引进人才。加强引进。", "2.\t引进人才。加强引进。"])
def test_a_number_before_a_tab_between_two_tables_heads_no_row(line: str) -> None:
    rows = "任务\t责任单位\t完成时限\n建设园区\t市商务局\t长期坚持\n"
    tree = read_text(f"一、重点任务\n{rows}{line}\n{rows}")
    assert line not in "".join(section.text for section in tree.walk())


def test_a_row_whose_last_tabs_were_cut_stays_in_its_table() -> None:
    check_tree(
        f"{HEAD}序号\t重点任务\t责任单位\n1\t建设园区\t市商务局\n2\t培育企业\n3\t引进人才\t市人社局\n",
        """
        1 一、 发展目标
        - 1-1 建设园区 [responsible 市商务局]
        - 1-2 培育企业
        - 1-3 引进人才 [responsible 市人社局]
        """,
    )


def test_figures_without_an_indicator_are_reported_and_headings_of_groups_are_not() -> None:
    tree = read_text(HEAD + "指标\t2020年\t2025年\n经济发展\t\t\n床位\t80\t100\n\t80\t120\n合计\t160\t220\n")
    assert [problem.subject for problem in tree.problems if problem.code == "row_not_read"] == ["80 120"]


def test_a_total_that_stands_in_another_column_than_the_indicators_is_none_of_them() -> None:
    tree = read_text(HEAD + "类别\t指标\t2020年\t2025年\n民生\t床位\t80\t100\n合计\t\t80\t100\n")
    assert [target.metric for section in tree.walk() for target in section.targets] == ["床位"]
    assert "row_not_read" not in [problem.code for problem in tree.problems]


def test_years_below_a_common_name_are_columns_of_their_own() -> None:
    rows = "指标\t目标值\t\t属性\n\t2025年\t2030年\t\n参保率（%）\t95\t97\t约束性\n就业人数（万人）\t8\t9\t预期性\n"
    assert indicators(rows) == [
        ("参保率", "reach", "97", "%", 2030, "binding"),
        ("就业人数", "reach", "9", "万人", 2030, "expected"),
    ]


def test_how_far_a_task_has_come_is_no_target() -> None:
    rows = "序号\t重点任务\t进展情况\t存在问题\t责任单位\n1\t新建管网30公里\t完成22公里\t缺口达到8公里\t市水务局\n"
    (measure,) = read_text(HEAD + rows).measures()
    assert [target.text for target in measure.targets] == ["新建管网30公里"]
    assert "完成22公里" in measure.text


def test_a_list_in_the_cell_of_a_word_table_leaves_it_a_table_of_tasks() -> None:
    inner = table(("试点街道", "甲街道"))
    rows = table(
        ("序号", "任务", "牵头单位"),
        ("1", "开展试点", "市民政局"),
        ("2", "建设物流园", "市商务局"),
        ("3", "^", "市财政局"),
    )
    rows = rows.replace("开展试点</w:t></w:r></w:p>", f"开展试点</w:t></w:r></w:p>{inner}")
    tree = read(make_docx(paragraph("示例市2025年重点工作任务清单") + rows))
    assert [measure.responsibilities[0].body for measure in tree.measures()][:2] == ["市民政局", "市商务局"]
    assert "甲街道" in next(tree.measures()).text


def test_what_is_to_be_done_in_a_quarter_is_no_target_of_the_year() -> None:
    head = "序号\t重点任务\t年度目标\t一季度\t二季度\t责任单位\n"
    rows = f"{head}1\t推进建设\t投资达到50亿元\t投资达到10亿元\t投资达到20亿元\t市商务局\n"
    (measure,) = read_text(HEAD + rows).measures()
    assert [str(target.value) for target in measure.targets] == ["50"]


def test_a_number_in_a_cell_is_no_part_of_the_title() -> None:
    rows = "序号\t问题\t整改措施\t责任单位\n一\t责任不实\t1.制定清单。2.召开会议。\t市商务局\n"
    assert [measure.title for measure in read_text(HEAD + rows).measures()] == ["制定清单"]
