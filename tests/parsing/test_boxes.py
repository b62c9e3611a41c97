"""Boxes (专栏): what stands in one, and where it ends."""

import pytest

from measures.parsing import PlanTree, read
from tests.parsing.checks import check_passages, check_tree, read_text

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


def in_a_box(*rows: tuple[str, str]) -> PlanTree:
    cells = "".join(f"<tr><td>{name}</td><td>{text}</td></tr>" for name, text in rows)
    box = f"<table><tr><td colspan='2'>专栏3 产业重点工程</td></tr>{cells}</table>"
    plan = f"<p>示例市产业发展行动计划</p><p>一、发展产业</p><p>{BODY}</p>{box}<p>二、完善服务</p><p>{BODY}</p>"
    return read(f"<html><body>{plan}</body></html>".encode())


def test_a_box_may_be_a_table_of_names_and_texts() -> None:
    tree = in_a_box(("01 生物医药", "建设产业园，推进平台。"), ("新材料", "建设创新中心，增加值达到8亿元。"))
    check_passages(tree)
    assert [(section.code, section.title) for section in tree.walk()][1] == ("b3", "产业重点工程")
    found = [(measure.code, measure.kind.value, measure.label, measure.title) for measure in tree.measures()]
    assert found[1:3] == [("b3-1", "project", "01", "生物医药"), ("b3-2", "project", "", "新材料")]
    assert found[3][0] == "2-1"
    assert [target.value for measure in tree.measures() for target in measure.targets] == [8]


def test_a_box_of_other_rows_is_one_project() -> None:
    tree = in_a_box(("生物医药", "建设产业园"), ("新材料", "建设创新中心，增加值达到8亿元。"))
    assert [measure.code for measure in tree.measures()] == ["1-1", "b3-1", "2-1"]
    (project,) = [measure for measure in in_a_box(("生物医药", "建设产业园区。")).measures() if measure.code == "b3-1"]
    assert project.title == "产业重点工程"


def test_a_table_of_indicators_in_a_box_gives_targets_whatever_the_box_is_called() -> None:
    tree = in_a_box(("指标", "2025年"), ("增加值（亿元）", "80"), ("企业（家）", "9"))
    found = [(target.metric, str(target.value)) for section in tree.walk() for target in section.targets]
    assert found == [("增加值", "80"), ("企业", "9")]
    assert [measure.code for measure in tree.measures()] == ["1-1", "2-1"]
