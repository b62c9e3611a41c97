"""Whatever is asked, well formed or not: schemathesis makes up requests from the document and judges each answer."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from measures.models import ApiToken, Measure, Plan
from tests.serving import PROGRAMS, ROOT

CONFIG = ROOT / "tests/api/schemathesis.toml"
# By hand, `SCHEMATHESIS_SECONDS=300 pytest --engine postgresql tests/api/test_any_request.py` asks for so long in every
# way it knows, with a token and without one. The suite asks for some seconds, with a token.
SECONDS = os.environ.get("SCHEMATHESIS_SECONDS", "")
LONG = ["--phases", "examples,coverage,fuzzing,stateful", "--max-time", SECONDS, "--max-examples", "400"]
OPTIONS = LONG if SECONDS else ["--phases", "examples,coverage,fuzzing"]
CALLERS = ["with a token", "without one"] if SECONDS else ["with a token"]

pytestmark = [pytest.mark.only("postgresql"), pytest.mark.django_db(transaction=True)]


def run(site: str, folder: Path, secret: str) -> str:
    """What schemathesis says of its run; a process of its own, for its warnings are not ours."""
    # One worker: in threads Python 3.11.7 miscounts the depth of its syntax trees (python/cpython#106905).
    command = [str(PROGRAMS / "schemathesis"), "--config-file", str(configuration(folder, secret))]
    command += ["run", f"{site}/api/schema/", "--no-color", "--workers", "1", *OPTIONS]
    done = subprocess.run(
        [*command, "--header", f"Authorization: Token {secret}"] if secret else command,
        env={"PYTHONPATH": str(ROOT), "HOME": str(folder), "COLUMNS": "160"},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=600 + 2 * int(SECONDS or 0),
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return str(done.stdout)


def configuration(folder: Path, secret: str) -> Path:
    """Without a token every write is refused (401), well formed or not."""
    if secret:
        return CONFIG
    text = CONFIG.read_text(encoding="utf-8")
    for statuses in ("[201, 400", "[200, 202, 400", "[200, 400, 404", "[200, 304, 404", "[400, 404", "[400, 401, 404"):
        assert statuses in text
        text = text.replace(statuses, f"{statuses}, 401")
    text = text.replace("missing_required_header.expected-statuses = [428]", "missing_required_header.enabled = false")
    copy = folder / "schemathesis.toml"
    copy.write_text(text, encoding="utf-8")
    return copy


@pytest.mark.parametrize("caller", CALLERS)
def test_no_made_up_request_finds_a_fault(
    caller: str, plan: Plan, hidden: list[Measure], editor: User, shared_server: str, tmp_path: Path
) -> None:
    secret = ApiToken.objects.create(editor, name="schemathesis", read_only=False)[1] if "a token" in caller else ""
    said = run(shared_server, tmp_path, secret)
    print(said)
    [cases] = re.findall(r"(\d+) generated", said)
    assert int(cases) > 100
