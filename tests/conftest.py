"""What every test may ask for: small plans, people with and without rights."""

import logging
import os
import pickle
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from unittest.mock import ANY

import pytest
from django.conf import settings
from django.contrib import admin, auth
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.db import connection
from django.db.models.expressions import Col
from django.test import TransactionTestCase, client
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import DjangoDbBlocker
from zeal.constants import initialize_app_registry
from zeal.patch import patch

from measures.intake import reading
from measures.intake.child import work
from measures.prepared import Placeholder, PreparedRecords
from policyhub.middleware import DueSuccessionsMiddleware
from tests import made_once
from tests.copying import copied_database
from tests.emptying import empty_or_flush
from tests.factories import give_all_rights
from tests.serving import running

# How long an example takes says on a busy machine how busy it is; a test that fails of it says nothing of the code.
# The suite tries the same examples each time, so that a run says something of the change; others are sought by hand.
hypothesis_settings.register_profile("explore", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.register_profile(
    "suite", hypothesis_settings.get_profile("explore"), derandomize=True, max_examples=40
)
hypothesis_settings.load_profile("suite")
admin.autodiscover()  # as the first address does: modules ask while they are collected which pages there are


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    made_once.put_together(items)


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest) -> None:
    """Before the transaction of a test begins, the records are there that it begins with."""
    if fixturedef.argname == "_django_db_helper" and isinstance(request.node, pytest.Function):
        with request.getfixturevalue("django_db_blocker").unblock():
            made_once.prepare(request.node)


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    """Each test begins in the default language, whatever a request of the one before has chosen."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """What stands before the database is made."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        yield
        return
    with django_db_blocker.unblock(), copied_database(Path(os.environ["VAR_DIR"]).parent):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A program that a test has killed may still hold a connection when PostgreSQL is to drop the database."""
    yield
    with django_db_blocker.unblock():
        made_once.drop()
    if connection.vendor == "postgresql":
        others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_terminate_backend(pid) {others}")


@pytest.fixture(scope="session", autouse=True)
def quick_emptying() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(TransactionTestCase, "_fixture_teardown", empty_or_flush)
        yield


@pytest.fixture(scope="session", autouse=True)
def no_new_day() -> Iterator[None]:
    """The first request of a day asks once more of the database; tests/api/test_due_successions.py tries it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(DueSuccessionsMiddleware, "checked", ANY)  # also for a suite that runs past midnight
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(settings, "PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"])
        yield


@pytest.fixture(scope="session", autouse=True)
def backends_loaded_once() -> Iterator[None]:
    """Django imports each authentication backend anew whenever it is asked whether somebody may do something."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(auth, "load_backend", cache(auth.load_backend))
        yield


@pytest.fixture(scope="session", autouse=True)
def users_read_quickly() -> Iterator[None]:
    """Django writes the query that reads a user anew for every request."""
    users = PreparedRecords(User.objects.order_by().filter(pk=Placeholder("pk")), {})

    def get_user(backend: ModelBackend, user_id: int) -> User | None:
        return next((user for user in users(pk=user_id) if backend.user_can_authenticate(user)), None)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ModelBackend, "get_user", get_user)
        yield


@pytest.fixture(scope="session", autouse=True)
def context_of_the_page_alone() -> Iterator[None]:
    """`response.context` holds that of the page's own template, and no copy for every widget that it draws."""
    store = vars(client)["store_rendered_templates"]  # which the stubs do not name

    def store_first(kept: dict[str, object], *arguments: object, **named: object) -> None:
        if "templates" not in kept:
            store(kept, *arguments, **named)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(client, "store_rendered_templates", store_first)
        yield


@pytest.fixture(scope="session", autouse=True)
def errors_alone_logged() -> Iterator[None]:
    """The lines of a request, which pytest and the console format for nobody, take a tenth of the time of a short one.

    Whoever reads them asks for them (tests/deployment).
    """
    levels = {logger: logger.level for logger in (logging.getLogger(), logging.getLogger("django"))}
    for logger in levels:
        logger.setLevel(logging.ERROR)
    yield
    for logger, level in levels.items():
        logger.setLevel(level)


@pytest.fixture(scope="session", autouse=True)
def columns_told_apart_quickly() -> Iterator[None]:
    """Django binds a constructor's signature to tell a column from others, for each column of each sorted query."""

    def identity(column: Col) -> tuple[object, ...]:
        args, named = vars(column)["_constructor_args"]
        return (type(column), *args, *named.items())

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Col, "identity", property(identity))
        yield


@pytest.fixture(scope="session", autouse=True)
def no_query_for_each_row() -> Iterator[None]:
    """A request that asks the database the same for row after row raises `NPlusOneError`.

    Zeal is set up as when it is an installed app; the site itself does not know it. Allowed is Django's own
    ModelChoiceField, which looks up the chosen record, and the line's own record, for each line that a form sends.
    """
    initialize_app_registry()
    patch()
    chosen_in_forms = ("measures.ResponsibleBody", "measures.Section", "measures.Target", "auth.User")
    allowed = [{"model": model, "field": "get()"} for model in chosen_in_forms]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(settings, "ZEAL_ALLOWLIST", allowed, raising=False)
        patched.setattr(settings, "MIDDLEWARE", ["zeal.middleware.zeal_middleware", *settings.MIDDLEWARE])
        yield


@pytest.fixture(scope="session")
def shared_server(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over the test's database, for all tests that need no settings of their own."""
    with running(tmp_path_factory.mktemp("server") / "log", API_REFUSED_TOKENS="0") as address:
        yield address


@pytest.fixture
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents are read by this process and not by children, which tests/intake/test_reading.py tries, of its own."""
    monkeypatch.setattr(reading, "run", lambda command, data: pickle.dumps(work(command[3], data, *command[4:5])))


@made_once.made_once
def outsider() -> User:
    """Someone with an account and no rights."""
    return User.objects.create_user("outsider", password="outsider-pass")


@made_once.made_once
def editor() -> User:
    """Someone who may read and write every record."""
    user = User.objects.create_user("editor", password="editor-pass", is_staff=True)
    give_all_rights(user)
    return user
