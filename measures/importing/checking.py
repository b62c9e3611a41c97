"""One record at a time: is it of a known model, has it the right fields, does each field accept its value?"""

import gzip
import json
import re
import zlib
from base64 import b64decode
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, ForeignKey, Model, Q
from django.utils.translation import gettext as _

from measures.importing.accepting import Shapes
from measures.importing.errors import Fault
from measures.importing.records import (
    KEY_FIELDS,
    KEYS,
    AnyField,
    AnyForeignKey,
    FieldValues,
    NaturalKey,
    dumped_fields,
    fields_of,
    is_required,
    key_of,
    plain,
)
from measures.models import Plan, ResponsibleBody

# What JSON may give for a field; `bool` is an `int` in Python and must not pass as a number.
JSON_TYPES: list[tuple[type[AnyField], tuple[type, ...]]] = [
    (models.ForeignKey, (list,)),
    (models.BooleanField, (bool,)),
    (models.JSONField, (dict, list)),
    (models.BinaryField, (str,)),
    (models.IntegerField, (int,)),
    (models.DecimalField, (str, int, float)),
    (models.Field, (str,)),
]
ANY_JSON = {"said_before", "here", "said_now"}  # of a conflict: what a fixture gives for whatever field it is about
CHECKED_IN_DATABASE = (Plan, ResponsibleBody)  # few a fixture: each of their constraints costs a query
UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class Places:
    """Where each record stands in the file, in words that are put together when a fault is told."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[type[Model], NaturalKey], int] = {}

    def __getitem__(self, of: tuple[type[Model], NaturalKey]) -> str:
        model, key = of
        return f"{place_of(self.numbers[of], model)} {printed_key(key)}"


class RecordChecker:
    """Collects rows by model and key, the place of each, and every fault.

    `dumped` where it is the dump of a plan; `storable` where no text of the file can hold what no engine stores.
    """

    def __init__(self, *, dumped: bool = False, storable: bool = False) -> None:
        self.fields_of = dumped_fields if dumped else fields_of
        self.models = {model._meta.label_lower: model for model in (KEYS if dumped else KEY_FIELDS)}
        self.shapes = {
            model: Shapes(model, self.fields_of(model).values(), KEYS, cleaned) for model in self.models.values()
        }
        self.storable = storable
        self.rows: dict[type[Model], dict[NaturalKey, FieldValues]] = {model: {} for model in self.models.values()}
        self.places = Places()
        self.faults: list[Fault] = []

    def check(self, number: int, record: object) -> None:
        """Check one record of the file; `number` is its place, from 1."""
        if not isinstance(record, dict) or not isinstance(record.get("fields"), dict):
            return self.fault(place_of(number), _("A record is an object with “model” and “fields”."))
        model = self.models.get(str(record.get("model")).lower())
        if model is None:
            return self.fault(place_of(number), _("Unknown model “%(model)s”.") % {"model": record.get("model")})
        if "pk" in record:
            message = _("“pk” is not allowed: records are known by their natural keys.")
            self.fault(place_of(number, model), message)
        row = self.shapes[model].accepted(record["fields"]) if self.storable else None
        if row is None:
            return self.check_fields(number, model, record["fields"])
        return self.check_whole(number, model, row)

    def check_fields(self, number: int, model: type[Model], given: dict[str, object]) -> None:
        """Check that the fields are known, complete and valid; the default stands in for a key that is left out."""
        place = f"{place_of(number, model)} {printed_key(given_key(model, given))}"
        fields, before = self.fields_of(model), len(self.faults)
        row: FieldValues = {}
        for name in sorted(given.keys() - fields.keys()):
            self.fault(f"{place} {name}", _("Unknown field."))
        for name, field in fields.items():
            if name in given:
                self.check_value(f"{place} {name}", field, given[name], row)
            elif is_required(field):
                self.fault(f"{place} {name}", _("This field is missing."))
            elif name in KEYS[model]:
                row[name] = plain(field.get_default())
        if len(self.faults) == before:
            self.check_whole(number, model, row)

    def check_value(self, place: str, field: AnyField, value: object, row: FieldValues) -> None:
        try:
            row[field.name] = cleaned(field, value)
        except ValidationError as error:
            for message in error.messages:
                self.fault(place, message)

    def check_whole(self, number: int, model: type[Model], row: FieldValues) -> None:
        """Check what concerns several fields, and that the natural key is not in the file twice."""
        key = key_of(model, row)
        if key in self.rows[model]:
            message = _("The key is taken: %(place)s.") % {"place": self.places[model, key]}
            return self.fault(f"{place_of(number, model)} {printed_key(key)}", message)
        self.rows[model][key] = row
        self.places.numbers[model, key] = number
        for message in broken_constraints(model, row):
            self.fault(self.places[model, key], message)
        return None

    def fault(self, place: str, message: str) -> None:
        self.faults.append(Fault(place, str(message)))


def place_of(number: int, model: type[Model] | None = None) -> str:
    place = _("record %(number)d") % {"number": number}
    return place if model is None else f"{place} {model._meta.label_lower}"


def cleaned(field: AnyField, value: object) -> object:
    """The value as the field itself accepts it. Raises ValidationError."""
    if value is None and field.null:
        return None
    wanted = next(types for kind, types in JSON_TYPES if isinstance(field, kind))
    if field.name in ANY_JSON:
        refuse_unstorable(value)
        return value
    if value is not None and (not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted)):
        raise ValidationError(_("%(value)s is of the wrong type.") % {"value": abbreviated(value)})
    if isinstance(field, ForeignKey):
        return cleaned_reference(field, value)
    if isinstance(field, models.BinaryField):
        return cleaned_reading(str(value))
    refuse_unstorable(value)
    return plain(field.clean(value, None))


def cleaned_reading(value: str) -> str:
    """The records of a reading, as they are kept: gzipped, in a dump also in base64."""
    try:
        json.loads(gzip.decompress(b64decode(value, validate=True)))
    except (ValueError, OSError, EOFError, zlib.error):
        raise ValidationError(_("These are not the records that were dumped.")) from None
    return value


def cleaned_reference(field: AnyForeignKey, value: object) -> NaturalKey:
    """The natural key as a tuple. Whether it is there is for `references`."""
    names = KEYS[field.related_model]
    if not isinstance(value, list) or len(value) != len(names) or not all(type(part) in (str, int) for part in value):
        raise ValidationError(_("A reference is a natural key such as [%(names)s].") % {"names": ", ".join(names)})
    return tuple(value)


def refuse_unstorable(value: object) -> None:
    """Neither engine stores half a surrogate pair, and PostgreSQL no NUL."""
    if UNSTORABLE.search(str(value)):
        raise ValidationError(_("The text holds a character that cannot be stored."))


def broken_constraints(model: type[Model], row: FieldValues) -> list[str]:
    """What the model's own check constraints say, in its words, of the fields that the row gives."""
    if model not in CHECKED_IN_DATABASE:
        return []
    fields = dumped_fields(model)
    record = model(**{name: value for name, value in row.items() if not isinstance(fields[name], ForeignKey)})
    messages: list[str] = []
    for constraint in model._meta.constraints:
        try:
            if isinstance(constraint, CheckConstraint) and Q(constraint.condition).referenced_base_fields & row.keys():
                constraint.validate(model, record)
        except ValidationError as error:
            messages += error.messages
    return messages


def given_key(model: type[Model], given: dict[str, object]) -> list[object]:
    """The parts of the natural key, as far as they are given."""
    parts: list[object] = []
    for name in KEYS[model]:
        value = given.get(name, "?")
        parts += value if isinstance(value, list) else [value]
    return parts


def printed_key(parts: Iterable[object]) -> str:
    return f"[{', '.join(abbreviated(part) for part in parts)}]"


def abbreviated(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:60]}…"
