"""The year that a plan looks ahead to: from its title, else from its goals."""

import pytest

from tests.parsing.checks import read_lines


@pytest.mark.parametrize(
    ("title", "goal", "horizon"),
    [
        ("示例省“十四五”数字经济发展规划", "展望2035年，力争形成统一市场。", 2035),
        ("示例省“十四五”数字经济发展规划", "展望二〇三五年，力争形成统一市场。", 2035),
        ("示例省“十四五”数字经济发展规划", "展望2025年，力争形成统一市场。", None),
        ("示例省“十四五”数字经济发展规划", "到2035年，力争形成统一市场。", None),
        ("示例省数字经济发展规划", "展望2035年，力争形成统一市场。", None),
        ("示例省“十四五”规划和2035年远景目标纲要", "展望2050年，建成强省。", 2035),
    ],
)
def test_a_plan_looks_ahead_to_the_year_that_its_title_or_goals_name(
    title: str, goal: str, horizon: int | None
) -> None:
    assert read_lines(f"{title}\n一、发展目标\n{goal}\n二、重点任务\n1.建设园区。完善设施。\n").horizon_year == horizon
