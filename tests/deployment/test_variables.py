"""Compose, image, settings and handbook name the same variables."""

import ast
import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
OF_POSTGRES = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"}
OF_PYTHON = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PIP_NO_CACHE_DIR"}
OF_COMPOSE = {"PORT"}


def names_read() -> set[str]:
    """Every variable that the settings ask the environment for."""
    names = set()
    for file in (ROOT / "policyhub").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("env."):
                names.add(ast.literal_eval(node.args[0]))
    return names


def compose() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return parsed


def dockerfile_names() -> set[str]:
    [line] = re.findall(r"^ENV (.+)$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    return set(re.findall(r"(\w+)=", line)) - OF_PYTHON


def test_every_variable_the_settings_read_is_in_the_handbook() -> None:
    handbook = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    assert names_read() - set(re.findall(r"^\| `(\w+)`", handbook, re.MULTILINE)) == set()


def test_the_handbook_names_no_variable_that_nothing_reads() -> None:
    handbook = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    known = names_read() | {"SECRET_KEY_FILE", "TEST_DATABASE_URL", "REQUIRE_SYSTEM_TESTS"} | OF_POSTGRES | OF_COMPOSE
    assert set(re.findall(r"^\| `(\w+)`", handbook, re.MULTILINE)) - known == set()


def test_compose_and_image_set_only_what_the_settings_read() -> None:
    services = compose()["services"]
    assert set(services["web"]["environment"]) | dockerfile_names() <= names_read()
    assert services["web"]["environment"] == services["migrate"]["environment"]


def test_compose_asks_for_every_variable_that_production_cannot_do_without() -> None:
    environment = compose()["services"]["web"]["environment"]
    assert {"SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"} <= set(environment)


def test_what_compose_interpolates_is_in_the_example_file_or_has_a_default() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    example = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    without_default = {name for name, rest in re.findall(r"\$\{(\w+)([^}]*)\}", text) if not rest.startswith(":-")}
    assert without_default <= example


def test_the_image_runs_as_an_ordinary_user() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert "USER policyhub" in lines
    assert lines.index("USER policyhub") < next(i for i, line in enumerate(lines) if line.startswith("CMD"))
