"""A plan with all that is stored of it, as a fixture that gives the same records in another installation."""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from operator import attrgetter

import orjson
from django.db.models import ForeignKey, Model

from measures.choices import DocumentKind
from measures.importing.records import DUMPED, KEY_FIELDS, NaturalKey, dumped_fields, listed, row_of
from measures.importing.stored import Stored, load
from measures.models import (
    Conflict,
    Correction,
    DivisionTask,
    Measure,
    Plan,
    ResponsibleBody,
    Section,
    SourceDocument,
    Succession,
    UncorrectedReading,
)

FixtureRecord = dict[str, object]


def dump(plan: Plan) -> bytes:
    """The current records of the plan with their baselines and versions, its documents, successors and open conflicts,
    which measures the tasks of divisions of work name, and the corrections of its readings.

    The same records give the same bytes. What is left out: history, decided conflicts and imports. A correction that
    was made on an import is given as one of the plan.
    """
    rows = list(Dump(load(plan.slug)).rows())
    return orjson.dumps(rows, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


class Dump:
    """The records of one plan in the order of a fixture."""

    def __init__(self, stored: Stored) -> None:
        self.stored = stored
        self.records: dict[type[Model], Iterable[Model]] = {
            model: [each for _key, each in sorted(stored.records[model].items())]
            for model in KEY_FIELDS
            if model is not SourceDocument
        }
        self.records[ResponsibleBody] = self.bodies()
        self.records[SourceDocument] = [each for kind in DocumentKind for each in stored.sources(kind)]
        self.records[Section] = sorted(stored.records[Section].values(), key=attrgetter("path"))
        self.records[Measure] = sorted(stored.records[Measure].values(), key=attrgetter("position", "code"))
        successions = Succession.objects.filter(from_measure__plan=stored.plan)
        self.records[Succession] = successions.order_by("from_measure__code", "to_measure__code")
        conflicts = Conflict.objects.filter(plan=stored.plan).open()
        self.records[Conflict] = conflicts.order_by("model", "key", "field")
        self.records[DivisionTask] = DivisionTask.objects.filter(source__plan=stored.plan).order_by(
            "source__edition", "number"
        )
        self.records[Correction] = self.corrections(stored.plan) if stored.plan else ()
        readings = UncorrectedReading.objects.filter(source__plan=stored.plan)
        self.records[UncorrectedReading] = readings.order_by("source__edition")

    def rows(self) -> Iterator[FixtureRecord]:
        for model in (*KEY_FIELDS, *DUMPED):
            for record in self.records[model]:
                yield {"model": model._meta.label_lower, "fields": self.fields(record)}

    def fields(self, record: Model) -> FixtureRecord:
        """The fields of one record as a fixture has them; of a document the original bytes too, where they are here."""
        row = row_of(record, dumped_fields(type(record)), self.stored.keys)
        fields = {name: listed(value) for name, value in row.items()}
        if isinstance(record, SourceDocument) and record.file:
            with record.file.open() as file:
                fields["file"] = b64encode(file.read()).decode()
        return fields

    def corrections(self, plan: Plan) -> Iterator[Correction]:
        """In the order in which they are made again."""
        for correction in Correction.objects.of_plan(plan):
            correction.plan = plan
            yield correction

    def bodies(self) -> list[Model]:
        """Those that the plan names, with those above and after them."""
        found: set[NaturalKey] = set()
        waiting = {
            self.stored.keys[ResponsibleBody, pk]
            for model in KEY_FIELDS
            if model is not ResponsibleBody
            for record in self.stored.records[model].values()
            for pk in named_bodies(record)
        }
        while waiting:
            found |= waiting
            bodies = [self.stored.records[ResponsibleBody][key] for key in waiting]
            waiting = {self.stored.keys[ResponsibleBody, pk] for body in bodies for pk in named_bodies(body)} - found
        return [self.stored.records[ResponsibleBody][key] for key in sorted(found)]


def named_bodies(record: Model) -> Iterator[int]:
    """The primary keys of the bodies that a record refers to."""
    for field in dumped_fields(type(record)).values():
        if isinstance(field, ForeignKey) and field.related_model is ResponsibleBody:
            pk = getattr(record, field.attname)
            if pk is not None:
                yield pk
