"""Write a report to a file: `export_report ledger --plan example-14fyp -o ledger.xlsx`."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import TypedDict, TypeVar, cast

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from measures.choices import Phase, ReviewState, Role, Timeliness
from measures.edits import carry_out_due
from measures.exports import FORMATS, REPORTS, named_chunks
from measures.management.files import write_whole
from measures.models import Measure, Plan, ResponsibleBody, Section
from measures.querysets import MeasureQuerySet

M = TypeVar("M", bound=Model)


class Selection(TypedDict):
    """The options that choose measures."""

    plan: str
    section: str | None
    body: str | None
    role: str | None
    phase: str | None
    timeliness: str | None
    in_force: bool
    review_state: str | None


class Command(BaseCommand):
    """Write a report of chosen measures to a file, a folder or standard output."""

    help = "Write a report of a plan to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The report, where it goes, and which measures it holds."""
        parser.add_argument("report", choices=REPORTS)
        parser.add_argument("--plan", required=True, help="the plan's slug")
        parser.add_argument(
            "-o", "--output", required=True, help="the file, its ending says the format; a folder; or -"
        )
        parser.add_argument("--format", choices=FORMATS, help="the format (needed with -o - and a folder)")
        parser.add_argument("--section", help="only this section, by its code, and everything below it")
        parser.add_argument("--body", help="only what this body, by its name, answers for")
        parser.add_argument("--role", choices=Role.values, help="only what has a body in this role (with --body: it)")
        parser.add_argument("--phase", choices=Phase.values, help="only measures in this phase")
        parser.add_argument(
            "--timeliness", choices=Timeliness.values, help="only measures on time, due soon or overdue"
        )
        parser.add_argument(
            "--in-force", action="store_true", help="leave out what was withdrawn; it is marked otherwise"
        )
        parser.add_argument("--review-state", choices=ReviewState.values, help="only measures in this review state")

    def handle(self, *, report: str, output: str, **options: object) -> None:
        """Raises CommandError for a format, plan, section or body that there is not."""
        form = options["format"] or Path(output).suffix.removeprefix(".").lower()
        if form not in FORMATS:
            known = ", ".join(FORMATS)
            raise CommandError(_("%(file)s: name a format: %(formats)s.") % {"file": output, "formats": known})
        carry_out_due()
        name, pieces = named_chunks(report, form, selected(cast("Selection", options)))
        if output == "-":
            sys.stdout.buffer.writelines(pieces)
        else:
            write_whole(Path(output) / name if os.path.isdir(output) else Path(output), pieces)


def selected(options: Selection) -> MeasureQuerySet:
    """The measures that the options ask for. Raises CommandError for a plan, section or body that there is not."""
    plan = one(Plan.objects.filter(slug=options["plan"]), options["plan"])
    named = ResponsibleBody.objects.filter(name=options["body"])
    bodies, role = all_of(named, options["body"]) if options["body"] else None, options["role"]
    measures: MeasureQuerySet = Measure.objects.filter(plan=plan).assigned_to_any(bodies, [role] if role else None)
    if options["section"]:
        sections = Section.objects.filter(plan=plan, code=options["section"])
        measures = measures.within(one(sections, options["section"]))
    if options["in_force"]:
        measures = measures.in_force()
    if options["timeliness"]:
        measures = measures.with_timeliness(options["timeliness"])
    if options["phase"]:
        measures = measures.filter(phase=options["phase"])
    return measures.filter(review_state=options["review_state"]) if options["review_state"] else measures


def one(records: QuerySet[M], wanted: str) -> M:
    return all_of(records, wanted)[0]


def all_of(records: QuerySet[M], wanted: str) -> QuerySet[M]:
    """The records, at least one. Raises CommandError that names what was wanted."""
    if not records:
        name = records.model._meta.verbose_name
        raise CommandError(_("There is no %(name)s “%(wanted)s”.") % {"name": name, "wanted": wanted})
    return records
