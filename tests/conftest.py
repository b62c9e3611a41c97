"""What every test may ask for: small plans, people with and without rights."""

import pytest
from django.contrib.auth.models import Permission, User


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
