"""A plan whose title names no year: its months are those of the year in which it was issued."""

import pytest

from tests.parsing.checks import read_lines

TASK = "一、重点任务\n1.用好资金。今年粮食产量保持在8万吨以上。（市财政局牵头，{}）\n"
TASK += "2.建设园区。完善设施。（市科技局负责）\n"


def read(title: str, words: str, issued: str) -> tuple[str, int | None, int | None]:
    tree = read_lines(f"{title}\n{TASK.format(words)}示例市人民政府\n{issued}\n")
    first = next(tree.measures())
    return str(first.due_on or ""), first.targets[0].year, tree.period_end


@pytest.mark.parametrize(
    ("words", "issued", "due"),
    [
        ("12月底前完成", "2022年3月21日", "2022-12-31"),
        ("3月底前完成", "2022年3月21日", "2022-03-31"),
        ("3月底前完成", "2022年11月21日", ""),  # of the next year, it may be
        ("2023年3月底前完成", "2022年11月21日", "2023-03-31"),
        ("年内持续推进", "2022年3月21日", ""),
    ],
)
def test_a_deadline_is_in_the_year_of_issue_where_it_comes_after_it(words: str, issued: str, due: str) -> None:
    assert read("示例市稳定经济若干措施", words, issued)[0] == due


def test_a_division_of_a_yearly_report_is_of_the_year_of_issue() -> None:
    title = "关于落实《政府工作报告》重点工作分工的意见"
    assert read(title, "12月底前完成", "2022年3月21日") == ("2022-12-31", 2022, 2022)
    assert read(title, "12月底前完成", "2022年11月21日")[2] is None


def test_other_plans_do_not_cover_the_year_of_issue_alone() -> None:
    assert read("示例市稳定经济若干措施", "12月底前完成", "2022年3月21日")[1:] == (None, None)
