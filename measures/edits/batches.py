"""A bulk change: one edit over several transactions, so that nobody waits for it longer than one batch takes.

Its state is running, done or stopped. One that stopped, or lost its process, says in `handled` how far it came: it can
be resumed, or undone like any other edit. Where the caller allows it (`detached`), one of more than IN_REQUEST records
is handled by a process of its own, which `measures.detached` starts: the edit is then returned while it runs.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import NotRequired, TypedDict, TypeVar, cast

from django.apps import apps
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.choices import EditState, EditVia
from measures.detached import patiently, start, working_on
from measures.edits.bulk_changes import BulkChange, Review, SetPlanState, change_of
from measures.edits.bulk_plan import BulkPlan, Pair
from measures.edits.drafts import write_or_draft
from measures.edits.undo import UndoRefusedError, plan_undo, undo_at_once, undo_batch
from measures.edits.undo_plan import UndoPlan, models_written
from measures.models.base import Record
from measures.models.edit import Author, Edit, new_edit, unit_of_work
from measures.prepared import one_of

RecordT = TypeVar("RecordT", bound=Record)


class Task(TypedDict):
    """What a bulk change does, as `Edit.task` keeps it; for an undo the records alone.

    `versions` are those that the records had, in the order of `ids`; `left` are those that others wrote meanwhile.
    """

    model: str
    ids: list[int]
    versions: NotRequired[list[int]]
    change: NotRequired[str]
    options: NotRequired[dict[str, object]]
    left: NotRequired[list[int]]


IN_REQUEST = 1_000  # records that take about a second: of more, a request leaves the work to another process
AT_ONCE = 500  # records that are changed in one transaction
BATCH, LARGEST = 200, 5000  # records of the first transaction, and of any
LEAST = 100  # of any, however slow the machine: what a transaction takes beside its records grows with their number
BATCH_SECONDS = 0.4  # what a batch may take: whoever else writes waits as long
PAUSE = 0.12  # seconds: whoever waits for SQLite's lock asks for it every 0.1


class ChangedMeanwhileError(Exception):
    """The records are no longer those that a page showed; nothing is written."""


def change_many(
    records: "QuerySet[RecordT]",
    change: BulkChange,
    *,
    by: Author,
    via: EditVia,
    reason: str = "",
    detached: bool = False,
) -> Edit:
    """Change those of `records` that `change` is for, one version on; returns the edit.

    Some hundreds are one transaction and need no resuming. Where it may be `detached` and they are more than
    IN_REQUEST, the edit is returned while a process of its own goes on with it. It is not stored (`pk` is None) where
    there is nothing to change; `handled` counts the records.
    """
    made = begin_change(BulkPlan(records, change), new_edit(by, via=via, reason=reason))
    return carry_out(made, detached=detached) if made.in_progress else made


def begin_change(plan: BulkPlan, edit: Edit, expected: str | None = None) -> Edit:
    """Write a change of some hundreds; of more, store the edit as one that runs and has handled no record yet.

    `expected` is the fingerprint of the plan that a page showed. Raises ChangedMeanwhileError where it is another now.
    """
    pairs = checked_pairs(plan, expected)
    if len(pairs) > AT_ONCE:
        return begin(edit, task_of(plan.change, pairs))
    with unit_of_work(edit):
        pairs = checked_pairs(plan, expected)
        edit.handled = len(pairs)
        if pairs:
            write_change(plan.change, [pk for pk, _version in pairs])
    return edit


def drafts(change: BulkChange) -> bool:
    """Whether it changes what records say, and takes no step."""
    return bool(change.model.drafted) and not isinstance(change, Review | SetPlanState)


def write_change(change: BulkChange, pks: Sequence[int]) -> None:
    """Within the edit in progress; of what is published and whose plan asks for a second person as pending changes."""
    if drafts(change):
        write_or_draft(change.model, pks, lambda chosen: change.write(list(chosen)))
    else:
        change.write(pks)


def checked_pairs(plan: BulkPlan, expected: str | None) -> Sequence[Pair]:
    """The records that the plan changes. Raises ChangedMeanwhileError where its fingerprint is not the expected one."""
    pairs = plan.pairs()
    if expected is not None and plan.fingerprint_of(pairs) != expected:
        raise ChangedMeanwhileError
    return pairs


def task_of(change: BulkChange, pairs: Sequence[Pair]) -> Task:
    return {
        "model": str(change.model._meta.model_name),
        "ids": [pk for pk, _version in pairs],
        "versions": [version for _pk, version in pairs],
        "change": change.name,
        "options": change.options(),
    }


def undo(
    edit: Edit,
    *,
    by: Author,
    via: EditVia,
    reason: str = "",
    expected: str | None = None,
    detached: bool = False,
) -> Edit:
    """Take an edit back, as an edit: see `measures.edits.undo`. That of a bulk change is one, too.

    Raises UndoRefusedError, with the reason for people.
    """
    if edit.task is None:
        refuse_running(edit)
        return undo_at_once(edit, by=by, via=via, reason=reason, expected=expected)
    undoing = new_edit(by, via=via, reason=reason, undoes=edit)
    return carry_out(begin_undo(edit, undoing), detached=detached)


def begin_undo(edit: Edit, undoing: Edit) -> Edit:
    """Store `undoing` as the edit that takes a bulk change back and has handled no record yet."""
    refuse_running(edit)
    task = cast("Task", edit.task)
    return begin(undoing, {"model": task["model"], "ids": task["ids"][: edit.handled]})


def preview_undo(edit: Edit, most: int) -> UndoPlan:
    """What undoing the edit would do; of a bulk change, what it would do to the first records and to those that others
    wrote since, of each so many at most."""
    if edit.task is None:
        return plan_undo(edit)
    model: type[Record] = apps.get_model("measures", edit.task["model"])
    later = model.history.filter(id=OuterRef("id"), history_id__gt=OuterRef("history_id"))
    touched = model.history.filter(Exists(later), edit=edit).values_list("id", flat=True)[:most]
    return plan_undo(edit, {(model, pk) for pk in (*edit.task["ids"][:most], *touched)})


def refuse_running(edit: Edit) -> None:
    if edit.in_progress and not edit.interrupted:
        raise UndoRefusedError(_("This edit is still running."))


def begin(edit: Edit, task: Task) -> Edit:
    """Store the edit as one that runs, has handled no record yet and has no process."""
    edit.state, edit.task, edit.handled, edit.progressed_at = EditState.RUNNING, task, 0, timezone.now()
    edit.save()
    return edit


def carry_out(edit: Edit, *, detached: bool = False, patience: float = 0) -> Edit:
    """Handle the records of a stored bulk change that are left: all of them, or, where it may be `detached` and many
    are left, by a process of its own.

    While others hold the lock it waits `patience` seconds longer than a request does. Raises BusyError then; the edit
    is left stopped, as by any error.
    """
    if detached and edit.planned - edit.handled > IN_REQUEST:
        start("resume_edit", [edit])
        return edit
    with working_on([edit]) as taken:
        for each in taken:
            run(each, patience)
    return edit


def resume(edit: Edit, *, detached: bool = False, patience: float = 0) -> Edit:
    """Go on with a bulk change that stopped. Raises ValueError where it is running, done or undone."""
    if not edit.interrupted or edit.undone_by.exists() or not take_up(edit):
        raise ValueError(f"edit {edit.pk} is not one to resume")
    return carry_out(edit, detached=detached, patience=patience)


def take_up(edit: Edit) -> bool:
    """Say that it runs again, for whoever takes it; of two that ask at once, one may."""
    same = Edit.objects.filter(pk=edit.pk, state=edit.state, process=edit.process, handled=edit.handled)
    edit.state, edit.process, edit.progressed_at = EditState.RUNNING, "", timezone.now()
    return bool(same.update(state=edit.state, process="", progressed_at=edit.progressed_at))


def stop(edit: Edit) -> bool:
    """Let a running bulk change stop after the batch in hand; False where it does not run."""
    return bool(Edit.objects.filter(pk=edit.pk, state=EditState.RUNNING).update(state=EditState.STOPPED))


def run(edit: Edit, patience: float) -> None:
    """Handle the records of the task that are left, a transaction a batch, until the last or until somebody stops it.

    An error leaves the edit stopped. The process must have taken the edit (`measures.detached.working_on`).
    """
    planned, handle, size = edit.planned, handler_of(edit), BATCH
    try:
        while edit.handled < planned:
            began = time.monotonic()
            until = min(edit.handled + size, planned)
            patiently(partial(handle_batch, edit, until, handle), patience)
            size = next_size(size, time.monotonic() - began)
            if connection.vendor == "sqlite":
                time.sleep(PAUSE)
        move_on(edit, edit.handled, EditState.DONE)
    except StoppedError:
        edit.refresh_from_db(fields=["state", "process", "handled", "progressed_at"])
    except BaseException:
        with suppress(StoppedError):
            move_on(edit, edit.handled, EditState.STOPPED)
        raise


class StoppedError(Exception):
    """Somebody has stopped the bulk change, or another process has it."""


def next_size(size: int, seconds: float) -> int:
    """How many records the next batch has, after one of `size` took so many seconds: at most twice as many."""
    return min(LARGEST, max(LEAST, int(size * min(2, BATCH_SECONDS / max(seconds, 0.001)))))


def handle_batch(edit: Edit, until: int, handle: Callable[[int, int], None]) -> None:
    """One transaction, up to the record at a place. Raises StoppedError, BusyError; nothing is written then."""
    with unit_of_work(edit):
        handle(edit.handled, until)
        move_on(edit, until, EditState.RUNNING)
    edit.handled = until


def move_on(edit: Edit, handled: int, state: EditState) -> None:
    """Write how far it has come. Raises StoppedError."""
    mine = Edit.objects.filter(pk=edit.pk, state=EditState.RUNNING, process=edit.process)
    if not mine.update(state=state, handled=handled, progressed_at=timezone.now()):
        raise StoppedError
    edit.state = state


def handler_of(edit: Edit) -> Callable[[int, int], None]:
    """What is done to the records of the task from one place up to another."""
    task = cast("Task", edit.task)
    model: type[Record] = apps.get_model("measures", task["model"])
    if edit.undoes is not None:
        undone, written = edit.undoes, models_written(edit.undoes)
        return lambda start, end: undo_batch(undone, model, task["ids"][start:end], written)
    change = change_of(task["change"], task["options"])
    return lambda start, end: change_batch(edit, change, task, slice(start, end))


def change_batch(edit: Edit, change: BulkChange, task: Task, batch: slice) -> None:
    """Records that others wrote meanwhile, or deleted, are left alone and remembered."""
    known = dict(zip(task["ids"][batch], task["versions"][batch], strict=True))
    stored = change.model._base_manager.filter(one_of(known)).values_list("pk", "version")
    same = sorted(pk for pk, version in stored if known[pk] == version)
    if same:
        write_change(change, same)
    if left := sorted(known.keys() - set(same)):
        task["left"] = [*task.get("left", []), *left]
        edit.save(update_fields=["task"])
