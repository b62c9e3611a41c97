"""Texts of Django and django-axes without a Chinese translation there, or with a wrong one; our catalog comes first."""

from django.utils.translation import gettext_noop

TEXTS = [
    gettext_noop("Model name"),
    gettext_noop("Null characters are not allowed."),
    gettext_noop("Add link"),
    gettext_noop("Change or view list link"),
    gettext_noop("After you’ve created a user, you’ll be able to edit more user options."),
    gettext_noop("access attempt"),
    gettext_noop("access attempts"),
    gettext_noop("access failure"),
    gettext_noop("access failures"),
    gettext_noop("Access lock out"),
    gettext_noop("Attempt Time"),
    gettext_noop("Failed Logins"),
    gettext_noop("IP Address"),
    gettext_noop("User Agent"),
    gettext_noop("Username"),
]
