"""Corrections of a reading: of an upload that waits to be applied, or of the newest document of a plan.

Those of an upload change its reading alone. Those of a document that is here are written to the plan in the edit that
keeps them: what differs from the reading before, no more. Undoing that edit undoes both.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.contrib.auth.models import User

from measures import choices, fixture, importing
from measures.choices import CORRECTION_FAULTS, DocumentKind
from measures.correcting import Anchor, ImpossibleError, Result, Wish, corrected, corrections_for
from measures.correcting import Correction as Said
from measures.correcting.numbers import settled
from measures.edits import EditVia, create_records, edit
from measures.fixture import FixtureRecord
from measures.models import Correction, Edit, Import, Plan, SourceDocument
from measures.parsing import PlanTree
from measures.terms import CorrectionFault, CorrectionKind, CorrectionOutcome

SHOWN = 40


@dataclass(frozen=True)
class Made:
    """A stored correction and what became of it in a reading."""

    correction: Correction
    result: Result

    @property
    def outcome(self) -> str:
        return str(choices.CorrectionOutcome(self.result.outcome).label)

    @property
    def reason(self) -> str:
        """Why it cannot be made, "" where it can."""
        return str(CORRECTION_FAULTS[CorrectionFault(self.result.reason)]) if self.result.reason else ""


class CorrectionRefusedError(Exception):
    """Nothing was corrected: the message, for people, names the passage and says why."""


class ReadingChangedError(Exception):
    """The reading is another one than the person saw."""


def said(correction: Correction) -> Said:
    """A stored correction as `measures.correcting` takes it."""
    anchor = Anchor(correction.words, correction.before, correction.after, correction.alone, correction.place)
    arguments = correction.arguments
    other = Anchor(**arguments["other"]) if arguments.get("other") else None
    kind = CorrectionKind(correction.kind)
    return Said(kind, anchor, arguments.get("level"), arguments.get("title", ""), arguments.get("place", ""), other)


def stored(correction: Said) -> Correction:
    """The same as a record, not written yet."""
    anchor = correction.anchor
    arguments = {
        "level": correction.level,
        "title": correction.title,
        "place": correction.place,
        "other": correction.other.fields() if correction.other else None,
    }
    return Correction(
        kind=correction.kind,
        words=anchor.words,
        before=anchor.before,
        after=anchor.after,
        alone=anchor.alone,
        place=anchor.at,
        arguments={name: value for name, value in arguments.items() if value},
    )


def corrected_rows(
    rows: list[FixtureRecord], corrections: Sequence[Correction]
) -> tuple[list[FixtureRecord], list[Made]]:
    """The records of a reading with the corrections made, and what became of each."""
    if not corrections or not passages_of(rows):
        return rows, []
    tree, results = corrected(fixture.tree_of(rows), list(map(said, corrections)))
    made = [Made(*each) for each in zip(corrections, results, strict=True)]
    if not any(result.outcome is CorrectionOutcome.MADE for result in results):
        return rows, made
    return rows_of_tree(tree, rows), made


def rows_of_tree(tree: PlanTree, rows: list[FixtureRecord]) -> list[FixtureRecord]:
    """The records of a corrected reading; the parser's version and the order of sections are those of `rows`."""
    [plan], [source] = fields_of(rows, "plan"), fields_of(rows, "sourcedocument")
    made = fixture.records(tree, plan["slug"], source["filename"])
    fields_of(made, "sourcedocument")[0]["parser_version"] = source["parser_version"]
    keep_paths(fields_of(made, "section"), fields_of(rows, "section"))
    return made


def fields_of(rows: list[FixtureRecord], model: str) -> list[fixture.Fields]:
    return [row["fields"] for row in rows if row["model"] == f"measures.{model}"]


def text_of(rows: list[FixtureRecord]) -> str:
    """The document's text."""
    return "".join(source["text"] for source in fields_of(rows, "sourcedocument"))


def passages_of(rows: list[FixtureRecord]) -> object:
    return [source for source in fields_of(rows, "sourcedocument") if source.get("passages")]


def keep_paths(sections: list[fixture.Fields], before: list[fixture.Fields]) -> None:
    """Let a section that stands where it stood keep its path: those after one that goes or comes are left alone."""
    starts = {row["code"]: row["source_start"] for row in before}
    paths = {
        row["source_start"]: (starts.get(row["parent"][-1]) if row["parent"] else None, int(row["path"][-4:]))
        for row in before
    }
    start_of = {row["code"]: row["source_start"] for row in sections}
    path_of: dict[str, str] = {}
    children: dict[str, list[fixture.Fields]] = {}
    for row in sections:
        children.setdefault(row["parent"][-1] if row["parent"] else "", []).append(row)
    for code, rows in [(each, children[each]) for each in ["", *start_of] if each in children]:
        stood = [paths.get(row["source_start"]) for row in rows]
        steps = [each[1] if each and each[0] == start_of.get(code) else None for each in stood]
        for row, step in zip(rows, settled(steps, sharing=False), strict=True):
            row["path"] = path_of[row["code"]] = f"{path_of[code]}.{step:04d}" if code else f"{step:04d}"


@dataclass(frozen=True)
class CorrectedReading:
    """The records of a reading as it is now, the corrections that were made in it, and a word that changes with it."""

    rows: list[FixtureRecord]
    made: list[Made]
    fingerprint: str


def reading_of_import(item: Import, raw: list[FixtureRecord]) -> CorrectedReading:
    """Of an upload: what the parser read, the plan's corrections made again, then its own."""
    corrections = list(Correction.objects.of_import(item))
    rows, made = corrected_rows(raw, corrections)
    return CorrectedReading(rows, made, fingerprint(raw, corrections))


def reading_of_document(source: SourceDocument) -> CorrectedReading:
    """Of a document that is here: what the plan holds of it, corrections included."""
    rows = importing.rows_said(source)
    corrections = list(Correction.objects.of_plan(source.plan))
    rows = json.loads(fixture.dumps(rows))
    made = corrected_rows(rows, corrections)[1]
    return CorrectedReading(rows, made, fingerprint(rows, corrections))


def is_correctable(source: SourceDocument) -> bool:
    """Whether it is the document that its plan was last read from, by a parser that wrote passages."""
    if source.kind != DocumentKind.PLAN or source.undone or not source.passages:
        return False
    later = SourceDocument.objects.filter(plan=source.plan_id, kind=DocumentKind.PLAN, undone=False)
    return not later.filter(edition__gt=source.edition).exists()


def fingerprint(rows: list[FixtureRecord], corrections: Sequence[Correction]) -> str:
    pks = [correction.pk for correction in corrections]
    return sha256(f"{fixture.dumps(rows)}{pks}".encode()).hexdigest()[:16]


def corrected_incoming(read: importing.Incoming, data: bytes) -> importing.Incoming:
    """A checked fixture with the corrections of its plan made again; `data` is the file it was read from."""
    ((slug,),) = read.rows[Plan]
    plan = Plan.objects.filter(slug=slug).first()
    corrections = list(Correction.objects.of_plan(plan)) if plan and len(read.rows[SourceDocument]) == 1 else []
    return incoming(corrected_rows(json.loads(data.decode("utf-8-sig")), corrections)[0]) if corrections else read


def correct_import(item: Import, raw: list[FixtureRecord], wish: Wish, by: User | None, seen: str) -> Edit:
    """Correct the reading of an upload, as one edit.

    Raises ReadingChangedError where the person `seen` another reading, CorrectionRefusedError.
    """
    with edit(by, via=EditVia.IMPORT, reason=item.filename) as unit:
        reading = reading_of_import(item, raw)
        check_seen(reading, seen)
        wanted, _rows = new_corrections(reading.rows, wish)
        keep(wanted, by, item=item)
        return unit.recorded_edit()


def correct_document(source: SourceDocument, wish: Wish, by: User | None, seen: str) -> Edit:
    """Correct the reading of a plan's newest document and write what that changes to the plan, as one edit.

    Raises ReadingChangedError, CorrectionRefusedError, FixtureError; nothing is written then.
    """
    with edit(by, via=EditVia.IMPORT, reason=source.filename) as unit:
        reading = reading_of_document(source)
        check_seen(reading, seen)
        wanted, rows = new_corrections(reading.rows, wish)
        keep(wanted, by, plan=source.plan)
        importing.apply(incoming(rows), user=by, previous=incoming(reading.rows))
        return unit.recorded_edit()


def incoming(rows: list[FixtureRecord]) -> importing.Incoming:
    return importing.read(fixture.dumps(rows).encode())


def check_seen(reading: CorrectedReading, seen: str) -> None:
    if reading.fingerprint != seen:
        raise ReadingChangedError


def new_corrections(rows: list[FixtureRecord], wish: Wish) -> tuple[list[Said], list[FixtureRecord]]:
    """What a person wishes, as corrections, and the records with them made. Raises CorrectionRefusedError."""
    tree = fixture.tree_of(rows)
    try:
        wanted = corrections_for(tree, wish)
    except ImpossibleError as error:
        raise CorrectionRefusedError(str(CORRECTION_FAULTS[CorrectionFault(error.reason)])) from error
    return made_in(tree, rows, wanted)


def made_in(
    tree: PlanTree, rows: list[FixtureRecord], wanted: Sequence[Said]
) -> tuple[list[Said], list[FixtureRecord]]:
    """Those of the corrections that change the reading, and its records with them made: all of them or none.

    Raises CorrectionRefusedError.
    """
    after, results = corrected(tree, wanted)
    for result in results:
        if result.outcome in (CorrectionOutcome.IMPOSSIBLE, CorrectionOutcome.MISSING):
            raise CorrectionRefusedError(refusal(result))
    made = [result.correction for result in results if result.outcome is CorrectionOutcome.MADE]
    if not made:
        raise CorrectionRefusedError(refusal(results[0]))
    return made, rows_of_tree(after, rows)


def refusal(result: Result) -> str:
    """The passage and why it is not corrected."""
    words = result.correction.anchor.words.split("\n")[0]
    shown = f"{words[:SHOWN]}…" if len(words) > SHOWN else words
    label = choices.CorrectionOutcome(result.outcome).label
    why = CORRECTION_FAULTS[CorrectionFault(result.reason)] if result.reason else label
    return f"“{shown}”：{why}"


def keep(wanted: list[Said], by: User | None, *, item: Import | None = None, plan: Plan | None = None) -> None:
    """Write the corrections within the edit in progress."""
    records = [stored(each) for each in wanted]
    for record in records:
        record.item, record.plan, record.by, record.by_name = item, plan, by, by.get_username() if by else ""
    create_records(Correction, records)
