"""Undoing the import of a division of work takes back all that it wrote, and what it said."""

import pytest
from django.contrib.auth.models import User

from measures.edits import EditVia, undo
from measures.importing import apply
from measures.models import DivisionTask, Edit, Plan, ResponsibleBody, SourceDocument
from tests.importing.divisions import LATER, PLAN, division, incoming, says

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    apply(incoming(PLAN), publish=True)
    return Plan.objects.get()


def test_one_import_is_one_edit_that_can_be_undone_and_then_offers_all_again(plan: Plan, editor: User) -> None:
    before = says("1.1-1"), says("1.1-2")
    division(user=editor, reason="分工方案.txt")
    written = Edit.objects.latest("pk")
    assert (written.by, written.via, written.reason) == (editor, "import", "分工方案.txt")
    after = says("1.1-1"), says("1.1-2")
    undo(written, by=editor, via=EditVia.ADMIN)
    assert (says("1.1-1"), says("1.1-2")) == before
    assert not DivisionTask.objects.exists()
    assert not ResponsibleBody.objects.filter(name="市教育局").exists()
    again = division()
    assert (again.edition, says("1.1-1"), says("1.1-2")) == (1, *after)
    assert SourceDocument.objects.filter(kind="division", undone=False).count() == 1


def test_undoing_a_later_one_leaves_what_the_earlier_one_said(plan: Plan, editor: User) -> None:
    division()
    before = says("1.1-1"), says("1.1-2")
    division(LATER)
    undo(Edit.objects.latest("pk"), by=editor, via=EditVia.ADMIN)
    assert (says("1.1-1"), says("1.1-2")) == before
    assert division().changes_nothing
    comparison = division(LATER)
    assert comparison.edition == 2
    assert says("1.1-1").startswith("2028年底前 2028-12-31")
