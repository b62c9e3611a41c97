from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from measures.models import Measure
from measures.models.rights import make_shipped_groups
from tests.admin.pages import without_menu
from tests.factories import give_all_rights, make_measure, make_plan, make_section, make_source
from tests.made_once import made_once


@pytest.fixture(autouse=True)
def no_menu() -> Iterator[None]:
    """The menu asks for each right of each model; tests/accounts and tests/browser look at it."""
    with without_menu():
        yield


TEXT = "第一章 科技\n一、支持基础研究。完善投入机制。\n二、培育企业。\n"


@made_once
def measure() -> Measure:
    """One read from a document: its sentence stands on line 2."""
    plan = make_plan("demo")
    source = make_source(plan, TEXT)
    section = make_section(plan, label="第一章", title="科技")
    start = TEXT.index("一、支持")
    return make_measure(section, label="一、", source=source, source_start=start, source_end=start + 17)


@made_once
def groups() -> dict[str, Group]:
    """Those that come with the site, by their names."""
    make_shipped_groups("default")
    return {group.name: group for group in Group.objects.all()}


@made_once
def editor_client(editor: User) -> Client:
    """The editor's browser."""
    return signed_in(editor)


@made_once
def colleague_client() -> Client:
    """A colleague's browser."""
    colleague = User.objects.create_user("李四", password="pass", is_staff=True)
    give_all_rights(colleague)
    return signed_in(colleague)


@made_once
def viewer_client() -> Client:
    """Of someone who may look at everything and write nothing."""
    viewer = User.objects.create_user("viewer", password="pass", is_staff=True)
    viewer.user_permissions.set(
        Permission.objects.filter(content_type__app_label="measures", codename__startswith="view_")
    )
    return signed_in(viewer)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
