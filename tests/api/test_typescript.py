"""The OpenAPI document under the eyes of others: strict TypeScript compiles its client, two linters find no error."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.serving import ROOT

TOOLS = ROOT / ".venv/node/node_modules"
PROGRAM = ROOT / "tests/api/typescript"
pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(
        not TOOLS.exists() and os.environ.get("REQUIRE_SYSTEM_TESTS") != "1",
        reason="needs the Node.js programs that .ci/run installs into .venv/node",
    ),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The TypeScript program beside the document, with the tools in reach."""
    folder = tmp_path_factory.mktemp("typescript")
    shutil.copytree(PROGRAM, folder, dirs_exist_ok=True)
    (folder / "node_modules").symlink_to(TOOLS)
    call_command("spectacular", "--file", str(folder / "schema.yml"))
    return folder


def run(folder: Path, *command: str) -> str:
    quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_COLOR": "1"}
    program = str(TOOLS / ".bin" / command[0])
    done = subprocess.run(
        [program, *command[1:]],
        cwd=folder,
        env=os.environ | quiet,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_strict_program_compiles_against_the_generated_types(folder: Path) -> None:
    run(folder, "openapi-typescript", "schema.yml", "-o", "schema.d.ts")
    run(folder, "tsc", "--project", "tsconfig.json")


def test_redocly_finds_no_error(folder: Path) -> None:
    run(folder, "redocly", "lint", "schema.yml", "--config", "redocly.yaml")


def test_spectral_finds_no_error(folder: Path) -> None:
    said = run(folder, "spectral", "lint", "schema.yml", "--ruleset", "spectral.yaml", "--fail-severity", "error")
    assert " error " not in said
