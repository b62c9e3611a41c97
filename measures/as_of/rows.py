"""Rows of what stands, or of what stood on a date. References are primary keys; bodies and successors are named as
they are, or were then, called.

The names and meanings of the other fields are those of the records: see docs/data-model.md.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Self

from django.db.models import Model

from measures.choices import Timeliness
from measures.models.plan import heading_of
from measures.querysets import timeliness


class Row:
    """A row that takes from a record the values of the fields of the same names."""

    __slots__: Iterable[str] = ()

    @classmethod
    def of(cls, record: Model, **said: object) -> Self:
        """The row of a record, with what is said in place of the record's own values."""
        make: Callable[..., Self] = cls
        return make(**{name: getattr(record, name) for name in cls.__slots__ if name not in said}, **said)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow(Row):
    """A plan; `issuer` is the name of the body, "" where none was said."""

    pk: int
    version: int
    slug: str
    title: str
    text: str
    kind: str
    issuer: str
    document_number: str
    issued_on: date | None
    period_start: int | None
    period_end: int | None
    horizon_year: int | None
    jurisdiction: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRow(Row):
    """A target; it stood in a measure or in a section."""

    pk: int
    code: str
    measure: int | None
    section: int | None
    text: str
    metric: str
    comparator: str
    value: Decimal | None
    unit: str
    year: int | None
    nature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionRow(Row):
    """A section with the targets that stood in it."""

    pk: int
    version: int
    plan: int
    code: str
    parent: int | None
    numbering: str
    label: str
    title: str
    text: str
    position: int
    path: str
    withdrawn_on: date | None
    targets: tuple[TargetRow, ...]

    @property
    def heading(self) -> str:
        """The title after its printed number, as `Section` prints it."""
        return heading_of(self.label, self.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsibilityRow:
    """One body's role in a measure; `name` is what the body was called."""

    body: int
    name: str
    role: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessorRow:
    """A measure that took the place of another, which may be in another plan."""

    pk: int
    code: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRow(Row):
    """A measure with its responsibilities in their order, its targets in that of their codes, and its successors."""

    pk: int
    version: int
    plan: int
    section: int
    code: str
    kind: str
    label: str
    title: str
    text: str
    position: int
    phase: str
    review_state: str
    due_on: date | None
    due_text: str
    note: str
    source: int | None
    source_start: int | None
    withdrawn_on: date | None
    responsibilities: tuple[ResponsibilityRow, ...]
    targets: tuple[TargetRow, ...]
    successors: tuple[SuccessorRow, ...]

    def timeliness(self, day: date) -> Timeliness:
        """Whether it was on track, due soon or overdue on that day."""
        return timeliness(self.due_on, self.phase, self.withdrawn_on, day)

    def names_by_role(self) -> Mapping[str, list[str]]:
        """From each role that somebody had to the names of the bodies."""
        found: dict[str, list[str]] = {}
        for part in self.responsibilities:
            found.setdefault(part.role, []).append(part.name)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyRow:
    """A body; `parent` is the name of the one above it, "" for none."""

    pk: int
    name: str
    jurisdiction: str
    parent: str
