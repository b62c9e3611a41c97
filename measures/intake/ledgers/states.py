"""What a measure said when a ledger was drawn: its state at an earlier version, and who has changed it since."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import F

from measures.intake.ledgers.cells import Said
from measures.models import Edit, Measure, Responsibility, ResponsibleBody
from measures.models.history import HistoryRow
from measures.prepared import InList, one_of

Bodies = dict[str, tuple[int, ...]]


@dataclass(frozen=True)
class Earlier:
    """What a measure said at a version; `said` is None where nobody knows. `edits` are those since, oldest first."""

    said: Said | None
    edits: list[Edit]


def bodies_of(pks: Collection[int]) -> dict[int, Bodies]:
    """Of each measure the bodies of each role, in their order."""
    parts = Responsibility._base_manager.filter(measure__in=Measure._base_manager.filter(one_of(pks)))
    return grouped(parts.order_by("measure", "position", "pk").values_list("measure_id", "role", "body_id"))


def grouped(parts: Iterable[tuple[int, str, int]]) -> dict[int, Bodies]:
    found: dict[int, Bodies] = defaultdict(dict)
    for measure, role, body in parts:
        found[measure][role] = (*found[measure].get(role, ()), body)
    return found


def names_of(pks: Collection[int]) -> dict[int, set[str]]:
    """The names that each body has or had: a ledger that was drawn earlier has the earlier one."""
    found: dict[int, set[str]] = defaultdict(set)
    for pk, name, aliases in ResponsibleBody.objects.filter(one_of(pks)).values_list("pk", "name", "aliases"):
        found[pk] |= {name, *aliases}
    for pk, name in (
        ResponsibleBody.history.filter(InList(F("id"), sorted(pks))).order_by().values_list("id", "name").distinct()
    ):
        found[pk].add(name)
    return found


def earlier(versions: Mapping[int, int]) -> dict[int, Earlier]:
    """What the measures of these primary keys said at these versions."""
    rows: dict[int, list[HistoryRow]] = defaultdict(list)
    for row in Measure.history.filter(InList(F("id"), sorted(versions))).order_by("history_id"):
        rows[row.id].append(row)
    since = {
        pk: [row.edit_id for row in rows[pk] if row.version > version and row.edit_id]
        for pk, version in versions.items()
    }
    edits = Edit.objects.in_bulk({number for found in since.values() for number in found})
    bodies = bodies_before({pk: min(found, default=0) for pk, found in since.items()})
    states = {}
    for pk, version in versions.items():
        then = [row for row in rows[pk] if row.version == version]
        said = Said.of(then[-1], bodies.get(pk, {})) if then else None
        states[pk] = Earlier(said, [edits[number] for number in dict.fromkeys(since[pk])])
    return states


class PartRow(NamedTuple):
    """A row of the history of a responsibility."""

    measure: int
    pk: int
    role: str
    body: int
    position: int
    edit: int | None = None
    kind: str = ""


def bodies_before(edits: Mapping[int, int]) -> dict[int, Bodies]:
    """Of each measure the bodies that it had before an edit; 0 stands for none, and leaves those of now.

    A row of history that no edit wrote tells what an edit found, and stands right before the row of that edit.
    """
    measures, columns = InList(F("measure_id"), sorted(edits)), ("measure_id", "id", "role", "body_id", "position")
    rows: dict[int, list[PartRow]] = defaultdict(list)
    history = Responsibility.history.filter(measures).order_by("history_id")
    for values in history.values_list(*columns, "edit_id", "history_type"):
        row = PartRow(*values)
        if not edits[row.measure] or row.edit is None or row.edit < edits[row.measure]:
            rows[row.pk].append(row)
        else:
            rows.setdefault(row.pk, [])
    parts = [found[-1] for found in rows.values() if found and found[-1].kind != "-"]
    stored = Responsibility._base_manager.filter(measures).exclude(pk__in=[*rows]).values_list(*columns)
    parts += [PartRow(*values) for values in stored]
    parts.sort(key=lambda row: (row.position, row.pk))
    return grouped((row.measure, row.role, row.body) for row in parts)
