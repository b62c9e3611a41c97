"""A measure or target added by hand takes the next free place, for life."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from measures.choices import ReviewState
from measures.models import Measure, Section, Target
from tests.factories import make_measure, make_plan, make_section, make_source, make_target

pytestmark = pytest.mark.django_db


def add(section: Section) -> Measure:
    return Measure.objects.create(plan=section.plan, section=section, title="补充任务", text="补充任务。")


def test_the_first_of_a_section_takes_place_one() -> None:
    section = make_section(make_plan())
    assert add(section).code == "1-1"


def test_a_place_is_one_above_the_highest_so_ten_follows_nine() -> None:
    section = make_section(make_plan())
    for number in (2, 9):
        make_measure(section, code=f"1-{number}")
    assert add(section).code == "1-10"


def test_the_place_of_a_deleted_measure_is_never_given_again() -> None:
    section = make_section(make_plan())
    add(section)
    add(section).delete()
    assert add(section).code == "1-3"


def test_measures_of_sections_below_do_not_count() -> None:
    section = make_section(make_plan())
    make_measure(make_section(section.plan, section), code="1.1-7")
    assert add(section).code == "1-1"


def test_it_stands_after_the_last_measure_of_its_section_and_before_the_next_section() -> None:
    plan = make_plan()
    section = make_section(plan)
    first = make_measure(section)
    other = make_measure(make_section(plan))
    added = [add(section), add(section)]
    assert list(plan.measures.in_document_order()) == [first, *added, other]


def test_a_target_takes_the_next_number_of_its_measure() -> None:
    measure = make_measure(make_section(make_plan()), code="1-1")
    make_target(measure).delete()
    assert Target.objects.create(plan=measure.plan, measure=measure, text="达到5家").code == "1-1/t2"


def test_what_a_document_says_or_the_public_has_read_is_not_to_be_deleted() -> None:
    section = make_section(make_plan())
    source = make_source(section.plan, "一、支持基础研究。")
    by_hand = make_measure(section, review_state=ReviewState.CONFIRMED)
    read = make_measure(section, review_state=ReviewState.EXTRACTED, source=source, source_start=2, source_end=9)
    assert by_hand.deletable
    assert not read.deletable
    assert not make_measure(section, review_state=ReviewState.PUBLISHED).deletable


@pytest.mark.django_db(transaction=True)
def test_two_added_at_the_same_moment_take_two_places() -> None:
    section, start = make_section(make_plan()), Barrier(2)

    def add_one(_: int) -> str:
        start.wait()
        try:
            return add(Section.objects.get(pk=section.pk)).code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(add_one, range(2))) == ["1-1", "1-2"]
