"""What each kind of bulk change does, and what it leaves as it is and why."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from measures.choices import EditVia, ReviewState, Role
from measures.edits import BulkPlan, ChangedMeanwhileError, begin_change, change_many, edit, undo
from measures.edits.bulk_changes import (
    AddNote,
    Assign,
    BringBack,
    BringBackSections,
    BulkChange,
    MoveToSection,
    Reassign,
    Review,
    SetDeadline,
    SetPhase,
    SetPlanState,
    Unassign,
    Withdraw,
    WithdrawSections,
    change_of,
)
from measures.models import ConfirmedContent, Measure, ResponsibleBody, Section
from measures.models.edit import Edit, new_edit
from measures.models.history import keep_stored_state
from tests.edits.history import TRACKED, gaps
from tests.factories import assign, make_body, make_measure, make_plan, make_section
from tests.made_once import made_once

pytestmark = pytest.mark.django_db
LEAD, SUPPORT = Role.LEAD, Role.SUPPORT
Kept = dict[str, str]  # from a reason to the titles of those that stay as they are


@made_once
def section() -> Section:
    """Three measures: 一 is led by 市科技局 and supported by 市财政局, 二 is led by 市财政局, 三 by nobody."""
    section = make_section(make_plan("demo", period_start=2021, period_end=2025), title="甲")
    first, second, _third = (make_measure(section, title=title) for title in "一二三")
    assign(first, "市科技局")
    assign(first, "市财政局", SUPPORT, position=2)
    assign(second, "市财政局")
    ConfirmedContent.objects.all().delete()  # so they are what was confirmed
    return section


def key_of(name: str) -> int:
    return ResponsibleBody.objects.get(name=name).pk


def check(change: BulkChange, by: User, changed: str, kept: Kept) -> list[str]:
    """What the plan says comes true, in one edit; undoing it leaves all as it was. Returns the parts after it."""
    records: Any = change.model._default_manager.order_by("pk")
    begin_anew(records)
    same = change_of(change.name, change.options())
    plan = BulkPlan(records, same)
    assert "".join(str(each) for each in plan.changing.order_by("pk")) == changed
    assert {each.reason: "".join(map(str, each.records.order_by("pk"))) for each in plan.kept} == kept
    assert [each.count for each in plan.kept] == [len(titles) for titles in kept.values()]
    assert (plan.count, plan.total) == (len(changed), records.count())
    before = content(records), parts()
    made = change_many(records, same, by=by, via=EditVia.ADMIN, reason="批量")
    after = content(records), parts()
    assert (made.handled, made.reason, gaps()) == (len(changed), "批量", [])
    assert "".join(str(each) for each in records if each.version == 2) == changed
    undoing = undo(made, by=by, via=EditVia.ADMIN)
    assert (content(records), parts(), gaps()) == (*before, [])
    undo(undoing, by=by, via=EditVia.ADMIN)
    assert (content(records), parts()) == after
    return parts()


def begin_anew(records: Any) -> None:
    """What a test has stored by plain SQL is in the history, and every version is the first."""
    records.update(version=1)
    with edit(None, via=EditVia.COMMAND):
        for model in TRACKED:
            keep_stored_state(model, model._base_manager.values_list("pk", flat=True))


def content(records: Any) -> list[dict[str, Any]]:
    """What is stored, but for what every edit counts."""
    return [{name: row[name] for name in row if name not in ("version", "updated_at")} for row in records.values()]


def parts() -> list[str]:
    """Which body has which role, measure by measure in the order of the roles."""
    found = Measure.objects.order_by("pk").prefetch_related("responsibilities__body")
    return [
        " ".join(f"{part.body}:{part.role}" for part in sorted(each.responsibilities.all(), key=lambda p: p.position))
        for each in found
    ]


ALREADY = "已是如此。"


@pytest.mark.parametrize(
    ("step", "changed", "kept"),
    [
        ("confirm", "一", {"审核状态为“已核”。": "二", "审核状态为“已发布”。": "三"}),
        ("publish", "二", {"审核状态为“待核”。": "一", "审核状态为“已发布”。": "三"}),
        ("unpublish", "三", {"审核状态为“待核”。": "一", "审核状态为“已核”。": "二"}),
        ("reopen", "二三", {"审核状态为“待核”。": "一"}),
    ],
)
def test_steps_of_reviewing(step: str, changed: str, kept: Kept, section: Section, editor: User) -> None:
    for title, review_state in zip("一二三", ReviewState, strict=True):
        Measure.objects.filter(title=title).update(review_state=review_state)
    check(Review(step=step), editor, changed, kept)


def test_a_phase(section: Section, editor: User) -> None:
    Measure.objects.filter(title="二").update(phase="completed")
    check(SetPhase(phase="completed"), editor, "一三", {ALREADY: "二"})


def test_a_deadline_far_from_the_time_of_a_plan_is_left_out(section: Section, editor: User) -> None:
    later = make_section(make_plan("later", period_start=2031, period_end=2035))
    make_measure(later, title="四")
    open_ended = make_section(make_plan("open"))
    make_measure(open_ended, title="五", due_on="2028-12-31")
    horizon = make_section(make_plan("horizon", period_start=2010, period_end=2015, horizon_year=2023))
    make_measure(horizon, title="六")
    outside = "年份在其规划期之外。"
    check(SetDeadline(due_on="2028-12-31"), editor, "一二三六", {ALREADY: "五", outside: "四"})
    assert Measure.objects.filter(due_on="2028-12-31").count() == 5
    plan = BulkPlan(Measure.objects.all(), SetDeadline(due_on="2031-01-01"))
    assert {each.reason: each.count for each in plan.kept} == {outside: 4}
    check(SetDeadline(due_on=""), editor, "一二三五六", {ALREADY: "四"})


def test_withdrawing_and_bringing_back(section: Section, editor: User) -> None:
    Measure.objects.filter(title="二").update(withdrawn_on="2024-01-01")
    check(BringBack(), editor, "二", {"未撤出。": "一三"})
    Measure.objects.filter(title="三").update(withdrawn_on="2024-01-01")
    check(Withdraw(), editor, "一二", {"已经撤出。": "三"})
    assert Measure.objects.filter(withdrawn_on=timezone.localdate()).count() == 2


def test_a_section_in_which_something_stands_in_force_is_not_withdrawn(section: Section, editor: User) -> None:
    make_measure(make_section(section.plan, section, title="乙"), title="四", withdrawn_on="2024-01-01")
    make_measure(make_section(section.plan, title="丙"), title="五", withdrawn_on="2024-01-01")
    Section.objects.filter(title="丙").update(path=section.path + "1")  # no section of 甲
    Measure.objects.filter(section=section).update(withdrawn_on="2024-01-01")
    plan = BulkPlan(Section.objects.all(), WithdrawSections())
    assert "".join(str(each) for each in plan.changing.order_by("pk")) == "甲乙丙"
    fourth = Measure.objects.get(title="四")
    fourth.withdrawn_on = None
    fourth.save()
    check(WithdrawSections(), editor, "丙", {"其中仍有未撤出的任务举措。": "甲乙"})
    check(BringBackSections(), editor, "丙", {"未撤出。": "甲乙"})


def test_the_state_of_plans(section: Section, editor: User) -> None:
    make_plan("draft", title="草", state="draft")
    section.plan.title = "发"
    section.plan.save()
    check(SetPlanState(state="published"), editor, "草", {ALREADY: "发"})


def test_those_that_move_take_the_place_of_the_last_there_and_stay_in_their_plan(
    section: Section, editor: User
) -> None:
    target = make_section(section.plan, title="乙")
    there = make_measure(target, title="四")
    other = make_measure(make_section(make_plan("other")), title="五")
    check(MoveToSection(section=target.pk), editor, "一二三", {"已在该章节。": "四", "属于另一规划。": "五"})
    assert set(Measure.objects.filter(section=target).values_list("position", flat=True)) == {there.position}
    other.refresh_from_db()
    assert other.section.plan.slug == "other"


def test_a_measure_that_moves_to_an_empty_section_stands_at_its_heading(section: Section, editor: User) -> None:
    target = make_section(section.plan, title="乙")
    change_many(Measure.objects.filter(title="一"), MoveToSection(section=target.pk), by=editor, via=EditVia.ADMIN)
    assert Measure.objects.get(title="一").position == target.position


def test_a_note_is_one_more_line(section: Section, editor: User) -> None:
    Measure.objects.filter(title="二").update(note="旧")
    check(AddNote(note="新"), editor, "一二三", {})
    assert list(Measure.objects.order_by("pk").values_list("note", flat=True)) == ["新", "旧\n新", "新"]


def test_a_body_with_a_role(section: Section, editor: User) -> None:
    change = Assign(body=key_of("市科技局"), role=LEAD)
    assert check(change, editor, "二三", {"该单位已是此角色。": "一"}) == [
        "市科技局:lead 市财政局:support",
        "市财政局:lead 市科技局:lead",
        "市科技局:lead",
    ]


def test_a_body_in_place_of_whoever_has_the_role(section: Section, editor: User) -> None:
    change = Assign(body=key_of("市科技局"), role=LEAD, instead=True)
    assert check(change, editor, "二三", {"只有该单位是此角色。": "一"}) == [
        "市科技局:lead 市财政局:support",
        "市科技局:lead",
        "市科技局:lead",
    ]


def test_one_of_two_leads_leaves_where_the_other_is_to_lead_alone(section: Section, editor: User) -> None:
    assign(Measure.objects.get(title="一"), "市财政局")
    change = Assign(body=key_of("市科技局"), role=LEAD, instead=True)
    assert check(change, editor, "一二三", {})[0] == "市科技局:lead 市财政局:support"


@pytest.mark.parametrize(
    ("role", "changed", "left"),
    [("", "一二", ["市科技局:lead", "", ""]), ("support", "一", ["市科技局:lead", "市财政局:lead", ""])],
)
def test_a_body_leaves(role: str, changed: str, left: list[str], section: Section, editor: User) -> None:
    change = Unassign(body=key_of("市财政局"), role=role)
    assert check(change, editor, changed, {"其中没有这样的单位。": "二三"[len(changed) - 1 :]}) == left


def test_whoever_leads_leaves(section: Section, editor: User) -> None:
    left = check(Unassign(role=LEAD), editor, "一二", {"其中没有这样的单位。": "三"})
    assert left == ["市财政局:support", "", ""]


def test_another_role(section: Section, editor: User) -> None:
    change = Reassign(body=key_of("市财政局"), to_role=LEAD)
    found = check(change, editor, "一", {"其中没有这样的单位。": "三", ALREADY: "二"})
    assert found == ["市科技局:lead 市财政局:lead", "市财政局:lead", ""]


def test_another_body_keeps_the_role_and_what_would_stand_twice_stands_once(section: Section, editor: User) -> None:
    assign(Measure.objects.get(title="一"), "市科技局", SUPPORT, position=3)
    change = Reassign(body=key_of("市财政局"), to_body=key_of("市科技局"))
    assert check(change, editor, "一二", {"其中没有这样的单位。": "三"}) == [
        "市科技局:lead 市科技局:support",
        "市科技局:lead",
        "",
    ]


def test_another_body_in_one_role_alone(section: Section, editor: User) -> None:
    make_body("市教育局")
    change = Reassign(body=key_of("市财政局"), role=SUPPORT, to_body=key_of("市教育局"), to_role=LEAD)
    found = check(change, editor, "一", {"其中没有这样的单位。": "二三"})
    assert found == ["市科技局:lead 市教育局:lead", "市财政局:lead", ""]


def test_what_was_shown_is_what_is_written(section: Section, editor: User) -> None:
    """The fingerprint of the plan is another as soon as one of the records was written, comes or goes."""
    shown = BulkPlan(Measure.objects.all(), SetPhase(phase="completed"))
    expected = shown.fingerprint
    assert BulkPlan(Measure.objects.all(), SetPhase(phase="suspended")).fingerprint != expected
    first = Measure.objects.get(title="一")
    first.note = "同时"
    first.save()
    refuse(expected, editor)
    others = BulkPlan(Measure.objects.exclude(title="一"), SetPhase(phase="completed"))
    made = begin_change(others, new_edit(editor, via=EditVia.ADMIN), others.fingerprint)
    assert (made.handled, Measure.objects.get(title="一").phase) == (2, "not_started")


def refuse(expected: str, by: User) -> None:
    plan = BulkPlan(Measure.objects.all(), SetPhase(phase="completed"))
    with pytest.raises(ChangedMeanwhileError):
        begin_change(plan, new_edit(by, via=EditVia.ADMIN), expected)
    assert not Measure.objects.filter(phase="completed").exists()


def test_a_change_of_nothing_is_still_the_one_that_was_shown(editor: User) -> None:
    plan = BulkPlan(Measure.objects.none(), SetPhase(phase="completed"))
    made = begin_change(plan, new_edit(editor, via=EditVia.ADMIN), plan.fingerprint)
    assert (made.handled, Edit.objects.count()) == (0, 0)
