"""Positions in the order of the document. Stored records keep theirs wherever the new order allows it."""

from collections.abc import Iterator

from django.db.models import Model

from measures.importing.records import FieldValues, FixtureRows, NaturalKey
from measures.importing.stored import Stored
from measures.matching import with_room
from measures.models import Measure, Section
from measures.terms import POSITION_STEP

Entry = tuple[type[Model], NaturalKey]
Said = tuple[int, int]  # a position and the primary key, which decides between equal ones
NUMBERED: tuple[type[Section | Measure], ...] = (Section, Measure)  # in one sequence


def settled(rows: FixtureRows, stored: Stored) -> FixtureRows:
    """The rows with positions in the same order, those of known records as the last import gave them, if possible.

    What is inserted in the middle so moves next to nothing.
    """
    ordered = sorted(numbered(rows), key=lambda entry: int(rows[entry[0]][entry[1]]["position"]))
    placed = dict(zip(ordered, numbers_of([said(stored, *entry) for entry in ordered]), strict=True))
    return rows | {model: {key: at(placed[model, key], row) for key, row in rows[model].items()} for model in NUMBERED}


def numbers_of(known: list[Said | None]) -> list[int]:
    """Those that are known where they rise, equal ones by their primary keys; else most of them."""
    said = [each for each in known if each is not None]
    if len(said) == len(known) and said == sorted(said):
        return [position for position, _pk in said]
    return with_room([each and each[0] for each in known], POSITION_STEP)


def numbered(rows: FixtureRows) -> Iterator[Entry]:
    for model in NUMBERED:
        yield from ((model, key) for key in rows[model])


def said(stored: Stored, model: type[Model], key: NaturalKey) -> Said | None:
    """What the last import gave a record, or what it was loaded with; None for a new one."""
    record = stored.records[model].get(key)
    return ((record.baseline or {}).get("position", record.position), record.pk) if record else None


def at(position: int, row: FieldValues) -> FieldValues:
    return row if row["position"] == position else row | {"position": position}
