"""Write a report to a file: `export_report ledger --plan example-14fyp -o ledger.xlsx`."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from measures.choices import Phase, ReviewState, Role, Timeliness
from measures.exports import FORMATS, REPORTS, named_chunks
from measures.management.files import write_whole
from measures.models import Measure, Plan, ResponsibleBody, Section
from measures.querysets import MeasureQuerySet


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
        name, pieces = named_chunks(report, form, selected(options))
        if output == "-":
            sys.stdout.buffer.writelines(pieces)
        else:
            write_whole(Path(output) / name if os.path.isdir(output) else Path(output), pieces)


def selected(options: dict[str, Any]) -> MeasureQuerySet:
    """The measures that the options ask for. Raises CommandError for a plan, section or body that there is not."""
    plan = one(Plan, options["plan"], slug=options["plan"])
    bodies, role = options["body"] and all_of(ResponsibleBody, options["body"], name=options["body"]), options["role"]
    measures: MeasureQuerySet = Measure.objects.filter(plan=plan).assigned_to_any(bodies, [role] if role else None)
    if options["section"]:
        measures = measures.within(one(Section, options["section"], plan=plan, code=options["section"]))
    if options["in_force"]:
        measures = measures.in_force()
    if options["timeliness"]:
        measures = measures.with_timeliness(options["timeliness"])
    asked = {name: options[name] for name in ("phase", "review_state") if options[name]}
    return measures.filter(**asked)


def one(model: Any, wanted: str, **lookup: Any) -> Any:
    return all_of(model, wanted, **lookup)[0]


def all_of(model: Any, wanted: str, **lookup: Any) -> Any:
    """The records found, at least one. Raises CommandError that names what was wanted."""
    records = model.objects.filter(**lookup)
    if not records:
        name = model._meta.verbose_name
        raise CommandError(_("There is no %(name)s “%(wanted)s”.") % {"name": name, "wanted": wanted})
    return records
