"""Stored records and incoming rows as matching takes them: codes, places and wordings in document order."""

from collections.abc import Iterable, Iterator

from django.db.models import Model

from measures.importing.records import FieldValues, NaturalKey
from measures.importing.stored import Deleted, Stored
from measures.matching import Entry, Outline, Standing
from measures.models import Measure, Section

PLACES: dict[type[Model], str] = {Section: "parent", Measure: "section"}


def new_outline(rows: dict[type[Model], dict[NaturalKey, FieldValues]]) -> Outline:
    """The sections and measures of a fixture."""
    sections = sorted(rows[Section].values(), key=lambda row: str(row["path"]))
    measures = sorted(rows[Measure].values(), key=lambda row: int(row["position"]))
    return Outline(
        tuple(new_entry(row, row.get("parent")) for row in sections),
        tuple(new_entry(row, row["section"]) for row in measures),
    )


def new_entry(row: FieldValues, place: NaturalKey | None) -> Entry:
    wording = str(row["title"]), str(row.get("text") or "")
    return Entry(str(row["code"]), code_of(place), (wording,), str(row.get("label") or ""))


def code_of(key: Iterable[object] | None) -> str:
    """The code in a reference such as ("haidian-14fyp", "3.1"), "" for none."""
    return str([*key][1]) if key else ""


def known_outline(stored: Stored) -> Outline:
    """What is stored of the plan, as the last edition had it, and what a person deleted from it."""
    there = [measure for measure in stored.records[Measure].values() if measure.pk not in stored.superseded]
    sections = sorted(stored.records[Section].values(), key=lambda section: str(section.path))
    measures = sorted(there, key=lambda measure: (measure.position, measure.pk))
    return Outline(
        (*entries(stored, sections), *deleted_entries(stored.deleted[Section])),
        (*entries(stored, measures), *deleted_entries(stored.deleted[Measure])),
    )


def entries(stored: Stored, records: Iterable[Section | Measure]) -> Iterator[Entry]:
    """Stored records as the matching compares them."""
    for record in records:
        baseline = record.baseline or {}
        said = str(baseline.get("title", record.title)), str(baseline.get("text", record.text))
        wordings = tuple(dict.fromkeys((said, (record.title, record.text))))
        label = str(baseline.get("label", record.label))
        yield Entry(record.code, place_of(stored, record), wordings, label, standing(stored, record))


def place_of(stored: Stored, record: Section | Measure) -> str:
    """The code of the section in which the last edition had the record; of one that no import wrote, where it is."""
    name = PLACES[type(record)]
    if record.baseline and name in record.baseline:
        return code_of(record.baseline[name])
    pk = getattr(record, f"{name}_id")
    return code_of(stored.keys[Section, pk]) if pk else ""


def standing(stored: Stored, record: Section | Measure) -> Standing:
    if record.source_id is None:
        return Standing.ADDED
    return Standing.PRESENT if stored.place(record) else Standing.WITHDRAWN


def deleted_entries(deleted: dict[NaturalKey, Deleted]) -> Iterator[Entry]:
    for (_slug, code), record in deleted.items():
        yield Entry(str(code), record.place, ((record.title, record.text),), record.label, Standing.DELETED)
