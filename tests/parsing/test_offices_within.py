"""Offices inside a bureau, a school or a company, named alone after the last sentence."""

import pytest

from measures.parsing.content.bodies import BodyReader
from tests.parsing.checks import check_tree, read_text


@pytest.mark.parametrize(
    ("text", "bodies", "due"),
    [
        ("创建示范校10所。（组织科）", ["组织科"], ""),
        ("配备教师。（宣传科、中教科、教研院）", ["宣传科", "中教科", "教研院"], ""),
        ("公开招聘教师。（人事科 8月）", ["人事科"], "8月"),
        ("落实免试入学。（中教科、招考中心，5月至8月）", ["中教科", "招考中心"], "5月至8月"),
        ("完成年检。（民办教育管理科，11月）", ["民办教育管理科"], "11月"),
        ("完成审计15项。（审计部、纪委〔监察专员办〕，12月）", ["审计部", "纪委〔监察专员办〕"], "12月"),
        ("健全机制。（税务总局等部门和地方各级人民政府负责）", ["税务总局", "地方各级人民政府"], ""),
        ("健全机制。（各相关部门和试点城市人民政府负责）", ["各相关部门", "试点城市人民政府"], ""),
        ("健全机制。（县统计局及县直有关部门负责）", ["县统计局", "县直有关部门"], ""),
        ("健全机制。（各有关部门和单位负责）", ["各有关部门和单位"], ""),
        ("下放权限。（省委组织部、示例新区管委会具体落实）", ["省委组织部", "示例新区管委会"], ""),
    ],
)
def test_names_alone_after_the_last_sentence_answer_for_it(text: str, bodies: list[str], due: str) -> None:
    (annotation,) = BodyReader().read(text)
    assert [one.name for one in annotation.named] == bodies
    assert annotation.due == due


@pytest.mark.parametrize("text", ["培养学生。（本科、专科）", "推进。（市中心、区中心）", "（组织科、宣传科）"])
def test_levels_of_study_places_and_names_without_a_sentence_answer_for_nothing(text: str) -> None:
    assert BodyReader().read(text) == []


def test_names_on_the_line_below_the_sentence_answer_for_it() -> None:
    check_tree(
        """
        一、重点任务
        1.办好特殊教育。适龄儿童入学率达到98%以上。
        （初教科、区特殊教育学校）
        2.规范办学。加强监督检查，（初教科）
        （初教科、中教科）
        """,
        """
        1 一、 重点任务
        - 1-1 办好特殊教育 [responsible 初教科, responsible 区特殊教育学校]
        - 1-2 规范办学
        """,
    )


def test_a_deadline_of_several_labelled_parts_is_one() -> None:
    (annotation,) = BodyReader().read("完成时限：开工：2025年6月底前；竣工：2025年12月底前")
    assert annotation.due == "开工：2025年6月底前；竣工：2025年12月底前"


def test_what_turns_to_all_after_the_last_task_is_the_plans_own_text() -> None:
    tree = check_tree(
        """
        一、重点任务
        （一）强化监测。完善统计方法。
        （市统计局负责）
        各县区、各部门要高度重视，压实责任，重大事项及时报告。
        """,
        """
        1 一、 重点任务
        - 1-1 强化监测 [responsible 市统计局]
        """,
    )
    assert tree.plan_text.startswith("各县区、各部门要")


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("开展培训。（就业促进司、信息中心、各省厅）", ["就业促进司", "信息中心", "各省厅"]),
        ("备足物资。（市粮食局会同市应急局、市财政局）", ["市粮食局", "市应急局", "市财政局"]),
        ("健全预案。（牵头单位∶市应急局，配合单位∶市财政局）", ["市应急局", "市财政局"]),
    ],
)
def test_departments_joint_bodies_and_rare_colons_are_read(text: str, bodies: list[str]) -> None:
    (annotation,) = BodyReader().read(text)
    assert [one.name for one in annotation.named] == bodies


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("推行联合报装，8月底前完成。", "8月底前"),
        ("推行联合报装，2025年12月底前全面完成。（配合单位：市财政局）", "2025年12月底前"),
        ("推行联合报装。开展试点，8月底前完成。", ""),
        ("推行联合报装，8月底前完成试点，逐步推开。", ""),
    ],
)
def test_a_deadline_ends_the_only_sentence_of_a_measure(text: str, due: str) -> None:
    (measure,) = read_text(f"一、重点任务\n1.{text}\n").measures()
    assert measure.due_text == due
