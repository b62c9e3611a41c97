"""Measures: tasks and projects, with what is related to them."""

from collections.abc import Callable
from datetime import date
from functools import cache, partial

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.api.records.bodies import BodyResource
from measures.api.records.measure_fields import FIELDS, FILTERS, REQUESTS
from measures.api.records.measure_filters import MeasureFilter
from measures.api.records.plan_parts import WordedResource, WordedRow
from measures.api.records.related import Place, RelatedRows, related_columns, rows_in
from measures.api.records.resource import pks_of
from measures.api.records.rows import Representation
from measures.api.records.sections import SectionResource
from measures.folding import marked
from measures.models import Measure
from measures.prepared import JSONRows
from measures.querysets import timeliness
from measures.visibility import Scope

OF_THE_OFFICE = ("note", "open_conflicts")


class MeasureRow(WordedRow):
    """Read for the section, for timeliness and for what is marked."""

    section_id: int
    section__code: str
    section__title: str
    section__path: str
    due_on: date | None
    phase: str
    withdrawn_on: date | None
    title: str
    text: str


class MeasureResource(WordedResource[MeasureRow]):
    """What the plan says is to be done: a task or a project."""

    name, component, model, key = "measures", "Measure", Measure, "code"
    filterset_base = MeasureFilter
    row_type = MeasureRow
    orderings = {"relevance": "relevance"}
    key_meaning = _("The measure's code in its plan, such as `3.1.1-2`.")
    fields = FIELDS
    filters = FILTERS
    requests = REQUESTS

    def send_related_query(self, rows: list[MeasureRow]) -> None:
        """Not of a record that was read with it."""
        if self.beside:
            self.related = RelatedRows(self.places(rows), lambda: rows_in(self.beside))
        else:
            self.related = self.related_to(rows)

    @classmethod
    def columns_beside(cls, scope: Scope, with_office: bool) -> tuple[JSONRows, ...]:
        """What is related to a measure."""
        return related_columns(scope, with_office)

    def load_related(self, rows: list[MeasureRow]) -> None:
        """Headings, responsibilities, targets and successors, by the primary keys that rows name them by."""
        super().load_related(rows)
        self.timeliness: Callable[..., str] = cache(partial(timeliness, today=timezone.localdate()))
        self.sections = self.headings(rows, self.related.paths())
        bodies = self.expanded_records("responsibilities.body", BodyResource, self.related.bodies())
        self.responsibilities = self.related.responsibilities(bodies)
        self.targets, self.successors = self.related.targets(), self.related.successors()
        self.conflicts, self.changed = self.related.open_conflicts(), self.related.changed()

    def related_to(self, rows: list[MeasureRow]) -> RelatedRows:
        """What this reading wants of all that is related to the rows."""
        kinds = {
            "responsibilities": "with_responsibilities",
            "targets": "with_targets",
            "successors": "with_successors",
        }
        if self.context.visibility.notes:
            kinds |= {"open_conflicts": "with_conflicts", "changed_since_confirmed": "with_changed"}
        pks = pks_of(rows)
        wanted = {kind: pks for name, kind in kinds.items() if self.context.includes(name)}
        return RelatedRows.send_query(self.context.visibility, self.places(rows), **wanted)

    def places(self, rows: list[MeasureRow]) -> set[Place]:
        """Of the sections that are to be shown."""
        return {(row.plan_id, row.section__path) for row in rows} if self.context.includes("section") else set()

    def get_section(self, row: MeasureRow) -> Representation | None:
        return self.sections.get(row.section_id)

    def get_changed_since_confirmed(self, row: MeasureRow) -> bool:
        return row.id in self.changed

    def get_timeliness(self, row: MeasureRow) -> str:
        return self.timeliness(row.due_on, row.phase, row.withdrawn_on)

    def get_responsibilities(self, row: MeasureRow) -> list[Representation]:
        return self.responsibilities.get(row.id, [])

    def get_targets(self, row: MeasureRow) -> list[Representation]:
        return self.targets.get(row.id, [])

    def make_records(self, rows: list[MeasureRow]) -> list[Representation]:
        """What is the office's own, of whoever is limited to some plans only in these."""
        records, plans = super().make_records(rows), self.context.visibility.plans
        if plans is not None:
            for row, record in zip(rows, records, strict=True):
                for name in () if row.plan_id in plans else OF_THE_OFFICE:
                    record.pop(name, None)
        return records

    def get_open_conflicts(self, row: MeasureRow) -> int:
        return self.conflicts[row.id]

    def get_successors(self, row: MeasureRow) -> list[Representation]:
        return self.successors.get(row.id, [])

    def get_highlight(self, row: MeasureRow) -> Representation:
        return {name: marked(getattr(row, name), self.context.highlight) for name in ("title", "text")}

    def headings(self, rows: list[MeasureRow], paths: dict[Place, list[Representation]]) -> dict[int, Representation]:
        """The sections of these rows with their paths, each once."""
        places = {row.section_id: row for row in rows if paths}
        whole = self.expanded_records("section", SectionResource, places)
        return {
            pk: (whole.get(pk) or {"code": row.section__code, "title": row.section__title})
            | {"path": paths[row.plan_id, row.section__path]}
            for pk, row in places.items()
        }
