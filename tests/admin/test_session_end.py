"""What was typed outlives the session that it was typed in."""

from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.db import OperationalError
from django.test import Client

from measures.edits import BusyError
from measures.models import Measure
from policyhub.accounts.models import UserSession
from tests.admin.pages import Editing, page_of, read_form, text_of
from tests.made_once import made_once

WORDS = "写了一上午的文字\n第二段"
ORIGIN = {"Origin": "http://testserver"}
PASSWORD = {"username": "editor", "password": "editor-pass"}


@made_once
def person(editor: User) -> Client:
    """An editor's browser with the protection against forged requests that the test client leaves out."""
    client = Client(enforce_csrf_checks=True)
    log_in(client)
    return client


def log_in(client: Client) -> Any:
    return client.post("/admin/login/", read_form(client.get("/admin/login/"), "login-form") | PASSWORD)


def type_words(client: Client, measure: Measure) -> Editing:
    page = Editing(client, measure).open()
    page.fields |= {"text": WORDS, "_save": "1"}
    return page


def save(client: Client, page: Editing, **headers: str) -> Any:
    return client.post(page.url, page.fields, headers=headers)


def send_again(client: Client, response: Any) -> Any:
    """Press the one button of the page that keeps what was typed."""
    form = page_of(response).get_element_by_id("resubmit")
    return client.post(form.get("action"), dict(form.form_values()), headers=ORIGIN)


def kept_words(response: Any) -> str:
    return str(page_of(response).xpath("string(//form[@id='resubmit']/input[@name='text']/@value)"))


def test_a_save_after_the_session_ended_is_made_after_the_login(person: Client, measure: Measure) -> None:
    page = type_words(person, measure)
    UserSession.objects.all().delete()
    asked = save(person, page)
    assert "登录已过期" in text_of(asked)
    answered = person.post("/admin/login/", login_fields(asked) | PASSWORD)
    assert kept_words(answered) == WORDS
    assert send_again(person, answered).status_code == 302
    measure.refresh_from_db()
    assert (measure.text, measure.version) == (WORDS, 2)


def login_fields(response: Any) -> dict[str, str]:
    """The login form's fields, that beside it included."""
    beside = page_of(response).xpath("//input[@form='login-form']")
    return read_form(response, "login-form") | {field.get("name"): field.get("value") for field in beside}


def test_a_wrong_password_on_the_way_loses_nothing(person: Client, measure: Measure) -> None:
    page = type_words(person, measure)
    UserSession.objects.all().delete()
    asked = save(person, page)
    refused = person.post("/admin/login/", login_fields(asked) | PASSWORD | {"password": "wrong"})
    answered = person.post("/admin/login/", login_fields(refused) | PASSWORD)
    assert kept_words(answered) == WORDS


def test_a_login_in_another_tab_does_not_make_the_save_fail(person: Client, measure: Measure) -> None:
    page = type_words(person, measure)
    UserSession.objects.all().delete()
    log_in(person)
    kept = save(person, page, **ORIGIN)
    assert kept_words(kept) == WORDS
    assert send_again(person, kept).status_code == 302
    measure.refresh_from_db()
    assert measure.text == WORDS


def test_a_colleague_s_save_meanwhile_is_still_seen(person: Client, measure: Measure, colleague_client: Client) -> None:
    page = type_words(person, measure)
    UserSession.objects.all().delete()
    log_in(person)
    colleague_client.force_login(User.objects.get(username="李四"))
    Editing(colleague_client, measure).open().save(title="同事的标题")
    response = send_again(person, save(person, page, **ORIGIN))
    assert "同事" in text_of(response)
    measure.refresh_from_db()
    assert measure.text != WORDS


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}])
def test_what_another_site_sends_is_refused_in_chinese_and_never_offered(
    headers: dict[str, str], person: Client, measure: Measure
) -> None:
    page = type_words(person, measure)
    UserSession.objects.all().delete()
    log_in(person)
    response = save(person, page, **headers)
    assert response.status_code == 403
    assert "页面已过期" in text_of(response)
    assert WORDS not in response.content.decode()


def test_a_forged_request_of_nobody_gets_no_login_page_with_its_words(person: Client, measure: Measure) -> None:
    stranger = Client(enforce_csrf_checks=True)
    response = stranger.post(f"/admin/measures/measure/{measure.pk}/change/", {"text": "伪造"})
    assert response.status_code == 403
    assert "伪造" not in response.content.decode()


@pytest.mark.parametrize("error", [BusyError(), OperationalError("the database is away")], ids=["busy", "outage"])
def test_a_page_that_sends_a_form_again_shows_no_password(
    error: Exception, admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise error

    admin_client.raise_request_exception = False
    monkeypatch.setattr(User, "save", fail)
    sent = {"username": "newcomer", "usable_password": "true", "password1": "Geheim-1234", "password2": "Geheim-1234"}
    response = admin_client.post("/admin/auth/user/add/", sent)
    assert response.status_code == 503
    fields = page_of(response).xpath("//textarea/@name")
    assert "username" in fields
    assert "Geheim" not in response.content.decode()


def test_a_form_with_a_password_is_never_shown_again(person: Client, editor: User) -> None:
    UserSession.objects.all().delete()
    person.cookies["csrftoken"] = "a" * 32
    sent = {"csrfmiddlewaretoken": "a" * 32, "old_password": "geheim-1", "new_password1": "geheim-2"}
    response = person.post("/admin/password_change/", sent)
    assert response.status_code == 302
    assert "geheim" not in response["Location"]


def test_who_may_not_write_is_refused_after_the_login_too(measure: Measure, outsider: User, person: Client) -> None:
    page = type_words(person, measure)
    UserSession.objects.all().delete()
    asked = save(person, page)
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    answered = person.post("/admin/login/", login_fields(asked) | {"username": "outsider", "password": "outsider-pass"})
    assert send_again(person, answered).status_code == 403
    measure.refresh_from_db()
    assert measure.text != WORDS


def test_what_is_kept_is_not_written_to_the_record_of_failed_logins(person: Client, measure: Measure) -> None:
    page = type_words(person, measure)
    UserSession.objects.all().delete()
    asked = save(person, page)
    person.post("/admin/login/", login_fields(asked) | PASSWORD | {"password": "wrong"})
    assert "一上午" not in AccessAttempt.objects.get().post_data


def test_logging_out_twice_ends_at_the_login_page(person: Client) -> None:
    client = Client()
    assert client.post("/admin/logout/", follow=True).status_code == 200
