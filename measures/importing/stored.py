"""The stored records of one plan, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Model, QuerySet

from measures.choices import DocumentKind
from measures.importing.bodies import KnownBodies
from measures.importing.followed import Followed, SuccessionsFollowed
from measures.importing.loading import LoadedRecords
from measures.importing.records import (
    KEY_FIELDS,
    FieldValues,
    FixtureRows,
    Keys,
    NaturalKey,
    flat,
    key_of,
    row_of,
    values_of,
)
from measures.models import (
    Conflict,
    Correction,
    Measure,
    Plan,
    Responsibility,
    ResponsibleBody,
    Section,
    SourceDocument,
    Succession,
    Target,
)
from measures.models.history import Tracked
from measures.models.places import Place, place_in, place_of_part_in
from measures.prepared import Placeholder, PreparedQuery, PreparedRecords


@dataclass(frozen=True)
class Deleted:
    """A record that a person deleted, as it was then; `place` is the code of the section above, "" at the top."""

    title: str = ""
    text: str = ""
    label: str = ""
    place: str = ""


@dataclass
class Stored:
    """Records by model and natural key, the natural key of each database id, and the conflicts that are open.

    `conflicts` are by the name of the model, the key and the field, as `Conflict` has them. `superseded` are measures
    that a correction of the reading split or merged: no document has them any more, since their successors have their
    words.
    """

    bodies: KnownBodies
    plan: Plan | None = None
    records: dict[type[Model], dict[NaturalKey, Any]] = field(
        default_factory=lambda: {model: {} for model in KEY_FIELDS}
    )
    keys: Keys = field(default_factory=dict)
    deleted: dict[type[Model], dict[NaturalKey, Deleted]] = field(default_factory=lambda: defaultdict(dict))
    conflicts: dict[tuple[str, str, str], Conflict] = field(default_factory=dict)
    superseded: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.followed = SuccessionsFollowed(self.records, self.keys)

    def add(self, records: Iterable[Model]) -> None:
        """Read those of one model, after the models that their natural keys refer to."""
        for record in records:
            model = type(record)
            key = self.key(model, record)
            self.records[model][key] = record
            self.keys[model, record.pk] = key

    def key(self, model: type[Model], record: Model) -> NaturalKey:
        if model is SourceDocument:
            return key_of(model, row_of(record, (*KEY_FIELDS[model], "kind"), self.keys))
        return flat(values_of(model, KEY_FIELDS[model])(record, self.keys))

    @cached_property
    def last_edition(self) -> SourceDocument | None:
        """The newest edition of the plan whose import was not undone."""
        return self.last_of(DocumentKind.PLAN)

    def last_of(self, kind: DocumentKind) -> SourceDocument | None:
        """The newest document of one kind whose import was not undone."""
        return next((each for each in reversed(self.sources(kind)) if not each.undone), None)

    def sources(self, kind: DocumentKind) -> list[SourceDocument]:
        """The plan's documents of one kind, in the order in which they came."""
        found: Iterable[SourceDocument] = self.records[SourceDocument].values()
        return sorted((each for each in found if each.kind == kind), key=lambda each: each.edition)

    def place(self, record: Section | Measure) -> Place | None:
        """Where the newest edition has a record."""
        return place_in(self.last_edition, record) if self.last_edition else None

    def place_of_part(self, part: Responsibility | Target, owner: Section | Measure) -> Place | None:
        if self.last_edition is None:
            return None
        source = self.source(part.source_id)
        return place_of_part_in(self.last_edition, part, owner, source)

    def source(self, pk: int | None) -> SourceDocument | None:
        """One of the plan's documents, None for what an editor added."""
        if pk is None:
            return None
        found: SourceDocument = self.records[SourceDocument][self.keys[SourceDocument, pk]]
        return found

    def next_edition(self, kind: DocumentKind) -> int:
        """The number of the plan's next document of a kind."""
        return max((each.edition for each in self.sources(kind)), default=0) + 1

    def codes_ever(self) -> set[str]:
        """The codes of all sections and measures that the plan has or had."""
        return {str(key[1]) for model in (Section, Measure) for of in (self.records, self.deleted) for key in of[model]}

    def baseline_of_part(self, owner: Measure | Section, model: type[Model]) -> dict[NaturalKey, FieldValues]:
        """What the last import said of an owner's responsibilities or targets."""
        name = PART_NAMES[model]
        rows = [self.from_json(model, row) for row in (owner.baseline or {}).get(name, [])]
        return {key_of(model, row): row for row in rows}

    def all_followed(self, rows: FixtureRows) -> dict[NaturalKey, Followed]:
        """The responsibilities that a fixture gives to bodies which have handed over since, by their present keys."""
        found: dict[NaturalKey, Followed] = {}
        for row in rows[Responsibility].values() if self.followed.by_body else ():
            named = self.bodies.renamed(Responsibility, row)
            body, passed = self.followed.follow(row["measure"], named["body"], row["role"], rows)
            if passed:
                found[key_of(Responsibility, named | {"body": body})] = Followed(named["body"], passed)
        return found

    def from_json(self, model: type[Model], said: dict[str, object]) -> FieldValues:
        """A baseline's fields as a row: references as tuples, bodies as they are now."""
        row = {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}
        return self.present(model, row)

    def present(self, model: type[Model], row: FieldValues, rows: FixtureRows | None = None) -> FieldValues:
        """A row with every body under its present name and, of a responsibility, the one that answers now.

        `rows` are those of the fixture that the row is from.
        """
        return self.followed.row(model, self.bodies.renamed(model, row), rows)


PART_NAMES: dict[type[Model], str] = {Responsibility: "responsibilities", Target: "targets"}
REMOVABLE: tuple[type[Tracked], ...] = (Section, Measure, Target)


BODIES = PreparedRecords(ResponsibleBody.objects.all(), {})
PLANS = PreparedRecords(Plan.objects.filter(slug=Placeholder("slug")), {})
# In the order in which natural keys refer to each other.
CONTENTS: tuple[LoadedRecords[Any], ...] = (
    *(LoadedRecords(model._default_manager.filter(plan=Placeholder("plan"))) for model in (SourceDocument, Section)),
    LoadedRecords(Measure.objects.filter(plan=Placeholder("plan"))),
    LoadedRecords(Responsibility.objects.filter(measure__plan=Placeholder("plan"))),
    LoadedRecords(Target.objects.filter(plan=Placeholder("plan"))),
)
CONFLICTS = PreparedRecords(
    Conflict.objects.filter(plan=Placeholder("plan"), source__kind=Placeholder("kind")).open(), {}
)


def load(slug: str, kind: DocumentKind = DocumentKind.PLAN) -> Stored:
    """What is stored of a plan, and the conflicts that documents of a kind have led to.

    Within an edit the change feed's lock keeps all other writers out: no row needs a lock of its own.
    """
    bodies = BODIES()
    stored = Stored(KnownBodies(bodies), next(iter(PLANS(slug=slug)), None))
    stored.add(bodies)
    stored.followed.read(stored.plan)
    if stored.plan is None:
        return stored
    stored.add([stored.plan])
    for records in CONTENTS:
        stored.add(records(plan=stored.plan.pk))
    for tracked in REMOVABLE:
        stored.deleted[tracked] = deleted_records(tracked, stored.plan, stored)
    stored.superseded = {pk for (pk,) in SUPERSEDED(plan=stored.plan.pk)}
    for conflict in CONFLICTS(plan=stored.plan.pk, kind=str(kind)):
        stored.conflicts[conflict.model, conflict.key, conflict.field] = conflict
    return stored


def corrections() -> QuerySet[Any]:
    """The edits that corrected a reading."""
    made: QuerySet[Any] = Correction.history.filter(history_type="+", edit__isnull=False).order_by().values("edit")
    return made


def superseded() -> QuerySet[Succession, tuple[int]]:
    """The primary keys of withdrawn measures of a plan whose successors came with a correction."""
    made = Succession.history.filter(history_type="+", edit__in=corrections()).values("id")
    withdrawn = Measure.objects.filter(plan=Placeholder("plan"), withdrawn_on__isnull=False, withdrawn_by=None)
    found = Succession.objects.filter(pk__in=made, from_measure__in=withdrawn)
    return found.values_list("from_measure_id")


def deletions(model: type[Tracked]) -> QuerySet[Any]:
    """The history rows of a plan's records that a person deleted.

    What an undo deleted may come again, and what a correction made part of another record: its words are there.
    """
    rows = model.history.filter(plan_id=Placeholder("plan"), history_type="-", edit__undoes=None)
    found: QuerySet[Any] = rows.exclude(edit__isnull=False, edit__in=corrections()).order_by("history_id")
    return found


SUPERSEDED = PreparedQuery(superseded)
DELETIONS = {model: PreparedRecords(deletions(model), {}) for model in REMOVABLE}


def deleted_records(model: type[Tracked], plan: Plan, stored: Stored) -> dict[NaturalKey, Deleted]:
    """The records of this plan that a person deleted: their history says so."""
    rows = DELETIONS[model](plan=plan.pk)
    places = section_codes(plan) if rows else {}
    found: dict[NaturalKey, Deleted] = {}
    for row in rows:
        place = places.get(getattr(row, "section_id", None) or getattr(row, "parent_id", None) or 0, "")
        title, text, label = (str(getattr(row, name, "")) for name in ("title", "text", "label"))
        found[plan.slug, row.code] = Deleted(title, text, label, place)
    return {key: deleted for key, deleted in found.items() if key not in stored.records[model]}


def section_codes(plan: Plan) -> dict[int, str]:
    """From the primary key of every section that the plan ever had to its code."""
    return dict(Section.history.filter(plan_id=plan.pk).order_by().values_list("id", "code").distinct())
