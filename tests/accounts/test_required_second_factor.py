"""SECOND_FACTOR_REQUIRED: whom it asks, and that nothing else is open to them before."""

import pytest
from django.contrib.auth.models import Permission, User
from pytest_django.fixtures import Settings

from policyhub.accounts.required import is_required
from tests.accounts.conftest import PASSWORD, Person, app_code, set_up
from tests.admin.pages import text_of


@pytest.mark.parametrize(
    ("required", "asked"),
    [("none", set()), ("administrators", {"root", "keeper"}), ("staff", {"root", "keeper", "editor"})],
)
def test_whom_the_setting_asks(required: str, asked: set[str], editor: User, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = required
    User.objects.create_superuser("root")
    keeper = User.objects.create_user("keeper", is_staff=True)
    keeper.user_permissions.add(Permission.objects.get(codename="change_user"))
    assert {user.username for user in User.objects.all() if is_required(user)} == asked


def test_nothing_but_setting_it_up_and_leaving_is_open_before(person: Person, editor: User, settings: Settings) -> None:
    person.log_in()
    assert person.is_in
    settings.SECOND_FACTOR_REQUIRED = "staff"  # and the site was started again
    for address in ("/admin/", "/admin/measures/measure/", "/admin/measures/measure/add/", "/admin/account/"):
        assert person.client.get(address)["Location"] == "/admin/account/second-factor/"
    assert "本单位要求启用两步验证" in text_of(person.open("second_factor_begin"))
    person.send("second_factor_begin", current_password=PASSWORD)
    person.send("second_factor_setup", code=app_code(editor, confirmed=False))
    assert person.is_in
    person.send("second_factor_off", current_password=PASSWORD)
    assert Person("editor").log_in().status_code == 200  # still asks for the code
    assert person.client.post("/admin/logout/").status_code == 200


def test_who_has_one_is_asked_for_nothing_more(person: Person, editor: User, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = "staff"
    set_up(editor)
    person.log_in(app_code(editor))
    assert person.is_in


def test_a_session_that_began_without_it_is_not_enough(person: Person, editor: User, settings: Settings) -> None:
    person.log_in()
    settings.SECOND_FACTOR_REQUIRED = "staff"
    answer = person.client.post("/admin/measures/plan/add/", {"title": "示例"})
    assert answer["Location"] == "/admin/account/second-factor/"


def test_an_outsider_is_led_to_no_set_up(outsider: User, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = "staff"
    person = Person("outsider", "outsider-pass")
    person.log_in()
    assert person.client.get("/admin/")["Location"].startswith("/admin/login/")
