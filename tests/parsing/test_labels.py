"""Labels and words by which offices say who answers for a task: docs/document-format.md, step 7."""

import pytest

from measures.parsing.content.deadlines import due_date
from tests.parsing.checks import check_tree, read_text


@pytest.mark.parametrize(
    ("words", "bodies"),
    [
        ("责任部门（单位）：市商务局", "responsible 市商务局"),
        ("（市级牵头单位：市商务局；县级责任单位：各县政府）", "lead 市商务局, responsible 各县政府"),
        ("责任股室：综合股、业务股。", "responsible 综合股, responsible 业务股"),
        ("【牵头单位】市商务局【配合单位】市财政局、市统计局", "lead 市商务局, support 市财政局, support 市统计局"),
        ("【责任单位】：市商务局", "responsible 市商务局"),
        ("指导单位：市水利局", "supervisor 市水利局"),
        ("\n责 任 单 位：市商务局\n配 合 单 位：市财政局", "responsible 市商务局, support 市财政局"),
        ("（市商务局等和地方人民政府按职责分工负责）", "responsible 市商务局, responsible 地方人民政府"),
        ("（市商务局负总责，市财政局协同推进）", "lead 市商务局, support 市财政局"),
        ("（市商务局主责，市财政局协同）", "lead 市商务局, support 市财政局"),
        ("（市商务局、市财政局依职责分工负责）", "responsible 市商务局, responsible 市财政局"),
        ("（★市商务局、市财政局）", "responsible 市商务局, responsible 市财政局"),
        (
            "（责任单位：各县（市、区）党委、政府，市直各部门）",
            "responsible 各县（市、区）党委、政府, responsible 市直各部门",
        ),
    ],
)
def test_each_body_has_the_role_that_its_label_or_verb_says(words: str, bodies: str) -> None:
    tree = read_text(f"一、重点任务\n1.建设园区。全面建设到位。{words}\n")
    (measure,) = tree.measures()
    assert ", ".join(f"{part.role} {part.body}" for part in measure.responsibilities) == bodies
    assert "unclear_bracket" not in [problem.code for problem in tree.problems]


def test_a_label_between_brackets_ends_the_names_before_it() -> None:
    (measure,) = read_text("一、任务\n1.建设园区。全面建设。【责任单位】市商务局【完成时限】2026年11月\n").measures()
    assert ([part.body for part in measure.responsibilities], measure.due_text) == (["市商务局"], "2026年11月")


@pytest.mark.parametrize(
    ("words", "expected"), [("2026.10", "2026-10-31"), ("2026-9", "2026-09-30"), ("2026/3/5", "2026-03-05")]
)
def test_a_month_behind_a_point_is_one(words: str, expected: str) -> None:
    assert str(due_date(words)) == expected


def test_lines_of_labels_below_an_item_are_the_items_whatever_they_are_called() -> None:
    check_tree(
        """
        一、督办事项
        1.投资增长10%以上，工业投资增长15%以上。
        督办领导：某某
        成果形式：工作方案
        责任单位：市商务局
        配合单位：市财政局
        办结时限：2026年12月31日前
        2.建成医院并投入使用。
        督办领导：某某
        责任单位：市卫生健康委
        """,
        """
        1 一、 督办事项
        - 1-1 投资增长10%以上 [responsible 市商务局, support 市财政局] {2026年12月31日前}
        - 1-2 建成医院并投入使用 [responsible 市卫生健康委]
        """,
    )


def test_labels_one_under_another_close_one_task_among_paragraphs() -> None:
    check_tree(
        """
        一、整改事项
        完善制度，出台办法。
        牵头单位：市商务局
        责任单位：市财政局
        完成时限：2026年6月底
        清理台账，建立清单。
        牵头单位：市统计局
        责任单位：市教育局
        """,
        """
        1 一、 整改事项
        - 1-1 完善制度 [lead 市商务局, responsible 市财政局] {2026年6月底}
        - 1-2 清理台账 [lead 市统计局, responsible 市教育局]
        """,
    )


def test_items_that_only_bear_labels_tell_of_the_one_task_above_them() -> None:
    tree = check_tree(
        """
        一、优化环境
        （一）落实清单制度
        1.工作内容：全面清理隐性壁垒，新增企业20家。
        2.牵头单位：市发改委
        3.完成时限：2026年6月底
        （二）完善竞争制度
        1.开展审查：清理政策。
        2.强化执法：查处案件。
        """,
        """
        1 一、 优化环境
        - 1-1 落实清单制度 [lead 市发改委] {2026年6月底}
        1.2 （二） 完善竞争制度
        - 1.2-1 开展审查
        - 1.2-2 强化执法
        """,
    )
    assert [str(target.value) for measure in tree.measures() for target in measure.targets] == ["20"]


@pytest.mark.parametrize("label", ["实施年限", "建设期限", "完成年限"])
def test_a_label_of_years_is_a_deadline(label: str) -> None:
    text = f"一、任务\n1.建设园区。全面建设。责任单位：市商务局；{label}：2026—2028年。\n"
    (measure,) = read_text(text).measures()
    assert str(measure.due_on) == "2028-12-31"


def test_a_label_may_be_printed_with_blanks_between_its_characters() -> None:
    (measure,) = read_text(
        "一、任务\n1.建设园区。全面建设。\n责 任 单 位：市商务局\n完 成 时 间：2026年11月\n"
    ).measures()
    assert (measure.due_text, str(measure.due_on)) == ("2026年11月", "2026-11-30")
