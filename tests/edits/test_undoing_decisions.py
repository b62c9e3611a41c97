"""Undoing a decision over a conflict opens it again; undoing an import takes its conflicts back."""

import pytest

from measures.choices import ConflictState, EditVia
from measures.edits import undo
from measures.importing import resolve
from measures.models import Conflict, Edit, Measure
from tests.importing.sample import import_records
from tests.importing.test_conflicts import revised
from tests.importing.test_reimport import edit
from tests.made_once import made_once

pytestmark = pytest.mark.django_db


@made_once
def conflict() -> Conflict:
    import_records()
    edit("1.1-2", title="建好实验室")
    import_records(revised())
    return Conflict.objects.get()


def test_undoing_a_decision_opens_the_conflict_again(conflict: Conflict) -> None:
    undo(resolve([conflict], ConflictState.DOCUMENT, by=None, via=EditVia.ADMIN), by=None, via=EditVia.ADMIN)
    conflict.refresh_from_db()
    assert conflict.state == "open"
    assert Measure.objects.get(code="1.1-2").title == "建好实验室"


def test_undoing_an_import_takes_its_conflicts_and_withdrawals_back(conflict: Conflict) -> None:
    undo(Edit.objects.filter(via=EditVia.IMPORT).latest("pk"), by=None, via=EditVia.ADMIN)
    assert not Conflict.objects.exists()
    assert set(Measure.objects.values_list("source__edition", flat=True)) == {1}
