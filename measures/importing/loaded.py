"""What `loaddata` brought of records that somebody edited since: the history has their first state, without an edit."""

from collections import defaultdict

from django.db.models import Model

from measures.importing.stored import Stored
from measures.models import Measure, Plan, Responsibility, Section, Target
from measures.models.base import Part
from measures.models.history import Tracked

LOADED: tuple[type[Tracked], ...] = (Plan, Section, Measure)
BY_LOADING = {"history_type": "+", "edit": None}


class LoadedState:
    """Of one plan, in a fixed number of queries. What an import wrote has a baseline instead, and is left out.

    `records` are as they were then, by model and primary key; `parts` the responsibilities and targets of each then.
    """

    def __init__(self, stored: Stored) -> None:
        self.records: dict[tuple[type[Model], int], Model] = {}
        self.parts: dict[tuple[type[Model], int], list[Part]] = defaultdict(list)
        edited: set[tuple[type[Model], int]] = {
            (model, record.pk)
            for model in LOADED
            for record in stored.records[model].values()
            if record.baseline is None and record.version > 1
        }
        if edited and stored.plan is not None:
            self.read(stored.plan.pk, edited)

    def read(self, plan: int, edited: set[tuple[type[Model], int]]) -> None:
        """The first states of the edited records and of their parts."""
        for model in LOADED:
            rows = model.history.filter(**{"id" if model is Plan else "plan": plan}, **BY_LOADING)
            self.records |= {(model, row.id): row.instance for row in rows if (model, row.id) in edited}
        parts = Responsibility.history.filter(measure__in=Measure.objects.filter(plan=plan), **BY_LOADING)
        targets = Target.history.filter(plan=plan, **BY_LOADING)
        for row in (*parts.order_by("position", "id"), *targets.order_by("id")):
            part: Part = row.instance
            owner: tuple[type[Model], int] = (Measure, row.measure_id) if row.measure_id else (Section, row.section_id)
            if owner in self.records:
                self.parts[owner].append(part)
