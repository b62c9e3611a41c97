"""For an administrator who lost the phone, and whom nobody else can help: `reset_second_factor NAME`."""

from argparse import ArgumentParser

from django.contrib.auth.models import User
from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from measures.management.base import TranslatedCommand
from policyhub.accounts import events, second_factor
from policyhub.accounts.models import EventKind


class Command(TranslatedCommand):
    """Switch somebody's second factor off and end their sessions."""

    help = gettext_noop(
        "Switch the second factor of an account off, recovery codes included, and end all its sessions."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help=_("the user name"))

    def handle(self, *args: object, name: str, **options: object) -> None:
        """Raises CommandError where there is no such account."""
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(_("There is no account “%(name)s”.") % {"name": name})
        was_on = second_factor.reset(user)
        events.record(EventKind.FACTOR_RESET, None, user)
        text = _("The second factor of %(name)s is reset.") if was_on else _("%(name)s had no second factor.")
        self.stdout.write(text % {"name": name})
