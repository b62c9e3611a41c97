"""Of two saves of a record at the same moment one waits for the other, and is then out of date."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.urls import reverse

from measures.models import BodySuccession
from tests.admin.conftest import signed_in
from tests.admin.pages import Editing, page_of
from tests.factories import make_body, make_measure, make_plan, make_section


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_moment_one_is_refused() -> None:
    measure = make_measure(make_section(make_plan()))
    boss = User.objects.create_superuser("boss", password="pass")
    both = [Editing(signed_in(boss), measure).open() for _ in range(2)]
    start = Barrier(2)

    def save(number: int) -> int:
        start.wait()
        try:
            return both[number].save(title=f"标题{number}").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(save, range(2)))
    measure.refresh_from_db()
    assert answers == [200, 302]
    assert measure.version == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_who_give_an_account_rights_at_the_same_moment_one_is_refused() -> None:
    boss, account = User.objects.create_superuser("boss"), User.objects.create_user("张三", is_staff=True)
    groups = [Group.objects.create(name=name) for name in ("甲组", "乙组")]
    address = reverse("admin:auth_user_rights", query={"account": account.pk})
    both = [signed_in(boss) for _ in groups]
    [seen] = page_of(both[0].get(address)).xpath("//input[@name='seen']/@value")
    given = {"seen": seen, "is_active": "on", "is_staff": "on", "limited": "all"}
    start = Barrier(2)

    def give(number: int) -> int:
        start.wait()
        try:
            return both[number].post(address, given | {"groups": groups[number].pk}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(give, range(2)))
    assert (answers, account.groups.count()) == ([200, 302], 1)


@pytest.mark.django_db(transaction=True)
def test_a_succession_that_is_sent_twice_at_the_same_moment_is_recorded_once() -> None:
    boss, bodies = User.objects.create_superuser("boss"), [make_body(name) for name in ("市经信委", "市工信局")]
    said = {"ids": bodies[0].pk, "to_body": bodies[1].name, "counts_from": "2099-01-01"}
    address = reverse("admin:measures_responsiblebody_succeed", query=said)
    both = [signed_in(boss) for _ in range(2)]
    form = page_of(both[0].get(address)).get_element_by_id("succession-form")
    start = Barrier(2)

    def send(number: int) -> int:
        start.wait()
        try:
            return both[number].post(address, dict(form.form_values())).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(send, range(2))) == [302, 302]
    assert BodySuccession.objects.count() == 1
