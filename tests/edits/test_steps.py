"""Each step on the way to the public is a right of its own, whoever writes by whichever way."""

import pytest
from django.contrib.auth.models import Permission, User

from measures.choices import EditVia, PlanState, ReviewState
from measures.edits import (
    Review,
    StepRefusedError,
    change_many,
    create_records,
    edit,
    plan_undo,
    undo,
    update_records,
)
from measures.edits.bulk_changes import SetPlanState
from measures.models import Edit, Measure, Plan, Section
from tests.factories import make_measure, make_plan, make_section
from tests.made_once import made_once

CONFIRM, PUBLISH = "confirm_measure", "publish_measure"
STATES = [ReviewState.EXTRACTED, ReviewState.CONFIRMED, ReviewState.PUBLISHED]
WRITES = ["change_measure", "add_measure", "change_plan", "add_plan", "undo_edit"]


@made_once
def section() -> Section:
    return make_section(make_plan("demo", state=PlanState.DRAFT))


def person(*rights: str) -> User:
    """Somebody who may change every record, and take these steps."""
    user = User.objects.create_user(f"u{User.objects.count()}")
    user.user_permissions.set(Permission.objects.filter(codename__in=[*WRITES, *rights]))
    return user


def save(measure: Measure, by: User | None, state: str) -> None:
    with edit(by, via=EditVia.ADMIN):
        measure.review_state = state
        measure.save()


@pytest.mark.parametrize(
    ("before", "after", "needed"),
    [
        ("extracted", "confirmed", {CONFIRM}),
        ("confirmed", "published", {PUBLISH}),
        ("published", "confirmed", {PUBLISH}),
        ("confirmed", "extracted", {CONFIRM}),
        ("extracted", "published", {CONFIRM, PUBLISH}),
        ("published", "extracted", {CONFIRM, PUBLISH}),
    ],
)
def test_a_step_takes_its_right_and_no_other_one(section: Section, before: str, after: str, needed: set[str]) -> None:
    measure = make_measure(section, review_state=before)
    for rights in ([], [CONFIRM], [PUBLISH]):
        if needed - {*rights}:
            with pytest.raises(StepRefusedError) as refused:
                save(Measure.objects.get(), person(*rights), after)
            assert {right.partition(".")[2] for right in refused.value.rights} == needed - {*rights}
            assert Measure.objects.get().review_state == before
    assert Measure.objects.get().version == measure.version
    save(Measure.objects.get(), person(*needed), after)
    assert Measure.objects.get().review_state == after


def test_what_nobody_does_takes_no_right(section: Section) -> None:
    save(make_measure(section, review_state="extracted"), None, "published")
    assert Measure.objects.get().review_state == "published"


def test_other_fields_take_no_step(section: Section) -> None:
    measure = make_measure(section)
    with edit(person(), via=EditVia.ADMIN):
        measure.title = "新标题"
        measure.save()
    assert Measure.objects.get().title == "新标题"


def test_one_created_beyond_the_first_state_has_taken_its_steps(section: Section) -> None:
    plan, own = section.plan, {"section": section, "title": "新", "text": "新。", "position": 1}
    with pytest.raises(StepRefusedError), edit(person(PUBLISH), via=EditVia.API):
        Measure(plan=plan, review_state="confirmed", **own).save()
    with pytest.raises(StepRefusedError), edit(person(), via=EditVia.API):
        create_records(Measure, [Measure(plan=plan, code="1-9", review_state="published", **own)])
    with pytest.raises(StepRefusedError), edit(person(), via=EditVia.API):
        Plan(slug="new", title="新规划", state="published").save()
    assert not Measure.objects.exists()
    with edit(person(CONFIRM), via=EditVia.API):
        Measure(plan=plan, review_state="confirmed", **own).save()
        Plan(slug="new", title="新规划").save()
    assert Measure.objects.get().review_state == "confirmed"


def test_many_at_once_take_the_same_rights(section: Section) -> None:
    for state in STATES:
        make_measure(section, review_state=state)
    everything, before = Measure.objects.all(), list(Measure.objects.values_list("review_state", flat=True))
    with pytest.raises(StepRefusedError):
        change_many(everything, Review(step="reopen"), by=person(PUBLISH), via=EditVia.ADMIN)
    records = list(everything)
    for record in records:
        record.review_state = "published"
    with pytest.raises(StepRefusedError), edit(person(CONFIRM), via=EditVia.ADMIN):
        update_records(Measure, records, ["review_state"])
    assert list(everything.values_list("review_state", flat=True)) == before
    change_many(everything, Review(step="reopen"), by=person(PUBLISH, CONFIRM), via=EditVia.ADMIN)
    assert {*everything.values_list("review_state", flat=True)} == {"extracted"}


@pytest.mark.parametrize(
    ("before", "after", "needed"),
    [
        ("draft", "published", {"publish_plan"}),
        ("published", "draft", {"publish_plan"}),
        ("draft", "archived", {"archive_plan"}),
        ("published", "archived", {"publish_plan", "archive_plan"}),
    ],
)
def test_a_plan_has_steps_too(db: None, before: str, after: str, needed: set[str]) -> None:
    make_plan("demo", state=before)
    for missing in needed:
        with pytest.raises(StepRefusedError):
            change_many(
                Plan.objects.all(), SetPlanState(state=after), by=person(*needed - {missing}), via=EditVia.ADMIN
            )
    assert Plan.objects.get().state == before
    change_many(Plan.objects.all(), SetPlanState(state=after), by=person(*needed), via=EditVia.ADMIN)
    assert Plan.objects.get().state == after


def test_undoing_a_step_takes_its_right(section: Section) -> None:
    measure = make_measure(section, review_state="confirmed")
    save(measure, person(PUBLISH), "published")
    made = Edit.objects.order_by("pk").last()
    assert made is not None
    assert plan_undo(made).permissions() == {"measures.undo_edit", "measures.publish_measure"}
    with pytest.raises(StepRefusedError):
        undo(made, by=person(CONFIRM), via=EditVia.ADMIN)
    assert Measure.objects.get().review_state == "published"
    undo(made, by=person(PUBLISH), via=EditVia.ADMIN)
    assert Measure.objects.get().review_state == "confirmed"


def test_making_a_deleted_one_again_takes_the_rights_to_what_it_was(section: Section) -> None:
    measure = make_measure(section, review_state="confirmed")
    with edit(None, via=EditVia.ADMIN) as unit:
        measure.delete()
    assert "measures.confirm_measure" in plan_undo(unit.edit).permissions()
    with pytest.raises(StepRefusedError):
        undo(unit.edit, by=person(), via=EditVia.ADMIN)
    undo(unit.edit, by=person(CONFIRM), via=EditVia.ADMIN)
    assert Measure.objects.get().review_state == "confirmed"
