"""By when something is to be done: docs/document-format.md, step 7."""

import pytest

from measures.parsing.content.bodies import BodyReader
from measures.parsing.content.deadlines import due_date
from tests.parsing.checks import check_problem, read_text


def test_a_deadline_keeps_its_words_and_gets_a_date_where_they_name_one() -> None:
    tree = read_text(
        """
        一、重点任务
        1.甲工程（2023年6月底前完成，牵头考核单位：市科技局）
        2.乙工程（5月底取得阶段性成效并持续推进，牵头考核单位：市财政局）
        3.丙工程（长期坚持，牵头考核单位：市教育局）
        """
    )
    assert [(m.due_text, m.due_on and m.due_on.isoformat()) for m in tree.measures()] == [
        ("2023年6月底前完成", "2023-06-30"),
        ("5月底取得阶段性成效并持续推进", None),
        ("长期坚持", None),
    ]


def test_a_deadline_that_names_a_month_and_no_day_is_reported() -> None:
    check_problem(
        "一、重点任务\n1.甲工程（5月底取得阶段性成效并持续推进，牵头考核单位：市财政局）\n",
        "deadline_not_a_date",
        "5月底取得阶段性成效并持续推进",
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2023年12月31日", "2023-12-31"),
        ("2023年2月底前", "2023-02-28"),
        ("2023年6月", "2023-06-30"),
        ("2023年上半年", "2023-06-30"),
        ("2024年三季度", "2024-09-30"),
        ("2025年底前完成", "2025-12-31"),
        ("12月底完成", "2022-12-31"),
        ("2023年13月", None),
        ("2025年3月底前完成方案编制；2025年12月底前完成试点", "2025-12-31"),
        ("6月底、12月底前各一次", "2022-12-31"),
        ("2024年6月底前完成，9月底前验收", "2024-09-30"),
        ("12月底前启动", None),
        ("6月底前开工，12月底前完工", "2022-12-31"),
        ("2026—2030年", "2030-12-31"),
        ("2026—2028", "2028-12-31"),
        ("2027", "2027-12-31"),
        ("20271", None),
        ("2026-2030年", "2030-12-31"),
        ("5月中旬", "2022-05-20"),
        ("5月上旬", "2022-05-10"),
        ("持续推进", None),
    ],
)
def test_the_last_day_of_a_deadline(words: str, expected: str | None) -> None:
    found = due_date(words, year=2022)
    assert (found and found.isoformat()) == expected


def test_a_time_limit_under_its_own_label_is_the_deadline() -> None:
    (measure,) = read_text("一、园区\n1.建设园区。建成厂房。[牵头单位：市商务局；时限：2025年12月底]\n").measures()
    assert (measure.due_text, str(measure.due_on)) == ("2025年12月底", "2025-12-31")


def test_a_deadline_of_two_parts_in_a_bracket_is_one() -> None:
    (annotation,) = BodyReader().read("推进。（6月底开工，12月底完工，市科技局负责）")
    assert (annotation.due, annotation.named[0].name) == ("6月底开工，12月底完工", "市科技局")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2024年1—6月", "2024-06-30"),
        ("2024年7月-9月", "2024-09-30"),
        ("2025-06月", "2025-06-30"),
        ("2025年2月30日", None),
        ("2025年2月0日", None),
        ("2025年0月", None),
        ("2025年1月1日", "2025-01-01"),
        ("2025年1月31日", "2025-01-31"),
        ("2025年12月", "2025-12-31"),
        ("2025年", "2025-12-31"),
        ("2025年下半年", "2025-12-31"),
        ("2025年一季度", "2025-03-31"),
        ("2025年第2季度", "2025-06-30"),
        ("2025年四季度", "2025-12-31"),
        ("2025年第4季度", "2025-12-31"),
        ("2025年第1季度", "2025-03-31"),
        ("2025年第3季度", "2025-09-30"),
        ("2025年二季度", "2025-06-30"),
        ("2025年3月初", "2025-03-10"),
        ("2025年3月中", "2025-03-20"),
        ("3月", None),
        ("2025-06-15", "2025-06-15"),
        ("2025年6月底前完成，2024年9月底前试点", "2025-06-30"),
    ],
)
def test_a_day_needs_a_year_and_must_exist(words: str, expected: str | None) -> None:
    found = due_date(words)
    assert (found and found.isoformat()) == expected


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("修建道路。一期（2025年6月底前完成）建成后，启动二期建设。", ""),
        ("修建道路。启动二期建设。（2025年6月底前完成）", "2025年6月底前完成"),
        ("修建道路。一期（市交通局负责，2025年6月底前完成）建成后，启动二期建设。", "2025年6月底前完成"),
    ],
)
def test_a_deadline_alone_in_a_bracket_is_the_measures_only_at_its_end(text: str, due: str) -> None:
    (measure,) = read_text(f"一、重点任务\n1.{text}\n").measures()
    assert measure.due_text == due


def test_a_deadline_of_every_quarter_is_no_date_and_nothing_to_report() -> None:
    tree = read_text("一、制度\n1.召开例会。研究问题。（牵头单位：市商务局；完成时限：每季度）\n")
    (measure,) = tree.measures()
    assert (measure.due_text, measure.due_on) == ("每季度", None)
    assert "deadline_not_a_date" not in [problem.code for problem in tree.problems]


@pytest.mark.parametrize("label", ["整改时限", "整改期限", "推进时间", "起止年限"])
def test_offices_call_a_deadline_by_many_names(label: str) -> None:
    (measure,) = read_text(f"一、整改\n1.清理台账。\n责任单位：市商务局\n{label}：2025年6月底\n").measures()
    assert str(measure.due_on) == "2025-06-30"


@pytest.mark.parametrize(
    ("words", "expected"),
    [("“十四五”期间", "2025-12-31"), ("十五五时期完成", "2030-12-31"), ("“十四五”末", "2025-12-31")],
)
def test_the_end_of_a_five_year_plan_is_a_day_since_they_are_numbered_nationwide(words: str, expected: str) -> None:
    (annotation,) = BodyReader().read(f"建设园区。（市科技局牵头，{words}）")
    assert (annotation.due, str(due_date(annotation.due))) == (words, expected)
    assert due_date("“十四五”期间持续推进") is None
