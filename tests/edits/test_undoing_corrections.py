"""Undoing the edit that a corrected reading was written with brings back what it cut, with all its parts."""

import pytest

from measures.choices import EditVia
from measures.edits import edit, undo
from measures.models import Edit, Measure, Responsibility, Section, Target
from tests.importing.sample import SLUG, find, import_records, sample, section
from tests.importing.test_corrected_readings import correct, without_branch

pytestmark = pytest.mark.django_db


def test_what_was_deleted_comes_back() -> None:
    import_records()
    correct(without_branch("1.2"))
    undo(Edit.objects.latest("pk"), by=None, via=EditVia.ADMIN)
    assert Measure.objects.get(code="1.2-1").section.code == "1.2"
    assert Responsibility.objects.filter(measure__code="1.2-1").count() == 1
    assert Target.objects.filter(measure__code="1.2-1").count() == 1


def test_what_comes_back_is_as_it_was_imported() -> None:
    """Else the next import would take what an editor has not changed for something that nobody imported."""
    import_records()
    said = Measure.objects.get(code="1.2-1").baseline
    assert said
    correct(without_branch("1.2"))
    undo(Edit.objects.latest("pk"), by=None, via=EditVia.ADMIN)
    assert Measure.objects.get(code="1.2-1").baseline == said
    with edit(None, via=EditVia.ADMIN):
        Measure.objects.get(code="1.2-1").delete()
    undo(Edit.objects.latest("pk"), by=None, via=EditVia.ADMIN)
    assert Measure.objects.get(code="1.2-1").baseline == said
    assert import_records().changes_nothing


def test_a_section_that_a_correction_made_goes_with_what_moved_into_it() -> None:
    import_records()
    before = list(Section.objects.values_list("code", "title"))
    after = sample()
    find(after, "measure", code="1.1-2").update(section=[SLUG, "1.1.1"])
    made = section("1.1.1", "1.1", "0001.0001.0001", 3, "第二节", "人才")
    made["fields"].update(label="一、", title="实验室体系")
    after.insert(8, made)
    correct(after)
    assert Measure.objects.get(code="1.1-2").section.title == "实验室体系"
    undo(Edit.objects.latest("pk"), by=None, via=EditVia.ADMIN)
    assert list(Section.objects.values_list("code", "title")) == before
    assert Measure.objects.get(code="1.1-2").section.code == "1.1"
