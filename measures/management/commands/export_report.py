"""Write a report to a file: `export_report ledger --plan example-14fyp -o ledger.xlsx`."""

import os
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from measures.edits import carry_out_due
from measures.exports import FORMATS, REPORTS, Filters, RefusedError, Scope, draw
from measures.exports.asked import OPTIONS, why_not
from measures.exports.filter_form import FiltersForm, choices_of, read_filters
from measures.exports.kept_layouts import layout_called
from measures.exports.layouts import Layout, layout_of
from measures.exports.reports.division import Form
from measures.management.base import TranslatedCommand
from measures.management.files import write_whole
from measures.visibility import EVERYTHING


class Command(TranslatedCommand):
    """Write a report of chosen measures to a file, a folder or standard output."""

    help = gettext_noop("Write a report of one or several plans to a file.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The report, where it goes, and which measures it holds: an option for each filter."""
        parser.add_argument("report", choices=REPORTS)
        parser.add_argument(
            "-o", "--output", required=True, help=_("the file, its ending says the format; a folder; or -")
        )
        parser.add_argument("--format", choices=FORMATS, help=_("the format (needed with -o - and a folder)"))
        parser.add_argument("--form", choices=list(Form), help=_("how a division of work sets out its tasks"))
        parser.add_argument("--template", metavar="NAME", help=_("a template of the office, for a Word file (docx)"))
        parser.add_argument("--layout", metavar="NAME", help=_("a layout of the office: which columns, in which order"))
        parser.add_argument(
            "--columns", help=_("the columns of a ledger by their names, parted by commas; see reports.md")
        )
        parser.add_argument("--file-format", choices=["xlsx", "docx"], help=_("what the files of a zip are"))
        parser.add_argument("--as-of", metavar="DAY", help=_("as it stood by the end of this day (2025-06-30)"))
        parser.add_argument("--since", metavar="DAY", help=_("of changes: the day with which the last one is compared"))
        for name, field in FiltersForm.base_fields.items():
            codes = ", ".join(code for code, _label in choices_of(field))
            told = f"{field.help_text} ({codes})" if codes else str(field.help_text)
            parser.add_argument(f"--{name.replace('_', '-')}", action="append", default=[], metavar="X", help=told)

    def handle(self, *, report: str, output: str, **options: object) -> None:
        """Raises CommandError for a format, plan, section or body that there is not."""
        form = str(options["format"] or Path(output).suffix.removeprefix(".").lower())
        if form not in FORMATS:
            known = ", ".join(REPORTS[report].formats)
            raise CommandError(_("%(file)s: name a format: %(formats)s.") % {"file": output, "formats": known})
        carry_out_due()
        as_of, since = day(options["as_of"]), day(options["since"])
        scope = Scope(
            EVERYTHING,
            asked(options),
            as_of,
            since,
            options=own(report, form, options),
            layout=layout(report, options),
            site=settings.SITE_ADDRESS,
        )
        try:
            name, pieces = draw(report, form, scope)
        except RefusedError as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        if output == "-":
            sys.stdout.buffer.writelines(pieces)
        else:
            write_whole(Path(output) / name if os.path.isdir(output) else Path(output), pieces)


def asked(options: dict[str, object]) -> Filters:
    """The filters that the options name. Raises CommandError naming the option and what is wrong."""
    data = {name: texts(options[name]) for name in FiltersForm.base_fields}
    try:
        return read_filters(data, EVERYTHING)
    except ValidationError as error:
        said = [f"--{name.replace('_', '-')}: {' '.join(why)}" for name, why in error.message_dict.items()]
        raise CommandError("\n".join(said)) from error


def own(report: str, form: str, options: dict[str, object]) -> dict[str, object]:
    """What this report alone can be asked. Raises CommandError for another's option, a template that is not offered."""
    found = {name: options[name] for name in OPTIONS if options.get(name)}
    for name in (*OPTIONS, "layout", "columns"):
        if options.get(name) and name not in REPORTS[report].asks:
            said = {"report": REPORTS[report].label, "option": name}
            raise CommandError(_("%(report)s has no option --%(option)s.") % said)
    if refused := why_not(report, str(found.get("template", "")), form):
        raise CommandError(f"--template: {refused}")
    return found


def layout(report: str, options: dict[str, object]) -> Layout | None:
    """The columns that are asked for. Raises CommandError for a layout or a column that there is not."""
    name, columns = (str(options[option] or "") for option in ("layout", "columns"))
    if name and columns:
        raise CommandError(_("Name a layout or columns, not both."))
    try:
        if name:
            return layout_called(name, report, EVERYTHING)
        return layout_of(columns, REPORTS[report].columns()) if columns else None
    except ValidationError as error:
        raise CommandError(f"--{'layout' if name else 'columns'}: " + "\n".join(error.messages)) from error


def texts(value: object) -> list[str]:
    """What `call_command` gives by itself, or argparse as a list."""
    return [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]


def day(value: object) -> date | None:
    """A day in ISO form. Raises CommandError for another text."""
    if value is None:
        return None
    try:
        found = parse_date(str(value))
    except ValueError:
        found = None
    if found is None:
        raise CommandError(_("%(value)s is no day; write it as 2025-06-30.") % {"value": value})
    return found
