"""The sign-in log: one line for whatever happens when people sign in, with who, when, from where; kept for a while."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django.fixtures import Settings

from policyhub.accounts.models import EventKind, SignInEvent
from tests.accounts.conftest import PASSWORD, Person, app_code, set_up
from tests.admin.conftest import signed_in
from tests.admin.pages import page_of, text_of

LOG = "/admin/accounts/signinevent/"


def kinds() -> list[str]:
    return list(SignInEvent.objects.order_by("pk").values_list("kind", flat=True))


def test_what_happens_to_one_account_stands_there_in_order(person: Person, editor: User, administrator: Person) -> None:
    SignInEvent.objects.all().delete()
    Person("editor", "wrong").log_in()
    person.log_in()
    person.send("second_factor_begin", current_password=PASSWORD)
    person.send("second_factor_setup", code=app_code(editor, confirmed=False))
    person.client.post("/admin/logout/")
    codes = set_up(editor)
    SignInEvent.objects.exclude(
        kind__in=["wrong_password", "signed_in", "factor_on", "codes_made", "signed_out"]
    ).delete()
    TOTPDevice.objects.update(throttling_failure_timestamp=None)
    person.log_in("000000")
    person.log_in(codes[0])
    person.send("second_factor_off", current_password=PASSWORD)
    new = {"old_password": PASSWORD, "new_password1": "Hai-dian-2026", "new_password2": "Hai-dian-2026"}
    person.send("password_change", **new)
    administrator.send("account_end_sessions", editor.pk)
    administrator.send("account_reset", editor.pk)
    assert kinds() == [
        *("wrong_password", "signed_in", "factor_on", "codes_made", "signed_out"),
        *("wrong_code", "signed_in", "code_used", "factor_off", "password_changed", "session_ended", "factor_reset"),
    ]
    assert set(SignInEvent.objects.values_list("username", "user")) == {("editor", editor.pk)}
    by = dict(SignInEvent.objects.values_list("kind", "by_name"))
    assert (by["factor_reset"], by["session_ended"], by["signed_in"]) == ("root", "root", "")
    assert SignInEvent.objects.get(kind="factor_reset").address == "203.0.113.1"


def test_a_lock_out_is_one_line_and_so_is_its_end(administrator: Person, editor: User) -> None:
    SignInEvent.objects.all().delete()
    for number in range(13):
        Person("editor", f"guess-{number}").log_in()
    assert kinds() == ["wrong_password"] * 9 + ["locked_out", "wrong_password"]
    attempt = page_of(administrator.open("axes_accessattempt_changelist")).xpath("//input[@name='_selected_action']")[0]
    administrator.send("axes_accessattempt_changelist", action="unlock", _selected_action=attempt.get("value"))
    last = SignInEvent.objects.first()
    assert last is not None
    assert (last.kind, last.username, last.by_name) == ("unlocked", "editor", "root")


def test_a_name_that_is_no_account_s_is_recorded_as_it_was_typed(db: None) -> None:
    Person("张三", "wrong", browser="curl/8.1").log_in()
    event = SignInEvent.objects.get()
    assert (event.username, event.user, event.address, event.browser) == ("张三", None, "203.0.113.7", "curl/8.1")


def test_the_name_stays_when_the_account_goes(person: Person, editor: User) -> None:
    person.log_in()
    editor.delete()
    assert SignInEvent.objects.get().username == "editor"


def test_the_list_is_chinese_and_narrowed_by_kind_name_and_address(administrator: Person, person: Person) -> None:
    person.log_in()
    Person("editor", "wrong", address="198.51.100.9").log_in()

    def names(query: str) -> list[str]:
        page = page_of(administrator.client.get(f"{LOG}?{query}"))
        return [cell.text_content() for cell in page.xpath("//*[contains(@class, 'field-kind')]")]

    assert names("q=editor") == ["密码错误", "登录"]
    assert names("q=198.51.100.9") == ["密码错误"]
    assert names("kind__exact=signed_in&q=editor") == ["登录"]
    assert "登录日志" in text_of(administrator.client.get(LOG))


def test_who_has_the_right_sees_it_and_nobody_else(editor: User, outsider: User, administrator: Person) -> None:
    outsider.is_staff = True
    outsider.save()
    assert signed_in(outsider).get(LOG).status_code == 403
    assert signed_in(editor).get(LOG).status_code == 403
    assert Client().get(LOG).status_code == 302
    outsider.user_permissions.add(Permission.objects.get(codename="view_signinevent"))
    assert signed_in(outsider).get(LOG).status_code == 200


def test_nobody_writes_or_deletes_a_line_by_hand(administrator: Person, person: Person) -> None:
    person.log_in()
    pk = SignInEvent.objects.get(username="editor").pk
    for address in (f"{LOG}add/", f"{LOG}{pk}/delete/"):
        assert administrator.client.post(address, {"post": "yes"}).status_code in (403, 302)
    administrator.client.post(LOG, {"action": "delete_selected", "_selected_action": [pk], "post": "yes"})
    assert SignInEvent.objects.filter(pk=pk).exists()


@pytest.mark.parametrize(("days", "left"), [((), 1), (("--days", "400"), 2), (("--days", "0"), 0)])
def test_lines_older_than_the_setting_says_are_forgotten(
    days: tuple[str, ...], left: int, db: None, settings: Settings
) -> None:
    now = timezone.now()
    for age in (timedelta(days=364), timedelta(days=366)):
        SignInEvent.objects.create(kind=EventKind.SIGNED_IN, username="editor", at=now - age)
    out = StringIO()
    call_command("prune_sign_ins", *days, stdout=out)
    assert SignInEvent.objects.count() == left
    assert out.getvalue() == f"已清除 {2 - left} 条登录日志。\n"
