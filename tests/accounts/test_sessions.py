"""A person's sessions: which are open and where, ended one by one or all, by themselves or by an administrator."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import DatabaseError
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from policyhub.accounts import sessions
from policyhub.accounts.models import SignInEvent, UserSession
from tests.accounts.conftest import PASSWORD, Person
from tests.admin.pages import page_of, text_of

EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0"


@pytest.fixture
def office(editor: User) -> Person:
    office = Person("editor", browser=EDGE)
    office.log_in()
    return office


@pytest.fixture
def home(editor: User) -> Person:
    home = Person("editor", address="198.51.100.9", browser="curl/8.1")
    home.log_in()
    return home


def of(person: Person) -> UserSession:
    return UserSession.objects.get(pk=person.client.session.session_key)


def test_the_page_lists_browser_address_and_times_and_says_which_is_this(office: Person, home: Person) -> None:
    rows = page_of(office.open("account")).xpath("//section[@id='sessions']//tbody/tr")
    words = {row.xpath("string(th)"): row.text_content() for row in rows}
    assert set(words) == {"Edge 130 · Windows 10", "curl 8"}
    assert "203.0.113.7" in words["Edge 130 · Windows 10"]
    assert "本次会话" in words["Edge 130 · Windows 10"]
    assert "198.51.100.9" in words["curl 8"]
    assert "本次会话" not in words["curl 8"]


def test_no_page_holds_the_key_of_a_session(office: Person, home: Person, administrator: Person, editor: User) -> None:
    pages = [office.open("account"), administrator.open("account_of", editor.pk)]
    pages += [administrator.open("auth_user_delete", editor.pk), administrator.open("auth_user_change", editor.pk)]
    shown = "".join(page.content.decode() for page in pages)
    assert "198.51.100.9" in shown
    assert not [session.pk for session in UserSession.objects.all() if session.pk in shown]


def test_one_is_ended_and_the_others_stay(office: Person, home: Person) -> None:
    third = Person("editor")
    third.log_in()
    office.send("end_own_sessions", session=str(of(home).reference))
    assert SignInEvent.objects.get(kind="session_ended").by_name == ""  # which names who did it to somebody else
    assert (office.is_in, home.is_in, third.is_in) == (True, False, True)


def test_all_others_are_ended_at_once(office: Person, home: Person) -> None:
    office.send("end_own_sessions")
    assert (office.is_in, home.is_in) == (True, False)


def test_nobody_ends_a_stranger_s_session(office: Person, outsider: User) -> None:
    outsider.is_staff = True
    outsider.save()
    stranger = Person("outsider", "outsider-pass")
    stranger.log_in()
    assert "结束 0 个" in text_of(
        stranger.client.post("/admin/account/sessions/end/", {"session": str(of(office).reference)}, follow=True)
    )
    assert stranger.send("end_own_sessions", session="no-uuid").status_code == 404
    assert stranger.open("end_own_sessions").status_code == 405
    assert office.is_in


def test_leaving_ends_the_session_itself(office: Person) -> None:
    office.client.post("/admin/logout/")
    assert not UserSession.objects.exists()


def test_changing_the_password_ends_the_others(office: Person, home: Person) -> None:
    began = of(office).started_at
    new = {"old_password": PASSWORD, "new_password1": "Hai-dian-2026", "new_password2": "Hai-dian-2026"}
    assert office.send("password_change", **new).status_code == 302
    assert UserSession.objects.count() == 1
    assert (office.is_in, home.is_in) == (True, False)
    assert of(office).started_at == began


def test_switching_the_account_off_ends_them_for_good(office: Person, editor: User) -> None:
    editor.is_active = False
    editor.save()
    assert not UserSession.objects.exists()
    editor.is_active = True
    editor.save()
    assert not office.is_in


def test_saving_anything_else_of_an_account_ends_none(office: Person, editor: User) -> None:
    editor.first_name = "三"
    editor.save()
    assert office.is_in


def test_a_use_is_noted_every_few_minutes_and_makes_no_session_longer(office: Person) -> None:
    UserSession.objects.update(seen_at=timezone.now() - timedelta(minutes=4))
    before = of(office)
    office.client.get("/admin/")
    assert of(office).seen_at == before.seen_at
    UserSession.objects.update(seen_at=timezone.now() - timedelta(minutes=6))
    office.client.get("/admin/", REMOTE_ADDR="203.0.113.99")
    after = of(office)
    assert timezone.now() - after.seen_at < timedelta(minutes=1)
    assert (after.expire_date, after.started_at, after.address) == (
        before.expire_date,
        before.started_at,
        "203.0.113.99",
    )


def test_a_database_that_cannot_write_keeps_nobody_from_reading(
    office: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise DatabaseError("database or disk is full")

    UserSession.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    monkeypatch.setattr(QuerySet, "update", full)
    assert office.is_in


def test_the_longest_unused_makes_room_for_the_twenty_first(editor: User) -> None:
    people = [Person("editor") for _number in range(sessions.SESSIONS_A_USER + 1)]
    for number, person in enumerate(people):
        person.client.force_login(editor)
        UserSession.objects.filter(pk=of(person).pk).update(seen_at=timezone.now() - timedelta(hours=100 - number))
    assert UserSession.objects.count() == sessions.SESSIONS_A_USER
    assert (people[0].is_in, people[1].is_in) == (False, True)


def test_expired_ones_are_not_listed_and_cleared(office: Person, home: Person) -> None:
    UserSession.objects.filter(pk=of(home).pk).update(expire_date=timezone.now() - timedelta(seconds=1))
    [listed] = page_of(office.open("account")).xpath("//section[@id='sessions']//tbody/tr")
    assert "curl" not in listed.text_content()
    call_command("prune_sign_ins", verbosity=0)
    assert UserSession.objects.count() == 1


def test_an_administrator_ends_one_or_all_of_somebody_s(
    office: Person, home: Person, administrator: Person, editor: User
) -> None:
    assert "curl 8" in text_of(administrator.open("account_of", editor.pk))
    administrator.send("account_end_sessions", editor.pk, session=str(of(home).reference))
    assert (office.is_in, home.is_in) == (True, False)
    administrator.send("account_end_sessions", editor.pk)
    assert not office.is_in
    assert administrator.is_in


def test_an_administrator_is_not_signed_out_by_ending_all_of_their_own(administrator: Person) -> None:
    other = Person("root")
    other.log_in()
    administrator.send("account_end_sessions", User.objects.get(username="root").pk)
    assert (administrator.is_in, other.is_in) == (True, False)


def test_an_editor_and_an_outsider_neither_see_nor_end_those_of_others(
    office: Person, administrator: Person, outsider: User
) -> None:
    outsider.is_staff = True
    outsider.save()
    stranger = Person("outsider", "outsider-pass")
    stranger.log_in()
    root = User.objects.get(username="root").pk
    for somebody in (office, stranger):
        assert somebody.open("account_of", root).status_code == 403
        for action in ("account_end_sessions", "account_reset"):
            assert somebody.send(action, root).status_code == 403
    assert administrator.is_in
    assert administrator.open("account_end_sessions", root).status_code == 403


def test_a_session_lasts_as_long_as_the_setting_says(office: Person) -> None:
    left = of(office).expire_date - timezone.now()
    assert timedelta(0) < timedelta(seconds=settings.SESSION_COOKIE_AGE) - left < timedelta(minutes=1)


def test_logging_in_twice_in_one_browser_is_one_session(office: Person) -> None:
    began = of(office).started_at
    office.log_in()
    assert UserSession.objects.get().started_at == began
    assert office.is_in


def test_a_visitor_s_session_becomes_that_of_who_signs_in(editor: User) -> None:
    visitor = Person("editor")
    visitor.client.session.save()
    before = visitor.client.session.session_key
    visitor.log_in()
    session = UserSession.objects.get()
    assert (session.user, session.pk == before) == (editor, False)


def test_a_visitor_without_an_account_gets_no_session(db: None) -> None:
    Client().get("/admin/login/")
    assert not UserSession.objects.exists()
