"""Pending changes of published measures: what an editor saves where the plan asks for a second person.

`drafting` lets a writer write as ever, looks at what came of it, takes that back and keeps the difference as pending
changes: so whatever can write a measure can draft one, by the same rules. A change that is pending already is there
while the writer writes, and what is written comes on top of it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.choices import Origin
from measures.edits.bulk import open_unit
from measures.edits.replaced import keep_replaced
from measures.models import ConfirmedContent, Measure, PendingChange, Responsibility, ResponsibleBody, Target
from measures.models.base import next_code
from measures.models.confirming import confirm_contents
from measures.models.edit import UnitOfWork
from measures.models.measure import DRAFTED
from measures.models.pending import DraftNeededError, asking
from measures.models.steps import lacking
from measures.prepared import one_of

OF_ROLE = ("body_id", "role", "position")
OF_TARGET = ("code", "text", "metric", "comparator", "value", "unit", "year", "nature")
PARTS = ("responsibilities", "targets")
COLUMNS, COLUMNS_OF_TARGET = (
    {column.attname: column for column in model._meta.concrete_fields} for model in (Measure, Target)
)
Content = dict[str, object]  # by attribute of the measure, and its parts as lists


class SecondPersonError(PermissionDenied):
    """Whoever drafted a change cannot publish it, nor can who has no right to publish."""


class PendingRefusedError(Exception):
    """A pending change cannot be published as it is; the message, for people, says why."""


def contents_of(pks: Collection[int]) -> dict[int, Content]:
    """What measures say, as JSON has it."""
    found: dict[int, Content] = {}
    for values in Measure._base_manager.filter(one_of(pks)).values("pk", *DRAFTED):
        pk = values.pop("pk")
        found[pk] = {name: plain(value) for name, value in values.items()} | {name: [] for name in PARTS}
    roles = Responsibility._base_manager.filter(measure__in=Measure._base_manager.filter(one_of(pks)))
    targets = Target._base_manager.filter(measure__in=Measure._base_manager.filter(one_of(pks)))
    add_parts(found, "responsibilities", roles.order_by("position", "pk").values("measure_id", *OF_ROLE))
    add_parts(found, "targets", targets.order_by("code").values("measure_id", *OF_TARGET))
    return found


def add_parts(found: dict[int, Content], name: str, rows: Iterable[Mapping[str, object]]) -> None:
    for row in rows:
        parts = found[int(str(row["measure_id"]))][name]
        if isinstance(parts, list):
            parts.append({attribute: plain(value) for attribute, value in row.items() if attribute != "measure_id"})


def plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value


@dataclass
class Drafted:
    """What came of a writing: the measures of which a change waits now, and of which none does any more."""

    pending: list[PendingChange] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)


def asking_for_draft(pks: Collection[int]) -> set[int]:
    """Those of some measures that are not written directly."""
    return set(asking(Measure._base_manager.filter(one_of(pks))).values_list("pk", flat=True))


@contextmanager
def drafting(pks: Collection[int]) -> Iterator[Drafted]:
    """Within the edit in progress, keep what is written of these measures as pending changes.

    Raises DraftNeededError where its writer has taken one back from the public: that is to be written as it is.
    """
    unit, drafted = open_unit(), Drafted()
    before = contents_of(pks)
    with taken_back(unit) as after:
        show_pending(pks)
        yield drafted
        after |= {pk: content for pk, content in contents_of(pks).items() if pk in asking_for_draft(pks)}
    for pk, said in before.items():
        if pk not in after:
            raise DraftNeededError(str(said["title"]))
        keep(pk, {name: value for name, value in after[pk].items() if value != said[name]}, drafted)


@contextmanager
def taken_back(unit: UnitOfWork) -> Iterator[dict[int, Content]]:
    """What is written within is not kept, and the edit in progress forgets it."""
    before = replace(
        unit,
        versions=unit.versions.copy(),
        kept=unit.kept.copy(),
        created=unit.created.copy(),
        contents_kept=unit.contents_kept.copy(),
    )
    was_stored, unit.direct = not unit.edit._state.adding, True
    savepoint = transaction.savepoint()
    try:
        yield {}
    finally:
        transaction.savepoint_rollback(savepoint)
        vars(unit).update(vars(before))
        if not was_stored:
            unit.edit.pk, unit.edit._state.adding = None, True


@contextmanager
def shown(pks: Collection[int]) -> Iterator[None]:
    """Within the edit in progress, measures are as their pending changes have them; nothing is written."""
    with taken_back(open_unit()):
        show_pending(pks)
        yield


def show_pending(pks: Collection[int]) -> None:
    """Write what is pending of these measures. Each gets the version that says which change its reader saw."""
    unit = open_unit()
    for change in PendingChange.objects.filter(measure__in=list(pks)).select_related("measure__plan"):
        version = seen_version(change)
        write_values(change.measure, change.wanted)
        Measure._base_manager.filter(pk=change.measure_id).update(version=version)
        unit.versions[Measure, change.measure_id] = version


def seen_version(change: PendingChange) -> int:
    """The version of a measure with its pending change: another one each time that either is written."""
    return change.measure.version + change.number


def keep(pk: int, values: Mapping[str, object], drafted: Drafted) -> None:
    """As the pending change of a measure; none where nothing is left of it."""
    unit, there = open_unit(), PendingChange.objects.filter(measure=pk).first()
    if not values:
        drafted.dropped += [pk]
        if there is not None:
            there.delete()
        return
    change = there or PendingChange(
        measure_id=pk, version=Measure._base_manager.values_list("version", flat=True).get(pk=pk)
    )
    drafted.pending.append(change)
    if there is None or there.wanted != values:
        change.wanted, change.at = dict(values), timezone.now()
        change.by_id, change.by_name = unit.edit.by_id, unit.edit.by_name
        change.save()


def write_or_draft(pks: Collection[int], write: Callable[[Collection[int]], None]) -> Drafted:
    """Let `write` write the measures, those that ask for it as pending changes."""
    asked = asking_for_draft(pks) if open_unit().edit.by_id is not None else set()
    free = [pk for pk in pks if pk not in asked]
    if free or not asked:
        write(free)
    if not asked:
        return Drafted()
    with drafting(asked) as drafted:
        write(sorted(asked))
    return drafted


def write_values(measure: Measure, values: Mapping[str, object]) -> None:
    """Let a measure say what was kept of a pending change. Raises PendingRefusedError where a body is gone."""
    own = {name: value for name, value in values.items() if name not in PARTS}
    for name, value in own.items():
        setattr(measure, name, COLUMNS[name].to_python(value))
    if own:
        measure.save()
    if "responsibilities" in values:
        write_roles(measure, rows_of(values["responsibilities"]))
    if "targets" in values:
        write_targets(measure, rows_of(values["targets"]))


def rows_of(value: object) -> list[Content]:
    return [dict(row) for row in value] if isinstance(value, list) else []


def write_roles(measure: Measure, wanted: list[Content]) -> None:
    """Parts that stay keep where they came from."""
    there = {(part.body_id, part.role): part for part in measure.responsibilities.all()}
    known = set(ResponsibleBody.objects.filter(pk__in=[row["body_id"] for row in wanted]).values_list("pk", flat=True))
    if any(row["body_id"] not in known for row in wanted):
        raise PendingRefusedError(_("A body that it names is not here any more: change it in the form first."))
    keys = {(row["body_id"], row["role"]) for row in wanted}
    for key, part in there.items():
        if key not in keys:
            part.delete()
    for row in wanted:
        stored = there.get((int(str(row["body_id"])), str(row["role"])))
        if stored is None:
            Responsibility(measure=measure, origin=Origin.EDITOR, **row).save()
        elif stored.position != row["position"]:
            stored.position = int(str(row["position"]))
            stored.save()


def write_targets(measure: Measure, wanted: list[Content]) -> None:
    """By their codes; a new one whose code was given away meanwhile takes the next."""
    there = {part.code: part for part in measure.targets.all()}
    codes = {row["code"] for row in wanted}
    for code, part in there.items():
        if code not in codes:
            part.delete()
    for row in wanted:
        target = there.get(str(row["code"])) or Target(plan_id=measure.plan_id, measure=measure)
        before = [getattr(target, name) for name in OF_TARGET]
        for name, value in row.items():
            setattr(target, name, COLUMNS_OF_TARGET[name].to_python(value))
        if target._state.adding and Target.objects.filter(plan=measure.plan_id, code=target.code).exists():
            target.code = next_code(Target, measure.plan, f"{measure.code}/t")
        if [getattr(target, name) for name in OF_TARGET] != before or target._state.adding:
            target.save()


def publish_pending(change: PendingChange) -> None:
    """Within an edit by a second person: the measure says what was drafted, and that counts as confirmed.

    Raises SecondPersonError, PendingRefusedError.
    """
    unit = open_unit()
    author = unit.edit.by if unit.edit.by_id else None
    if author is None or not change.may_be_published_by(author):
        message = _("A change is published by somebody else than who drafted it, with the right to publish.")
        raise SecondPersonError(message)
    direct, unit.direct = unit.direct, True
    measure = Measure.objects.select_related("plan").get(pk=change.measure_id)
    write_values(measure, change.wanted)
    change.delete()
    unit.direct = direct
    if not lacking(author, ["measures.confirm_measure"]):
        kept = ConfirmedContent.objects.filter(measure=measure.pk).values_list("pk", "content", "changed")
        keep_replaced(ConfirmedContent, {pk: {"content": text, "changed": changed} for pk, text, changed in kept})
        confirm_contents(Measure, [measure.pk])


def reject_pending(change: PendingChange) -> None:
    """Within an edit whose reason says why: the change is dropped, by who may publish it or by one who drafted it.

    Raises SecondPersonError.
    """
    author = open_unit().edit.by if open_unit().edit.by_id else None
    if author is None or not (change.may_be_published_by(author) or author.pk in change.authors()):
        raise SecondPersonError(_("A change is sent back by who may publish it, or by one who drafted it."))
    change.delete()
