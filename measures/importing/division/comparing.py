"""A division of work against the plan as it is here, three ways: what was said before, what is here, what is said now.

Writes nothing. Only the measures that its tasks name are compared, and of these only bodies and deadlines.
"""

from collections.abc import Iterator
from functools import partial

from django.utils.translation import gettext as _

from measures.choices import DocumentKind, PassageKind
from measures.importing.comparison import Comparison, FieldChange, Outcome, RecordChange, outcome_of_fields
from measures.importing.declined import Choice, Declined
from measures.importing.division.history import SaidBefore
from measures.importing.division.not_taken import NotTaken, without_half
from measures.importing.division.parts import PartChanges
from measures.importing.division.saying import DUE, NOTHING, Saying, of_tasks
from measures.importing.errors import Fault, FixtureError
from measures.importing.followed import Followed
from measures.importing.reading import Incoming
from measures.importing.records import KEY_FIELDS, FieldValues, NaturalKey, plain, row_of
from measures.importing.stored import Stored, load
from measures.matching import Answers, Entry, Naming, Outline, Task, name_measures, tasks_of
from measures.models import Measure, Plan, Responsibility, ResponsibleBody, Section, SourceDocument
from measures.models.plan import document_number
from measures.terms import body_uuid


def compare_division(
    incoming: Incoming,
    *,
    answers: Answers | None = None,
    declined: frozenset[Choice] = frozenset(),
) -> Comparison:
    """What `apply_division` would do. `answers` say which measures tasks name, by their numbers.

    Raises FixtureError where the plan is not here, the document is one of its editions or older than the last division
    of work, or nothing in it says who does what.
    """
    comparer = DivisionComparer(incoming, answers or {})
    stored = comparer.stored
    return Comparison(
        tuple(comparer.taken(Declined(declined))),
        {(model, key): pk for (model, pk), key in stored.keys.items()},
        comparer.edition,
        comparer.is_new,
        conflicts=stored.conflicts,
        division=comparer.division(),
        followed=comparer.followed(),
    )


class DivisionComparer:
    """Compares the tasks of one division of work with what is stored of its plan."""

    def __init__(self, incoming: Incoming, answers: Answers) -> None:
        self.incoming = incoming
        [((slug, _number), self.source)] = incoming.rows[SourceDocument].items()
        self.stored = load(str(slug), kind=DocumentKind.DIVISION)
        self.plan = plan_of(self.stored, str(slug))
        self.edition, self.is_new = edition_of(self.stored, self.source)
        self.source_key: NaturalKey = (slug, document_number(DocumentKind.DIVISION, self.edition))
        self.before = SaidBefore(self.stored)
        self.in_force = {
            str(key[1]): measure
            for key, measure in self.stored.records[Measure].items()
            if measure.withdrawn_on is None
        }
        known = {number: code for number, code in answers.items() if not code or code in self.in_force}
        before = self.before.namings()
        self.namings = name_measures(self.tasks(), self.outline(), before=before, answers=known)
        self.named_bodies = {key[2:4] for key in self.stored.records[Responsibility]}
        self.now = self.said_now()
        self.not_taken = NotTaken()

    def tasks(self) -> list[Task]:
        """Raises FixtureError where there is none."""
        rows = self.incoming.rows
        records = (rows[model].values() for model in (Section, Measure, Responsibility))
        tasks = tasks_of(self.source["text"], *records)
        if not tasks:
            raise FixtureError([Fault("", _("Nothing in this document says who does what, or by when."))])
        return tasks

    def outline(self) -> Outline:
        """The sections and the measures in force, as people know them."""
        sections = sorted(self.stored.records[Section].values(), key=lambda section: str(section.path))
        measures = sorted(self.in_force.values(), key=lambda measure: (measure.position, measure.pk))
        return Outline(
            tuple(Entry(each.code, self.code_of(each.parent_id), ((each.title, each.text),)) for each in sections),
            tuple(Entry(each.code, self.code_of(each.section_id), wordings(each)) for each in measures),
        )

    def code_of(self, section: int | None) -> str:
        return str(self.stored.keys[Section, section][1]) if section else ""

    def said_now(self) -> dict[str, Saying]:
        """By the code of each measure that a task names, in the order of the tasks."""
        by_code: dict[str, list[Task]] = {}
        for naming in self.namings:
            if naming.code:
                by_code.setdefault(naming.code, []).append(naming.task)
        return {
            code: of_tasks(tasks, self.body_key).followed(
                partial(self.stored.followed.body_now, self.measure_key(code))
            )
            for code, tasks in by_code.items()
        }

    def measure_key(self, code: str) -> NaturalKey:
        return self.stored.keys[Measure, self.in_force[code].pk]

    def followed(self) -> dict[NaturalKey, Followed]:
        """Of responsibilities that the document gives to a body which has handed over since."""
        found: dict[NaturalKey, Followed] = {}
        for naming in self.namings if self.stored.followed.by_body else ():
            for duty in naming.task.duties if naming.code else ():
                measure, said, role = self.measure_key(naming.code), self.body_key(duty.body), str(duty.role)
                body, passed = self.stored.followed.follow(measure, said, role)
                if passed:
                    found[(*measure, *body, role)] = Followed(said, passed)
        return found

    def body_key(self, name: str) -> NaturalKey:
        """The body that is meant: one of the plan's jurisdiction, or one that the plan mentions already."""
        key = self.stored.bodies.present_key((self.plan.jurisdiction, name))
        mentioned = self.stored.bodies.present_key(("", name))
        return mentioned if key not in self.stored.bodies.keys and mentioned in self.named_bodies else key

    def taken(self, declined: Declined) -> Iterator[RecordChange]:
        """What becomes of every record, model by model, without what is declined."""
        changes = list(self.changes())
        for model in KEY_FIELDS:
            found = [change for change in changes if change.model is model]
            whole = {change.key: change for change in found}
            left = [without_half(change, whole[change.key]) for change in declined.without(found)]
            self.not_taken.note(found, left, self.roles_here)
            yield from left

    def roles_here(self, measure: NaturalKey, body: NaturalKey) -> frozenset[str]:
        keys = self.stored.keys
        return frozenset(part.role for part in self.before.here[measure] if keys[ResponsibleBody, part.body_id] == body)

    def changes(self) -> Iterator[RecordChange]:
        """In no order of models."""
        yield self.source_change()
        yield from self.new_bodies()
        for code, said in self.now.items():
            measure = self.in_force[code]
            yield self.measure_change(measure, said)
            yield from PartChanges(self.before, measure, self.source_key, self.spans(code)).changes(said)
        named = {self.in_force[code].pk for code in self.now}
        for pk in self.before.by_measure.keys() - named:
            key = self.stored.keys[Measure, pk]
            yield RecordChange(Measure, key, Outcome.ABSENT, {}, self.stored.records[Measure][key])

    def source_change(self) -> RecordChange:
        """The document itself, kept as one of the plan's."""
        codes = {naming.task.code: naming.code for naming in self.namings}
        passages = [passage(each, codes) for each in self.source.get("passages", [])]
        row = self.source | {"edition": self.edition, "kind": DocumentKind.DIVISION.value, "passages": passages}
        record = self.stored.records[SourceDocument].get(self.source_key)
        if record is None:
            return RecordChange(SourceDocument, self.source_key, Outcome.NEW, row)
        names = [name for name in row if name not in KEY_FIELDS[SourceDocument]]
        stored = row_of(record, names, self.stored.keys)
        fields = tuple(
            FieldChange(name, Outcome.UPDATE, stored[name], row[name]) for name in names if stored[name] != row[name]
        )
        return RecordChange(SourceDocument, self.source_key, outcome_of_fields(fields), row, record, fields)

    def new_bodies(self) -> Iterator[RecordChange]:
        """The bodies that are not here yet."""
        kinds = {key[1]: row["kind"] for key, row in self.incoming.rows[ResponsibleBody].items() if "kind" in row}
        named = dict.fromkeys(body for said in self.now.values() for body in said.bodies)
        self.stored.bodies.refuse_confusable({key: {} for key in named})
        for key in named:
            if key not in self.stored.bodies.keys:
                jurisdiction, name = map(str, key)
                row = {"uuid": str(body_uuid(jurisdiction, name)), "jurisdiction": jurisdiction, "name": name}
                row |= {"kind": kinds[name]} if name in kinds else {}
                yield RecordChange(ResponsibleBody, key, Outcome.NEW, row)

    def measure_change(self, measure: Measure, said: Saying) -> RecordChange:
        """The deadline of one measure."""
        key = self.stored.keys[Measure, measure.pk]
        fields = tuple(self.due_changes(measure, said))
        row = {"plan": key[:1], "code": measure.code, "title": measure.title}
        return RecordChange(Measure, key, outcome_of_fields(fields), row, measure, fields)

    def due_changes(self, measure: Measure, said: Saying) -> Iterator[FieldChange]:
        """The fields of the deadline that differ; where no deadline is said any more, the plan's own is the one."""
        before = self.before.of(measure).due or NOTHING
        now = said.due if said.due is not None else self.before.by_plan(measure).due or NOTHING
        for name in DUE:
            here = plain(getattr(measure, name))
            if here == now[name]:
                continue
            found = self.stored.conflicts.get(("measure", measure.code, name))
            outcome = outcome_of(before[name], here, now[name], is_open=found is not None)
            told = found.said_before if found is not None else before[name]
            yield FieldChange(name, outcome, here, now[name], told)

    def spans(self, code: str) -> dict[tuple[NaturalKey, str], tuple[int, int]]:
        """Where the document names each body and role of a measure first."""
        found: dict[tuple[NaturalKey, str], tuple[int, int]] = {}
        for naming in self.namings:
            for duty in naming.task.duties if naming.code == code else ():
                role = str(duty.role)
                body = self.stored.followed.body_now(self.measure_key(code), self.body_key(duty.body), role)
                found.setdefault((body, role), (duty.start, duty.end))
        return found

    def division(self) -> "tuple[tuple[Naming, dict[str, object] | None], ...]":
        """Each task with its naming; the first of each measure with what is said of that measure from now on."""
        said: set[str] = set()
        found = []
        for naming in self.namings:
            is_first = bool(naming.code) and naming.code not in said
            said.add(naming.code)
            found.append((naming, self.said_from_now_on(naming.code).as_json() if is_first else None))
        return tuple(found)

    def said_from_now_on(self, code: str) -> Saying:
        """What the document says, and of what is declined what stays."""
        measure = self.in_force[code]
        return self.not_taken.taken_from(self.stored.keys[Measure, measure.pk], self.now[code], self.before.of(measure))


def passage(said: list[object], codes: dict[str, str]) -> list[object]:
    """A passage of a task names the measure that the task names; its headings are none of the plan's."""
    start, end, kind, code = said
    if kind == PassageKind.MEASURE:
        return [start, end, kind, codes.get(str(code), "")]
    return [start, end, kind, "" if kind in (PassageKind.HEADING, PassageKind.TEXT) else code]


def outcome_of(before: object, here: object, now: object, *, is_open: bool) -> Outcome:
    """What becomes of a value that is another here than in the document."""
    if before == here:
        return Outcome.UPDATE
    return Outcome.CONFLICT if is_open or before != now else Outcome.KEEP


def wordings(measure: Measure) -> tuple[tuple[str, str], ...]:
    """The words that people gave it and those of the plan's document: a division of work may quote either."""
    said = measure.baseline or {}
    printed = str(said.get("title", measure.title)), str(said.get("text", measure.text))
    return tuple(dict.fromkeys(((measure.title, measure.text), printed)))


def plan_of(stored: Stored, slug: str) -> Plan:
    """Raises FixtureError where the plan is not here."""
    if stored.plan is None:
        message = _("There is no plan “%(slug)s”: a division of work is imported onto a plan that is here.")
        raise FixtureError([Fault("", message % {"slug": slug})])
    return stored.plan


def edition_of(stored: Stored, source: FieldValues) -> tuple[int, bool]:
    """The number of the document among the plan's, and whether it is new. Raises FixtureError."""
    of_plan = [each for each in stored.sources(DocumentKind.PLAN) if each.sha256 == source["sha256"]]
    if of_plan:
        message = _("This file is edition %(number)d of the plan itself, not a division of work for it.")
        raise FixtureError([Fault("", message % {"number": of_plan[0].edition})])
    same = [each for each in stored.sources(DocumentKind.DIVISION) if each.sha256 == source["sha256"]]
    newest = stored.last_of(DocumentKind.DIVISION)
    last = newest.edition if newest is not None else 0
    if newest is not None and any(not each.undone and each.edition != last for each in same):
        message = _("A later division of work was imported since (%(name)s): this one is not imported again.")
        raise FixtureError([Fault("", message % {"name": newest.filename})])
    number = next((each.edition for each in same if each.edition >= last), stored.next_edition(DocumentKind.DIVISION))
    return number, newest is None or newest.sha256 != source["sha256"]
