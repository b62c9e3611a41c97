"""The records of each resource: the columns they are read from, what hangs on them, and their shape."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache, partial, reduce
from operator import or_
from typing import Any, ClassVar

from django.db.models import F, Q
from django.db.models.functions import Substr
from django.utils import timezone

from measures.api.parts import Parts, Record, Row, target_ref
from measures.api.reading import Rows, pks_of
from measures.models import Measure, Plan, Responsibility, ResponsibleBody, Section, SourceDocument, Target
from measures.prepared import Slot
from measures.querysets import timeliness


class PlanRows(Rows):
    resource, model, key = "plans", Plan, "slug"
    columns = (
        *("id", "slug", "title", "text", "kind", "document_number", "issued_on", "period_start", "period_end"),
        *("horizon_year", "jurisdiction", "state", "version", "created_at", "updated_at"),
        *("issuer_id", "issuer__uuid", "issuer__name"),
    )
    expandable = frozenset({"issuer"})

    def load(self, rows: list[Row]) -> None:
        self.issuers = self.expanded("issuer", BodyRows, (row.issuer_id for row in rows))

    def record(self, row: Row) -> Record:
        return {
            "url": self.address(self.reading.base, "", row.slug),
            "slug": row.slug,
            "title": row.title,
            "text": row.text,
            "kind": row.kind,
            "issuer": self.issuers.get(row.issuer_id) or body_ref(row, "issuer__"),
            "document_number": row.document_number,
            "issued_on": row.issued_on,
            "period_start": row.period_start,
            "period_end": row.period_end,
            "horizon_year": row.horizon_year,
            "jurisdiction": row.jurisdiction,
            "state": row.state,
            "version": row.version,
            "created_at": row.created_at,
            "updated_at": row.updated_at,
        }


class BodyRows(Rows):
    resource, model, key = "bodies", ResponsibleBody, "uuid"
    columns = (
        *("id", "uuid", "jurisdiction", "name", "aliases", "kind", "valid_from", "valid_until"),
        *("version", "created_at", "updated_at"),
        *("parent__uuid", "parent__name", "successor__uuid", "successor__name"),
    )

    def record(self, row: Row) -> Record:
        return {
            "url": self.address(self.reading.base, "", row.uuid),
            "uuid": row.uuid,
            "jurisdiction": row.jurisdiction,
            "name": row.name,
            "aliases": row.aliases,
            "kind": row.kind,
            "parent": body_ref(row, "parent__"),
            "valid_from": row.valid_from,
            "valid_until": row.valid_until,
            "successor": body_ref(row, "successor__"),
            "version": row.version,
            "created_at": row.created_at,
            "updated_at": row.updated_at,
        }


class PlanPartRows(Rows):
    """What belongs to a plan: its `plan` is the plan's slug and title, or with `expand=plan` the whole plan."""

    plan_columns: ClassVar[tuple[str, ...]] = ("id", "plan_id", "plan__slug", "plan__title")
    source_columns: ClassVar[tuple[str, ...]] = ("source_id", "source__edition", "source_start", "source_end")

    def load(self, rows: list[Row]) -> None:
        plans = {row.plan_id: {"slug": row.plan__slug, "title": row.plan__title} for row in rows}
        self.plans = plans | self.expanded("plan", PlanRows, plans)

    @classmethod
    def selected(cls, quoted: bool) -> tuple[Any, ...]:
        """The columns, and the passage that is quoted, cut out by the database: documents are long."""
        cut = Substr("source__text", F("source_start") + 1, F("source_end") - F("source_start"))
        return (*cls.columns, cut) if quoted else cls.columns

    @classmethod
    def address(cls, base: str, plan: str, key: Any) -> str:
        return f"{base}plans/{plan}/{cls.resource}/{key}/"

    @classmethod
    def known_by(cls, names: Iterable[tuple[str, str]]) -> Q:
        """Plan by plan: codes recur from plan to plan."""
        keys: dict[str, list[str]] = defaultdict(list)
        for plan, key in names:
            keys[plan].append(key)
        return reduce(or_, (Q(plan__slug=plan, **{f"{cls.key}__in": named}) for plan, named in keys.items()))

    @classmethod
    def named(cls) -> dict[str, Slot]:
        return {"plan__slug": Slot("plan"), cls.key: Slot("key")}

    def url(self, row: Row) -> str:
        return f"{self.reading.base}plans/{row.plan__slug}/{self.resource}/{getattr(row, self.key)}/"

    def source(self, row: Row) -> Record | None:
        if row.source_id is None:
            return None
        span = {"edition": row.source__edition, "start": row.source_start, "end": row.source_end}
        return span | ({"text": row.passage} if self.quoted else {})


class SectionRows(PlanPartRows):
    resource, model, key = "sections", Section, "code"
    columns = (
        *PlanPartRows.plan_columns,
        *("code", "path", "parent__code", "numbering", "label", "title", "text", "position", "withdrawn_on"),
        *("version", "created_at", "updated_at"),
        *PlanPartRows.source_columns,
    )
    expandable = frozenset({"plan", "source"})

    def load(self, rows: list[Row]) -> None:
        super().load(rows)
        places = ((row.plan_id, row.path) for row in rows)
        self.paths = Parts(self.reading.visibility, places).paths() if self.reading.wants("path") else {}

    def record(self, row: Row) -> Record:
        return {
            "url": self.url(row),
            "plan": self.plans[row.plan_id],
            "code": row.code,
            "parent": row.parent__code,
            "path": self.paths.get((row.plan_id, row.path)),
            "numbering": row.numbering,
            "label": row.label,
            "title": row.title,
            "text": row.text,
            "position": row.position,
            "source": self.source(row),
            "withdrawn_on": row.withdrawn_on,
            "version": row.version,
            "created_at": row.created_at,
            "updated_at": row.updated_at,
        }


class MeasureRows(PlanPartRows):
    resource, model, key = "measures", Measure, "code"
    columns = (
        *PlanPartRows.plan_columns,
        *("section_id", "section__code", "section__title", "section__path"),
        *("code", "kind", "label", "title", "text", "position", "phase", "review_state", "due_on", "due_text"),
        *("note", "withdrawn_on", "version", "created_at", "updated_at"),
        *PlanPartRows.source_columns,
    )
    expandable = frozenset({"plan", "section", "source", "responsibilities.body"})

    def left_out(self) -> set[str]:
        return super().left_out() | (set() if self.reading.visibility.notes else {"note"})

    def ask(self, rows: list[Row]) -> None:
        self.hanging = self.parts_of(rows)

    def load(self, rows: list[Row]) -> None:
        super().load(rows)
        self.timeliness = cache(partial(timeliness, today=timezone.localdate()))
        self.sections = self.headings(rows, self.hanging.paths())
        bodies = self.expanded("responsibilities.body", BodyRows, self.hanging.bodies())
        self.parts = self.hanging.responsibilities(bodies)
        self.aims, self.heirs = self.hanging.targets(), self.hanging.successors()

    def parts_of(self, rows: list[Row]) -> Parts:
        """What this reading wants of all that hangs on the rows."""
        kinds = {"responsibilities": "responsible", "targets": "aiming", "successors": "succeeded"}
        pks = pks_of(rows)
        wanted = {kind: pks for name, kind in kinds.items() if self.reading.wants(name)}
        places = {(row.plan_id, row.section__path) for row in rows if self.reading.wants("section")}
        return Parts(self.reading.visibility, places, **wanted)

    def record(self, row: Row) -> Record:
        pk = row.id
        return {
            "url": self.url(row),
            "plan": self.plans[row.plan_id],
            "code": row.code,
            "section": self.sections.get(row.section_id),
            "kind": row.kind,
            "label": row.label,
            "title": row.title,
            "text": row.text,
            "position": row.position,
            "source": self.source(row),
            "phase": row.phase,
            "review_state": row.review_state,
            "timeliness": self.timeliness(row.due_on, row.phase, row.withdrawn_on),
            "due_on": row.due_on,
            "due_text": row.due_text,
            **({"note": row.note} if self.reading.visibility.notes else {}),
            "responsibilities": self.parts.get(pk, []),
            "targets": self.aims.get(pk, []),
            "successors": self.heirs.get(pk, []),
            "withdrawn_on": row.withdrawn_on,
            "version": row.version,
            "created_at": row.created_at,
            "updated_at": row.updated_at,
        }

    def headings(self, rows: list[Row], paths: dict[tuple[int, str], list[Record]]) -> dict[int, Record]:
        """The sections of these rows with their paths, each once."""
        places = {row.section_id: row for row in rows if paths}
        whole = self.expanded("section", SectionRows, places)
        return {
            pk: (whole.get(pk) or {"code": row.section__code, "title": row.section__title})
            | {"path": paths[row.plan_id, row.section__path]}
            for pk, row in places.items()
        }


class TargetRows(PlanPartRows):
    resource, model, key = "targets", Target, "code"
    columns = (
        *PlanPartRows.plan_columns,
        *("code", "measure__code", "section__code", "text", "metric", "comparator", "value", "unit", "year", "nature"),
        *PlanPartRows.source_columns,
    )
    expandable = frozenset({"plan", "source"})

    def record(self, row: Row) -> Record:
        return {
            "url": self.url(row),
            "plan": self.plans[row.plan_id],
            "measure": row.measure__code,
            "section": row.section__code,
            **target_ref(row),
            "source": self.source(row),
        }


class ResponsibilityRows(PlanPartRows):
    """A responsibility's plan is its measure's."""

    resource, model = "responsibilities", Responsibility
    columns = (
        *("id", "measure__plan_id", "measure__plan__slug", "measure__plan__title", "measure__code"),
        *("role", "position", "origin", "body_id", "body__uuid", "body__name"),
        *PlanPartRows.source_columns,
    )
    expandable = frozenset({"body", "plan", "source"})

    def load(self, rows: list[Row]) -> None:
        super().load(rows)
        self.bodies = self.expanded("body", BodyRows, (row.body_id for row in rows))

    def record(self, row: Row) -> Record:
        return {
            "plan": self.plans[row.plan_id],
            "measure": row.measure__code,
            "measure_url": MeasureRows.address(self.reading.base, row.plan__slug, row.measure__code),
            "body": self.bodies.get(row.body_id) or body_ref(row, "body__"),
            "role": row.role,
            "position": row.position,
            "origin": row.origin,
            "source": self.source(row),
        }


class SourceRows(PlanPartRows):
    """A plan's document, edition by edition; `text` is what all spans count in."""

    resource, model, key = "sources", SourceDocument, "edition"
    columns = (
        *PlanPartRows.plan_columns,
        *("edition", "filename", "media_type", "sha256", "parser_version", "coverage"),
    )
    expandable = frozenset({"plan", "text", "passages"})

    def left_out(self) -> set[str]:
        return super().left_out() | {"text", "passages"} - self.reading.expand

    def load(self, rows: list[Row]) -> None:
        super().load(rows)
        self.whole = {
            name: dict(SourceDocument.objects.filter(pk__in=pks_of(rows)).values_list("pk", name))
            for name in ("text", "passages")
            if name in self.reading.expand
        }

    def record(self, row: Row) -> Record:
        return {
            "url": self.url(row),
            "plan": self.plans[row.plan_id],
            "edition": row.edition,
            "filename": row.filename,
            "media_type": row.media_type,
            "sha256": row.sha256,
            "parser_version": row.parser_version,
            "coverage": row.coverage,
            **{name: values[row.id] for name, values in self.whole.items()},
        }


RESOURCES: dict[str, type[Rows]] = {
    rows.resource: rows for rows in (PlanRows, SectionRows, MeasureRows, TargetRows, SourceRows, BodyRows)
}


def body_ref(row: Row, prefix: str) -> Record | None:
    uuid = getattr(row, f"{prefix}uuid")
    return None if uuid is None else {"uuid": uuid, "name": getattr(row, f"{prefix}name")}
