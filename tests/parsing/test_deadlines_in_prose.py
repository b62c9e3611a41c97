"""Deadlines that the sentences of a task name themselves: 2022年11月底前，各地区要完成…."""

import pytest

from tests.parsing.checks import read_text

WHO = "（市财政局、各区人民政府负责）"


def due_of(words: str, who: str = WHO) -> tuple[str, str]:
    tree = read_text(f"一、重点任务\n1.规范资金补助。{words}{who}\n2.建设园区。完善配套设施。（市科技局负责）\n")
    measure = next(tree.measures())
    return str(measure.due_on or ""), measure.due_text


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("2024年11月底前，市财政局公开补贴项目。", ("2024-11-30", "2024年11月底前")),
        ("清理补助政策，在2024年底前全面公开。", ("2024-12-31", "2024年底前")),
        ("编制清单，2024年6月30日前印发实施。", ("2024-06-30", "2024年6月30日前")),
        ("力争2025年底之前实现统一的管理。", ("2025-12-31", "2025年底之前")),
        ("2024年上半年前完成试点，2025年6月底前全面推开。", ("2025-06-30", "2024年上半年前；2025年6月底前")),
        ("2024年6月底前编制清单，2024年6月底前公开。", ("2024-06-30", "2024年6月底前")),
    ],
)
def test_a_task_that_names_who_answers_for_it_is_due_when_its_sentences_say(words: str, due: tuple[str, str]) -> None:
    assert due_of(words) == due


@pytest.mark.parametrize(
    "words",
    [
        "改造2000年底前建成的老旧小区。",
        "对2023年6月底前取得资质的企业给予支持。",
        "每年6月底前公开项目。",
        "到2025年，清理全部政策。",
        "6月底前公开项目。",  # of which year, this plan of three years does not say
        "2024年底前启动清理。",
    ],
)
def test_other_times_are_no_deadline(words: str) -> None:
    assert due_of(words) == ("", "")


def test_what_the_bracket_says_comes_first() -> None:
    who = "（市财政局负责，2025年3月底前完成）"
    assert due_of("2024年11月底前公开项目。", who) == ("2025-03-31", "2025年3月底前完成")


def test_a_task_for_which_nobody_answers_has_steps_and_no_deadline() -> None:
    assert due_of("2024年11月底前公开项目。", "") == ("", "")


@pytest.mark.parametrize(
    ("words", "due"),
    [("2024年6月底前取得实质性进展", "2024-06-30"), ("2024年6月底前取得阶段性成效并持续推进", "")],
)
def test_progress_by_a_day_is_due_on_it_unless_the_task_goes_on(words: str, due: str) -> None:
    assert due_of("清理政策。", f"（市财政局负责，{words}）") == (due, words)
