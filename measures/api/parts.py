"""What hangs on a page of rows, one prepared query a kind: section paths, responsibilities, targets, successors."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from measures.api.prepared import Prepared, among
from measures.models import Measure, Responsibility, Section, Target

Row = dict[str, Any]
Record = dict[str, Any]

RESPONSIBILITIES = Prepared(
    lambda: (
        Responsibility.objects.filter(among("measure", "pks"))
        .order_by("position", "id")
        .values_list("measure_id", "role", "origin", "body_id", "body__uuid", "body__name")
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
        .filter(among("plan", "plans"), among("path", "paths"))
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
    wanted = {place: above(place[1]) for place in places}
    plans, paths = {plan for plan, _ in wanted}, {path for steps in wanted.values() for path in steps}
    known = {}
    for plan, path, code, label, title in HEADINGS(plans=list(plans), paths=list(paths)):
        known[plan, path] = {"code": code, "label": label, "title": title}
    return {
        place: [known[place[0], step] for step in steps if (place[0], step) in known] for place, steps in wanted.items()
    }


def above(path: str) -> list[str]:
    """0003.0001.0002 → 0003, 0003.0001, 0003.0001.0002."""
    steps = path.split(".")
    return [".".join(steps[:count]) for count in range(1, len(steps) + 1)]
