"""What a line says of the session that adopted a plan, and what it dates."""

from tests.parsing.test_front import TASKS, TITLE, read_lines


def test_a_date_under_a_line_of_adoption_is_not_the_documents() -> None:
    assert read_lines(TITLE, "经市政府常务会议通过", "2024年1月1日", TASKS).issued_on is None


def test_of_several_sessions_in_one_bracket_none_dates_the_document() -> None:
    line = "（2019年3月1日第一次会议通过 2023年5月1日第二次会议批准）"
    assert read_lines(TITLE, line, TASKS).issued_on is None


def test_the_proposals_for_a_plan_are_titled_and_dated_by_the_session_that_adopted_them() -> None:
    tree = read_lines(
        "中共示例省委关于制定国民经济和社会发展第十五个五年规划的建议\n"
        "（2025年11月26日中国共产党示例省第十二届委员会第八次全体会议通过）\n"
        "一、主要任务\n（1）完善产业体系。推进建设。\n"
    )
    assert tree.title == "中共示例省委关于制定国民经济和社会发展第十五个五年规划的建议"
    assert (tree.period_start, tree.period_end, tree.issuer, tree.jurisdiction) == (
        2026,
        2030,
        "中共示例省委",
        "示例省",
    )
    assert str(tree.issued_on) == "2025-11-26"


def test_a_line_of_adoption_may_stand_without_brackets() -> None:
    tree = read_lines(TITLE, "2026年1月18日示例市第十六届人民代表大会第五次会议审议批准", TASKS)
    assert (str(tree.issued_on), tree.plan_text) == ("2026-01-18", "")
