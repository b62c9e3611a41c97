from pathlib import Path

import pytest
from django.core.management import call_command

from measures.models import Change, Measure, Plan
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


def test_a_dump_with_its_primary_keys_is_loaded_as_it_was(tmp_path: Path) -> None:
    measure = new_measure()
    assign(measure, "市科技局")
    dump = tmp_path / "dump.json"
    call_command("dumpdata", "measures", exclude=["measures.change"], output=str(dump))
    Plan.objects.all().delete()
    call_command("loaddata", str(dump), verbosity=0)
    loaded = Measure.objects.get(pk=measure.pk)
    assert (loaded.title, loaded.version) == (measure.title, 2)
    assert [body.name for body in loaded.bodies.all()] == ["市科技局"]
    assert Change.objects.filter(resource="measures", key=measure.code).exists()
