"""What undoing an edit would do, found without writing.

Reads the history rows of the edit and those after it. A field that a later edit gave another value is refused and
named, as is a record that others have come to refer to; everything else is to be restored: changed fields, deleted
records and parts (under their old primary keys), and what the edit created is deleted, or withdrawn where the public
reads it. `measures.edits.undo` writes the plan.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from django.db.models import Max, Min, Model, Q
from django.utils.translation import gettext as _

from measures.edits.history_rows import TRACKED, RecordKey, chunks, differing, instance_of, is_present
from measures.edits.replaced import Values
from measures.models import (
    BodySuccession,
    Conflict,
    Correction,
    DivisionTask,
    Edit,
    Measure,
    MovedResponsibility,
    PendingChange,
    Plan,
    Succession,
)
from measures.models.base import Part, Record
from measures.models.history import HistoryRow, Tracked
from measures.models.pending import OWNERS
from measures.models.steps import first_state
from measures.prepared import one_of

UNDO = "measures.undo_edit"
RECORD_SUCCESSION = "measures.record_bodysuccession"
OF_BODIES = (BodySuccession, MovedResponsibility)
OF_MEASURES = (Succession, Conflict, DivisionTask)  # written with a measure, by whoever may change it


@dataclass(frozen=True)
class Refusal:
    """A field of a record, or ("" as field) a whole record, that is not restored."""

    record: Model
    field: str
    reason: str


@dataclass
class UndoPlan:
    """What undoing an edit would do, as long as nobody writes meanwhile.

    `updates` gives each record's attributes and their values, `creations` the history row with the state to create,
    `deletions` the history row with the state after the edit. `kept` are the records that the edit created and that
    stay, whether refused or withdrawn. `replaced` are baselines and readings to be restored: see `edits.replaced`.
    `successors` are the measures to be put in force again, by the primary key of one to be withdrawn whose place they
    take.
    """

    edit: Edit
    updates: dict[RecordKey, dict[str, object]] = field(default_factory=dict)  # attribute → value, per record
    creations: dict[RecordKey, HistoryRow] = field(default_factory=dict)  # the history row with the last state
    deletions: dict[RecordKey, HistoryRow] = field(
        default_factory=dict
    )  # the history row with the state after the edit
    refusals: list[Refusal] = field(default_factory=list)
    kept: set[RecordKey] = field(default_factory=set)
    replaced: dict[str, dict[int, Values]] = field(default_factory=dict)
    successors: dict[int, list[int]] = field(default_factory=dict)

    @property
    def changes_nothing(self) -> bool:
        return not (self.updates or self.creations or self.deletions or self.replaced)

    @property
    def fingerprint(self) -> str:
        """Equal for equal plans: what a page showed and what is then written are the same."""
        steps: list[object] = [
            *((model.__name__, pk, sorted(values.items())) for (model, pk), values in self.updates.items()),
            *((model.__name__, pk, "create") for model, pk in self.creations),
            *((model.__name__, pk, "delete") for model, pk in self.deletions),
        ]
        steps += [(model, pk, "replaced") for model, records in self.replaced.items() for pk in records]
        refused = [(type(each.record).__name__, each.record.pk, each.field, each.reason) for each in self.refusals]
        return sha256(repr((steps, refused)).encode()).hexdigest()

    def permissions(self) -> set[str]:
        """The permissions that a person needs to undo the edit: to undo, and for what it does to each model.

        Whoever took nothing but steps need not be one who edits.
        """
        verbs: dict[str, Iterable[RecordKey]] = {
            "change": [key for key, values in self.updates.items() if values.keys() != {step_field_of(key[0])}],
            "add": self.creations,
            "delete": self.deletions,
        }
        needed = {(verb, model) for verb, keys in verbs.items() for model, _pk in keys if model is not PendingChange}
        pending = {pk for keys in verbs.values() for model, pk in keys if model is PendingChange}
        own = {permission_for(verb, model) for verb, model in needed}
        return {UNDO} | own | permissions_for_pending(pending) | self.steps()

    def steps(self) -> set[str]:
        """The rights to the steps that the undo takes back, and to those that what it makes again has taken."""
        rights: set[str] = set()
        for model in (Plan, Measure):
            field = model.step_field
            taken = {
                pk: str(values[field]) for (of, pk), values in self.updates.items() if of is model and field in values
            }
            stored = model._base_manager.filter(one_of(taken)).values_list("pk", field)
            first = first_state(model)
            made = {str(getattr(row, field)) for (of, _pk), row in self.creations.items() if of is model}
            steps = {(state, taken[pk]) for pk, state in stored} | {(first, state) for state in made}
            rights |= {right for before, after in steps for right in model.steps_between(before, after)}
        if any("second_person" in values for values in self.updates.values()):
            rights.add("measures.publish_plan")
        return rights

    def refuse(self, record: Model | HistoryRow, attribute: str, reason: str) -> None:
        """Add a refusal of an attribute ("" for all) of a stored record, or of one that a history row is about."""
        instance = instance_of(record)
        labels = {each.attname: str(each.verbose_name) for each in instance._meta.fields}
        self.refusals.append(Refusal(instance, labels.get(attribute, ""), reason))

    def keep(self, key: RecordKey, reason: str) -> None:
        """Refuse to delete a record that the edit created."""
        self.kept.add(key)
        self.refuse(self.deletions.pop(key), "", reason)


def step_field_of(model: type[Tracked]) -> str:
    return model.step_field if issubclass(model, Record) else ""


def permission_for(verb: str, model: type[Tracked]) -> str:
    """To add, change or delete a record; what has no rights of its own goes with those of what it is about."""
    if model is Correction:
        return "measures.correct_import"
    if model in OF_BODIES:
        return RECORD_SUCCESSION
    return "measures.change_measure" if model in OF_MEASURES else f"measures.{verb}_{model._meta.model_name}"


def permissions_for_pending(pks: Collection[int]) -> set[str]:
    """To write pending changes: to change what they are about."""
    rows = PendingChange.history.filter(id__in=pks).order_by()
    return {f"measures.change_{name}" for name in OWNERS if rows.filter(**{f"{name}__isnull": False}).exists()}


@dataclass
class RowsAroundEdit:
    """The history rows of one record around an edit: the newest before it (None where the record was not there), the
    newest within it, and those after it."""

    before: HistoryRow | None
    after: HistoryRow
    later: list[HistoryRow]


def rows_around(model: type[Tracked], edit: Edit, ids: Collection[int]) -> dict[int, RowsAroundEdit]:
    """The history rows around the edit of each record that it wrote, by primary key."""
    found: dict[int, RowsAroundEdit] = {}
    before: dict[int, HistoryRow] = {}
    for pks in chunks(ids):
        for row in since_edit(model, edit, pks):
            if row.edit_id == edit.pk:
                earlier = found[row.id].before if row.id in found else before.get(row.id)
                found[row.id] = RowsAroundEdit(earlier if is_present(earlier) else None, row, [])
            elif row.id in found:
                found[row.id].later.append(row)
            else:
                before[row.id] = row
    return found


def since_edit(model: type[Tracked], edit: Edit, pks: Collection[int]) -> Iterable[HistoryRow]:
    """Of each of these records the history rows since the edit and the newest before it, in their order."""
    history = model.history.filter(id__in=pks)
    first = history.filter(edit=edit).aggregate(first=Min("history_id"))["first"] or 0
    before = history.filter(history_id__lt=first).order_by().values("id").annotate(last=Max("history_id"))
    rows = history.filter(Q(history_id__gte=first) | Q(history_id__in=before.values("last"))).order_by("history_id")
    found: Iterable[HistoryRow] = rows.select_related("edit").defer("edit__task")  # which may be very long
    return found


def models_written(edit: Edit) -> list[type[Tracked]]:
    """The models of which the edit wrote records."""
    return [model for model in TRACKED if model.history.filter(edit=edit).exists()]


def plan_steps(plan: UndoPlan, only: Collection[RecordKey] | None, models: Iterable[type[Tracked]] = TRACKED) -> None:
    """Plan what is to be done with each record that the edit wrote; with `only`, with these of them and their parts."""
    for model in models:
        written = model.history.filter(edit=plan.edit)
        if only is not None:
            written = written.filter(concerning(model, only))
        ids = set(written.values_list("id", flat=True))
        stored = model._base_manager.in_bulk(ids)
        for pk, rows in sorted(rows_around(model, plan.edit, ids).items()):
            plan_record(plan, (model, pk), rows, stored.get(pk))


def concerning(model: type[Tracked], keys: Collection[RecordKey]) -> Q:
    """The history rows of those of the records that are of this model, or of parts of them."""
    named = Q(id__in=[pk for of, pk in keys if of is model])
    for owner_model, reference in model.owner_models() if issubclass(model, Part) else ():
        named |= Q(**{f"{reference}__in": [pk for of, pk in keys if of is owner_model]})
    for name in OWNERS if model is PendingChange else ():
        named |= Q(**{f"{name}__in": [pk for of, pk in keys if of._meta.model_name == name]})
    return named


def plan_record(plan: UndoPlan, key: RecordKey, rows: RowsAroundEdit, stored: Model | None) -> None:
    """A record created by the edit is deleted; one that it deleted is created; the fields of a changed one restored."""
    if rows.before is None:
        if stored is not None and is_present(rows.after):
            plan_deletion(plan, key, rows, stored)
    elif stored is None:
        if is_present(rows.after):
            plan.refuse(rows.after, "", deleted_since(rows))
        else:
            plan.creations[key] = rows.before
    elif is_present(rows.after):
        plan_update(plan, key, rows.before, rows, stored)


def plan_deletion(plan: UndoPlan, key: RecordKey, rows: RowsAroundEdit, stored: Model) -> None:
    """Delete what the edit created, unless a later edit changed it."""
    later = [row for row in rows.later if differing(row, rows.after)]
    if later:
        plan.kept.add(key)
        plan.refuse(stored, "", changed_since(later[-1]))
    else:
        plan.deletions[key] = rows.after


def plan_update(plan: UndoPlan, key: RecordKey, before: HistoryRow, rows: RowsAroundEdit, stored: Model) -> None:
    """Restore every field that the edit changed and no later edit did, unless it has its old value again."""
    values = {}
    for attribute in differing(before, rows.after):
        old, new = getattr(before, attribute), getattr(rows.after, attribute)
        if getattr(stored, attribute) == old:
            continue
        later = [row for row in rows.later if getattr(row, attribute) != new]
        if later or getattr(stored, attribute) != new:
            plan.refuse(stored, attribute, changed_since(later[-1] if later else None))
        else:
            values[attribute] = old
    if values:
        plan.updates[key] = values


def changed_since(row: HistoryRow | None) -> str:
    """Why a field or record is left as it is: `row` is the newest history row that says something else."""
    if row is None or row.edit is None:
        return _("It was changed since, outside of PolicyHub.")
    return _("It was changed since: %(edit)s.") % {"edit": row.edit}


def deleted_since(rows: RowsAroundEdit) -> str:
    """Why a record is not restored that is no longer there."""
    edit = rows.later[-1].edit if rows.later else None
    return _("It was deleted since: %(edit)s.") % {"edit": edit} if edit else _("It was deleted since.")
