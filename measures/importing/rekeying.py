"""Gives the rows of a new edition the codes of the stored records that they match: comparing is then by key alone."""

from collections.abc import Collection, Mapping

from django.db.models import Model

from measures.choices import PassageKind
from measures.importing.records import FieldValues, FixtureRows, NaturalKey, key_of
from measures.importing.stored import Stored
from measures.importing.target_codes import TargetCodes
from measures.matching import Codes
from measures.models import Measure, Responsibility, Section, SourceDocument, Target

OF_RECORDS: Collection[str] = (PassageKind.HEADING, PassageKind.TEXT, PassageKind.MEASURE)
REFERENCES: dict[type[Model], tuple[str, ...]] = {
    Section: ("parent",),
    Measure: ("section",),
    Responsibility: ("measure",),
    Target: ("measure", "section"),
}


def rekeyed(rows: FixtureRows, codes: Codes, edition: int, stored: Stored, *, same_document: bool) -> FixtureRows:
    """The rows with stored codes, the number of the edition in every reference to the source, passages included."""
    renamed = codes.renamed
    changed = {
        model: dict(rekeyed_row(model, key, row, renamed, edition) for key, row in of.items())
        for model, of in rows.items()
    }
    targets = TargetCodes(stored, same_document=same_document).assigned([*changed[Target].values()])
    return changed | {Target: {key_of(Target, row): row for row in targets}}


def rekeyed_row(
    model: type[Model], key: NaturalKey, row: FieldValues, renamed: Mapping[str, str], edition: int
) -> tuple[NaturalKey, FieldValues]:
    """The key and the row with its references under the keys of the matched records."""
    changed: FieldValues = {
        name: (above[0], renamed[above[1]])
        for name in REFERENCES.get(model, ())
        if (above := row.get(name)) and above[1] in renamed
    }
    if model in (Section, Measure) and row["code"] in renamed:
        changed["code"] = renamed[row["code"]]
    if model is SourceDocument:
        changed["edition"] = edition
        changed |= {"passages": [passage(each, renamed) for each in row["passages"]]} if "passages" in row else {}
    if row.get("source") and row["source"][1] != edition:
        changed["source"] = (row["source"][0], edition)
    if not changed:
        return key, row
    row = row | changed
    return key_of(model, row), row


def passage(said: list[object], renamed: Mapping[str, str]) -> list[object]:
    """A passage of a section or measure names its stored code; of frame and furniture the code says what it is."""
    start, end, kind, code = said
    return [start, end, kind, renamed.get(str(code), code)] if kind in OF_RECORDS and code else said
