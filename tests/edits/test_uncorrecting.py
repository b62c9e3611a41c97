"""Corrections that were part of an import are undone in the plan, on both engines; tests/admin tries the page."""

import pytest

from measures.correcting import Wish
from measures.edits import EditVia, undo
from measures.importing import rows_said
from measures.intake.imports import apply_import, correct, reading_of
from measures.intake.uncorrecting import undo_corrections, without_edit
from measures.models import Correction, Edit, Import, Measure, SourceDocument
from measures.terms import CorrectionKind
from tests.uploads import uploaded


def corrected(item: Import, kind: CorrectionKind, *codes: str) -> Edit:
    edit = correct(item, Wish(kind, codes), None, reading_of(item).fingerprint)
    item.refresh_from_db()
    return edit


@pytest.mark.django_db
def test_what_the_reading_without_them_says_differently_is_written_and_undone_again() -> None:
    item = uploaded(slug="shili")
    merged = corrected(item, CorrectionKind.MERGE, "1.1-2")
    titled = corrected(item, CorrectionKind.HEADING, "1.1-1")
    apply_import(item, None, expected="", declined=frozenset())
    source = SourceDocument.objects.get()
    assert list(Measure.objects.values_list("title", flat=True)) == ["引进人才"]
    shown = without_edit(source, titled).comparison()
    undo_corrections(source, titled, None, shown.fingerprint())
    assert [correction.kind for correction in Correction.objects.all()] == ["merge"]
    assert sorted(Measure.objects.values_list("title", flat=True)) == ["引进人才", "支持基础研究"]
    undo_corrections(source, merged, None, "")
    said = sorted(row["fields"]["title"] for row in rows_said(source) if row["model"] == "measures.measure")
    assert said == ["建设实验室", "引进人才", "支持基础研究"]
    undo(Edit.objects.latest("pk"), by=None, via=EditVia.COMMAND)
    assert sorted(Measure.objects.values_list("title", flat=True)) == ["引进人才", "支持基础研究"]
    assert [correction.kind for correction in Correction.objects.all()] == ["merge"]
