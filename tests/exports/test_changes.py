"""Changes between two days: what became of a plan, its sections, measures and their parts, by whom and when."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from measures.choices import Phase, Role
from measures.edits import EditVia, record_successions
from measures.exports.contents import Cell, Report
from measures.exports.filters import Filters
from measures.exports.reports.changes import changes
from measures.exports.scope import Scope
from measures.models import BodySuccession, Edit, Measure, Plan
from measures.querysets import Reader
from measures.visibility import EVERYTHING
from tests.as_of.past import noon, recorded_on
from tests.exports.told import ToldPart, told
from tests.factories import assign, make_body, make_measure, make_plan, make_section, make_target
from tests.made_once import made_once

JANUARY, FEBRUARY, MARCH = date(2026, 1, 15), date(2026, 2, 15), date(2026, 3, 15)

pytestmark = pytest.mark.django_db


@made_once
def plan() -> Plan:
    """Made on 1 January with a chapter and three measures; each test edits it in February."""
    with recorded_on("2026-01-01", by="甲某"):
        plan = make_plan("shili", title="示例市规划")
        chapter = make_section(plan, label="第一章", title="创新")
        make_section(plan, label="第二章", title="开放")
        for number, title in enumerate(("甲", "乙", "丙"), 1):
            measure = make_measure(chapter, code=f"1-{number}", title=title, text=f"{title}项工作。")
            assign(measure, "市科技局")
    return plan


def report(
    reader: Reader = EVERYTHING, since: date | None = JANUARY, as_of: date | None = FEBRUARY, **asked: Any
) -> Report:
    return changes(Scope(reader, Filters(plan=("shili",), **asked), as_of=as_of, since=since))


def part(**asked: Any) -> ToldPart:
    (found,) = told(report(**asked))
    return found


def lines(**asked: Any) -> list[tuple[Cell, ...] | str]:
    return lines_of(part(**asked))


def lines_of(one: ToldPart) -> list[tuple[Cell, ...] | str]:
    return one.values("code", "change", "field", "before", "after")


def measure(title: str) -> Measure:
    return Measure.objects.get(title=title)


def save(record: Measure, **fields: object) -> None:
    for name, value in fields.items():
        setattr(record, name, value)
    record.save()


def test_a_changed_text_stands_in_both_wordings_with_the_differences_marked(plan: Plan) -> None:
    with recorded_on("2026-02-01", by="乙某"):
        save(measure("甲"), text="甲项重点工作。", due_on=date(2026, 6, 30))
    found = part()
    assert lines_of(found) == [
        "# 第一章 创新",
        ("1-1", "修改", "正文", "甲项工作。", "甲项[+重点+]工作。"),
        ("1-1", "修改", "完成时限", "", "[+2026-06-30+]"),
    ]
    assert found.values("number", "record", "name")[1] == (1, "任务举措", "甲")


def test_codes_are_told_in_words_and_marked_whole(plan: Plan) -> None:
    with recorded_on("2026-02-01"):
        save(measure("甲"), phase=Phase.COMPLETED)
    assert lines()[1:] == [("1-1", "修改", "进展阶段", "[-未启动-]", "[+已完成+]")]


def test_each_field_says_who_changed_it_and_when_even_after_the_account_is_gone(plan: Plan) -> None:
    with recorded_on("2026-02-01", by="乙某"):
        save(measure("甲"), title="甲新")
    with recorded_on("2026-02-03", by="丙某") as unit:
        save(measure("甲新"), title="甲二", phase=Phase.IN_PROGRESS)
    Edit.objects.filter(pk=unit.pk).update(reason="按会议纪要")
    assert part().values("field", "by", "at", "reason")[1:] == [
        ("标题", "乙某、丙某", "2026-02-03 12:00", "按会议纪要"),
        ("进展阶段", "丙某", "2026-02-03 12:00", "按会议纪要"),
    ]


def test_what_was_changed_and_changed_back_is_no_change(plan: Plan) -> None:
    with recorded_on("2026-02-01"):
        save(measure("甲"), title="甲二")
    with recorded_on("2026-02-02"):
        save(measure("甲二"), title="甲")
    found = part()
    assert lines_of(found) == []
    assert found.paragraphs == ["两个日期之间没有变更。"]


def test_edits_of_the_first_day_and_after_the_last_are_not_told(plan: Plan) -> None:
    with recorded_on("2026-01-15"):
        save(measure("甲"), title="一月")
    with recorded_on("2026-02-16"):
        save(measure("乙"), title="二月")
    assert lines() == []
    assert lines(as_of=None)[1:] == [("1-2", "修改", "标题", "[-乙-]", "[+二月+]")]


def test_measures_that_came_are_told_with_their_bodies_and_those_deleted_as_they_were(plan: Plan) -> None:
    with recorded_on("2026-02-01", by="乙某"):
        new = make_measure(plan.sections.get(code="2"), code="2-1", title="丁", text="丁项工作。", due_text="长期坚持")
        assign(new, "市教委")
        measure("丙").delete()
    found = part()
    assert lines_of(found) == [
        "# 第一章 创新",
        ("1-3", "删除", "", "[-丙项工作。\n牵头单位：市科技局-]", ""),
        "# 第二章 开放",
        ("2-1", "新增", "", "", "[+丁项工作。\n牵头单位：市教委\n完成时限：长期坚持+]"),
    ]
    assert found.values("by")[1::2] == [("乙某",), ("乙某",)]


def test_a_withdrawn_measure_names_the_day_and_its_successor(plan: Plan) -> None:
    with recorded_on("2026-02-01"):
        withdrawn = measure("乙")
        save(withdrawn, withdrawn_on=date(2026, 2, 1))
        withdrawn.successors.add(measure("甲"))
    assert lines()[1:] == [
        ("1-2", "撤出", "撤出日期", "", "[+2026-02-01+]"),
        ("1-2", "修改", "承接者", "", "[+1-1 甲+]"),
    ]
    with recorded_on("2026-03-01"):
        save(measure("乙"), withdrawn_on=None)
    assert lines(since=FEBRUARY, as_of=MARCH)[1:] == [("1-2", "恢复", "撤出日期", "[-2026-02-01-]", "")]


def test_a_measure_in_another_section_or_another_order_is_told_as_moved(plan: Plan) -> None:
    with recorded_on("2026-02-01"):
        save(measure("甲"), section=plan.sections.get(code="2"))
        save(measure("丙"), position=measure("乙").position - 1)
    assert lines() == [
        "# 第一章 创新",
        ("1-3", "移动", "次序", "", ""),
        "# 第二章 开放",
        ("1-1", "移动", "章节", "[-第一章 创新-]", "[+第二章 开放+]"),
    ]


def test_positions_that_rise_together_move_nothing(plan: Plan) -> None:
    with recorded_on("2026-02-01"):
        for each in plan.measures.order_by("-position"):
            save(each, position=each.position + 5)
    assert lines() == []


def test_bodies_that_came_and_went_are_marked_by_role(plan: Plan) -> None:
    with recorded_on("2026-02-01", by="乙某"):
        first = measure("甲")
        first.responsibilities.get().delete()
        assign(first, "市教委", position=1)
        assign(first, "市财政局", Role.SUPPORT, position=3)
    with recorded_on("2026-02-02", by="丙某"):
        assign(first, "市科协", position=2)
    found = part()
    assert lines_of(found)[1:] == [
        ("1-1", "修改", "牵头单位", "[-市科技局-]", "[+市教委+]、[+市科协+]"),
        ("1-1", "修改", "配合单位", "", "[+市财政局+]"),
    ]
    assert found.values("by")[1:] == [("乙某、丙某",), ("乙某",)]


def test_a_succession_of_bodies_counts_from_its_day_and_names_who_recorded_it(plan: Plan) -> None:
    made = BodySuccession(from_body=make_body("市科技局"), to_body=make_body("市数据局"), counts_from=date(2026, 2, 1))
    with recorded_on("2026-01-10", by="乙某"):
        record_successions([made], by=None, via=EditVia.ADMIN)
    found = part(q="甲")
    assert lines_of(found)[1:] == [("1-1", "修改", "牵头单位", "[-市科技局-]", "[+市数据局+]")]
    assert found.values("by", "at", "reason")[1:] == [
        ("乙某", "2026-01-10 12:00", "市科技局 → 市数据局，自2026-02-01起"),
    ]


def test_a_renamed_body_is_told_once_and_not_in_each_measure(plan: Plan) -> None:
    with recorded_on("2026-02-01", by="乙某"):
        body = make_body("市科技局")
        body.name = "市科学技术局"
        body.save()
    found = part()
    assert lines_of(found) == ["# 更名单位", ("", "修改", "名称", "市科[-技-]局", "市科[+学技术+]局")]
    assert found.values("by")[1:] == [("乙某",)]


def test_targets_sections_and_the_plan_itself_are_told_too(plan: Plan) -> None:
    with recorded_on("2026-01-02"):
        kept = make_target(measure("甲"), code="1-1/t1", text="达到300家", value=Decimal(300))
        gone = make_target(measure("甲"), code="1-1/t2", text="达到9项")
    with recorded_on("2026-02-01"):
        kept.value = Decimal(400)
        kept.save()
        gone.delete()
        make_target(measure("乙"), code="1-2/t1", text="增长5%")
        chapter = plan.sections.get(code="2")
        chapter.title = "高水平开放"
        chapter.save()
        plan.refresh_from_db()
        plan.document_number = "示政发〔2026〕1号"
        plan.save()
    assert lines() == [
        "# 规划本身",
        ("shili", "修改", "文号", "", "[+示政发〔2026〕1号+]"),
        "# 章节",
        ("2", "修改", "标题", "开放", "[+高水平+]开放"),
        "# 第一章 创新",
        ("1-1/t1", "修改", "数值", "[-300-]", "[+400+]"),
        ("1-1/t2", "删除", "", "[-达到9项-]", ""),
        ("1-2/t1", "新增", "", "", "[+增长5%+]"),
    ]


def test_sections_that_came_and_moved_are_told(plan: Plan) -> None:
    with recorded_on("2026-02-01"):
        first, second = plan.sections.order_by("path")
        make_section(plan, second, code="2.1", label="第一节", title="外贸", text="外贸工作。")
        first.path, first.position = "0003", first.position + 100
        first.save()
    assert lines() == [
        "# 章节",
        ("2.1", "新增", "", "", "[+外贸工作。+]"),
        ("1", "移动", "次序", "", ""),
    ]


def test_a_sentence_counts_records_once_for_each_kind_of_change(plan: Plan) -> None:
    with recorded_on("2026-02-01"):
        save(measure("甲"), title="甲二", text="改。", phase=Phase.COMPLETED)
        save(measure("乙"), title="乙二")
        save(measure("丙"), withdrawn_on=date(2026, 2, 1))
    assert part().paragraphs == ["任务举措：修改 2、撤出 1"]


def test_a_plan_that_came_in_between_is_told_in_one_line(plan: Plan) -> None:
    assert lines(since=date(2025, 12, 1)) == [
        "# 规划本身",
        ("shili", "新增", "", "", "[+章节 2 个，任务举措 3 项+]"),
    ]


def test_of_several_plans_each_has_a_part_and_renamed_bodies_the_last(plan: Plan) -> None:
    with recorded_on("2026-01-02"):
        other = make_plan("zhengti", title="另一规划")
        make_measure(make_section(other), title="丁")
        make_plan("leer", title="空规划")
    with recorded_on("2026-02-01"):
        save(measure("甲"), title="甲二")
        save(measure("丁"), title="丁二")
        body = make_body("市科技局")
        body.name = "市科学技术局"
        body.save()
    found = told(changes(Scope(EVERYTHING, Filters(), as_of=FEBRUARY, since=JANUARY)))
    assert [each.title for each in found] == ["示例市规划", "另一规划", "更名单位"]
    assert found[1].values("plan", "name")[1:] == [("另一规划", "丁二")]


def test_of_several_plans_in_which_nothing_changed_one_part_says_so(plan: Plan) -> None:
    with recorded_on("2026-01-01"):
        make_plan("lingyi", title="另一个规划")
    [only] = told(changes(Scope(EVERYTHING, Filters(plan=("shili", "lingyi")), as_of=FEBRUARY, since=JANUARY)))
    assert (only.title, only.rows) == ("", [])
    assert "没有变更" in only.paragraphs[0]


def test_filters_choose_measures_that_met_them_on_either_day(plan: Plan) -> None:
    with recorded_on("2026-02-01"):
        first, second = measure("甲"), measure("乙")
        first.responsibilities.get().delete()
        save(first, title="甲二")
        second.responsibilities.get().delete()
        assign(second, "市教委")
        save(second, title="乙二")
        plan.refresh_from_db()
        plan.title = "示例市新规划"
        plan.save()
    assert [row[0] for row in lines(body=("市教委",))[1:]] == ["1-2", "1-2"]
    assert [row[0] for row in lines(body=("市科技局",))[1:]] == ["1-1", "1-1", "1-2", "1-2"]
    assert lines(section=("2",)) == []


def test_what_the_history_does_not_know_of_the_first_day_is_said_and_not_guessed(plan: Plan) -> None:
    late = measure("乙")
    Measure.objects.filter(pk=late.pk).update(created_at=noon("2026-01-01"), updated_at=noon("2026-01-20"))
    Measure.history.filter(id=late.pk).delete()
    with recorded_on("2026-02-01"):
        late.refresh_from_db()
        save(late, title="乙二")
    assert lines() == []
    assert report().remarks == ("有1条记录当日已存在，但其历史自之后才有记载，未列入：乙",)


def test_the_title_names_both_days(plan: Plan) -> None:
    assert report().title == "《示例市规划》变更对照（2026年1月15日至2026年2月15日）"


@pytest.mark.parametrize("since", [None, FEBRUARY, MARCH])
def test_a_first_day_that_is_not_before_the_last_is_refused(plan: Plan, since: date | None) -> None:
    with pytest.raises(ValidationError):
        report(since=since)


def test_an_outsider_and_who_may_not_see_edits_get_nothing(plan: Plan, django_user_model: type[User]) -> None:
    outsider = django_user_model.objects.create_user("outsider")
    for reader in (AnonymousUser(), outsider):
        with pytest.raises(PermissionDenied):
            report(reader)


def test_more_changes_take_no_more_queries(plan: Plan) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            told(report())
        return len(queries)

    with recorded_on("2026-02-01"):
        save(measure("甲"), title="甲二")
        assign(measure("甲二"), "市教委")
        make_target(measure("甲二"))
    before = count()
    with recorded_on("2026-02-02"):
        for each in [*plan.measures.all()]:
            save(each, text=f"{each.text}再改。")
            assign(each, f"市{each.code}局", Role.SUPPORT)
            make_target(each, code=f"{each.code}/t9")
    assert count() == before
