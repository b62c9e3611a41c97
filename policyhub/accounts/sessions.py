"""Django's sessions in the database, which also know whose they are, and from where and when they were last used.

SESSION_ENGINE names this module. A person's sessions can so be listed and ended one by one.
"""

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import cache
from typing import NamedTuple, cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, middleware
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.middleware import AuthenticationMiddleware as DjangoAuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.db.models.signals import post_save
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from measures.models.held_rights import read_rights
from measures.prepared import Placeholder, PreparedRecords
from policyhub.accounts.models import UserSession
from policyhub.login import client_address

logger = logging.getLogger(__name__)

NOTED_EVERY = timedelta(minutes=5)  # how exactly it is known when a session was last used
SESSIONS_A_USER = 20  # who signs in once more loses the session that was unused for longest


@cache
def stored_sessions() -> PreparedRecords[UserSession]:
    return PreparedRecords(UserSession.objects.order_by().filter(session_key=Placeholder("key")), {})


class Caller(NamedTuple):
    """Who uses a session: the address and the browser's name for itself."""

    address: str | None = None
    browser: str = ""


def caller_of(request: HttpRequest) -> Caller:
    return Caller(client_address(request), request.headers.get("User-Agent", "").replace("\0", "")[:255])


class SessionStore(DatabaseSessionStore):
    """Stores sessions as `UserSession`. `row` is the one that was loaded."""

    caller = Caller()
    row: UserSession | None = None

    @classmethod
    def get_model_class(cls) -> type[UserSession]:
        return UserSession

    def _get_session_from_db(self) -> UserSession | None:
        found = stored_sessions()(key=self.session_key)
        self.row = next((row for row in found if row.expire_date > timezone.now()), None)
        if self.row is None:
            self._session_key = None
        return self.row

    def create_model_instance(self, data: dict[str, object]) -> UserSession:
        """The row to be stored; one that takes the place of another of the same user began when that began."""
        row = cast("UserSession", super().create_model_instance(data))
        row.user_id = int(str(data[SESSION_KEY])) if SESSION_KEY in data else None
        row.address, row.browser = self.caller
        if self.row is not None and self.row.user_id == row.user_id is not None:
            row.started_at = self.row.started_at
            if self.row.pk == row.pk:  # else it is stored before the other, which has this reference, is deleted
                row.reference = self.row.reference
        return row

    def note_use(self) -> None:
        """Write down that the session is used, at most every few minutes; no reader waits for it or fails of it."""
        row, now = self.row, timezone.now()
        if row is None or row.user_id is None or now - row.seen_at < NOTED_EVERY:
            return
        with suppress(DatabaseError), without_waiting(), transaction.atomic():
            address, browser = self.caller
            UserSession.objects.filter(pk=row.pk).update(seen_at=now, address=address, browser=browser)


@contextmanager
def without_waiting() -> Iterator[None]:
    """SQLite lets one write at a time, and whoever comes second waits: here they give up at once."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {(settings.LOCK_WAIT_SECONDS or 86_400) * 1000}")


class SessionMiddleware(DjangoSessionMiddleware):
    """Django's, which tells the session who uses it."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        store(request).caller = caller_of(request)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        store(request).note_use()
        return super().process_response(request, response)


class AuthenticationMiddleware(DjangoAuthenticationMiddleware):
    """Django's, which reads what the user may do by one query: every page asks for it."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: with_rights(middleware.get_user(request)))  # type: ignore[assignment]


def with_rights(user: AbstractBaseUser | AnonymousUser) -> AbstractBaseUser | AnonymousUser:
    if isinstance(user, User):
        read_rights(user)
    return user


def store(request: HttpRequest) -> SessionStore:
    return cast("SessionStore", request.session)


def sessions_of(user: User) -> QuerySet[UserSession]:
    """Those that are open, the last used first."""
    return UserSession.objects.filter(user=user, expire_date__gt=timezone.now())


def end_sessions(user: User, *, but: str | None = None, reference: UUID | None = None) -> int:
    """End a user's sessions, or one of them; never that with the key `but`. Gives how many were open."""
    chosen = UserSession.objects.filter(user=user).exclude(session_key=but or "")
    if reference is not None:
        chosen = chosen.filter(reference=reference)
    return chosen.delete()[0]


def end_oldest(user: User) -> None:
    """Leave room for one more session."""
    kept = UserSession.objects.filter(user=user).values_list("pk", flat=True)[: SESSIONS_A_USER - 1]
    UserSession.objects.filter(user=user).exclude(pk__in=list(kept)).delete()


def end_invalid_sessions(
    sender: object, instance: User, created: bool, update_fields: Collection[str] | None = None, **kwargs: object
) -> None:
    """After an account is saved: sessions begun with another password, and all of an account that is switched off.

    Django refuses them at the next request; they are deleted here, so that none is listed, and none comes back when
    the account is switched on again. The session in which somebody changes their own password is stored again under
    a new key (`update_session_auth_hash`).
    """
    if created or (update_fields is not None and not {"password", "is_active"} & set(update_fields)):
        return
    good = instance.get_session_auth_hash()
    for session in UserSession.objects.filter(user=instance):
        stored = str(session.get_decoded().get(HASH_SESSION_KEY, ""))
        if not instance.is_active or not constant_time_compare(stored, good):
            session.delete()


def listen() -> None:
    post_save.connect(end_invalid_sessions, sender=settings.AUTH_USER_MODEL)
