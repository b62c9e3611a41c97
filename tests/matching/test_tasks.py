"""The tasks of a division of work, from the reading of a document: what is to be done, who does it, by when."""

from typing import Any

import pytest

from measures import fixture, parsing
from measures.matching.tasks import Task, is_division, tasks_of
from tests.importing.haidian_division import TASKS, as_table, as_text


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
