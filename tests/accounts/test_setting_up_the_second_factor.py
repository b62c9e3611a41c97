"""A person sets up an app, by a picture or a key, and gets recovery codes that are shown once."""

from base64 import b32decode
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import User
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from policyhub.accounts import second_factor
from tests.accounts.conftest import PASSWORD, Person, app_code, set_up
from tests.admin.pages import page_of, text_of


@pytest.fixture
def signed_in(person: Person) -> Person:
    person.log_in()
    return person


def test_the_whole_way_from_the_password_to_the_recovery_codes(signed_in: Person, editor: User) -> None:
    assert "未启用" in text_of(signed_in.open("account"))
    assert signed_in.send("second_factor_begin", current_password=PASSWORD).status_code == 302
    page = page_of(signed_in.open("second_factor_setup"))
    assert page.xpath("//img[@class='qr']/@src") == ["/admin/account/second-factor/qr.svg"]
    shown = page.xpath("string(//code[@class='token'])").replace(" ", "")
    assert b32decode(shown) == TOTPDevice.objects.get().bin_key
    answer = signed_in.send("second_factor_setup", code=app_code(editor, confirmed=False))
    codes = page_of(answer).xpath("//ul[@class='recovery-codes']//code/text()")
    assert len(set(codes)) == 10
    assert second_factor.is_on(editor)
    words = text_of(signed_in.open("account"))
    assert "已启用" in words
    assert "剩余 10 个恢复码" in words


def test_the_picture_is_a_qr_code_of_the_secret_from_this_site_and_kept_nowhere(signed_in: Person) -> None:
    assert signed_in.open("qr_code").status_code == 404
    signed_in.send("second_factor_begin", current_password=PASSWORD)
    answer = signed_in.open("qr_code")
    assert answer["Content-Type"] == "image/svg+xml"
    assert "no-store" in answer["Cache-Control"]
    assert ElementTree.fromstring(answer.content).tag == "{http://www.w3.org/2000/svg}svg"
    assert b"style" not in answer.content  # the content security policy forbids it


def test_the_second_factor_is_not_on_before_a_code_confirms_it(signed_in: Person, editor: User) -> None:
    signed_in.send("second_factor_begin", current_password=PASSWORD)
    wrong = signed_in.send("second_factor_setup", code="000000")
    assert "验证码错误" in text_of(wrong)
    assert not second_factor.is_on(editor)


def test_it_begins_with_the_password(signed_in: Person) -> None:
    answer = signed_in.send("second_factor_begin", current_password="wrong")
    assert "密码或验证码不正确" in text_of(answer)
    assert not TOTPDevice.objects.exists()


def test_another_phone_takes_the_place_of_the_first_when_its_code_is_right(editor: User, person: Person) -> None:
    set_up(editor)
    first = TOTPDevice.objects.get()
    person.log_in(app_code(editor))
    person.send("second_factor_begin", current_password=PASSWORD)
    assert second_factor.app_of(editor) == first
    person.send("second_factor_setup", code=app_code(editor, confirmed=False))
    assert TOTPDevice.objects.get() != first
    assert second_factor.is_on(editor)


def test_setting_it_up_ends_the_sessions_that_had_no_second_factor(signed_in: Person, editor: User) -> None:
    other = Person("editor")
    other.log_in()
    signed_in.send("second_factor_begin", current_password=PASSWORD)
    assert other.is_in
    signed_in.send("second_factor_setup", code=app_code(editor, confirmed=False))
    assert (signed_in.is_in, other.is_in) == (True, False)


def test_of_a_recovery_code_only_a_digest_is_stored(editor: User) -> None:
    codes = set_up(editor)
    stored = set(StaticToken.objects.values_list("token", flat=True))
    assert len(stored) == len(codes) == 10
    assert not {code.replace("-", "") for code in codes} & stored


def test_the_codes_are_downloaded_where_they_are_shown_and_nowhere_else(editor: User, person: Person) -> None:
    codes = set_up(editor)
    person.log_in(app_code(editor))
    answer = person.send("recovery_codes_file", codes=[*codes, "abcd-efgh", "<script>"])
    assert answer["Content-Disposition"].startswith("attachment")
    lines = answer.content.decode().split("\r\n")
    assert [line for line in lines if "-" in line] == codes
    assert person.open("recovery_codes_file").status_code == 405


def test_new_codes_ask_for_the_password_and_take_the_place_of_the_old(editor: User, person: Person) -> None:
    old = set_up(editor)
    person.log_in(app_code(editor))
    assert "密码或验证码不正确" in text_of(person.send("recovery_codes", current_password="wrong"))
    new = page_of(person.send("recovery_codes", current_password=PASSWORD)).xpath("//ul//code/text()")
    assert len(new) == 10
    assert second_factor.use(editor, new[0])
    assert second_factor.use(editor, old[0]) is None


@pytest.mark.parametrize("proof", ["password", "code", "recovery code"])
def test_switching_it_off_asks_for_the_password_or_a_code(proof: str, editor: User, person: Person) -> None:
    codes = set_up(editor)
    person.log_in(app_code(editor))
    person.send("second_factor_off", current_password="wrong")
    assert second_factor.is_on(editor)
    answers = {"password": PASSWORD, "code": app_code(editor, 1), "recovery code": codes[0]}
    person.send("second_factor_off", current_password=answers[proof])
    assert not second_factor.is_on(editor)
    assert not StaticToken.objects.exists()
    assert person.is_in


def test_an_outsider_and_nobody_reach_none_of_the_pages(outsider: User) -> None:
    for somebody in (Person("outsider", "outsider-pass"), Person("nobody")):
        somebody.log_in()
        for name in ("account", "second_factor_begin", "second_factor_setup", "qr_code", "recovery_codes"):
            assert somebody.open(name).status_code == 302
        assert somebody.send("second_factor_begin", current_password="outsider-pass").status_code == 302
    assert not TOTPDevice.objects.exists()
