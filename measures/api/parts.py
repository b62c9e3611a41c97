"""What hangs on a page of rows, in one prepared query: headings, responsibilities, targets, successors.

A query that finds nothing costs a page as much as one that finds fifty rows; so the four are one UNION.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache, cached_property
from typing import Any

from django.db.models import QuerySet, TextField, Value

from measures.models import Measure, Responsibility, Section, Target
from measures.prepared import PairAmong, Prepared, Spelled, Tuples, among
from measures.visibility import Scope, Visibility, prepared_condition

Row = Any  # a named tuple of columns
Record = dict[str, Any]
Place = tuple[int, str]

HEADING, RESPONSIBILITY, TARGET, SUCCESSOR = KINDS = ("heading", "responsibility", "target", "successor")
TARGET_FIELDS = ("code", "text", "metric", "comparator", "value", "unit", "year", "nature")
NONE = Value(None, output_field=TextField())


def branch(kind: str, rows: QuerySet[Any], of: str, *columns: Any) -> QuerySet[Any, tuple[Any, ...]]:
    """One kind in the columns that all kinds share: kind, to what it belongs, two numbers, six texts, two numbers."""
    return rows.order_by().values_list(
        Value(kind, output_field=TextField()), of, *columns, *[NONE] * (10 - len(columns))
    )


@cache
def hanging(scope: Scope) -> Prepared:
    """`scope`: which measures the reader sees, and therefore which successors."""
    parts = Responsibility.objects.filter(among("measure", "responsible"))
    aims = Target.objects.filter(among("measure", "aiming"))
    heirs = Measure.objects.filter(prepared_condition("measure", scope), among("predecessors", "succeeded"))
    headings = Section.objects.filter(PairAmong("plan", "path", ("plans", "paths")))
    named = ("role", "origin", Spelled("body__uuid"), "body__name", NONE, NONE)
    aim = ("code", "text", "metric", "comparator", "unit", "nature")
    first = branch(RESPONSIBILITY, parts, "measure_id", "position", "id", *named, "body_id")
    rest = [
        branch(TARGET, aims, "measure_id", NONE, NONE, *aim, "year", "value"),
        branch(SUCCESSOR, heirs, "predecessors", NONE, NONE, "plan__slug", "code"),
        branch(HEADING, headings, "plan_id", NONE, NONE, "path", "code", "label", "title"),
    ]
    return Prepared(lambda: first.union(*rest, all=True).order_by("position", "id"))


class Parts:
    """What hangs on some measures, by their primary keys, and the headings of some places; each kind in its order."""

    def __init__(
        self,
        visibility: Visibility,
        places: Iterable[Place] = (),
        *,
        responsible: Sequence[int] = (),
        aiming: Sequence[int] = (),
        succeeded: Sequence[int] = (),
    ) -> None:
        self.steps = {place: [(place[0], step) for step in above(place[1])] for place in set(places)}
        asked = list({step for steps in self.steps.values() for step in steps})
        given = {
            "plans": [plan for plan, _ in asked],
            "paths": [path for _, path in asked],
            "responsible": responsible,
            "aiming": aiming,
            "succeeded": succeeded,
        }
        prepared = hanging(visibility.scope("measure"))
        asked_for = any(given.values())
        self.answer: Callable[[], Tuples] = prepared.ask(**given, **visibility.given) if asked_for else list

    @cached_property
    def rows(self) -> dict[str, Tuples]:
        found: dict[str, Tuples] = {kind: [] for kind in KINDS}
        for row in self.answer():
            found[row[0]].append(row)
        return found

    def paths(self) -> dict[Place, list[Record]]:
        """From (plan's pk, section's path) to the headings from the top down to that section, itself last."""
        known = {
            (plan, path): {"code": code, "label": label, "title": title}
            for _, plan, _, _, path, code, label, title, *_ in self.rows[HEADING]
        }
        return {place: [known[step] for step in steps if step in known] for place, steps in self.steps.items()}

    def responsibilities(self, bodies: dict[int, Record]) -> dict[int, list[Record]]:
        """`bodies`: those to be shown in full."""
        found: dict[int, list[Record]] = {}
        for _, measure, _, _, role, origin, uuid, name, _, _, pk, _ in self.rows[RESPONSIBILITY]:
            body = bodies.get(pk) or {"uuid": uuid, "name": name}
            found.setdefault(measure, []).append({"role": role, "body": body, "origin": origin})
        return found

    def bodies(self) -> set[int]:
        return {row[10] for row in self.rows[RESPONSIBILITY]}

    def targets(self) -> dict[int, list[Record]]:
        found: dict[int, list[Record]] = {}
        for _, measure, _, _, code, text, metric, comparator, unit, nature, year, value in sorted(self.rows[TARGET]):
            values = (code, text, metric, comparator, value, unit, year, nature)
            found.setdefault(measure, []).append(dict(zip(TARGET_FIELDS, values, strict=True)))
        return found

    def successors(self) -> dict[int, list[Record]]:
        found: dict[int, list[Record]] = {}
        for _, measure, _, _, slug, code, *_ in sorted(self.rows[SUCCESSOR]):
            found.setdefault(measure, []).append({"plan": slug, "code": code})
        return found


def target_ref(row: Row) -> Record:
    return {name: getattr(row, name) for name in TARGET_FIELDS}


def above(path: str) -> list[str]:
    """0003.0001.0002 → 0003, 0003.0001, 0003.0001.0002."""
    steps = path.split(".")
    return [".".join(steps[:count]) for count in range(1, len(steps) + 1)]
