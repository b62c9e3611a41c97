"""What was said of each measure before: by the divisions of work so far, and by the plan's own document."""

from collections import defaultdict
from collections.abc import Iterable

from measures.choices import DocumentKind
from measures.importing.division.saying import DUE, NOTHING, Saying, from_json, grouped
from measures.importing.records import NaturalKey, plain
from measures.importing.roles import by_body
from measures.importing.stored import Stored
from measures.matching import Before
from measures.models import DivisionTask, Measure, Responsibility, ResponsibleBody


class SaidBefore:
    """Of the measures of one plan, in a fixed number of queries."""

    def __init__(self, stored: Stored) -> None:
        self.stored = stored
        self.divisions = {source.pk: source for source in stored.sources(DocumentKind.DIVISION)}
        self.tasks = list(DivisionTask.objects.filter(source__in=self.divisions).order_by("-source__edition", "number"))
        self.by_measure: dict[int, Saying] = {}
        for task in self.tasks:
            if task.measure_id is not None and task.baseline is not None and task.measure_id not in self.by_measure:
                said = from_json(task.baseline).renamed(stored.bodies.present_key)
                self.by_measure[task.measure_id] = said
        self.here: dict[NaturalKey, list[Responsibility]] = defaultdict(list)
        for key, part in stored.records[Responsibility].items():
            self.here[key[:2]].append(part)
        self.loaded = LoadedState(stored)

    def namings(self) -> Iterable[Before]:
        """Which measures the tasks of earlier imports named, the newest document first."""
        for task in self.tasks:
            code = self.code_in_force(task.measure_id)
            if code or (task.chosen and task.measure_id is None):
                yield Before(task.words, code, task.chosen)

    def code_in_force(self, pk: int | None) -> str:
        if pk is None:
            return ""
        key = self.stored.keys[Measure, pk]
        withdrawn = self.stored.records[Measure][key].withdrawn_on is not None
        return "" if withdrawn else str(key[1])

    def of(self, measure: Measure) -> Saying:
        """The divisions of work have the last word, of what they do not speak of the plan's own document."""
        plan = self.by_plan(measure)
        division = self.by_measure.get(measure.pk)
        return division.over(plan) if division is not None else plan

    def by_plan(self, measure: Measure) -> Saying:
        """What the plan's own document says; of a measure added by hand, nothing."""
        if measure.baseline is not None:
            said = self.stored.from_json(Measure, measure.baseline)
            due = {name: said.get(name) or nothing for name, nothing in NOTHING.items()}
            roles = by_body(self.stored.baseline_of_part(measure, Responsibility))
            return Saying(due, {key[2:4]: frozenset(of) for key, of in roles.items()})
        if measure.source_id is None:
            return Saying(NOTHING)
        return self.as_it_is(measure) if measure.version == 1 else self.loaded.of(measure)

    def as_it_is(self, measure: Measure) -> Saying:
        """Of a measure that was loaded and never edited: what is here."""
        due = {name: plain(getattr(measure, name)) for name in DUE}
        key = self.stored.keys[Measure, measure.pk]
        parts = [part for part in self.here[key] if part.source_id not in self.divisions]
        return Saying(due, grouped((self.stored.keys[ResponsibleBody, part.body_id], part.role) for part in parts))


class LoadedState:
    """Measures that `loaddata` brought and somebody edited: the history has their first state, without an edit."""

    def __init__(self, stored: Stored) -> None:
        self.stored = stored
        edited = [
            measure.pk
            for measure in stored.records[Measure].values()
            if measure.baseline is None and measure.source_id is not None and measure.version > 1
        ]
        self.due: dict[int, dict[str, object]] = {}
        self.roles: dict[int, list[tuple[int, str]]] = defaultdict(list)
        if edited and stored.plan is not None:
            self.read(stored.plan.pk, set(edited))

    def read(self, plan: int, edited: set[int]) -> None:
        """The first rows of the measures and of their responsibilities."""
        first = {"history_type": "+", "edit": None}
        for pk, *values in Measure.history.filter(plan=plan, **first).values_list("id", *DUE):
            if pk in edited:
                self.due[pk] = {name: plain(value) for name, value in zip(DUE, values, strict=True)}
        rows = Responsibility.history.filter(measure__in=Measure.objects.filter(plan=plan), **first)
        for measure, body, role in rows.order_by("position").values_list("measure_id", "body_id", "role"):
            if measure in edited:
                self.roles[measure].append((body, role))

    def of(self, measure: Measure) -> Saying:
        keys = self.stored.keys
        roles = [
            (keys[ResponsibleBody, body], role)
            for body, role in self.roles[measure.pk]
            if (ResponsibleBody, body) in keys
        ]
        return Saying(self.due.get(measure.pk, NOTHING), grouped(roles))
