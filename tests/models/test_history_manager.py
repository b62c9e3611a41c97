"""The manager of a model's history is one class: simple_history would make another at each access."""

import pytest

from measures.models import Measure, Plan
from tests.factories import make_measure, make_plan, make_section


def test_each_access_gives_a_manager_of_the_same_class() -> None:
    assert type(Measure.history) is type(Measure.history)
    assert type(Measure.history) is type(Plan.history)


@pytest.mark.django_db
def test_it_still_knows_its_model_and_its_record() -> None:
    section = make_section(make_plan())
    first, _second = make_measure(section), make_measure(section)
    assert first.history.get().history_object == first
    assert {row.id for row in Measure.history.all()} == set(Measure.objects.values_list("pk", flat=True))
