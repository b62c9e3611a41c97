"""Blanks that copying from a page leaves round figures: 到 2025 年建成 20 项."""

import pytest

from measures.parsing.content.targets import read_targets
from tests.parsing.checks import read_text


@pytest.mark.parametrize(
    ("text", "printed", "expected"),
    [
        (
            "到 2025 年累计形成成果 20 项以上。",
            "到 2025 年累计形成成果 20 项以上",
            ("累计形成成果", "at_least", "20", "项", 2025),
        ),
        ("合格率达到 98.5 %。", "合格率达到 98.5 %", ("合格率", "reach", "98.5", "%", None)),
        ("提供房屋单位 8 000個。", "提供房屋单位 8 000個", ("提供房屋单位", "none", "8000", "個", None)),
        ("新增床位15 000张。", "新增床位15 000张", ("新增床位", "none", "15000", "张", None)),
        ("面积不低\n于 1.5 平方米。", "于 1.5 平方米", None),
    ],
)
def test_a_figure_counts_as_it_would_without_them(
    text: str, printed: str, expected: tuple[str, str, str, str, int | None] | None
) -> None:
    found = read_targets(text)
    assert [text[one.start : one.end] for one in found] == ([printed] if expected else [])
    assert [one.text for one in found] == ([printed] if expected else [])
    assert [(one.metric, one.comparator.value, str(one.value), one.unit, one.year) for one in found] == (
        [expected] if expected else []
    )


def test_a_deadline_in_a_sentence_has_them_too() -> None:
    tree = read_text(
        "一、重点任务\n1.规范补助。2024 年 11 月底前公开项目。（市财政局负责）\n2.建设园区。完善设施。（市科技局）\n"
    )
    assert str(next(tree.measures()).due_on) == "2024-11-30"
