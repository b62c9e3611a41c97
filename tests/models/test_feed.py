"""The change feed's triggers: that they are there, come back, and forget only what they should."""

import threading
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, models, transaction
from django.utils import timezone

from measures import feed
from measures.apps import check_triggers
from measures.feed import triggers
from measures.feed.statements import TABLES, statements
from measures.models import Change, Plan, PublicBody
from policyhub import health
from tests.factories import assign, make_body, make_measure, make_plan, make_section

pytestmark = pytest.mark.django_db

# As an earlier release might have it; nothing in these tests updates a plan.
ANOTHER_FUNCTION = "CREATE OR REPLACE FUNCTION feed_plan_update() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'"


def test_the_database_holds_exactly_the_triggers_that_are_wanted() -> None:
    assert feed.installed(connection) == feed.wanted(connection.vendor)


def test_every_migrate_puts_back_what_is_missing_or_altered() -> None:
    with connection.cursor() as cursor:
        table = "" if connection.vendor == "sqlite" else " ON measures_plan"
        cursor.execute(f"DROP TRIGGER feed_plan_insert{table}")
    assert feed.installed(connection) != feed.wanted(connection.vendor)
    call_command("migrate", verbosity=0)
    assert feed.installed(connection) == feed.wanted(connection.vendor)


def drop(trigger: str, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {trigger}{'' if connection.vendor == 'sqlite' else f' ON {table}'}")


def test_that_one_is_missing_is_seen_by_the_check_and_by_readyz() -> None:
    assert check_triggers([connection.alias]) == []
    assert health.check() == health.READY
    drop("feed_target_update", "measures_target")
    [warning] = check_triggers([connection.alias])
    assert warning.id == "measures.W001"
    assert "migrate" in str(warning.hint)
    assert "triggers" in health.check()


def test_before_all_tables_are_there_the_check_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """As before the first migrate, or where one stopped halfway."""
    drop("feed_target_update", "measures_target")
    monkeypatch.setitem(TABLES, "later", "measures_later")
    assert check_triggers([connection.alias]) == []


@pytest.mark.only("postgresql")
def test_one_that_is_switched_off_is_missing_and_comes_back() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE measures_plan DISABLE TRIGGER feed_plan_update")
    assert feed.missing(connection) == {"feed_plan_update"}
    feed.install(connection)
    assert feed.missing(connection) == set()


def test_after_one_was_missing_no_cursor_is_trusted() -> None:
    head = Change.objects.head()
    drop("feed_plan_insert", "measures_plan")
    make_plan()
    assert Change.objects.head() == head
    call_command("migrate", verbosity=0)
    assert Change.objects.oldest() > head


def test_a_trigger_that_only_reads_otherwise_is_replaced_and_cursors_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    make_plan()
    oldest = Change.objects.oldest()
    another = statements()
    another["plan", "insert"] = [*another["plan", "insert"], "SELECT 1;"]
    monkeypatch.setattr(triggers, "statements", lambda: another)
    assert feed.missing(connection)
    call_command("migrate", verbosity=0)
    assert feed.missing(connection) == set()
    assert Change.objects.oldest() == oldest
    monkeypatch.undo()
    feed.install(connection)


@pytest.mark.only("postgresql")
def test_installing_drops_no_trigger_that_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Functions are replaced in place: an edit that waits meanwhile finds its trigger."""
    numbers = "SELECT tgname, oid FROM pg_trigger WHERE tgname LIKE 'feed%' ORDER BY 1"
    with connection.cursor() as cursor:
        cursor.execute(ANOTHER_FUNCTION)
        cursor.execute(numbers)
        before = cursor.fetchall()
        feed.install(connection)
        cursor.execute(numbers)
        assert cursor.fetchall() == before
    assert feed.missing(connection) == set()


@pytest.mark.only("postgresql")
@pytest.mark.django_db(transaction=True)
def test_no_edit_is_lost_while_a_release_puts_its_triggers_in() -> None:
    """Two writers edit while triggers are replaced and put back again and again."""
    measures = [make_measure(make_section(make_plan())) for _ in range(2)]
    done, edits = threading.Event(), [0, 0]

    def edit(number: int) -> None:
        try:
            while not done.is_set():
                measures[number].save()
                edits[number] += 1
        finally:
            connection.close()

    writers = [threading.Thread(target=edit, args=(number,)) for number in range(2)]
    since = Change.objects.head()
    for writer in writers:
        writer.start()
    for _ in range(5):
        with transaction.atomic(), connection.cursor() as cursor:
            Change.objects.lock()
            cursor.execute(
                "CREATE OR REPLACE FUNCTION feed_plan_update() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'"
            )
        feed.install(connection)
    done.set()
    for writer in writers:
        writer.join()
    changes = Change.objects.filter(pk__gt=since, resource="measures")
    assert min(edits) > 0
    assert [changes.filter(plan_pk=measure.plan_id).count() for measure in measures] == edits


@pytest.mark.parametrize("is_public", [True, False])
def test_what_stands_in_a_plan_that_is_renamed_goes_and_comes_as_it_was_shown(is_public: bool) -> None:
    state = "published" if is_public else "draft"
    measure = make_measure(make_section(make_plan("before", state=state)), review_state="published")
    newest = Change.objects.last_change().pk
    Plan.objects.filter(pk=measure.plan_id).update(slug="after")
    told = Change.objects.filter(pk__gt=newest, resource="measures").order_by("pk")
    assert list(told.values_list("plan", "operation", "shown_before", "shown_after")) == [
        ("before", "delete", is_public, False),
        ("after", "create", False, is_public),
    ]


@pytest.mark.only("postgresql")
def test_emptying_a_table_at_once_tells_of_each_row() -> None:
    measure = make_measure(make_section(make_plan("emptied")))
    assign(measure, "市科技局")
    since = Change.objects.head()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE measures_measure CASCADE")
    gone = Change.objects.filter(pk__gt=since)
    assert ("measures", "delete", measure.code) in gone.values_list("resource", "operation", "key")
    assert not PublicBody.objects.exists()
    assert gone.filter(resource="bodies", shown_before=True, shown_after=False).count() == 1


@pytest.mark.django_db(transaction=True)
def test_everything_can_be_emptied_at_once() -> None:
    """As `manage.py flush` does, with bodies that are public by themselves and through others."""
    above = make_body("市政府")
    assign(make_measure(make_section(make_plan(issuer=above))), make_body("市科技局", parent=above))
    call_command("flush", interactive=False, verbosity=0)
    assert not PublicBody.objects.exists()
    assert not Plan.objects.exists()


@pytest.mark.only("sqlite")
@pytest.mark.django_db(transaction=True)
def test_a_migration_that_fails_leaves_every_trigger_where_it_was() -> None:
    """The table was rebuilt already when it failed."""
    editor = connection.schema_editor()
    editor.__enter__()
    alter_slug(editor)
    editor.__exit__(ZeroDivisionError, ZeroDivisionError(), None)
    assert feed.missing(connection) == set()


@pytest.mark.only("sqlite")
@pytest.mark.django_db(transaction=True)
def test_what_a_data_migration_writes_is_in_the_feed() -> None:
    head = Change.objects.head()
    with connection.schema_editor() as editor:
        alter_slug(editor)
        make_plan()
    assert Change.objects.head() > head


def test_installing_twice_changes_nothing() -> None:
    make_plan()
    head = Change.objects.head()
    feed.install(connection)
    assert Change.objects.head() == head


def test_every_table_of_a_record_is_watched() -> None:
    watched = set(TABLES.values())
    tables = {model._meta.db_table for model in Plan._meta.apps.get_app_config("measures").get_models(True)}
    own = {"measures_change", "measures_edit", "measures_apitoken", "measures_idempotentanswer", "measures_import"}
    own |= {"measures_divisiontask", "measures_distinctbodies"}  # what came of them is told with measures and bodies
    own |= {"measures_replacedvalues"}  # what undoing an import restores; nobody reads it
    own |= {"measures_correction", "measures_uncorrectedreading"}  # what it changes in records is told with these
    own |= {"measures_savedview"}  # of the admin's lists
    own |= {"measures_planlimit", "measures_planlimit_plans", "measures_shippedgroup"}  # of accounts
    own |= {"measures_confirmedcontent"}  # kept by the triggers of what it tells of
    own |= {"measures_pendingchange"}  # the feed tells of it once it is published
    own |= {"measures_issuedreport", "measures_issuedreport_plans", "measures_reportjob"}  # files that were drawn
    own |= {"measures_reporttemplate", "measures_reportlayout"}  # what files are drawn with
    assert {table for table in tables if "historical" not in table} - watched == own


def alter_slug(editor: Any) -> None:
    """Rebuild the plans' table on SQLite, there and back."""
    field = models.CharField(max_length=65, unique=True)
    field.set_attributes_from_name("slug")
    field.model = Plan
    editor.alter_field(Plan, Plan._meta.get_field("slug"), field)
    editor.alter_field(Plan, field, Plan._meta.get_field("slug"))


@pytest.mark.django_db(transaction=True)
def test_a_migration_may_rebuild_a_table_that_triggers_mention() -> None:
    with connection.schema_editor() as editor:
        alter_slug(editor)
    assert feed.missing(connection) == set()


def test_pruning_keeps_what_is_young_and_marks_how_far_back_the_feed_reaches(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("市科技局", "市财政局", "市教育局"):
        make_body(name)
    numbers = list(Change.objects.order_by("pk").values_list("pk", flat=True))
    Change.objects.filter(pk__lt=numbers[-1]).update(at=timezone.now() - timedelta(days=400))
    call_command("prune_changes")
    assert list(Change.objects.order_by("pk").values_list("pk", flat=True)) == numbers[-2:]
    assert str(len(numbers) - 2) in capsys.readouterr().out
    call_command("prune_changes")
    assert Change.objects.oldest() == numbers[-2]


def test_restarting_gives_numbers_beyond_all_that_were_given() -> None:
    head = Change.objects.head()
    call_command("prune_changes", "--restart", stdout=StringIO())
    assert Change.objects.oldest() == Change.objects.head() > head
