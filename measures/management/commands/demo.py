"""The main job in one command: the Haidian document → fixture → database → the site, on this machine only."""

from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.contrib.staticfiles.management.commands import runserver
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from measures.management.base import TranslatedCommand

FIXTURES = settings.BASE_DIR / "fixtures"
DOCUMENT, FIXTURE, SLUG = FIXTURES / "haidian-14fyp-ch3.txt", FIXTURES / "haidian-14fyp.json", "haidian-14fyp"
NAME, PASSWORD = "editor", "policyhub-demo"  # printed below: the command refuses to run outside development

WHERE_TO_LOOK = """
  管理后台  Admin      {site}/admin/
  数据接口  API        {site}/api/v1/
  接口文档  API docs   {site}/api/docs/
  登录      Log in     {login}
"""


class Command(TranslatedCommand, runserver.Command):
    """Runs the development server on the example plan."""

    help = gettext_noop("Set up the example plan and serve it on 127.0.0.1 (development only).")
    addr: str  # runserver sets it

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(use_reloader=False, skip_checks=True)  # `migrate` has made the checks

    def handle(self, *args: object, **options: object) -> None:
        """Migrate, read and import the example plan, make an editor, serve."""
        if not settings.DEBUG:
            raise CommandError(_("demo is for development: it makes an editor whose password everybody knows."))
        call_command("migrate", verbosity=0)
        call_command("build_fixture", str(DOCUMENT), slug=SLUG, output=str(FIXTURE))
        call_command("import_plan", str(FIXTURE), publish=True)
        self.login = describe(demo_editor())
        super().handle(*args, **options)

    def on_bind(self, server_port: int) -> None:
        site = f"http://{self.addr}:{server_port}"
        self.stdout.write(WHERE_TO_LOOK.format(site=site, login=self.login))


def demo_editor() -> User:
    """An editor of every record; a second run leaves the account, and a changed password, as they are."""
    user = User.objects.filter(username=NAME).first()
    user = user or User.objects.create_user(NAME, password=PASSWORD, is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(content_type__app_label="measures"))
    return user


def describe(user: User) -> str:
    password = PASSWORD if user.check_password(PASSWORD) else "（您已修改的密码 / the password you chose）"
    return f"{NAME} / {password}"
