"""Move an installation to another database: `DATABASE_URL=postgresql://… copy_database sqlite:////path/file`."""

from argparse import ArgumentParser

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from measures.management.base import TranslatedCommand
from measures.management.copying import copy_everything


class Command(TranslatedCommand):
    """The command line of `measures.management.copying`."""

    help = gettext_noop("Copy everything from another database into the empty one that DATABASE_URL names.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", help=_("the other database, as DATABASE_URL would name it"))

    def handle(self, *args: object, source: str, **options: object) -> None:
        count = copy_everything(source)
        self.stdout.write(_("%(count)d rows copied, with history, accounts and the change feed.") % {"count": count})
