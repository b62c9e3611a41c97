"""The lists of tasks by body: what each leads, is responsible for and supports, each body once, in order."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from measures.choices import ReviewState, Role
from measures.exports import draw
from measures.exports.contents import Report, Table, Tone, TonedRow
from measures.exports.filters import Filters
from measures.exports.reports.by_body import by_body
from measures.exports.reports.wording import after_title
from measures.exports.scope import Scope
from measures.models import Plan
from measures.visibility import EVERYTHING
from tests.as_of.past import recorded_on
from tests.exports.told import told
from tests.factories import assign, make_body, make_measure, make_plan, make_section
from tests.made_once import made_once

pytestmark = pytest.mark.django_db


def report_of(*plans: str, **asked: Any) -> Report:
    return by_body(Scope(EVERYTHING, Filters(plan=plans, **asked)))


@made_once
def plan() -> Plan:
    """Three measures; 市科技局 leads the first and the third and supports the second."""
    plan = make_plan("shili", title="示例市规划")
    section = make_section(plan, make_section(plan, label="第一章", title="创新"), label="一、", title="研究")
    first = make_measure(section, code="1.1-1", title="甲", text="甲。细则。", due_text="长期坚持")
    text = "乙。细则甲；细则乙。（牵头单位：市教委）"
    second = make_measure(section, code="1.1-2", title="乙", text=text, due_on=date(2020, 6, 30))
    third = make_measure(section, code="1.1-3", title="丙", text="丙。", phase="in_progress")
    assign(first, "市科技局")
    assign(second, "市教委")
    assign(second, "市科技局", Role.SUPPORT, position=2)
    assign(second, "市财政局", Role.RESPONSIBLE, position=3)
    assign(third, "市科技局")
    assign(third, "样例大学", Role.MENTIONED)
    make_body("市园林局")
    return plan


def test_bodies_stand_in_the_order_of_pinyin_each_with_its_tasks_by_role(plan: Plan) -> None:
    finance, education, science = told(report_of(plan.slug))
    titles = [part.title for part in (finance, education, science)]
    assert titles == ["市财政局", "市教委", "市科技局"]
    assert science.values("number", "code", "title", "section") == [
        "# 牵头单位：2项",
        (1, "1.1-1", "甲", "第一章 创新 / 一、研究"),
        (2, "1.1-3", "丙", "第一章 创新 / 一、研究"),
        "# 配合单位：1项",
        (3, "1.1-2", "乙", "第一章 创新 / 一、研究"),
    ]
    assert finance.values("number", "role", "code") == ["# 责任单位：1项", (1, "responsible", "1.1-2")]
    assert science.paragraphs == ["牵头单位：2项；配合单位：1项"]


def test_the_text_repeats_neither_the_title_nor_who_does_the_task(plan: Plan) -> None:
    science = told(report_of(plan.slug))[-1]
    assert [row for row in science.values("title", "text") if isinstance(row, tuple)] == [
        ("甲", "细则。"),
        ("丙", ""),
        ("乙", "细则甲；细则乙。"),
    ]


@pytest.mark.parametrize(
    ("title", "text", "rest"),
    [
        ("甲", "甲：细则。", "细则。"),
        ("甲", "甲\n细则。", "细则。"),
        ("甲", "甲。\n细则。", "细则。"),
        ("甲", "甲", ""),
        ("甲", "甲方乙方。", "甲方乙方。"),
        ("乙", "甲。", "甲。"),
        ("", "。甲", "。甲"),
    ],
)
def test_a_text_is_cut_after_a_title_that_is_a_sentence_of_its_own(title: str, text: str, rest: str) -> None:
    assert after_title(title, text) == rest


def test_without_a_deadline_no_column_tells_of_any(plan: Plan) -> None:
    def columns(**asked: Any) -> set[str]:
        return {name for row in told(report_of(plan.slug, **asked))[0].rows if isinstance(row, dict) for name in row}

    assert {"due", "timeliness"} <= columns()
    plan.measures.update(due_on=None, due_text="")
    assert not {"due", "timeliness"} & columns()
    plan.measures.filter(title="乙").update(due_text="长期坚持")
    assert {"due", "timeliness"} <= columns()


def test_a_task_says_when_it_is_due_how_far_it_is_and_who_else_has_a_part(plan: Plan) -> None:
    finance, _education, science = told(report_of(plan.slug))
    assert finance.values("due", "phase", "timeliness", "others")[1] == (
        date(2020, 6, 30),
        "未启动",
        "逾期",
        "牵头单位：市教委\n配合单位：市科技局",
    )
    assert science.values("due", "phase", "timeliness", "others")[1:3] == [
        ("长期坚持", "未启动", "正常", ""),
        ("", "推进中", "正常", ""),
    ]


def test_what_is_late_or_due_soon_has_its_colour(plan: Plan) -> None:
    make_measure(plan.sections.get(code="1"), due_on=timezone.localdate() + timedelta(days=1), title="丁")
    assign(plan.measures.get(title="丁"), "市教委")
    education = next(iter(report_of(plan.slug, body=("市教委",)).parts))
    table = next(block for block in education.blocks if isinstance(block, Table))
    assert [row.tones for row in table.rows if isinstance(row, TonedRow)] == [
        {"timeliness": Tone.LATE},
        {"timeliness": Tone.SOON},
    ]


def test_bodies_without_a_task_and_measures_without_a_body_are_counted_in_remarks(plan: Plan) -> None:
    make_measure(plan.sections.get(code="1"), title="无单位")
    assert report_of(plan.slug).remarks_on_all == (
        "共3个单位有任务。",
        "另有2个单位没有此类任务，未列出。",
        "另有1项任务没有此类单位，不在任何清单中。",
    )
    assert report_of(plan.slug, body=("市教委",)).remarks_on_all == ()


def test_only_the_bodies_and_roles_asked_for_have_a_list(plan: Plan) -> None:
    (science,) = told(report_of(plan.slug, body=("市科技局",), role=("support",)))
    assert (science.title, science.values("code")) == ("市科技局", ["# 配合单位：1项", ("1.1-2",)])
    (university,) = told(report_of(plan.slug, role=("mentioned",)))
    assert (university.title, university.values("code")) == ("样例大学", ["# 提及：1项", ("1.1-3",)])


def test_of_several_plans_the_tasks_stand_under_their_plans(plan: Plan) -> None:
    other = make_plan("zhengti", title="《另一规划》")
    assign(make_measure(make_section(other, title="总则"), code="1-1", title="戊"), "市科技局")
    science = told(report_of(plan.slug, other.slug, role=("lead",)))[-1]
    assert science.values("number", "title") == [
        "# 牵头单位：3项",
        "## 《示例市规划》",
        (1, "甲"),
        (2, "丙"),
        "## 《另一规划》",
        (3, "戊"),
    ]


def test_namesakes_are_told_apart_by_their_places_and_a_body_says_what_it_belongs_to(plan: Plan) -> None:
    above = make_body("示例区政府", "示例区")
    assign(plan.measures.get(title="甲"), make_body("市科技局", "示例区", parent=above), Role.SUPPORT)
    parts = told(report_of(plan.slug))
    assert [part.title for part in parts][2:] == ["市科技局（示例区）", "市科技局（示例市）"]
    assert parts[2].paragraphs == ["上级单位：示例区政府"]


def test_withdrawn_measures_are_left_out_unless_asked_for_and_then_marked(plan: Plan) -> None:
    plan.measures.filter(title="甲").update(withdrawn_on=date(2026, 3, 1))
    assert told(report_of(plan.slug))[-1].values("title")[:2] == ["# 牵头单位：1项", ("丙",)]
    science = [*report_of(plan.slug, withdrawn="all").parts][-1]
    table = next(block for block in science.blocks if isinstance(block, Table))
    row = [*table.rows][1]
    assert isinstance(row, TonedRow)
    assert (row.tones, row.cells[-1]) == ({"": Tone.FAINT}, date(2026, 3, 1))


def test_other_bodies_have_a_column_where_there_are_any(plan: Plan) -> None:
    columns = {
        shown: [column.name for column in table.columns]
        for shown, table in (
            ("all", table_of_first(report_of(plan.slug))),
            ("alone", table_of_first(report_of(plan.slug, q="丙"))),
        )
    }
    assert ("others" in columns["all"], "others" in columns["alone"]) == (True, False)
    [alone] = told(report_of(plan.slug, q="丙"))
    assert alone.values("title", "section") == ["# 牵头单位：1项", ("丙", "第一章 创新 / 一、研究")]


def table_of_first(report: Report) -> Table:
    part = next(iter(report.parts))
    return next(block for block in part.blocks if isinstance(block, Table))


def test_without_any_body_there_is_one_empty_list() -> None:
    make_measure(make_section(make_plan("leer")))
    (part,) = told(report_of("leer"))
    assert (part.title, part.rows) == ("", [])


def test_an_outsider_gets_what_is_published_alone(plan: Plan) -> None:
    plan.measures.filter(title="丙").update(review_state=ReviewState.EXTRACTED)
    parts = told(by_body(Scope(AnonymousUser(), Filters(plan=(plan.slug,), role=("lead",)))))
    assert [part.values("title") for part in parts] == [
        ["# 牵头单位：1项", ("乙",)],
        ["# 牵头单位：1项", ("甲",)],
    ]


def test_as_of_a_day_it_names_who_answered_then_as_they_were_called() -> None:
    with recorded_on("2026-01-01"):
        plan = make_plan("shili")
        measure = make_measure(make_section(plan), title="甲")
        part = assign(measure, "市科技局")
    with recorded_on("2026-02-01"):
        part.body.name = "市科学技术局"
        part.body.save()
    with recorded_on("2026-03-01"):
        part.delete()
        assign(measure, "市教委")
    days = {month: date(2026, month, 15) for month in (1, 2, 3)}
    found = {
        month: told(by_body(Scope(EVERYTHING, Filters(plan=("shili",)), as_of=day))) for month, day in days.items()
    }
    assert {month: [part.title for part in parts] for month, parts in found.items()} == {
        1: ["市科技局"],
        2: ["市科学技术局"],
        3: ["市教委"],
    }
    assert found[1][0].values("title") == ["# 牵头单位：1项", ("甲",)]


def test_more_bodies_and_measures_take_no_more_queries(plan: Plan) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            told(report_of(plan.slug))
        return len(queries)

    before = count()
    for number in range(20):
        measure = make_measure(plan.sections.get(code="1.1"), title=f"新{number}")
        assign(measure, f"市第{number}局")
        assign(measure, "市科技局", Role.SUPPORT)
    assert count() == before


def test_the_title_names_the_plan_the_report_and_the_day(plan: Plan) -> None:
    today = timezone.localdate()
    expected = f"《示例市规划》分单位任务清单（截至{today.year}年{today.month}月{today.day}日）"
    assert report_of(plan.slug).title == expected


@pytest.mark.parametrize("files", ["xlsx", "docx"])
def test_an_archive_has_a_file_a_body_as_the_reports_own_option_says(plan: Plan, files: str) -> None:
    options = {} if files == "xlsx" else {"file_format": files}
    _name, pieces = draw("by_body", "zip", Scope(EVERYTHING, Filters(plan=(plan.slug,)), options=options))
    with ZipFile(BytesIO(b"".join(pieces))) as archive:
        assert archive.namelist() == [f"{name}.{files}" for name in ("市财政局", "市教委", "市科技局")]
        for name in archive.namelist():
            with ZipFile(BytesIO(archive.read(name))) as inner:
                assert ("word/document.xml" if files == "docx" else "xl/workbook.xml") in inner.namelist()
