"""dlt's rest_api source pulls the API as docs/api.md says, word for word."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from measures.models import Measure, Plan
from tests.factories import make_measure
from tests.serving import ROOT, running

pytestmark = pytest.mark.django_db(transaction=True)
SITE = "https://policy.example.gov.cn"


@pytest.fixture
def site(plan: Plan, hidden: list[Measure], tmp_path: Path) -> Iterator[str]:
    with running(tmp_path / "log") as address:
        yield address


def block() -> str:
    """The program under "Pull with dlt"."""
    text = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    [code] = re.findall(r"^## Pull with dlt$.*?^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return str(code)


def pull(site: str, folder: Path) -> None:
    """In a process of its own, since dlt keeps settings and warns; without telemetry, and at home in `folder`."""
    (folder / "pull.py").write_text(block().replace(SITE, site), encoding="utf-8")
    environment = {
        "HOME": str(folder),
        "DLT_DATA_DIR": str(folder / "dlt"),
        "RUNTIME__DLTHUB_TELEMETRY": "false",
        "DESTINATION__FILESYSTEM__BUCKET_URL": (folder / "lake").as_uri(),
        "NORMALIZE__DATA_WRITER__DISABLE_COMPRESSION": "true",
    }
    done = subprocess.run(
        [sys.executable, "pull.py"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    """All that was loaded, load after load."""
    files = sorted((folder / "lake/policyhub" / table).glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def test_it_pulls_everything_once_and_then_only_what_changed(site: str, tmp_path: Path) -> None:
    pull(site, tmp_path)
    assert [row["code"] for row in rows(tmp_path, "measures")] == ["1.1-1", "1.1-2", "1.2-1"]
    before = len(rows(tmp_path, "changes"))

    make_measure(Measure.objects.get(code="1.2-1").section, title="建设平台")
    Measure.objects.filter(code="1.1-2").delete()
    pull(site, tmp_path)
    told = [(row["operation"], row["key"]) for row in rows(tmp_path, "changes")[before:]]
    assert told == [("create", "1.2-2"), ("delete", "1.1-2")]
