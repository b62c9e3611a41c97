"""Take an edited ledger back in: `import_ledger ledger.xlsx --dry-run`."""

from argparse import ArgumentParser
from collections.abc import Collection
from pathlib import Path

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from measures.edits import EditVia, carry_out_due, edit
from measures.intake.coverage import error_sentence
from measures.intake.ledgers.applying import write_ledger
from measures.intake.ledgers.columns import titles
from measures.intake.ledgers.comparing import compare_ledger
from measures.intake.ledgers.comparison import LedgerComparison
from measures.intake.reading import receive_document
from measures.management.base import TranslatedCommand
from measures.management.files import read_bytes
from measures.management.ledger_report import ledger_lines
from measures.models import Plan
from measures.parsing import DocumentError
from measures.parsing.extract import MAX_BYTES
from measures.parsing.ledgers import Ledger


class Command(TranslatedCommand):
    """Compares a ledger with what is stored, as the admin does, and writes what it changes as one edit."""

    help = gettext_noop("Write what was changed in an exported ledger; say row by row what is refused and why.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ledger", help=_("the workbook or csv file, or - for standard input"))
        parser.add_argument("--plan", help=_("the slug of the plan, where the file does not say it"))
        parser.add_argument(
            "--by", help=_("the name of the account that changes it, with its rights; without, none asked")
        )
        parser.add_argument("--reason", help=_("why, as the history says it; the file's name without"))
        parser.add_argument(
            "--add-body",
            action="append",
            default=[],
            metavar="NAME",
            help=_("make a body of this name; more than once"),
        )
        parser.add_argument("--dry-run", action="store_true", help=_("only say what would change"))

    def handle(
        self,
        *,
        ledger: str,
        plan: str | None,
        by: str | None,
        reason: str | None,
        add_body: list[str],
        dry_run: bool,
        **options: object,
    ) -> None:
        """Raises CommandError for a file that is no ledger, and a plan or account that there is not."""
        name = "stdin" if ledger == "-" else Path(ledger).name
        rows = self.read(read_bytes(ledger, MAX_BYTES + 1), name)
        user, default = account(by), plan_of(plan)
        if dry_run:
            self.tell(compared(rows, user, default, add_body))
            self.stdout.write(_("Dry run: nothing was written."))
            return
        carry_out_due()
        try:
            with edit(user, via=EditVia.COMMAND, reason=reason or name):
                comparison = compared(rows, user, default, add_body)
                write_ledger(comparison)
        except (PermissionDenied, ValidationError) as error:
            raise CommandError(str(error)) from error
        self.tell(comparison)

    def read(self, data: bytes, name: str) -> Ledger:
        try:
            found = receive_document(data, titles())
        except DocumentError as error:
            raise CommandError(f"{name}: {error_sentence(error)}") from error
        if not isinstance(found, Ledger):
            raise CommandError(_("%(file)s is no ledger that was exported here.") % {"file": name})
        return found

    def tell(self, comparison: LedgerComparison) -> None:
        for line in ledger_lines(comparison):
            self.stdout.write(line)


def compared(ledger: Ledger, user: User | None, plan: Plan | None, added: Collection[str]) -> LedgerComparison:
    """With the bodies of the names `added` to be made, of those that are asked about."""
    comparison = compare_ledger(ledger, user=user, default_plan=plan)
    wanted = [(each.jurisdiction, each.name) for each in comparison.questions if each.name in added]
    return compare_ledger(ledger, user=user, default_plan=plan, wanted=wanted) if wanted else comparison


def account(name: str | None) -> User | None:
    found = User.objects.filter(username=name, is_active=True).first() if name else None
    if name and found is None:
        raise CommandError(_("There is no %(name)s “%(wanted)s”.") % {"name": _("account"), "wanted": name})
    return found


def plan_of(slug: str | None) -> Plan | None:
    found = Plan.objects.filter(slug=slug).first() if slug else None
    if slug and found is None:
        message = _("There is no %(name)s “%(wanted)s”.")
        raise CommandError(message % {"name": Plan._meta.verbose_name, "wanted": slug})
    return found
