"""What is kept of signing in: the sessions that are open, the log, and who must choose a password."""

from uuid import uuid4

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserSession(AbstractBaseSession):
    """Django's session, with its user and where it is used. `reference` names it in pages; the key is a secret."""

    reference = models.UUIDField(default=uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions")
    address = models.GenericIPAddressField(_("address"), null=True)
    browser = models.CharField(_("browser"), max_length=255, blank=True)
    started_at = models.DateTimeField(_("signed in at"), default=timezone.now)
    seen_at = models.DateTimeField(_("last used at"), default=timezone.now)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        default_permissions = ()
        ordering = ["-seen_at", "pk"]

    def __str__(self) -> str:
        """Django's is the key, which whoever sees it could use."""
        return f"{self.address or ''} {self.started_at:%Y-%m-%d %H:%M}".strip()

    @classmethod
    def get_session_store_class(cls) -> type[DatabaseSessionStore]:
        from policyhub.accounts.sessions import SessionStore

        return SessionStore


class EventKind(models.TextChoices):
    """What can happen when people sign in."""

    SIGNED_IN = "signed_in", _("signed in")
    SIGNED_OUT = "signed_out", _("signed out")
    WRONG_PASSWORD = "wrong_password", _("wrong password")
    WRONG_CODE = "wrong_code", _("wrong code")
    LOCKED_OUT = "locked_out", _("locked out")
    UNLOCKED = "unlocked", _("unlocked")
    TOKEN_REFUSED = "token_refused", _("API token refused")
    PASSWORD_CHANGED = "password_changed", _("password changed")
    FACTOR_ON = "factor_on", _("second factor switched on")
    FACTOR_OFF = "factor_off", _("second factor switched off")
    FACTOR_RESET = "factor_reset", _("second factor reset")
    CODES_MADE = "codes_made", _("recovery codes made")
    CODE_USED = "code_used", _("recovery code used")
    SESSION_ENDED = "session_ended", _("session ended")


class SignInEvent(models.Model):
    """A line of the sign-in log. Names stay when accounts go; what was typed as a name may be no account's."""

    at = models.DateTimeField(_("time"), default=timezone.now, db_index=True)
    kind = models.CharField(_("event"), max_length=20, choices=EventKind)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="sign_in_events")
    username = models.CharField(_("username"), max_length=255, blank=True)
    by_name = models.CharField(_("done by"), max_length=150, blank=True)
    address = models.GenericIPAddressField(_("address"), null=True)
    browser = models.CharField(_("browser"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("sign-in event")
        verbose_name_plural = _("sign-in log")
        default_permissions = ("view",)
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.username} {self.get_kind_display()}"


class RequiredPasswordChange(models.Model):
    """Whoever has one chooses a password of their own before anything else: an administrator knows the present one."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="required_password_change"
    )

    class Meta:
        verbose_name = _("required password change")
        verbose_name_plural = _("required password changes")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.user)
