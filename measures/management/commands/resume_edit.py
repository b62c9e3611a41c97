"""Carry out a bulk change: what the admin starts for many records, as a process of its own."""

from argparse import ArgumentParser

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from measures.detached import PATIENCE
from measures.edits import carry_out, resume
from measures.management.base import TranslatedCommand
from measures.models import Edit


class Command(TranslatedCommand):
    """Handles the records of a bulk change that are left."""

    help = gettext_noop("Go on with a bulk change. For many records the admin runs this command by itself.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("edit", type=int, help=_("the number of the edit, as in the address of its page"))

    def handle(self, *, edit: int, **options: object) -> None:
        """Raises CommandError where there is no such bulk change, or nothing of it is left to do."""
        refused = CommandError(_("Edit %(number)d is no bulk change that can go on.") % {"number": edit})
        found = Edit.objects.filter(pk=edit).first()
        if found is None or not (found.interrupted or found.in_progress):
            raise refused
        try:
            found = (resume if found.interrupted else carry_out)(found, patience=PATIENCE)
        except ValueError as error:
            raise refused from error
        self.stdout.write(f"{found.handled} / {found.planned}")
