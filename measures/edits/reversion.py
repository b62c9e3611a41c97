"""Going back to an earlier version of one record, the parts that it had then included."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import ForeignKey
from django.utils.text import capfirst

from measures.edits.history_rows import differing, is_present, names_of, record_of
from measures.edits.restored_bodies import past_bodies
from measures.edits.undo_plan import permission_for
from measures.models import Responsibility
from measures.models.base import Record
from measures.models.history import AnyField, HistoryRow, Tracked


@dataclass
class PartStep:
    """What going back does with one part: rows of its history, `now` as it is and `then` as it was, None where not."""

    model: type[Tracked]
    now: HistoryRow | None
    then: HistoryRow | None
    pk: int

    @property
    def key(self) -> str:
        """What names the step on a page."""
        return f"{self.model._meta.model_name}-{self.pk}"

    @property
    def changes_nothing(self) -> bool:
        return self.now is not None and self.then is not None and not differing(self.now, self.then)

    @property
    def permission(self) -> str:
        """The right that the step takes."""
        verb = "delete" if self.then is None else "add" if self.now is None else "change"
        return permission_for(verb, self.model)

    @property
    def refers_to_deleted(self) -> bool:
        fields = self.then.tracked_fields if self.then is not None else ()
        return any(refers_to_deleted(each, getattr(self.then, each.attname)) for each in fields)


@dataclass
class Reversion:
    """`record` with the values of an earlier version, in memory, and what is to be done with its parts.

    `lost` names, for people, the fields and parts that stay as they are now since they referred to what has been
    deleted since; `notes` say what became of the bodies that it names.
    """

    record: Record
    parts: list[PartStep]
    lost: list[str]
    notes: list[str] = field(default_factory=list)


def plan_reversion(record: Record, row: HistoryRow, fields: Iterable[str]) -> Reversion:
    """Give `record`, in memory, the named fields of a row of its history, and compare its parts with those of then."""
    named, lost = set(fields), []
    for each in record._meta.fields:
        if each.name in named and refers_to_deleted(each, getattr(row, each.attname)):
            lost.append(capfirst(str(each.verbose_name)))
        elif each.name in named:
            setattr(record, each.attname, getattr(row, each.attname))
    steps = [step for model, name in type(record).part_models() for step in part_steps(model, name, row)]
    steps, notes = with_bodies_of_now(record, steps, row)
    lost += names_of(step.then for step in steps if step.then is not None and step.refers_to_deleted)
    return Reversion(record, [step for step in steps if not step.refers_to_deleted], lost, notes)


def with_bodies_of_now(record: Record, steps: list[PartStep], row: HistoryRow) -> tuple[list[PartStep], list[str]]:
    """The steps with the bodies that those of then are by now, and what is to be said of these.

    A role that such a body has already stands there once; what a body that is gone answered for is left out.
    """
    of_bodies = [step for step in steps if step.model is Responsibility and step.then is not None]
    bodies = past_bodies({part_of(step).body_id for step in of_bodies}, row.history_date)
    leaving = {step.pk for step in steps if step.model is Responsibility}
    staying = Responsibility.objects.filter(measure=record.pk).exclude(pk__in=leaving)
    taken = set(staying.values_list("body", "role"))
    kept = [step for step in steps if step not in of_bodies]
    notes: dict[str, None] = {}
    for step in of_bodies:
        past, role = bodies.get(part_of(step).body_id), part_of(step).role
        if past is not None and past.now is not None:
            vars(step.then)["body_id"] = past.now.pk
            if (past.now.pk, role) in taken or step.changes_nothing:
                continue
            taken.add((past.now.pk, role))
            kept.append(step)
        if past is not None and past.note:
            notes[past.note] = None
    return kept, [*notes]


def part_of(step: PartStep) -> Responsibility:
    """The responsibility as it was."""
    part = step.then.history_object if step.then is not None else None
    if not isinstance(part, Responsibility):
        raise TypeError("only responsibilities name bodies")
    return part


def refers_to_deleted(field: AnyField, value: object) -> bool:
    """Whether `value` of a foreign key is the key of a record that is no longer there."""
    if value is None or not isinstance(field, ForeignKey):
        return False
    return not field.related_model._base_manager.filter(pk=value).exists()


def part_steps(model: type[Tracked], reference: str, row: HistoryRow) -> Iterator[PartStep]:
    """Compares by history alone, which knows every part once the record has been edited."""
    history = model.history.filter(**{reference: row.id}).order_by("history_date", "history_id")
    of_edit = [part for part in history if row.edit_id and part.edit_id == row.edit_id]
    until = max([row.history_date, *(part.history_date for part in of_edit)])
    now = {part.id: part for part in history}
    then = {part.id: part for part in history if part.history_date <= until}
    for pk, newest in now.items():
        is_there, was_there = is_present(newest), is_present(then.get(pk))
        if (is_there or was_there) and (not is_there or not was_there or differing(newest, then[pk])):
            yield PartStep(model, newest if is_there else None, then[pk] if was_there else None, pk)


def write_reversion(reversion: Reversion) -> None:
    """Within the edit in progress. Parts go before others come back under the same key."""
    reversion.record.save()
    stored = stored_parts(reversion)
    for step in reversion.parts:
        if step.then is None:
            stored[step.model, step.pk].delete()
    for step in reversion.parts:
        if step.then is not None and step.now is None:
            record_of(step.model, step.then).save(force_insert=True)
        elif step.then is not None:
            restore(stored[step.model, step.pk], step.then)


def stored_parts(reversion: Reversion) -> dict[tuple[type[Tracked], int], Tracked]:
    """The parts that there are, of those to be changed or deleted."""
    found: dict[tuple[type[Tracked], int], Tracked] = {}
    for model in {step.model for step in reversion.parts}:
        pks = [step.pk for step in reversion.parts if step.model is model and step.now is not None]
        found |= {(model, pk): part for pk, part in model._base_manager.in_bulk(pks).items()}
    return found


def restore(part: Tracked, row: HistoryRow) -> None:
    for each in row.tracked_fields:
        setattr(part, each.attname, getattr(row, each.attname))
    part.save()
