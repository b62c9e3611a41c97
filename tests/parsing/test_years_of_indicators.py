"""For which year an indicator's figure is: its column's, the end of a five-year plan, or that in its own cell."""

import pytest

from tests.parsing.checks import read_lines

TITLE = "示例省“十四五”卫生健康发展规划\n一、主要指标\n加快发展。\n"


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (
            "指标\t单位\t“十三五”末\t“十四五”末\n系统管理率\t%\t92.6\t≥93\n筛查率\t%\t50\t70\n",
            [("93", 2025), ("70", 2025)],
        ),
        (
            "序号\t指标\t目标值\n1\t联通率\t2023年达到100%\n2\t医院数量\t120家（2025年）\n",
            [("100", 2023), ("120", 2025)],
        ),
        ("序号\t指标\t2025年\n1\t联通率\t100%\n2\t医院数量\t120家（含民营）\n", [("100", 2025), ("120", 2025)]),
    ],
)
def test_a_figure_is_for_the_year_that_is_nearest_to_it(table: str, expected: list[tuple[str, int]]) -> None:
    tree = read_lines(TITLE + table)
    found = [(str(target.value), target.year) for section in tree.walk() for target in section.targets]
    assert found == expected
