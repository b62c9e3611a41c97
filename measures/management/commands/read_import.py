"""Read uploaded files: what the upload page starts, as a process of its own."""

import os
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from measures.intake.detached import claim, signs_of_life, turn_to_read
from measures.intake.imports import read_import
from measures.models import Import


class Command(BaseCommand):
    """Reads uploaded documents in a process of its own; the admin starts it."""

    help = "Read uploaded files and keep what was read for comparison. The upload page runs this command by itself."
    requires_system_checks: list[str] = []  # it starts more quickly; the server has checked

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("imports", nargs="+", type=int, help="numbers of imports that wait to be read")

    def handle(self, *, imports: list[int], **options: object) -> None:
        """Claim the imports for this process and read those that still wait."""
        claim(imports, os.getpid())
        with signs_of_life(imports), turn_to_read():
            for pk in imports:
                item = Import.objects.being_read().filter(pk=pk).select_related("by").first()
                if item is not None:
                    read_import(item)
