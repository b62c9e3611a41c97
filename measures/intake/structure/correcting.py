"""Corrections on the reading page of a plan's document: what they split or merge is done as on the measures' pages."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from measures import fixture
from measures.correcting import Wish
from measures.edits import EditVia, edit
from measures.fixture import FixtureRecord
from measures.intake.corrections import CorrectionRefusedError, ReadingChangedError, correct_document, fields_of
from measures.intake.structure.merging import Merger, check_several, roles_of
from measures.intake.structure.reading import PlanReading
from measures.intake.structure.refusing import StructureRefusedError, check
from measures.intake.structure.replacing import published_ever
from measures.intake.structure.splitting import Piece, Splitter, roles_in
from measures.models import Edit, Measure, SourceDocument
from measures.terms import CorrectionKind, PassageKind

SPLITTING = {CorrectionKind.SPLIT, CorrectionKind.MEASURE}
Codes = Mapping[str, set[str]]


def correct(source: SourceDocument, wish: Wish, by: User | None, seen: str) -> Edit:
    """Correct the reading of a plan's newest document and write what that changes to the plan, as one edit.

    Measures that were ever published are split and merged as on their own pages: they are withdrawn, with successors.
    Raises ReadingChangedError where the person `seen` another reading, CorrectionRefusedError, FixtureError.
    """
    with edit(by, via=EditVia.IMPORT, reason=source.filename) as unit:
        reading = PlanReading(source.plan)
        if reading.fingerprint != seen:
            raise ReadingChangedError
        try:
            if not replaced(reading, wish, by):
                return correct_document(source, wish, by, seen)
        except StructureRefusedError as error:
            raise CorrectionRefusedError(str(error)) from error
        return unit.recorded_edit()


def replaced(reading: PlanReading, wish: Wish, by: User | None) -> bool:
    """Split or merge as wished, where that changes what readers know; False, and nothing written, where it does not."""
    if wish.kind not in SPLITTING | {CorrectionKind.MERGE}:
        return False
    _corrections, rows = reading.corrected([wish])
    after, before = counterparts(reading.rows, rows), counterparts(rows, reading.rows)
    if wish.kind is CorrectionKind.MERGE:
        return merged(reading, [codes for codes in before.values() if len(codes) > 1 and are_whole(codes, after)], by)
    cut = [code for code, codes in after.items() if len(codes) > 1 and are_whole(codes, before)]
    measures = stored(reading, cut)
    if len(cut) != 1 or not published_ever(measures):
        return False
    split_as_read(reading, measures[0], wish, [row for row in measures_of(rows) if row["code"] in after[cut[0]]], by)
    return True


def measures_of(rows: list[FixtureRecord]) -> list[fixture.Fields]:
    """In the order of the document."""
    return sorted(fields_of(rows, "measure"), key=lambda row: row["source_start"])


def counterparts(rows: list[FixtureRecord], others: list[FixtureRecord]) -> Codes:
    """From the code of each measure in a reading to those that have its words in another one."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    there = passages(others)
    for start, end, code in passages(rows):
        found[code] |= {other for begun, ended, other in there if begun < end and start < ended}
    return found


def passages(rows: list[FixtureRecord]) -> list[tuple[int, int, str]]:
    """Where the words of measures stand."""
    [source] = fields_of(rows, "sourcedocument")
    return [(start, end, code) for start, end, kind, code in source["passages"] if kind == PassageKind.MEASURE]


def are_whole(codes: Iterable[str], counterparts_of: Codes) -> bool:
    """Whether all words of these measures stand in one of the other reading."""
    return all(len(counterparts_of[code]) == 1 for code in codes)


def stored(reading: PlanReading, codes: Iterable[str]) -> list[Measure]:
    """The measures of these codes, locked, in document order."""
    found = Measure.objects.select_for_update(of=("self",)).select_related("plan", "section")
    return list(found.filter(plan=reading.plan, code__in=[*codes], withdrawn_on=None).order_by("position", "pk"))


def merged(reading: PlanReading, groups: Sequence[set[str]], by: User | None) -> bool:
    """Merge the measures of each group, if one of them was ever published."""
    found = [stored(reading, codes) for codes in groups]
    if not published_ever([measure for measures in found for measure in measures]):
        return False
    for measures in found:
        check_several(measures)
        kept = min(measures, key=lambda measure: reading.row(measure)["source_start"])
        Merger(measures, by).write(kept.title, [part.pk for part in roles_of(measures)])
    return True


def split_as_read(
    reading: PlanReading, measure: Measure, wish: Wish, rows: Sequence[fixture.Fields], by: User | None
) -> None:
    """Split a measure into what the corrected reading has of it. Raises StructureRefusedError."""
    check([measure])
    if "text" in reading.edited(measure):
        message = _("The text of “%(measure)s” was changed here: split it on its own page.")
        raise StructureRefusedError(message % {"measure": measure})
    texts = [row["text"] for row in rows]
    titles = [measure.title, *(row["title"] for row in rows[1:])]
    roles = list(measure.responsibilities.select_related("body"))
    wanted = [Piece(title, text, roles_in(text, texts, roles)) for title, text in zip(titles, texts, strict=True)]
    Splitter(measure, reading, texts, wanted, by).write([wish])
