"""Who a token lets in, and what of it is kept."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from rest_framework.test import APIClient

from measures.models import ApiToken, Measure, Plan
from tests.api.conftest import with_token

pytestmark = pytest.mark.django_db


def test_tokens_are_kept_as_hashes_and_expire(editor: User, plan: Plan) -> None:
    caller = with_token(editor)
    token = ApiToken.objects.get()
    secret = caller.defaults["HTTP_AUTHORIZATION"].removeprefix("Token ")
    assert secret not in {str(value) for value in vars(token).values()}
    assert caller.get("/api/v1/plans/").headers["Cache-Control"] == "private, no-cache"
    ApiToken.objects.update(expiry=token.created)
    assert caller.get("/api/v1/plans/").status_code == 401
    ApiToken.objects.all().delete()
    assert caller.get("/api/v1/plans/").status_code == 401


@pytest.mark.parametrize("header", ["Token", "Token a b", "Token é", "Token xyz", "Token " + "0" * 64])
def test_malformed_and_unknown_tokens_are_refused(api: APIClient, plan: Plan, header: str) -> None:
    assert api.get("/api/v1/plans/", headers={"Authorization": header}).status_code == 401


def test_inactive_users_tokens_are_refused(editor: User, plan: Plan) -> None:
    caller = with_token(editor)
    User.objects.update(is_active=False)
    assert caller.get("/api/v1/plans/").status_code == 401


def test_a_token_reads_what_its_user_may_see(writer: APIClient, outsider: User, hidden: list[Measure]) -> None:
    address = f"/api/v1/plans/draft/measures/{hidden[1].code}/"
    assert writer.get(address).status_code == 200
    assert with_token(outsider).get(address).status_code == 404


def test_a_token_may_what_its_users_groups_may_and_no_other_group(outsider: User, hidden: list[Measure]) -> None:
    address = f"/api/v1/plans/draft/measures/{hidden[1].code}/"
    theirs, another = (Group.objects.create(name=name) for name in ("甲组", "乙组"))
    theirs.permissions.set(Permission.objects.filter(codename__startswith="view_"))
    another.permissions.set(Permission.objects.all())
    outsider.groups.add(theirs)
    outsider.user_permissions.add(Permission.objects.get(codename="change_section"))
    member, stranger = with_token(outsider), with_token(User.objects.create_user("stranger"))
    assert [caller.get(address).status_code for caller in (member, stranger)] == [200, 404]
    assert member.patch(address, {"phase": "completed"}, format="json").status_code == 403
