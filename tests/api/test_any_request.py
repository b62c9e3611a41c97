"""Whatever is asked, well formed or not: schemathesis makes up requests from the document and judges each answer."""

import re
import subprocess
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from measures.models import ApiToken, Measure, Plan
from tests.serving import PROGRAMS, ROOT, running

CONFIG = ROOT / "tests/api/schemathesis.toml"
OPTIONS = [
    "--phases",
    "examples,coverage,fuzzing",
    "--no-color",
    "--workers",
    "1",
]  # in threads, Python 3.11 miscounts the depth of ast

pytestmark = [pytest.mark.only("postgresql"), pytest.mark.django_db(transaction=True)]


def run(site: str, folder: Path, secret: str) -> str:
    """What schemathesis says of its run; a process of its own, for its warnings are not ours."""
    command = [str(PROGRAMS / "schemathesis"), "--config-file", str(CONFIG), "run", f"{site}/api/schema/", *OPTIONS]
    done = subprocess.run(
        [*command, "--header", f"Authorization: Token {secret}"],
        env={"PYTHONPATH": str(ROOT), "HOME": str(folder), "COLUMNS": "160"},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return str(done.stdout)


def test_no_made_up_request_finds_a_fault(plan: Plan, hidden: list[Measure], editor: User, tmp_path: Path) -> None:
    _, secret = ApiToken.objects.create(editor, name="schemathesis", read_only=False)
    with running(tmp_path / "log") as site:
        said = run(site, tmp_path, secret)
    print(said)
    [cases] = re.findall(r"(\d+) generated", said)
    assert int(cases) > 100
