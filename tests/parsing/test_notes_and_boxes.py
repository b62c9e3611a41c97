"""Tables flattened to lines with notes under them, boxes in sections that tell of the past, and what stands after."""

import pytest

from measures.parsing import PlanTree
from tests.parsing.checks import check_problem, check_tree, read_text

PROSE = "加快完善配套设施，提升综合服务水平。"


def texts(tree: PlanTree) -> dict[str, str]:
    return {section.code: section.text for section in tree.walk()}


def targets(tree: PlanTree) -> dict[str, list[str]]:
    return {section.code: [target.text for target in section.targets] for section in tree.walk()}


@pytest.mark.parametrize(
    "notes",
    [
        "注：\n1.产值按年末口径计算，数据为初步统计结果。\n2.指标由各部门分别统计，并按照规定报送。",
        "注：1.产值按年末口径计算，数据为初步统计结果。\n2.指标由各部门分别统计，并按照规定报送。",
        "注：产值按年末口径计算。",
        "注：（1）产值按年末口径计算，数据为初步统计结果。\n（2）指标由各部门分别统计，并按照规定报送。",
    ],
)
def test_notes_under_a_table_belong_to_it(notes: str) -> None:
    tree = check_tree(
        f"一、发展目标\n加快发展。\n表1 主要指标\n产值\n300亿元\n{notes}\n二、重点任务\n1.建设园区。{PROSE}\n",
        """
        1 一、 发展目标
        2 二、 重点任务
        - 2-1 建设园区
        """,
    )
    assert texts(tree)["1"] == f"加快发展。\n表1 主要指标\n产值\n300亿元\n{notes}"
    assert targets(tree) == {"1": [], "2": []}


def test_prose_after_a_flattened_table_belongs_to_the_section_and_states_targets() -> None:
    prose = "全市经济持续发展，产业结构不断优化。到2026年，产值突破300亿元。"
    tree = read_text(
        f"一、发展目标\n加快发展。\n表1 主要指标\n产值\n200亿元\n{prose}\n二、重点任务\n1.建设园区。{PROSE}\n"
    )
    assert texts(tree)["1"] == f"加快发展。\n表1 主要指标\n产值\n200亿元\n{prose}"
    assert targets(tree)["1"] == ["产值突破300亿元"]


def test_numbers_in_a_flattened_list_are_cells_and_those_of_the_document_go_on_after_it() -> None:
    tree = check_tree(
        f"""\
        一、重点任务
        （一）建设园区
        表1 园区名单
        东区园区
        1.一期工程
        2.二期工程
        注：名单由各区报送。
        1.完善设施。{PROSE}
        2.提升服务。{PROSE}
        二、保障措施
        1.加强领导。{PROSE}
        """,
        """
        1 一、 重点任务
        1.1 （一） 建设园区
        - 1.1-1 完善设施
        - 1.1-2 提升服务
        2 二、 保障措施
        - 2-1 加强领导
        """,
    )
    assert texts(tree)["1.1"] == "表1 园区名单\n东区园区\n1.一期工程\n2.二期工程\n注：名单由各区报送。"


def test_numbers_in_an_annexed_table_are_cells() -> None:
    tree = check_tree(
        f"一、重点任务\n1.建设园区。{PROSE}\n附表1 园区名单\n东区园区\n西区园区\n1.一期\n",
        """
        1 一、 重点任务
        - 1-1 建设园区
        x1 附表1 园区名单
        """,
    )
    assert texts(tree)["x1"] == "东区园区\n西区园区\n1.一期"


def test_what_is_numbered_and_boxed_in_a_section_of_the_past_is_its_text() -> None:
    tree = check_tree(
        f"""\
        一、发展基础
        “十三五”时期，全市发展取得显著成效。
        1.产业规模扩大。全市产值实现翻番，园区建设加快推进。
        专栏1 已建园区
        东区园区建成投产。
        序号\t园区\t面积
        1\t东区\t3公顷
        2.服务能力增强。全市服务水平实现提升，群众满意度提高。
        （1）服务提升。全市服务水平实现提升。
        （2）管理提升。全市管理水平实现提升。
        二、重点任务
        1.建设园区。{PROSE}
        """,
        """
        1 一、 发展基础
        b1 专栏1 已建园区
        2 二、 重点任务
        - 2-1 建设园区
        """,
    )
    assert texts(tree)["1"].split("\n") == [
        "“十三五”时期，全市发展取得显著成效。",
        "1.产业规模扩大。全市产值实现翻番，园区建设加快推进。",
        "2.服务能力增强。全市服务水平实现提升，群众满意度提高。",
        "（1）服务提升。全市服务水平实现提升。",
        "（2）管理提升。全市管理水平实现提升。",
    ]
    assert texts(tree)["b1"] == "东区园区建成投产。\n序号\t园区\t面积\n1\t东区\t3公顷"


def test_a_number_of_one_character_that_leaves_a_gap_is_quoted_alone() -> None:
    check_problem(f"一、重点任务\n1.建设园区。\n①完善道路。{PROSE}\n③完善管网。{PROSE}\n", "number_gap", "③")


@pytest.mark.parametrize(
    ("first", "detail"),
    [("（省科技厅负责）", "省科技厅"), ("（省财政厅负责）", "省财政厅")],
)
def test_a_second_plan_in_one_file_is_a_section_with_its_own_numbers(first: str, detail: str) -> None:
    tree = read_text(
        f"一、加大支持\n1.落实优惠。{PROSE}{first}\n2.设立资金。{PROSE}\n"
        f"示例市软件产业发展三年行动计划（2024—2026年）\n一、主要目标\n1.培育企业。{PROSE}\n"
    )
    assert [section.code for section in tree.walk()] == ["1", "p2", "p2.1"]
    assert [part.body for measure in tree.measures() for part in measure.responsibilities] == [detail]


def test_a_numbered_line_with_a_lead_among_the_cells_of_a_flattened_table_is_one_of_them() -> None:
    tree = read_text(
        f"一、重点任务\n表1 园区名单\n东区园区\n1.一期工程。已建成投产。\n西区园区\n"
        f"二、保障措施\n（一）加强领导。{PROSE}\n"
    )
    assert texts(tree) == {"1": "表1 园区名单\n东区园区\n1.一期工程。已建成投产。\n西区园区", "2": ""}


def test_a_numbered_line_that_names_a_plan_begins_none_where_the_numbers_begin_again() -> None:
    tree = read_text(f"1.建设园区\n{PROSE}\n2.编制示例市物流发展三年行动方案\n1.完善政策\n{PROSE}\n")
    assert [section.code for section in tree.walk()] == ["1", "2", "1b"]


def test_a_row_that_is_not_read_is_told_in_its_first_sixty_characters() -> None:
    value = "12" + "0" * 60
    check_problem(
        f"一、发展目标\n指标\t2020年\t2025年\n床位\t80\t100\n\t80\t{value}\n",
        "row_not_read",
        f"80 {value}"[:60],
        "发展目标",
    )


def test_a_table_of_bodies_that_is_not_read_is_told_in_its_first_sixty_characters() -> None:
    note = "长" * 60
    check_problem(
        f"一、重点任务\n1.建设园区。{PROSE}\n{note}\t年份\t责任单位\n甲\t2020\t市科技局\n",
        "table_not_read",
        note,
        "重点任务",
    )


def test_a_table_of_bodies_in_a_section_of_the_past_is_none_to_be_read() -> None:
    tree = read_text(
        "一、发展基础\n“十三五”时期，全市发展取得显著成效。\n1.产业规模扩大。全市产值实现翻番，园区建设加快推进。\n"
        f"备注\t年份\t责任单位\n甲\t2020\t市科技局\n二、重点任务\n1.建设园区。{PROSE}\n"
    )
    assert "table_not_read" not in [problem.code for problem in tree.problems]
    assert texts(tree)["1"].endswith("备注\t年份\t责任单位\n甲\t2020\t市科技局")


@pytest.mark.parametrize(
    ("second", "titles"),
    [
        ("建设示例园区", ["建设示例园区", "培育龙头企业"]),
        ("园" * 35, ["园" * 35, "培育龙头企业"]),
        ("园区", ["完善配套设施", "培育龙头企业"]),  # too short for a task's name
    ],
)
def test_a_row_is_titled_by_the_name_of_its_task_or_by_its_measures(second: str, titles: list[str]) -> None:
    tree = read_text(
        "一、重点任务\n序号\t重点任务\t工作举措\t责任单位\n"
        f"1\t{second}\t完善配套设施\t市科技局\n2\t培育龙头企业\t支持企业扩大投资\t市商务局\n"
    )
    assert [measure.title for measure in tree.measures()] == titles
