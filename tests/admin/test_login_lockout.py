"""Guessing a password ends soon, is seen by an administrator, and can be undone by them."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from policyhub import settings as shipped
from policyhub.accounts.models import SignInEvent
from tests.admin.conftest import signed_in
from tests.admin.pages import page_of, text_of
from tests.made_once import made_once

LIMIT = 3  # a handful, that the tests need not guess more
ADDRESS = "203.0.113.7"


@pytest.fixture(autouse=True)
def low_limit(settings: Settings) -> None:
    settings.AXES_FAILURE_LIMIT = LIMIT


@made_once
def root() -> User:
    return User.objects.create_superuser("root", password="Gov-12345678")


def log_in(password: str, username: str = "root", address: str = ADDRESS, **headers: str) -> int:
    form = {"username": username, "password": password, "next": "/admin/"}
    return Client(REMOTE_ADDR=address).post(reverse("admin:login"), form, headers=headers).status_code


def guess(times: int, **who: str) -> list[int]:
    return [log_in(f"guess-{number}", **who) for number in range(times)]


def test_the_limit_is_as_documented() -> None:
    assert (10, timedelta(minutes=15)) == (shipped.AXES_FAILURE_LIMIT, shipped.AXES_COOLOFF_TIME)


def test_after_that_many_wrong_passwords_the_right_one_does_not_work(root: User) -> None:
    assert guess(LIMIT) == [200] * (LIMIT - 1) + [429]
    assert log_in("Gov-12345678") == 429


def test_one_wrong_password_fewer_and_the_right_one_works_and_clears_the_count(root: User) -> None:
    guess(LIMIT - 1)
    assert log_in("Gov-12345678") == 302
    assert guess(LIMIT - 1) == [200] * (LIMIT - 1)


def test_the_owner_at_another_address_and_another_user_at_this_one_still_get_in(root: User) -> None:
    User.objects.create_superuser("second", password="Gov-12345678")
    guess(LIMIT)
    assert log_in("Gov-12345678", address="203.0.113.8") == 302
    assert log_in("Gov-12345678", username="second") == 302


def test_another_program_at_the_same_address_does_not_begin_anew(root: User) -> None:
    for number in range(LIMIT):
        status = log_in(f"guess-{number}", **{"User-Agent": f"browser {number}"})
    assert status == 429


def test_the_page_says_in_chinese_for_how_long(root: User) -> None:
    guess(LIMIT)
    form = {"username": "root", "password": "Gov-12345678"}
    response = Client(REMOTE_ADDR=ADDRESS).post(reverse("admin:login"), form)
    assert "登录失败次数过多" in text_of(response)
    assert "15 分钟" in text_of(response)
    assert response["Retry-After"] == "900"


def test_it_ends_by_itself(root: User) -> None:
    guess(LIMIT)
    AccessAttempt.objects.update(attempt_time=AccessAttempt.objects.get().attempt_time - timedelta(minutes=16))
    assert log_in("Gov-12345678") == 302


def test_going_on_guessing_does_not_prolong_it(root: User) -> None:
    guess(LIMIT)
    before = AccessAttempt.objects.get().attempt_time
    guess(3)
    assert AccessAttempt.objects.get().attempt_time == before


def test_an_administrator_sees_it_and_ends_it(root: User) -> None:
    guess(LIMIT)
    administrator = signed_in(root)
    rows = page_of(administrator.get(reverse("admin:axes_accessattempt_changelist"))).xpath(
        "//*[@id='result_list']/tbody/tr"
    )
    assert len(rows) == 1
    words = rows[0].text_content()
    assert all(part in words for part in ("root", ADDRESS, str(LIMIT), "已锁定至"))
    listed = page_of(administrator.get(reverse("admin:axes_accessattempt_changelist")))
    assert listed.xpath("//select[@name='action']/option/@value") == ["", "unlock"]
    chosen = {"action": "unlock", "_selected_action": [AccessAttempt.objects.get().pk]}
    response = administrator.post(reverse("admin:axes_accessattempt_changelist"), chosen, follow=True)
    assert "已解除 1 个锁定" in text_of(response)
    assert LogEntry.objects.get().user == root
    assert log_in("Gov-12345678") == 302


def test_unlocking_at_one_address_leaves_the_lock_out_at_another(root: User) -> None:
    guess(LIMIT)
    guess(LIMIT, address="203.0.113.8")
    chosen = {"action": "unlock", "_selected_action": [AccessAttempt.objects.get(ip_address=ADDRESS).pk]}
    signed_in(root).post(reverse("admin:axes_accessattempt_changelist"), chosen)
    assert log_in("Gov-12345678") == 302
    assert log_in("Gov-12345678", address="203.0.113.8") == 429


def test_the_list_can_be_narrowed_to_who_is_locked_out(root: User) -> None:
    guess(LIMIT)
    guess(1, username="somebody")
    administrator = signed_in(root)

    def names(**query: str) -> list[str]:
        page = page_of(administrator.get(reverse("admin:axes_accessattempt_changelist", query=query)))
        return [cell.text_content() for cell in page.xpath("//*[contains(@class, 'field-username')]")]

    assert (names(locked="1"), names(locked="0"), set(names())) == (["root"], ["somebody"], {"root", "somebody"})


def test_every_failure_is_kept_and_listed_without_what_was_typed(root: User) -> None:
    guess(LIMIT + 2)
    assert SignInEvent.objects.filter(kind="wrong_password").count() == LIMIT
    words = text_of(signed_in(root).get(reverse("admin:accounts_signinevent_changelist")))
    assert ADDRESS in words
    assert "guess-" not in "".join(AccessAttempt.objects.values_list("post_data", flat=True))


def test_neither_an_editor_nor_an_outsider_sees_or_ends_a_lock_out(root: User, editor: User, outsider: User) -> None:
    guess(LIMIT)
    pk = AccessAttempt.objects.get().pk
    for user in (editor, outsider):
        client = signed_in(user)
        for kind in ("axes_accessattempt", "accounts_signinevent"):
            assert client.get(reverse(f"admin:{kind}_changelist")).status_code in (302, 403)
        client.post(
            reverse("admin:axes_accessattempt_changelist"), {"action": "unlock", "_selected_action": [pk]}, follow=True
        )
    assert AccessAttempt.objects.filter(pk=pk).exists()


def test_who_may_look_but_not_delete_ends_no_lock_out(root: User, outsider: User) -> None:
    guess(LIMIT)
    outsider.is_staff = True
    outsider.save()
    outsider.user_permissions.set(Permission.objects.filter(codename="view_accessattempt"))
    client, address = signed_in(outsider), reverse("admin:axes_accessattempt_changelist")
    assert client.get(address).status_code == 200
    client.post(address, {"action": "unlock", "_selected_action": [AccessAttempt.objects.get().pk]})
    assert AccessAttempt.objects.exists()


@pytest.mark.parametrize(
    ("behind_proxy", "counted"), [(False, "10.0.0.1"), (True, "198.51.100.9")], ids=["direct", "behind a proxy"]
)
def test_the_address_is_the_one_that_cannot_be_made_up(
    behind_proxy: bool, counted: str, root: User, settings: Settings
) -> None:
    settings.BEHIND_PROXY = behind_proxy
    log_in("wrong", address="10.0.0.1", **{"X-Forwarded-For": "1.2.3.4, 198.51.100.9"})
    assert AccessAttempt.objects.get().ip_address == counted


def test_a_proxy_that_names_no_address_leaves_its_own(root: User, settings: Settings) -> None:
    settings.BEHIND_PROXY = True
    assert log_in("wrong", address="10.0.0.1", **{"X-Forwarded-For": "unknown"}) == 200
    assert AccessAttempt.objects.get().ip_address == "10.0.0.1"


def test_an_unsafe_next_leads_to_the_overview(client: Client, editor: User) -> None:
    form = {"username": "editor", "password": "editor-pass", "next": "https://evil.example/"}
    answer = client.post("/admin/login/", form, follow=True)
    assert answer.redirect_chain == [("/admin/", 302)]
    assert answer.status_code == 200
