"""The site's own settings with the naive API in place of ours."""

from policyhub.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.naive"
SILENCED_SYSTEM_CHECKS = ["admin.E403"]
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["knox.auth.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.DjangoModelPermissionsOrAnonReadOnly"],
}
