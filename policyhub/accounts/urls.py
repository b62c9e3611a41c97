"""The pages of one's own account, in the admin."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path

from policyhub.accounts import views
from policyhub.accounts.signing_in import code_view


def account_urls(site: AdminSite) -> list[URLPattern]:
    own = {
        "": ("account", views.account),
        "second-factor/": ("second_factor_begin", views.second_factor_begin),
        "second-factor/setup/": ("second_factor_setup", views.second_factor_setup),
        "second-factor/qr.svg": ("qr_code", views.qr_code),
        "second-factor/off/": ("second_factor_off", views.second_factor_off),
        "recovery-codes/": ("recovery_codes", views.recovery_codes),
        "recovery-codes/file/": ("recovery_codes_file", views.recovery_codes_file),
        "sessions/end/": ("end_own_sessions", views.end_own_sessions),
    }
    return [
        path("login/code/", code_view, name="login_code"),
        *(path(f"account/{address}", site.admin_view(view), name=name) for address, (name, view) in own.items()),
    ]
