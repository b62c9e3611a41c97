"""What hangs on a page of rows, one prepared query a kind: section paths, responsibilities, targets, successors."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from measures.models import Measure, Responsibility, Section, Target
from measures.prepared import PairAmong, Prepared, Spelled, among

Row = dict[str, Any]
Record = dict[str, Any]

RESPONSIBILITIES = Prepared(
    lambda: (
        Responsibility.objects.filter(among("measure", "pks"))
        .order_by("position", "id")
        .values_list("measure_id", "role", "origin", "body_id", Spelled("body__uuid"), "body__name")
    )
)
SUCCESSORS = {
    all_of_them: Prepared(
        lambda heirs=heirs: (  # type: ignore[misc]
            heirs.filter(among("predecessors", "pks"))
            .order_by("plan__slug", "code")
            .values_list("predecessors", "plan__slug", "code")
        )
    )
    for all_of_them, heirs in ((True, Measure.objects.all()), (False, Measure.objects.published()))
}


TARGET = ("code", "text", "metric", "comparator", "value", "unit", "year", "nature")


TARGETS = Prepared(
    lambda: Target.objects.filter(among("measure", "pks")).order_by("code").values_list("measure_id", *TARGET)
)
HEADINGS = Prepared(
    lambda: (
        Section.objects.order_by()
        .filter(PairAmong("plan", "path", ("plans", "paths")))
        .values_list("plan_id", "path", "code", "label", "title")
    )
)


def target_ref(row: Row) -> Record:
    return {name: row[name] for name in TARGET}


def targets_of(measures: list[int]) -> dict[int, list[Record]]:
    found = defaultdict(list)
    for measure, *values in TARGETS(pks=measures):
        found[measure].append(dict(zip(TARGET, values, strict=True)))
    return found


def section_paths(places: Iterable[tuple[int, str]]) -> dict[tuple[int, str], list[Record]]:
    """From (plan's pk, section's path) to the headings from the top down to that section, itself last."""
    wanted = {place: [(place[0], step) for step in above(place[1])] for place in set(places)}
    asked = list({step for steps in wanted.values() for step in steps})
    known = {}
    for plan, path, code, label, title in HEADINGS(
        plans=[plan for plan, _ in asked], paths=[path for _, path in asked]
    ):
        known[plan, path] = {"code": code, "label": label, "title": title}
    return {place: [known[step] for step in steps if step in known] for place, steps in wanted.items()}


def above(path: str) -> list[str]:
    """0003.0001.0002 → 0003, 0003.0001, 0003.0001.0002."""
    steps = path.split(".")
    return [".".join(steps[:count]) for count in range(1, len(steps) + 1)]
