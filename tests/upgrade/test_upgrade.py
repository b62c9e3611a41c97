"""A database that commit 0663d43 filled is migrated: old history gets its edits, history begins where there was none,
and a reader of the API finds what it found before, but for what the change log says."""

import gzip
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from tests.upgrade.schema import schema

# All of them, or pytest-django would run the one that looks at the new database before the tests of another module,
# and an upgrade, which takes ten seconds, would be made twice.
pytestmark = pytest.mark.django_db
SNAPSHOT = Path(__file__).parent / "0663d43.json.gz"


@pytest.fixture(scope="module")
def snapshot() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(gzip.decompress(SNAPSHOT.read_bytes()))
    return loaded


@pytest.fixture(scope="module")
def empty_database(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a database of its own."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('upgrade') / 'old.sqlite3'}"
        return
    server, name = os.environ["DATABASE_URL"], f"upgrade_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as session:
        session.execute(f"CREATE DATABASE {name}")
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
        session.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def upgraded(empty_database: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.upgrade.upgrade", str(SNAPSHOT)],
        env=os.environ | {"DATABASE_URL": empty_database, "DJANGO_SETTINGS_MODULE": "policyhub.settings"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    facts: dict[str, Any] = json.loads(done.stdout)
    return facts


def test_every_record_has_a_history_that_says_how_it_stands(upgraded: dict[str, Any]) -> None:
    assert upgraded["gaps"] == []


def test_it_consists_of_what_a_new_database_consists_of(upgraded: dict[str, Any]) -> None:
    """A new one is made by the squashed migration alone, an old one by those that it replaces."""
    old, new = upgraded["schema"], schema()
    assert len(new) > 500
    assert (sorted(set(new) - set(old)), sorted(set(old) - set(new))) == ([], [])
    assert len(old) == len(new)


def test_old_history_rows_have_their_edits(upgraded: dict[str, Any]) -> None:
    by_people = [row for row in upgraded["history"] if row["history_user__username"] or row["history_type"] != "+"]
    assert by_people
    assert [row for row in by_people if row["edit_id"] is None] == []


def test_an_edit_is_what_one_person_did_in_one_go(upgraded: dict[str, Any], snapshot: dict[str, Any]) -> None:
    made = Counter((edit["by_name"], edit["via"]) for edit in upgraded["edits"])
    assert made["", "import"] == 2
    rows_of_import = [row for row in upgraded["history"] if row["edit__via"] == "import"]
    assert {row["model"] for row in rows_of_import} >= {"Plan", "Section", "Measure", "Responsibility", "Target"}
    patched = [row for row in snapshot["tables"]["measures.HistoricalMeasure"] if row["code"] == "1.2-1"]
    edits = {
        row["edit_id"] for row in upgraded["history"] if row["model"] == "Measure" and row["id"] == patched[0]["id"]
    }
    assert len(edits) >= 4  # the import, two PATCHes within one second, the assignment


def test_a_form_saved_with_a_part_was_one_edit(upgraded: dict[str, Any]) -> None:
    parts = [row for row in upgraded["history"] if row["model"] == "Responsibility" and row["history_type"] == "-"]
    with_measure = [
        row for row in upgraded["history"] if row["model"] == "Measure" and row["edit_id"] == parts[0]["edit_id"]
    ]
    assert parts[0]["edit__by_name"] == "张三"
    assert len(with_measure) == 1


def test_loaded_records_get_a_first_row_by_nobody(upgraded: dict[str, Any]) -> None:
    begun = [row for row in upgraded["history"] if row["edit_id"] is None]
    assert {row["history_type"] for row in begun} == {"+"}
    assert {row["model"] for row in begun} >= {"Plan", "Section", "Measure", "Responsibility", "Target", "Succession"}


def test_nothing_else_changes_for_a_reader_of_the_api(upgraded: dict[str, Any], snapshot: dict[str, Any]) -> None:
    for reader in ("public", "editor"):
        before, after = snapshot["answers"][reader], upgraded["answers"][reader]
        for name in ("plans", "sections", "measures", "bodies", "targets", "responsibilities", "sources"):
            assert known(after[name], before[name]) == forgotten(before[name])


def known(rows: list[dict[str, Any]], like: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with the fields that they had before: what is new is no change for who reads the old ones."""
    return [{name: row[name] for name in old} for row, old in zip(rows, like, strict=True)]


def forgotten(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the change log tells of: a measure is no longer its own successor."""
    for row in rows:
        if "successors" in row:
            row["successors"] = [key for key in row["successors"] if key["code"] != row["code"]]
    return rows


def test_a_cursor_given_before_expires_once_as_the_change_log_says(upgraded: dict[str, Any]) -> None:
    for reader in ("public", "editor"):
        assert upgraded["answers"][reader]["changes"]["status"] == 410


def test_an_old_token_writes_and_the_feed_tells_of_it(upgraded: dict[str, Any]) -> None:
    status, changes = upgraded["written"]
    assert status == 200
    assert changes == 1
    assert upgraded["gaps after writing"] == []


def test_who_could_undo_confirm_and_publish_before_still_can_and_what_was_made_by_hand_stays(
    upgraded: dict[str, Any],
) -> None:
    kept = ["change_measure", "confirm_measure", "publish_measure", "share_savedview", "undo_edit"]
    assert upgraded["groups"]["旧编辑组"] == kept
    assert upgraded["groups"]["编辑人员"] == ["view_measure"]
    assert upgraded["groups"]["@旧编辑组"] == kept
    assert upgraded["groups"]["@编辑人员"] == ["view_measure"]


def test_the_groups_that_an_office_needs_are_made_and_no_others(upgraded: dict[str, Any]) -> None:
    made = {name: set(rights) for name, rights in upgraded["groups"].items() if not name.startswith("@")}
    assert made.keys() == {"查看", "编辑", "审核发布", "管理", "旧编辑组", "编辑人员"}
    assert {name.partition("_")[0] for name in made["查看"]} == {"view"}
    assert {"view_import", "view_conflict", "view_sourcedocument", "view_edit"} <= made["查看"]
    assert made["查看"] | {"upload_import", "apply_import", "undo_edit", "resolve_conflict"} <= made["编辑"]
    steps = {"confirm_measure", "publish_measure", "publish_plan", "archive_plan"}
    assert (steps & made["编辑"], steps & made["审核发布"]) == (set(), steps)
    assert made["编辑"] | made["审核发布"] | {"change_user", "delete_plan"} <= made["管理"]
