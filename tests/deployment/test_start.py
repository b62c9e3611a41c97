"""What a process of the server loads before anybody asks: not the libraries that only documents and reports need."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.serving import ROOT

pytestmark = pytest.mark.only("sqlite")

LOADED_WHEN_USED = {
    *("babel", "docx", "docxtpl", "lxml", "openpyxl", "pypdfium2", "pypinyin"),
    *("redis", "xlrd", "xlsxwriter"),
}
PROGRAM = "import sys; from policyhub import server; server.application(); print(*sys.modules)"


def test_what_only_documents_and_reports_need_is_loaded_when_it_is_used(tmp_path: Path) -> None:
    settings = {"DEBUG": "0", "SECRET_KEY": "only-in-this-test-" * 4, "ALLOWED_HOSTS": "127.0.0.1"}
    settings |= {"DATABASE_URL": f"sqlite:///{tmp_path / 'site.sqlite3'}", "VAR_DIR": str(tmp_path)}
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | settings, capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert {"django", "measures", "rest_framework"} <= loaded
    assert not loaded & LOADED_WHEN_USED
