"""What every test may ask for: small plans, people with and without rights."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Permission, User
from django.utils import translation
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    """Each test begins in the default language, whatever a request of the one before has chosen."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def outsider(db: None) -> User:
    """Someone with an account and no rights."""
    return User.objects.create_user("outsider", password="outsider-pass")


@pytest.fixture
def editor(db: None) -> User:
    """Someone who may read and write every record."""
    user = User.objects.create_user("editor", password="editor-pass", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="measures"))
    return user
