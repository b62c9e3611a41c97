"""The sign-in log: what Django, django-axes and the API tell of who comes in, and what our own pages do."""

from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_save
from django.http import HttpRequest
from simple_history.models import HistoricalRecords

from measures.api.throttling import credentials_refused
from policyhub.accounts.models import EventKind, RequiredPasswordChange, SignInEvent
from policyhub.accounts.sessions import Caller, caller_of, end_oldest

MUST_CHANGE_PASSWORD = "must_change_password"  # noqa: S105 (a key of the session)


def record(
    kind: EventKind,
    request: HttpRequest | None,
    user: User | None = None,
    *,
    username: str = "",
    by: User | None = None,
) -> None:
    """Write a line. `by` is whoever did it to somebody else; without a request it was a command."""
    address, browser = caller_of(request) if request else Caller()
    SignInEvent.objects.create(
        kind=kind,
        user=user,
        username=(user.get_username() if user else username).replace("\0", "")[:255],
        by_name=by.get_username() if by and by != user else "",
        address=address,
        browser=browser,
    )


def signed_in(request: HttpRequest, user: User, **kwargs: object) -> None:
    """One more session; whoever has their password from an administrator is asked to choose another."""
    record(EventKind.SIGNED_IN, request, user)
    end_oldest(user)
    if RequiredPasswordChange.objects.filter(user=user).exists():
        request.session[MUST_CHANGE_PASSWORD] = True


def signed_out(request: HttpRequest, user: User | None, **kwargs: object) -> None:
    if user is not None:
        record(EventKind.SIGNED_OUT, request, user)


def failed(credentials: dict[str, str], request: HttpRequest | None = None, **kwargs: object) -> None:
    """Recorded where django-axes counted it, which it does before this: what comes during a lock-out is not."""
    if request is None or getattr(request, "axes_failures_since_start", None) is None:
        return
    kind = EventKind.WRONG_CODE if "code" in credentials else EventKind.WRONG_PASSWORD
    username = credentials.get("username") or ""
    record(kind, request, User.objects.filter(username=username).first(), username=username)


def locked_out(request: HttpRequest, username: str, **kwargs: object) -> None:
    """The failure that was one too many; django-axes tells again of each attempt during the lock-out."""
    if getattr(request, "axes_failures_since_start", None) is not None:
        record(EventKind.LOCKED_OUT, request, User.objects.filter(username=username).first(), username=username or "")


def token_refused(request: HttpRequest, **kwargs: object) -> None:
    record(EventKind.TOKEN_REFUSED, request)


def saved(sender: object, instance: User, created: bool, **kwargs: object) -> None:
    """A password that a command has set (`changepassword`): our pages record theirs with who asked for it.

    Django keeps the new password in memory until the account is stored.
    """
    by_command = not hasattr(HistoricalRecords.context, "request")
    if by_command and not created and getattr(instance, "_password", None) is not None:
        record(EventKind.PASSWORD_CHANGED, None, instance)


def listen() -> None:
    """After django-axes, which counts failures when it hears of them."""
    user_logged_in.connect(signed_in)
    user_logged_out.connect(signed_out)
    user_login_failed.connect(failed)
    user_locked_out.connect(locked_out)
    credentials_refused.connect(token_refused)
    post_save.connect(saved, sender=settings.AUTH_USER_MODEL)
