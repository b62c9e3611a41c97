"""An installation moves from one database to another, and is the same there."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection, connections
from pytest_django.plugin import DjangoDbBlocker
from rest_framework.test import APIClient

from measures import feed
from measures.management.copying import SOURCE, connect
from measures.models import ApiToken, Change, Measure, Plan, ReportLayout
from tests.edits.whole_plan import whole_plan
from tests.factories import make_body, make_plan
from tests.importing.sample import import_records, sample
from tests.issued_reports import issue
from tests.serving import ROOT, database_url

pytestmark = [pytest.mark.only("postgresql"), pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def migrated_sqlite(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A SQLite file after `migrate`, to be copied: migrating takes seconds."""
    path = tmp_path_factory.mktemp("migrated") / "empty.sqlite3"
    with django_db_blocker.unblock():
        connect(f"sqlite:///{path}")
        call_command("migrate", database=SOURCE, verbosity=0)
        close_other()
    ContentType.objects.clear_cache()  # the next database has other numbers under the same alias
    return path


@pytest.fixture(params=["sqlite", "the same engine"])
def other(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of another database, migrated and empty: a SQLite file, or one on the suite's server."""
    if request.param == "sqlite":
        yield f"sqlite:///{shutil.copy(request.getfixturevalue('migrated_sqlite'), tmp_path / 'other.sqlite3')}"
        close_other()
        return
    name, server, tests_own = f"copied_{os.getpid()}", os.environ["DATABASE_URL"], connection.settings_dict["NAME"]
    connection.close()  # PostgreSQL copies a database that nobody uses, no server either
    with psycopg.connect(server, autocommit=True) as session:
        session.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [tests_own])
        session.execute(f"CREATE DATABASE {name} TEMPLATE {tests_own}")
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
        close_other()
        session.execute(f"DROP DATABASE {name} WITH (FORCE)")


def close_other() -> None:
    if hasattr(connections._connections, SOURCE):  # type: ignore[attr-defined]
        connections[SOURCE].close()
        del connections[SOURCE]


def manage(url: str, *commands: list[str]) -> None:
    """The commands one after the other, in one process: to start takes it longer than to run them."""
    script = "import manage, sys\nfor sys.argv[1:] in {}: manage.main()"
    done = subprocess.run(
        [sys.executable, "-c", script.format(list(commands))],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def fill() -> str:
    """Records with history, an account with rights, a layout, an issued report, a token; gives the token."""
    import_records(sample(), publish=True)
    user = User.objects.create_superuser("root", password="Gov-12345678")
    for measure in Measure.objects.all()[:2]:
        measure.note = "已核对 🙂"
        measure.save()
    make_body("将删除的单位").delete()
    ReportLayout.objects.create(name="督办", report="ledger", columns="title,=下周安排", by=user, by_name="root")
    issue(*Plan.objects.all(), by=user, layout="督办")
    _token, secret = ApiToken.objects.create(user, name="platform")
    return str(secret)


def contents(alias: str) -> dict[str, list[Any]]:
    """Every row of every table, but for what each database says of itself."""
    return {
        model._meta.label: list(model._base_manager.using(alias).order_by("pk").values_list())
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
    }


def empty_this_one() -> None:
    call_command("flush", interactive=False, verbosity=0)


def test_what_was_moved_there_and_back_is_the_same(other: str) -> None:
    """There by the command in a process of its own, as the handbook says, and back in this one."""
    secret, here = fill(), database_url()
    cursor = APIClient().get("/api/v1/changes/").json()["cursor"]
    before = contents("default")
    connection.close()
    manage(other, ["copy_database", here])
    connect(other)
    assert contents(SOURCE) == before
    close_other()
    empty_this_one()
    call_command("copy_database", other, verbosity=0)
    assert contents("default") == before
    assert feed.missing(connection) == set()
    assert User.objects.get(username="root").check_password("Gov-12345678")
    api = APIClient(headers={"Authorization": f"Token {secret}"})
    assert api.get("/api/v1/measures/?review_state=published").status_code == 200
    head = Change.objects.head()
    make_plan("after")
    assert Change.objects.head() > head
    changes = APIClient().get(f"/api/v1/changes/?since={cursor}").json()["results"]
    assert [change["key"] for change in changes] == ["after"]


@pytest.mark.parametrize("other", ["sqlite"], indirect=True)
def test_the_dump_of_a_plan_is_the_same_on_the_other_engine(other: str, editor: User, tmp_path: Path) -> None:
    plan = whole_plan(editor)
    here, there = tmp_path / "here.json", tmp_path / "there.json"
    call_command("dump_plan", plan.slug, "-o", str(here))
    manage(other, ["import_plan", str(here)], ["dump_plan", plan.slug, "-o", str(there)])
    assert there.read_bytes() == here.read_bytes()
    empty_this_one()
    call_command("import_plan", str(there), stdout=StringIO())
    call_command("dump_plan", plan.slug, "-o", str(here))
    assert here.read_bytes() == there.read_bytes()


@pytest.mark.parametrize("other", ["sqlite"], indirect=True)
def test_a_database_that_holds_something_is_not_written_over(other: str) -> None:
    make_plan("here")
    with pytest.raises(CommandError, match="已有"):
        call_command("copy_database", other)
    assert Plan.objects.get().slug == "here"


def test_a_database_at_other_migrations_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="migrate"):
        call_command("copy_database", f"sqlite:///{tmp_path / 'empty.sqlite3'}")


@pytest.mark.parametrize("other", ["sqlite"], indirect=True)
def test_a_row_that_cannot_be_stored_is_named_and_nothing_is_written(other: str) -> None:
    """SQLite minds neither lengths nor NUL."""
    plan = Plan(slug="long", title="长" * 300)
    Plan.objects.using(connect(other).alias).bulk_create([Plan(slug="good", title="好"), plan])
    with pytest.raises(CommandError, match="规划 2"):
        call_command("copy_database", other)
    assert not Plan.objects.exists()
    assert feed.missing(connection) == set()
