"""A form that is out of date lists the edits that its reader has not seen, and no others."""

import pytest
from django.contrib.auth.models import User

from measures.admin.history.timeline import edits_since
from measures.choices import EditVia
from measures.edits import edit
from measures.models import Edit, Measure
from tests.factories import assign


def retitled(measure: Measure, title: str, by: User) -> Edit:
    with edit(by, via=EditVia.ADMIN) as unit:
        measure.title = title
        measure.save()
    return unit.edit


@pytest.mark.parametrize("version", ["1", "2", "3", "4"])
def test_of_a_version_all_later_edits_are_new(measure: Measure, editor: User, version: str) -> None:
    made = [retitled(measure, title, editor) for title in ("甲", "乙")]
    with edit(editor, via=EditVia.ADMIN) as unit:
        assign(measure, "市科技局")
    expected = [unit.edit, made[1], made[0]][: 4 - int(version)]
    assert [entry.edit for entry in edits_since(measure, version)] == expected


@pytest.mark.parametrize("version", [None, "", "x", "-1"])
def test_of_a_form_that_says_no_version_every_edit_is_new(measure: Measure, editor: User, version: str | None) -> None:
    made = retitled(measure, "甲", editor)
    newest, first = edits_since(measure, version)
    assert newest.edit == made
    assert first.kind == "+"
