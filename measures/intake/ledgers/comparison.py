"""What a ledger that came back would change: row by row and cell by cell, each with its place in the file."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from django.utils.translation import gettext as _

from measures.choices import Role
from measures.importing import Choice
from measures.intake.bodies import BodyQuestion
from measures.models import Measure, Plan, ResponsibleBody, Section


@dataclass(frozen=True)
class Place:
    """A row of a sheet, or one cell of it. `sheet` is "" in delimited text."""

    sheet: str
    row: int
    column: str = ""

    def __str__(self) -> str:
        if not self.sheet:
            return _("row %(row)d %(column)s").strip() % {"row": self.row, "column": self.column}
        if not self.column:
            return _("sheet “%(sheet)s” row %(row)d") % {"sheet": self.sheet, "row": self.row}
        return _("sheet “%(sheet)s” %(cell)s") % {"sheet": self.sheet, "cell": f"{self.column}{self.row}"}


@dataclass(frozen=True)
class CellChange:
    """One cell that says something else: the name of its column, what is here and what the cell says.

    `values` are those of the measure's fields; in a column of bodies `bodies` are the ones named.
    """

    column: str
    place: Place
    before: str
    after: str
    values: dict[str, object]
    bodies: list[ResponsibleBody] | None = None


@dataclass(frozen=True)
class RowChange:
    """A row that changes `measure`, or adds one to `section`: of the two it has the one."""

    place: Place
    plan: Plan
    measure: Measure | None
    section: Section | None
    cells: list[CellChange]

    @property
    def key(self) -> tuple[str | int, ...]:
        if self.measure is None:
            return (self.place.sheet, self.place.row)
        return (self.plan.slug, self.measure.code)

    @property
    def name(self) -> str:
        if self.measure is not None:
            return f"{self.measure.code} {self.measure.title}"
        return str(self.values().get("title", ""))

    def values(self) -> dict[str, object]:
        return {name: value for cell in self.cells for name, value in cell.values.items()}

    def bodies(self) -> dict[str, list[ResponsibleBody]]:
        return {Role(cell.column): cell.bodies for cell in self.cells if cell.bodies is not None}

    def choice(self, column: str = "") -> Choice:
        """What leaving it out is called."""
        return ("measure", self.key, column)

    def without(self, declined: frozenset[Choice]) -> "RowChange | None":
        """What is left of it where some of its cells, or the whole of it, are not wanted."""
        if self.choice() in declined:
            return None
        cells = [cell for cell in self.cells if self.measure is None or self.choice(cell.column) not in declined]
        return RowChange(self.place, self.plan, self.measure, self.section, cells) if cells else None


@dataclass(frozen=True)
class Refusal:
    """A row, or one of its cells, that is not taken: which record it is about, and why."""

    place: Place
    name: str
    reason: str

    def __str__(self) -> str:
        return _("%(place)s, %(name)s: %(reason)s") % {"place": self.place, "name": self.name, "reason": self.reason}


@dataclass(frozen=True)
class LedgerQuestion:
    """A name that no body has: whether one is to be made, or it is another name of `other`."""

    jurisdiction: str
    name: str
    places: Sequence[Place]
    other: BodyQuestion | None = None
    may_create: bool = True
    why_not: str = ""


@dataclass
class LedgerComparison:
    """`updated` and `added` can be applied, `refused` can not. `notes` tell what is not taken, and of what kind it is.

    `unchanged` counts the rows that say what is here.
    """

    updated: list[RowChange] = field(default_factory=list)
    added: list[RowChange] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    questions: list[LedgerQuestion] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unchanged: int = 0

    @property
    def changes(self) -> list[RowChange]:
        return [*self.updated, *self.added]

    @property
    def changes_nothing(self) -> bool:
        return not self.changes

    def without(self, declined: frozenset[Choice]) -> "LedgerComparison":
        """What is left of it."""
        updated = [left for row in self.updated if (left := row.without(declined)) is not None]
        added = [left for row in self.added if (left := row.without(declined)) is not None]
        return replace(self, updated=updated, added=added)

    def rows_refused(self) -> int:
        return len({(refusal.place.sheet, refusal.place.row) for refusal in self.refused})

    def counts(self) -> dict[str, dict[str, int]]:
        """Of measures by what becomes of them; of bodies those that are made."""
        measures = {"new": len(self.added), "update": len(self.updated), "unchanged": self.unchanged}
        bodies = {"new": len(new_bodies(self.changes))}
        found = {"measure": measures, "responsiblebody": bodies}
        return {model: {name: count for name, count in counts.items() if count} for model, counts in found.items()}

    def fingerprint(self) -> str:
        """Another one wherever applying would write or refuse something else."""
        rows = [
            [row.place.sheet, row.place.row, row.measure.pk if row.measure else None]
            + [row.measure.version if row.measure else 0, row.section.pk if row.section else None]
            + [[cell.column, cell.after, *named(cell)] for cell in row.cells]
            for row in self.changes
        ]
        refused = [[each.place.sheet, each.place.row, each.place.column, each.reason] for each in self.refused]
        return sha256(json.dumps([rows, refused], ensure_ascii=False).encode()).hexdigest()


def named(cell: CellChange) -> list[object]:
    """The bodies of a cell; one that is to be made has no number yet."""
    return [body.pk or body.name for body in cell.bodies or ()]


def new_bodies(rows: Iterable[RowChange]) -> list[ResponsibleBody]:
    """The bodies that the rows name and that are to be made, each once."""
    every = (body for row in rows for cell in row.cells for body in cell.bodies or () if body.pk is None)
    return list({(body.jurisdiction, body.name): body for body in every}.values())
