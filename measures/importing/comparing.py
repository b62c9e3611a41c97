"""Fixture against database, three ways: what is stored, what the fixture says, what the last import said.

Writes nothing. Records are compared by natural key, after `editions` has given the rows of a revised document the keys
of the records that they are; bodies are known also by public id and alias.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from measures.choices import PlanState
from measures.importing import editions, paths, positions
from measures.importing.bodies import body_references
from measures.importing.collection import paused_collection
from measures.importing.comparison import Comparison, FieldChange, Outcome, RecordChange, outcome_of_fields
from measures.importing.conflicts import conflict_key
from measures.importing.declined import Choice, Declined
from measures.importing.dropped import Dropped
from measures.importing.errors import Fault, FixtureError
from measures.importing.followed import Followed
from measures.importing.outlines import PLACES
from measures.importing.previous import PreviousReading
from measures.importing.reading import Incoming
from measures.importing.records import (
    FOLLOWING,
    KEY_FIELDS,
    FieldValues,
    FixtureRows,
    NaturalKey,
    fields_of,
    key_of,
    owner_of,
    values_of,
)
from measures.importing.references import in_circles
from measures.importing.stored import PART_NAMES, REMOVABLE, Stored, load
from measures.importing.unmoved import Unmoved
from measures.matching import Match
from measures.models import Conflict, Measure, Plan, Responsibility, ResponsibleBody, Section, SourceDocument

UNKNOWN = object()


@paused_collection()
def compare(
    incoming: Incoming,
    *,
    publish: bool = False,
    declined: frozenset[Choice] = frozenset(),
    previous: Incoming | None = None,
) -> Comparison:
    """What `apply` would do. Within an edit, nobody else writes the records before the transaction ends.

    What is `declined` is left out: the records and fields stay as they are. Where a person corrected the reading of a
    stored document, `previous` is the reading before: only what differs from it is written.

    Raises FixtureError where another plan has the slug, or a later edition is here.
    """
    if incoming.is_dump:
        refuse_dump_of_present(incoming)
    comparer = Comparer(incoming, publish, declined, previous)
    stored, edition = comparer.stored, comparer.edition
    return Comparison(
        tuple(comparer.changes()),
        {(model, key): pk for (model, pk), key in stored.keys.items()},
        edition.number,
        edition.is_new,
        edition.merged,
        stored.conflicts,
        comparer.previous,
        followed=comparer.followed,
    )


def refuse_dump_of_present(incoming: Incoming) -> None:
    """Raise FixtureError where the plan of a dump is here already: nothing tells whose state would be the newer one."""
    (slug,) = next(iter(incoming.rows[Plan]))
    if Plan.objects.filter(slug=slug).exists():
        message = _("The plan “%(slug)s” is here already: the dump of a plan is imported where it is not.")
        raise FixtureError([Fault("", message % {"slug": slug})])


class Comparer:
    """Compares the rows of one fixture with what is stored of its plan."""

    def __init__(
        self,
        incoming: Incoming,
        publish: bool,
        declined: frozenset[Choice],
        previous: Incoming | None = None,
    ) -> None:
        self.declined = Declined(declined)
        (slug,) = next(iter(incoming.rows[Plan]))
        self.stored = load(str(slug))
        self.stored.bodies.refuse_confusable(incoming.rows[ResponsibleBody])
        self.corrects = previous is not None
        self.followed: dict[NaturalKey, Followed] = {}
        self.edition, self.rows = self.settled(incoming, self.followed)
        self.previous = self.previous_reading(previous) if previous else None
        if publish:
            self.rows[Plan][(slug,)]["state"] = PlanState.PUBLISHED.value
        self.removed = self.removed_keys()
        self.dropped = Dropped(self.stored, self.rows, self.edition, self.previous)
        self.unmoved = Unmoved(self.stored, self.rows, self.dropped.source_key)

    def settled(
        self, incoming: Incoming, followed: dict[NaturalKey, Followed] | None = None
    ) -> tuple[editions.Edition, FixtureRows]:
        """The edition, and its rows under the keys of the stored records that they are; `followed` is filled."""
        edition, rows = editions.settle(incoming.rows, self.stored)
        if self.stored.plan is not None and not self.corrects:  # a correction keeps the positions itself
            rows = positions.settled(rows, self.stored)
        if followed is not None:
            followed |= self.stored.all_followed(rows)
        return edition, {model: self.present_rows(model, of, rows) for model, of in rows.items()}

    def previous_reading(self, incoming: Incoming) -> PreviousReading:
        return PreviousReading(self.settled(incoming)[1], self.rows, self.stored)

    def present_rows(
        self, model: type[Model], of_model: dict[NaturalKey, FieldValues], rows: FixtureRows
    ) -> dict[NaturalKey, FieldValues]:
        """The rows with bodies as they are now; of two that become one, the first."""
        if not body_references(model):
            return of_model
        found: dict[NaturalKey, FieldValues] = {}
        for key, row in of_model.items():
            present = self.stored.present(model, row, rows)
            found.setdefault(key if present is row else key_of(model, present), present)
        return found

    def removed_keys(self) -> dict[type[Model], set[NaturalKey]]:
        """What a person deleted stays deleted, except a section in which something stands after all."""
        removed: dict[type[Model], set[NaturalKey]] = {model: set(self.stored.deleted[model]) for model in REMOVABLE}
        if self.previous is not None:  # except what a correction brings back
            removed = {model: keys - self.previous.added(model) for model, keys in removed.items()}
        standing = [row["section"] for key, row in self.rows[Measure].items() if key not in removed[Measure]]
        standing += [row.get("parent") for key, row in self.rows[Section].items() if key not in removed[Section]]
        for key in standing:
            while key in removed[Section]:
                removed[Section].discard(key)
                key = self.rows[Section][key].get("parent")
        return removed

    def changes(self) -> Iterator[RecordChange]:
        """What becomes of every record, model by model; what is unchanged and not in the fixture is left out."""
        for model in KEY_FIELDS:
            found = [self.record_change(model, key, row) for key, row in self.rows[model].items()]
            found += self.dropped.changes(model)
            found = self.declined.without(found)
            found = self.with_paths(found) if model is Section else found
            yield from (change for change in found if change.row or change.outcome is not Outcome.UNCHANGED)

    def record_change(self, model: type[Model], key: NaturalKey, row: FieldValues) -> RecordChange:
        """What an import does with one record of the fixture."""
        record = self.stored.records[model].get(key)
        match = self.edition.matches.get((model, key))
        if model is ResponsibleBody:
            record = self.stored.records[model].get(self.stored.bodies.present_key(key, row["uuid"]))
        if record is None:
            return self.missing_change(model, key, row, match)
        fields = () if model is ResponsibleBody else tuple(self.field_changes(model, key, row, record))
        fields += returned(record) if model in PLACES else ()
        fields = self.unmoved.without_places(model, key, row, record, fields) if fields else ()
        return RecordChange(model, key, outcome_of_fields(fields), row, record, fields, match)

    def missing_change(
        self, model: type[Model], key: NaturalKey, row: FieldValues, match: Match | None
    ) -> RecordChange:
        """What the fixture has and the database has not; in conflict where the roles of its body were changed here."""
        if model is Responsibility and (conflict := self.dropped.roles.conflict(key)):
            fields = (conflict,) if self.dropped.roles.says_conflict(key) else ()
            return RecordChange(model, key, Outcome.CONFLICT, row, None, fields)
        outcome = self.outcome_of_missing(model, key, row)
        missing = FieldChange("text", Outcome.CONFLICT, None, row["text"]) if outcome is Outcome.CONFLICT else None
        return RecordChange(model, key, outcome, row, None, (missing,) if missing else (), match)

    def outcome_of_missing(self, model: type[Model], key: NaturalKey, row: FieldValues) -> Outcome:
        """What becomes of a record that is not stored: new, or kept away since a person deleted it."""
        if key in self.removed.get(model, ()):
            return Outcome.KEEP
        if self.previous is not None:
            return Outcome.KEEP if self.previous.has_missing(model, key, row) else Outcome.NEW
        if model not in PART_NAMES:
            return Outcome.NEW
        owner_model, owner_key = owner_of(row)
        if owner_key in self.removed[owner_model]:
            return Outcome.KEEP
        owner = self.stored.records[owner_model].get(owner_key)
        if owner is None:
            return Outcome.NEW
        if owner.baseline is None:  # loaded, not imported: whether somebody took this away can only be guessed
            return Outcome.NEW if owner.version == 1 else Outcome.CONFLICT
        return Outcome.KEEP if key in self.stored.baseline_of_part(owner, model) else Outcome.NEW

    def field_changes(
        self, model: type[Model], key: NaturalKey, row: FieldValues, record: Any
    ) -> Iterator[FieldChange]:
        """The fields in which the stored record and the fixture differ, each with its outcome."""
        names = compared_names(model, tuple(row))
        values = values_of(model, names)(record, self.stored.keys)
        differing = {name: now for name, now in zip(names, values, strict=True) if now != row[name]}
        edited = model is not SourceDocument and not differing.keys() <= FOLLOWING
        baseline = self.baseline_of(model, key, row, record) if edited else None
        for name, now in differing.items():
            if model is SourceDocument or name in FOLLOWING:
                yield FieldChange(name, Outcome.UPDATE, now, row[name])
            else:
                yield self.three_way(model, key, FieldChange(name, Outcome.UPDATE, now, row[name]), baseline)

    def three_way(
        self, model: type[Model], key: NaturalKey, change: FieldChange, baseline: FieldValues | None
    ) -> FieldChange:
        """The change of a field that people edit: what they wrote stays, in conflict where the document changed too."""
        said = last_imported(model, change.name, baseline)
        if said == change.stored:
            outcome = Outcome.UPDATE
        else:
            outcome = Outcome.KEEP if said == change.incoming else Outcome.CONFLICT
        open_conflict = self.open_conflict(model, key, change.name) if outcome is Outcome.KEEP else None
        if open_conflict is not None:
            outcome, said = Outcome.CONFLICT, open_conflict.said_before
        return replace(change, outcome=outcome, baseline=None if said is UNKNOWN else said)

    def open_conflict(self, model: type[Model], key: NaturalKey, name: str) -> Conflict | None:
        """The conflict over a field that an earlier import found and nobody has decided yet."""
        return self.stored.conflicts.get((str(model._meta.model_name), conflict_key(model, key), name))

    def baseline_of(self, model: type[Model], key: NaturalKey, row: FieldValues, record: Any) -> FieldValues | None:
        """What the last import said of the record, None where no import has."""
        if model is SourceDocument:
            return None
        if self.previous is not None:
            return self.previous.rows[model].get(key)
        if model not in PART_NAMES:
            return None if record.baseline is None else self.stored.from_json(model, record.baseline)
        owner_model, owner_key = owner_of(row)
        owner = self.stored.records[owner_model].get(owner_key)
        return self.stored.baseline_of_part(owner, model).get(key) if owner and owner.baseline is not None else None

    def with_paths(self, changes: list[RecordChange]) -> list[RecordChange]:
        """The sections' changes with the paths that follow from where each will stand."""
        changes = self.without_circles(changes)
        standing = {change.key: parent_after(change, self.stored) for change in changes if stands_after(change)}
        read = {key: row for key, row in self.rows[Section].items() if key in standing}
        given = {key: row["path"] for key, row in read.items() if row.get("parent") == standing[key]}
        now = {key: record.path for key, record in self.stored.records[Section].items()}
        settled = paths.settle(given, now, standing)
        return [with_path(change, settled.get(change.key, "")) for change in changes]

    def without_circles(self, changes: list[RecordChange]) -> list[RecordChange]:
        """Where an editor's move and the reading's together would close a circle, the stored parent stays."""
        while True:
            parents = {change.key: parent_after(change, self.stored) for change in changes}
            circling = in_circles({key: {parent} if parent else set() for key, parent in parents.items()})
            closing = {change.key for change in changes if "parent" in change.updates} & circling
            if not closing:
                return changes
            changes = [parent_kept(change) if change.key in closing else change for change in changes]


@cache
def compared_names(model: type[Model], names: tuple[str, ...]) -> tuple[str, ...]:
    """The fields of a row that are compared: not its key, nor a section's path, which is settled in the end."""
    return tuple(name for name in names if name not in KEY_FIELDS[model] and (model, name) != (Section, "path"))


def last_imported(model: type[Model], name: str, baseline: FieldValues | None) -> object:
    """The last import's value; for a field it did not speak of the default, since it left it so."""
    if baseline is None and (model, name) != (Plan, "state"):
        return UNKNOWN
    return (baseline or {}).get(name, fields_of(model)[name].get_default())


def returned(record: Section | Measure) -> tuple[FieldChange, ...]:
    """What a record that an edition dropped takes back when a later one has it again; not what a person withdrew."""
    if record.withdrawn_by_id is None:
        return ()
    day = record.withdrawn_on
    fields = [FieldChange("withdrawn_on", Outcome.UPDATE, day.isoformat(), None)] if day else []
    return (*fields, FieldChange("withdrawn_by", Outcome.UPDATE, None, None))


def stands_after(change: RecordChange) -> bool:
    return change.record is not None or change.outcome is Outcome.NEW


def parent_after(change: RecordChange, stored: Stored) -> NaturalKey | None:
    """The natural key of the parent that a section will have, None at the top."""
    if change.record is None:
        return change.row.get("parent")
    if "parent" in change.updates:
        parent: NaturalKey | None = change.updates["parent"]
        return parent
    return stored.keys[Section, change.record.parent_id] if change.record.parent_id else None


def parent_kept(change: RecordChange) -> RecordChange:
    """The change without its new parent: the stored one stays, as in a conflict."""
    fields = tuple(
        FieldChange(field.name, Outcome.CONFLICT, field.stored, field.incoming, field.baseline)
        if field.name == "parent"
        else field
        for field in change.fields
    )
    return replace(change, outcome=Outcome.CONFLICT, fields=fields)


def with_path(change: RecordChange, path: str) -> RecordChange:
    """The change with the path that the section will have."""
    if change.record is None:
        return replace(change, row=change.row | {"path": path})
    if change.record.path == path:
        return change
    outcome = Outcome.UPDATE if change.outcome in (Outcome.UNCHANGED, Outcome.KEEP) else change.outcome
    moved = FieldChange("path", Outcome.UPDATE, change.record.path, path)
    return replace(change, outcome=outcome, fields=(*change.fields, moved))
