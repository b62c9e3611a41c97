"""Who a token lets in, and what of it is kept."""

import pytest
from django.contrib.auth.models import User
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
