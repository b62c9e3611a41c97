"""The rows of a new edition under the codes of the records that they are, so that comparing is by key alone."""

from collections.abc import Collection

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
    changed = {model: [rekeyed_row(model, row, codes, edition) for row in of.values()] for model, of in rows.items()}
    targets = TargetCodes(stored, same_document=same_document)
    changed[Target] = targets.assigned(changed[Target])
    return {model: {key_of(model, row): row for row in of} for model, of in changed.items()}


def rekeyed_row(model: type[Model], row: FieldValues, codes: Codes, edition: int) -> FieldValues:
    """The row with its references under the keys of the matched records."""
    changed: FieldValues = {name: moved(row[name], codes) for name in REFERENCES.get(model, ()) if row.get(name)}
    if model in (Section, Measure):
        changed["code"] = codes.of(row["code"])
    if model is SourceDocument:
        changed["edition"] = edition
        changed |= {"passages": [passage(each, codes) for each in row["passages"]]} if "passages" in row else {}
    if row.get("source"):
        changed["source"] = (row["source"][0], edition)
    return row | changed


def moved(key: NaturalKey, codes: Codes) -> NaturalKey:
    return (key[0], codes.of(str(key[1])))


def passage(said: list[object], codes: Codes) -> list[object]:
    """A passage of a section or measure names its stored code; of frame and furniture the code says what it is."""
    start, end, kind, code = said
    return [start, end, kind, codes.of(str(code)) if kind in OF_RECORDS and code else code]
