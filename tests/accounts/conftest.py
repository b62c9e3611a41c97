"""People who sign in as people do: by the login page, with a password and, where there is one, a code."""

import time
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from policyhub.accounts import second_factor
from tests.admin.pages import page_of
from tests.made_once import made_once

PASSWORD = "editor-pass"


class Person:
    """Somebody at a browser."""

    def __init__(self, name: str, password: str = PASSWORD, address: str = "203.0.113.7", browser: str = "") -> None:
        self.name, self.password = name, password
        self.client = Client(REMOTE_ADDR=address, headers={"User-Agent": browser})

    def give_password(self, **fields: str) -> Any:
        form = {"username": self.name, "password": self.password, "next": "/admin/"} | fields
        return self.client.post(reverse("admin:login"), form)

    def give_code(self, asked: Any, code: str) -> Any:
        """Answer the page of the second step."""
        form = page_of(asked).get_element_by_id("code-form")
        return self.client.post(form.get("action"), dict(form.form_values()) | {"code": code})

    def log_in(self, code: str = "") -> Any:
        answer = self.give_password()
        return self.give_code(answer, code) if code else answer

    @property
    def is_in(self) -> bool:
        return self.client.get("/admin/").status_code == 200

    def open(self, name: str, *args: Any) -> Any:
        return self.client.get(reverse(f"admin:{name}", args=args))

    def send(self, name: str, *args: Any, **fields: Any) -> Any:
        return self.client.post(reverse(f"admin:{name}", args=args), fields)


def app_code(user: User, step: int = 0, *, confirmed: bool = True) -> str:
    """What the app of the user shows; `step` is 1 for the code that comes next."""
    device = TOTPDevice.objects.get(user=user, confirmed=confirmed)
    app = TOTP(device.bin_key, drift=step)
    app.time = time.time()
    return f"{app.token():06}"


def set_up(user: User) -> list[str]:
    """Switch the second factor on without a page; gives the recovery codes."""
    second_factor.begin(user)
    assert second_factor.confirm(user, app_code(user, confirmed=False))
    TOTPDevice.objects.update(last_t=-1, drift=0)  # a minute has passed
    return second_factor.make_codes(user)


@pytest.fixture
def person(editor: User) -> Person:
    return Person(editor.username)


@made_once
def administrator() -> Person:
    User.objects.create_superuser("root", password=PASSWORD)
    root = Person("root", address="203.0.113.1")
    root.log_in()
    return root
