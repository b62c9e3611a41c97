import pytest

from measures.models import Measure
from tests.factories import assign, make_measure, make_plan, make_section

pytestmark = pytest.mark.django_db


def new_measure() -> Measure:
    return make_measure(make_section(make_plan()))


def test_a_new_record_is_version_one_and_every_save_counts() -> None:
    measure = new_measure()
    assert measure.version == 1
    measure.save()
    measure.save(update_fields=["title"])
    measure.refresh_from_db()
    assert measure.version == 3


def test_assigning_and_removing_a_body_counts_as_an_edit_of_the_measure() -> None:
    measure = new_measure()
    responsibility = assign(measure, "市科技局")
    measure.refresh_from_db()
    assert measure.version == 2
    responsibility.delete()
    measure.refresh_from_db()
    assert measure.version == 3
