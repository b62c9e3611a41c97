"""What is related to a page of rows, in one prepared query: headings, responsibilities, targets, successors, and for
whoever may change measures what of them waits.

A query that finds nothing costs a page as much as one that finds fifty rows; so these are one UNION. Its branches
share their columns: whose the row is, two numbers, six texts, two values. Each branch names those that it uses, and its
rows are read by these names. What PostgreSQL writes beside a measure (`related_texts.py`) is not asked for here.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property
from typing import Any, Generic, TypeAlias, TypeVar, cast

from django.db.models import Expression, Model, QuerySet, TextField, Value

from measures.api.records.rows import Representation, Row, make_row_factory
from measures.models import ConfirmedContent, Conflict, Measure, Responsibility, Section, Target
from measures.models.plan import paths_down_to
from measures.prepared import PairInLists, PreparedQuery, Tuples, UUIDText, Values, in_list
from measures.visibility import Scope, Visibility, prepared_condition

Place: TypeAlias = tuple[int, str]  # a plan's primary key and the path of one of its sections
Columns: TypeAlias = Mapping[str, str | Expression]

TARGET_FIELDS = ("code", "text", "metric", "comparator", "value", "unit", "year", "nature")
NONE = Value(None, output_field=TextField())


class RelatedRow(Row):
    """A row of the UNION; `owner` is the primary key of the record that it belongs to."""

    kind: str
    owner: int


class ResponsibilityRow(RelatedRow):
    """A body's role in the measure `owner`; `body` is the body's primary key."""

    role: str
    origin: str
    uuid: str
    name: str
    body: int


class TargetRow(RelatedRow):
    """A target of the measure `owner`."""

    code: str
    text: str
    metric: str
    comparator: str
    unit: str
    nature: str
    year: int | None
    value: Decimal | None


class SuccessorRow(RelatedRow):
    plan: str
    code: str


class HeadingRow(RelatedRow):
    path: str
    code: str
    label: str
    title: str


class OpenConflictRow(RelatedRow):
    """An open conflict of the measure `owner`."""


class ChangedRow(RelatedRow):
    """The measure `owner` says something else than was confirmed."""


B = TypeVar("B", bound=RelatedRow)


@dataclass(frozen=True)
class UnionBranch(Generic[B]):
    """One branch of the UNION: the column that says whose a row is (`owner`), and its own columns by name."""

    kind: str
    row_type: type[B]
    owner: str
    numbers: Columns = field(default_factory=dict)
    texts: Columns = field(default_factory=dict)
    values: Columns = field(default_factory=dict)

    @property
    def columns(self) -> dict[str, str | Expression]:
        """All columns in the order of the UNION; those that this branch does not use are null."""
        found: dict[str, str | Expression] = {}
        for kind, count, columns in (("number", 2, self.numbers), ("text", 6, self.texts), ("value", 2, self.values)):
            found |= columns
            found |= {f"{kind}{place}": NONE for place in range(len(columns), count)}
        return found

    def select(self, queryset: QuerySet[Model]) -> QuerySet[Model, tuple[Any, ...]]:
        kind = Value(self.kind, output_field=TextField())
        return queryset.order_by().values_list(kind, self.owner, *self.columns.values())

    @cached_property
    def row_factory(self) -> Callable[[Iterable[object]], B]:
        return make_row_factory(self.row_type, ["kind", "owner", *self.columns])


RESPONSIBILITY = UnionBranch(
    "responsibility",
    ResponsibilityRow,
    "measure_id",
    numbers={"position": "position", "id": "id"},
    texts={"role": "role", "origin": "origin", "uuid": UUIDText("body__uuid"), "name": "body__name"},
    values={"body": "body_id"},
)
TARGET = UnionBranch(
    "target",
    TargetRow,
    "measure_id",
    texts={name: name for name in ("code", "text", "metric", "comparator", "unit", "nature")},
    values={"year": "year", "value": "value"},
)
SUCCESSOR = UnionBranch("successor", SuccessorRow, "predecessors", texts={"plan": "plan__slug", "code": "code"})
HEADING = UnionBranch(
    "heading", HeadingRow, "plan_id", texts={name: name for name in ("path", "code", "label", "title")}
)
OPEN_CONFLICT = UnionBranch("conflict", OpenConflictRow, "measure_id")
CHANGED = UnionBranch("changed", ChangedRow, "measure_id")
FACTORIES: dict[str, Callable[[Iterable[object]], RelatedRow]] = {
    branch.kind: branch.row_factory for branch in (RESPONSIBILITY, TARGET, SUCCESSOR, HEADING, OPEN_CONFLICT, CHANGED)
}


@cache
def prepared_related(scope: Scope, with_office: bool) -> PreparedQuery:
    """`scope`: which measures the reader sees, and therefore which successors; `with_office`: conflicts and marks."""
    first = RESPONSIBILITY.select(Responsibility.objects.filter(in_list("measure", "with_responsibilities")))
    successors = Measure.objects.filter(
        prepared_condition("measure", scope), in_list("predecessors", "with_successors")
    )
    rest = [
        TARGET.select(Target.objects.filter(in_list("measure", "with_targets"))),
        SUCCESSOR.select(successors),
        HEADING.select(Section.objects.filter(PairInLists("plan", "path", ("plans", "paths")))),
    ]
    if with_office:
        conflicts = Conflict.objects.open().filter(in_list("measure", "with_conflicts"))
        changed = ConfirmedContent.objects.filter(in_list("measure", "with_changed"), changed=True)
        rest += [OPEN_CONFLICT.select(conflicts), CHANGED.select(changed)]
    return PreparedQuery(lambda: first.union(*rest, all=True).order_by("position", "id"))


class RelatedRows:
    """What is related to some measures, by their primary keys, and the headings of some places; each kind in order.

    `fetch` gives the rows when something of them is first asked for.
    """

    def __init__(self, places: Iterable[Place], fetch: Callable[[], Tuples] = list) -> None:
        self.steps = {place: steps_down_to(place) for place in set(places)}
        self.fetch = fetch

    @classmethod
    def send_query(
        cls,
        visibility: Visibility,
        places: Iterable[Place] = (),
        *,
        with_responsibilities: Sequence[int] = (),
        with_targets: Sequence[int] = (),
        with_successors: Sequence[int] = (),
        with_conflicts: Sequence[int] = (),
        with_changed: Sequence[int] = (),
    ) -> "RelatedRows":
        """Sent at once, and waited for when it is needed."""
        found = cls(places)
        parameters = found.asked_places() | {
            "with_responsibilities": with_responsibilities,
            "with_targets": with_targets,
            "with_successors": with_successors,
            "with_conflicts": with_conflicts,
            "with_changed": with_changed,
        }
        prepared = prepared_related(visibility.scope("measure"), bool(with_conflicts or with_changed))
        if any(parameters.values()):
            found.fetch = prepared.send(**parameters, **visibility.parameters)
        return found

    def asked_places(self) -> dict[str, Sequence[object]]:
        """The headings that are to be read, as `plans` and `paths`."""
        asked = list({step for steps in self.steps.values() for step in steps})
        return {"plans": [plan for plan, _ in asked], "paths": [path for _, path in asked]}

    @cached_property
    def answer(self) -> dict[str, list[RelatedRow]]:
        """The rows of each branch, by its kind."""
        found: dict[str, list[Values]] = {kind: [] for kind in FACTORIES}
        for values in self.fetch():
            found[values[0]].append(values)
        return {kind: list(map(FACTORIES[kind], rows)) for kind, rows in found.items()}

    def rows(self, branch: UnionBranch[B]) -> list[B]:
        return cast(list[B], self.answer[branch.kind])

    def paths(self) -> dict[Place, list[Representation]]:
        """The headings from the top down to each section, itself last, by its place."""
        known = self.headings()
        return {place: [known[step] for step in steps if step in known] for place, steps in self.steps.items()}

    def headings(self) -> dict[Place, Representation]:
        return {
            (row.owner, row.path): {"code": row.code, "label": row.label, "title": row.title}
            for row in self.rows(HEADING)
        }

    def responsibilities(self, bodies: Mapping[int | None, Representation]) -> Mapping[int, object]:
        """By measure; `bodies` are those to be given in full, by primary key."""
        found: dict[int, list[Representation]] = defaultdict(list)
        for row in self.rows(RESPONSIBILITY):
            body = (bodies and bodies.get(row.body)) or {"uuid": row.uuid, "name": row.name}
            found[row.owner].append({"role": row.role, "body": body, "origin": row.origin})
        return found

    def bodies(self) -> Iterator[int]:
        """The primary keys of the bodies that have a responsibility, once for each."""
        return (row.body for row in self.rows(RESPONSIBILITY))

    def targets(self) -> Mapping[int, object]:
        """By measure, in the order of their codes."""
        found: dict[int, list[Representation]] = {}
        for row in sorted(self.rows(TARGET), key=lambda row: (row.owner, row.code)):
            found.setdefault(row.owner, []).append({name: getattr(row, name) for name in TARGET_FIELDS})
        return found

    def successors(self) -> Mapping[int, object]:
        """By measure, in the order of their plans and codes."""
        found: dict[int, list[Representation]] = {}
        for row in sorted(self.rows(SUCCESSOR), key=lambda row: (row.owner, row.plan, row.code)):
            found.setdefault(row.owner, []).append({"plan": row.plan, "code": row.code})
        return found

    def open_conflicts(self) -> Counter[int]:
        """How many conflicts of each measure are open."""
        return Counter(row.owner for row in self.rows(OPEN_CONFLICT))

    def changed(self) -> set[int]:
        """The measures that say something else than was confirmed."""
        return {row.owner for row in self.rows(CHANGED)}


def steps_down_to(place: Place) -> list[Place]:
    """The places of the headings above a section, from the top, and its own."""
    plan, path = place
    return [(plan, step) for step in paths_down_to(path)]
