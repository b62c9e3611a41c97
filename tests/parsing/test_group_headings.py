"""Headings without a number or a look: short lines between items that count on through all of them."""

import pytest

from tests.parsing.checks import check_tree, read_text

ITEM = "加快完善配套设施，着力提升服务水平。"


def test_a_short_line_between_items_that_count_on_heads_those_below() -> None:
    check_tree(
        f"""
        为做好全年工作，制定本要点。

        加强党的建设

        1. 抓实基层党建。{ITEM}
        2. 建设清廉学校。{ITEM}

        推动协调发展

        3. 扩大优质资源。{ITEM}

        强化教育保障

        4. 推进学校建设。{ITEM}
        """,
        """
        u1 加强党的建设
        - u1-1 抓实基层党建
        - u1-2 建设清廉学校
        u2 推动协调发展
        - u2-1 扩大优质资源
        u3 强化教育保障
        - u3-1 推进学校建设
        """,
    )


def test_one_short_line_alone_goes_on_with_its_item() -> None:
    check_tree(
        f"""
        一、重点任务
        1. 抓实基层党建。{ITEM}
        推动协调发展
        2. 扩大优质资源。{ITEM}
        """,
        """
        1 一、 重点任务
        - 1-1 抓实基层党建
        - 1-2 扩大优质资源
        """,
    )


def test_a_line_in_the_middle_of_a_sentence_heads_nothing() -> None:
    tree = check_tree(
        f"""
        一、重点任务
        1. 抓实基层党建。{ITEM}重点是
        组织建设和制度建设
        2. 扩大优质资源。{ITEM}重点是
        城乡学校共同发展
        3. 强化保障。{ITEM}
        """,
        """
        1 一、 重点任务
        - 1-1 抓实基层党建
        - 1-2 扩大优质资源
        - 1-3 强化保障
        """,
    )
    assert "组织建设" in next(tree.measures()).text


def test_a_number_before_a_figure_is_the_one_that_is_missing() -> None:
    check_tree(
        f"""
        一、重点项目
        10. 人才项目。{ITEM}
        11.121梯队项目。{ITEM}
        12. 博士后项目。{ITEM}
        """,
        """
        1 一、 重点项目
        - 1-1 人才项目
        - 1-2 121梯队项目
        - 1-3 博士后项目
        """,
    )


def test_a_figure_with_a_point_between_numbers_that_count_on_is_none() -> None:
    tree = check_tree(
        f"""
        一、重点项目
        10. 人才项目。{ITEM}总投资达到
        11.121亿元，分年实施。
        11. 博士后项目。{ITEM}
        """,
        """
        1 一、 重点项目
        - 1-1 人才项目
        - 1-2 博士后项目
        """,
    )
    assert "11.121亿元" in next(tree.measures()).text


def test_paragraphs_with_leads_after_a_list_of_bare_items_are_measures_of_their_own() -> None:
    check_tree(
        f"""
        一、保障民生
        办好实事：
        1.新建学校8所
        2.改造小区20个
        3.培训护理员3000人次
        稳定扩大就业。{ITEM}
        健全社会保障。{ITEM}
        二、提升效能
        建设法治政府。{ITEM}
        """,
        """
        1 一、 保障民生
        - 1-1 新建学校8所
        - 1-2 改造小区20个
        - 1-3 培训护理员3000人次
        - 1-4 稳定扩大就业
        - 1-5 健全社会保障
        2 二、 提升效能
        - 2-1 建设法治政府
        """,
    )


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("面向农民工开展培训，每年培训700万人次。（就业司）", "面向农民工开展培训"),
        ("面向农民工开展培训，每年培训700万人次。坚持开展培训。", "面向农民工开展培训，每年培训700万人次"),
    ],
)
def test_a_sentence_with_nothing_after_it_but_who_answers_is_no_lead(text: str, title: str) -> None:
    (measure,) = read_text(f"一、重点任务\n1.{text}\n").measures()
    assert measure.title == title
