"""Read plan documents and write their fixtures: `build_fixture plan.docx --slug example-14fyp -o plan.json`."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser, OutputWrapper
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from measures import fixture
from measures.intake.comparing import check_slug
from measures.intake.coverage import check_coverage, error_sentence
from measures.intake.documents import Document, Reading, read_documents
from measures.intake.pages import coverage_page
from measures.intake.reports import json_report, text_report
from measures.management.base import TranslatedCommand
from measures.management.files import read_bytes, write_whole
from measures.parsing import DocumentError, PlanTree
from measures.parsing.extract import MAX_BYTES


@dataclass(frozen=True)
class Plan:
    """A document as the plan `slug`, and how many plans were read before it."""

    reading: Reading
    slug: str
    before: int

    @property
    def tree(self) -> PlanTree:
        """Raises DocumentError where the document could not be read."""
        if self.reading.tree is None:
            raise self.reading.error or DocumentError("damaged")
        return self.reading.tree

    @property
    def filename(self) -> str:
        name = Path(self.reading.document.name).name
        return "stdin" if name == "-" else name

    def records(self) -> list[fixture.FixtureRecord]:
        return fixture.records(self.tree, self.slug, self.filename)

    def path(self, name: str) -> Path:
        """plan.json for the first, plan-2.json for the second …"""
        path = Path(name)
        return path.with_stem(f"{path.stem}-{self.before + 1}") if self.before else path


class Command(TranslatedCommand):
    """Read documents, report on each, and write a fixture of each plan."""

    help = gettext_noop(
        "Read plan documents (txt, html, pdf, ofd, docx, doc, wps, rtf, odt, xlsx, xls, ods, or a zip of them) and "
        "write a fixture of each."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The documents, where the fixtures go, and how the reading is reported."""
        parser.add_argument("document", nargs="+", help=_("the files, each read by itself; - for standard input"))
        parser.add_argument("--slug", required=True, help=_("the plan's public name: letters, digits, hyphens"))
        parser.add_argument("-o", "--output", help=_("where the fixture goes (default: standard output)"))
        parser.add_argument("--filename", help=_("the name to keep for the document (default: its own)"))
        parser.add_argument("--report", choices=["text", "json"], default="text", help=_("the form of the report"))
        parser.add_argument("--html", metavar="FILE", help=_("also write the reading as a page to check it by"))
        parser.add_argument("--allow-unparsed", action="store_true", help=_("accept more than 2 %% unparsed text"))

    def handle(
        self,
        *,
        document: list[str] | str,
        slug: str,
        output: str | None,
        filename: str | None,
        report: str,
        html: str | None,
        allow_unparsed: bool,
        **options: object,
    ) -> None:
        """Raises CommandError where no document is a plan, or one alone cannot be read."""
        names = [document] if isinstance(document, str) else document
        try:
            check_slug(slug)
        except ValidationError as error:
            raise CommandError(f"--slug {slug}: {' '.join(error.messages)}") from error
        documents = [Document(filename or name, read_bytes(name, MAX_BYTES + 1)) for name in names]
        readings = list(read_documents(documents))
        printed = self.stdout if output else self.stderr
        plans = list(self.plans(readings, slug, printed, report, html, allow_unparsed))
        if not plans:
            raise CommandError(_("None of the %(count)d documents is a plan.") % {"count": len(readings)})
        if len(plans) > 1 and not output:
            raise CommandError(_("%(count)d plans were read: name a file for them with -o.") % {"count": len(plans)})
        for plan in plans:
            self.write(plan, output)

    def plans(
        self,
        readings: list[Reading],
        slug: str,
        printed: OutputWrapper,
        report: str,
        html: str | None,
        allow_unparsed: bool,
    ) -> Iterator[Plan]:
        """Report every reading, and give those that are plans: one document must be one, of several one is enough."""
        before = 0
        for reading in readings:
            plan = Plan(reading, f"{slug}-{before + 1}" if before else slug, before)
            try:
                if len(readings) > 1:
                    printed.write(f"{reading.document.name} → {plan.slug}")
                make_report = json_report if report == "json" else text_report
                printed.write(make_report(plan.tree, plan.records()))
                if html:  # also where too much is unparsed: the page shows what
                    write_whole(plan.path(html), coverage_page(plan.tree, plan.filename))
                if not allow_unparsed:
                    check_coverage(plan.tree)
            except DocumentError as error:
                if len(readings) == 1:
                    raise CommandError(refusal(reading, error)) from error
                self.stderr.write(refusal(reading, error))
            else:
                yield plan
                before += 1

    def write(self, plan: Plan, output: str | None) -> None:
        content = fixture.dumps(plan.records())
        if output:
            write_whole(plan.path(output), content)
        else:
            self.stdout.write(content, ending="")


def refusal(reading: Reading, error: DocumentError) -> str:
    """The document, the line where there is one, and why."""
    place = f"{reading.document.name}:{error.line}" if error.line else reading.document.name
    return f"{place}: {error_sentence(error)}"
