"""Headings that bear no number, told by their style: docs/document-format.md, steps 1 and 2."""

import pytest

from measures.parsing import DocumentError, read
from tests.parsing.checks import BODY, check_coverage, check_tree, outline, read_text
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


def bold(text: str, size: int = 0) -> str:
    look = "<w:b/>" + (f'<w:sz w:val="{size}"/>' if size else "")
    return f"<w:p><w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


LOOKED = [
    "u1 总体要求",
    "u2 重点任务",
    "u2.u1 文明素养提升行动",
    "- u2.u1-1 文明素养提升行动",
    "u2.u2 公共文化提质行动",
    "- u2.u2-1 公共文化提质行动",
    "u3 保障措施",
    "- u3-1 保障措施",
]


def test_lines_in_bold_are_the_headings_of_a_word_file_without_numbers_larger_ones_above_smaller() -> None:
    body = bold("示例区文化强区建设行动方案", 44) + paragraph(f"为推动文化繁荣，制定本方案。{BODY}")
    for title, size in (("总体要求", 32), ("重点任务", 32), ("文明素养提升行动", 28), ("公共文化提质行动", 28)):
        body += bold(title, size) + (paragraph(BODY) if title != "重点任务" else "")
    tree = read(make_docx(body + bold("保障措施", 32) + paragraph(BODY)))
    check_coverage(tree)
    assert tree.title == "示例区文化强区建设行动方案"
    assert list(outline(tree)) == LOOKED


def test_headings_of_a_web_page_without_numbers_are_told_by_their_elements() -> None:
    body = f"<h1>示例区文化强区建设行动方案</h1><p>{BODY}</p><h2>总体要求</h2><p>{BODY}</p><h2>重点任务</h2>"
    body += (
        f"<h3>文明素养提升行动</h3><p>{BODY}</p><h3>公共文化提质行动</h3><p>{BODY}</p><h2>保障措施</h2><p>{BODY}</p>"
    )
    tree = read(f"<html><body>{body}</body></html>".encode())
    check_coverage(tree)
    assert list(outline(tree)) == LOOKED


def test_bold_lines_under_a_numbered_title_are_headings_up_to_the_next_number() -> None:
    body = "".join(
        f"<p><strong>{line}</strong></p>" if len(line) < 15 else f"<p>{line}</p>"
        for line in ("一、重点任务", "优化布局", BODY, "集约用地", BODY, "二、保障措施", BODY)
    )
    tree = read(f"<html><body><p>示例市行动方案</p>{body}</body></html>".encode())
    assert list(outline(tree)) == [
        "1 一、 重点任务",
        "1.u1 优化布局",
        "- 1.u1-1 优化布局",
        "1.u2 集约用地",
        "- 1.u2-1 集约用地",
        "2 二、 保障措施",
        "- 2-1 保障措施",
    ]


def test_bold_lines_of_a_letter_and_words_in_bold_within_a_line_are_no_headings() -> None:
    body = "".join(f"<p><b>{line}</b></p>" for line in ("示例市人民政府办公室", "示政办发〔2023〕5号", "2023年5月6日"))
    body += (
        f"<p><b>为加快建设</b>，{BODY}</p><p>一、重点任务</p><p><b>甲工程。</b>{BODY}</p><p>（一）乙工程。{BODY}</p>"
    )
    body += f"<p><b>责任单位：市科技局</b></p><p>附件2</p><p><b>示例市任务清单</b></p><p>1.丙工程。{BODY}</p>"
    tree = read(f"<html><body><p>示例市行动方案</p>{body}</body></html>".encode())
    assert [section.title for section in tree.walk()] == ["重点任务", "示例市任务清单"]


def test_words_in_brackets_alone_are_headings_and_before_text_the_names_of_tasks() -> None:
    check_tree(
        f"""
        一、重点任务
        （一）建设网络
        【加快部署】
        {BODY}
        【提升能力】
        1.甲工程。{BODY}
        2.乙工程。{BODY}
        （二）九大场景
        【未来邻里】{BODY}（市民政局牵头）
        【责任单位】市财政局
        【未来教育】{BODY}
        """,
        """
        1 一、 重点任务
        1.1 （一） 建设网络
        1.1.u1 加快部署
        - 1.1.u1-1 加快部署
        1.1.u2 提升能力
        - 1.1.u2-1 甲工程
        - 1.1.u2-2 乙工程
        1.2 （二） 九大场景
        - 1.2-1 未来邻里 [lead 市民政局, responsible 市财政局]
        - 1.2-2 未来教育
        """,
    )


def test_goals_named_in_brackets_share_the_year_of_what_they_stand_under() -> None:
    tree = read_text("一、主要目标\n到2030年，实力明显增强。\n【网络领先】移动基站数达到15万个。\n")
    assert [(target.metric, target.year) for target in tree.sections[0].targets][1:] == [("移动基站数", 2030)]


def titles(*lines: str) -> list[str]:
    """Of the sections of a web page, where `*` before a line sets it in bold."""
    body = "".join(f"<p><b>{line[1:]}</b></p>" if line[0] == "*" else f"<p>{line}</p>" for line in lines)
    return [section.title for section in read(f"<html><body>{body}</body></html>".encode()).walk()]


def test_the_first_bold_line_that_prose_follows_opens_the_body() -> None:
    title, goal, tasks = "*示例市文化发展规划", "*总体目标", "*重点任务"
    assert titles(title, goal, BODY, tasks, BODY) == ["总体目标", "重点任务"]
    assert titles(title, "*（2026—2030年）", BODY, goal, BODY) == ["总体目标"]
    assert titles(title, "*示例市人民政府", BODY, goal, BODY) == ["总体目标"]
    assert titles(title, goal, tasks, BODY) == ["总体目标", "重点任务"]
    broken = ("*内部资料", "*示例市人民政府关于加快", "*推进数字化转型的实施意见")
    assert titles(*broken, BODY, goal, BODY) == ["总体目标"]


def test_a_bold_line_that_nothing_follows_is_no_heading() -> None:
    with pytest.raises(DocumentError, match="no_headings"):
        titles("*示例市文化发展规划", BODY, "*总体目标")


def test_bold_lines_that_are_captions_or_have_marks_are_no_headings() -> None:
    lines = ("一、重点任务", "*表1 重点项目", "*加快建设，提升水平", BODY)
    assert titles("示例市文化发展规划", *lines)[0] == "重点任务"
    assert "加快建设，提升水平" not in titles("示例市文化发展规划", *lines)
