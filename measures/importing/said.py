"""What the newest edition of a plan said, from what is stored of it: the rows that an import of it would give again."""

from collections.abc import Iterable, Iterator
from itertools import compress
from typing import Any

from django.db.models import ForeignKey, Model

from measures.choices import Origin
from measures.importing.loaded import LoadedState
from measures.importing.records import FOLLOWING, FieldValues, NaturalKey, owner_of, row_of
from measures.importing.stored import PART_NAMES, Stored, load
from measures.models import Measure, Plan, Responsibility, ResponsibleBody, Section, SourceDocument, Target
from measures.models.places import Place

PLACE = ("source", "source_start", "source_end")
NAMES: dict[type[Model], tuple[str, ...]] = {
    ResponsibleBody: ("uuid", "jurisdiction", "name", "kind"),
    Plan: (
        "slug", "title", "text", "kind", "issuer", "document_number", "issued_on", "period_start", "period_end",
        "horizon_year", "jurisdiction",
    ),
    SourceDocument: (
        "plan", "edition", "filename", "media_type", "sha256", "text", "parser_version", "places", "passages",
        "coverage", "problems",
    ),
    Section: ("plan", "code", "parent", "numbering", "label", "title", "text", "position", "path", *PLACE),
    Measure: (
        "plan", "section", "code", "kind", "label", "title", "text", "position", "due_on", "due_text", *PLACE,
    ),
    Responsibility: ("measure", "body", "role", "position", "origin", *PLACE),
    Target: (
        "plan", "code", "measure", "section", "text", "metric", "comparator", "value", "unit", "year", "nature", *PLACE,
    ),
}  # fmt: skip


def rows_said(source: SourceDocument) -> list[dict[str, Any]]:
    """The fixture of a source document, which must be the newest of its plan.

    A record that an import wrote is given as that import said it, one that was loaded as it was then.
    """
    stored = load(source.plan.slug)
    return [{"model": model._meta.label_lower, "fields": fields} for model, fields in _rows(stored)]


def _rows(stored: Stored) -> Iterator[tuple[type[Model], FieldValues]]:
    """In the order of a fixture."""
    owners = {
        (model, key): record
        for model in (Section, Measure)
        for key, record in stored.records[model].items()
        if stored.place(record) and not (model is Measure and record.pk in stored.superseded)
    }
    here = {model: _parts_here(stored, model) for model in PART_NAMES}
    loaded = LoadedState(stored)
    parts = [
        (model, row)
        for model in PART_NAMES
        for (_of, key), owner in owners.items()
        for row in _parts(stored, model, owner, here[model].get(key, {}), loaded)
    ]
    bodies = {row["body"] for model, row in parts if model is Responsibility}
    if stored.plan is not None and stored.plan.issuer_id:
        bodies.add(stored.keys[ResponsibleBody, stored.plan.issuer_id])
    for key in sorted(bodies):
        if key in stored.records[ResponsibleBody]:
            yield ResponsibleBody, _row(stored, ResponsibleBody, stored.records[ResponsibleBody][key], loaded)
    for record in (*stored.records[Plan].values(), *stored.records[SourceDocument].values()):
        if isinstance(record, Plan) or record == stored.last_edition:
            yield type(record), _row(stored, type(record), record, loaded)
    for model in (Section, Measure):
        found = [_row(stored, model, record, loaded) for (of, _key), record in owners.items() if of is model]
        yield from ((model, row) for row in sorted(found, key=lambda row: (row.get("path", ""), row["position"])))
    yield from parts


def _row(stored: Stored, model: type[Model], record: Any, loaded: LoadedState) -> FieldValues:
    """A record as the last import said it, or as it was loaded; its path is the present one."""
    row = row_of(record, NAMES[model], stored.keys)
    if (first := loaded.records.get((model, record.pk))) is not None:
        return row | _row_then(stored, first, [name for name in NAMES[model] if name != "path"])
    said = stored.from_json(model, getattr(record, "baseline", None) or {})
    place = _place(stored, stored.place(record)) if isinstance(record, Section | Measure) else {}
    return row | {name: value for name, value in said.items() if name in row} | place


def _place(stored: Stored, place: Place | None) -> FieldValues:
    if place is None:
        return {}
    source = stored.keys[SourceDocument, place.edition.pk]
    return {"source": source, "source_start": place.start, "source_end": place.end}


def _row_then(stored: Stored, record: Model, names: Iterable[str]) -> FieldValues:
    """A record as it was, without references to what was deleted since."""
    fields = {name: record._meta.get_field(name) for name in names}
    there = [
        name
        for name, field in fields.items()
        if not isinstance(field, ForeignKey)
        or getattr(record, field.attname) is None
        or (field.related_model, getattr(record, field.attname)) in stored.keys
    ]
    return row_of(record, there, stored.keys)


def _parts_here(stored: Stored, model: type[Model]) -> dict[NaturalKey, dict[NaturalKey, FieldValues]]:
    """The parts that came from a document, by what they stand in and by their own keys; in the newest, if possible."""
    found: dict[NaturalKey, dict[NaturalKey, FieldValues]] = {}
    for key, part in stored.records[model].items():
        if part.source_id is not None:
            row = row_of(part, NAMES[model], stored.keys)
            owner_model, owner = owner_of(row)
            place = stored.place_of_part(part, stored.records[owner_model][owner])
            found.setdefault(owner, {})[key] = row | _place(stored, place)
    return found


def _parts(
    stored: Stored,
    model: type[Model],
    owner: Section | Measure,
    here: dict[NaturalKey, FieldValues],
    loaded: LoadedState,
) -> Iterator[FieldValues]:
    """The responsibilities or targets of a record as the last import said them, each with its place."""
    place = row_of(owner, PLACE, stored.keys) | _place(stored, stored.place(owner))
    if owner.baseline is None:
        yield from _loaded_parts(stored, model, owner, here, loaded)
        return
    for key, said in stored.baseline_of_part(owner, model).items():
        is_there = key in here and here[key]["source"] == place["source"]
        where = {name: here[key][name] for name in FOLLOWING} if is_there else place | _span_of(stored, owner, said)
        yield dict.fromkeys(NAMES[model]) | said | where


def _span_of(stored: Stored, owner: Section | Measure, said: FieldValues) -> FieldValues:
    """Where the words of a part stand that is no longer here; nothing where its record does not say them."""
    place, words = stored.place(owner), str(said["body"][-1] if "body" in said else said["text"])
    if place is None:
        return {}
    start = place.edition.text.find(words, place.start, place.end)
    return {"source_start": start, "source_end": start + len(words)} if start >= 0 else {}


def _loaded_parts(
    stored: Stored,
    model: type[Model],
    owner: Section | Measure,
    here: dict[NaturalKey, FieldValues],
    loaded: LoadedState,
) -> Iterator[FieldValues]:
    """Those of a record that was loaded, as they were then, those of bodies that are no more left out."""
    source = stored.keys.get((SourceDocument, owner.source_id or 0))
    if (type(owner), owner.pk) in loaded.records:
        parts = [part for part in loaded.parts[type(owner), owner.pk] if isinstance(part, model)]
        rows = [_row_then(stored, part, NAMES[model]) for part in parts]
        rows = [stored.present(model, row) for row in rows if len(row) == len(NAMES[model])]
    else:
        rows = list(here.values())
    is_said = (row.get("origin", Origin.DOCUMENT) == Origin.DOCUMENT and row["source"] == source for row in rows)
    yield from compress(rows, is_said)
