"""Which passwords are taken, guessing an old one, and passwords that an administrator gave."""

from unittest.mock import patch

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.core.management import call_command

from policyhub.accounts.models import RequiredPasswordChange, SignInEvent
from tests.accounts.conftest import PASSWORD, Person
from tests.admin.pages import text_of

GOOD = "Hai-dian-2026"


def change(person: Person, new: str, old: str = PASSWORD) -> str:
    """What the page says to a new password."""
    fields = {"old_password": old, "new_password1": new, "new_password2": new}
    return text_of(person.client.post("/admin/password_change/", fields, follow=True))


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("Kd7-wq2x", "密码太短，必须包含至少 10 个字符。"),
        ("7203948615", "密码只包含数字。"),
        ("1234567890", "这个密码太常见了。"),
        ("editor-edit", "太相似"),
        (GOOD, "密码更改成功"),
    ],
)
def test_a_bad_password_is_refused_in_chinese(password: str, said: str, person: Person) -> None:
    person.log_in()
    assert said in change(person, password)


@pytest.mark.parametrize("page", ["password_change/", "password_change/done/"])
def test_the_head_of_the_page_is_that_of_every_page(page: str, person: Person) -> None:
    person.log_in()
    answer = person.client.get(f"/admin/{page}").content.decode()
    head = answer[answer.index('id="user-tools"') : answer.index("nav-sidebar")]
    assert "登录安全" in head
    assert "English" in head
    assert ("进入工作台" in answer) == page.endswith("done/")


def test_guessing_the_old_password_locks_out_and_is_recorded_without_what_was_typed(person: Person) -> None:
    person.log_in()
    for number in range(9):
        assert "旧密码" in change(person, GOOD, old=f"guess-{number}")
    assert "登录失败次数过多" in change(person, GOOD, old="guess-9")
    assert "登录失败次数过多" in change(person, GOOD)
    assert SignInEvent.objects.filter(kind="wrong_password").count() == 10
    recorded = "".join(AccessAttempt.objects.values_list("post_data", flat=True))
    assert "guess-" not in recorded
    assert GOOD not in recorded


def test_guessing_before_the_second_factor_is_set_up_counts_as_well(person: Person) -> None:
    person.log_in()
    statuses = [person.send("second_factor_begin", current_password=f"guess-{n}").status_code for n in range(10)]
    assert statuses == [200] * 9 + [429]
    assert person.send("second_factor_begin", current_password=PASSWORD).status_code == 429
    assert "guess-" not in "".join(AccessAttempt.objects.values_list("post_data", flat=True))


def new_account(administrator: Person, **fields: str) -> User:
    given = {"username": "new", "usable_password": "true", "password1": GOOD, "password2": GOOD} | fields
    administrator.send("auth_user_add", **given)
    User.objects.filter(username="new").update(is_staff=True)
    return User.objects.get(username="new")


def test_a_password_that_an_administrator_gave_is_changed_before_anything_else(administrator: Person) -> None:
    new_account(administrator)
    person = Person("new", GOOD)
    person.log_in()
    for address in ("/admin/", "/admin/account/", "/admin/measures/measure/"):
        assert person.client.get(address)["Location"] == "/admin/password_change/"
    assert "由管理员设置" in text_of(person.client.get("/admin/password_change/"))
    assert "密码更改成功" in change(person, "Bei-jing-2026", old=GOOD)
    assert "由管理员设置" not in text_of(person.client.get("/admin/password_change/"))
    assert person.is_in
    again = Person("new", "Bei-jing-2026")
    again.log_in()
    assert again.is_in


def test_so_is_one_that_an_administrator_set_anew_and_the_sessions_end(
    administrator: Person, person: Person, editor: User
) -> None:
    person.log_in()
    fields = {"usable_password": "true", "password1": GOOD, "password2": GOOD}
    assert administrator.send("auth_user_password_change", editor.pk, **fields).status_code == 302
    assert not person.is_in
    person.password = GOOD
    person.log_in()
    assert person.client.get("/admin/")["Location"] == "/admin/password_change/"
    changed = SignInEvent.objects.get(kind="password_changed")
    assert (changed.username, changed.by_name) == ("editor", "root")


def test_an_administrator_changes_their_own_where_the_old_one_is_asked(administrator: Person) -> None:
    root = User.objects.get(username="root")
    fields = {"usable_password": "true", "password1": GOOD, "password2": GOOD}
    for answer in (
        administrator.open("auth_user_password_change", root.pk),
        administrator.send("auth_user_password_change", root.pk, **fields),
    ):
        assert answer["Location"] == "/admin/password_change/"
    root.refresh_from_db()
    assert root.check_password(PASSWORD)
    assert not RequiredPasswordChange.objects.exists()
    assert "密码更改成功" in change(administrator, GOOD)
    assert administrator.is_in


def test_a_refused_password_asks_nobody_for_another(administrator: Person, editor: User) -> None:
    fields = {"usable_password": "true", "password1": "short", "password2": "short"}
    administrator.send("auth_user_password_change", editor.pk, **fields)
    assert not RequiredPasswordChange.objects.exists()


def test_an_account_without_a_password_needs_no_other(administrator: Person) -> None:
    new_account(administrator, usable_password="false", password1="", password2="")
    assert not RequiredPasswordChange.objects.exists()


def test_an_outsider_sets_nobody_s_password(outsider: User, editor: User) -> None:
    outsider.is_staff = True
    outsider.save()
    stranger = Person("outsider", "outsider-pass")
    stranger.log_in()
    fields = {"usable_password": "true", "password1": GOOD, "password2": GOOD}
    assert stranger.send("auth_user_password_change", editor.pk, **fields).status_code == 403
    editor.refresh_from_db()
    assert editor.check_password(PASSWORD)


def test_a_password_that_a_command_sets_is_recorded_and_ends_the_sessions(person: Person, editor: User) -> None:
    person.log_in()
    with patch("django.contrib.auth.management.commands.changepassword.Command._get_pass", return_value=GOOD):
        call_command("changepassword", editor.username)
    assert not person.is_in
    changed = SignInEvent.objects.get(kind="password_changed")
    assert (changed.user, changed.by_name, changed.address) == (editor, "", None)
    person.password = GOOD
    person.log_in()  # which may store the digest anew, and is no change
    editor.refresh_from_db()
    editor.save()
    assert SignInEvent.objects.filter(kind="password_changed").count() == 1
