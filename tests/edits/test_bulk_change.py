"""A bulk change: one edit over several transactions, that can stop, be resumed and be undone."""

import subprocess
import sys
from datetime import timedelta
from importlib import import_module
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from measures.choices import EditState, EditVia, Phase, Role
from measures.edits import BusyError, SetPhase, UndoRefusedError, batches, change_many, preview_undo, resume, stop, undo
from measures.edits.bulk_changes import Assign
from measures.models import Edit, Measure, Responsibility
from measures.models.long_work import identity
from tests.edits.bulk import stopped_after_a_batch
from tests.edits.history import gaps, rows_of
from tests.factories import make_body, make_measure, make_plan, make_section
from tests.serving import database_url
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db
COUNT = 7


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AT_ONCE", "BATCH", "LARGEST"):
        monkeypatch.setattr(batches, name, 3)
    monkeypatch.setattr(batches, "BATCH_SECONDS", 3600)  # a slow machine would make them smaller
    monkeypatch.setattr(batches, "PAUSE", 0)


@pytest.fixture
def measures() -> Any:
    section = make_section(make_plan("demo"))
    for _ in range(COUNT):
        make_measure(section)
    return Measure.objects.all()


def complete(measures: Any, by: User, **options: Any) -> Edit:
    return change_many(measures, SetPhase(phase=Phase.COMPLETED), by=by, via=EditVia.ADMIN, **options)


def fail_at(batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database fails in this batch, once."""
    write, calls = SetPhase.write, []

    def write_or_fail(*args: Any) -> None:
        calls.append(args)
        if len(calls) == batch:
            raise RuntimeError("disk full")
        write(*args)

    monkeypatch.setattr(SetPhase, "write", write_or_fail)


def done(measures: Any) -> int:
    count: int = measures.filter(phase=Phase.COMPLETED).count()
    return count


def test_all_are_changed_in_one_edit_with_history(measures: Any, editor: User) -> None:
    made = complete(measures, editor)
    made.refresh_from_db()
    assert (made.state, made.handled, made.planned, done(measures)) == ("done", COUNT, COUNT, COUNT)
    assert [row.version for row in rows_of(made)] == [2] * COUNT
    assert gaps() == []


def test_few_are_one_transaction_and_leave_no_task(measures: Any, editor: User) -> None:
    made = complete(measures.filter(pk__in=measures[:3].values("pk")), editor)
    made.refresh_from_db()
    assert (made.state, made.task, made.handled, done(measures)) == ("done", None, 3, 3)


def test_where_all_is_so_already_there_is_no_edit(measures: Any, editor: User) -> None:
    complete(measures, editor)
    made = complete(measures, editor)
    assert made._state.adding
    assert made.handled == 0


def test_one_that_fails_is_stopped_and_says_how_far_it_came(
    measures: Any, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_at(2, monkeypatch)
    with pytest.raises(RuntimeError, match="disk full"):
        complete(measures, editor)
    made = Edit.objects.get(by=editor)
    assert (made.state, made.handled, made.planned, made.interrupted, done(measures)) == ("stopped", 3, COUNT, True, 3)


def test_one_that_stopped_is_resumed_where_it_stopped(
    measures: Any, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_at(2, monkeypatch)
    with pytest.raises(RuntimeError):
        complete(measures, editor)
    made = resume(Edit.objects.get(by=editor))
    assert (made.state, made.handled, done(measures)) == ("done", COUNT, COUNT)
    assert set(measures.values_list("version", flat=True)) == {2}
    assert {row.edit for row in rows_of(made)} == {made}


def test_one_that_stopped_can_be_undone_instead(measures: Any, editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_at(3, monkeypatch)
    with pytest.raises(RuntimeError):
        complete(measures, editor)
    made = Edit.objects.get(by=editor)
    undoing = undo(made, by=editor, via=EditVia.ADMIN)
    assert (undoing.state, undoing.undoes, undoing.handled, done(measures)) == ("done", made, 6, 0)
    with pytest.raises(ValueError, match="not one to resume"):
        resume(made)


def test_a_bulk_change_is_undone_in_batches_and_redone(measures: Any, editor: User) -> None:
    undoing = undo(complete(measures, editor), by=editor, via=EditVia.ADMIN)
    assert (undoing.planned, done(measures)) == (COUNT, 0)
    undo(undoing, by=editor, via=EditVia.ADMIN)
    assert done(measures) == COUNT
    assert gaps() == []


def test_an_undo_takes_as_many_queries_for_many_records_as_for_few(
    measures: Any, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("BATCH", "LARGEST"):
        monkeypatch.setattr(batches, name, 100)

    def queries_of_undo(change: Edit) -> int:
        with CaptureQueriesContext(connection) as queries:
            undo(change, by=editor, via=EditVia.ADMIN)
        return len(queries)

    few, many = (Measure.objects.filter(pk__in=[each.pk for each in measures[:count]]) for count in (4, COUNT))
    assert queries_of_undo(complete(few, editor)) == queries_of_undo(complete(many, editor))


def stopped(measures: Any, editor: User) -> Edit:
    """A bulk change that somebody stopped after its first batch."""
    with stopped_after_a_batch():
        return complete(measures, editor)


def test_somebody_stops_it_between_two_batches(measures: Any, editor: User) -> None:
    made = stopped(measures, editor)
    assert (made.state, made.handled, made.interrupted, done(measures)) == ("stopped", 3, True, 3)
    assert not stop(made)
    seen_by_another = Edit.objects.get(pk=made.pk)
    assert resume(made).state == EditState.DONE
    assert done(measures) == COUNT
    with pytest.raises(ValueError, match="not one to resume"):
        resume(seen_by_another)


def test_one_that_somebody_stopped_goes_on_by_its_command(measures: Any, editor: User) -> None:
    said = StringIO()
    call_command("resume_edit", str(stopped(measures, editor).pk), stdout=said)
    assert (done(measures), said.getvalue()) == (COUNT, f"{COUNT} / {COUNT}\n")


def test_one_whose_process_is_gone_counts_as_stopped(measures: Any, editor: User) -> None:
    made = stopped(measures, editor)
    elsewhere = "another-host/1/1"
    Edit.objects.filter(pk=made.pk).update(state=EditState.RUNNING, process=elsewhere, progressed_at=timezone.now())
    made.refresh_from_db()
    assert not made.interrupted
    with pytest.raises(UndoRefusedError, match="仍在进行"):
        undo(made, by=editor, via=EditVia.ADMIN)
    with pytest.raises(ValueError, match="not one to resume"):
        resume(made)
    Edit.objects.filter(pk=made.pk).update(progressed_at=timezone.now() - timedelta(minutes=3))
    assert resume(Edit.objects.get(pk=made.pk)).state == EditState.DONE


def test_what_others_changed_meanwhile_is_left_alone(measures: Any, editor: User) -> None:
    made = stopped(measures, editor)
    last = measures.last()
    last.phase = Phase.COMPLETED
    last.save()
    made = resume(made)
    assert Measure.objects.get(pk=last.pk).version == 2
    assert last.history.latest().edit != made
    made.refresh_from_db()
    assert (made.handled, made.task and made.task["left"]) == (COUNT, [last.pk])


@pytest.mark.parametrize(
    ("values", "left"),
    [
        ({"phase": "completed"}, ["completed", "extracted"]),
        ({"review_state": "published"}, ["not_started", "published"]),
    ],
)
def test_one_that_an_older_release_left_goes_on(
    values: dict[str, str], left: list[str], measures: Any, editor: User
) -> None:
    ids = list(measures.order_by("pk").values_list("pk", flat=True))
    measures.update(review_state="extracted")
    made = Edit.objects.create(
        by=editor, via="admin", state="stopped", handled=3, task={"model": "measure", "ids": ids, "values": values}
    )
    import_module("measures.migrations.0017_bulk_change_tasks").rewrite(apps, None)
    assert resume(Edit.objects.get(pk=made.pk)).state == EditState.DONE
    found = [list(row) for row in measures.order_by("pk").values_list("phase", "review_state")]
    assert found == [["not_started", "extracted"]] * 3 + [left] * 4


@pytest.mark.django_db(transaction=True)
def test_very_many_are_changed_by_a_process_of_its_own(
    measures: Any, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url())
    monkeypatch.setattr(batches, "IN_REQUEST", COUNT - 1)
    made = complete(measures, editor, detached=True)
    assert made.state == EditState.RUNNING
    wait_until(lambda: not Edit.objects.get(pk=made.pk).in_progress)
    made.refresh_from_db()
    assert (made.state, made.handled, done(measures)) == ("done", COUNT, COUNT)
    assert {row.history_user for row in rows_of(made)} == {editor}


def test_one_that_is_killed_is_stopped_at_once_and_goes_on_by_its_command(measures: Any, editor: User) -> None:
    made = stopped(measures, editor)
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    Edit.objects.filter(pk=made.pk).update(state=EditState.RUNNING, process=identity(process.pid))
    assert not Edit.objects.get(pk=made.pk).interrupted
    process.kill()
    process.communicate()
    assert Edit.objects.get(pk=made.pk).interrupted
    call_command("resume_edit", str(made.pk))
    assert done(measures) == COUNT
    with pytest.raises(CommandError, match=str(made.pk)):
        call_command("resume_edit", str(made.pk))


def test_one_that_waits_for_a_lock_gives_up_when_its_patience_ends(
    measures: Any, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request has none; a process of its own asks again."""
    busy = [BusyError(), BusyError()]

    def write_or_wait(*args: Any) -> None:
        if busy:
            raise busy.pop()
        write(*args)

    write = SetPhase.write
    monkeypatch.setattr(SetPhase, "write", write_or_wait)
    with pytest.raises(BusyError):
        complete(measures, editor)
    made = Edit.objects.get(by=editor)
    assert (made.state, made.handled, len(busy)) == ("stopped", 0, 1)
    assert resume(made, patience=60).handled == COUNT


def test_bodies_are_assigned_and_taken_back_in_batches(measures: Any, editor: User) -> None:
    """What an undo restores of a batch are its measures and their parts."""
    change = Assign(body=make_body().pk, role=Role.LEAD)
    made = change_many(measures, change, by=editor, via=EditVia.ADMIN)
    assert (made.planned, Responsibility.objects.count()) == (COUNT, COUNT)
    undoing = undo(made, by=editor, via=EditVia.ADMIN)
    assert (undoing.handled, Responsibility.objects.count()) == (COUNT, 0)
    undo(undoing, by=editor, via=EditVia.ADMIN)
    assert (Responsibility.objects.count(), gaps()) == (COUNT, [])


def test_the_preview_of_an_undo_names_first_ones_and_those_that_others_wrote_since(measures: Any, editor: User) -> None:
    made = complete(measures, editor)
    last = measures.order_by("pk").last()
    last.phase = Phase.SUSPENDED
    last.save()
    plan = preview_undo(made, 2)
    ids = list(measures.order_by("pk").values_list("pk", flat=True))
    assert sorted(pk for _model, pk in plan.updates) == ids[:2]
    assert [refusal.record for refusal in plan.refusals] == [last]


def test_no_history_row_brings_the_list_of_records_of_its_edit_along(measures: Any, editor: User) -> None:
    """It may name a hundred thousand."""
    made = complete(measures, editor)
    with CaptureQueriesContext(connection) as asked:
        preview_undo(made, 2)
    assert asked.captured_queries
    assert not [query["sql"] for query in asked if '"task"' in query["sql"]]


def test_batches_grow_and_shrink_with_the_time_that_they_take(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "LARGEST", 5000)
    monkeypatch.setattr(batches, "BATCH_SECONDS", 0.5)
    assert batches.next_size(200, batches.BATCH_SECONDS / 10) == 400
    assert batches.next_size(200, batches.BATCH_SECONDS) == 200
    assert batches.next_size(800, batches.BATCH_SECONDS * 4) == 200
    assert batches.next_size(4000, 0) == 5000
    assert batches.next_size(200, 60) == 100, "smaller ones would take hardly less time each"
