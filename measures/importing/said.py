"""Reconstructs from the stored records the rows that importing the newest edition of a plan would give."""

from collections.abc import Iterable, Iterator
from itertools import compress
from typing import Any

from django.db.models import ForeignKey, Model

from measures.choices import Origin
from measures.importing.loaded import LoadedState
from measures.importing.records import FOLLOWING, FieldValues, NaturalKey, owner_of, row_of
from measures.importing.stored import Stored, load
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
Row = tuple[type[Model], FieldValues]


def rows_said(source: SourceDocument) -> list[dict[str, Any]]:
    """The fixture of a source document, which must be the newest of its plan.

    A record that an import wrote is given as that import said it, one that was loaded as it was then.
    """
    rows = Said(load(source.plan.slug)).rows()
    return [{"model": model._meta.label_lower, "fields": fields} for model, fields in rows]


class Said:
    """The rows of all records that the newest edition of one plan has."""

    def __init__(self, stored: Stored) -> None:
        self.stored, self.loaded = stored, LoadedState(stored)
        self.sections = [each for each in stored.records[Section].values() if stored.place(each)]
        measures = (each for each in stored.records[Measure].values() if each.pk not in stored.superseded)
        self.measures = [each for each in measures if stored.place(each)]

    def rows(self) -> Iterator[Row]:
        """In the order of a fixture."""
        parts = [*self.parts(Responsibility), *self.parts(Target)]
        yield from self.bodies(parts)
        for plan in self.stored.records[Plan].values():
            yield Plan, self.row(plan)
        for document in self.stored.records[SourceDocument].values():
            if document == self.stored.last_edition:
                yield SourceDocument, self.row(document)
        yield from sorted(((Section, self.row(each)) for each in self.sections), key=lambda found: found[1]["path"])
        yield from sorted(((Measure, self.row(each)) for each in self.measures), key=lambda found: found[1]["position"])
        yield from parts

    def bodies(self, parts: Iterable[Row]) -> Iterator[Row]:
        """The bodies that are named, as far as they are stored."""
        stored = self.stored
        named = {row["body"] for model, row in parts if model is Responsibility}
        if stored.plan is not None and stored.plan.issuer_id:
            named.add(stored.keys[ResponsibleBody, stored.plan.issuer_id])
        for key in sorted(named & stored.records[ResponsibleBody].keys()):
            yield ResponsibleBody, self.row(stored.records[ResponsibleBody][key])

    def row(self, record: Any) -> FieldValues:
        """A record as the last import said it, or as it was loaded; its path is the present one."""
        model, stored = type(record), self.stored
        row = row_of(record, NAMES[model], stored.keys)
        if (first := self.loaded.records.get((model, record.pk))) is not None:
            return row | self.row_then(first, [name for name in NAMES[model] if name != "path"])
        said = stored.from_json(model, getattr(record, "baseline", None) or {})
        place = self.place(stored.place(record)) if isinstance(record, Section | Measure) else {}
        return row | {name: value for name, value in said.items() if name in row} | place

    def place(self, place: Place | None) -> FieldValues:
        if place is None:
            return {}
        source = self.stored.keys[SourceDocument, place.edition.pk]
        return {"source": source, "source_start": place.start, "source_end": place.end}

    def row_then(self, record: Model, names: Iterable[str]) -> FieldValues:
        """A record as it was, without references to what was deleted since."""
        fields = {name: record._meta.get_field(name) for name in names}
        there = [
            name
            for name, field in fields.items()
            if not isinstance(field, ForeignKey)
            or getattr(record, field.attname) is None
            or (field.related_model, getattr(record, field.attname)) in self.stored.keys
        ]
        return row_of(record, there, self.stored.keys)

    def parts(self, model: type[Model]) -> Iterator[Row]:
        """The responsibilities or targets of all sections and measures, each with its place."""
        here = self.parts_here(model)
        for owner in (*self.sections, *self.measures):
            key = self.stored.keys[type(owner), owner.pk]
            found = self.loaded_parts if owner.baseline is None else self.imported_parts
            yield from ((model, row) for row in found(model, owner, here.get(key, {})))

    def parts_here(self, model: type[Model]) -> dict[NaturalKey, dict[NaturalKey, FieldValues]]:
        """The parts that came from a document, by what they stand in and by their own keys.

        Each has its place in the newest document, if it stands there.
        """
        found: dict[NaturalKey, dict[NaturalKey, FieldValues]] = {}
        for key, part in self.stored.records[model].items():
            if part.source_id is not None:
                row = row_of(part, NAMES[model], self.stored.keys)
                owner_model, owner = owner_of(row)
                place = self.stored.place_of_part(part, self.stored.records[owner_model][owner])
                found.setdefault(owner, {})[key] = row | self.place(place)
        return found

    def imported_parts(
        self, model: type[Model], owner: Section | Measure, here: dict[NaturalKey, FieldValues]
    ) -> Iterator[FieldValues]:
        """The parts of a record as the last import said them."""
        place = row_of(owner, PLACE, self.stored.keys) | self.place(self.stored.place(owner))
        for key, said in self.stored.baseline_of_part(owner, model).items():
            is_there = key in here and here[key]["source"] == place["source"]
            where = {name: here[key][name] for name in FOLLOWING} if is_there else place | self.span_of(owner, said)
            yield dict.fromkeys(NAMES[model]) | said | where

    def span_of(self, owner: Section | Measure, said: FieldValues) -> FieldValues:
        """Where the words of a part stand that is no longer here; nothing where its record does not say them."""
        place, words = self.stored.place(owner), str(said["body"][-1] if "body" in said else said["text"])
        if place is None:
            return {}
        start = place.edition.text.find(words, place.start, place.end)
        return {"source_start": start, "source_end": start + len(words)} if start >= 0 else {}

    def loaded_parts(
        self, model: type[Model], owner: Section | Measure, here: dict[NaturalKey, FieldValues]
    ) -> Iterator[FieldValues]:
        """The parts of a loaded record as they were then, without those of bodies that no longer exist."""
        source = self.stored.keys.get((SourceDocument, owner.source_id or 0))
        if (type(owner), owner.pk) in self.loaded.records:
            parts = [part for part in self.loaded.parts[type(owner), owner.pk] if isinstance(part, model)]
            rows = [self.row_then(part, NAMES[model]) for part in parts]
            rows = [self.stored.present(model, row) for row in rows if len(row) == len(NAMES[model])]
        else:
            rows = list(here.values())
        is_said = (row.get("origin", Origin.DOCUMENT) == Origin.DOCUMENT and row["source"] == source for row in rows)
        yield from compress(rows, is_said)
