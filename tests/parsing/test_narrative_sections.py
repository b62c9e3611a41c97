"""Sections that tell of the past, the aims or the plan itself hold no measures: docs/document-format.md."""

import pytest

from measures.parsing import read
from measures.parsing.structure.wording import is_narrative
from tests.parsing.checks import BODY, check_tree

NARRATIVE = (
    "总体要求|指导思想|基本原则|发展目标|“十三五”发展成就|现状与评价|发展形势与总体要求|存在的主要问题|"
    "环境影响分析|有关要求"
    "|面临的机遇和挑战|发展基础|规划背景|二〇三五年远景目标"
)


ASKING = "夯实发展基础|保障措施|组织实施|优化营商环境|重点任务|改善生态环境|加强目标考核|提升治理成效|完善指标体系"


@pytest.mark.parametrize("title", NARRATIVE.split("|"))
def test_narrative_titles_are_known(title: str) -> None:
    assert is_narrative(title)


@pytest.mark.parametrize("title", ASKING.split("|"))
def test_titles_that_ask_for_something_are_not_narrative(title: str) -> None:
    assert not is_narrative(title)


def test_narrative_sections_hold_text_whatever_is_numbered_in_them() -> None:
    check_tree(
        f"""
        一、总体要求
        （一）指导思想。{BODY}
        （二）基本原则
        1.坚持创新。{BODY}
        二、重点任务
        （一）建设园区。{BODY}
        """,
        """
        1 一、 总体要求
        1.2 （二） 基本原则
        2 二、 重点任务
        - 2-1 建设园区
        """,
    )


def test_a_section_that_tells_of_the_plan_before_is_narrative() -> None:
    text = (
        f"示例市“十四五”规划\n第一章 迈向新征程\n“十三五”时期，成就巨大。\n实力增强。{BODY}\n第二章 建设园区\n{BODY}\n"
    )
    tree = read(text.encode())
    assert [(section.title, len(section.measures)) for section in tree.sections] == [("迈向新征程", 0), ("建设园区", 1)]


def test_a_numbered_paragraph_with_a_narrative_lead_is_text() -> None:
    check_tree(
        f"一、开启征程\n1.发展成就。{BODY}\n2.推进改革。{BODY}\n3.扩大开放。{BODY}\n",
        "1 一、 开启征程\n- 1-1 推进改革\n- 1-2 扩大开放",
    )


def test_a_foreword_holds_nothing_that_is_numbered() -> None:
    check_tree(f"前　言\n{BODY}\n一、重点任务\n{BODY}\n", "u1 前 言\n1 一、 重点任务\n- 1-1 重点任务")


def test_terms_explained_at_the_foot_are_no_tasks_of_the_last_chapter() -> None:
    check_tree(
        """
        一、重点任务
        推进建设。
        名词解释
        1．揭榜挂帅：指把需要的关键核心技术项目张出榜来，英雄不问出处。
        2．概念验证：指为科技成果提供早期的概念验证服务。
        """,
        """
        1 一、 重点任务
        - 1-1 重点任务
        u1 名词解释
        """,
    )


@pytest.mark.parametrize(
    "title",
    [
        "优化审批程序",
        "维护交易秩序",
        "夯牢产业基础",
        "把握政策机遇",
        "规范有序",
        "明确开工时序",
        "直面市场挑战",
        "评审程序",
    ],
)
def test_a_title_that_only_ends_like_a_narrative_one_asks_for_something(title: str) -> None:
    assert not is_narrative(title)


@pytest.mark.parametrize("title", ["工作目标和主要任务", "主要目标及任务", "存在问题与整改措施", "成效和下一步打算"])
def test_a_title_with_one_part_that_asks_is_not_narrative(title: str) -> None:
    assert not is_narrative(title)


@pytest.mark.parametrize(
    "title", ["2024年工作总结", "主要成果", "规划原则", "规划定位", "试点范围", "治理成效", "基本情况", "学校概况"]
)
def test_titles_of_the_past_and_of_the_plans_own_frame_are_narrative(title: str) -> None:
    assert is_narrative(title)


def test_how_a_plan_was_carried_out_is_narrative_and_states_no_targets() -> None:
    tree = check_tree(
        f"一、2025年计划执行情况\n地区生产总值增长5.8%。\n二、重点任务\n{BODY}\n",
        "1 一、 2025年计划执行情况\n2 二、 重点任务\n- 2-1 重点任务",
    )
    assert tree.sections[0].targets == ()
