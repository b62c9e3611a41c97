"""What the migration brings along: open sessions and the failed logins kept so far."""

from datetime import timedelta
from importlib import import_module

import pytest
from axes.models import AccessFailureLog
from django.apps import apps
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from policyhub.accounts.models import SignInEvent, UserSession

pytestmark = pytest.mark.django_db
migration = import_module("policyhub.accounts.migrations.0002_existing")


def old_session(**data: object) -> str:
    store = SessionStore()
    store.update(data)
    store.save()
    return str(store.session_key)


def test_whoever_was_signed_in_still_is(editor: User) -> None:
    login = {SESSION_KEY: str(editor.pk), HASH_SESSION_KEY: editor.get_session_auth_hash()}
    key = old_session(**login, _auth_user_backend=settings.AUTHENTICATION_BACKENDS[-1])
    ended, gone = old_session(**login), old_session(**{SESSION_KEY: "999999"})
    Session.objects.filter(pk=ended).update(expire_date=timezone.now() - timedelta(days=1))
    Session.objects.create(session_key="broken", session_data="x", expire_date=timezone.now() + timedelta(days=1))
    old_session(language="en")
    migration.copy_sessions(apps, None)
    assert [session.pk for session in UserSession.objects.all()] == [key]
    assert gone not in UserSession.objects.values_list("pk", flat=True)
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = key
    assert browser.get("/admin/").status_code == 200


def test_failures_become_lines_of_the_log(db: None) -> None:
    at = timezone.now() - timedelta(days=3)
    common = {"attempt_time": at, "ip_address": "203.0.113.7", "user_agent": "curl/8.1"}
    AccessFailureLog.objects.create(username="editor", path_info="/admin/login/", locked_out=True, **common)
    AccessFailureLog.objects.create(username="", path_info="/api/v1/plans/", **common)
    AccessFailureLog.objects.create(username="", path_info="/admin/login/", **common)
    AccessFailureLog.objects.update(attempt_time=at)
    migration.copy_failures(apps, None)
    lines = SignInEvent.objects.order_by("pk").values_list("kind", "username", "address", "browser", "at")
    where = ("203.0.113.7", "curl/8.1", at)
    assert list(lines) == [
        ("wrong_password", "editor", *where),
        ("locked_out", "editor", *where),
        ("token_refused", "", *where),
        ("wrong_password", "", *where),
    ]
    assert not AccessFailureLog.objects.exists()
