"""Taking an edit back: an edit of its own that restores, field by field, the state before.

Reads the history rows of the edit and those after it. A field that a later edit gave another value is refused and
named, as is a record that others have come to refer to; everything else is restored: changed fields, deleted records
and parts (under their old primary keys), and what the edit created goes, its last state kept in the history.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, cast

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError
from django.db.models import ForeignKey, ManyToOneRel, Model, UniqueConstraint, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.choices import EditVia
from measures.edits.bulk import (
    create_records,
    delete_records,
    open_unit,
    owners_of,
    raise_versions,
    set_paths_aside,
    update_records,
)
from measures.models import Measure, Plan, Responsibility, ResponsibleBody, Section, Succession, Target
from measures.models.base import Part, Record
from measures.models.edit import Author, Edit, new_edit, unit_of_work
from measures.models.history import NOT_CONTENT, HistoryRow, Tracked

# In the order in which records may refer to earlier ones; deleted in the opposite one.
TRACKED: tuple[type[Tracked], ...] = (ResponsibleBody, Plan, Section, Measure, Responsibility, Target, Succession)
NOT_RESTORED = NOT_CONTENT | {"id", "created_at"}
NAMED_BY = {"body", "to_measure"}  # the references by which parts are called
STATEMENT = 5000  # primary keys a statement
CHECKED_ONE_BY_ONE = 200  # records
Key = tuple[type[Tracked], int]


class UndoRefusedError(Exception):
    """The edit cannot be undone now; the message, for people, says why."""


@dataclass(frozen=True)
class Refusal:
    """What is not restored: a field of a record, or ("" as field) the record as a whole; `names_of` names it."""

    record: Model
    field: str
    reason: str


@dataclass
class UndoPlan:
    """What undoing an edit would do, as long as nobody writes meanwhile."""

    edit: Edit
    updates: dict[Key, dict[str, object]] = field(default_factory=dict)  # attribute → value, per record
    creations: dict[Key, HistoryRow] = field(default_factory=dict)  # the history row with the last state
    deletions: dict[Key, HistoryRow] = field(default_factory=dict)  # the history row with the state after the edit
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def changes_nothing(self) -> bool:
        return not (self.updates or self.creations or self.deletions)

    @property
    def fingerprint(self) -> str:
        """Equal for equal plans: what a page showed and what is then written are the same."""
        steps: list[object] = [
            *((model.__name__, pk, sorted(values.items())) for (model, pk), values in self.updates.items()),
            *((model.__name__, pk, "create") for model, pk in self.creations),
            *((model.__name__, pk, "delete") for model, pk in self.deletions),
        ]
        refused = [(type(each.record).__name__, each.record.pk, each.field, each.reason) for each in self.refusals]
        return sha256(repr((steps, refused)).encode()).hexdigest()

    def permissions(self) -> set[str]:
        """The model permissions that a person needs to undo the edit."""
        verbs: dict[str, Iterable[Key]] = {"change": self.updates, "add": self.creations, "delete": self.deletions}
        needed = {(verb, model) for verb, keys in verbs.items() for model, _pk in keys}
        return {
            "measures.change_measure" if model is Succession else f"measures.{verb}_{model._meta.model_name}"
            for verb, model in needed
        }


def alive(row: HistoryRow | None) -> bool:
    """Does a row of the history, or None, tell of a record that was there?"""
    return row is not None and row.history_type != "-"


@dataclass
class Passage:
    """One record's way through an edit: the newest history rows before (None where it was not there) and within it,
    and those after it."""

    before: HistoryRow | None
    after: HistoryRow
    later: list[HistoryRow]


def plan_undo(edit: Edit, only: Collection[Key] | None = None) -> UndoPlan:
    """What undoing `edit` would do; with `only`, to these records."""
    plan = UndoPlan(edit)
    for model in TRACKED:
        ids = set(model.history.filter(edit=edit).values_list("id", flat=True))
        if only is not None:
            ids &= {pk for of, pk in only if of is model}
        stored = model._base_manager.in_bulk(ids)
        for pk, passage in sorted(passages(model, edit, ids).items()):
            plan_record(plan, (model, pk), passage, stored.get(pk))
    refuse_lost_references(plan)
    refuse_taken_keys(plan)
    refuse_referred(plan)
    return plan


def passages(model: type[Tracked], edit: Edit, ids: Collection[int]) -> dict[int, Passage]:
    """Of each record that the edit wrote, the history rows around it."""
    found: dict[int, Passage] = {}
    before: dict[int, HistoryRow] = {}
    for batch in batches(ids):
        for row in model.history.filter(id__in=batch).select_related("edit").order_by("history_id"):
            if row.edit_id == edit.pk:
                earlier = found[row.id].before if row.id in found else before.get(row.id)
                found[row.id] = Passage(earlier if alive(earlier) else None, row, [])
            elif row.id in found:
                found[row.id].later.append(row)
            else:
                before[row.id] = row
    return found


def plan_record(plan: UndoPlan, key: Key, passage: Passage, stored: Model | None) -> None:
    """Created by the edit, it goes; deleted, it comes back; changed, its fields do."""
    if passage.before is None:
        if stored is not None and alive(passage.after):
            plan_deletion(plan, key, passage, stored)
    elif stored is None:
        if alive(passage.after):
            refuse(plan, passage.after, "", gone_since(passage))
        else:
            plan.creations[key] = passage.before
    elif alive(passage.after):
        plan_update(plan, key, passage.before, passage, stored)


def plan_deletion(plan: UndoPlan, key: Key, passage: Passage, stored: Model) -> None:
    later = [row for row in passage.later if differing(row, passage.after)]
    if later:
        refuse(plan, stored, "", changed_since(later[-1]))
    else:
        plan.deletions[key] = passage.after


def plan_update(plan: UndoPlan, key: Key, before: HistoryRow, passage: Passage, stored: Model) -> None:
    """Every field that the edit changed and no later edit did; one that has its old value again is done already."""
    values = {}
    for attribute in differing(before, passage.after):
        old, new = getattr(before, attribute), getattr(passage.after, attribute)
        if getattr(stored, attribute) == old:
            continue
        later = [row for row in passage.later if getattr(row, attribute) != new]
        if later or getattr(stored, attribute) != new:
            refuse(plan, stored, attribute, changed_since(later[-1] if later else None))
        else:
            values[attribute] = old
    if values:
        plan.updates[key] = values


def differing(row: HistoryRow, other: HistoryRow) -> list[str]:
    """The attributes of a record's content in which two history rows differ."""
    return [
        each.attname
        for each in row.tracked_fields
        if each.name not in NOT_RESTORED and getattr(row, each.attname) != getattr(other, each.attname)
    ]


def refuse(plan: UndoPlan, record: Model | HistoryRow, attribute: str, reason: str) -> None:
    """`record`: stored, or a row of its history."""
    shown = told_of(record)
    labels = {each.attname: str(each.verbose_name) for each in shown._meta.fields}
    plan.refusals.append(Refusal(shown, labels.get(attribute, ""), reason))


def told_of(record: Model | HistoryRow) -> Model:
    """The record that a row of a history tells of; a record itself."""
    return cast("Model", getattr(record, "history_object", record))


def names_of(records: Iterable[Model | HistoryRow]) -> list[str]:
    """Records, or rows of their histories, as people call them; what names a part is read in one query."""
    shown = [told_of(record) for record in records]
    for model in {type(record) for record in shown}:
        named_by = NAMED_BY & {each.name for each in model._meta.fields}
        prefetch_related_objects([record for record in shown if type(record) is model], *named_by)
    return [name_of(record) for record in shown]


def name_of(record: Model) -> str:
    """Its kind, its code if it has one, and what it is called."""
    kind, code = str(record._meta.verbose_name), getattr(record, "code", "")
    try:
        return " ".join(filter(None, (kind, code, str(record))))
    except ObjectDoesNotExist:  # what names it is gone
        return f"{kind} {record.pk}"


def changed_since(row: HistoryRow | None) -> str:
    """Why a field or record is left as it is: `row` is the newest history row that says something else."""
    if row is None or row.edit is None:
        return _("It was changed since, outside of PolicyHub.")
    return _("It was changed since: %(edit)s.") % {"edit": row.edit}


def gone_since(passage: Passage) -> str:
    edit = passage.later[-1].edit if passage.later else None
    return _("It was deleted since: %(edit)s.") % {"edit": edit} if edit else _("It was deleted since.")


def references(plan: UndoPlan) -> Iterator[tuple[Key, str, type[Model], int]]:
    """What the restored values refer to: of which record, in which attribute, to which model and primary key."""
    for key, values in plan.updates.items():
        yield from references_of(key, values)
    for key, row in plan.creations.items():
        yield from references_of(key, {each.attname: getattr(row, each.attname) for each in row.tracked_fields})


def references_of(key: Key, values: dict[str, Any]) -> Iterator[tuple[Key, str, type[Model], int]]:
    for each in key[0]._meta.fields:
        if isinstance(each, ForeignKey) and values.get(each.attname) is not None:
            yield key, each.attname, each.related_model, values[each.attname]


def refuse_lost_references(plan: UndoPlan) -> None:
    """Nothing is made to refer again to what has been deleted since, unless the undo brings that back as well."""
    wanted: dict[type[Model], set[int]] = defaultdict(set)
    for _key, _attribute, model, pk in references(plan):
        wanted[model].add(pk)
    there = {model: existing(model, pks) for model, pks in wanted.items()}
    while lost := [found for found in references(plan) if found[3] not in there[found[2]] | created(plan, found[2])]:
        for key, attribute, model, _pk in lost:
            gone = _("The %(model)s that it refers to was deleted since.") % {"model": model._meta.verbose_name}
            if key in plan.creations:
                refuse(plan, plan.creations.pop(key), attribute, gone)
            elif plan.updates.get(key, {}).pop(attribute, None) is not None:
                refuse(plan, key[0]._base_manager.get(pk=key[1]), attribute, gone)
    plan.updates = {key: values for key, values in plan.updates.items() if values}


def created(plan: UndoPlan, model: type[Model]) -> set[int]:
    return {pk for of, pk in plan.creations if of is model}


def existing(model: type[Model], pks: Iterable[int]) -> set[int]:
    return {
        pk for batch in batches(pks) for pk in model._base_manager.filter(pk__in=batch).values_list("pk", flat=True)
    }


def batches(pks: Iterable[int]) -> Iterator[list[int]]:
    """At most so many at a time as a statement may have parameters."""
    waiting = sorted(pks)
    yield from (waiting[start : start + STATEMENT] for start in range(0, len(waiting), STATEMENT))


def refuse_taken_keys(plan: UndoPlan) -> None:
    """A name or code that another record has taken since is not taken back. In large undos the database says so."""
    if len(plan.updates) + len(plan.creations) > CHECKED_ONE_BY_ONE:
        return
    for key, record in restored_records(plan):
        other = next((found for found in same_keys(record) if (key[0], found.pk) not in plan.deletions), None)
        if other is not None:
            steps: dict[Key, Any] = plan.creations if key in plan.creations else plan.updates
            steps.pop(key)
            [name] = names_of([other])
            refuse(plan, record, "", _("Another has taken its place since: %(record)s.") % {"record": name})


def same_keys(record: Model) -> Iterator[Model]:
    """Other stored records with a key that must be its own; paths of sections give way."""
    model = type(record)
    constraints = [each.fields for each in model._meta.constraints if isinstance(each, UniqueConstraint)]
    single = [(each.name,) for each in model._meta.fields if each.unique and not each.primary_key]
    for names in (*constraints, *model._meta.unique_together, *single):
        if "path" not in names:
            lookup = {each.attname: getattr(record, each.attname) for each in model._meta.fields if each.name in names}
            yield from model._base_manager.filter(**lookup).exclude(pk=record.pk)


def restored_records(plan: UndoPlan) -> Iterator[tuple[Key, Tracked]]:
    """In memory, the records as they would be after the undo, but for those that would be deleted."""
    for (model, pk), row in list(plan.creations.items()):
        yield (model, pk), record_of(model, row)
    for model in TRACKED:
        updates = {key: values for key, values in plan.updates.items() if key[0] is model}
        stored = model._base_manager.in_bulk([pk for _model, pk in updates])
        for key, values in updates.items():
            for attribute, value in values.items():
                setattr(stored[key[1]], attribute, value)
            yield key, stored[key[1]]


def record_of(model: type[Tracked], row: HistoryRow) -> Tracked:
    """The record that a history row tells of, one version on."""
    record = model(**{each.attname: getattr(row, each.attname) for each in row.tracked_fields})
    if isinstance(record, Record):
        record.version, record.updated_at = row.version + 1, timezone.now()
    return record


def refuse_referred(plan: UndoPlan) -> None:
    """What the edit created stays where something that is not deleted with it refers to it."""
    while found := dict(referring(plan)):
        for key, other in found.items():
            reason = _("%(record)s refers to it.") % {"record": name_of(other)}
            refuse(plan, plan.deletions.pop(key), "", reason)


def referring(plan: UndoPlan) -> Iterator[tuple[Key, Model]]:
    going: dict[type[Model], set[int]] = defaultdict(set)
    for key in plan.deletions:
        going[key[0]].add(key[1])
    for model in {of for of, _pk in plan.deletions}:
        pks = going[model]
        for relation in model._meta.get_fields(include_hidden=True):
            if isinstance(relation, ManyToOneRel) and relation.related_model in TRACKED:
                for other in referrers(relation, pks):
                    if other.pk not in going[type(other)]:
                        yield (model, getattr(other, relation.field.attname)), other


def referrers(relation: ManyToOneRel, pks: Iterable[int]) -> Iterator[Model]:
    """What refers by one foreign key to any of these records."""
    for batch in batches(pks):
        found = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": batch})
        yield from found.select_related(*NAMED_BY & {each.name for each in found.model._meta.fields} or [None])


def undo_at_once(edit: Edit, *, by: Author, via: EditVia, reason: str = "", expected: str | None = None) -> Edit:
    """Undo in one transaction; `expected` is the fingerprint of the plan that was shown.

    Raises UndoRefusedError where nothing can be restored, where the plan is another one by now, or where the database
    refuses what it would write.
    """
    try:
        with unit_of_work(new_edit(by, via=via, reason=reason, undoes=edit)) as unit:
            plan = plan_undo(edit)
            if expected is not None and plan.fingerprint != expected:
                raise UndoRefusedError(_("The records were changed meanwhile. Nothing was written: look again."))
            if plan.changes_nothing:
                raise UndoRefusedError(_("Nothing of this edit is left to undo."))
            carry_out(plan)
            return unit.recorded_edit()
    except IntegrityError as error:
        raise UndoRefusedError(_("Other records stand in the way: %(reason)s") % {"reason": error}) from error


def undo_batch(edit: Edit, model: type[Tracked], ids: Sequence[int]) -> None:
    """Undo what the edit did to these records, within the edit in progress."""
    carry_out(plan_undo(edit, {(model, pk) for pk in ids}))


def carry_out(plan: UndoPlan) -> None:
    """Parts go before others are restored under the same key; records go when nothing refers to them any more."""
    open_unit()
    delete(plan, [model for model in reversed(TRACKED) if issubclass(model, Part)])
    for model in TRACKED:
        create_records(model, [record_of(model, row) for (of, _pk), row in plan.creations.items() if of is model])
    for model in TRACKED:
        update(model, {pk: values for (of, pk), values in plan.updates.items() if of is model})
    delete(plan, [model for model in reversed(TRACKED) if not issubclass(model, Part)])
    count_edits_of_parts(plan)


def delete(plan: UndoPlan, models: Iterable[type[Tracked]]) -> None:
    for model in models:
        delete_records(model, [pk for of, pk in plan.deletions if of is model])


def update(model: type[Tracked], steps: dict[int, dict[str, object]]) -> None:
    records = model._base_manager.in_bulk(steps)
    set_paths_aside([pk for pk, values in steps.items() if "path" in values])
    for pk, values in steps.items():
        for attribute, value in values.items():
            setattr(records[pk], attribute, value)
    names = {attribute for values in steps.values() for attribute in values}
    update_records(model, list(records.values()), sorted(names))


def count_edits_of_parts(plan: UndoPlan) -> None:
    for model in TRACKED:
        if not issubclass(model, Part):
            continue
        rows = [row for steps in (plan.creations, plan.deletions) for (of, _pk), row in steps.items() if of is model]
        parts: list[HistoryRow | Part] = [*rows]
        parts += model._base_manager.filter(pk__in=[pk for of, pk in plan.updates if of is model])
        for owner_model, pks in owners_of(model, parts).items():
            raise_versions(owner_model, pks)
