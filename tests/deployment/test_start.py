"""What a process loads before anybody asks: not the libraries that only documents and reports need; a command loads no
page either."""

import os
import subprocess
import sys

import pytest

from tests.serving import ROOT

pytestmark = pytest.mark.only("sqlite")

LOADED_WHEN_USED = {
    *("babel", "docx", "docxtpl", "lxml", "openpyxl", "pypdfium2", "pypinyin"),
    *("redis", "segno", "ua_parser", "xlrd", "xlsxwriter"),
}
PAGES = {"policyhub.urls", "measures.admin", "measures.api.urls", "drf_spectacular.views", "rest_framework.views"}
PROGRAM = """
import contextlib, sys, manage
sys.argv = ["manage.py", "import_plan", "--help"]
with contextlib.suppress(SystemExit):
    manage.main()
print(*sys.modules)
from django.core.checks import run_checks
run_checks(tags=["admin"])
print(*sys.modules)
from policyhub import server
server.application()
print(*sys.modules)
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> list[set[str]]:
    """The names of the modules that a command has loaded, those after Django's check of the admin, and the server's."""
    folder = tmp_path_factory.mktemp("site")
    settings = {"DEBUG": "0", "SECRET_KEY": "only-in-this-test-" * 4, "ALLOWED_HOSTS": "127.0.0.1"}
    settings |= {"DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}", "VAR_DIR": str(folder)}
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | settings, capture_output=True, text=True, check=True)
    return [set(line.split()) for line in done.stdout.splitlines()[-3:]]


def test_what_only_documents_and_reports_need_is_loaded_when_it_is_used(loaded: list[set[str]]) -> None:
    server = {name.partition(".")[0] for name in loaded[-1]}
    assert {"django", "measures", "rest_framework"} <= server
    assert not server & LOADED_WHEN_USED


def test_a_command_loads_no_page_and_no_endpoint_which_the_server_does(loaded: list[set[str]]) -> None:
    command, _, server = loaded
    assert "measures.management.commands.import_plan" in command
    assert not command & PAGES
    assert server >= PAGES


def test_the_check_of_the_admin_loads_the_pages_that_it_is_about(loaded: list[set[str]]) -> None:
    assert {"measures.admin.bodies.admin", "policyhub.accounts.admin"} <= loaded[1]
