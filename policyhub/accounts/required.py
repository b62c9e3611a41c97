"""What somebody must do before anything else: choose a password, or set up the second factor."""

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest
from django_otp import DEVICE_ID_SESSION_KEY

from policyhub.accounts.events import MUST_CHANGE_PASSWORD

# What can be opened all the while.
ALLOWED = {
    "password_change": {"password_change"},
    "second_factor_begin": {"second_factor_begin", "second_factor_setup", "qr_code", "recovery_codes_file"},
}
ALWAYS_ALLOWED = {"logout", "jsi18n"}


def is_required(user: User) -> bool:
    """Whether SECOND_FACTOR_REQUIRED asks this person for a second factor.

    Administrators are superusers and whoever may change accounts.
    """
    if settings.SECOND_FACTOR_REQUIRED == "administrators":
        return user.is_superuser or user.has_perm("auth.change_user")
    return settings.SECOND_FACTOR_REQUIRED == "staff"


def first_step(request: HttpRequest) -> str | None:
    """The address in the admin where whoever is signed in must go first, None where they may go anywhere."""
    if not isinstance(request.user, User) or request.resolver_match is None:
        return None
    step = None
    if request.session.get(MUST_CHANGE_PASSWORD):
        step = "password_change"
    elif DEVICE_ID_SESSION_KEY not in request.session and is_required(request.user):
        step = "second_factor_begin"
    if step is None or request.resolver_match.url_name in ALWAYS_ALLOWED | ALLOWED[step]:
        return None
    return step
