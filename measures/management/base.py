"""What the commands here share: help and errors in the language of the interface, where Django has English alone."""

import sys
from argparse import Action
from contextlib import suppress

from django.core.management.base import BaseCommand, CommandError, CommandParser, DjangoHelpFormatter, SystemCheckError
from django.db import DatabaseError, OperationalError, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _


class HelpFormatter(DjangoHelpFormatter):
    """Translates what a command and its arguments are for, and Django's own options among them."""

    def add_text(self, text: str | None) -> None:
        super().add_text(_(text) if text else text)

    def _get_help_string(self, action: Action) -> str | None:
        return _(action.help) if action.help else action.help


class TranslatedCommand(BaseCommand):
    """A command whose words are those of the interface."""

    requires_system_checks: list[str] = []  # `migrate` and `check` make them: they load every page and endpoint
    at_terminal = False  # and not called by the program

    def run_from_argv(self, argv: list[str]) -> None:
        self.at_terminal = True
        super().run_from_argv(argv)

    def create_parser(self, prog_name: str, subcommand: str, **options: object) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=HelpFormatter, **options)

    def execute(self, *args: object, **options: object) -> str | None:
        """At a terminal an error is told as such; Django would name the class of the exception."""
        try:
            return self.execute_migrated(*args, **options)
        except CommandError as error:
            if not self.at_terminal or options["traceback"] or isinstance(error, SystemCheckError):
                raise
            self.stderr.write(_("Error: %(message)s") % {"message": error})
            sys.exit(error.returncode)

    def execute_migrated(self, *args: object, **options: object) -> str | None:
        """A table that is missing, since nobody has run `migrate` yet, is told as such."""
        try:
            return super().execute(*args, **options)
        except (OperationalError, ProgrammingError) as error:
            with suppress(DatabaseError):
                if lacks_migrations():
                    message = _(
                        "The database does not have the tables of this release yet: run manage.py migrate first."
                    )
                    raise CommandError(message) from error
            raise


def lacks_migrations() -> bool:
    """Whether a migration is still to be run. Raises DatabaseError where the database does not say."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
