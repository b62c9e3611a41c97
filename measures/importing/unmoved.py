"""Records that an edition repeats in the same words: their places in the document are not written again.

The passages of the edition name them, so that `measures.models.places` finds where it has them.
"""

from typing import Any

from django.db.models import Model

from measures.importing.comparison import FieldChange, Outcome
from measures.importing.records import FOLLOWING, FieldValues, FixtureRows, NaturalKey, owner_of
from measures.importing.stored import Stored
from measures.models import Responsibility, SourceDocument, Target
from measures.models.places import Place, place_in, place_of_part_in


class Unmoved:
    """Finds them among the rows of the edition of this key, records before their parts."""

    def __init__(self, stored: Stored, rows: FixtureRows, key: NaturalKey) -> None:
        self.stored = stored
        row, known = rows[SourceDocument][key], stored.records[SourceDocument].get(key)
        self.edition = SourceDocument(pk=known and known.pk, text=row["text"], passages=row.get("passages") or [])
        self.found: set[tuple[type[Model], NaturalKey]] = set()

    def without_places(
        self, model: type[Model], key: NaturalKey, row: FieldValues, record: Any, fields: tuple[FieldChange, ...]
    ) -> tuple[FieldChange, ...]:
        """The changes of a stored record, without those of its place where nothing else is written."""
        updates = {field.name for field in fields if field.outcome is Outcome.UPDATE}
        if "source" not in updates or not updates <= FOLLOWING:
            return fields
        place = self.place(record, row)
        if place is None or (place.start, place.end) != (row["source_start"], row["source_end"]):
            return fields
        self.found.add((model, key))
        return tuple(field for field in fields if field.name not in FOLLOWING)

    def place(self, record: Any, row: FieldValues) -> Place | None:
        """The place at which the edition has the same words of a record."""
        source = self.stored.source(record.source_id)
        if source is None:
            return None
        if isinstance(record, Responsibility | Target):
            owner = owner_of(row)
            if owner not in self.found:
                return None
            return place_of_part_in(self.edition, record, self.stored.records[owner[0]][owner[1]], source)
        place = place_in(self.edition, record)
        return place if place and place.text == source.text[record.source_start : record.source_end] else None
