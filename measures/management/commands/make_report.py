"""Make reports that take longer than a request may: what the page of reports starts, as a process of its own."""

from argparse import ArgumentParser

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from measures.choices import ReportJobState
from measures.detached import working_on
from measures.exports.jobs import make, own_folder
from measures.management.base import TranslatedCommand
from measures.models import ReportJob


class Command(TranslatedCommand):
    """Makes reports that somebody asked for; the admin starts it."""

    help = gettext_noop("Make reports that were asked for on the page of reports, which runs this command by itself.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("jobs", nargs="+", type=int, help=_("numbers of report jobs"))

    def handle(self, *, jobs: list[int], **options: object) -> None:
        """Make, one after the other, those that no other live process has."""
        waiting = ReportJob.objects.filter(pk__in=jobs, state=ReportJobState.PREPARING)
        with working_on(waiting.select_related("by").order_by("pk")) as taken:
            for job in taken:
                with own_folder(job):
                    make(job)
