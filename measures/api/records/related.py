"""What is related to a page of rows, in one prepared query: headings, responsibilities, targets, successors.

A query that finds nothing costs a page as much as one that finds fifty rows; so the four are one UNION. Its branches
share their columns: whose the row is, two numbers, six texts, two values. Each kind names those that it uses, and its
rows are read by these names.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from typing import Any, TypeAlias

from django.db.models import Expression, QuerySet, TextField, Value

from measures.models import Measure, Responsibility, Section, Target
from measures.prepared import PairInLists, PreparedQuery, Tuples, UUIDText, in_list
from measures.visibility import Scope, Visibility, prepared_condition

Row: TypeAlias = Any  # a named tuple of columns
Record = dict[str, Any]
Place = tuple[int, str]
Columns = Mapping[str, str | Expression]

TARGET_FIELDS = ("code", "text", "metric", "comparator", "value", "unit", "year", "nature")
NONE = Value(None, output_field=TextField())


def make_row_factory(names: Iterable[str]) -> Callable[[Iterable[object]], Row]:
    """Makes what was read into a row whose values have these names."""
    return partial(tuple.__new__, namedtuple("Row", list(names)))


@dataclass(frozen=True)
class UnionBranch:
    """One branch of the UNION: the column that says whose a row is, and its own columns by name."""

    kind: str
    owner: str
    numbers: Columns = field(default_factory=dict)
    texts: Columns = field(default_factory=dict)
    values: Columns = field(default_factory=dict)

    @property
    def columns(self) -> dict[str, str | Expression]:
        found: dict[str, str | Expression] = {}
        for kind, count, columns in (("number", 2, self.numbers), ("text", 6, self.texts), ("value", 2, self.values)):
            found |= columns
            found |= {f"{kind}{place}": NONE for place in range(len(columns), count)}
        return found

    def select(self, queryset: QuerySet[Any]) -> QuerySet[Any, tuple[Any, ...]]:
        kind = Value(self.kind, output_field=TextField())
        return queryset.order_by().values_list(kind, self.owner, *self.columns.values())

    @cached_property
    def row_factory(self) -> Callable[[Iterable[object]], Row]:
        """Makes a row of the UNION one that is read by name; whose it is, `owner` says."""
        return make_row_factory(["kind", "owner", *self.columns])


RESPONSIBILITY = UnionBranch(
    "responsibility",
    "measure_id",
    numbers={"position": "position", "id": "id"},
    texts={"role": "role", "origin": "origin", "uuid": UUIDText("body__uuid"), "name": "body__name"},
    values={"body": "body_id"},
)
TARGET = UnionBranch(
    "target",
    "measure_id",
    texts={name: name for name in ("code", "text", "metric", "comparator", "unit", "nature")},
    values={"year": "year", "value": "value"},
)
SUCCESSOR = UnionBranch("successor", "predecessors", texts={"plan": "plan__slug", "code": "code"})
HEADING = UnionBranch("heading", "plan_id", texts={name: name for name in ("path", "code", "label", "title")})
KINDS = {related.kind: related for related in (RESPONSIBILITY, TARGET, SUCCESSOR, HEADING)}


@cache
def prepared_related(scope: Scope) -> PreparedQuery:
    """`scope`: which measures the reader sees, and therefore which successors."""
    first = RESPONSIBILITY.select(Responsibility.objects.filter(in_list("measure", "with_responsibilities")))
    successors = Measure.objects.filter(
        prepared_condition("measure", scope), in_list("predecessors", "with_successors")
    )
    rest = [
        TARGET.select(Target.objects.filter(in_list("measure", "with_targets"))),
        SUCCESSOR.select(successors),
        HEADING.select(Section.objects.filter(PairInLists("plan", "path", ("plans", "paths")))),
    ]
    return PreparedQuery(lambda: first.union(*rest, all=True).order_by("position", "id"))


class RelatedRows:
    """What is related to some measures, by their primary keys, and the headings of some places; each kind in order."""

    def __init__(
        self,
        visibility: Visibility,
        places: Iterable[Place] = (),
        *,
        with_responsibilities: Sequence[int] = (),
        with_targets: Sequence[int] = (),
        with_successors: Sequence[int] = (),
    ) -> None:
        self.steps = {place: [(place[0], step) for step in paths_down_to(place[1])] for place in set(places)}
        asked = list({step for steps in self.steps.values() for step in steps})
        parameters = {
            "plans": [plan for plan, _ in asked],
            "paths": [path for _, path in asked],
            "with_responsibilities": with_responsibilities,
            "with_targets": with_targets,
            "with_successors": with_successors,
        }
        prepared = prepared_related(visibility.scope("measure"))
        asked_for = any(parameters.values())
        self.fetch: Callable[[], Tuples] = prepared.send(**parameters, **visibility.parameters) if asked_for else list

    @cached_property
    def rows(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {kind: [] for kind in KINDS}
        for row in self.fetch():
            found[row[0]].append(KINDS[row[0]].row_factory(row))
        return found

    def paths(self) -> dict[Place, list[Record]]:
        """From (plan's pk, section's path) to the headings from the top down to that section, itself last."""
        known = {
            (row.owner, row.path): {"code": row.code, "label": row.label, "title": row.title}
            for row in self.rows[HEADING.kind]
        }
        return {place: [known[step] for step in steps if step in known] for place, steps in self.steps.items()}

    def responsibilities(self, bodies: Mapping[int, Record]) -> dict[int, list[Record]]:
        """`bodies`: those to be shown in full."""
        found: dict[int, list[Record]] = {}
        for row in self.rows[RESPONSIBILITY.kind]:
            body = bodies.get(row.body) or {"uuid": row.uuid, "name": row.name}
            found.setdefault(row.owner, []).append({"role": row.role, "body": body, "origin": row.origin})
        return found

    def bodies(self) -> set[int]:
        return {row.body for row in self.rows[RESPONSIBILITY.kind]}

    def targets(self) -> dict[int, list[Record]]:
        found: dict[int, list[Record]] = {}
        for row in sorted(self.rows[TARGET.kind], key=lambda row: (row.owner, row.code)):
            found.setdefault(row.owner, []).append({name: getattr(row, name) for name in TARGET_FIELDS})
        return found

    def successors(self) -> dict[int, list[Record]]:
        found: dict[int, list[Record]] = {}
        for row in sorted(self.rows[SUCCESSOR.kind], key=lambda row: (row.owner, row.plan, row.code)):
            found.setdefault(row.owner, []).append({"plan": row.plan, "code": row.code})
        return found


def paths_down_to(path: str) -> list[str]:
    """0003.0001.0002 → 0003, 0003.0001, 0003.0001.0002."""
    steps = path.split(".")
    return [".".join(steps[:count]) for count in range(1, len(steps) + 1)]
