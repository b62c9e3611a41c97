"""Write a plan with all that is stored of it as a fixture, for another installation: `dump_plan SLUG -o plan.json`."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from measures.importing import dump
from measures.management.base import TranslatedCommand
from measures.management.files import write_whole
from measures.models import Plan


class Command(TranslatedCommand):
    """Writes a plan's current records; `import_plan` makes the same of them where the plan is not."""

    help = gettext_noop(
        "Write the current records of a plan, with its editions and baselines, as a fixture for import_plan."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help=_("the plan's slug"))
        parser.add_argument("--output", "-o", type=Path, help=_("where the dump goes; without it, standard output"))

    def handle(self, *, slug: str, output: Path | None, **options: object) -> None:
        """Raises CommandError where there is no such plan, or the file cannot be written."""
        plan = Plan.objects.filter(slug=slug).first()
        if plan is None:
            raise CommandError(_("There is no plan “%(slug)s”.") % {"slug": slug})
        data = dump(plan)
        if output is None:
            self.stdout.write(data.decode(), ending="")
            return
        write_whole(output, [data])
