"""The conflicts that an import finds, kept until a person decides; written with the records, in one transaction."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Model
from django.utils import timezone

from measures.choices import ConflictState
from measures.edits import create_records, update_records
from measures.importing.comparison import Comparison, FieldChange, Outcome, RecordChange
from measures.importing.records import NaturalKey, listed
from measures.models import Conflict, Measure, Plan, Responsibility, ResponsibleBody, Section, SourceDocument, Target

Ids = dict[tuple[type[Model], NaturalKey], int]
Identity = tuple[str, str, str]  # the model's name, the key and the field, as `Conflict` has them


def conflict_key(model: type[Model], key: NaturalKey, uuid: object = "") -> str:
    """How a conflict names a record; `uuid` is that of a responsibility's body."""
    if model is Plan:
        return ""
    return f"{key[1]} {uuid}" if model is Responsibility else str(key[1])


@dataclass(frozen=True)
class ConflictKeeper:
    """Stores what a comparison found; `ids` has the primary keys of all records, new ones included."""

    comparison: Comparison
    ids: Ids

    def keep(self) -> None:
        """Open new conflicts, update open ones, and close those on whose value both sides agree by now."""
        found = dict(self.found())
        before = self.comparison.conflicts
        create_records(Conflict, [self.conflict(*each) for identity, each in found.items() if identity not in before])
        again = [(before[identity], field) for identity, (_change, field) in found.items() if identity in before]
        self.update([(conflict, field) for conflict, field in again if conflict.said_now != listed(field.incoming)])
        self.close([conflict for identity, conflict in before.items() if identity not in found])

    def found(self) -> Iterator[tuple[Identity, tuple[RecordChange, FieldChange]]]:
        """The conflicts of the comparison."""
        changes = [
            (change, field)
            for change in self.comparison.records
            for field in change.fields
            if field.outcome is Outcome.CONFLICT
        ]
        uuids = self.uuids([change for change, _field in changes if change.model is Responsibility])
        for change, field in changes:
            uuid = uuids.get(change.key[2:4], "")
            yield (model_name(change), conflict_key(change.model, change.key, uuid), field.name), (change, field)

    def uuids(self, changes: list[RecordChange]) -> dict[NaturalKey, str]:
        """The public ids of the bodies whose roles are in conflict, by their natural keys."""
        pks = {self.ids[ResponsibleBody, change.key[2:4]]: change.key[2:4] for change in changes}
        found = ResponsibleBody.objects.filter(pk__in=pks).values_list("pk", "uuid") if pks else ()
        return {pks[pk]: str(uuid) for pk, uuid in found}

    def conflict(self, change: RecordChange, field: FieldChange) -> Conflict:
        """One conflict as a record, not stored yet."""
        uuid = self.uuids([change]).get(change.key[2:4], "") if change.model is Responsibility else ""
        measure, section = self.owners(change)
        return Conflict(
            plan_id=self.ids[Plan, change.key[:1]],
            measure_id=measure,
            section_id=section,
            source_id=self.source_id,
            model=model_name(change),
            key=conflict_key(change.model, change.key, uuid),
            field=field.name,
            said_before=listed(field.baseline),
            here=listed(field.stored),
            said_now=listed(field.incoming),
        )

    @property
    def source_id(self) -> int:
        [change] = self.comparison.of(SourceDocument)
        return self.ids[SourceDocument, change.key]

    def owners(self, change: RecordChange) -> tuple[int | None, int | None]:
        """The primary keys of the measure and of the section that the record is or is part of, one at most."""
        if change.model in (Measure, Section):
            pk = self.ids[change.model, change.key]
            return (pk, None) if change.model is Measure else (None, pk)
        if change.model is Plan:
            return None, None
        if change.record is not None:
            return change.record.measure_id, getattr(change.record, "section_id", None)
        measure = change.row.get("measure")
        if measure is not None:
            return self.ids[Measure, measure], None
        return None, self.ids[Section, change.row["section"]]

    def update(self, again: list[tuple[Conflict, FieldChange]]) -> None:
        for conflict, field in again:
            conflict.said_now, conflict.here = listed(field.incoming), listed(field.stored)
            conflict.source_id = self.source_id
        update_records(Conflict, [conflict for conflict, _field in again], ["said_now", "here", "source"])

    def close(self, left: list[Conflict]) -> None:
        """Close open conflicts whose record this import has without finding a conflict in the field again."""
        records = (Section, Measure, Target)
        given = {str(change.key[1]) for model in records for change in self.comparison.of(model) if change.row}
        agreed = [conflict for conflict in left if conflict.key.split(" ")[0] in given | {""}]
        for conflict in agreed:
            conflict.state, conflict.at = ConflictState.DOCUMENT, timezone.now()
        update_records(Conflict, agreed, ["state", "at"])


def model_name(change: RecordChange) -> str:
    return str(change.model._meta.model_name)
