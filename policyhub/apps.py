"""Django's and a library's apps, under our names."""

from axes.apps import AppConfig as AxesConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class PolicyAdminConfig(AdminConfig):
    default_site = "policyhub.admin.PolicyAdminSite"


class LoginProtectionConfig(AxesConfig):
    verbose_name = _("Login protection")
