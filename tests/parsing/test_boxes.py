"""Boxes (专栏): what stands in one, and where it ends."""

import pytest

from tests.parsing.checks import check_tree, read_text

BODY = "加快完善配套设施，着力提升综合服务水平和保障能力，推动各项工作取得实效。"


def test_a_box_inside_an_annex_goes_back_to_the_annex() -> None:
    check_tree(
        f"""
        一、甲任务
        {BODY}
        附件1 重点任务分工方案
        一、修路
        （一）东区。{BODY}
        专栏1 工程
        1.桥梁。{BODY}
        （二）西区。{BODY}
        专栏2 管线
        1.电力。{BODY}
        附件2 责任清单
        一、管网
        {BODY}
        """,
        """
        1 一、 甲任务
        - 1-1 甲任务
        x1 附件1 重点任务分工方案
        x1.1 一、 修路
        - x1.1-1 东区
        b1 专栏1 工程
        - b1-1 桥梁
        - x1.1-2 西区
        b2 专栏2 管线
        - b2-1 电力
        x2 附件2 责任清单
        x2.1 一、 管网
        - x2.1-1 管网
        """,
    )


def test_a_box_ends_where_a_number_carries_on_what_stands_outside_it() -> None:
    check_tree(
        f"""
        一、甲任务
        1.修路。{BODY}
        专栏1 工程
        （1）桥梁。{BODY}
        （2）隧道。{BODY}
        2.管网。{BODY}
        专栏2 管线
        1.电力。{BODY}
        2.通信。{BODY}
        3.绿化。{BODY}
        二、乙任务
        {BODY}
        """,
        """
        1 一、 甲任务
        - 1-1 修路
        b1 专栏1 工程
        - b1-1 桥梁
        - b1-2 隧道
        - 1-2 管网
        b2 专栏2 管线
        - b2-1 电力
        - b2-2 通信
        - b2-3 绿化
        2 二、 乙任务
        - 2-1 乙任务
        """,
    )


def test_a_box_with_words_ends_at_a_first_number_that_is_known_outside() -> None:
    check_tree(
        f"""
        一、甲任务
        （一）道路
        1.修路。{BODY}
        （二）管网
        专栏1 工程
        {BODY}
        1.铺管。{BODY}
        二、乙任务
        {BODY}
        """,
        """
        1 一、 甲任务
        1.1 （一） 道路
        - 1.1-1 修路
        1.2 （二） 管网
        b1 专栏1 工程
        - b1-1 工程
        - 1.2-1 铺管
        2 二、 乙任务
        - 2-1 乙任务
        """,
    )


def test_a_chapter_ends_a_box() -> None:
    check_tree(
        f"第一章 甲任务\n{BODY}\n专栏1 工程\n1.桥梁。{BODY}\n第一节 修路\n{BODY}\n",
        "1 第一章 甲任务\nb1 专栏1 工程\n- b1-1 桥梁\n1.1 第一节 修路\n- 1.1-1 修路",
    )


@pytest.mark.parametrize(
    ("inside", "after", "codes"),
    [
        ("1.道路。{0}\n2.管网。{0}", "（二）培育企业。{0}", ["1", "b1", "1-1", "1-2", "b1-1", "b1-2"]),
        ("1.道路。{0}\n2.管网。{0}", "3.绿地。{0}", ["1", "b1", "1-1", "b1-1", "b1-2", "b1-3"]),
        ("道路和管网。{0}", "二、培育企业\n（一）引进。{0}", ["1", "b1", "2", "1-1", "b1-1", "2-1"]),
        (
            "（一）道路。{0}\n（二）管网。{0}",
            "二、培育企业\n（一）引进。{0}",
            ["1", "b1", "2", "1-1", "b1-1", "b1-2", "2-1"],
        ),
    ],
)
def test_a_number_after_a_box_belongs_to_it_or_to_what_stands_outside(
    inside: str, after: str, codes: list[str]
) -> None:
    text = f"一、重点任务\n（一）建设园区。{{0}}\n专栏1 园区工程\n{inside}\n{after}\n"
    tree = read_text(text.format(BODY))
    assert [*(section.code for section in tree.walk()), *(measure.code for measure in tree.measures())] == codes
