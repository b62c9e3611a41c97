"""A bulk change: one edit over several transactions, so that nobody waits for it longer than one batch takes.

Its state is running, done or stopped. One that stopped, or lost its process, says in `handled` how far it came: it can
be resumed, or undone like any other edit.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import NotRequired, TypedDict, TypeVar, cast

from django.apps import apps
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.choices import EditState, EditVia
from measures.edits.bulk import update_records
from measures.edits.undo import UndoRefusedError, undo_at_once, undo_batch
from measures.models.base import Record
from measures.models.edit import Author, Edit, new_edit, unit_of_work

RecordT = TypeVar("RecordT", bound=Record)
FieldValues = Mapping[str, object]  # field name → value


class Task(TypedDict):
    """What a bulk change does, as `Edit.task` keeps it: the values as text, for an undo none."""

    model: str
    ids: list[int]
    values: NotRequired[dict[str, str | None]]


BATCH = 200  # records a transaction: well under a second, triggers and history included
PAUSE = 0.12  # seconds: whoever waits for SQLite's lock asks for it every 0.1


def update_in_batches(
    records: QuerySet[RecordT],
    values: FieldValues,
    *,
    by: Author,
    via: EditVia,
    reason: str = "",
    seconds: float | None = None,
) -> Edit:
    """Give each of `records` that differs the `values` (field name → value), one version on; returns the edit.

    Up to a batch is one transaction and needs no resuming. After `seconds`, if given, it stops between two batches.
    The edit is not stored (`pk` is None) where every record has these values already; `handled` counts the records.
    """
    model = records.model
    different = model._default_manager.filter(pk__in=records.order_by().values("pk")).exclude(**values)
    ids = list(different.order_by("pk").values_list("pk", flat=True))
    edit = new_edit(by, via=via, reason=reason)
    edit.handled = len(ids)
    if len(ids) <= BATCH:
        with unit_of_work(edit):
            update_batch(model, ids, values)
        return edit
    fields, example = {each.name: each for each in model._meta.fields}, model(**values)
    as_text = {name: None if values[name] is None else fields[name].value_to_string(example) for name in values}
    return run(begin(edit, {"model": str(model._meta.model_name), "values": as_text, "ids": ids}), seconds)


def undo(
    edit: Edit,
    *,
    by: Author,
    via: EditVia,
    reason: str = "",
    expected: str | None = None,
    seconds: float | None = None,
) -> Edit:
    """Take an edit back, as an edit: see `measures.edits.undo`. That of a bulk change is one, too.

    Raises UndoRefusedError, with the reason for people.
    """
    if edit.state == EditState.RUNNING and not edit.interrupted:
        raise UndoRefusedError(_("This edit is still running."))
    if edit.task is None:
        return undo_at_once(edit, by=by, via=via, reason=reason, expected=expected)
    undoing = new_edit(by, via=via, reason=reason, undoes=edit)
    return run(begin(undoing, {"model": edit.task["model"], "ids": edit.task["ids"][: edit.handled]}), seconds)


def begin(edit: Edit, task: Task) -> Edit:
    """Store the edit as one that runs and has handled no record yet."""
    edit.state, edit.task, edit.handled, edit.progressed_at = EditState.RUNNING, task, 0, timezone.now()
    edit.save()
    return edit


def resume(edit: Edit, seconds: float | None = None) -> Edit:
    """Go on with a bulk change that stopped. Raises ValueError where it is running, done or undone."""
    if not edit.interrupted or edit.undone_by.exists():
        raise ValueError(f"edit {edit.pk} is not one to resume")
    return run(edit, seconds)


def run(edit: Edit, seconds: float | None = None) -> Edit:
    """Handle the records of the task that are left, a transaction a batch; an error leaves the edit stopped."""
    task = cast("Task", edit.task)
    ids, handle = task["ids"], handler_of(edit, task)
    ends_at = time.monotonic() + seconds if seconds else None
    try:
        while edit.handled < len(ids):
            batch = ids[edit.handled : edit.handled + BATCH]
            with unit_of_work(edit):
                handle(batch)
                record_progress(edit, edit.handled + len(batch), EditState.RUNNING)
            if ends_at is not None and time.monotonic() > ends_at:
                break
            if connection.vendor == "sqlite":
                time.sleep(PAUSE)
    except BaseException:
        record_progress(Edit.objects.get(pk=edit.pk), None, EditState.STOPPED)
        raise
    record_progress(edit, edit.handled, EditState.DONE if edit.handled >= len(ids) else EditState.STOPPED)
    return edit


def record_progress(edit: Edit, handled: int | None, state: EditState) -> None:
    edit.state, edit.progressed_at = state, timezone.now()
    edit.handled = edit.handled if handled is None else handled
    edit.save(update_fields=["state", "handled", "progressed_at"])


def handler_of(edit: Edit, task: Task) -> Callable[[Sequence[int]], None]:
    """What is done to a batch of the task's primary keys."""
    model: type[Record] = apps.get_model("measures", task["model"])
    if edit.undoes is not None:
        undone = edit.undoes
        return lambda ids: undo_batch(undone, model, ids)
    fields = {each.name: each for each in model._meta.fields}
    values = {name: fields[name].to_python(value) for name, value in task["values"].items()}
    return lambda ids: update_batch(model, ids, values)


def update_batch(model: type[Record], ids: Sequence[int], values: FieldValues) -> None:
    """Those of the records that have the values meanwhile, or are gone, are left alone."""
    records = list(model._default_manager.filter(pk__in=ids).exclude(**values).order_by("pk"))
    for record in records:
        for name, value in values.items():
            setattr(record, name, value)
    update_records(model, records, values)
