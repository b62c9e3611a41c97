"""Read a plan document and write its fixture: `build_fixture plan.docx --slug example-14fyp -o plan.json`."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_slug
from django.utils.translation import gettext as _

from measures import fixture
from measures.choices import DOCUMENT_ERRORS
from measures.management.coverage import coverage_page
from measures.management.files import read_bytes, write_whole
from measures.management.reading import json_report, text_report
from measures.parsing import read
from measures.parsing.extract import MAX_BYTES
from measures.parsing.tree import DocumentError, PlanTree
from measures.terms import PassageKind

MOST_UNPARSED = 0.02


class Command(BaseCommand):
    help = "Read a plan document (txt, html, docx, pdf) and write its fixture."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("document", help="the file, or - for standard input")
        parser.add_argument("--slug", required=True, help="the plan's public name: letters, digits, hyphens")
        parser.add_argument("-o", "--output", help="where the fixture goes (default: standard output)")
        parser.add_argument("--filename", help="the name to keep for the document (default: its own)")
        parser.add_argument("--report", choices=["text", "json"], default="text", help="the form of the report")
        parser.add_argument("--html", metavar="FILE", help="also write the reading as a page to check it by")
        parser.add_argument("--allow-unparsed", action="store_true", help="accept more than 2 % unparsed text")

    def handle(self, *, document: str, slug: str, output: str | None, report: str, **options: Any) -> None:
        check_slug(slug)
        filename = options["filename"] or ("stdin" if document == "-" else Path(document).name)
        tree = self.read(read_bytes(document, MAX_BYTES + 1), document, filename)
        rows = fixture.records(tree, slug, filename)
        make_report = json_report if report == "json" else text_report
        (self.stdout if output else self.stderr).write(make_report(tree, rows))
        if not options["allow_unparsed"]:
            check_coverage(tree)
        if options["html"]:
            write_whole(Path(options["html"]), coverage_page(tree, filename))
        if output:
            write_whole(Path(output), fixture.dumps(rows))
        else:
            self.stdout.write(fixture.dumps(rows), ending="")

    def read(self, data: bytes, document: str, filename: str) -> PlanTree:
        try:
            return read(data, filename)
        except DocumentError as error:
            place = f"{document}:{error.line}" if error.line else document
            raise CommandError(f"{place}: {DOCUMENT_ERRORS[error.code]} {error.detail}".rstrip()) from error


def check_slug(slug: str) -> None:
    try:
        validate_slug(slug)
    except ValidationError as error:
        raise CommandError(_("--slug %(slug)s: only letters, digits, hyphens.") % {"slug": slug}) from error


def check_coverage(tree: PlanTree) -> None:
    share = tree.coverage()[PassageKind.UNPARSED] / max(1, len(tree.text))
    if share > MOST_UNPARSED:
        raise CommandError(
            _("%(share).1f %% of the document could not be read; --allow-unparsed accepts it.") % {"share": share * 100}
        )
