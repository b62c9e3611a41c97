"""That the person at the keyboard is who signed in: asked before the second factor, or a password, is changed.

Wrong answers count as wrong passwords at the login do, and lock out as they do.
"""

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest

from policyhub.accounts import second_factor


def is_locked_out(request: HttpRequest, user: User) -> bool:
    """Whether the user is locked out at this address; django-axes' middleware then answers 429 in any case."""
    credentials = {"username": user.get_username()}
    if AxesProxyHandler.is_allowed(request, credentials):
        return False
    vars(request).update(axes_locked_out=True, axes_credentials=credentials)
    return True


def count_failure(request: HttpRequest, user: User, **what: str) -> None:
    """To the lock-out and to the log; `what` says what was wrong."""
    user_login_failed.send(__name__, credentials={"username": user.get_username()} | what, request=request)


def use_code(request: HttpRequest, user: User, typed: str) -> second_factor.Device | None:
    """`second_factor.use`, counted where it fails. Raises ValidationError as that does."""
    if is_locked_out(request, user):
        return None
    if (device := second_factor.use(user, typed)) is None:
        count_failure(request, user, code="wrong")
    return device


def proves(request: HttpRequest, user: User, typed: str) -> bool:
    """Whether it is the user's password or a code of theirs. Raises ValidationError as `second_factor.use` does."""
    if is_locked_out(request, user):
        return False
    if user.check_password(typed) or second_factor.use(user, typed):
        return True
    count_failure(request, user)
    return False
