"""One code typed in two browsers at the same moment opens one of them, on either engine."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connections

from policyhub.accounts import second_factor
from tests.accounts.conftest import app_code, set_up

pytestmark = pytest.mark.django_db(transaction=True)


def use(user: User, code: str) -> bool:
    try:
        return second_factor.use(user, code) is not None
    except ValidationError:  # the others were wrong a moment ago
        return False
    finally:
        connections.close_all()


def test_one_code_opens_one_session(editor: User) -> None:
    recovery, of_the_app = set_up(editor)[0], app_code(editor)
    with ThreadPoolExecutor(4) as pool:
        for code in (of_the_app, recovery):
            assert sorted(pool.map(use, [editor] * 4, [code] * 4)) == [False, False, False, True]
