"""Undoing an edit, as an edit of its own: `plan_undo` says what would be done, `undo_at_once` does it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from django.db import IntegrityError
from django.utils.translation import gettext as _

from measures.choices import EditVia, ImportState
from measures.edits.bulk import (
    create_records,
    delete_records,
    give_temporary_paths,
    open_unit,
    owners_of,
    raise_versions,
    update_records,
)
from measures.edits.history_rows import TRACKED, RecordKey, record_of
from measures.edits.replaced import replaced_by, restore_replaced
from measures.edits.returning import gone_with, of_returned, refuse_confusable
from measures.edits.undo_checks import check_plan
from measures.edits.undo_plan import UndoPlan, plan_steps
from measures.models import Import, Plan, SourceDocument, Succession
from measures.models.base import Part
from measures.models.edit import Author, Edit, new_edit, unit_of_work
from measures.models.files import delete_files
from measures.models.history import HistoryRow, Tracked


class UndoRefusedError(Exception):
    """The edit cannot be undone now; the message, for people, says why."""


def plan_undo(
    edit: Edit, only: Collection[RecordKey] | None = None, models: Sequence[type[Tracked]] = TRACKED
) -> UndoPlan:
    """What undoing `edit` would do; with `only`, to these records. `models` are those that it may have written."""
    plan = UndoPlan(edit)
    plan.replaced = replaced_by(edit, only)
    plan_steps(plan, only, models)
    check_plan(plan)
    return plan


def plan_return(edit: Edit, model: type[Tracked], pk: int) -> UndoPlan:
    """What bringing back one record that `edit` deleted would do: it, its parts and all else that went with it."""
    plan, replaced = UndoPlan(edit), replaced_by(edit)
    keys = gone_with((model, pk), edit, replaced.get("sourcedocument", {}))
    plan_steps(plan, keys)
    plan.updates, plan.deletions = {}, {}
    kept = {name: of_returned(name, values, keys) for name, values in replaced.items()}
    plan.replaced = {name: values for name, values in kept.items() if values}
    refuse_confusable(plan)
    check_plan(plan)
    if not plan.creations:
        plan.replaced = {}
    return plan


def bring_back(
    edit: Edit,
    model: type[Tracked],
    pk: int,
    *,
    by: Author,
    via: EditVia,
    reason: str = "",
    expected: str | None = None,
) -> Edit:
    """Bring back a record that `edit` deleted, as an edit of its own, in one transaction.

    `expected` is the fingerprint of the plan that a page showed. Raises UndoRefusedError where it is another by now,
    where nothing can be brought back, or where the database refuses it.
    """
    return carry_out_at_once(
        new_edit(by, via=via, reason=reason), lambda: plan_return(edit, model, pk), expected, _("It cannot come back.")
    )


def undo_at_once(edit: Edit, *, by: Author, via: EditVia, reason: str = "", expected: str | None = None) -> Edit:
    """Undo in one transaction; `expected` is the fingerprint of the plan that a page showed.

    Raises UndoRefusedError where nothing can be restored, where the plan is another one by now, or where the database
    refuses what it would write.
    """
    undoing = new_edit(by, via=via, reason=reason, undoes=edit)
    return carry_out_at_once(undoing, lambda: plan_undo(edit), expected, _("Nothing of this edit is left to undo."))


def carry_out_at_once(edit: Edit, planned: Callable[[], UndoPlan], expected: str | None, nothing_left: str) -> Edit:
    """Plan and carry out within `edit`; the words `nothing_left` say of an empty plan why it is refused."""
    try:
        with unit_of_work(edit) as unit:
            plan = planned()
            if expected is not None and plan.fingerprint != expected:
                raise UndoRefusedError(_("The records were changed meanwhile. Nothing was written: look again."))
            if plan.changes_nothing:
                raise UndoRefusedError(nothing_left)
            carry_out(plan)
            return unit.recorded_edit()
    except IntegrityError as error:
        raise UndoRefusedError(_("Other records stand in the way: %(reason)s") % {"reason": error}) from error


def undo_batch(edit: Edit, model: type[Tracked], ids: Sequence[int], models: Sequence[type[Tracked]]) -> None:
    """Undo what the edit did to these records, within the edit in progress; it wrote records of these models alone."""
    carry_out(plan_undo(edit, {(model, pk) for pk in ids}, models))


def carry_out(plan: UndoPlan) -> None:
    """Parts go before others are restored under the same key; records go when nothing refers to them any more."""
    open_unit()
    delete(plan, [model for model in reversed(TRACKED) if issubclass(model, Part)])
    for model in TRACKED:
        create_records(model, [record_of(model, row) for (of, _pk), row in plan.creations.items() if of is model])
    for model in TRACKED:
        update(model, {pk: values for (of, pk), values in plan.updates.items() if of is model})
    pairs = [(old, new) for old, successors in plan.successors.items() for new in successors]
    create_records(Succession, [Succession(from_measure_id=old, to_measure_id=new) for old, new in pairs])
    delete_files_of_plans(pk for model, pk in plan.deletions if model is Plan)
    delete(plan, [model for model in reversed(TRACKED) if not issubclass(model, Part)])
    restore_replaced(plan.replaced)
    lead_imports_to_plans(plan)
    count_edits_of_parts(plan)


def delete_files_of_plans(pks: Iterable[int]) -> None:
    """The files that plans were read from go with them, as on the page that deletes a draft."""
    delete_files(SourceDocument.objects.filter(plan__in=list(pks)).values_list("file", flat=True))


def lead_imports_to_plans(plan: UndoPlan) -> None:
    """An import whose plan has come back leads to it again."""
    created = [pk for model, pk in plan.creations if model is Plan]
    for source in SourceDocument.objects.filter(plan__in=created).select_related("plan").defer("text"):
        applied = Import.objects.filter(plan=None, slug=source.plan.slug, state=ImportState.APPLIED)
        applied.filter(sha256=source.sha256).update(plan=source.plan, source=source)


def delete(plan: UndoPlan, models: Iterable[type[Tracked]]) -> None:
    for model in models:
        delete_records(model, [pk for of, pk in plan.deletions if of is model])


def update(model: type[Tracked], steps: Mapping[int, Mapping[str, object]]) -> None:
    """Restore the values of stored records of one model: primary key → attribute → value."""
    records = model._base_manager.in_bulk(steps)
    give_temporary_paths([pk for pk, values in steps.items() if "path" in values])
    for pk, values in steps.items():
        for attribute, value in values.items():
            setattr(records[pk], attribute, value)
    names = {attribute for values in steps.values() for attribute in values}
    update_records(model, list(records.values()), sorted(names))


def count_edits_of_parts(plan: UndoPlan) -> None:
    """Raise the versions of the records whose parts were written."""
    for model in TRACKED:
        if not issubclass(model, Part):
            continue
        rows = [row for steps in (plan.creations, plan.deletions) for (of, _pk), row in steps.items() if of is model]
        parts: list[HistoryRow | Part] = [*rows]
        parts += model._base_manager.filter(pk__in=[pk for of, pk in plan.updates if of is model])
        for owner_model, pks in owners_of(model, parts).items():
            raise_versions(owner_model, pks)
