"""A production process without what it needs does not start."""

import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": "k" * 30 + "0123456789abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "policy.example.gov.cn",
}


def check(*arguments: str, **changes: str | None) -> subprocess.CompletedProcess[str]:
    """`manage.py check` in a process of its own."""
    command = [sys.executable, "manage.py", "check", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment(changes), capture_output=True, text=True, check=False)


def environment(changes: dict[str, str | None]) -> dict[str, str]:
    values = {"PATH": os.environ["PATH"], "VAR_DIR": os.environ["VAR_DIR"]} | PRODUCTION | changes
    return {name: value for name, value in values.items() if value is not None}


def settings_of(**changes: str | None) -> dict[str, Any]:
    """The settings that a process with these variables reads: the file alone, Django takes a second to load."""
    with patch.dict(os.environ, environment(changes), clear=True):
        return runpy.run_path(str(ROOT / "policyhub/settings.py"))


def test_how_long_a_database_may_take_is_set_by_variables() -> None:
    """`policyhub.wsgi` among the modules is what tells a server process from a command."""
    url = "postgresql://policyhub@db/policyhub"
    with patch.dict(sys.modules, {"policyhub.wsgi": sys}):
        usual = settings_of(DATABASE_URL=url)["DATABASES"]["default"]
        set_so = settings_of(DATABASE_URL=url, DATABASE_CONNECT_SECONDS="3", DATABASE_WAIT_SECONDS="4")
    changed = set_so["DATABASES"]["default"]
    assert (usual["OPTIONS"]["connect_timeout"], usual["SHARED_CONNECTIONS"]["timeout"]) == (5, 10)
    assert (changed["OPTIONS"]["connect_timeout"], changed["SHARED_CONNECTIONS"]["timeout"]) == (3, 4)
    own = settings_of(DATABASE_URL=f"{url}?connect_timeout=7")["DATABASES"]["default"]
    assert own["OPTIONS"]["connect_timeout"] == 7


def test_a_statement_may_take_less_time_on_a_replica_than_on_the_primary() -> None:
    url = "postgresql://policyhub@db/policyhub"
    scaled = {"DATABASE_URL": url, "DATABASE_REPLICA_URLS": url, "REDIS_URL": "redis://cache:6379/0"}
    with patch.dict(sys.modules, {"policyhub.wsgi": sys}):
        limits = [
            [
                (
                    config["OPTIONS"]["options"].split("statement_timeout=")[1],
                    config["SHARED_CONNECTIONS"]["answer_seconds"],
                )
                for config in settings_of(**scaled, **more)["DATABASES"].values()
            ]
            for more in ({}, {"DATABASE_REPLICA_SECONDS": "0"})
        ]
    assert limits == [[("60s", 62), ("5s", 7)], [("60s", 62), ("60s", 62)]]


def test_shared_connections_prepare_what_they_ask_at_once_or_never() -> None:
    """Of what it counts up to a threshold, psycopg would not see that a pipeline failed before it was prepared."""
    url = "postgresql://policyhub@db/policyhub"
    with patch.dict(sys.modules, {"policyhub.wsgi": sys}):
        direct, pooled = (
            settings_of(DATABASE_URL=url, **more)["DATABASES"]["default"]["OPTIONS"]["prepare_threshold"]
            for more in ({}, {"PREPARED_STATEMENTS": "0"})
        )
    assert (direct, pooled) == (0, None)


def test_postgresql_compiles_no_plans_unless_the_address_says_so() -> None:
    url = "postgresql://policyhub@db/policyhub"
    direct, pooled = (
        settings_of(DATABASE_URL=url, **more)["DATABASES"]["default"]["OPTIONS"]
        for more in ({}, {"PREPARED_STATEMENTS": "0"})
    )
    assert direct["options"].startswith("-c jit=off")
    assert "options" not in pooled
    own = settings_of(DATABASE_URL=f"{url}?options=-c%20jit%3Don")["DATABASES"]["default"]["OPTIONS"]
    assert own["options"].startswith("-c jit=off -c jit=on")


def test_production_settings_pass_the_deployment_check() -> None:
    result = check("--deploy", "--fail-level", "WARNING")
    assert result.returncode == 0, result.stderr


def test_a_process_without_a_secret_does_not_start_and_says_why() -> None:
    result = check(SECRET_KEY=None)
    assert result.returncode != 0
    assert "SECRET_KEY is not set" in result.stderr


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "  "}, "SECRET_KEY is not set"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS is not set"),
        ({"ALLOWED_HOSTS": "*"}, "wildcard"),
        ({"ALLOWED_HOSTS": "a.example,*.example"}, "wildcard"),
        ({"DEBUG": "maybe"}, "DEBUG='maybe'"),
        ({"HSTS_SECONDS": "a year"}, "HSTS_SECONDS='a year'"),
    ],
)
def test_a_missing_or_malformed_setting_is_named(changes: dict[str, str | None], message: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=message):
        settings_of(**changes)


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(PRODUCTION["SECRET_KEY"] + "\n", encoding="utf-8")
    settings = settings_of(SECRET_KEY=None, SECRET_KEY_FILE=str(tmp_path / "key"))
    assert settings["SECRET_KEY"] == PRODUCTION["SECRET_KEY"]


def test_the_token_of_the_metrics_may_come_from_a_file_and_is_not_short(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("sixteen-letters-1\n", encoding="utf-8")
    assert settings_of()["METRICS_TOKEN"] == ""
    assert settings_of(METRICS_TOKEN_FILE=str(tmp_path / "token"))["METRICS_TOKEN"] == "sixteen-letters-1"
    with pytest.raises(ImproperlyConfigured, match="METRICS_TOKEN is too short"):
        settings_of(METRICS_TOKEN="fifteen-letters")
