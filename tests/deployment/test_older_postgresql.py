"""A PostgreSQL older than Django supports is refused in a sentence, before anything is made there."""

import sys

import pytest
from django.db import connection

import manage

pytestmark = [pytest.mark.only("postgresql"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def server_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every server is, where version 99 is wanted."""
    monkeypatch.setattr(type(connection.features), "minimum_database_version", (99,))
    monkeypatch.setattr("django.db.backends.base.base.RAN_DB_VERSION_CHECK", set())  # it is asked once a process
    connection.close()


@pytest.mark.parametrize("command", ["migrate", "check --database default", "prune_changes"])
def test_every_command_says_so_and_does_nothing(
    command: str, server_too_old: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["manage.py", *command.split()])
    with pytest.raises(SystemExit) as ended:
        manage.main()
    assert str(ended.value).startswith("PostgreSQL 99 or later is required (found ")


def test_what_the_handbook_names_is_what_django_refuses_below() -> None:
    assert connection.features.minimum_database_version == (14,)
