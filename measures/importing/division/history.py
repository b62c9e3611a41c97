"""What was said of each measure before: by the divisions of work so far, and by the plan's own document."""

from collections import defaultdict
from collections.abc import Iterable
from functools import partial

from measures.choices import DocumentKind
from measures.importing.division.saying import DUE, NOTHING, Saying, from_json, grouped
from measures.importing.loaded import LoadedState
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
                answers = partial(stored.followed.body_now, stored.keys[Measure, task.measure_id])
                self.by_measure[task.measure_id] = said.followed(answers)
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
        return self.as_it_is(measure) if measure.version == 1 else self.as_loaded(measure)

    def as_it_is(self, measure: Measure) -> Saying:
        """Of a measure that was loaded and never edited: what is here."""
        due = {name: plain(getattr(measure, name)) for name in DUE}
        key = self.stored.keys[Measure, measure.pk]
        parts = [part for part in self.here[key] if part.source_id not in self.divisions]
        return Saying(due, grouped((self.stored.keys[ResponsibleBody, part.body_id], part.role) for part in parts))

    def as_loaded(self, measure: Measure) -> Saying:
        """Of a measure that was loaded and edited since: its first state, without bodies that are no more."""
        then = self.loaded.records.get((Measure, measure.pk))
        if then is None:
            return Saying(NOTHING)
        keys = self.stored.keys
        parts = [part for part in self.loaded.parts[Measure, measure.pk] if isinstance(part, Responsibility)]
        roles = [(keys.get((ResponsibleBody, part.body_id)), part.role) for part in parts]
        said = Saying(
            {name: plain(getattr(then, name)) for name in DUE},
            grouped((body, role) for body, role in roles if body is not None),
        )
        return said.followed(partial(self.stored.followed.body_now, keys[Measure, measure.pk]))
