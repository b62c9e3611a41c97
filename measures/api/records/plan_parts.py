"""What belongs to a plan: its plan, its place in the plan's document, its address below the plan's."""

from collections import defaultdict
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import TypeVar

from django.db.models import Expression, F, Q
from django.db.models.functions import Substr

from measures.api.records.plans import PlanResource
from measures.api.records.resource import Resource
from measures.api.records.rows import Key, Representation, Row
from measures.api.records.wordings import wordings_of
from measures.prepared import Placeholder


class PlanPartRow(Row):
    plan_id: int
    plan__slug: str
    plan__title: str


class SourcedRow(PlanPartRow):
    """Of a record that came from a passage of its plan's document."""

    source_id: int | None
    source__edition: int | None
    source_start: int | None
    source_end: int | None
    passage = ""  # read only where it is asked for


P = TypeVar("P", bound=PlanPartRow)


class WordedRow(SourcedRow):
    """Of a section or measure, of which every edition of the document may say something."""

    code: str


S = TypeVar("S", bound=SourcedRow)
W = TypeVar("W", bound=WordedRow)


class PlanPartResource(Resource[P]):
    """What belongs to a plan: its `plan` is the plan's slug and title, or with `expand=plan` the whole plan."""

    def load_related(self, rows: list[P]) -> None:
        one_of_each = {row.plan_id: row for row in rows}
        self.plans: dict[int | None, Representation] = {
            pk: {"slug": row.plan__slug, "title": row.plan__title} for pk, row in one_of_each.items()
        }
        self.plans |= self.expanded_records("plan", PlanResource, self.plans)

    @classmethod
    def address(cls, base_url: str, plan: str, key: Key) -> str:
        return f"{base_url}plans/{plan}/{cls.name}/{key}/"

    @classmethod
    def identified_by(cls, names: Iterable[tuple[str, Key]]) -> Q:
        """Plan by plan: codes recur from plan to plan."""
        keys: dict[str, list[Key]] = defaultdict(list)
        for plan, key in names:
            keys[plan].append(key)
        return reduce(or_, (Q(plan__slug=plan, **{f"{cls.key}__in": named}) for plan, named in keys.items()))

    @classmethod
    def address_lookup(cls) -> dict[str, Placeholder]:
        return {"plan__slug": Placeholder("plan"), cls.key: Placeholder("key")}

    def get_url(self, row: P) -> str:
        return f"{self.context.base_url}plans/{row.plan__slug}/{self.name}/{getattr(row, self.key)}/"

    def get_plan(self, row: P) -> Representation:
        return self.plans[row.plan_id]


class SourcedResource(PlanPartResource[S]):
    """What came from a passage of its plan's document; that passage is its `source`."""

    @classmethod
    def selected_columns(cls, with_passage: bool) -> tuple[str | Expression, ...]:
        """The columns, and the passage where it is asked for, cut out by the database: documents are long."""
        columns = super().selected_columns(with_passage)
        passage = Substr("source__text", F("source_start") + 1, F("source_end") - F("source_start"))
        return (*columns, passage) if with_passage else columns

    def get_source(self, row: S) -> Representation | None:
        """Null for what an editor added."""
        if row.source_id is None:
            return None
        span: Representation = {"edition": row.source__edition, "start": row.source_start, "end": row.source_end}
        if self.with_passage:
            span["text"] = row.passage
        return span


class WordedResource(SourcedResource[W]):
    """A section or measure, with its wording in each edition where `expand=wordings` asks for it."""

    def load_related(self, rows: list[W]) -> None:
        super().load_related(rows)
        places = [(row.plan_id, row.code) for row in rows] if "wordings" in self.context.expand else []
        self.wordings = wordings_of(self.context.visibility, places) if places else {}

    def get_wordings(self, row: W) -> list[Representation]:
        return self.wordings.get((row.plan_id, row.code), [])
