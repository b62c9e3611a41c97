"""Bring a fixture into the database: `import_plan plan.json`. A second run changes only what the document changed."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from measures.importing import FixtureError, apply, compare, read
from measures.management.files import read_bytes
from measures.management.import_report import report_lines


class Command(BaseCommand):
    help = "Import the fixture of a plan: new records are made, changed ones compared, nothing is deleted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fixture", help="the file that build_fixture wrote, or - for standard input")
        parser.add_argument("--publish", action="store_true", help="publish the plan and the measures that are new")
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")

    def handle(self, *, fixture: str, publish: bool, dry_run: bool, **options: Any) -> None:
        data = read_bytes(fixture)
        try:
            incoming = read(data)
            comparison = (compare if dry_run else apply)(incoming, publish=publish)
        except FixtureError as error:
            name = "stdin" if fixture == "-" else Path(fixture).name
            raise CommandError("\n".join(f"{name}: {line}" for line in error.lines())) from error
        for line in report_lines(comparison):
            self.stdout.write(line)
        if dry_run:
            self.stdout.write(_("Dry run: nothing was written."))
