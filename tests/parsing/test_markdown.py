"""A plan that somebody wrote in Markdown: docs/document-format.md, step 1."""

import pytest

from measures.parsing import read
from measures.parsing.extract.markdown import looks_like_markdown, without_marks
from tests.parsing.checks import BODY, check_coverage, check_passages, check_spans, outline

PLAN = f"""# 示例市产业发展行动计划（2023—2025年）

> 为加快发展，制定本计划。

## 一、总体目标

到**2025年**，产值突破300亿元。

## 二、重点任务

### （一）做强产业

1. **建设园区。** {BODY}
   - **责任单位：** 市科技局、市财政局
   - **完成时限：** 2024年6月底
2. **引进企业。** {BODY}（市商务局牵头）

### 优化服务

**一网通办**

{BODY}

## 附件：任务清单

| 序号 | 重点任务 | 责任单位 |
|:---:|:---|---|
| 1 | 改造管网 | 市水务局 |
"""


def test_a_plan_in_markdown_is_read_without_its_marks() -> None:
    tree = read(PLAN.encode())
    check_coverage(tree)
    check_spans(tree)
    check_passages(tree)
    assert (tree.title, tree.plan_text) == ("示例市产业发展行动计划（2023—2025年）", "为加快发展，制定本计划。")
    assert list(outline(tree)) == [
        "1 一、 总体目标",
        "2 二、 重点任务",
        "2.1 （一） 做强产业",
        "- 2.1-1 建设园区 [responsible 市科技局, responsible 市财政局] {2024年6月底}",
        "- 2.1-2 引进企业 [lead 市商务局]",
        "2.u1 优化服务",
        "2.u1.u1 一网通办",
        "- 2.u1.u1-1 一网通办",
        "x1 附件 任务清单",
        "- x1-1 改造管网 [responsible 市水务局]",
    ]
    (target,) = tree.sections[0].targets
    assert (target.text, target.year) == ("产值突破300亿元", 2025)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("### 三、保障措施 ###", "三、保障措施"),
        ("* 甲任务", "- 甲任务"),
        ("  + 乙任务", "  - 乙任务"),
        ("__丙任务__和**丁任务**", "丙任务和丁任务"),
        ("详见[附件](https://example.invalid/a.pdf)和`附表`", "详见附件和附表"),
        (r"1\. 戊任务\_己", "1. 戊任务_己"),
        ("> > 引文", "引文"),
        ("```", ""),
        ("2 * 3 * 4 ** 5", "2 * 3 * 4 ** 5"),
        ("#标签", "#标签"),
    ],
)
def test_marks_are_taken_off_and_nothing_else(line: str, words: str) -> None:
    assert without_marks(line)[0] == words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# 甲\n\n## 乙\n", True),
        ("**甲**乙\n**丙**\n丁**戊**\n", True),
        ("# 甲\n**乙**\n", False),
        ("*注：星号\n**说明\n**另一说明\n一、任务\n", False),
    ],
)
def test_a_text_is_markdown_by_two_headings_or_three_pairs_of_stars(text: str, expected: bool) -> None:
    assert looks_like_markdown(text) is expected


@pytest.mark.parametrize("bullet", ["- ", "——", "●", "　　◆ "])
def test_a_label_behind_a_bullet_says_who_answers_for_the_task(bullet: str) -> None:
    tree = read(
        f"示例市方案\n一、任务\n1.建设园区。{BODY}\n{bullet}责任单位：市科技局\n{bullet}完成时限：6月\n".encode()
    )
    assert list(outline(tree)) == ["1 一、 任务", "- 1-1 建设园区 [responsible 市科技局] {6月}"]
