"""The tasks of a division of work, from the reading of a document: what is to be done, who does it, by when."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from measures import fixture, parsing
from measures.matching.tasks import Task, is_division, tasks_of
from tests.importing.haidian_division import TASKS, as_table, as_text
from tests.parsing.documents import Drawn, make_docx, make_pdf, paragraph, table
from tests.parsing.workbooks import make_xlsx


def tasks(data: bytes | str) -> list[Task]:
    tree = parsing.read(data if isinstance(data, bytes) else data.encode())
    rows: dict[str, list[dict[str, Any]]] = {"section": [], "measure": [], "responsibility": []}
    for record in fixture.records(tree, "shili", "分工.txt"):
        rows.setdefault(record["model"].removeprefix("measures."), []).append(record["fields"])
    return tasks_of(tree.text, rows["section"], rows["measure"], rows["responsibility"])


def duties(task: Task) -> list[str]:
    return [f"{duty.role} {duty.body}" for duty in task.duties]


@pytest.mark.parametrize("form", [as_text, as_table])
def test_text_with_brackets_and_a_table_say_the_same(form: Any) -> None:
    found = tasks(form())
    assert [(task.number, task.due_text) for task in found] == [(n, due) for n, (*_, due) in enumerate(TASKS, 1)]
    for task, (heading, words, lead, support, _due) in zip(found, TASKS, strict=True):
        assert words in (task.words, task.words.removeprefix(heading).strip())
        assert heading in (*task.headings, *task.parts)
        assert duties(task) == [f"lead {lead}", *(f"support {name}" for name in support.split("、") if name)]


HEADING = "示例市规划重点任务分工方案\n一、基础研究\n"


@pytest.mark.parametrize(
    "paragraph",
    [
        "1.支持基础研究。完善投入机制。（牵头单位：市科技局（市外专局）；配合单位：市财政局；完成时限：2026年底）",
        "1.支持基础研究。完善投入机制。（市科技局牵头，市财政局配合）",
        "1.支持基础研究。完善投入机制。〔责任单位：市科技局、市财政局〕",
        "1.支持基础研究。完善投入机制。\n责任单位：市科技局、市财政局",
        "1.支持基础研究。完善投入机制。【市科技局牵头】【市财政局配合】",
    ],
)
def test_the_words_of_a_task_are_without_number_bodies_and_deadline(paragraph: str) -> None:
    [task] = tasks(HEADING + paragraph + "\n")
    assert task.words == "支持基础研究。完善投入机制。"
    assert (task.title, task.headings[0]) == ("支持基础研究", "基础研究")
    assert task.duties[0].body.startswith("市科技局")


def test_a_line_that_says_more_than_who_does_it_keeps_its_words() -> None:
    [task] = tasks(HEADING + "1.支持基础研究。完善投入机制。\n建设重点实验室。由市科技局牵头，市财政局配合。\n")
    assert "建设重点实验室" in task.words


def test_what_names_nobody_and_no_deadline_is_no_task() -> None:
    others = "2.建设实验室。\n3.引进人才。该项工作于2026年6月底前完成。\n"
    found = tasks(HEADING + "1.支持基础研究。（市科技局牵头）\n" + others)
    assert [task.title for task in found] == ["支持基础研究", "引进人才"]
    assert [task.number for task in found] == [1, 2]


def test_a_body_that_is_only_mentioned_has_no_duty() -> None:
    [task] = tasks(HEADING + "1.支持基础研究。推动清华大学建设实验室。（市科技局牵头）\n")
    assert duties(task) == ["lead 市科技局"]


def test_every_duty_says_where_it_stands() -> None:
    text = HEADING + "1.支持基础研究。（市科技局牵头，市财政局配合）\n"
    [task] = tasks(text)
    assert [text[duty.start : duty.end] for duty in task.duties] == ["市科技局", "市财政局"]
    assert text[task.start : task.end].startswith("1.支持基础研究")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("示例市“十四五”规划纲要重点任务分工方案", True),
        ("示例市贯彻落实意见任务分解表", True),
        ("关于落实规划主要任务责任分工的通知", True),
        ("示例市国民经济和社会发展规划纲要", False),
        ("示例市优化营商环境行动计划", False),
    ],
)
def test_a_title_tells_a_division_of_work(title: str, expected: bool) -> None:
    assert is_division(title) is expected


TITLE = "示例市数字经济发展规划任务分工方案"
TABLE_HEAD = ("序号", "重点任务", "具体举措", "牵头单位", "配合单位", "完成时限")
MERGED = [
    ("1", "核心产业", "发展集成电路。", "市工信局", "市财政局", "2028年底前"),
    ("2", "^", "壮大软件产业。", "市工信局", "", "2027年底前"),
    ("3", "数字政府", "推进数据共享。", "市数据局", "", "持续推进"),
    ("4", "^", "建设政务平台。", "^", "", "2026年底前"),
]


def as_word() -> bytes:
    return make_docx(paragraph(TITLE) + table(TABLE_HEAD, *MERGED))


def as_page() -> bytes:
    """A web page whose cells reach down over rows."""
    spans = {1: {0: 2, 2: 2}, 3: {2: 2}}
    cells = "".join(
        "<tr>"
        + "".join(
            f'<td rowspan="{spans.get(column, {}).get(place, 1)}">{cell}</td>'
            for column, cell in enumerate(row)
            if cell != "^"
        )
        + "</tr>"
        for place, row in enumerate(MERGED)
    )
    head = "".join(f"<th>{name}</th>" for name in TABLE_HEAD)
    return f"<html><body><h1>{TITLE}</h1><table><tr>{head}</tr>{cells}</table></body></html>".encode()


def as_sheet() -> bytes:
    rows: list[list[object]] = [[cell if cell != "^" else None for cell in row] for row in MERGED]
    return make_xlsx({"分工": [[TITLE], list(TABLE_HEAD), *rows]}, merged=["B3:B4", "B5:B6", "D5:D6"])


def as_printed() -> bytes:
    """Lines of a PDF; the cells reach down where no line is drawn."""
    lefts, tops = [40.0, 80, 150, 290, 370, 450, 550], [760.0, 730, 700, 670, 640, 610]
    lines: list[Drawn] = [(left, tops[0], left, tops[-1]) for left in lefts]
    for row, top in enumerate(tops):
        open_columns = {column for column, cell in enumerate(MERGED[row - 1]) if cell == "^"} if 2 <= row < 5 else set()
        lines += [(a, top, b, top) for column, (a, b) in enumerate(pairwise(lefts)) if column not in open_columns]
    lines += [
        (left + 3, top - 20, cell)
        for top, row in zip(tops, [TABLE_HEAD, *MERGED], strict=False)
        for left, cell in zip(lefts, row, strict=False)
        if cell not in ("^", "")
    ]
    return make_pdf([(120, 790, TITLE), *lines])


@pytest.mark.parametrize("form", [as_word, as_page, as_sheet, as_printed])
def test_rows_under_a_cell_that_reaches_down_keep_what_it_says(form: Callable[[], bytes]) -> None:
    found = tasks(form())
    assert [(task.words, "、".join(duties(task)), task.due_text) for task in found] == [
        ("核心产业 发展集成电路。", "lead 市工信局、support 市财政局", "2028年底前"),
        ("壮大软件产业。", "lead 市工信局", "2027年底前"),
        ("数字政府 推进数据共享。", "lead 市数据局", "持续推进"),
        ("建设政务平台。", "lead 市数据局", "2026年底前"),
    ]
    assert ["核心产业" in task.parts for task in found] == [True, True, False, False]
    assert ["数字政府" in task.parts for task in found] == [False, False, True, True]
    assert [task.headings[:1] == ("数字政府",) for task in found] == [False, False, False, True]


def test_a_row_of_one_cell_heads_the_rows_below_it_and_a_paragraph_ends_the_table() -> None:
    head = ("序号", "任务", "责任单位", "时限")
    rows = [
        ("一、核心产业", "", "", ""),
        ("1", "发展集成电路。", "市工信局", "2028年底前"),
        ("2", "壮大软件产业。", "市工信局", "2027年底前"),
        ("（二）数字政府", "", "", ""),
        ("3", "推进数据共享。", "市数据局", "2026年底前"),
    ]
    after = paragraph("二、其他任务") + paragraph("1.加强宣传。（责任单位：市委宣传部）")
    found = tasks(make_docx(paragraph(TITLE) + paragraph("一、重点任务") + table(head, *rows) + after))
    assert [task.headings[0] for task in found] == ["核心产业", "核心产业", "数字政府", "其他任务"]
    assert "核心产业" not in found[2].headings
