"""Compose, image, settings and handbook name the same variables."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from policyhub import env

ROOT = Path(__file__).resolve().parent.parent.parent
OF_POSTGRES = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"}
OF_PYTHON = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PIP_NO_CACHE_DIR"}
OF_COMPOSE = {"PORT"}
OF_IMAGE = {"DEBUG", "VAR_DIR", "STATIC_ROOT", "BIND"}  # fixed by the Dockerfile, or by what it exposes
HANDBOOK = (ROOT / "docs/operations.md").read_text(encoding="utf-8")


def names_read() -> set[str]:
    """Every variable that the settings ask the environment for."""
    names = set()
    for file in (ROOT / "policyhub").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("env."):
                names.add(ast.literal_eval(node.args[0]))
    return names


class ComposeLoader(yaml.SafeLoader):
    """Refuses a key that stands twice in a mapping, as Docker compose does; PyYAML takes the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value if key.value != "<<"]
        twice = {key for key in keys if keys.count(key) > 1}
        assert not twice, f"mapping key already defined: {sorted(twice)}"
        return super().construct_mapping(node, deep)


def compose() -> dict[str, Any]:
    """What docker-compose.yml says."""
    parsed: dict[str, Any] = yaml.load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"), ComposeLoader)
    return parsed


def dockerfile_names() -> set[str]:
    [line] = re.findall(r"^ENV (.+)$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    return set(re.findall(r"(\w+)=", line)) - OF_PYTHON


def test_every_variable_the_settings_read_is_in_the_handbook() -> None:
    assert names_read() - set(re.findall(r"^\| `([A-Z_]+)`", HANDBOOK, re.MULTILINE)) == set()


def test_the_handbook_names_no_variable_that_nothing_reads() -> None:
    known = (
        names_read()
        | {"SECRET_KEY_FILE", "METRICS_TOKEN_FILE", "TEST_DATABASE_URL", "REQUIRE_SYSTEM_TESTS"}
        | OF_POSTGRES
        | OF_COMPOSE
    )
    assert set(re.findall(r"^\| `([A-Z_]+)`", HANDBOOK, re.MULTILINE)) - known == set()


def test_compose_and_image_set_only_what_the_settings_read() -> None:
    services = compose()["services"]
    assert set(services["web"]["environment"]) | dockerfile_names() <= names_read()
    assert services["web"]["environment"] == services["migrate"]["environment"]


def test_every_documented_setting_reaches_the_container() -> None:
    passed = set(compose()["services"]["web"]["environment"])
    assert names_read() - passed == OF_IMAGE


def test_compose_hands_each_setting_on_under_its_own_name() -> None:
    for name, value in compose()["services"]["web"]["environment"].items():
        assert value.startswith(f"${{{name}:"), value


def test_compose_asks_for_every_variable_that_production_cannot_do_without() -> None:
    environment = compose()["services"]["web"]["environment"]
    assert {name for name, value in environment.items() if ":?" in value} == {"SECRET_KEY", "ALLOWED_HOSTS"}


def test_the_example_file_names_what_compose_interpolates_with_the_handbooks_defaults() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^#?(\w+)=", example, re.MULTILINE)) == sorted({*re.findall(r"\$\{(\w+)", text)})
    for name, value in re.findall(r"^#(\w+)=(.+)$", example, re.MULTILINE):
        assert f"`{name}` | {value} |" in HANDBOOK or f"({value})" in HANDBOOK, name


def test_compose_is_reached_from_its_host_alone_unless_more_is_asked_for() -> None:
    """It believes what a proxy says of who asks, and Docker publishes a port past the host's firewall."""
    assert compose()["services"]["web"]["ports"] == ["${PORT:-127.0.0.1:8000}:8000"]
    assert "ports" not in compose()["services"]["db"]


def test_an_empty_value_leaves_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_NUMBER", "")
    monkeypatch.setenv("A_FLAG", " ")
    assert env.number("A_NUMBER", 7) == 7
    assert env.flag("A_FLAG", "1") is True
    assert env.text("A_TEXT", "default") == "default"


def test_the_image_runs_as_an_ordinary_user() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert "USER policyhub" in lines
    assert lines.index("USER policyhub") < next(i for i, line in enumerate(lines) if line.startswith("CMD"))
