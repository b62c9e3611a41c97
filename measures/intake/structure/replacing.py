"""What takes the place of a measure: a stand-in, successors, and what goes along with its words."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.utils import timezone

from measures.choices import ReviewState
from measures.correcting import words_of
from measures.edits import create_records, delete_records, raise_versions, update_records
from measures.intake.structure.reading import PlanReading
from measures.models import DivisionTask, Measure, Responsibility, Succession, Target
from measures.models.base import next_code

KEPT = ("plan_id", "section_id", "kind", "label", "title", "text", "position", "phase", "review_state", "due_on",
        "due_text", "note", "source_id", "source_start", "source_end", "baseline")  # fmt: skip
OF_TARGET = (
    "text",
    "metric",
    "comparator",
    "value",
    "unit",
    "year",
    "nature",
    "source_id",
    "source_start",
    "source_end",
)
OF_ROLE = ("body_id", "role", "position", "origin", "source_id", "source_start", "source_end")

PartT = TypeVar("PartT", Responsibility, Target)


def published_ever(measures: Iterable[Measure]) -> set[int]:
    """The primary keys of those that are published, or ever were: their readers are told what became of them."""
    state, keys = ReviewState.PUBLISHED, [measure.pk for measure in measures]
    now = Measure.objects.filter(pk__in=keys, review_state=state).values_list("pk", flat=True)
    return {*now, *Measure.history.filter(id__in=keys, review_state=state).values_list("id", flat=True)}


def stand_in(measure: Measure, reading: PlanReading) -> Measure:
    """A new measure like this one, with its parts from documents, which the reading has in its place."""
    made = Measure(**{name: getattr(measure, name) for name in KEPT})
    made.code = next_code(Measure, measure.plan, f"{measure.section.code}-")
    made.baseline = baseline_with_code(measure, made.code)
    made.save()
    create_records(Responsibility, [copy_of(part, OF_ROLE, made) for part in measure.responsibilities.all()])
    targets = list(measure.targets.exclude(source=None))
    copies = [copy_of(target, OF_TARGET, made) for target in targets]
    for old, new in zip(targets, copies, strict=True):
        new.code = f"{made.code}/{old.code.rpartition('/')[2]}"
    create_records(Target, copies)
    if reading.has(measure):
        reading.give_code(measure.code, made.code)
    return made


def baseline_with_code(measure: Measure, code: str) -> dict[str, Any] | None:
    """What the last import said of a measure, as if it had said it of one with another code: its parts name that."""
    if measure.baseline is None:
        return None
    said = dict(measure.baseline)
    for name in {"responsibilities", "targets"} & said.keys():
        said[name] = [part_with_code(part, measure.code, code) for part in said[name]]
    return said


def part_with_code(part: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    """Of a responsibility or a target."""
    changed = part | {"measure": [*part["measure"][:-1], new]}
    return changed | ({"code": f"{new}/{part['code'].removeprefix(f'{old}/')}"} if "code" in part else {})


def copy_of(part: PartT, names: Iterable[str], measure: Measure) -> PartT:
    """The part as one of another measure, not stored yet; a target has no code yet."""
    made = type(part)(**{name: getattr(part, name) for name in names})
    made.measure = measure
    if isinstance(made, Target):
        made.plan_id = measure.plan_id
    return made


def withdraw(measure: Measure, successor: Measure) -> None:
    """Withdraw what was published, and name what took its place: so no document is read as having it any more."""
    measure.withdrawn_on = timezone.localdate()
    measure.save()
    create_records(Succession, [Succession(from_measure=measure, to_measure=successor)])


def succeed(measure: Measure, successors: Sequence[Measure]) -> None:
    """Let a withdrawn measure have these successors."""
    here = dict(measure.successions.values_list("to_measure", "pk"))
    keys = {each.pk for each in successors}
    delete_records(Succession, [pk for other, pk in here.items() if other not in keys])
    added = [each for each in successors if each.pk not in here]
    create_records(Succession, [Succession(from_measure=measure, to_measure=each) for each in added])


def lead_to(gone: Measure, successor: Measure, *, stays: bool) -> None:
    """Let the tasks of divisions that named a measure lead to another one; so, unless it `stays`, what it succeeded."""
    tasks = list(DivisionTask.objects.filter(measure=gone))
    for task in tasks:
        task.measure = successor
    update_records(DivisionTask, tasks, ["measure"])
    if not stays:
        before = Succession.objects.filter(to_measure=gone).exclude(from_measure__successions__to_measure=successor)
        made = [Succession(from_measure_id=each.from_measure_id, to_measure=successor) for each in before]
        create_records(Succession, made)
        raise_versions(Measure, {each.from_measure_id for each in made})


def assign(measure: Measure, wanted: Iterable[Responsibility]) -> None:
    """Let those of the wanted responsibilities, of whatever measure, answer for a measure, and no others."""
    parts = {(part.body_id, part.role): part for part in wanted}
    here = list(Responsibility.objects.filter(measure=measure))
    delete_records(Responsibility, [part.pk for part in here if (part.body_id, part.role) not in parts])
    known = {(part.body_id, part.role) for part in here}
    made = [copy_of(part, OF_ROLE, measure) for key, part in parts.items() if key not in known]
    create_records(Responsibility, made)
    if made or len(here) != len(known & parts.keys()):
        raise_versions(Measure, [measure.pk])


def settle_targets(targets: Iterable[Target], measures: Sequence[Measure]) -> None:
    """Let each of these targets, as it was, be one of the measure whose words say it, of the first where none does."""
    for target in targets:
        there = list(Target.objects.filter(measure__in=measures))
        twins = [
            each for each in there if each.pk == target.pk or (target.source_id and place_of(each) == place_of(target))
        ]
        home = home_of(target, twins, measures)
        at_home = next((twin for twin in twins if twin.measure_id == home.pk), None)
        for twin in twins:
            if twin is not at_home:
                twin.delete()
        keep_values(target, at_home or copy_of(target, OF_TARGET, home))


def keep_values(target: Target, at_home: Target) -> None:
    if at_home.pk is None or any(getattr(at_home, name) != getattr(target, name) for name in OF_TARGET):
        for name in OF_TARGET:
            setattr(at_home, name, getattr(target, name))
        at_home.save()


def home_of(target: Target, twins: Sequence[Target], measures: Sequence[Measure]) -> Measure:
    words = words_of(target.text)
    saying = [measure for measure in measures if words in words_of(measure.text)]
    read = [measure for twin in twins for measure in measures if twin.pk != target.pk and twin.measure_id == measure.pk]
    return [*saying, *read, measures[0]][0]


def place_of(part: Target) -> tuple[int | None, int | None, int | None]:
    return part.source_id, part.source_start, part.source_end
