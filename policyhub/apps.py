from django.contrib.admin.apps import AdminConfig


class PolicyAdminConfig(AdminConfig):
    default_site = "policyhub.admin.PolicyAdminSite"
