"""Undoing the edit that a corrected reading was written with brings back what it cut, with all its parts."""

import pytest

from measures.choices import EditVia
from measures.edits import undo
from measures.models import Edit, Measure, Responsibility, Target
from tests.importing.sample import import_records
from tests.importing.test_corrected_readings import correct, without_branch

pytestmark = pytest.mark.django_db


def test_what_was_deleted_comes_back() -> None:
    import_records()
    correct(without_branch("1.2"))
    undo(Edit.objects.latest("pk"), by=None, via=EditVia.ADMIN)
    assert Measure.objects.get(code="1.2-1").section.code == "1.2"
    assert Responsibility.objects.filter(measure__code="1.2-1").count() == 1
    assert Target.objects.filter(measure__code="1.2-1").count() == 1
