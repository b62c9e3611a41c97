"""Headings that bear no number, told by their style: docs/document-format.md, steps 1 and 2."""

from measures.parsing import read
from tests.parsing.checks import BODY, check_coverage, outline
from tests.parsing.documents import make_docx, paragraph

TITLE = "示例大学事业发展规划"


def test_a_foreword_in_the_style_of_the_chapters_below_it_holds_none_of_them() -> None:
    tree = read(
        make_docx(
            paragraph(TITLE)
            + paragraph("序言", "1")
            + paragraph("学校是省属重点大学。")
            + paragraph("一、主要任务", "1")
            + paragraph("（一）人才培养", "2")
            + paragraph(BODY)
            + paragraph("队伍建设", "2")
            + paragraph(BODY)
            + paragraph("二、实施保障", "1")
            + paragraph(BODY)
        )
    )
    check_coverage(tree)
    assert list(outline(tree)) == [
        "u1 序言",
        "1 一、 主要任务",
        "1.1 （一） 人才培养",
        "- 1.1-1 人才培养",
        "1.u1 队伍建设",
        "- 1.u1-1 队伍建设",
        "2 二、 实施保障",
        "- 2-1 实施保障",
    ]
