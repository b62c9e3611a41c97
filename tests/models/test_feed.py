"""The change feed's triggers: that they are there, come back, and forget only what they should."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, models
from django.utils import timezone

from measures.models import Change, Plan, feed
from tests.factories import make_body, make_plan

pytestmark = pytest.mark.django_db


def test_the_database_holds_exactly_the_triggers_that_are_wanted() -> None:
    assert feed.installed(connection) == feed.wanted(connection.vendor)


def test_every_migrate_puts_back_what_is_missing_or_altered() -> None:
    with connection.cursor() as cursor:
        table = "" if connection.vendor == "sqlite" else " ON measures_plan"
        cursor.execute(f"DROP TRIGGER feed_plan_insert{table}")
    assert feed.installed(connection) != feed.wanted(connection.vendor)
    call_command("migrate", verbosity=0)
    assert feed.installed(connection) == feed.wanted(connection.vendor)


def test_installing_twice_changes_nothing() -> None:
    make_plan()
    head = Change.objects.head()
    feed.install(connection)
    assert Change.objects.head() == head


def test_every_table_of_a_record_is_watched() -> None:
    watched = set(feed.TABLES.values())
    tables = {model._meta.db_table for model in Plan._meta.apps.get_app_config("measures").get_models(True)}
    own = {"measures_change", "measures_edit", "measures_apitoken", "measures_idempotentanswer"}
    assert {table for table in tables if "historical" not in table} - watched == own


@pytest.mark.django_db(transaction=True)
def test_a_migration_may_rebuild_a_table_that_triggers_mention() -> None:
    field = models.CharField(max_length=65, unique=True)
    field.set_attributes_from_name("slug")
    field.model = Plan
    feed.remove(connection)
    with connection.schema_editor() as editor:
        editor.alter_field(Plan, Plan._meta.get_field("slug"), field)
        editor.alter_field(Plan, field, Plan._meta.get_field("slug"))
    feed.install(connection)
    head = Change.objects.head()
    make_plan()
    assert Change.objects.head() > head


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
