"""A bulk change: one edit over several transactions, that can stop, be resumed and be undone."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.utils import timezone

from measures.choices import EditState, EditVia, Phase
from measures.edits import SetPhase, UndoRefusedError, batches, change_many, resume, undo
from measures.models import Edit, Measure
from tests.edits.history import gaps, rows_of
from tests.factories import make_measure, make_plan, make_section

pytestmark = pytest.mark.django_db
COUNT = 7


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AT_ONCE", "BATCH", "LARGEST"):
        monkeypatch.setattr(batches, name, 3)
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


def test_it_stops_between_two_batches_when_its_time_is_over(measures: Any, editor: User) -> None:
    made = complete(measures, editor, seconds=1e-9)
    assert (made.state, made.handled, done(measures)) == ("stopped", 3, 3)
    assert resume(made, seconds=60).state == EditState.DONE


def test_one_whose_process_is_gone_counts_as_stopped(measures: Any, editor: User) -> None:
    made = complete(measures, editor, seconds=1e-9)
    Edit.objects.filter(pk=made.pk).update(state=EditState.RUNNING)
    made.refresh_from_db()
    assert not made.interrupted
    with pytest.raises(UndoRefusedError, match="仍在进行"):
        undo(made, by=editor, via=EditVia.ADMIN)
    with pytest.raises(ValueError, match="not one to resume"):
        resume(made)
    Edit.objects.filter(pk=made.pk).update(progressed_at=timezone.now() - timedelta(minutes=2))
    assert resume(Edit.objects.get(pk=made.pk)).state == EditState.DONE


def test_what_others_changed_meanwhile_is_left_alone(measures: Any, editor: User) -> None:
    made = complete(measures, editor, seconds=1e-9)
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
