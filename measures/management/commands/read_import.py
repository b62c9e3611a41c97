"""Read uploaded files: what the upload page starts, as a process of its own."""

from argparse import ArgumentParser

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from measures.detached import working_on
from measures.intake.imports import read_import
from measures.intake.read_slots import read_slot
from measures.management.base import TranslatedCommand
from measures.models import Import


class Command(TranslatedCommand):
    """Reads uploaded documents in a process of its own; the admin starts it."""

    help = gettext_noop(
        "Read uploaded files and keep what was read for comparison. The upload page runs this command by itself."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("imports", nargs="+", type=int, help=_("numbers of imports that wait to be read"))

    def handle(self, *, imports: list[int], **options: object) -> None:
        """Read those that still wait and that no other live process has."""
        waiting = Import.objects.being_read().select_related("by")
        with working_on(waiting.filter(pk__in=imports).order_by("pk")) as taken, read_slot():
            for item in taken:
                if waiting.filter(pk=item.pk).exists():  # it may have been abandoned while another was read
                    read_import(item)
