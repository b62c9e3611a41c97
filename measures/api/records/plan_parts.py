"""What belongs to a plan: its plan, its place in the plan's document, its address below the plan's."""

from collections import defaultdict
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.db.models import F, Q
from django.db.models.functions import Substr

from measures.api.records.plans import PlanResource
from measures.api.records.related import Record, Row
from measures.api.records.resource import Resource
from measures.prepared import Placeholder


class PlanPartResource(Resource):
    """What belongs to a plan: its `plan` is the plan's slug and title, or with `expand=plan` the whole plan."""

    plan_columns: ClassVar[tuple[str, ...]] = ("id", "plan_id", "plan__slug", "plan__title")
    source_columns: ClassVar[tuple[str, ...]] = ("source_id", "source__edition", "source_start", "source_end")

    def load_related(self, rows: list[Row]) -> None:
        plans = {row.plan_id: {"slug": row.plan__slug, "title": row.plan__title} for row in rows}
        self.plans = plans | self.expanded_records("plan", PlanResource, plans)

    @classmethod
    def selected_columns(cls, with_passage: bool) -> tuple[Any, ...]:
        """The columns, and the passage that is quoted, cut out by the database: documents are long."""
        cut = Substr("source__text", F("source_start") + 1, F("source_end") - F("source_start"))
        columns = cls.read_columns()
        return (*columns, cut) if with_passage else columns

    @classmethod
    def address(cls, base: str, plan: str, key: Any) -> str:
        return f"{base}plans/{plan}/{cls.name}/{key}/"

    @classmethod
    def identified_by(cls, names: Iterable[tuple[str, str]]) -> Q:
        """Plan by plan: codes recur from plan to plan."""
        keys: dict[str, list[str]] = defaultdict(list)
        for plan, key in names:
            keys[plan].append(key)
        return reduce(or_, (Q(plan__slug=plan, **{f"{cls.key}__in": named}) for plan, named in keys.items()))

    @classmethod
    def address_lookup(cls) -> dict[str, Placeholder]:
        return {"plan__slug": Placeholder("plan"), cls.key: Placeholder("key")}

    def get_url(self, row: Row) -> str:
        return f"{self.context.base_url}plans/{row.plan__slug}/{self.name}/{getattr(row, self.key)}/"

    def get_plan(self, row: Row) -> Record:
        plan: Record = self.plans[row.plan_id]
        return plan

    def get_source(self, row: Row) -> Record | None:
        if row.source_id is None:
            return None
        span = {"edition": row.source__edition, "start": row.source_start, "end": row.source_end}
        return span | ({"text": row.passage} if self.with_passage else {})
