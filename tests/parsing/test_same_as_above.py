"""责任单位：同上 names those of the task above: docs/document-format.md, step 7."""

import pytest

from measures.parsing.numerals import int_to_han
from tests.parsing.checks import check_problem, check_tree, read_text


def test_bodies_and_deadlines_that_are_the_same_as_above_are_those_of_the_task_above() -> None:
    tree = check_tree(
        """
        一、重点任务
        1.修建道路。全面修建。
        牵头单位：市交通局
        配合单位：市财政局、市教育局
        完成时限：2026年6月底
        2.铺设管网。全面铺设。
        牵头单位：同前
        配合单位：同上，市水务局
        完成时限：同上
        3.架设电网。全面架设。（配合单位：市水务局、同上）
        """,
        """
        1 一、 重点任务
        - 1-1 修建道路 [lead 市交通局, support 市财政局, support 市教育局] {2026年6月底}
        - 1-2 铺设管网 [lead 市交通局, support 市财政局, support 市教育局, support 市水务局] {同上}
        - 1-3 架设电网 [support 市水务局, support 市财政局, support 市教育局]
        """,
    )
    assert [[part.position for part in measure.responsibilities] for measure in tree.measures()] == [
        [1, 2, 3],
        [1, 2, 3, 4],
        [1, 2, 3],
    ]
    assert [str(measure.due_on) for measure in tree.measures()] == ["2026-06-30", "2026-06-30", "None"]


def test_those_responsible_as_above_are_all_who_answer_for_the_task_above() -> None:
    check_tree(
        """
        一、重点任务
        1.修建道路。全面修建。（市交通局牵头，市财政局配合）
        2.铺设管网。全面铺设。（责任单位：同上）
        """,
        """
        1 一、 重点任务
        - 1-1 修建道路 [lead 市交通局, support 市财政局]
        - 1-2 铺设管网 [lead 市交通局, support 市财政局]
        """,
    )


def test_a_cell_that_says_the_same_as_above_is_filled_from_the_row_above() -> None:
    text = "一、任务\n序号\t工作任务\t责任单位\n1\t修建道路\t市交通局、市财政局\n2\t铺设管网\t同上\n"
    assert [[part.body for part in measure.responsibilities] for measure in read_text(text).measures()] == [
        ["市交通局", "市财政局"],
        ["市交通局", "市财政局"],
    ]


@pytest.mark.parametrize("words", ["同上", "同上项牵头单位"])
def test_the_same_as_above_without_anybody_above_is_reported(words: str) -> None:
    check_problem(f"一、重点任务\n1.修建道路。全面修建。（牵头单位：{words}）\n", "unclear_bracket", words, "修建道路")


def test_a_label_needs_no_colon_before_the_same_as_above() -> None:
    check_tree(
        "一、重点任务\n1.修建道路。全面修建。（责任单位：市交通局）\n2.铺设管网。全面铺设。（责任单位同上）\n",
        "1 一、 重点任务\n- 1-1 修建道路 [responsible 市交通局]\n- 1-2 铺设管网 [responsible 市交通局]",
    )


def test_a_list_that_grows_from_task_to_task_ends_somewhere() -> None:
    lines = (f"{n}.任务{n}。全面开展。（配合单位：市{int_to_han(n)}局、同上）\n" for n in range(1, 100))
    tree = read_text("一、重点任务\n" + "".join(lines))
    assert max(len(measure.responsibilities) for measure in tree.measures()) == 61
