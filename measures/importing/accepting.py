"""Records as they should be, accepted quickly: what each field takes is put together once, not for every value.

Accepts nothing that `checking` would refuse. What it does not accept is checked there, field by field, and named.
"""

import sys
from collections.abc import Callable, Collection, Mapping

from django.core.exceptions import ValidationError
from django.core.validators import (
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
    ProhibitNullCharactersValidator,
)
from django.db import models
from django.db.models import Model

from measures.importing.records import AnyField, FieldValues, NaturalKey, is_required

Accept = Callable[[object], object]  # the value as `checking` cleans it; raises ValidationError where it is doubtful
Clean = Callable[[AnyField, object], object]
KeyFields = Mapping[type[Model], tuple[str, ...]]


class DoubtfulError(ValidationError):
    """Never shown: `checking` finds the words."""

    def __init__(self) -> None:
        super().__init__("")


class Shapes:
    """Accepts the records of one model; `keys` are the names of the fields of each model's natural key.

    Records that give the same fields have one shape: the functions that accept their values, in the order of the model.
    """

    def __init__(
        self,
        model: type[Model],
        fields: Collection[AnyField],
        keys: Mapping[type[Model], tuple[str, ...]],
        clean: Clean,
    ) -> None:
        self.accept = {field.name: acceptor(field, keys, clean) for field in fields}
        self.required = {field.name for field in fields if is_required(field)} | {*keys[model]}
        self.shapes: dict[tuple[str, ...], list[tuple[str, Accept]]] = {}

    def accepted(self, given: dict[str, object]) -> FieldValues | None:
        """The row, or None where anything is doubtful."""
        try:
            return {name: accept(given[name]) for name, accept in self.shape(tuple(given))}
        except ValidationError:
            return None

    def shape(self, names: tuple[str, ...]) -> list[tuple[str, Accept]]:
        """Raises ValidationError where a field is unknown or missing."""
        if names not in self.shapes:
            if not self.required <= set(names) <= self.accept.keys():
                raise DoubtfulError
            self.shapes[names] = [(name, accept) for name, accept in self.accept.items() if name in names]
        return self.shapes[names]


def acceptor(field: AnyField, keys: KeyFields, clean: Clean) -> Accept:
    """What accepts the values of a field."""
    if isinstance(field, models.ForeignKey):
        accept = references(len(keys[field.related_model]))
    elif isinstance(field, models.JSONField):
        accept = json_values(blank=field.blank)
    elif isinstance(field, models.CharField | models.TextField):
        accept = choices(field) if field.flatchoices else texts(field)
    elif isinstance(field, models.IntegerField) and not field.flatchoices:
        accept = numbers(field)
    else:
        accept = remembered(field, clean)
    return nullable(accept) if field.null else accept


def nullable(accept: Accept) -> Accept:
    return lambda value: None if value is None else accept(value)


def references(parts: int) -> Accept:
    """Natural keys of so many parts, as tuples; equal ones are the same object, which takes less memory."""
    known: dict[NaturalKey, NaturalKey] = {}

    def accept(value: object) -> NaturalKey:
        if type(value) is not list or len(value) != parts:
            raise DoubtfulError
        for part in value:
            if type(part) is not str and type(part) is not int:
                raise DoubtfulError
        key = tuple(value)
        return known.setdefault(key, key)

    return accept


def json_values(*, blank: bool) -> Accept:
    def accept(value: object) -> object:
        if type(value) in (dict, list) and (value or blank):
            return value
        raise DoubtfulError

    return accept


def texts(field: AnyField) -> Accept:
    """Texts of the right length; other validators than those of length are asked."""
    longest, blank = field.max_length or sys.maxsize, field.blank
    of_length = MaxLengthValidator, ProhibitNullCharactersValidator
    others = [validate for validate in field.validators if not isinstance(validate, of_length)]

    def accept(value: object) -> str:
        if type(value) is not str or not (value or blank) or len(value) > longest:
            raise DoubtfulError
        for validate in others if value else ():
            validate(value)
        return value

    return accept


def choices(field: AnyField) -> Accept:
    known = {str(value): str(value) for value, _label in field.flatchoices if value != "" or field.blank}

    def accept(value: object) -> str:
        if type(value) is str and value in known:
            return known[value]
        raise DoubtfulError

    return accept


def numbers(field: AnyField) -> Accept:
    """Whole numbers within the limits of the field and of the database's column."""
    others = [each for each in field.validators if not isinstance(each, MinValueValidator | MaxValueValidator)]
    least = max([limit(each) for each in field.validators if isinstance(each, MinValueValidator)], default=None)
    most = min([limit(each) for each in field.validators if isinstance(each, MaxValueValidator)], default=None)

    def accept(value: object) -> int:
        if type(value) is not int or others or least is None or most is None or not least <= value <= most:
            raise DoubtfulError
        return value

    return accept


def limit(validator: MinValueValidator | MaxValueValidator) -> int:
    value = validator.limit_value
    return int(value() if callable(value) else value)


def remembered(field: AnyField, clean: Clean) -> Accept:
    """Dates and others of which many records have the same: each value is cleaned once."""
    known: dict[tuple[type, object], object] = {}

    def accept(value: object) -> object:
        if not isinstance(value, str | int | float):
            raise DoubtfulError
        place = type(value), value
        if place not in known:
            known[place] = clean(field, value)
        return known[place]

    return accept
