"""The forms of signing in: a code, a proof of who one is, another password."""

from typing import Any

from django import forms
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policyhub.accounts import proof


class CodeForm(forms.Form):
    """A code of the app or, at the login, a recovery code."""

    code = forms.CharField(
        label=_("Verification code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}),
    )


class ProofForm(forms.Form):
    """The password of whoever is signed in, or a code of theirs."""

    current_password = forms.CharField(
        label=_("Your password, or a code"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )

    def __init__(self, request: HttpRequest, user: User) -> None:
        self.request, self.user = request, user
        super().__init__(request.POST if request.method == "POST" else None)

    def clean_current_password(self) -> str:
        typed: str = self.cleaned_data["current_password"]
        if not proof.proves(self.request, self.user, typed):
            raise ValidationError(gettext("This is neither your password nor a valid code."))
        return typed


class OwnPasswordForm(AdminPasswordChangeForm):
    """Django's, in which a wrong old password counts as one at the login."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)

    def clean_old_password(self) -> str:
        old: str = self.cleaned_data["old_password"]
        if authenticate(self.request, username=self.user.get_username(), password=old) != self.user:
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return old
