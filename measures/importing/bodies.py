"""Which stored body a name in a document means."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from django.db.models import Model
from django.utils.translation import gettext as _

from measures.importing.errors import Fault, FixtureError
from measures.importing.records import FieldValues, NaturalKey, fields_of
from measures.models import ResponsibleBody
from measures.models.names import comparable
from measures.terms import body_uuid


def comparable_key(key: NaturalKey) -> NaturalKey:
    """A body's key as it reads, whatever the width, the case and the spaces."""
    return tuple(comparable(str(part)) for part in key)


class KnownBodies:
    """A body is known by its natural key; a renamed one by the public id of its first name; else by how it reads.

    It reads alike where a name or an alias differs in width, case or spaces alone: no import makes a second body of it.
    """

    def __init__(self, bodies: Iterable[ResponsibleBody]) -> None:
        self.keys: set[NaturalKey] = set()
        self.by_uuid: dict[str, NaturalKey] = {}
        self.by_words: dict[NaturalKey, set[NaturalKey]] = {}
        for body in bodies:
            key = body.natural_key()
            self.keys.add(key)
            self.by_uuid[str(body.uuid)] = key
            for word in (body.name, *body.aliases):
                self.by_words.setdefault(comparable_key((body.jurisdiction, word)), set()).add(key)

    def present_key(self, key: NaturalKey, uuid: str | None = None) -> NaturalKey:
        """The natural key under which the body is stored now, or `key` where there is none."""
        if key in self.keys:
            return key
        uuid = uuid or str(body_uuid(str(key[0]), str(key[1])))
        if uuid in self.by_uuid:
            return self.by_uuid[uuid]
        called_so = self.by_words.get(comparable_key(key), set())
        return next(iter(called_so)) if len(called_so) == 1 else key

    def others_called(self, key: NaturalKey, row: FieldValues) -> Iterator[tuple[str, NaturalKey]]:
        """Each name and alias of a body that is not here which a body here has, or has one that looks like it."""
        for word in (str(key[1]), *(row.get("aliases") or ())):
            for other in sorted(self.by_words.get(comparable_key((key[0], word)), ())):
                yield word, other

    def refuse_confusable(self, rows: Mapping[NaturalKey, FieldValues]) -> None:
        """Raise FixtureError where a body that would be made bears a name of one that is here."""
        message = _("“%(word)s” is, or looks like, a name or an alias of “%(other)s”.")
        new = ((key, row) for key, row in rows.items() if self.present_key(key, row.get("uuid")) not in self.keys)
        found = [
            (key, message % {"word": word, "other": other[1]})
            for key, row in new
            for word, other in self.others_called(key, row)
        ]
        if found:
            raise FixtureError([Fault(" ".join(filter(None, map(str, key))), text) for key, text in found])

    def renamed(self, model: type[Model], row: FieldValues) -> FieldValues:
        """The row with every reference to a body under its present name."""
        changed = {
            name: present
            for name in body_references(model)
            if (key := row.get(name)) and key not in self.keys and (present := self.present_key(key)) != key
        }
        return row | changed if changed else row


@cache
def body_references(model: type[Model]) -> tuple[str, ...]:
    """The fields of a row that refer to a body."""
    return tuple(name for name, field in fields_of(model).items() if field.related_model is ResponsibleBody)
