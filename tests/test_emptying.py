"""What a test that committed leaves behind is what `flush` would leave."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection

from measures import feed
from measures.models import Change, ShippedGroup
from tests.emptying import empty
from tests.factories import assign, make_measure, make_plan, make_section, make_target

pytestmark = [pytest.mark.only("postgresql"), pytest.mark.django_db(transaction=True)]
MADE_BY_MIGRATE = {ContentType, Permission, ShippedGroup, Group, Group.permissions.through}


def contents() -> dict[str, list[Any]]:
    found = {
        model._meta.label: list(model._base_manager.values_list())
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model not in {*MADE_BY_MIGRATE, Change}
    }
    changes = Change.objects.values_list("operation", "resource", "plan", "key")
    return found | {
        "changes": list(changes),
        "permissions": sorted(Permission.objects.values_list("content_type__app_label", "codename")),
        "content types": sorted(ContentType.objects.values_list("app_label", "model")),
    }


def fill() -> None:
    measure = make_measure(make_section(make_plan()))
    assign(measure, "市科技局")
    make_target(measure)
    user = User.objects.create_user("editor")
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="measures"))


def test_it_leaves_what_flush_leaves() -> None:
    fill()
    call_command("flush", interactive=False, verbosity=0)
    flushed = contents()
    fill()
    assert contents() != flushed
    empty()
    assert contents() == flushed


def test_the_feed_and_the_foreign_keys_work_on() -> None:
    empty()
    head = Change.objects.head()
    make_plan("after")
    assert [change.key for change in Change.objects.filter(pk__gt=head)] == ["after"]
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)


def test_a_trigger_that_a_test_took_away_comes_back() -> None:
    empty()
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER feed_plan_insert ON measures_plan")
    empty()
    assert feed.missing(connection) == set()
