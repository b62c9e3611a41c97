"""The reading of uploaded files, kept with their rows in the list of imports until it is applied or abandoned."""

import gzip
import json
import logging
import re
from hashlib import sha256
from pathlib import PurePath

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.core.files.base import ContentFile

from measures import fixture, importing
from measures.choices import DocumentKind, ImportKind, ImportState
from measures.correcting import Wish
from measures.edits import EditVia, delete_records, edit
from measures.importing import Choice, Comparison
from measures.intake.corrections import CorrectedReading, correct_import, reading_of_import
from measures.intake.documents import Document, Reading, read_documents
from measures.intake.ledgers.columns import titles
from measures.intake.uncorrecting import keep_uncorrected
from measures.intake.uploads import receive
from measures.models import Correction, Edit, Import, Plan, SourceDocument
from measures.parsing import DocumentError, PlanTree
from measures.parsing.ledgers import Ledger

logger = logging.getLogger(__name__)
SLUG_LENGTH = 56  # leaves room for a number


def read_import(item: Import) -> None:
    """Read the file of an import; each document of an archive becomes an import of its own.

    What goes wrong is said in the row; nothing is raised for it.
    """
    try:
        with item.file.open() as file:
            document = Document(item.filename, file.read())
        readings = read_documents([document], titles())
        first = next(readings)
        if first.document is document:
            keep_reading(item, first)
            return
        keep_document(item, first)
        for reading in readings:
            keep_document(item, reading)
        item.end(ImportState.UNPACKED)
    except Exception as error:
        logger.exception("Import %s could not be read", item.pk)
        item.fail("failed", type(error).__name__)


def keep_document(archive: Import, reading: Reading) -> None:
    """A document of an archive, as an import of its own."""
    by: AbstractBaseUser | None = archive.by
    file = ContentFile(reading.document.data)
    kind, plan = ImportKind(archive.kind), archive.plan if archive.kind == ImportKind.DIVISION else None
    keep_reading(receive(file, reading.document.name, by, plan, archive=archive, kind=kind), reading)


def keep_reading(item: Import, reading: Reading) -> None:
    """Write what was read into the row of an import that is still being read, or why nothing was."""
    if reading.ledger is not None:
        keep_ledger(item, reading.ledger)
        return
    if reading.tree is None:
        error = reading.error or DocumentError("damaged")
        item.fail(error.code, error.detail)
        return
    slug = item.slug or free_slug(reading.tree, item.filename)
    rows = fixture.records(reading.tree, slug, PurePath(item.filename).name)
    try:
        importing.read(fixture.dumps(rows).encode())
    except importing.FixtureError as error:
        item.fail("refused", "\n".join(error.lines()))
        return
    going = Import.objects.being_read().filter(pk=item.pk)
    going.update(state=ImportState.READ, slug=slug, reading=packed(rows))


def keep_ledger(item: Import, ledger: Ledger) -> None:
    """A ledger is told by what it holds, whatever it was uploaded as. Its rows say of which plans it is."""
    slugs = {slug for sheet in ledger.sheets for row in sheet.rows if (slug := row.text("slug"))}
    plan = item.plan or (Plan.objects.filter(slug__in=slugs).first() if len(slugs) == 1 else None)
    packed_rows = gzip.compress(json.dumps(ledger.as_json(), ensure_ascii=False).encode(), mtime=0)
    values = {"kind": ImportKind.LEDGER, "plan": plan, "slug": plan.slug if plan else "", "reading": packed_rows}
    Import.objects.being_read().filter(pk=item.pk).update(state=ImportState.READ, **values)


def keep_original(slug: str, data: bytes) -> None:
    """Keep the bytes of a document that a command has imported with its source document, where that has none yet."""
    found = SourceDocument.objects.filter(plan__slug=slug, sha256=sha256(data).hexdigest(), file="")
    source = found.order_by("-pk").first()
    if source is not None:
        source.file.save("", ContentFile(data), save=False)
        SourceDocument.objects.filter(pk=source.pk).update(file=source.file.name)


def packed(rows: list[fixture.FixtureRecord]) -> bytes:
    return gzip.compress(fixture.dumps(rows).encode(), mtime=0)


def rows_of(item: Import) -> list[fixture.FixtureRecord]:
    """The records of the reading, under the slug that the import has now, as people corrected them."""
    return reading_of(item).rows


def reading_of(item: Import) -> CorrectedReading:
    """The reading, with what was corrected in it; of a division of work nothing is."""
    raw = raw_rows_of(item)
    return reading_of_import(item, raw) if raw and item.kind == DocumentKind.PLAN else CorrectedReading(raw, [], "")


def raw_rows_of(item: Import) -> list[fixture.FixtureRecord]:
    """The records that the parser read; of a ledger it read none."""
    if item.reading is None or item.kind == ImportKind.LEDGER:
        return []
    return fixture.with_slug(json.loads(gzip.decompress(bytes(item.reading))), item.slug)


def correct(item: Import, wish: Wish, by: User | None, seen: str) -> Edit:
    """Correct the reading of an import that waits to be applied: see `corrections.correct_import`.

    Raises ImportEndedError where it does not wait any more.
    """
    if item.kind != DocumentKind.PLAN:
        raise ImportEndedError
    with edit(by, via=EditVia.IMPORT, reason=item.filename):
        if not Import.objects.filter(pk=item.pk, state=ImportState.READ).exists():
            raise ImportEndedError
        return correct_import(item, raw_rows_of(item), wish, by, seen)


def abandon(item: Import, by: User | None) -> bool:
    """Leave nothing but the row; False where the import has ended already."""
    with edit(by, via=EditVia.IMPORT, reason=item.filename):
        delete_records(Correction, item.corrections.values_list("pk", flat=True))
        return item.end(ImportState.ABANDONED)


def incoming_of(item: Import) -> importing.Incoming:
    """The checked records of the reading, for `importing.compare` and `importing.apply`. Raises FixtureError."""
    incoming = importing.read(fixture.dumps(rows_of(item)).encode())
    return importing.with_merged_bodies(incoming, item.answers.get("bodies", {}))


def comparison_of(item: Import) -> Comparison:
    """What applying the import would do. Raises FixtureError."""
    return compare_incoming(item, incoming_of(item))


def compare_incoming(item: Import, incoming: importing.Incoming) -> Comparison:
    """What applying the import would do with these records of its reading, as the kind of document that it is.

    Raises FixtureError.
    """
    if item.kind == DocumentKind.DIVISION:
        return importing.compare_division(incoming, answers=answers_of(item))
    return importing.compare(incoming)


def answers_of(item: Import) -> dict[int, str]:
    """Which measures people said that the tasks of a division of work name, by the tasks' numbers."""
    return {int(number): code for number, code in item.answers.get("tasks", {}).items()}


def free_slug(tree: PlanTree, filename: str) -> str:
    """A proposal for the public name of a plan: the file's name where it is in Latin letters, else by its period."""
    words = re.sub(r"[^a-z0-9]+", "-", PurePath(filename).stem.lower()).strip("-")
    stem = words[:SLUG_LENGTH] if re.search("[a-z]", words) else f"plan-{tree.period_start or ''}".strip("-")
    taken = {*Plan.objects.values_list("slug", flat=True), *Import.objects.values_list("slug", flat=True)}
    number = 1
    slug = stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


class ImportEndedError(Exception):
    """The import is no longer one to apply: it was applied, abandoned or changed, or others are applying it."""


def apply_import(item: Import, by: User | None, *, expected: str, declined: frozenset[Choice]) -> Comparison:
    """Write the reading as it was compared, with its row and its file, in one transaction.

    Raises ComparisonChangedError where the comparison is another by now, FixtureError, ImportEndedError; nothing is
    written then.
    """
    corrections = corrections_of(item)
    incoming = incoming_of(item)
    with edit(by, via=EditVia.IMPORT, reason=item.filename) as unit:
        require_unchanged(item)
        if corrections_of(item) != corrections:
            raise importing.ComparisonChangedError
        if item.kind == DocumentKind.DIVISION:
            answers = answers_of(item)
            comparison = importing.apply_division(
                incoming, answers=answers, user=by, expected=expected, declined=declined
            )
        else:
            comparison = importing.apply(incoming, user=by, expected=expected, declined=declined)
        written = None if unit.edit._state.adding else unit.edit
        counts = {
            str(model._meta.model_name): {outcome.value: count for outcome, count in found.items()}
            for model, found in comparison.counts().items()
        }
        settle(item, counts, by.get_username() if by else "", written)
    return comparison


def corrections_of(item: Import) -> list[int]:
    return list(Correction.objects.of_import(item).values_list("pk", flat=True))


def require_unchanged(item: Import) -> None:
    """Raises ImportEndedError where the row is not as it was read: somebody else has taken its next step."""
    same = Import.objects.filter(pk=item.pk, state=item.state, slug=item.slug, kind=item.kind, process=item.process)
    if item.state not in (ImportState.READ, ImportState.APPLYING) or not same.exists():
        raise ImportEndedError


def settle(item: Import, counts: dict[str, dict[str, int]], applied_by: str, written: Edit | None) -> None:
    """Say in the row what came of the import, and hand the file over to its source document where that has none.

    `counts`: by model how many records became what. The row is locked here and not from the beginning, so that its
    signs of life can be written meanwhile. Raises ImportEndedError.
    """
    locked = Import.objects.select_for_update().defer("reading").get(pk=item.pk)
    require_unchanged(item)
    source = SourceDocument.objects.filter(plan__slug=item.slug, sha256=item.sha256, kind=item.kind).last()
    values = {
        "plan": Plan.objects.filter(slug=item.slug).first(),
        "source": source,
        "counts": counts,
        "applied_by_name": applied_by,
        "error": "",
        "error_detail": "",
        "edit": written,
    }
    if source is not None and not source.file:
        SourceDocument.objects.filter(pk=source.pk).update(file=item.file.name)
        locked.file.name = ""  # it is the source document's now: `end` deletes no other's file
    locked.end(ImportState.APPLIED, **values)
    if source is not None and item.reading is not None and source.kind == DocumentKind.PLAN:
        keep_uncorrected(source, bytes(item.reading))
