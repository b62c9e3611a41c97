"""Bring a fixture into the database: `import_plan plan.json`. A second run changes only what the document changed."""

import re
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from measures.edits import carry_out_due
from measures.fixture import dumps, records
from measures.importing import (
    FixtureError,
    Incoming,
    apply,
    apply_division,
    compare,
    compare_division,
    expected_wait,
    read,
)
from measures.intake.comparing import check_slug
from measures.intake.corrections import corrected_incoming
from measures.intake.coverage import check_coverage, error_sentence
from measures.intake.imports import keep_original
from measures.intake.reading import read_document
from measures.intake.reports import text_report
from measures.intake.uncorrecting import keep_uncorrected_fixture
from measures.management.base import TranslatedCommand
from measures.management.files import read_bytes
from measures.management.import_report import report_lines
from measures.models import Plan
from measures.parsing import DocumentError
from measures.parsing.extract import MAX_BYTES

TASK_NUMBER = re.compile(r"[0-9]{1,9}")


class Command(TranslatedCommand):
    """Import a fixture, or a document by way of its fixture, and report what changed."""

    help = gettext_noop(
        "Import the fixture of a plan: new records are made, changed ones compared, nothing is deleted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fixture", help=_("the file that build_fixture wrote, or - for standard input"))
        parser.add_argument(
            "--slug", help=_("the file is a plan document: read it as build_fixture does, as this plan")
        )
        parser.add_argument("--publish", action="store_true", help=_("publish the plan and the measures that are new"))
        parser.add_argument(
            "--division", action="store_true", help=_("the document is a division of work for the plan of --slug")
        )
        parser.add_argument(
            "--task",
            action="append",
            default=[],
            metavar="NUMBER=CODE",
            help=_("the task of this number names the measure of this code, or none (NUMBER=); more than once"),
        )
        parser.add_argument("--dry-run", action="store_true", help=_("only say what would change"))

    def handle(
        self,
        *,
        fixture: str,
        slug: str | None,
        publish: bool,
        dry_run: bool,
        division: bool,
        task: list[str],
        **options: object,
    ) -> None:
        """Raises CommandError with every fault of the fixture or document; then nothing is written."""
        if (division and (publish or not slug)) or (task and not division):
            raise CommandError(_("--division takes --slug and not --publish, --task takes --division."))
        answers = answers_in(task)
        data = read_bytes(fixture, MAX_BYTES + 1 if slug else -1)
        name = "stdin" if fixture == "-" else Path(fixture).name
        with naming_faults(name):
            rows = self.read_document(data, slug, name) if slug else data
            if not dry_run:
                carry_out_due()
            incoming = read(rows) if division else corrected_incoming(read(rows), rows)
            if not dry_run:
                self.tell_wait(incoming)
            if division:
                comparison = (compare_division if dry_run else apply_division)(incoming, answers=answers)
            else:
                comparison = (compare if dry_run else apply)(incoming, publish=publish)
        for line in report_lines(comparison):
            self.stdout.write(line)
        if dry_run:
            self.stdout.write(_("Dry run: nothing was written."))
            return
        self.keep_originals(incoming, [data] if slug else incoming.files)
        if not division:
            keep_uncorrected_fixture(incoming, rows)

    def tell_wait(self, incoming: Incoming) -> None:
        """Before anything is written, where others have to wait for it."""
        if wait := expected_wait(incoming):
            text = _("While this is written, nobody can save for about %(count)d seconds.")
            self.stderr.write(text % {"count": wait})

    def keep_originals(self, incoming: Incoming, files: Iterable[bytes]) -> None:
        [(slug,)] = incoming.rows[Plan]
        for data in files:
            keep_original(str(slug), data)

    def read_document(self, data: bytes, slug: str, name: str) -> bytes:
        """The fixture of a document. Raises DocumentError, also where too much of it is unread."""
        try:
            check_slug(slug)
        except ValidationError as error:
            raise CommandError(f"--slug {slug}: {' '.join(error.messages)}") from error
        tree = read_document(data)
        self.stderr.write(text_report(tree, records(tree, slug, name)))
        check_coverage(tree)
        return dumps(records(tree, slug, name)).encode()


@contextmanager
def naming_faults(name: str) -> Iterator[None]:
    """Raise CommandError for a fixture or document of this name that cannot be imported."""
    try:
        yield
    except FixtureError as error:
        raise CommandError("\n".join(f"{name}: {line}" for line in error.lines())) from error
    except DocumentError as error:
        raise CommandError(f"{name}: {error_sentence(error)}") from error


def answers_in(given: list[str]) -> dict[int, str]:
    """From the number of a task to the code of its measure. Raises CommandError."""
    answers = {}
    for each in given:
        number, equals, code = each.partition("=")
        if not equals or not TASK_NUMBER.fullmatch(number):
            raise CommandError(f"--task {each}: NUMBER=CODE")
        answers[int(number)] = code
    return answers
