"""A plan as it stood on a date: what had been recorded by then, named as it was then, and nothing guessed."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from measures.as_of import (
    BeforeHistoryError,
    MeasureRow,
    NotThereError,
    PlanAsOf,
    end_of,
    measure_as_of,
    plan_as_of,
    plans_as_of,
    state_as_of,
)
from measures.choices import Role, Timeliness
from measures.models import Measure, Plan, ResponsibleBody, Section
from tests.as_of.past import noon, recorded_on
from tests.edits.history import TRACKED
from tests.factories import assign, make_body, make_measure, make_plan, make_section, make_target
from tests.importing.sample import import_records
from tests.made_once import made_once


def on(plan: Plan, day: str) -> PlanAsOf:
    return plan_as_of(plan.pk, date.fromisoformat(day))


def told(measure: MeasureRow) -> tuple[str, dict[str, list[str]]]:
    return measure.title, dict(measure.names_by_role())


@made_once
def plan() -> Plan:
    """Made on 1 January with two measures, then edited on the first day of each month."""
    with recorded_on("2026-01-01"):
        plan = make_plan("demo", title="示例规划", issuer=make_body("市政府"))
        section = make_section(plan, label="第一章", title="科技")
        first = make_measure(section, title="甲", due_on=date(2026, 6, 30))
        second = make_measure(section, title="乙")
        assign(first, "市科技局")
        assign(first, "市财政局", Role.SUPPORT)
        target = make_target(first, text="达到300家", value=Decimal(300))
    with recorded_on("2026-02-01"):
        first.title = "甲二"
        first.save()
        target.value = Decimal(400)
        target.save()
        first.responsibilities.get(role=Role.SUPPORT).delete()
    with recorded_on("2026-03-01"):
        body = ResponsibleBody.objects.get(name="市科技局")
        body.name = "市科学技术局"
        body.save()
        section.title = "科技创新"
        section.save()
        second.withdrawn_on = date(2026, 3, 1)
        second.save()
        second.successors.add(first)
    with recorded_on("2026-04-01"):
        first.refresh_from_db()
        make_measure(section, title="丙")
        first.delete()
    return plan


def test_each_day_has_what_had_been_recorded_by_its_end(plan: Plan) -> None:
    assert [told(measure) for measure in on(plan, "2026-01-31").measures] == [
        ("甲", {"lead": ["市科技局"], "support": ["市财政局"]}),
        ("乙", {}),
    ]
    assert [told(measure) for measure in on(plan, "2026-02-01").measures] == [
        ("甲二", {"lead": ["市科技局"]}),
        ("乙", {}),
    ]
    assert told(on(plan, "2026-03-31").measures[0]) == ("甲二", {"lead": ["市科学技术局"]})
    assert [measure.title for measure in on(plan, "2026-04-01").measures] == ["乙", "丙"]


def test_targets_sections_and_successors_stand_as_they_did(plan: Plan) -> None:
    january, february, march, april = (on(plan, f"2026-0{month}-15") for month in (1, 2, 3, 4))
    assert [[target.value for target in day.measures[0].targets] for day in (january, february)] == [[300], [400]]
    assert [day.sections[0].heading for day in (february, march)] == ["第一章 科技", "第一章 科技创新"]
    assert [day.measures[1].withdrawn_on for day in (february, march)] == [None, date(2026, 3, 1)]
    assert [[each.title for each in day.measures[1].successors] for day in (february, march)] == [[], ["甲二"]]
    assert april.measures[0].successors == ()
    assert (january.plan.title, january.plan.issuer, january.plan.slug) == ("示例规划", "市政府", "demo")
    assert january.day == date(2026, 1, 15)


def test_timeliness_is_that_of_the_day(plan: Plan) -> None:
    measure = on(plan, "2026-01-31").measures[0]
    days = (date(2026, 1, 31), date(2026, 6, 29), date(2026, 7, 1))
    assert [measure.timeliness(day) for day in days] == [
        Timeliness.ON_TRACK,
        Timeliness.DUE_SOON,
        Timeliness.OVERDUE,
    ]


def test_one_measure_is_given_as_in_its_plan_until_it_was_deleted(plan: Plan) -> None:
    whole = on(plan, "2026-03-15").measures[0]
    assert measure_as_of(whole.pk, date(2026, 3, 15)) == whole
    with pytest.raises(NotThereError) as raised:
        measure_as_of(whole.pk, date(2026, 4, 1))
    assert not isinstance(raised.value, BeforeHistoryError)


def test_before_an_edit_made_it_a_plan_was_not_there(plan: Plan) -> None:
    with pytest.raises(NotThereError) as raised:
        on(plan, "2025-12-31")
    assert not isinstance(raised.value, BeforeHistoryError)
    assert plans_as_of([plan.pk], date(2025, 12, 31)) == []


def test_a_day_ends_at_midnight_of_the_sites_own_time(plan: Plan) -> None:
    midnight = datetime(2026, 1, 16, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert end_of(date(2026, 1, 15)) < midnight < end_of(date(2026, 1, 16))
    Plan.history.update(history_date=midnight - timedelta(microseconds=1))
    assert on(plan, "2026-01-15").plan.pk == plan.pk
    Plan.history.update(history_date=midnight)
    with pytest.raises(NotThereError):
        on(plan, "2026-01-15")


@made_once
def loaded() -> Measure:
    """A measure of a plan that came without a history on 1 January and was last changed, so, on 1 March."""
    measure = make_measure(make_section(make_plan("loaded")), title="丁")
    assign(measure, "市科技局")
    make_target(measure)
    for model in TRACKED:
        model.history.all().delete()
    for record in (Plan, Section, Measure):
        record.objects.update(created_at=noon("2026-01-01"), updated_at=noon("2026-03-01"))
    ResponsibleBody.objects.update(created_at=noon("2026-01-01"), updated_at=noon("2026-01-01"))
    return measure


def test_what_no_history_knows_stands_as_stored_since_its_own_last_change(loaded: Measure) -> None:
    [measure] = on(loaded.plan, "2026-03-01").measures
    assert told(measure) == ("丁", {"lead": ["市科技局"]})
    assert [target.text for target in measure.targets] == ["达到300家"]


@pytest.mark.parametrize("edited", [False, True])
def test_what_stood_before_the_history_begins_is_not_guessed(edited: bool, loaded: Measure) -> None:
    if edited:
        with recorded_on("2026-05-01"):
            for record in (loaded, loaded.section, loaded.plan):
                record.title = "戊"
                record.save()
    plan = loaded.plan
    for day in ("2026-01-01", "2026-02-28"):
        with pytest.raises(BeforeHistoryError) as raised:
            on(plan, day)
        assert raised.value.begins == noon("2026-03-01")
        with pytest.raises(BeforeHistoryError):
            measure_as_of(loaded.pk, date.fromisoformat(day))
    with pytest.raises(NotThereError) as raised_earlier:
        on(plan, "2025-12-31")
    assert not isinstance(raised_earlier.value, BeforeHistoryError)
    assert told(on(plan, "2026-03-01").measures[0])[0] == "丁"
    assert on(plan, "2026-03-01").unknown == []


def test_in_a_plan_that_is_known_the_records_that_are_not_are_listed(loaded: Measure) -> None:
    Plan.objects.update(updated_at=noon("2026-01-01"))
    found = on(loaded.plan, "2026-02-01")
    assert (found.sections, found.measures) == ([], [])
    assert [(each.model, each.pk, each.begins) for each in found.unknown] == [
        (Section, loaded.section_id, noon("2026-03-01")),
        (Measure, loaded.pk, noon("2026-03-01")),
    ]
    assert found.unknown[1].name == "丁"


def test_today_a_plan_stands_as_it_is_stored(db: None) -> None:
    import_records()
    plan = Plan.objects.get()
    found = plan_as_of(plan.pk, timezone.localdate())
    stored = plan.measures.order_by("position", "pk")
    assert [measure.code for measure in found.measures] == [measure.code for measure in stored]
    assert len(found.measures) > 2
    for row, measure in zip(found.measures, stored, strict=True):
        for name in ("title", "text", "phase", "review_state", "due_on", "note", "version", "position"):
            assert getattr(row, name) == getattr(measure, name), name
        assert (row.plan, row.section) == (measure.plan_id, measure.section_id)
        parts = measure.responsibilities.order_by("position", "pk")
        assert [(part.body, part.name, part.role) for part in row.responsibilities] == [
            (part.body_id, part.body.name, part.role) for part in parts
        ]
        assert [(target.code, target.value) for target in row.targets] == [
            (target.code, target.value) for target in measure.targets.order_by("code")
        ]
    assert [section.path for section in found.sections] == sorted(plan.sections.values_list("path", flat=True))
    assert sum(len(section.targets) for section in found.sections) == plan.targets.filter(measure=None).count()
    assert state_as_of(Plan, plan.pk, timezone.now()).title == plan.title


def test_the_number_of_queries_does_not_grow_with_what_is_asked_for(plan: Plan) -> None:
    def queries(pks: list[int]) -> int:
        with CaptureQueriesContext(connection) as captured:
            plans_as_of(pks, date(2026, 3, 15))
        return len(captured)

    few = queries([plan.pk])
    others = []
    for number in range(3):
        with recorded_on("2026-01-01"):
            others.append(make_plan(issuer=make_body("市政府")).pk)
            for _ in range(3):
                measure = make_measure(make_section(Plan.objects.get(pk=others[-1])))
                assign(measure, f"第{number}局")
                make_target(measure)
    assert queries([plan.pk, *others]) == few <= 40
    assert [each.plan.pk for each in plans_as_of([plan.pk, *others], date(2026, 3, 15))] == [plan.pk, *others]
