"""Keep the sign-in log short: `prune_sign_ins`, once a day."""

from argparse import ArgumentParser
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from measures.management.base import TranslatedCommand
from policyhub.accounts.models import SignInEvent
from policyhub.accounts.sessions import SessionStore


class Command(TranslatedCommand):
    """Delete old lines of the sign-in log, and sessions that have expired."""

    help = gettext_noop(
        "Forget lines of the sign-in log older than SIGN_INS_KEPT_DAYS, and sessions that have expired."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=settings.SIGN_INS_KEPT_DAYS, help=_("keep this many days"))

    def handle(self, *args: object, days: int, **options: object) -> None:
        oldest = timezone.now() - timedelta(days=days)
        gone = SignInEvent.objects.filter(at__lt=oldest).delete()[0]
        SessionStore.clear_expired()
        self.stdout.write(_("%(count)d lines of the sign-in log forgotten.") % {"count": gone})
