"""Forget what is kept of reports for a time only: `prune_reports`, once a day."""

from argparse import ArgumentParser
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from measures.exports.jobs import end_lost, prune_issued, prune_jobs
from measures.management.base import TranslatedCommand


class Command(TranslatedCommand):
    """Delete prepared files after a day and, where a retention is set, issued reports after it."""

    help = gettext_noop(
        "Delete prepared reports after a day, and issued reports older than ISSUED_REPORTS_KEPT_DAYS (0: none)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        kept = settings.ISSUED_REPORTS_KEPT_DAYS
        parser.add_argument("--days", type=int, default=kept, help=_("keep issued reports this many days; 0: for ever"))

    def handle(self, *args: object, days: int, **options: object) -> None:
        end_lost()
        now = timezone.now()
        jobs = prune_jobs(now - timedelta(days=1))
        issued = prune_issued(now - timedelta(days=days)) if days else 0
        said = {"jobs": jobs, "issued": issued}
        self.stdout.write(_("%(jobs)d prepared and %(issued)d issued reports forgotten.") % said)
