"""How numbers nest and which lines are headings, measures or text: docs/document-format.md, steps 3 to 6."""

import pytest

from measures.terms import MeasureKind, PassageKind
from tests.parsing.checks import BODY, check_problem, check_tree, read_text


def test_styles_nest_in_the_order_this_document_uses_them() -> None:
    check_tree(
        f"""
        壹、重点任务
        一、建设园区
        (一)完善道路
        {BODY}
        二、培育企业
        {BODY}
        贰、组织实施
        {BODY}
        """,
        """
        1 壹、 重点任务
        1.1 一、 建设园区
        1.1.1 (一) 完善道路
        - 1.1.1-1 完善道路
        1.2 二、 培育企业
        - 1.2-1 培育企业
        2 贰、 组织实施
        - 2-1 组织实施
        """,
    )


def test_a_style_known_to_stand_above_closes_the_one_below() -> None:
    check_tree(
        f"""
        一、建设园区
        （一）东区
        1.道路。{BODY}
        二、培育企业
        1.龙头。{BODY}
        （一）西区
        {BODY}
        """,
        """
        1 一、 建设园区
        1.1 （一） 东区
        - 1.1-1 道路
        2 二、 培育企业
        - 2-1 龙头
        2.1 （一） 西区
        - 2.1-1 西区
        """,
    )


def test_numbers_that_run_on_across_groups_are_no_gaps() -> None:
    tree = check_tree(
        f"""
        一、生产
        （一）工业升级。{BODY}
        （二）农业升级。{BODY}
        二、流通
        （三）绿色物流。{BODY}
        """,
        """
        1 一、 生产
        - 1-1 工业升级
        - 1-2 农业升级
        2 二、 流通
        - 2-1 绿色物流
        """,
    )
    assert not [problem for problem in tree.problems if problem.code == "number_gap"]


def test_decimal_numbers_stand_under_a_plain_one() -> None:
    check_tree(
        f"""
        1 重点任务
        1.1 建设园区
        1.1.1 完善道路
        {BODY}
        2 保障措施
        2.1 加强领导
        {BODY}
        """,
        """
        1 1 重点任务
        1.1 1.1 建设园区
        1.1.1 1.1.1 完善道路
        - 1.1.1-1 完善道路
        2 2 保障措施
        2.1 2.1 加强领导
        - 2.1-1 加强领导
        """,
    )


def test_a_numbered_line_with_text_is_a_measure_and_with_numbers_below_a_section() -> None:
    check_tree(
        f"""
        一、建设园区
        （一）完善道路。{BODY}
        （二）引进项目。{BODY}
        1.招商。{BODY}
        2.签约。{BODY}
        """,
        """
        1 一、 建设园区
        - 1-1 完善道路
        1.2 （二） 引进项目
        - 1.2-1 招商
        - 1.2-2 签约
        """,
    )


def test_numbered_lines_without_text_are_measures_of_what_stands_above_them() -> None:
    check_tree("一、建设园区\n1.修建道路\n2.铺设管网\n", "1 一、 建设园区\n- 1-1 修建道路\n- 1-2 铺设管网")


def test_numbered_measures_without_a_heading_stand_under_the_plan() -> None:
    check_tree(
        f"一、支持龙头。{BODY}\n二、支持中小。{BODY}\n三、本措施自发布之日起施行。\n",
        "p1 示例市产业发展行动计划（2023—2025年）\n- p1-1 支持龙头\n- p1-2 支持中小",
    )


def test_lead_sentences_divide_an_unnumbered_body() -> None:
    check_tree(
        f"一、建设园区\n支持龙头企业。{BODY}\n{BODY}\n支持中小企业。{BODY}\n",
        "1 一、 建设园区\n- 1-1 支持龙头企业\n- 1-2 支持中小企业",
    )


def test_paragraphs_before_the_first_lead_are_the_sections_text() -> None:
    tree = check_tree(
        f"一、建设园区\n{BODY}\n支持龙头企业。{BODY}\n支持中小企业。{BODY}\n",
        "1 一、 建设园区\n- 1-1 支持龙头企业\n- 1-2 支持中小企业",
    )
    assert tree.sections[0].text == BODY


def test_a_chance_short_sentence_is_no_lead_where_the_document_has_none() -> None:
    check_tree(
        f"一、建设园区\n{BODY}\n各地要抓好落实。{BODY}\n二、培育企业\n{BODY}\n{BODY}\n",
        "1 一、 建设园区\n- 1-1 建设园区\n2 二、 培育企业\n- 2-1 培育企业",
    )


def test_an_unnumbered_paragraph_after_an_item_continues_it() -> None:
    tree = read_text(f"一、建设园区\n1.修建道路。{BODY}\n{BODY}\n2.铺设管网。{BODY}\n")
    assert [measure.text.count("\n") for measure in tree.measures()] == [1, 0]


def test_a_box_is_a_section_and_its_items_are_projects() -> None:
    tree = check_tree(
        f"""
        一、建设园区
        （一）完善道路
        {BODY}
        专栏1  道路工程
        1.东环路。{BODY}
        2.西环路。{BODY}
        （二）铺设管网
        {BODY}
        专栏2：管网工程
        {BODY}
        二、培育企业
        {BODY}
        """,
        """
        1 一、 建设园区
        1.1 （一） 完善道路
        - 1.1-1 完善道路
        b1 专栏1 道路工程
        - b1-1 东环路
        - b1-2 西环路
        1.2 （二） 铺设管网
        - 1.2-1 铺设管网
        b2 专栏2 管网工程
        - b2-1 管网工程
        2 二、 培育企业
        - 2-1 培育企业
        """,
    )
    assert [measure.kind for measure in tree.measures()].count(MeasureKind.PROJECT) == 3


def test_a_box_of_indicators_holds_no_project() -> None:
    check_tree(
        f"一、发展目标\n{BODY}\n专栏1 主要指标\n产值\n300\n二、重点任务\n{BODY}\n",
        "1 一、 发展目标\nb1 专栏1 主要指标\n2 二、 重点任务\n- 2-1 重点任务",
    )


def test_an_annex_starts_an_order_of_its_own_and_lists_are_text() -> None:
    check_tree(
        f"一、重点任务\n{BODY}\n附件：1.名单\n　　　2.名词解释\n附件1\n领导小组名单\n组　长：某某\n"
        "附件2\n名词解释\n1.揭榜挂帅：指公开征集。\n",
        "1 一、 重点任务\n- 1-1 重点任务\nx1 附件1 领导小组名单\nx2 附件2 名词解释",
    )


def test_an_annex_named_on_its_first_line_is_read_where_its_items_follow() -> None:
    check_tree(
        f"一、重点任务\n{BODY}\n附件：2026年民生实事清单\n1.改造小区。改造老旧小区。\n2.新增车位。增加公共停车位。\n",
        """
        1 一、 重点任务
        - 1-1 重点任务
        x1 附件 2026年民生实事清单
        - x1-1 改造小区
        - x1-2 新增车位
        """,
    )


def test_a_second_plan_under_one_notice_is_p2() -> None:
    tree = check_tree(
        f"""
        示例市人民政府关于印发《示例市扶持政策》《示例市行动方案》的通知
        现将《示例市扶持政策》《示例市行动方案》印发给你们。
        示例市扶持政策
        一、支持园区
        {BODY}
        示例市行动方案
        一、建设园区
        {BODY}
        """,
        """
        1 一、 支持园区
        - 1-1 支持园区
        p2 示例市行动方案
        p2.1 一、 建设园区
        - p2.1-1 建设园区
        """,
    )
    assert tree.issuer == "示例市人民政府"


def test_contents_are_furniture_with_or_without_page_numbers() -> None:
    for leader in ("............3", ""):
        tree = check_tree(
            f"目　录\n第一章 总则{leader}\n第二章 任务{leader}\n第一章 总则\n{BODY}\n第二章 任务\n{BODY}\n",
            "1 第一章 总则\n2 第二章 任务\n- 2-1 任务",
        )
        assert tree.coverage()[PassageKind.FURNITURE] > 8


@pytest.mark.parametrize(
    "line", ["一、二、三产业融合", "三、四线城市同步", "2.69 万亿元的产值", "第三条生产线投产", "3.5%的增速"]
)
def test_lines_that_only_look_numbered_are_text(line: str) -> None:
    check_tree(f"一、重点任务\n{BODY}\n{line}，{BODY}\n", "1 一、 重点任务\n- 1-1 重点任务")


def test_a_wrapped_line_that_looks_numbered_goes_on_with_its_paragraph() -> None:
    check_tree(
        f"一、重点任务\n坚持走绿色低碳的高质量发展道路，着力构建\n一、可持续的产业体系。\n二、保障措施\n{BODY}\n",
        "1 一、 重点任务\n- 1-1 重点任务\n2 二、 保障措施\n- 2-1 保障措施",
    )


def test_notes_under_a_flattened_table_are_no_items() -> None:
    check_tree(
        f"""
        一、重点任务
        （一）建设园区
        {BODY}
        表1  园区面积
        序号
        面积
        1
        4.16
        注：1. 面积按年末计。
        2. 不含在建。
        （二）培育企业
        {BODY}
        """,
        """
        1 一、 重点任务
        1.1 （一） 建设园区
        - 1.1-1 建设园区
        1.2 （二） 培育企业
        - 1.2-1 培育企业
        """,
    )


def test_numbers_after_a_note_without_numbers_are_items() -> None:
    check_tree(
        f"一、重点任务\n{BODY}\n表1 面积\n序号\n面积\n注：面积按年末计。\n1.修建道路。{BODY}\n2.铺设管网。{BODY}\n",
        "1 一、 重点任务\n- 1-1 修建道路\n- 1-2 铺设管网",
    )


def test_a_gap_is_kept_as_printed_and_reported() -> None:
    text = f"一、甲任务\n{BODY}\n三、乙任务\n{BODY}\n"
    check_problem(text, "number_gap", "三、", "二、")
    assert [section.code for section in read_text(text).sections] == ["1", "3"]


def test_a_repeated_number_gets_a_letter_and_is_reported() -> None:
    text = f"一、甲任务\n{BODY}\n一、乙任务\n{BODY}\n"
    check_problem(text, "number_repeated", "一、", "1b")


def test_a_child_under_the_wrong_parent_is_reported() -> None:
    text = f"1 甲任务\n1.1 建设\n{BODY}\n2 乙任务\n1.2 推进\n{BODY}\n"
    check_problem(text, "wrong_parent", "1.2", "2")


def test_half_width_and_full_width_marks_read_alike() -> None:
    check_tree(
        f"一．甲任务\n(一)道路。{BODY}\n（二)管网。{BODY}\n二、乙任务\n1．电。{BODY}\n２、水。{BODY}\n",
        "1 一． 甲任务\n- 1-1 道路\n- 1-2 管网\n2 二、 乙任务\n- 2-1 电\n- 2-2 水",
    )


def test_traditional_characters_are_read_like_simplified_ones() -> None:
    check_tree(
        f"第一章 總則\n{BODY}\n第二章 任務\n{BODY}（牽頭單位：市財政局）\n",
        "1 第一章 總則\n2 第二章 任務\n- 2-1 任務 [lead 市財政局]",
    )


def test_closing_provisions_are_text() -> None:
    check_tree(
        f"一、重点任务\n支持企业。{BODY}\n扶持园区。{BODY}\n本政策自2023年1月1日起执行，由市科技局负责解释。\n",
        "1 一、 重点任务\n- 1-1 支持企业\n- 1-2 扶持园区",
    )


def test_a_line_with_a_colon_at_its_end_is_a_heading_and_a_long_one_with_a_colon_inside_a_task() -> None:
    check_tree(
        f"""
        一、重点任务
        （一）建设园区：
        {BODY}
        （二）培育企业：扶持龙头
        {BODY}
        （三）按照以下分工推进各项重点建设任务：市有关部门统筹、各县区抓好具体落实工作
        """,
        """
        1 一、 重点任务
        1.1 （一） 建设园区
        - 1.1-1 建设园区
        1.2 （二） 培育企业：扶持龙头
        - 1.2-1 培育企业：扶持龙头
        - 1-1 按照以下分工推进各项重点建设任务
        """,
    )


def test_a_table_with_bodies_that_is_not_read_is_reported_by_its_first_row() -> None:
    check_problem(
        f"一、重点任务\n{BODY}\n名称\t地点\t责任单位\n甲\t东区\t市科技局\n乙\t西区\t市财政局\n",
        "table_not_read",
        "名称 地点 责任单位",
    )
