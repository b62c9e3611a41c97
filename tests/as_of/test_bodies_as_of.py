"""Who answered as of a date: recorded by a moment, and counting on a day."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from measures.as_of.bodies import names_as_of, responsibilities_as_of
from measures.edits import EditVia, carry_out_due, record_successions
from measures.models import BodySuccession, Measure, Responsibility, ResponsibleBody
from tests.factories import assign, make_body, make_measure, make_plan, make_section
from tests.made_once import made_once

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
PAST, BEFORE, FUTURE = (TODAY + timedelta(days=days) for days in (-30, -31, 30))


def record(old: ResponsibleBody, new: ResponsibleBody, day: date, **fields: object) -> BodySuccession:
    made = BodySuccession(from_body=old, to_body=new, counts_from=day, **fields)
    record_successions([made], by=None, via=EditVia.ADMIN)
    return made


def told(recorded_by: datetime, counting_on: date) -> list[str]:
    """Of all measures, in their order, who answers in which role."""
    names = dict(ResponsibleBody.objects.values_list("pk", "name"))
    found = responsibilities_as_of({*Measure.objects.values_list("pk", flat=True)}, recorded_by, counting_on)
    return [f"{part.role} {names[part.body]}" for parts in found.values() for part in parts]


@made_once
def measure() -> Measure:
    return make_measure(make_section(make_plan()))


@made_once
def old() -> ResponsibleBody:
    return make_body("市经信委")


@made_once
def new() -> ResponsibleBody:
    return make_body("市工信局")


def test_an_earlier_day_still_names_the_first_body(
    measure: Measure, old: ResponsibleBody, new: ResponsibleBody
) -> None:
    assign(measure, old)
    unknown = timezone.now()
    record(old, new, PAST)
    now = timezone.now()
    assert told(now, BEFORE) == ["lead 市经信委"]
    assert told(now, PAST) == ["lead 市工信局"]
    assert told(unknown, PAST) == ["lead 市经信委"]  # it had not been recorded yet


def test_a_day_to_come_names_the_other_body_already(
    measure: Measure, old: ResponsibleBody, new: ResponsibleBody
) -> None:
    assign(measure, old)
    assign(measure, old, "support")
    assign(measure, new, "support")
    record(old, new, FUTURE, role="support")
    record(old, new, FUTURE + timedelta(days=1))
    waiting = timezone.now()
    assert told(waiting, TODAY) == ["lead 市经信委", "support 市经信委", "support 市工信局"]
    assert told(waiting, FUTURE) == ["lead 市经信委", "support 市工信局"]
    assert told(waiting, FUTURE + timedelta(days=1)) == ["lead 市工信局", "support 市工信局"]
    carry_out_due(FUTURE)
    assert told(timezone.now(), FUTURE) == ["lead 市经信委", "support 市工信局"]
    assert told(waiting, FUTURE) == ["lead 市经信委", "support 市工信局"]
    assert told(timezone.now(), TODAY) == ["lead 市经信委", "support 市经信委", "support 市工信局"]


def test_a_part_waits_for_its_own_measures_alone(old: ResponsibleBody, new: ResponsibleBody) -> None:
    plan = make_plan()
    first, second = make_section(plan), make_section(plan)
    below = make_section(plan, second)
    for section in (first, second, below):
        assign(make_measure(section), old)
    record(old, new, FUTURE, section=second)
    assert told(timezone.now(), FUTURE) == ["lead 市经信委", "lead 市工信局", "lead 市工信局"]


def test_a_role_that_both_had_is_there_twice_on_an_earlier_day(
    measure: Measure, old: ResponsibleBody, new: ResponsibleBody
) -> None:
    assign(measure, old, position=1)
    assign(measure, new, position=2)
    record(old, new, PAST)
    assert told(timezone.now(), PAST) == ["lead 市工信局"]
    assert told(timezone.now(), BEFORE) == ["lead 市经信委", "lead 市工信局"]


def test_one_succession_after_the_other(measure: Measure, old: ResponsibleBody, new: ResponsibleBody) -> None:
    third = make_body("市产业局")
    assign(measure, old)
    record(old, new, PAST)
    record(new, third, TODAY)
    now = timezone.now()
    assert told(now, BEFORE) == ["lead 市经信委"]
    assert told(now, PAST) == ["lead 市工信局"]
    assert told(now, TODAY) == ["lead 市产业局"]


def test_what_editors_did_since_is_as_it_was_recorded(
    measure: Measure, old: ResponsibleBody, new: ResponsibleBody
) -> None:
    assign(measure, old)
    record(old, new, PAST)
    between = timezone.now()
    part = Responsibility.objects.get()
    part.role = "support"
    part.save()
    assert told(timezone.now(), BEFORE) == ["support 市经信委"]
    assert told(between, BEFORE) == ["lead 市经信委"]
    part.delete()
    assert told(timezone.now(), BEFORE) == []
    assert told(between, PAST) == ["lead 市工信局"]


def test_a_body_is_called_as_it_was_called_then(old: ResponsibleBody) -> None:
    before = timezone.now()
    old.name = "市经济和信息化委"
    old.save()
    assert names_as_of([old.pk], before) == {old.pk: "市经信委"}
    assert names_as_of([old.pk], timezone.now()) == {old.pk: "市经济和信息化委"}


def test_it_asks_the_same_number_of_questions_however_many_measures(
    old: ResponsibleBody, new: ResponsibleBody, django_assert_num_queries: object
) -> None:
    section = make_section(make_plan())
    for _n in range(3):
        assign(make_measure(section), old)
    record(old, new, PAST)
    with django_assert_num_queries(8):  # type: ignore[operator]
        told(timezone.now(), BEFORE)
