"""API tokens in the admin: made, shown once, revoked."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.formats import date_format
from django.utils.timezone import localtime

from measures.models import ApiToken
from tests.made_once import made_once

pytestmark = pytest.mark.django_db
LIST, ADD = "/admin/measures/apitoken/", "/admin/measures/apitoken/add/"


@made_once
def keeper() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("keeper"))
    return client


def make(client: Client, user: User, **fields: str) -> str:
    """Make a token; give the page that follows."""
    data = {"name": "数据平台", "user": str(user.pk), "days": "30"} | fields
    return client.post(ADD, data, follow=True).content.decode()


def test_a_new_token_is_shown_once_and_works(keeper: Client, editor: User) -> None:
    [secret] = re.findall(r"<code[^>]*>([0-9a-f]{64})</code>", make(keeper, editor, read_only="on"))
    assert Client().get("/api/v1/plans/", headers={"Authorization": f"Token {secret}"}).status_code == 200
    token = ApiToken.objects.get()
    assert (token.user, token.read_only, token.expired) == (editor, True, False)
    for address in (LIST, f"{LIST}{token.pk}/change/"):
        page = keeper.get(address, follow=True).content.decode()
        assert "数据平台" in page
        assert secret not in page
        assert date_format(localtime(token.expiry), "Y-m-d H:i") in page
        assert "+00:00" not in page


def test_a_deleted_token_works_no_more(keeper: Client, editor: User) -> None:
    [secret] = re.findall(r"<code[^>]*>([0-9a-f]{64})</code>", make(keeper, editor))
    keeper.post(f"{LIST}{ApiToken.objects.get().pk}/delete/", {"post": "yes"})
    assert not ApiToken.objects.exists()
    assert Client().get("/api/v1/plans/", headers={"Authorization": f"Token {secret}"}).status_code == 401


@pytest.mark.parametrize("days", ["0", "-1", "99999", "", "x"])
def test_every_token_expires(keeper: Client, editor: User, days: str) -> None:
    make(keeper, editor, days=days)
    assert not ApiToken.objects.exists()


def test_an_outsider_sees_and_makes_none(outsider: User, editor: User) -> None:
    outsider.is_staff = True
    outsider.save()
    client = Client()
    client.force_login(outsider)
    assert client.get(LIST).status_code == 403
    make(client, editor)
    assert not ApiToken.objects.exists()


def test_who_may_make_tokens_makes_them_in_no_name_but_their_own(keeper: Client, editor: User) -> None:
    chief = User.objects.get(username="keeper")
    make(keeper, chief, name="领导的令牌")
    client = Client()
    client.force_login(editor)
    make(client, chief, name="编辑的令牌")
    assert ApiToken.objects.get(name="编辑的令牌").user == editor
    assert "领导的令牌" not in client.get(LIST).content.decode()
    theirs = ApiToken.objects.get(name="领导的令牌")
    client.post(f"{LIST}{theirs.pk}/delete/", {"post": "yes"})
    assert ApiToken.objects.filter(pk=theirs.pk).exists()
