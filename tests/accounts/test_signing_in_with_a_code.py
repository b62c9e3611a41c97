"""Whoever has a second factor is asked for a code after the password; no session begins before it is right."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.core import signing
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from policyhub.accounts import second_factor, signing_in
from tests.accounts.conftest import PASSWORD, Person, app_code, set_up
from tests.admin.pages import page_of, text_of


@pytest.fixture
def codes(editor: User) -> list[str]:
    return set_up(editor)


def test_the_password_alone_opens_nothing(codes: list[str], person: Person) -> None:
    answer = person.give_password()
    assert "第二步验证" in text_of(answer)
    assert not person.is_in


def test_the_code_of_the_app_opens_the_page_that_was_asked_for(codes: list[str], person: Person, editor: User) -> None:
    answer = person.give_code(person.give_password(next="/admin/measures/measure/"), app_code(editor))
    assert (answer.status_code, answer["Location"]) == (302, "/admin/measures/measure/")
    assert person.is_in


def test_an_unsafe_address_leads_to_the_overview(codes: list[str], person: Person, editor: User) -> None:
    answer = person.give_code(person.give_password(next="https://evil.example/"), app_code(editor))
    assert answer["Location"] == "/admin/"


@pytest.mark.parametrize("typed", ["{} {}", "{}-{}", "　{}　{}"])
def test_a_code_is_taken_as_people_type_it(typed: str, codes: list[str], person: Person, editor: User) -> None:
    code = app_code(editor)
    full_width = str.maketrans("0123456789", "０１２３４５６７８９")
    person.log_in(typed.format(code[:3], code[3:]).translate(full_width))
    assert person.is_in


def test_a_code_is_taken_once(codes: list[str], person: Person, editor: User) -> None:
    code = app_code(editor)
    person.log_in(code)
    other = Person("editor")
    assert "已使用过" in text_of(other.log_in(code))
    assert not other.is_in


def test_a_recovery_code_is_taken_once_and_what_is_left_is_told(codes: list[str], person: Person) -> None:
    person.log_in(codes[3].upper())
    assert "还剩 9 个" in text_of(person.open("account"))
    other = Person("editor")
    other.log_in(codes[3])
    assert not other.is_in


def test_another_person_s_codes_open_nothing(codes: list[str], person: Person) -> None:
    colleague = User.objects.create_user("colleague", password=PASSWORD, is_staff=True)
    theirs = set_up(colleague)
    person.log_in(theirs[0])
    person.log_in(app_code(colleague))
    assert not person.is_in


def test_ten_wrong_codes_lock_out_as_ten_wrong_passwords_do(codes: list[str], person: Person, editor: User) -> None:
    asked = person.give_password()
    statuses = []
    for number in range(10):
        TOTPDevice.objects.update(throttling_failure_timestamp=None)  # who guesses has patience
        statuses.append(person.give_code(asked, f"00000{number}").status_code)
    assert statuses == [200] * 9 + [429]
    assert person.give_code(asked, app_code(editor)).status_code == 429
    assert person.give_password().status_code == 429
    assert not person.is_in
    other = Person("editor", address="203.0.113.8")
    TOTPDevice.objects.update(throttling_failure_timestamp=None)
    other.log_in(app_code(editor))
    assert other.is_in


def test_wrong_passwords_and_wrong_codes_count_together(codes: list[str], person: Person) -> None:
    for number in range(5):
        Person("editor", f"guess-{number}").give_password()
    asked = person.give_password()
    statuses = []
    for letter in "bcdef":
        StaticDevice.objects.update(throttling_failure_timestamp=None)
        statuses.append(person.give_code(asked, f"aaaa-aaa{letter}").status_code)
    assert statuses == [200] * 4 + [429]


def test_who_guesses_from_many_addresses_must_wait_longer_each_time(codes: list[str], editor: User) -> None:
    for _number in range(12):
        TOTPDevice.objects.update(throttling_failure_timestamp=None)
        second_factor.use(editor, "000000")
    answer = Person("editor", address="203.0.113.99").log_in(app_code(editor))
    found = re.search(r"请在 (\d+) 秒后重试", text_of(answer))
    assert found
    assert 30 <= int(found[1]) <= 33  # 2 ** 11 / 64
    TOTPDevice.objects.update(throttling_failure_timestamp=timezone.now() - timedelta(seconds=33))
    later = Person("editor", address="203.0.113.99")
    later.log_in(app_code(editor))
    assert later.is_in
    assert TOTPDevice.objects.get().throttling_failure_count == 0


def test_nothing_that_was_typed_is_recorded(codes: list[str], person: Person, editor: User) -> None:
    asked = person.give_password()
    person.give_code(asked, "123456")
    recorded = "".join(AccessAttempt.objects.values_list("post_data", flat=True))
    assert "123456" not in recorded
    assert page_of(asked).xpath("string(//input[@name='note']/@value)") not in recorded


def test_the_second_step_needs_the_first(codes: list[str], person: Person, editor: User) -> None:
    for note in (
        "",
        "made-up",
        signing.dumps([editor.pk, ""], salt="another"),
        signing.dumps([editor.pk, "x"], salt=signing_in.SALT),
    ):
        answer = person.client.post("/admin/login/code/", {"note": note, "code": app_code(editor)})
        assert "请重新登录" in text_of(answer)
    assert not person.is_in
    assert person.client.get("/admin/login/code/").status_code == 200


def test_the_first_step_holds_for_ten_minutes(
    codes: list[str], person: Person, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = person.give_password()
    monkeypatch.setattr(signing_in, "SECONDS_FOR_THE_CODE", -1)
    assert "请重新登录" in text_of(person.give_code(asked, app_code(editor)))
    assert not person.is_in


def test_the_first_step_holds_for_one_login(codes: list[str], person: Person, editor: User) -> None:
    asked = person.give_password()
    person.give_code(asked, app_code(editor))
    thief = Person("editor")
    thief.give_code(asked, codes[0])
    assert not thief.is_in


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}, {"password": "other"}])
def test_an_account_that_changed_meanwhile_is_asked_again(
    change: dict[str, object], codes: list[str], person: Person, editor: User
) -> None:
    asked = person.give_password()
    User.objects.filter(pk=editor.pk).update(**change)
    person.give_code(asked, app_code(editor))
    assert not person.is_in


def test_a_form_that_was_sent_without_a_session_survives_both_steps(
    codes: list[str], person: Person, editor: User
) -> None:
    asked = person.client.post("/admin/measures/measure/1/change/", {"text": "写了一上午"})
    kept = page_of(asked).xpath("string(//input[@name='kept']/@value)")
    second = person.give_password(kept=kept, next="/admin/measures/measure/1/change/")
    second = person.give_code(second, "000000")
    TOTPDevice.objects.update(throttling_failure_timestamp=None)  # a second has passed
    again = person.give_code(second, app_code(editor))
    form = page_of(again).get_element_by_id("resubmit")
    assert (form.get("action"), form.fields["text"]) == ("/admin/measures/measure/1/change/", "写了一上午")
