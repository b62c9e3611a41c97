from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Signing in: sessions, the second factor, and the log of both. It listens to what Django and django-axes tell."""

    name = "policyhub.accounts"
    verbose_name = _("Signing in")

    def ready(self) -> None:
        from policyhub.accounts import events, sessions

        events.listen()
        sessions.listen()
