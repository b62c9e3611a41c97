"""The second factor: codes of an authenticator app (TOTP, RFC 6238) and recovery codes, which django-otp keeps.

A code is taken once. Of a recovery code only a digest is stored. Wrong codes count towards the lock-out as wrong
passwords do (`proof`); beside that django-otp makes whoever guesses one person's codes, from many addresses, wait
longer each time (OTP_TOTP_THROTTLE_FACTOR).
"""

import re
import unicodedata
from typing import TypeAlias

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from policyhub.accounts.sessions import end_sessions

Device: TypeAlias = TOTPDevice | StaticDevice

RECOVERY_CODES = 10
OF_THE_APP, OF_RECOVERY = re.compile(r"[0-9]{6}"), re.compile(r"[a-z2-7]{8}")
BETWEEN = re.compile(r"[\s\-‐‑–—_·]")


def app_of(user: User) -> TOTPDevice | None:
    """The authenticator app that a person has set up, if any."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def is_on(user: User) -> bool:
    return app_of(user) is not None


def codes_left(user: User) -> int:
    """How many recovery codes are unused."""
    return int(StaticToken.objects.filter(device__user=user).count())


def begin(user: User) -> TOTPDevice:
    """A new secret for an app, which counts once a code confirms it; one that was begun before is forgotten."""
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    return TOTPDevice.objects.create(user=user, name="TOTP", confirmed=False)


def begun(user: User) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=user, confirmed=False).first()


@transaction.atomic
def confirm(user: User, typed: str) -> TOTPDevice | None:
    """Switch on what was begun, in place of an app from before; None where the code is not the app's."""
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
    if device is None or not device.verify_token(normal(typed)):
        return None
    TOTPDevice.objects.filter(user=user, confirmed=True).delete()
    device.confirmed = True
    device.save()
    return device


@transaction.atomic
def use(user: User, typed: str) -> Device | None:
    """What accepts the code, which is then used up: the app or the recovery codes; None for a wrong code.

    Raises ValidationError where too many wrong ones came just before: the code is then not even looked at.
    """
    code = normal(typed)
    if OF_THE_APP.fullmatch(code):
        device: Device | None = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True).first()
    elif OF_RECOVERY.fullmatch(code):
        device, code = StaticDevice.objects.select_for_update().filter(user=user).first(), digest(user, code)
    else:
        return None
    if device is None:
        return None
    allowed, why_not = device.verify_is_allowed()
    if not allowed:
        seconds = int((why_not["locked_until"] - timezone.now()).total_seconds()) + 1
        raise ValidationError(_("Too many wrong codes. Try again in %(seconds)d seconds.") % {"seconds": seconds})
    return device if device.verify_token(code) else None


def normal(typed: str) -> str:
    """As it is compared: without the spaces and hyphens between groups, full-width forms folded, in small letters."""
    return BETWEEN.sub("", unicodedata.normalize("NFKC", typed)).lower()


def digest(user: User, code: str) -> str:
    """What is stored of a recovery code: 64 bits that nobody can make without the SECRET_KEY."""
    return salted_hmac("policyhub.recovery-code", f"{user.pk}:{code}", algorithm="sha256").hexdigest()[:16]


@transaction.atomic
def make_codes(user: User) -> list[str]:
    """New recovery codes in place of all earlier ones, as they are shown this once: `abcd-efgh`."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery codes")
    codes = [StaticToken.random_token() for _number in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=digest(user, code)) for code in codes)
    return [f"{code[:4]}-{code[4:]}" for code in codes]


def own_codes(user: User, codes: list[str]) -> list[str]:
    """Those of the codes that are the user's and unused."""
    stored = set(StaticToken.objects.filter(device__user=user).values_list("token", flat=True))
    return [code for code in codes if digest(user, normal(code)) in stored]


@transaction.atomic
def switch_off(user: User) -> None:
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


@transaction.atomic
def reset(user: User) -> bool:
    """Switch the second factor of somebody who lost it off, and end their sessions. False where there was none."""
    was_on = is_on(user)
    switch_off(user)
    end_sessions(user)
    return was_on
