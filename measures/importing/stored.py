"""What the database holds of one plan, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from measures.importing.bodies import KnownBodies
from measures.importing.records import KEY_FIELDS, Key, Row, key_of, row_of
from measures.models import Measure, Plan, Responsibility, ResponsibleBody, Section, SourceDocument, Target
from measures.models.history import Tracked


@dataclass
class Stored:
    """Records by model and natural key, and the natural key of each database id."""

    bodies: KnownBodies
    plan: Plan | None = None
    records: dict[type[Model], dict[Key, Any]] = field(default_factory=lambda: {model: {} for model in KEY_FIELDS})
    keys: dict[tuple[type[Model], int], Key] = field(default_factory=dict)
    removed: dict[type[Model], set[Key]] = field(default_factory=lambda: defaultdict(set))

    def add(self, records: Iterable[Model]) -> None:
        for record in records:
            model = type(record)
            key = key_of(model, row_of(record, KEY_FIELDS[model], self.keys))
            self.records[model][key] = record
            self.keys[model, record.pk] = key

    def baseline_of_part(self, owner: Any, model: type[Model]) -> dict[Key, Row]:
        """What the last import said of an owner's responsibilities or targets."""
        name = PART_NAMES[model]
        rows = [self.from_json(model, row) for row in (owner.baseline or {}).get(name, [])]
        return {key_of(model, row): row for row in rows}

    def from_json(self, model: type[Model], said: dict[str, object]) -> Row:
        """A baseline's fields as a row: references as tuples, bodies under their present names."""
        row = {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}
        return self.bodies.renamed(model, row)


PART_NAMES: dict[type[Model], str] = {Responsibility: "responsibilities", Target: "targets"}
REMOVABLE: tuple[type[Tracked], ...] = (Section, Measure, Target)


def load(slug: str, *, lock: bool) -> Stored:
    """What is stored of a plan; with `lock`, nobody else writes it before the transaction ends."""

    def read(model: Any, **of: Any) -> Any:
        records = model.objects.filter(**of)
        return records.select_for_update(of=("self",)) if lock else records

    bodies = list(ResponsibleBody.objects.all())
    stored = Stored(KnownBodies(bodies), read(Plan, slug=slug).first())
    stored.add(bodies)
    if stored.plan is None:
        return stored
    stored.add([stored.plan])
    for model in (SourceDocument, Section, Measure):
        stored.add(read(model, plan=stored.plan))
    stored.add(read(Responsibility, measure__plan=stored.plan))
    stored.add(read(Target, plan=stored.plan))
    stored.removed |= {removable: removed_keys(removable, stored.plan, stored) for removable in REMOVABLE}
    return stored


def removed_keys(model: type[Tracked], plan: Plan, stored: Stored) -> set[Key]:
    """The records of this plan that a person deleted: their history says so. What an undo deleted may come again."""
    deletions = model.history.filter(plan_id=plan.pk, history_type="-", edit__undoes=None)
    removed: set[Key] = {(plan.slug, code) for code in deletions.values_list("code", flat=True)}
    return removed - stored.records[model].keys()
