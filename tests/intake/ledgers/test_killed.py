"""A ledger whose process is killed while it is applied: the old state is whole, and it can be applied again."""

from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from measures.intake.applying import apply_or_start, end_lost
from measures.intake.ledgers.imports import comparison_of_ledger
from measures.intake.uploads import receive
from measures.models import Edit, Import, Measure
from tests.factories import make_measure, make_plan, make_section
from tests.forking import die, fork
from tests.ledgers import EditedLedger, drawn
from tests.uploads import read_here


def say_and_die(*arguments: object, **named: object) -> None:
    print(Measure.objects.filter(title="支持原始创新").exists())
    die()


def asked(item: Import) -> None:
    comparison = comparison_of_ledger(item, None)
    with patch("measures.intake.applying.start"), patch("measures.intake.applying.LONGEST_IN_REQUEST", -1):
        apply_or_start(item, None, comparison, expected=comparison.fingerprint(), declined=frozenset())


@pytest.mark.django_db(transaction=True)
def test_one_that_is_killed_while_it_is_applied_leaves_everything_as_it_was() -> None:
    plan = make_plan("shili")
    make_measure(make_section(plan), code="1-1")
    data = EditedLedger(drawn(plan)).say("1-1", title="支持原始创新", lead="").saved()
    item = receive(SimpleUploadedFile("台账.xlsx", data), "台账.xlsx", None)
    read_here([item])
    item.refresh_from_db()
    asked(item)
    edits, history = Edit.objects.count(), Measure.history.count()
    with patch("measures.intake.ledgers.imports.settle", say_and_die):
        assert fork(lambda: call_command("apply_import", str(item.pk))).wait() == (-9, "True\nhalf way\n")
    end_lost()
    item.refresh_from_db()
    assert (item.state, item.error) == ("read", "apply_lost")
    assert (Measure.objects.get().title, Edit.objects.count(), Measure.history.count()) == (
        "支持基础研究",
        edits,
        history,
    )
    asked(item)
    call_command("apply_import", str(item.pk))
    item.refresh_from_db()
    assert (item.state, Measure.objects.get().title) == ("applied", "支持原始创新")
