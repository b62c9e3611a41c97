"""Undoing corrections that were part of an import, in the plan: the reading without them against the one with them.

Undoing the edit of such a correction would take it from the reading and leave the records. What the parser read is
kept with the source document; what the two readings differ in is written as one edit, like any correction.
"""

import gzip
import json
from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _

from measures import fixture, importing
from measures.choices import DocumentKind, ImportState
from measures.edits import EditVia, delete_records, edit
from measures.fixture import FixtureRecord
from measures.intake.corrections import (
    CorrectionRefusedError,
    corrected_rows,
    fields_of,
    incoming,
    is_correctable,
    keep_paths,
)
from measures.models import Correction, Edit, Plan, SourceDocument, UncorrectedReading


@dataclass(frozen=True)
class Uncorrected:
    """Corrections that one edit made, and the records of the document's reading with them and without them."""

    corrections: list[Correction]
    before: list[FixtureRecord]
    after: list[FixtureRecord]

    def comparison(self) -> importing.Comparison:
        """What `undo_corrections` would do."""
        return importing.compare(incoming(self.after), previous=incoming(self.before))


def keep_uncorrected(source: SourceDocument, rows: bytes) -> None:
    """Keep what the parser read (a fixture, gzipped), where it was corrected before it was written to the plan."""
    if Correction.objects.of_plan(source.plan).exists():
        values = {"rows": rows, "at": timezone.now()}
        UncorrectedReading.objects.update_or_create(source=source, defaults=values)


def keep_uncorrected_fixture(read: importing.Incoming, data: bytes) -> None:
    """The same of a fixture that a command has imported; `data` is the file."""
    rows = read.rows[SourceDocument]
    if read.is_dump or len(rows) != 1:
        return
    [((slug, _number), row)] = rows.items()
    same = SourceDocument.objects.filter(plan__slug=slug, kind=DocumentKind.PLAN, sha256=row["sha256"], undone=False)
    source = same.last()
    if source is not None:
        keep_uncorrected(source, gzip.compress(data, mtime=0))


def is_part_of_reading(correction: Correction, source: SourceDocument) -> bool:
    """Whether it was made before the reading was written, so that undoing its edit would not change the records."""
    reading = UncorrectedReading.objects.filter(source=source).only("at").first()
    return correction.item_id is not None or (reading is not None and correction.at < reading.at)


def document_corrected_by(made_in: Edit) -> SourceDocument | None:
    """The document on whose page the corrections of an edit are undone; None where undoing the edit does that."""
    pks = Correction.history.filter(edit=made_in).values_list("id", flat=True)
    correction = Correction.objects.filter(pk__in=pks).select_related("item__plan", "plan").first()
    if correction is None or (plan := plan_of(correction)) is None:
        return None
    readings = UncorrectedReading.objects.filter(source__plan=plan).select_related("source")
    reading = readings.order_by("source__edition").last()
    if reading is None or not is_correctable(reading.source):
        return None
    return reading.source if is_part_of_reading(correction, reading.source) else None


def plan_of(correction: Correction) -> Plan | None:
    """The plan that it is made in again; None while its import waits."""
    if correction.item is None:
        return correction.plan
    return correction.item.plan if correction.item.state == ImportState.APPLIED else None


def without_edit(source: SourceDocument, made_in: Edit) -> Uncorrected:
    """The reading of a plan's newest document with the corrections of an edit and without them.

    Raises CorrectionRefusedError, with what to do instead, where they are undone already, or where nobody knows any
    more what the parser read.
    """
    every = list(Correction.objects.of_plan(source.plan))
    made = set(Correction.history.filter(edit=made_in).values_list("id", flat=True))
    corrections = [each for each in every if each.pk in made]
    if not corrections:
        raise CorrectionRefusedError(_("Nothing of this edit is left to undo."))
    raw = uncorrected_rows(source)
    before = corrected_rows(raw, every)[0]
    if stretches(before) != [passage[:3] for passage in source.passages]:
        raise CorrectionRefusedError(not_known())
    after = corrected_rows(raw, [each for each in every if each.pk not in made])[0]
    stored = fields_of(json.loads(fixture.dumps(importing.rows_said(source))), "section")
    for rows in (before, after):
        keep_paths(fields_of(rows, "section"), stored)
    return Uncorrected(corrections, before, after)


def uncorrected_rows(source: SourceDocument) -> list[FixtureRecord]:
    """What the parser read. Raises CorrectionRefusedError where that was not kept."""
    reading = UncorrectedReading.objects.filter(source=source).first()
    if reading is None:
        raise CorrectionRefusedError(not_known())
    return fixture.with_slug(json.loads(gzip.decompress(bytes(reading.rows)).decode("utf-8-sig")), source.plan.slug)


def stretches(rows: list[FixtureRecord]) -> list[Collection[object]]:
    """The passages without their codes, which are others in the plan."""
    [source] = fields_of(rows, "sourcedocument")
    return [passage[:3] for passage in source["passages"]]


def not_known() -> str:
    return _(
        "What the parser read of this document before it was corrected is not known any more. Correct the passages "
        "again as they should be; or undo the edit of the correction and upload the document once more: the comparison "
        "then shows what changes."
    )


def undo_corrections(source: SourceDocument, made_in: Edit, by: User | None, expected: str) -> Edit:
    """Take the corrections of an edit back, in the reading and in the plan, as one edit that undoes it.

    Raises CorrectionRefusedError as `without_edit` does, ComparisonChangedError where the comparison has another
    fingerprint than `expected`, FixtureError; nothing is written then.
    """
    with edit(by, via=EditVia.IMPORT, reason=source.filename, undoes=made_in) as unit:
        found = without_edit(SourceDocument.objects.get(pk=source.pk), made_in)
        importing.apply(incoming(found.after), user=by, expected=expected, previous=incoming(found.before))
        delete_records(Correction, [each.pk for each in found.corrections])
        return unit.recorded_edit()
