"""What a document says of a body that has handed over is read as said of the one that took over."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from measures import parsing
from measures.as_of.bodies import responsibilities_as_of
from measures.choices import EditVia
from measures.edits import record_successions
from measures.fixture import dumps, records
from measures.importing import Comparison, apply, compare, read
from measures.models import (
    BodySuccession,
    Conflict,
    Edit,
    Measure,
    MovedResponsibility,
    Plan,
    ResponsibleBody,
    Section,
)
from tests.factories import make_body, make_measure, make_plan, make_section
from tests.importing.divisions import PLAN, SLUG, division, says
from tests.made_once import made_once

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 1)
REVISED = PLAN.replace("300名", "400名").replace(
    "\n第二节", "\n三、支持应用研究。完善投入机制，应用研究成果。（责任单位：市科技局）\n第二节"
)
OF_NOW = REVISED.replace("市科技局", "市科技创新局")


def incoming(text: str, issued_on: str | None = None) -> Any:
    rows = records(parsing.read(text.encode()), SLUG, "plan.txt")
    for row in rows:
        if row["model"] == "measures.plan" and issued_on:
            row["fields"]["issued_on"] = issued_on
    return read(dumps(rows).encode())


def take_over(**scope: Any) -> Edit:
    old, new = ResponsibleBody.objects.get(name="市科技局"), make_body("市科技创新局")
    succession = BodySuccession(from_body=old, to_body=new, counts_from=DAY, **scope)
    return record_successions([succession], by=None, via=EditVia.ADMIN)


def bodies(comparison: Comparison) -> set[tuple[object, object]]:
    return {(key[1], followed.body[1]) for key, followed in comparison.followed.items()}


@made_once
def plan() -> Plan:
    apply(incoming(PLAN))
    return Plan.objects.get()


@pytest.mark.parametrize("revised", [REVISED, OF_NOW])
def test_whichever_of_the_two_a_revised_document_names_the_other_answers(plan: Plan, revised: str) -> None:
    take_over()
    found = compare(incoming(revised))
    assert bodies(found) == ({("1.1-1", "市科技局"), ("1.1-3", "市科技局")} if revised == REVISED else set())
    lines = ["文件中的“市科技局”自 2026-03-01 起职责已划转，计入“市科技创新局”：2 条责任分工。"]
    assert found.successions_told == (lines if revised == REVISED else [])
    assert not [change for change in found.records if change.outcome.value == "conflict"]
    apply(incoming(revised))
    assert "responsible 市科技创新局, responsible 市财政局" in says("1.1-1")
    assert says("1.1-3").endswith("responsible 市科技创新局")
    assert not Conflict.objects.exists()
    assert not ResponsibleBody.objects.get(name="市科技局").responsibilities.exists()


def test_what_is_new_and_dated_earlier_was_the_first_bodys_until_then(plan: Plan) -> None:
    take_over()
    apply(incoming(REVISED, "2026-01-15"))
    new = Measure.objects.get(code="1.1-3")
    names = dict(ResponsibleBody.objects.values_list("pk", "name"))

    def answered(day: date) -> list[str]:
        found = responsibilities_as_of([new.pk], timezone.now(), day)
        return [names[part.body] for part in found[new.pk]]

    assert answered(date(2026, 2, 1)) == ["市科技局"]
    assert answered(DAY) == ["市科技创新局"]
    assert MovedResponsibility.objects.get(measure=new).joined is False  # the role was the first body's alone


@pytest.mark.parametrize("issued_on", ["2026-03-01", "2026-03-15"])
def test_what_is_new_and_not_dated_earlier_was_never_the_first_bodys(plan: Plan, issued_on: str) -> None:
    take_over()
    apply(incoming(REVISED, issued_on))
    new = Measure.objects.get(code="1.1-3")
    [part] = responsibilities_as_of([new.pk], timezone.now(), date(2026, 2, 1))[new.pk]
    assert part.body == ResponsibleBody.objects.get(name="市科技创新局").pk


def test_a_part_that_went_over_is_followed_and_the_rest_is_not(plan: Plan) -> None:
    everywhere = REVISED.replace("市人社局", "市科技局")
    apply(incoming(everywhere))
    take_over(section=Section.objects.get(code="1.2"), plan=plan)
    apply(incoming(everywhere.replace("400名", "500名")))
    assert says("1.2-1").endswith("responsible 市科技创新局")
    assert says("1.1-3").endswith("responsible 市科技局")
    assert not Conflict.objects.exists()


def test_what_went_over_in_another_plan_alone_is_not_followed(plan: Plan) -> None:
    other = make_measure(make_section(make_plan("other")))
    other.responsibilities.create(body=ResponsibleBody.objects.get(name="市科技局"), position=1)
    take_over(plan=other.plan)
    apply(incoming(REVISED))
    assert says("1.1-3").endswith("responsible 市科技局")


def test_chosen_measures_are_followed_and_new_ones_are_not(plan: Plan) -> None:
    take_over(chosen=[Measure.objects.get(code="1.1-1").pk])
    apply(incoming(REVISED))
    assert "responsible 市科技创新局, responsible 市财政局" in says("1.1-1")
    assert says("1.1-3").endswith("responsible 市科技局")


def test_one_body_after_the_other_is_followed_to_the_last(plan: Plan) -> None:
    take_over()
    between, last = ResponsibleBody.objects.get(name="市科技创新局"), make_body("市创新委")
    later = BodySuccession(from_body=between, to_body=last, counts_from=date(2026, 6, 1))
    record_successions([later], by=None, via=EditVia.ADMIN)
    apply(incoming(REVISED))
    assert says("1.1-3").endswith("responsible 市创新委")


def test_a_division_of_work_is_followed_too(plan: Plan) -> None:
    division()
    take_over()
    assert says("1.1-2").endswith("lead 市科技创新局")
    again = division()
    assert bodies(again) == {("1.1-1", "市科技局"), ("1.1-2", "市科技局")}
    assert says("1.1-2").endswith("lead 市科技创新局")
    assert not Conflict.objects.exists()
