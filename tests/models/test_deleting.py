import pytest
from django.db.models import RestrictedError

from measures.models import Measure, Plan, Responsibility, ResponsibleBody, Section
from tests.factories import assign, make_measure, make_plan, make_section, make_source
from tests.made_once import made_once

pytestmark = pytest.mark.django_db


@made_once
def measure() -> Measure:
    plan = make_plan()
    source = make_source(plan, "一、总则\n支持基础研究。")
    section = make_section(plan, source=source, source_start=0, source_end=4)
    return make_measure(section, source=source, source_start=5, source_end=12)


def test_a_plan_imported_by_mistake_goes_with_all_that_is_its_own(measure: Measure) -> None:
    assign(measure, "市科技局", source=measure.source, source_start=5, source_end=7)
    measure.plan.delete()
    assert not Section.objects.exists()
    assert not Responsibility.objects.exists()
    assert ResponsibleBody.objects.filter(name="市科技局").exists()


def test_a_heading_with_measures_under_it_cannot_be_deleted(measure: Measure) -> None:
    with pytest.raises(RestrictedError):
        measure.section.delete()


def test_a_document_that_records_came_from_cannot_be_deleted(measure: Measure) -> None:
    assert measure.source is not None
    with pytest.raises(RestrictedError):
        measure.source.delete()
    assert Plan.objects.exists()
