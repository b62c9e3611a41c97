"""What a fixture record looks like here: a row of plain values under its natural key."""

from base64 import b64encode
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias
from uuid import UUID

from django.db.models import (
    BooleanField,
    CharField,
    Field,
    ForeignKey,
    IntegerField,
    JSONField,
    ManyToManyField,
    Model,
    TextField,
)

from measures.choices import DocumentKind
from measures.models import (
    Conflict,
    Correction,
    DivisionTask,
    Measure,
    Plan,
    Responsibility,
    ResponsibleBody,
    Section,
    SourceDocument,
    Succession,
    Target,
    UncorrectedReading,
)
from measures.models.plan import document_number

NaturalKey = tuple[str | int, ...]
AnyField: TypeAlias = "Field[Any, Any]"
AnyForeignKey: TypeAlias = "ForeignKey[Any, Any]"
FieldValues = dict[str, Any]  # field name → JSON value; a reference is the natural key of its record, a tuple
Keys = dict[tuple[type[Model], int], NaturalKey]  # of stored records, by model and primary key
FixtureRows = dict[type[Model], dict[NaturalKey, FieldValues]]

# In the order in which records may refer to earlier ones, with the fields that make each natural key.
KEY_FIELDS: dict[type[Model], tuple[str, ...]] = {
    ResponsibleBody: ("jurisdiction", "name"),
    Plan: ("slug",),
    SourceDocument: ("plan", "edition"),
    Section: ("plan", "code"),
    Measure: ("plan", "code"),
    Responsibility: ("measure", "body", "role"),
    Target: ("plan", "code"),
}
# What only the dump of a plan has beside these: `dumping` writes it.
DUMPED: dict[type[Model], tuple[str, ...]] = {
    Succession: ("from_measure", "to_measure"),
    Conflict: ("plan", "model", "key", "field"),
    DivisionTask: ("source", "number"),
    Correction: ("plan", "at", "kind", "place"),
    UncorrectedReading: ("source",),
}
KEYS = KEY_FIELDS | DUMPED

IN_DUMPS = {"version", "baseline", "undone", "second_person"}
NOT_IN_FIXTURES = {"created_at", "updated_at", "file", "by", "item", "opened_at"}
OF_DECISIONS = {"by_name", "at"}  # an open conflict has no decision; of a correction they say who made it and when
AS_IN_FIXTURES = (CharField, TextField, IntegerField, BooleanField, JSONField, ForeignKey)  # whose values JSON has
# Facts about the document that nobody edits: they follow the newest reading.
FOLLOWING = frozenset({"source", "source_start", "source_end"})


@cache
def fields_of(model: type[Model]) -> dict[str, AnyField]:
    """The fields that the fixture of a document may give, by name."""
    return {name: field for name, field in dumped_fields(model).items() if name not in IN_DUMPS}


@cache
def dumped_fields(model: type[Model]) -> dict[str, AnyField]:
    """The fields that the dump of a plan gives, by name."""
    return {
        field.name: field
        for field in model._meta.get_fields()
        if isinstance(field, Field)
        and not isinstance(field, ManyToManyField)
        and not field.primary_key
        and not field.generated
        and field.name not in NOT_IN_FIXTURES
        and not (model is Conflict and field.name in OF_DECISIONS)
    }


def is_required(field: AnyField) -> bool:
    """Whether a fixture has to give the field."""
    return not (field.blank or field.null or field.has_default() or field.has_db_default())


def key_of(model: type[Model], row: FieldValues) -> NaturalKey:
    """The natural key of a row, references flattened: ("haidian-14fyp", "3.1.1-2")."""
    if model is SourceDocument:
        return (*row["plan"], document_number(row.get("kind", DocumentKind.PLAN), row["edition"]))
    return flat([row[name] for name in KEYS[model]])


def flat(parts: Iterable[Any]) -> NaturalKey:
    key: list[str | int] = []
    for part in parts:
        if isinstance(part, tuple):
            key += part
        else:
            key.append(part)
    return tuple(key)


def owner_of(row: FieldValues) -> tuple[type[Model], NaturalKey]:
    """The measure or section of a responsibility or target."""
    return (Measure, row["measure"]) if row.get("measure") else (Section, row["section"])


def plain(value: object) -> object:
    """A field's value as JSON has it, equal for equal values: Decimal("300.0000") and "300" are both "300"."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return b64encode(value).decode()
    return str(value) if isinstance(value, UUID) else value


def listed(value: object) -> object:
    """A field's value as JSON has it: a natural key, which is a tuple here, as a list."""
    return list(value) if isinstance(value, tuple) else value


def row_of(record: Model, names: Iterable[str], keys: Keys) -> FieldValues:
    """The named fields of a stored record; `keys` gives the natural key of what it refers to."""
    names = tuple(names)
    return dict(zip(names, values_of(type(record), names)(record, keys), strict=True))


@cache
def values_of(model: type[Model], names: tuple[str, ...]) -> Callable[[Model, Keys], list[object]]:
    """What reads the named fields of stored records, in that order, as a fixture has them; made once for many."""
    fields = [model._meta.get_field(name) for name in names]
    attributes = [getattr(field, "attname", field.name) for field in fields]
    references = [(place, field.related_model) for place, field in enumerate(fields) if isinstance(field, ForeignKey)]
    others = [place for place, field in enumerate(fields) if not isinstance(field, AS_IN_FIXTURES)]

    def read(record: Model, keys: Keys) -> list[object]:
        values: list[Any] = [getattr(record, name) for name in attributes]
        for place, related in references:
            if values[place] is not None:
                values[place] = keys[related, values[place]]
        for place in others:
            values[place] = plain(values[place])
        return values

    return read
