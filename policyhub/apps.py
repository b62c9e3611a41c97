"""Django's and a library's apps, under our names."""

import argparse
from collections.abc import Sequence
from importlib import import_module

from axes.apps import AppConfig as AxesConfig
from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core.checks import CheckMessage, Tags, register
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

BOOLEAN_ICONS = {True: ("yes", _("Yes")), False: ("no", _("No")), None: ("unknown", _("Unknown"))}


def boolean_icon(value: bool | None) -> SafeString:
    """Django's, with its alternative text in the page's language rather than Python's `True`."""
    name, text = BOOLEAN_ICONS[value]
    return format_html('<img src="{}" alt="{}">', static(f"admin/img/icon-{name}.svg"), text)


def argument_text(text: str | None) -> str | None:
    """The translation of a text of argparse, which also asks for that of none."""
    return gettext(text) if text else text


def check_pages(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """Django's check of the admin, once there is something to check."""
    import_module(settings.ROOT_URLCONF)
    return check_admin_app(app_configs, **kwargs)


class PolicyAdminConfig(SimpleAdminConfig):
    """Django's admin with our own site, whose yes and no icons have translated names.

    The modules of its pages are loaded with the addresses (`policyhub.urls`), which most commands never need.
    """

    default_site = "policyhub.admin.PolicyAdminSite"

    def ready(self) -> None:
        """Django's admin offers no other place to say what its pictures of yes and no are called.

        Nor does argparse for what is wrong with a command's arguments: it asks for the language of the environment.
        """
        register(check_dependencies, Tags.admin)
        register(check_pages, Tags.admin)
        from django.contrib.admin.templatetags import admin_list

        vars(admin_list).update(_boolean_icon=boolean_icon)
        vars(argparse).update(_=argument_text, ngettext=ngettext)


class LoginProtectionConfig(AxesConfig):
    verbose_name = _("Login protection")
