"""The groups that come with PolicyHub: one table says which right stands in which group."""

from collections import Counter
from fnmatch import fnmatchcase

import pytest
from django.contrib.auth.models import Group, Permission

from measures import rights
from measures.models import ShippedGroup
from measures.models.rights import make_shipped_groups
from measures.rights import ADMINISTER, EDIT, GROUP_NAMES, NOT_GIVEN, PUBLISH, RIGHTS, VIEW, permissions_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shipped() -> None:
    make_shipped_groups("default")


def stored() -> set[str]:
    """Every permission that there is, of whichever app."""
    return {f"{app}.{name}" for app, name in Permission.objects.values_list("content_type__app_label", "codename")}


def rights_of(name: str) -> set[str]:
    held = Group.objects.get(name=name).permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in held}


def test_every_permission_stands_in_a_group_or_is_left_out_for_a_reason() -> None:
    given = permissions_of(ADMINISTER)
    assert sorted(each for each in stored() - given if not rights.reason_not_given(each)) == []
    assert sorted(given - stored()) == []
    assert sorted(each for each in given if rights.reason_not_given(each)) == []
    assert all(len(reason.split()) > 1 for reason in NOT_GIVEN.values())


def test_no_reason_is_left_of_a_permission_that_is_gone() -> None:
    unused = dict.fromkeys(NOT_GIVEN)
    for permission in stored():
        for pattern in [each for each in unused if fnmatchcase(permission, each)]:
            del unused[pattern]
    assert list(unused) == []


def test_a_permission_stands_in_one_line_of_the_table() -> None:
    counted = Counter(permission for right in RIGHTS for permission in right.permissions)
    assert [permission for permission, count in counted.items() if count > 1] == []


def test_the_groups_have_what_the_table_says() -> None:
    assert {name: rights_of(name) for name in GROUP_NAMES.values()} == {
        name: set(permissions_of(code)) for code, name in GROUP_NAMES.items()
    }
    assert set(GROUP_NAMES.values()) == {"查看", "编辑", "审核发布", "管理"}


def test_who_edits_and_who_publishes_see_what_viewers_see_and_administrators_have_it_all() -> None:
    view, edit, publish, administer = map(permissions_of, (VIEW, EDIT, PUBLISH, ADMINISTER))
    assert all(".view_" in each for each in view)
    assert view < edit < administer
    assert view < publish < administer
    assert "measures.change_measure" in edit - publish
    assert "auth.change_user" in administer - edit - publish


def test_what_an_office_took_from_a_group_stays_taken_and_what_it_gave_stays_given() -> None:
    group, own = Group.objects.get(name="查看"), Permission.objects.get(codename="upload_import")
    group.permissions.remove(Permission.objects.get(codename="view_import"))
    group.permissions.add(own)
    group.name = "只读"
    group.save()
    make_shipped_groups("default")
    assert rights_of("只读") == permissions_of(VIEW) - {"measures.view_import"} | {"measures.upload_import"}
    assert not Group.objects.filter(name="查看").exists()


def test_a_group_that_an_office_deleted_does_not_come_back() -> None:
    Group.objects.get(name="审核发布").delete()
    make_shipped_groups("default")
    assert not Group.objects.filter(name="审核发布").exists()
    assert ShippedGroup.objects.get(code=PUBLISH).group is None


def test_a_later_release_gives_what_is_new_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    new = rights.Right("…", ("measures.add_edit",), (EDIT,))
    monkeypatch.setattr(rights, "RIGHTS", (*RIGHTS, new))
    make_shipped_groups("default")
    assert "measures.add_edit" in rights_of("编辑") & rights_of("管理")
    assert "measures.add_edit" not in rights_of("查看") | rights_of("审核发布")


def test_an_offices_own_group_of_the_same_name_stays_as_it_is() -> None:
    ShippedGroup.objects.all().delete()
    Group.objects.all().delete()
    Group.objects.create(name="编辑").permissions.add(Permission.objects.get(codename="view_plan"))
    make_shipped_groups("default")
    assert rights_of("编辑") == {"measures.view_plan"}
    assert rights_of("编辑（PolicyHub）") == permissions_of(EDIT)
