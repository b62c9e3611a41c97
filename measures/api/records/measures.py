"""Measures: tasks and projects, with what is related to them."""

from datetime import date

from django.db.models import Subquery
from django.utils.translation import gettext_lazy as _

from measures.api.records.bodies import BodyResource
from measures.api.records.measure_fields import FIELDS, FILTERS, REQUESTS
from measures.api.records.measure_filters import MeasureFilter
from measures.api.records.plan_parts import WordedResource, WordedRow
from measures.api.records.related import Place, RelatedRows
from measures.api.records.related_texts import RelatedTexts, texts_beside
from measures.api.records.resource import Selection, pks_of
from measures.api.records.rows import Representation
from measures.api.records.sections import SectionResource
from measures.folding import marked
from measures.models import Measure

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

    @property
    def related_is_written(self) -> bool:
        return super().related_is_written and "responsibilities.body" not in self.context.expand

    @classmethod
    def columns_beside(cls, selection: Selection) -> dict[str, Subquery]:
        return texts_beside(selection.scope, selection.with_office)

    def send_related_query(self, rows: list[MeasureRow]) -> None:
        """Not of a record beside which it stands."""
        self.related = self.related_beside(*rows) if self.selection.with_related else self.related_to(rows)

    def related_beside(self, row: MeasureRow) -> RelatedRows:
        texts = {name: getattr(row, name) for name in self.columns_beside(self.selection)}
        return RelatedTexts.of_single((row.plan_id, row.section__path), row.id, texts)

    def load_related(self, rows: list[MeasureRow]) -> None:
        """Headings, responsibilities, targets and successors, by the primary keys that rows name them by."""
        super().load_related(rows)
        self.sections = self.headings(rows, self.related.paths())
        bodies = self.expanded_records("responsibilities.body", BodyResource, self.related.bodies())
        self.responsibilities = self.related.responsibilities(bodies)
        self.targets, self.successors = self.related.targets(), self.related.successors()
        self.conflicts, self.changed = self.related.open_conflicts(), self.related.changed()

    def related_to(self, rows: list[MeasureRow]) -> RelatedRows:
        """What this reading wants of all that is related to the rows."""
        pks = pks_of(rows)
        if self.related_is_written:
            return RelatedTexts.send_texts_query(self.context.visibility, self.places(rows), pks)
        kinds = {
            "responsibilities": "with_responsibilities",
            "targets": "with_targets",
            "successors": "with_successors",
        }
        if self.context.visibility.notes:
            kinds |= {"open_conflicts": "with_conflicts", "changed_since_confirmed": "with_changed"}
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
        return self.context.timeliness(row.due_on, row.phase, row.withdrawn_on)

    def get_responsibilities(self, row: MeasureRow) -> object:
        return self.responsibilities.get(row.id, [])

    def get_targets(self, row: MeasureRow) -> object:
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

    def get_successors(self, row: MeasureRow) -> object:
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
