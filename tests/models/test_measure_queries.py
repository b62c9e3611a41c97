from datetime import timedelta

import pytest
from django.utils import timezone

from measures.choices import Phase, Role, Timeliness
from measures.models import Measure
from measures.querysets import measures
from tests.factories import assign, make_body, make_measure, make_plan, make_section

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("words", ["人才", "科技", "示科"], ids=["title", "body name", "body alias"])
def test_two_characters_find_a_measure_by_its_words_and_by_its_bodies(words: str) -> None:
    section = make_section(make_plan())
    found = make_measure(section, title="引进人才", text="引进人才。")
    make_measure(section)
    assign(found, make_body("市科技局", aliases=["示科局"]))
    assert list(Measure.objects.search(words)) == [found]


def test_body_and_role_are_asked_of_one_responsibility() -> None:
    section = make_section(make_plan())
    led, supported = make_measure(section), make_measure(section)
    body = make_body("市科技局")
    assign(led, body)
    assign(supported, body, Role.SUPPORT)
    assign(supported, "市财政局", Role.LEAD)
    assert list(Measure.objects.assigned_to(body, Role.LEAD)) == [led]
    assert set(Measure.objects.assigned_to(role=Role.LEAD)) == {led, supported}
    assert set(Measure.objects.assigned_to()) == {led, supported}


@pytest.mark.parametrize("first", [0, 1, 100])
def test_measures_of_bodies_are_found_alike_however_many_there_are(monkeypatch: pytest.MonkeyPatch, first: int) -> None:
    monkeypatch.setattr(measures, "FIRST", first)
    measures.more_than_first.cache_clear()
    section = make_section(make_plan())
    led, supported, other = make_measure(section), make_measure(section), make_measure(section)
    body, second = make_body("市科技局"), make_body("市教育局")
    assign(led, body)
    assign(led, second, Role.SUPPORT)
    assign(supported, body, Role.SUPPORT)
    assign(other, "市财政局")
    for asked, found in (
        ({"body": [body.pk]}, [led, supported]),
        ({"body__uuid": [body.uuid, second.uuid]}, [led, supported]),
        ({"body": [body.pk, second.pk], "role": ["support"]}, [led, supported]),
        ({"body": [second.pk], "role": ["lead"]}, []),
        ({"body": []}, []),
    ):
        chosen = Measure.objects.with_part(**asked)
        assert list(chosen.order_by("pk")) == found
        assert chosen.count() == len(found)
    assert ("EXISTS" in str(Measure.objects.with_part(body=[body.pk]).query)) == (first < 2)
    measures.more_than_first.cache_clear()


@pytest.mark.parametrize("days", [None, -1, 0, 30, 31])
@pytest.mark.parametrize("phase", Phase)
def test_rows_are_chosen_by_the_timeliness_that_the_record_tells(days: int | None, phase: Phase) -> None:
    due_on = None if days is None else timezone.localdate() + timedelta(days=days)
    measure = make_measure(make_section(make_plan()), due_on=due_on, phase=phase)
    for timeliness in Timeliness:
        chosen = Measure.objects.with_timeliness(timeliness).exists()
        assert chosen == (measure.timeliness == timeliness), timeliness
