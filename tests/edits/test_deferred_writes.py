"""An edit that names its plan reads and checks before it takes the lock, and writes only what is still so under it."""

import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from psycopg.pq import PipelineStatus, TransactionStatus

from measures.choices import EditVia
from measures.edits import BusyError, PlanChangedError, edit
from measures.models import Edit, Measure, ResponsibleBody
from measures.models.deferred_writes import ask_last, only_reads
from tests.factories import make_body, make_measure, make_plan, make_section

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.only("postgresql")]


@pytest.fixture
def measure(transactional_db: None) -> Measure:
    return make_measure(make_section(make_plan("demo")))


def elsewhere(write: Callable[[], object]) -> None:
    """Somebody else writes, on another connection, and is done."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            write()
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    writer = threading.Thread(target=run)
    writer.start()
    writer.join(30)
    assert not writer.is_alive(), "it waits for the lock"
    if raised:
        raise raised[0]


def rename(pk: int, title: str, by: User | None = None) -> None:
    with edit(by, via=EditVia.API):
        measure = Measure.objects.get(pk=pk)
        measure.title = title
        measure.save()


def test_others_write_while_it_reads(measure: Measure, editor: User) -> None:
    other = make_measure(make_section(make_plan("other")))
    with edit(editor, via=EditVia.API, plan="demo"):
        read = Measure.objects.get(pk=measure.pk)
        elsewhere(lambda: rename(other.pk, "别处"))
        read.title = "这里"
        read.save()
    assert set(Measure.objects.values_list("title", flat=True)) == {"别处", "这里"}


def test_others_write_until_it_ends_where_nobody_asks_for_what_it_wrote(measure: Measure, editor: User) -> None:
    other = make_measure(make_section(make_plan("other")))
    with edit(editor, via=EditVia.API, plan="demo"):
        measure.title = "这里"
        measure.save()
        elsewhere(lambda: rename(other.pk, "别处"))
    assert set(Measure.objects.values_list("title", flat=True)) == {"别处", "这里"}


def test_nobody_writes_between_its_first_read_after_a_write_and_its_end(
    measure: Measure, editor: User, settings: Any
) -> None:
    settings.LOCK_WAIT_SECONDS = 0.1
    other = make_measure(make_section(make_plan("other")))
    with edit(editor, via=EditVia.API, plan="demo"):
        measure.title = "这里"
        measure.save()
        assert Measure.history.filter(title="这里").exists()
        with pytest.raises(BusyError):
            elsewhere(lambda: rename(other.pk, "别处"))


@pytest.mark.parametrize(
    "write",
    {
        "the same measure": lambda measure: rename(measure.pk, "先到"),
        "another of the plan": lambda measure: make_measure(measure.section),
        "the plan": lambda measure: measure.plan.save(),
        "a body": lambda measure: make_body("市新设局"),
        "a body by plain SQL": lambda measure: ResponsibleBody.objects.update(name="市改名局"),
    }.items(),
    ids=lambda pair: pair[0],
)
def test_it_writes_nothing_where_somebody_wrote_to_its_plan_meanwhile(
    write: tuple[str, Callable[[Measure], object]], measure: Measure, editor: User
) -> None:
    make_body("市旧局")
    with pytest.raises(PlanChangedError):
        annotate(measure.pk, editor, meanwhile=lambda: elsewhere(lambda: write[1](measure)))
    assert Measure.objects.get(pk=measure.pk).note == ""
    assert not Edit.objects.filter(by=editor).exists()


def annotate(pk: int, by: User, meanwhile: Callable[[], object]) -> None:
    with edit(by, via=EditVia.API, plan="demo"):
        measure = Measure.objects.get(pk=pk)
        meanwhile()
        measure.note = "后到"
        measure.save()


def test_whatever_writes_looks_first(measure: Measure, editor: User) -> None:
    def write() -> None:
        with edit(editor, via=EditVia.API, plan="demo"):
            assert Measure.objects.exists()
            elsewhere(lambda: rename(measure.pk, "先到"))
            Measure.objects.update(note="后到")

    with pytest.raises(PlanChangedError):
        write()
    assert Measure.objects.get(pk=measure.pk).note == ""


def test_what_is_not_yet_committed_while_it_asks_for_the_lock_is_found_too(measure: Measure, editor: User) -> None:
    other, begun = make_measure(measure.section), threading.Event()

    def write_until_somebody_waits() -> None:
        with edit(None, via=EditVia.IMPORT):
            other.save()
            begun.set()
            end = monotonic() + 30
            while not somebody_waits() and monotonic() < end:
                sleep(0.02)
        connection.close()

    writer = threading.Thread(target=write_until_somebody_waits)

    def begin() -> None:
        writer.start()
        assert begun.wait(30)

    with pytest.raises(PlanChangedError):
        annotate(measure.pk, editor, meanwhile=begin)
    writer.join()


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)")
        return bool(cursor.fetchone()[0])


def test_the_lock_what_is_written_and_the_commit_are_sent_together(
    measure: Measure, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename(measure.pk, "先前")  # so that its history knows it
    measure.refresh_from_db()
    open_at_commit: list[int] = []
    commit = connection.commit

    def watch() -> None:
        open_at_commit.append(connection.connection.info.transaction_status)
        commit()

    monkeypatch.setattr(connection, "commit", watch)
    with CaptureQueriesContext(connection) as asked, edit(editor, via=EditVia.API, plan="demo"):
        measure.note = "批注"
        measure.save()
    sent = [" ".join(query["sql"].replace('"', "").split()[:2]).partition("(")[0] for query in asked.captured_queries]
    assert sent[-2:] == ["WITH inserted", "COMMIT"], "the edit, the UPDATE and its row of history are one statement"
    assert " feed_hold_unless_changed(" in asked.captured_queries[-2]["sql"]
    assert open_at_commit == [TransactionStatus.IDLE], "Django is to find nothing left to commit"
    assert connection.connection.pgconn.pipeline_status == PipelineStatus.OFF


def test_what_may_be_asked_last_is_answered_when_the_lock_is_free_again(measure: Measure, editor: User) -> None:
    asked = connection.cursor()
    held = "EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid())"
    sql = f"SELECT title, {held} FROM measures_measure WHERE id = %s"
    with edit(editor, via=EditVia.API, plan="demo"):
        assert not ask_last(asked.close), "nothing waits yet"
        measure.title = "这里"
        measure.save()
        assert ask_last(lambda: asked.execute(sql, [measure.pk]))
    assert asked.fetchall() == [("这里", False)]
    assert not ask_last(asked.close)


def test_what_may_be_asked_last_is_not_asked_where_nothing_is_written(measure: Measure, editor: User) -> None:
    other, counted = make_measure(measure.section), list[int]()

    def write() -> None:
        with edit(editor, via=EditVia.API, plan="demo"):
            measure.save()
            assert ask_last(lambda: counted.append(Measure.objects.count()))
            elsewhere(lambda: rename(other.pk, "先到"))

    with pytest.raises(PlanChangedError):
        write()
    assert counted == []
    rename(measure.pk, "接着", editor)  # the connection is as good as before


def test_it_waits_for_postgresql_twice_for_what_it_asks_and_for_what_it_writes(
    measure: Measure, editor: User, tmp_path: Path
) -> None:
    rename(measure.pk, "先前")
    measure.refresh_from_db()
    protocol = connection.connection.pgconn
    with (tmp_path / "trace").open("w") as trace:
        protocol.trace(trace.fileno())
        with edit(editor, via=EditVia.API, plan="demo") as unit:
            assert Measure.objects.filter(pk=measure.pk).exists()
            for known in (unit.kept, unit.not_asking):  # what the API reads with a record
                known.add((Measure, measure.pk))
            measure.note = "批注"
            measure.save(update_fields=["note"])
        protocol.untrace()
    assert (tmp_path / "trace").read_text().count("ReadyForQuery") == 2
    assert Measure.objects.get(pk=measure.pk).note == "批注"


def test_it_begins_together_with_its_first_question(measure: Measure, editor: User) -> None:
    statuses: list[int] = []

    def watch(execute: Callable[..., object], sql: str, *rest: Any) -> object:
        statuses.append(connection.connection.pgconn.pipeline_status)
        return execute(sql, *rest)

    with edit(editor, via=EditVia.API, plan="demo"), connection.execute_wrapper(watch):
        for _ in range(2):
            measure.refresh_from_db()
    assert statuses == [PipelineStatus.ON, PipelineStatus.OFF]


def test_the_row_of_the_edit_waits_too(measure: Measure, editor: User) -> None:
    rename(measure.pk, "先前")
    measure.refresh_from_db()
    with edit(editor, via=EditVia.API, plan="demo") as unit:
        measure.save()
        with connection.connection.cursor() as around:
            counted = around.execute("SELECT count(*) FROM measures_edit WHERE id = %s", [unit.edit.pk]).fetchone()
    assert counted == (0,)
    assert Edit.objects.get(pk=unit.edit.pk).by == editor
    assert Measure.history.latest("history_id").edit_id == unit.edit.pk
    rename(measure.pk, "之后", editor)  # an edit that is numbered as it is inserted
    assert Edit.objects.filter(by=editor).count() == 2


@pytest.mark.parametrize("asks_between", [False, True])
def test_each_save_of_an_edit_has_its_row_of_history(measure: Measure, editor: User, asks_between: bool) -> None:
    other = make_measure(measure.section)
    for each in (measure, other):
        rename(each.pk, "先前")
        each.refresh_from_db()
    with edit(editor, via=EditVia.API, plan="demo") as unit:
        for known in (unit.kept, unit.not_asking):  # else each save asks first
            known.update((Measure, each.pk) for each in (measure, other))
        for record, note in ((measure, "甲"), (other, "乙"), (measure, "丙")):
            record.note = note
            record.save(update_fields=["note"])
            assert not asks_between or Measure.objects.get(pk=record.pk).note == note
    rows = Measure.history.filter(edit=unit.edit).order_by("history_id")
    assert [(row.id, row.note, row.version, row.history_type, row.history_user) for row in rows] == [
        (measure.pk, "甲", 3, "~", editor),
        (other.pk, "乙", 3, "~", editor),
        (measure.pk, "丙", 3, "~", editor),
    ]
    assert {each.note for each in Measure.objects.all()} == {"丙", "乙"}


def test_what_is_done_after_the_commit_is_outside_of_the_pipeline(measure: Measure, editor: User) -> None:
    done: list[int] = []
    with edit(editor, via=EditVia.API, plan="demo"):
        transaction.on_commit(lambda: done.append(User.objects.update(first_name="甲")))
        measure.save()
    assert done == [1]


def test_an_update_that_finds_no_row_writes_nothing(measure: Measure, editor: User) -> None:
    measure.version, before = 7, Measure.history.count()
    with pytest.raises(PlanChangedError), edit(editor, via=EditVia.API, plan="demo"):
        measure.save()
    assert not Edit.objects.filter(by=editor).exists()
    assert Measure.history.count() == before
    rename(measure.pk, "接着", editor)  # the connection is as good as before


def recode(measure: Measure, by: User, code: str, meanwhile: Callable[[], object] = lambda: None) -> None:
    with edit(by, via=EditVia.API, plan="demo"):
        meanwhile()
        measure.code = code
        measure.save()


def test_what_fails_since_the_plan_has_moved_on_says_so(measure: Measure, editor: User) -> None:
    with pytest.raises(PlanChangedError):
        recode(measure, editor, "1-2", meanwhile=lambda: elsewhere(lambda: make_measure(measure.section)))
    assert Measure.objects.filter(code="1-2").exists()


def test_what_fails_by_itself_is_told_as_it_is(measure: Measure, editor: User) -> None:
    taken = make_measure(measure.section).code
    with pytest.raises(IntegrityError):
        recode(measure, editor, taken)
    assert not Edit.objects.filter(by=editor).exists()


def test_one_that_writes_nothing_takes_no_lock(measure: Measure, editor: User) -> None:
    with edit(editor, via=EditVia.API, plan="demo"):
        assert Measure.objects.filter(pk=measure.pk).exists()
        elsewhere(lambda: rename(measure.pk, "他人"))


@pytest.mark.parametrize(
    ("sql", "reads"),
    [
        ("SELECT 1", True),
        ("(SELECT 1) UNION (SELECT 2)", True),
        ("SELECT id FROM measures_plan FOR UPDATE", False),
        ("SELECT id FROM measures_plan FOR NO KEY UPDATE", False),
        ('UPDATE "measures_plan" SET version = 1', False),
        ("INSERT INTO measures_edit SELECT 1", False),
        ("SAVEPOINT s1", False),
        ("WITH gone AS (DELETE FROM measures_plan RETURNING 1) SELECT 1", False),
    ],
)
def test_what_may_write_is_known_by_its_words(sql: str, reads: bool) -> None:
    assert only_reads(sql) is reads
