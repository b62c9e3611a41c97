"""A deleted record comes back with all that went with it, under its key; what cannot is named and the rest waits."""

from datetime import date

import pytest
from django.contrib.auth.models import User

from measures.choices import EditVia, PlanState, Role
from measures.edits import UndoRefusedError, bring_back, edit, merge_bodies, plan_return, undo
from measures.models import Change, Edit, Measure, Plan, Responsibility, ResponsibleBody, Section, Succession
from measures.models.base import Record
from tests.edits.history import gaps
from tests.factories import assign, make_body, make_measure, make_plan, make_section, make_target
from tests.importing.sample import import_records
from tests.made_once import made_once


@made_once
def measure() -> Measure:
    """Not from a document, with a body, a target and a measure that it took the place of."""
    measure = make_measure(make_section(make_plan("demo")), title="误删", review_state="extracted")
    assign(measure, "市科技局")
    assign(measure, "市财政局", Role.SUPPORT)
    make_target(measure)
    make_measure(measure.section, withdrawn_on=date(2026, 1, 1)).successors.add(measure)
    return measure


def deleted(record: Record) -> Edit:
    with edit(None, via=EditVia.ADMIN) as unit:
        record.delete()
    return unit.edit


def back(made: Edit, record: Record, pk: int, by: User | None = None, **options: str) -> Edit:
    return bring_back(made, type(record), pk, by=by, via=EditVia.ADMIN, **options)


def test_a_measure_comes_back_with_its_parts_and_its_predecessors_as_one_edit(measure: Measure, editor: User) -> None:
    pk, version, head = measure.pk, Measure.objects.get(pk=measure.pk).version, 0
    made = deleted(Measure.objects.get(pk=pk))
    head = Change.objects.head()
    returned = back(made, measure, pk, editor, reason="误删")
    stored = Measure.objects.get(pk=pk)
    assert (stored.title, stored.code, stored.version) == ("误删", measure.code, version + 1)
    assert stored.responsibilities.count() == 2
    assert stored.targets.count() == stored.predecessors.count() == 1
    assert (returned.by, returned.reason, returned.undoes) == (editor, "误删", None)
    assert gaps() == []
    told = Change.objects.filter(pk__gt=head, resource="measures", key=measure.code)
    assert "create" in told.values_list("operation", flat=True)
    undo(returned, by=editor, via=EditVia.ADMIN)
    assert not Measure.objects.filter(pk=pk).exists()
    assert not Succession.objects.exists()


def test_of_an_edit_that_deleted_several_only_the_one_comes_back(measure: Measure) -> None:
    other = make_measure(measure.section, title="另一条", review_state="extracted")
    assign(other, "市科技局")
    pk = measure.pk
    with edit(None, via=EditVia.ADMIN) as unit:
        Measure.objects.get(pk=pk).delete()
        other.delete()
        make_body("市审计局")
    back(unit.edit, measure, pk)
    assert Measure.objects.filter(title="误删").exists()
    assert not Measure.objects.filter(title="另一条").exists()
    assert ResponsibleBody.objects.filter(name="市审计局").exists()


def test_a_draft_plan_comes_back_whole_with_its_document(db: None) -> None:
    import_records()
    plan = Plan.objects.get()
    Plan.objects.update(state=PlanState.DRAFT)
    before = {model: model.objects.count() for model in (Section, Measure, Responsibility)}
    pk, text = plan.pk, plan.sources.get().text
    made = deleted(Plan.objects.get())
    assert not Section.objects.exists()
    back(made, plan, pk)
    assert {model: model.objects.count() for model in before} == before
    assert Plan.objects.get().sources.get().text == text
    assert Measure.objects.exclude(baseline=None).exists()
    assert gaps() == []


def test_what_has_lost_its_parent_does_not_come_back(measure: Measure) -> None:
    section = make_section(measure.plan, title="新章")
    child = make_section(measure.plan, section)
    alone = make_measure(child, title="孤", review_state="extracted")
    pk, made = alone.pk, deleted(alone)
    child.delete()
    plan = plan_return(made, Measure, pk)
    assert plan.changes_nothing
    assert [refusal.reason for refusal in plan.refusals] == ["它所引用的章节此后已被删除。"]
    with pytest.raises(UndoRefusedError, match="无法恢复"):
        back(made, measure, pk)


def test_a_body_that_only_went_with_the_measure_is_named_where_it_is_gone(measure: Measure) -> None:
    pk, made = measure.pk, deleted(Measure.objects.get(pk=measure.pk))
    ResponsibleBody.objects.get(name="市财政局").delete()
    plan = plan_return(made, Measure, pk)
    assert len(plan.refusals) == 1
    back(made, measure, pk)
    assert [part.body.name for part in Measure.objects.get(pk=pk).responsibilities.all()] == ["市科技局"]


def test_a_section_whose_place_is_taken_becomes_the_last_of_its_parent(measure: Measure) -> None:
    gone = make_section(measure.plan, title="删去的章")
    pk, path, made = gone.pk, gone.path, deleted(gone)
    taken = make_section(measure.plan, title="后来的章", code="9")
    assert taken.path == path
    back(made, gone, pk)
    assert Section.objects.get(pk=pk).path > path
    assert Section.objects.get(pk=pk).position >= taken.position


def test_a_name_or_slug_that_another_has_by_now_is_refused_and_the_other_named(measure: Measure) -> None:
    plan = make_plan("short", title="短", state=PlanState.DRAFT)
    pk, made = plan.pk, deleted(plan)
    make_plan("short", title="新的短规划")
    assert "新的短规划" in plan_return(made, Plan, pk).refusals[0].reason
    body = make_body("市体育局")
    body_pk, made = body.pk, deleted(body)
    make_body("市文体局", aliases=["市体育局"])
    found = plan_return(made, ResponsibleBody, body_pk)
    assert found.changes_nothing
    assert "市文体局" in found.refusals[0].reason


def test_a_body_that_was_merged_does_not_come_back_beside_the_other(measure: Measure) -> None:
    kept, gone = make_body("市科技局"), make_body("市科技和信息化局")
    assign(measure, gone, Role.SUPERVISOR)
    pk = gone.pk
    made = merge_bodies(kept.pk, gone.pk, by=None, via=EditVia.ADMIN)
    plan = plan_return(made, ResponsibleBody, pk)
    assert plan.changes_nothing
    assert "市科技局" in plan.refusals[0].reason


def test_what_was_shown_and_is_another_by_now_is_not_written(measure: Measure) -> None:
    pk, made = measure.pk, deleted(Measure.objects.get(pk=measure.pk))
    shown = plan_return(made, Measure, pk).fingerprint
    ResponsibleBody.objects.get(name="市财政局").delete()
    with pytest.raises(UndoRefusedError):
        back(made, measure, pk, expected=shown)
    assert not Measure.objects.filter(pk=pk).exists()
    back(made, measure, pk, expected=plan_return(made, Measure, pk).fingerprint)
    with pytest.raises(UndoRefusedError):
        back(made, measure, pk)
