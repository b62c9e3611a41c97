"""An upload that is killed while it is read or applied: the old state is whole, and it can be done again."""

from unittest.mock import patch

import pytest
from django.core.management import call_command

from measures.intake.applying import apply_or_start, end_lost
from measures.intake.imports import comparison_of
from measures.intake.uploads import receive
from measures.models import Edit, Import, Measure, Plan, SourceDocument
from tests.forking import die, fork
from tests.uploads import NAME, TEXT, document, is_kept, uploaded

HALF_WAY = ["importing.applying.raise_versions", "intake.imports.settle", "models.Import.end"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", HALF_WAY)
def test_one_that_is_killed_while_it_is_applied_leaves_everything_as_it_was(where: str) -> None:
    item = uploaded(slug="shili")
    asked(item)
    with patch(f"measures.{where}", die):
        assert fork(lambda: call_command("apply_import", str(item.pk))).wait() == (-9, "half way\n")
    end_lost()
    item.refresh_from_db()
    assert (item.state, item.error, item.edit, is_kept(item.file.name)) == ("read", "apply_lost", None, True)
    for model in (Plan, Measure, SourceDocument, Edit):
        assert not model._default_manager.exists()
    assert not Measure.history.exists()
    asked(item)
    call_command("apply_import", str(item.pk))
    item.refresh_from_db()
    assert (item.state, item.error, Measure.objects.count()) == ("applied", "", 3)


def asked(item: Import) -> None:
    """Somebody has confirmed the comparison of the import, whose process has yet to take it."""
    comparison = comparison_of(item)
    with patch("measures.intake.applying.start"), patch("measures.intake.applying.LONGEST_IN_REQUEST", -1):
        apply_or_start(item, None, comparison, expected=comparison.fingerprint(), declined=frozenset())


@pytest.mark.django_db(transaction=True)
def test_one_that_is_killed_while_it_is_read_fails_and_leaves_its_row() -> None:
    item = receive(document(TEXT), NAME, None)
    name = item.file.name
    with patch("measures.intake.imports.packed", die):
        assert fork(lambda: call_command("read_import", str(item.pk))).wait() == (-9, "half way\n")
    end_lost()
    item.refresh_from_db()
    assert (item.state, item.error, item.reading) == ("failed", "lost", None)
    assert not is_kept(name)
