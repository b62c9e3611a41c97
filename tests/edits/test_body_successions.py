"""A body takes over from another from a date on: at once, or on the day; in one edit that can be undone."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from measures.edits import EditVia, carry_out_due, merge_bodies, record_successions, undo
from measures.importing import apply
from measures.models import (
    BodySuccession,
    Change,
    Conflict,
    Edit,
    Measure,
    MovedResponsibility,
    Plan,
    Responsibility,
    ResponsibleBody,
)
from tests.factories import assign, make_body, make_measure, make_plan, make_section, make_source
from tests.importing.divisions import PLAN, incoming, says
from tests.made_once import made_once

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
PAST, FUTURE = TODAY - timedelta(days=30), TODAY + timedelta(days=30)


@made_once
def old() -> ResponsibleBody:
    return make_body("市经信委")


@made_once
def new() -> ResponsibleBody:
    return make_body("市工信局")


@made_once
def plan() -> Plan:
    return make_plan("shili")


@made_once
def measures(old: ResponsibleBody, new: ResponsibleBody, plan: Plan) -> list[Measure]:
    """One that the old body leads, one that both lead, one that the old one supports in another section."""
    section, other = make_section(plan), make_section(plan)
    found = [make_measure(section), make_measure(section), make_measure(other)]
    for measure, body, role in (
        (found[0], old, "lead"),
        (found[1], new, "lead"),
        (found[1], old, "lead"),
        (found[2], old, "support"),
    ):
        assign(measure, body, role)
    return list(Measure.objects.order_by("pk"))


def record(old: ResponsibleBody, new: ResponsibleBody, day: date, by: User | None = None, **fields: Any) -> Edit:
    succession = BodySuccession(from_body=old, to_body=new, counts_from=day, **fields)
    return record_successions([succession], by=by, via=EditVia.ADMIN)


def who() -> list[list[str]]:
    """Of each measure the bodies and their roles."""
    return [
        sorted(f"{part.role} {part.body.name}" for part in measure.responsibilities.select_related("body"))
        for measure in Measure.objects.order_by("pk")
    ]


BEFORE = [["lead 市经信委"], ["lead 市工信局", "lead 市经信委"], ["support 市经信委"]]
AFTER = [["lead 市工信局"], ["lead 市工信局"], ["support 市工信局"]]


def test_from_a_past_day_it_counts_at_once(
    old: ResponsibleBody, new: ResponsibleBody, measures: list[Measure], editor: User
) -> None:
    made = record(old, new, PAST, by=editor)
    assert who() == AFTER
    old.refresh_from_db()
    assert (old.successor, old.valid_until) == (new, PAST - timedelta(days=1))
    succession = BodySuccession.objects.get()
    assert (succession.recorded_in, succession.carried_out_at is not None) == (made, True)
    assert [Measure.history.filter(id=measure.pk, edit=made).count() for measure in measures] == [1, 1, 1]
    assert [Measure.objects.get(pk=measure.pk).version - measure.version for measure in measures] == [1, 1, 1]
    assert (made.by, Edit.objects.filter(pk__gte=made.pk).count()) == (editor, 1)


def test_it_takes_as_many_statements_however_much_goes_over(plan: Plan) -> None:
    section, counts = make_section(plan), []
    for number in (2, 20):
        before, after = make_body(f"第{number}局"), make_body(f"新{number}局")
        for _each in range(number):
            assign(make_measure(section), before)
        with CaptureQueriesContext(connection) as asked:
            record(before, after, PAST)
        assert after.responsibilities.count() == number
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 50


def test_on_the_day_itself_it_counts(old: ResponsibleBody, new: ResponsibleBody, measures: list[Measure]) -> None:
    record(old, new, TODAY)
    assert who() == AFTER


def test_from_a_day_to_come_it_waits_for_the_day(
    old: ResponsibleBody, new: ResponsibleBody, measures: list[Measure], editor: User
) -> None:
    made = record(old, new, FUTURE, by=editor)
    assert who() == BEFORE
    assert carry_out_due(FUTURE - timedelta(days=1)) == 0
    assert who() == BEFORE
    assert carry_out_due(FUTURE) == 1
    assert who() == AFTER
    assert carry_out_due(FUTURE) == 0
    assert Responsibility.history.filter(edit=made, history_type="~").count() == 2
    old.refresh_from_db()
    assert (old.successor, old.valid_until) == (new, FUTURE - timedelta(days=1))


def test_the_feed_tells_of_measures_and_of_both_bodies(
    old: ResponsibleBody, new: ResponsibleBody, measures: list[Measure]
) -> None:
    record(old, new, FUTURE)
    head = Change.objects.head()
    carry_out_due(FUTURE)
    told = Change.objects.filter(pk__gt=head)
    assert {*told.filter(resource="measures").values_list("key", flat=True)} == {each.code for each in measures}
    bodies = told.filter(resource="bodies")
    assert {UUID(key) for key in bodies.values_list("key", flat=True)} == {old.uuid, new.uuid}
    assert {*bodies.values_list("shown_before", "shown_after")} == {(True, True)}  # the public never lost sight of it


def test_the_public_loses_sight_of_the_first_body_with_its_last_former_measure(
    old: ResponsibleBody, new: ResponsibleBody, measures: list[Measure], plan: Plan
) -> None:
    record(old, new, PAST)
    assert ResponsibleBody.objects.published().filter(pk=old.pk).exists()
    plan.state = "draft"
    plan.save()
    assert not ResponsibleBody.objects.published().filter(pk=old.pk).exists()
    plan.state = "published"
    plan.save()
    assert ResponsibleBody.objects.published().filter(pk=old.pk).exists()
    for measure in Measure.objects.all():
        measure.review_state = "confirmed"
        measure.save()
    assert not ResponsibleBody.objects.published().filter(pk=old.pk).exists()


def test_open_conflicts_over_its_roles_are_over_those_of_the_other_where_it_has_gone_over(
    old: ResponsibleBody, new: ResponsibleBody, measures: list[Measure], plan: Plan
) -> None:
    source = make_source(plan, "原文")
    for measure in (measures[0], measures[2]):
        said = {"model": "responsibility", "field": "role", "key": f"{measure.code} {old.uuid}"}
        Conflict.objects.create(plan=plan, measure=measure, source=source, **said)
    record(old, new, PAST, plan=plan, role="lead")
    keys = Conflict.objects.order_by("pk").values_list("key", flat=True)
    assert list(keys) == [f"{measures[0].code} {new.uuid}", f"{measures[2].code} {old.uuid}"]


def test_a_body_takes_over_from_the_day_on_which_it_came_into_being(
    old: ResponsibleBody, new: ResponsibleBody, measures: list[Measure]
) -> None:
    ResponsibleBody.objects.filter(pk=new.pk).update(valid_from=PAST)
    new.refresh_from_db()
    record(old, new, PAST)
    assert who() == AFTER


def test_it_covers_the_role_and_the_plan_that_it_is_about(
    old: ResponsibleBody, new: ResponsibleBody, measures: list[Measure], plan: Plan
) -> None:
    other = make_measure(make_section(make_plan("other")))
    part = BodySuccession(from_body=old, to_body=new, counts_from=PAST, plan=plan, role="lead")
    assert part.covers(measures[0], "lead")
    assert not part.covers(measures[0], "support")
    assert not part.covers(other, "lead")
    anywhere = BodySuccession(from_body=old, to_body=new, counts_from=PAST, role="lead")
    assert anywhere.covers(other, "lead")
    assert not anywhere.covers(other, "support")


@pytest.mark.parametrize("day", [PAST, FUTURE])
def test_one_undo_takes_all_of_it_back(
    old: ResponsibleBody, new: ResponsibleBody, measures: list[Measure], editor: User, day: date
) -> None:
    made = record(old, new, day, by=editor)
    carry_out_due(FUTURE)
    assert who() == AFTER
    undoing = undo(made, by=editor, via=EditVia.ADMIN)
    assert who() == BEFORE
    old.refresh_from_db()
    assert (old.successor, old.valid_until) == (None, None)
    assert not BodySuccession.objects.exists()
    assert not MovedResponsibility.objects.exists()
    undo(undoing, by=editor, via=EditVia.ADMIN)
    assert who() == AFTER
    assert MovedResponsibility.objects.count() == 3


def test_only_a_part_goes_over(old: ResponsibleBody, new: ResponsibleBody, measures: list[Measure], plan: Plan) -> None:
    third = make_body("市科技局")
    section = measures[2].section
    successions = [
        BodySuccession(from_body=old, to_body=third, counts_from=PAST, section=section),
        BodySuccession(from_body=old, to_body=new, counts_from=PAST, chosen=[measures[0].pk]),
    ]
    record_successions(successions, by=None, via=EditVia.ADMIN)
    assert who() == [["lead 市工信局"], ["lead 市工信局", "lead 市经信委"], ["support 市科技局"]]
    old.refresh_from_db()
    assert (old.successor, old.valid_until) == (None, None)


def test_only_one_role_or_plan_goes_over(
    old: ResponsibleBody, new: ResponsibleBody, measures: list[Measure], plan: Plan
) -> None:
    elsewhere = make_measure(make_section(make_plan("elsewhere")))
    assign(elsewhere, old, "support")
    record(old, new, PAST, role="support", plan=plan)
    assert who() == [["lead 市经信委"], ["lead 市工信局", "lead 市经信委"], ["support 市工信局"], ["support 市经信委"]]


def test_merged_bodies_hand_on_their_successions(
    old: ResponsibleBody, new: ResponsibleBody, measures: list[Measure]
) -> None:
    record(old, new, PAST)
    kept = make_body("市工业和信息化局")
    merge_bodies(kept.pk, new.pk, by=None, via=EditVia.ADMIN)
    assert BodySuccession.objects.get().to_body == kept
    merge_bodies(kept.pk, old.pk, by=None, via=EditVia.ADMIN)
    assert not BodySuccession.objects.exists()


def refused(old: ResponsibleBody, new: ResponsibleBody, day: date, **fields: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        record(old, new, day, **fields)
    found: dict[str, list[str]] = caught.value.message_dict
    return found


def test_what_contradicts_itself_is_refused_at_its_field(
    old: ResponsibleBody, new: ResponsibleBody, measures: list[Measure], plan: Plan
) -> None:
    third = make_body("市科技局")
    section = make_section(make_plan("elsewhere"))
    assert refused(old, old, PAST) == {"to_body": ["责任单位不能由自身承接。"]}
    assert refused(old, new, PAST, plan=plan, section=section) == {"section": ["所选章节属于另一规划。"]}
    assert refused(old, new, PAST, section=section) == {"from_body": ["“市经信委”在所选范围内没有承担任务。"]}
    ResponsibleBody.objects.filter(pk=third.pk).update(valid_from=TODAY)
    assert list(refused(old, third, PAST)) == ["to_body"]
    ResponsibleBody.objects.filter(pk=third.pk).update(valid_from=None, valid_until=PAST - timedelta(days=1))
    assert list(refused(old, third, PAST)) == ["to_body"]
    ResponsibleBody.objects.filter(pk=old.pk).update(valid_from=TODAY)
    assert list(refused(old, new, PAST)) == ["counts_from"]
    assert not BodySuccession.objects.exists()
    assert who() == BEFORE


def test_nothing_goes_over_twice(
    old: ResponsibleBody, new: ResponsibleBody, measures: list[Measure], plan: Plan
) -> None:
    third = make_body("市科技局")
    record(old, new, PAST, role="support")
    assert list(refused(old, third, TODAY, role="support")) == ["from_body"]
    assert list(refused(old, third, PAST - timedelta(days=1))) == ["counts_from"]
    record(old, new, FUTURE)
    record(old, third, TODAY, role="lead")  # before all the rest goes over
    assert list(refused(old, third, FUTURE, plan=plan)) == ["from_body"]
    assert list(refused(old, third, FUTURE + timedelta(days=9))) == ["from_body"]
    assert who() == [["lead 市科技局"], ["lead 市工信局", "lead 市科技局"], ["support 市工信局"]]


def test_the_rest_goes_over_on_the_day_of_a_part(
    old: ResponsibleBody, new: ResponsibleBody, measures: list[Measure]
) -> None:
    third = make_body("市中小企业局")
    record(old, third, PAST, role="support")
    record(old, new, PAST)
    assert who() == [["lead 市工信局"], ["lead 市工信局"], ["support 市中小企业局"]]


def test_successions_close_no_circle(old: ResponsibleBody, new: ResponsibleBody) -> None:
    third = make_body("市科技局")
    record(old, new, FUTURE)
    record(new, third, FUTURE + timedelta(days=1))
    assert list(refused(third, old, FUTURE + timedelta(days=2))) == ["to_body"]


def test_once_it_is_undone_a_document_means_the_first_body_again() -> None:
    apply(incoming(PLAN))
    undo(
        record(ResponsibleBody.objects.get(name="市科技局"), make_body("市科技创新局"), PAST),
        by=None,
        via=EditVia.ADMIN,
    )
    apply(incoming(PLAN.replace("300名", "400名")))
    assert "responsible 市科技局, responsible 市财政局" in says("1.1-1")
    assert not Conflict.objects.exists()
