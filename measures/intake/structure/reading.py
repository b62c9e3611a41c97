"""The reading of a plan's newest document, as it is corrected when the plan's structure changes."""

from collections.abc import Iterable, Sequence

from django.contrib.auth.models import User

from measures import fixture, importing
from measures.choices import CORRECTION_FAULTS, DocumentKind
from measures.correcting import Correction, ImpossibleError, Wish, corrections_for
from measures.fixture import FixtureRecord
from measures.intake.corrections import (
    CorrectionRefusedError,
    fields_of,
    incoming,
    is_correctable,
    keep,
    made_in,
    reading_of_document,
)
from measures.intake.structure.refusing import StructureRefusedError
from measures.models import Measure, Plan, SourceDocument
from measures.terms import CorrectionFault

SAID = ("title", "text", "label", "kind", "due_on", "due_text")  # what a document says of a measure, but for its place


class PlanReading:
    """What the newest document of a plan says, where it is one whose reading can be corrected; else nothing."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        source = plan.sources.filter(kind=DocumentKind.PLAN, undone=False).order_by("edition").last()
        self.source: SourceDocument | None = source if source is not None and is_correctable(source) else None
        read = reading_of_document(self.source) if self.source else None
        self.rows: list[FixtureRecord] = read.rows if read else []
        self.fingerprint = read.fingerprint if read else ""
        self.codes = {row["code"] for row in fields_of(self.rows, "measure")}

    def has(self, measure: Measure) -> bool:
        """Whether the document has it."""
        return self.source is not None and measure.source_id is not None and measure.code in self.codes

    def row(self, measure: Measure) -> fixture.Fields:
        """What it says of a measure that it has."""
        [found] = [row for row in fields_of(self.rows, "measure") if row["code"] == measure.code]
        return found

    def edited(self, measure: Measure) -> list[str]:
        """The fields in which an editor changed a measure that it has."""
        row = self.row(measure)
        now = {name: getattr(measure, name) for name in SAID}
        now["due_on"] = measure.due_on.isoformat() if measure.due_on else None
        return [name for name in SAID if now[name] != row.get(name)]

    def give_code(self, old: str, new: str) -> None:
        """Let a measure have another code in the reading, and its parts and passages with it."""
        for row in self.rows:
            fields = row["fields"]
            if row["model"] == "measures.sourcedocument":
                fields["passages"] = [
                    [start, end, kind, new if code == old else code] for start, end, kind, code in fields["passages"]
                ]
            if fields.get("measure") and fields["measure"][-1] == old:
                fields["measure"] = [*fields["measure"][:-1], new]
            code = fields.get("code", "")
            if row["model"] == "measures.measure" and code == old:
                fields["code"] = new
            if row["model"] == "measures.target" and code.startswith(f"{old}/"):
                fields["code"] = f"{new}/{code.removeprefix(f'{old}/')}"
        self.codes = self.codes - {old} | {new}

    def corrected(self, wishes: Iterable[Wish]) -> tuple[list[Correction], list[FixtureRecord]]:
        """What is wished as corrections, and the records with all of them made. Raises StructureRefusedError."""
        tree = fixture.tree_of(self.rows)
        try:
            wanted = [each for wish in wishes for each in corrections_for(tree, wish)]
            return made_in(tree, self.rows, wanted)
        except ImpossibleError as error:
            raise StructureRefusedError(str(CORRECTION_FAULTS[CorrectionFault(error.reason)])) from error
        except CorrectionRefusedError as error:
            raise StructureRefusedError(str(error)) from error

    def correct(self, wishes: Iterable[Wish], by: User | None, declined: Sequence[importing.Choice]) -> list[int]:
        """Correct it within the edit in progress, and write what that changes, but for what is `declined`.

        Gives where in the document the measures begin that are new. Raises StructureRefusedError, FixtureError.
        """
        wanted, rows = self.corrected(wishes)
        keep(wanted, by, plan=self.plan)
        importing.apply(incoming(rows), user=by, previous=incoming(self.rows), declined=frozenset(declined))
        return sorted(starts_of(rows) - starts_of(self.rows))

    def choices_about(self, measure: Measure, fields: Iterable[str]) -> list[importing.Choice]:
        """To leave these fields of a measure, and who answers for it, as they are here."""
        key = (self.plan.slug, measure.code)
        here = [part.natural_key() for part in measure.responsibilities.select_related("body", "measure__plan")]
        said = [
            (*row["measure"], *row["body"], row["role"])
            for row in fields_of(self.rows, "responsibility")
            if tuple(row["measure"]) == key
        ]
        return [
            *(("measure", key, name) for name in fields),
            *(("responsibility", tuple(map(str, each)), "") for each in {*here, *said}),
        ]


def starts_of(rows: list[FixtureRecord]) -> set[int]:
    return {row["source_start"] for row in fields_of(rows, "measure") if row["source_start"] is not None}
