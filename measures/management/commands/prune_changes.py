"""Keep the change feed short: `prune_changes`, once a day."""

from argparse import ArgumentParser
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from measures.management.base import TranslatedCommand
from measures.models import Change


class Command(TranslatedCommand):
    """Delete old changes of the feed, or all of them with `--restart`."""

    help = gettext_noop(
        "Forget changes older than CHANGES_KEPT_DAYS; with --restart, all of them, so that every reader pulls anew."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=settings.CHANGES_KEPT_DAYS, help=_("keep this many days"))
        parser.add_argument("--restart", action="store_true", help=_("expire every cursor, after restoring a backup"))

    def handle(self, *args: object, days: int, restart: bool, **options: object) -> None:
        """Readers whose cursor is older than what is kept are answered 410 and pull anew."""
        if restart:
            Change.objects.restart()
            self.stdout.write(_("The feed begins anew; every cursor given so far has expired."))
        else:
            gone = Change.objects.prune(timezone.now() - timedelta(days=days))
            self.stdout.write(_("%(count)d changes forgotten.") % {"count": gone})
