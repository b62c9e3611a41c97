"""`make run`'s command: everything set up, served, and told how to log in; a second run keeps what was edited."""

import os
import re
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from tests.serving import ROOT, free_port

LAST_LINE = re.compile(r"登录\s+Log in\s+(.+)$", re.MULTILINE)


@contextmanager
def demo(folder: Path, port: int) -> Iterator[str]:
    """The running site, and what was printed until it said how to log in."""
    environment = os.environ | {"VAR_DIR": str(folder), "DEBUG": "1", "DATABASE_URL": "", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-W", "ignore", "manage.py", "demo", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        printed = ""
        for line in process.stdout:
            printed += line
            if LAST_LINE.search(line):
                break
        try:
            yield printed
        finally:
            process.terminate()


@pytest.mark.only("sqlite")
def test_the_site_is_up_with_the_plan_in_it_and_a_second_run_keeps_what_was_edited(tmp_path: Path) -> None:
    port = free_port()
    with demo(tmp_path, port) as printed:
        assert "任务举措 42" in printed
        assert LAST_LINE.findall(printed) == ["editor / policyhub-demo"]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/admin/login/", timeout=60) as page:
            assert "登录" in page.read().decode()

    with closing(sqlite3.connect(tmp_path / "policyhub.sqlite3")) as database, database:
        database.execute("UPDATE measures_measure SET title = '编辑后的标题' WHERE code = '3.1.1-1'")
        database.execute("UPDATE auth_user SET password = 'chosen'")

    with demo(tmp_path, port) as printed:
        assert "policyhub-demo" not in printed
    with closing(sqlite3.connect(tmp_path / "policyhub.sqlite3")) as database:
        titles = database.execute("SELECT title FROM measures_measure WHERE code = '3.1.1-1'").fetchall()
    assert titles == [("编辑后的标题",)]


def test_it_refuses_to_run_in_production_before_it_touches_the_database(settings: Settings) -> None:
    """Which this test may not, without a mark: `migrate` would fail otherwise than by this error."""
    settings.DEBUG = False
    with pytest.raises(CommandError, match="开发环境"):
        call_command("demo")
