"""Apply an uploaded document: what the comparison page starts, as a process of its own."""

from argparse import ArgumentParser

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from measures.detached import working_on
from measures.intake.applying import apply_as_asked
from measures.management.base import TranslatedCommand
from measures.models import Import


class Command(TranslatedCommand):
    """Applies imports that were compared and confirmed; the admin starts it."""

    help = gettext_noop("Apply uploaded documents as was confirmed. The comparison page runs this command by itself.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("imports", nargs="+", type=int, help=_("numbers of imports that wait to be applied"))

    def handle(self, *, imports: list[int], **options: object) -> None:
        """Apply, one after the other, those that no other live process has."""
        with working_on(Import.objects.being_applied().filter(pk__in=imports).order_by("pk")) as taken:
            for item in taken:
                apply_as_asked(item)
