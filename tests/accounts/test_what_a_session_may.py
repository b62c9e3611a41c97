"""What somebody may do is read with each page, at once, and is that of now."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from measures.models import PlanLimit
from measures.models.held_rights import read_rights
from measures.visibility import plans_of
from tests.factories import make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> User:
    """Who may view plans by their group, and sections by themselves."""
    clerk = User.objects.create_user("clerk", is_staff=True)
    readers = Group.objects.create(name="读者")
    readers.permissions.add(Permission.objects.get(codename="view_plan"))
    clerk.groups.add(readers)
    clerk.user_permissions.add(Permission.objects.get(codename="view_section"))
    return clerk


def status(client: Client, model: str) -> int:
    return client.get(f"/admin/measures/{model}/").status_code


def test_they_are_those_of_the_person_and_of_its_groups_as_they_are_now(clerk: User, outsider: User) -> None:
    client, other = Client(), Client()
    client.force_login(clerk)
    outsider.is_staff = True
    outsider.save()
    other.force_login(outsider)
    assert [status(client, model) for model in ("plan", "section", "measure")] == [200, 200, 403]
    assert [status(other, model) for model in ("plan", "section", "measure")] == [403, 403, 403]
    clerk.groups.clear()
    assert [status(client, model) for model in ("plan", "section")] == [403, 200]
    clerk.user_permissions.clear()
    assert status(client, "section") == 403


@pytest.mark.parametrize("page", ["account", "measures/plan"])
def test_all_of_them_are_read_by_one_query(page: str, clerk: User) -> None:
    """The list of plans asks for the user's limit, too."""
    client = Client()
    client.force_login(clerk)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/admin/{page}/").status_code == 200
    asking = [query["sql"] for query in queries if "auth_permission" in query["sql"] or "planlimit" in query["sql"]]
    assert len(asking) == 1


def test_a_query_reads_what_django_and_the_limit_say(clerk: User) -> None:
    def read() -> tuple[set[str], object]:
        user = User.objects.get(pk=clerk.pk)
        read_rights(user)
        return user.get_all_permissions(), plans_of(user)

    assert read() == ({"measures.view_plan", "measures.view_section"}, None)
    limit = PlanLimit.objects.create(user=clerk)
    assert read()[1] == frozenset()
    plans = [make_plan("one"), make_plan("two")]
    limit.plans.set(plans)
    assert read()[1] == {plan.pk for plan in plans}
    User.objects.filter(pk=clerk.pk).update(is_superuser=True)
    assert read() == (every_right(), None)
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    assert read()[0] == set()


def every_right() -> set[str]:
    names = Permission.objects.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in names}
