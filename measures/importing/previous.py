"""The reading of a stored document before a person corrected it: only what the correction changes is written.

It stands in the place of what the last import said. A difference that it had, too, is one that nobody applied, or an
editor's: it stays.
"""

from dataclasses import dataclass
from functools import cache, cached_property

from django.db.models import Model

from measures.choices import EditVia, PlanState
from measures.importing.records import FOLLOWING, FieldValues, FixtureRows, NaturalKey, owner_of
from measures.importing.stored import PART_NAMES, Stored
from measures.models import Measure, Section
from measures.models.history import Tracked

NOT_IN_BASELINE = FOLLOWING | {"plan", "code", "slug", "path"}
Sayings = dict[NaturalKey, FieldValues]  # what a reading says of each record of a model, as its baseline has it


@dataclass(frozen=True)
class PreviousReading:
    """`rows` are those of the reading before, `now` those of the corrected one, both under the stored codes."""

    rows: FixtureRows
    now: FixtureRows
    stored: Stored

    def has_missing(self, model: type[Model], key: NaturalKey, row: FieldValues) -> bool:
        """Whether it had a record that is not stored: nobody wanted that one.

        A section or measure is known by its words, since what is not stored has no code of its own yet.
        """
        if model not in (Section, Measure):
            return key in self.rows[model]
        stored = self.stored.records[model]
        words = wording(row)
        return any(wording(said) == words for other, said in self.rows[model].items() if other not in stored)

    def added(self, model: type[Model]) -> set[NaturalKey]:
        """What the correction brings into the reading."""
        return self.now[model].keys() - self.rows[model].keys()

    def cuts(self, model: type[Model], key: NaturalKey) -> bool:
        """Whether the correction takes the record away."""
        return key in self.rows[model] and key not in self.now[model]

    def deletable(self, model: type[Tracked]) -> set[int]:
        """The primary keys of what is deleted instead of withdrawn: it goes from a draft, and no person edited it."""
        if self.stored.plan is None or self.stored.plan.state != PlanState.DRAFT:
            return set()
        cut = {record.pk for key, record in self.stored.records[model].items() if self.cuts(model, key)}
        edits = model.history.filter(id__in=cut, edit__isnull=False, edit__undoes=None)
        return cut - set(edits.exclude(edit__via=EditVia.IMPORT).values_list("id", flat=True))

    def baseline(self, model: type[Model], key: NaturalKey, before: FieldValues | None) -> FieldValues:
        """The baseline of a stored record, with what the correction changes laid over it.

        Of a record that no import wrote (it was loaded), the previous reading is what was said.
        """
        said, now = (of[model].get(key, {}) for of in self.sayings)
        gone = said.keys() - now.keys()
        kept = said if before is None else before
        changed = {name: value for name, value in now.items() if value != said.get(name)}
        return {name: value for name, value in kept.items() if name not in gone} | changed

    @cached_property
    def sayings(self) -> tuple[dict[type[Model], Sayings], dict[type[Model], Sayings]]:
        return sayings_of(self.rows), sayings_of(self.now)


def sayings_of(rows: FixtureRows) -> dict[type[Model], Sayings]:
    """What a reading says of every record, its parts included, as baselines have it."""
    found = {
        model: {key: said_of(row, NOT_IN_BASELINE) for key, row in of.items()}
        for model, of in rows.items()
        if model not in PART_NAMES
    }
    for model, name in PART_NAMES.items():
        for row in rows[model].values():
            owner_model, owner = owner_of(row)
            found[owner_model][owner].setdefault(name, []).append(said_of(row, FOLLOWING))
    return found


def said_of(row: FieldValues, without: frozenset[str]) -> FieldValues:
    """What a row says, as JSON has it, some fields left out."""
    return {
        name: [*value] if type(value := row[name]) is tuple else value for name in names_without(tuple(row), without)
    }


@cache
def names_without(names: tuple[str, ...], without: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in without)


def wording(row: FieldValues) -> tuple[object, ...]:
    return row.get("title"), row.get("text"), row.get("label")
