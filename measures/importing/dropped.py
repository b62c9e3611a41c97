"""What is stored and not in the fixture: dropped by a new edition, absent from a reading, or an editor's own."""

from collections.abc import Iterator
from dataclasses import replace

from django.db.models import Model
from django.utils import timezone

from measures.importing.comparison import FieldChange, Outcome, RecordChange
from measures.importing.editions import Edition
from measures.importing.previous import PreviousReading
from measures.importing.records import FOLLOWING, FieldValues, FixtureRows, NaturalKey, row_of
from measures.importing.roles import Roles
from measures.importing.stored import Stored
from measures.models import Measure, Plan, Responsibility, ResponsibleBody, Section, SourceDocument, Target
from measures.models.places import Place

Droppable = Section | Measure | Responsibility | Target
OTHERS = (ResponsibleBody, Plan, SourceDocument)  # bodies belong to every plan: one plan's fixture says nothing of them


class Dropped:
    """Decides what becomes of the stored records that a fixture does not give."""

    def __init__(
        self, stored: Stored, rows: FixtureRows, edition: Edition, previous: PreviousReading | None = None
    ) -> None:
        self.stored, self.rows, self.edition, self.previous = stored, rows, edition, previous
        self.roles = Roles(stored, rows[Responsibility], previous)
        self.deletable = {model: previous.deletable(model) if previous else set() for model in (Section, Measure)}
        self.source_key = (next(iter(rows[Plan]))[0], edition.number)
        self.kept_sections = self.sections_kept()

    def changes(self, model: type[Model]) -> Iterator[RecordChange]:
        if model in OTHERS:
            return
        for key, record in self.stored.records[model].items():
            if key not in self.rows[model]:
                yield self.change(model, key, record)

    def change(self, model: type[Model], key: NaturalKey, record: Droppable) -> RecordChange:
        """What becomes of one stored record that the fixture does not give."""
        if isinstance(record, Responsibility) and (conflict := self.roles.conflict(key)) and self.owner_given(record):
            fields = (conflict,) if self.roles.says_conflict(key) else ()
            return RecordChange(model, key, Outcome.CONFLICT, {}, record, fields)
        if not self.came_from_document(key, record):
            return RecordChange(model, key, Outcome.UNCHANGED, {}, record)
        if isinstance(record, Responsibility | Target):
            if not self.edition.is_new and not self.is_cut(model, key):
                return RecordChange(model, key, self.absent_part(record), {}, record)
            return self.dropped_part(model, key, record)
        if model is Measure and record.pk in self.stored.superseded:
            return RecordChange(model, key, Outcome.UNCHANGED, {}, record)
        if self.is_cut(model, key):
            return self.cut(model, key, record)
        if not self.edition.is_new and (place := self.stored.place(record)):
            return RecordChange(model, key, Outcome.ABSENT, {}, record, tuple(self.held_place(record, place)))
        return self.withdrawal(model, key, record)

    def held_place(self, record: Section | Measure, place: Place) -> Iterator[FieldChange]:
        """What the edition had keeps its place there, although no passage of this reading of it names it any more."""
        if record.source_id != place.edition.pk:
            now = row_of(record, FOLLOWING, self.stored.keys)
            said = {"source": self.source_key, "source_start": place.start, "source_end": place.end}
            yield from (FieldChange(name, Outcome.UPDATE, now[name], said[name]) for name in said)

    def is_cut(self, model: type[Model], key: NaturalKey) -> bool:
        """Whether a correction of the reading takes the record away."""
        return self.previous is not None and self.previous.cuts(model, key)

    def cut(self, model: type[Model], key: NaturalKey, record: Section | Measure) -> RecordChange:
        """From a draft it is deleted, unless a person edited it."""
        change = self.withdrawal(model, key, record)
        if change.outcome is Outcome.WITHDRAW and record.pk in self.deletable[type(record)]:
            return replace(change, outcome=Outcome.REMOVE)
        return change

    def absent_part(self, record: Responsibility | Target) -> Outcome:
        """The parts of a measure that an earlier edition dropped are not missed."""
        return Outcome.ABSENT if self.owner_given(record) else Outcome.UNCHANGED

    def withdrawal(self, model: type[Model], key: NaturalKey, record: Section | Measure) -> RecordChange:
        """Not what a person withdrew, nor what a person put back in force after an edition withdrew it.

        What nobody applied of an earlier import is offered again.
        """
        match = self.edition.matches.get((model, key))
        if record.withdrawn_by_id is not None or record.withdrawn_on is not None or key in self.kept_sections:
            return RecordChange(model, key, Outcome.UNCHANGED, {}, record, match=match)
        fields = (
            FieldChange("withdrawn_on", Outcome.UPDATE, None, timezone.localdate().isoformat()),
            FieldChange("withdrawn_by", Outcome.UPDATE, None, self.source_key),
        )
        return RecordChange(model, key, Outcome.WITHDRAW, {}, record, fields, match)

    def sections_kept(self) -> set[NaturalKey]:
        """The sections that the edition has not, in which something stands that stays in force."""
        kept: set[NaturalKey] = set()
        for key, record in self.stored.records[Measure].items():
            if record.withdrawn_on is None and (key in self.rows[Measure] or self.stays_without(key, record)):
                kept |= self.with_those_above(self.section_after(key, record))
        for key, record in self.stored.records[Section].items():
            if record.source_id is None and record.withdrawn_on is None:
                kept |= self.with_those_above(key)
        return kept - self.rows[Section].keys()

    def stays_without(self, key: NaturalKey, record: Measure) -> bool:
        """Whether a measure that the edition does not have stays in force."""
        read_again = not self.edition.is_new and self.stored.place(record) and not self.is_cut(Measure, key)
        return record.source_id is None or record.withdrawn_by_id is not None or bool(read_again)

    def section_after(self, key: NaturalKey, record: Measure) -> NaturalKey:
        """Where a measure will stand: where an editor moved it, else where the edition has it."""
        stored = self.stored.keys[Section, record.section_id]
        said = (record.baseline or {}).get("section")
        moved_here = said is not None and tuple(said) != stored
        row = self.rows[Measure].get(key)
        return stored if row is None or moved_here else row["section"]

    def with_those_above(self, key: NaturalKey | None) -> set[NaturalKey]:
        """A section and all above it."""
        found: set[NaturalKey] = set()
        while key is not None and key not in found:
            found.add(key)
            record = self.stored.records[Section].get(key)
            key = self.stored.keys[Section, record.parent_id] if record is not None and record.parent_id else None
        return found

    def dropped_part(self, model: type[Model], key: NaturalKey, record: Responsibility | Target) -> RecordChange:
        """A responsibility or target leaves its measure, unless that is dropped as a whole; one edited here stays."""
        if not self.owner_given(record):
            return RecordChange(model, key, Outcome.UNCHANGED, {}, record)
        if isinstance(record, Target) and (conflict := self.target_conflict(key, record)):
            return RecordChange(model, key, Outcome.CONFLICT, {}, record, (conflict,))
        return RecordChange(model, key, Outcome.REMOVE, {}, record)

    def target_conflict(self, key: NaturalKey, record: Target) -> FieldChange | None:
        """An editor changed the target that the edition no longer has."""
        owner = self.owner(record)
        said = self.said_of_target(key, owner)
        if owner.baseline is None and self.previous is None:
            edited = owner.version > 1
        else:
            names = [name for name in said or {} if name not in ("plan", "code", "measure", "section")]
            edited = said is None or row_of(record, names, self.stored.keys) != {name: said[name] for name in names}
        return FieldChange("text", Outcome.CONFLICT, record.text, None, (said or {}).get("text")) if edited else None

    def said_of_target(self, key: NaturalKey, owner: Measure | Section) -> FieldValues | None:
        """What the last import, or the reading that is corrected, said of a target."""
        if self.previous is not None:
            return {name: value for name, value in self.previous.rows[Target][key].items() if name not in FOLLOWING}
        return self.stored.baseline_of_part(owner, Target).get(key) if owner.baseline else None

    def owner(self, record: Target) -> Measure | Section:
        """The measure or section that a target stands in."""
        model, pk = owner_pk(record)
        owner: Measure | Section = self.stored.records[model][self.stored.keys[model, pk]]
        return owner

    def owner_given(self, record: Responsibility | Target) -> bool:
        model, pk = owner_pk(record)
        return self.stored.keys[model, pk] in self.rows[model]

    def came_from_document(self, key: NaturalKey, record: Droppable) -> bool:
        if isinstance(record, Responsibility):
            return key[-1] in self.roles.said(key)  # an editor may have changed its role since
        return record.source_id is not None


def owner_pk(record: Responsibility | Target) -> tuple[type[Measure | Section], int]:
    """The model and primary key of what a responsibility or target stands in."""
    if isinstance(record, Target) and record.section_id is not None:
        return Section, record.section_id
    return Measure, record.measure_id or 0  # a constraint has it that a target stands in one of the two
