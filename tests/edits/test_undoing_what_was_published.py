"""Undoing the edit that created a record which the public reads: it is withdrawn, as the field does it, not deleted."""

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from measures.choices import EditVia, PlanState, ReviewState
from measures.edits import edit, plan_undo, undo
from measures.models import Change, Edit, Measure, Plan, Responsibility, ResponsibleBody, Section, Target
from tests.edits.history import gaps
from tests.factories import assign, make_measure, make_plan, make_section, make_target
from tests.importing.sample import SLUG, import_records
from tests.made_once import made_once

pytestmark = pytest.mark.django_db


@made_once
def section() -> Section:
    return make_section(make_plan("demo"))


def created(section: Section, editor: User, **fields: object) -> tuple[Edit, Measure]:
    """An edit that adds a measure with a body and a target to the section."""
    with edit(editor, via=EditVia.ADMIN) as unit:
        measure = make_measure(section, **fields)
        assign(measure, "市科技局")
        make_target(measure)
    return unit.edit, measure


def take_back(made: Edit) -> Edit:
    return undo(made, by=None, via=EditVia.ADMIN)


def test_a_measure_published_at_once_is_withdrawn_with_its_parts(section: Section, editor: User) -> None:
    made, measure = created(section, editor)
    head = Change.objects.head()
    take_back(made)
    measure.refresh_from_db()
    assert measure.withdrawn_on == timezone.localdate()
    assert (Responsibility.objects.count(), Target.objects.count(), ResponsibleBody.objects.count()) == (1, 1, 1)
    seen = Change.objects.filter(pk__gt=head, resource="measures").values_list("operation", "shown_after")
    assert list(seen) == [("withdraw", True)]
    assert gaps() == []


def test_the_undo_of_a_withdrawal_puts_the_measure_in_force_again(section: Section, editor: User) -> None:
    made, measure = created(section, editor)
    take_back(take_back(made))
    measure.refresh_from_db()
    assert measure.withdrawn_on is None


def test_a_measure_published_since_stays_as_it_is_and_is_named(section: Section, editor: User) -> None:
    made, measure = created(section, editor, review_state=ReviewState.EXTRACTED)
    with edit(editor, via=EditVia.ADMIN) as unit:
        measure.review_state = ReviewState.PUBLISHED
        measure.save()
    plan = plan_undo(made)
    reasons = [refusal.reason for refusal in plan.refusals if refusal.record == measure]
    assert reasons == [f"此后已被修改：{unit.edit}。"]
    assert plan.changes_nothing  # its body and its target stay with it


def test_a_measure_that_was_never_published_is_deleted(section: Section, editor: User) -> None:
    made, _measure = created(section, editor, review_state=ReviewState.CONFIRMED)
    take_back(made)
    assert not Measure.objects.exists()
    assert not ResponsibleBody.objects.exists()


def test_a_measure_that_is_withdrawn_already_is_left_alone(section: Section, editor: User) -> None:
    made, measure = created(section, editor, withdrawn_on=timezone.localdate().replace(year=2020))
    assert plan_undo(made).changes_nothing
    assert Measure.objects.get(pk=measure.pk).withdrawn_on == measure.withdrawn_on


def test_a_part_added_to_a_published_measure_goes(section: Section, editor: User) -> None:
    measure = make_measure(section)
    with edit(editor, via=EditVia.ADMIN) as unit:
        assign(measure, "市科技局")
    take_back(unit.edit)
    assert not Responsibility.objects.exists()
    assert Measure.objects.get(pk=measure.pk).withdrawn_on is None


def test_a_section_of_a_published_plan_is_withdrawn_with_its_target(section: Section, editor: User) -> None:
    with edit(editor, via=EditVia.ADMIN) as unit:
        added = make_section(section.plan)
        Target.objects.create(plan=section.plan, section=added, code="2/t1", text="达到300家")
    take_back(unit.edit)
    added.refresh_from_db()
    assert added.withdrawn_on == timezone.localdate()
    assert Target.objects.filter(section=added).exists()


@pytest.mark.parametrize("state", [PlanState.PUBLISHED, PlanState.ARCHIVED])
def test_a_plan_that_readers_know_stays_and_is_named(state: PlanState, editor: User) -> None:
    with edit(editor, via=EditVia.ADMIN) as unit:
        make_plan("new", state=state)
    [refusal] = plan_undo(unit.edit).refusals
    assert (refusal.field, refusal.reason) == ("", "规划已经发布，不能删除，可改为归档。")
    assert plan_undo(unit.edit).changes_nothing


def test_undoing_a_published_import_withdraws_what_it_published(editor: User) -> None:
    import_records(user=editor, publish=True)
    take_back(Edit.objects.get())
    assert Plan.objects.get(slug=SLUG).state == PlanState.PUBLISHED
    for model in (Measure, Section):
        assert model._default_manager.filter(withdrawn_on=timezone.localdate()).count() == 3
    assert Responsibility.objects.count() == 3
    assert not Change.objects.filter(operation="delete").exists()
    assert gaps() == []


def test_undoing_needs_the_right_to_change_what_it_withdraws(section: Section, editor: User) -> None:
    made, _measure = created(section, editor)
    assert plan_undo(made).permissions() == {"measures.undo_edit", "measures.change_measure"}
