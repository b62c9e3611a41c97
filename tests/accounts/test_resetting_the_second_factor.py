"""Somebody who lost the phone: an administrator, or a command, switches the second factor off."""

import re
from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from policyhub.accounts import second_factor
from policyhub.accounts.models import SignInEvent, UserSession
from tests.accounts.conftest import Person, app_code, set_up
from tests.admin.pages import page_of, text_of


def test_an_administrator_sees_who_has_one_and_resets_it(editor: User, person: Person, administrator: Person) -> None:
    set_up(editor)
    person.log_in(app_code(editor))
    listed = page_of(administrator.client.get("/admin/auth/user/?factor=1"))
    assert [link.text_content() for link in listed.xpath("//th[contains(@class, 'field-username')]")] == ["editor"]
    everybody = page_of(administrator.client.get("/admin/auth/user/"))
    marks = everybody.xpath("//td[contains(@class, 'field-second_factor')]/img/@alt")
    assert sorted(marks) == ["否", "是"]
    listed = page_of(administrator.client.get("/admin/auth/user/?factor=0"))
    assert [link.text_content() for link in listed.xpath("//th[contains(@class, 'field-username')]")] == ["root"]
    assert "登录安全" in text_of(administrator.open("auth_user_change", editor.pk))
    assert "已启用" in text_of(administrator.open("account_of", editor.pk))
    asked = administrator.open("account_reset", editor.pk)
    assert "重置 editor 的两步验证？" in text_of(asked)
    assert page_of(asked).xpath("//form[@id='reset-form']//input[@type='submit']")
    assert second_factor.is_on(editor)
    administrator.send("account_reset", editor.pk)
    assert not second_factor.is_on(editor)
    assert not person.is_in
    assert "两步验证已重置" in LogEntry.objects.latest("pk").change_message
    assert person.log_in().status_code == 302


def test_an_administrator_never_sees_the_secret_or_a_code(editor: User, administrator: Person) -> None:
    set_up(editor)
    assert administrator.client.get("/admin/otp_totp/totpdevice/").status_code == 404
    assert administrator.client.get("/admin/otp_static/staticdevice/").status_code == 404
    page = administrator.open("account_of", editor.pk).content.decode()
    assert str(second_factor.app_of(editor).key) not in page  # type: ignore[union-attr]


def test_an_administrator_s_own_is_changed_with_a_proof_alone(administrator: Person) -> None:
    root = User.objects.get(username="root")
    set_up(root)
    for answer in (
        administrator.open("account_of", root.pk),
        administrator.open("account_reset", root.pk),
        administrator.send("account_reset", root.pk),
    ):
        assert answer["Location"] == "/admin/account/"
    assert second_factor.is_on(root)
    assert administrator.is_in


def test_an_editor_and_an_outsider_reset_nobody_s(editor: User, administrator: Person, outsider: User) -> None:
    outsider.is_staff = True
    outsider.save()
    root = User.objects.get(username="root")
    set_up(root)
    for somebody in (Person("editor"), Person("outsider", "outsider-pass")):
        somebody.log_in()
        assert somebody.open("account_reset", root.pk).status_code == 403
        assert somebody.send("account_reset", root.pk).status_code == 403
    assert second_factor.is_on(root)


def test_the_command_resets_it_where_no_administrator_gets_in(editor: User, person: Person) -> None:
    set_up(editor)
    person.log_in(app_code(editor))
    out = StringIO()
    call_command("reset_second_factor", "editor", stdout=out)
    assert out.getvalue() == "editor 的两步验证已重置。\n"
    assert not second_factor.is_on(editor)
    assert not UserSession.objects.exists()
    event = SignInEvent.objects.first()
    assert event is not None
    assert (event.kind, event.username, event.address) == ("factor_reset", "editor", None)


def test_the_command_says_where_there_is_nothing_to_reset(editor: User) -> None:
    out = StringIO()
    call_command("reset_second_factor", "editor", stdout=out)
    assert out.getvalue() == "editor 未启用两步验证。\n"
    with pytest.raises(CommandError, match="没有名为“nobody”的账号"):
        call_command("reset_second_factor", "nobody")


def test_the_page_that_deletes_an_account_counts_what_goes_with_it_in_chinese(
    administrator: Person, editor: User
) -> None:
    assert "两步验证" not in text_of(administrator.open("auth_user_delete", editor.pk)).partition("概览")[2]
    set_up(editor)
    told = text_of(administrator.open("auth_user_delete", editor.pk)).partition("概览")[2]
    assert "两步验证: 1" in told
    assert not re.search("(TOTP|[Ss]tatic)", told)
    assert administrator.send("auth_user_delete", editor.pk, post="yes").status_code == 302
    assert not User.objects.filter(pk=editor.pk).exists()
