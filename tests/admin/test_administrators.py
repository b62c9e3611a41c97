"""An administrator who is no superuser: manages whoever has no more rights than they, and gives nothing they lack."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from measures.models import ApiToken, Plan, PlanLimit
from measures.models.rights import make_shipped_groups
from tests.admin.conftest import signed_in
from tests.admin.pages import next_page, page_of, text_of, told
from tests.factories import make_plan
from tests.made_once import made_once

PAGE = "/admin/auth/user/rights/"


pytestmark = pytest.mark.usefixtures("groups")


def member(name: str, *groups: str, **fields: Any) -> User:
    user = User.objects.create_user(name, password="secret-pass", is_staff=True, **fields)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


@made_once
def chief(groups: dict[str, Group]) -> User:
    """In the group 管理, and no superuser."""
    return member("主任", "管理")


@made_once
def browser(chief: User) -> Client:
    return signed_in(chief)


def rights_form(browser: Client, account: User) -> dict[str, Any]:
    """The fields of the form as the page shows them; of boxes all that are ticked."""
    return form_of(browser.get(PAGE, {"account": account.pk}), "//section[@id='rights']//form")


def form_of(response: Any, path: str = "//form[@id='group_form']") -> dict[str, Any]:
    [form] = page_of(response).xpath(path)
    found: dict[str, Any] = {}
    for name, value in form.form_values():
        found.setdefault(name, []).append(value)
    return found


def give(browser: Client, account: User, **values: Any) -> Any:
    """A redirect to the page, which says what was given, or the page itself where something was refused."""
    sent = rights_form(browser, account) | values
    sent = {name: value for name, value in sent.items() if value is not None}
    return browser.post(f"{PAGE}?account={account.pk}", sent)


def test_groups_plans_and_rights_are_given_and_taken_on_one_page(
    browser: Client, chief: User, groups: dict[str, Group]
) -> None:
    plans, zhang = [make_plan("one", title="甲规划"), make_plan("two", title="乙规划")], member("张三", "查看")
    given = give(
        browser, zhang, groups=[groups["编辑"].pk], limited="some", plans=[plans[0].pk], extra=["measures.delete_plan"]
    )
    page = next_page(browser, given)
    assert "张三：用户组：+ 编辑，− 查看；规划：+ 甲规划，+ 限于部分规划，− 全部规划" in text_of(page)
    cells = page_of(page).xpath("//section[@class='accounts']//tr[th/a='张三']/td")
    assert [cell.text_content() for cell in cells[1:5]] == ["在用", "编辑", "甲规划", "删除草稿规划和未使用的责任单位"]
    zhang = User.objects.get(pk=zhang.pk)
    assert [group.name for group in zhang.groups.all()] == ["编辑"]
    assert list(zhang.plan_limit.plans.all()) == [plans[0]]
    assert zhang.has_perm("measures.delete_plan")
    assert "甲规划" in LogEntry.objects.get(object_id=str(zhang.pk), user=chief).change_message
    warned = told(browser, give(browser, zhang, limited="some", plans=[]))
    assert "张三 未被授权任何规划" in warned
    assert "未被授权任何规划" not in told(browser, give(browser, zhang, limited="all", extra=None, groups=[]))
    zhang = User.objects.get(pk=zhang.pk)
    assert (zhang.groups.count(), zhang.get_all_permissions()) == (0, set())
    assert not PlanLimit.objects.filter(user=zhang).exists()


def test_a_form_sent_as_it_was_shown_changes_nothing(browser: Client) -> None:
    zhang = member("张三", "编辑")
    zhang.user_permissions.set(Permission.objects.filter(codename__in=["add_user", "delete_plan", "add_change"]))
    before = zhang.get_all_permissions()
    assert "未作任何修改" in told(browser, give(browser, zhang))
    assert User.objects.get(pk=zhang.pk).get_all_permissions() == before
    assert not LogEntry.objects.exists()


def test_what_a_colleague_gave_meanwhile_is_not_taken_unseen(browser: Client, groups: dict[str, Group]) -> None:
    zhang = member("张三", "查看")
    sent = rights_form(browser, zhang)
    zhang.groups.add(groups["审核发布"])
    page = browser.post(f"{PAGE}?account={zhang.pk}", sent)
    assert "同事已修改此账号" in text_of(page)
    assert zhang.groups.count() == 2


def test_an_account_that_is_switched_off_here_is_out_at_once(browser: Client) -> None:
    zhang = member("张三", "查看")
    theirs = signed_in(zhang)
    assert theirs.get("/admin/measures/plan/").status_code == 200
    give(browser, zhang, is_active=None)
    assert theirs.get("/admin/measures/plan/").status_code == 302
    give(browser, zhang, is_active="on")
    assert User.objects.get(pk=zhang.pk).is_active


def test_the_page_shows_who_may_do_what_without_noise(browser: Client) -> None:
    member("张三", "编辑")
    words = text_of(browser.get(PAGE))
    assert "上传规划文件" in words
    assert "审核发布" in words
    assert "historical" not in words
    assert "历史" not in words.replace("修改历史", "")


@made_once
def withheld() -> Permission:
    """A right that the administrators' group was not given."""
    make_shipped_groups("default")
    right = Permission.objects.get(codename="merge_responsiblebody")
    Group.objects.get(name="管理").permissions.remove(right)
    Group.objects.get(name="编辑").permissions.remove(right)
    Group.objects.create(name="更多").permissions.add(right)
    return right


KINDS = ["superuser", "by a group", "by a permission", "switched off"]


def with_more_rights(kind: str, withheld: Permission) -> User:
    if kind == "superuser":
        return User.objects.create_superuser("上级", password="secret-pass", email="a@example.gov.cn")
    user = member("上级", is_active=kind != "switched off", email="a@example.gov.cn")
    if kind == "by a group":
        user.groups.add(Group.objects.get(name="更多"))
    else:
        user.user_permissions.add(withheld)
    return user


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_with_more_rights_is_touched_through_any_address(
    kind: str, browser: Client, groups: dict[str, Group], withheld: Permission
) -> None:
    superior = with_more_rights(kind, withheld)
    token = ApiToken.objects.create(superior, name="平台")[0]
    state = User.objects.values().get(pk=superior.pk)
    account = f"/admin/auth/user/{superior.pk}"
    tries: list[tuple[str, dict[str, Any]]] = [
        (f"{account}/password/", {"password1": "Neues-Passwort-9", "password2": "Neues-Passwort-9"}),
        (f"{account}/change/", {"username": "ich", "email": "x@example.com", "date_joined_0": "2020-01-01"}),
        (f"{account}/switch-off/", {}),
        (f"{account}/delete/", {"post": "yes"}),
        (f"{PAGE}?account={superior.pk}", {"groups": [groups["查看"].pk], "seen": ""}),
        (f"/admin/measures/apitoken/{token.pk}/delete/", {"post": "yes"}),
        ("/admin/auth/user/", {"action": "delete_selected", "_selected_action": [superior.pk], "post": "yes"}),
    ]
    for address, sent in tries:
        browser.post(address, sent)
    new = {"name": "neu", "user": superior.pk, "days": "9"}
    assert browser.post("/admin/measures/apitoken/add/", new).status_code == 200
    assert User.objects.values().get(pk=superior.pk) == state
    assert list(ApiToken.objects.all()) == [token]
    assert browser.get(f"{account}/change/").context["has_change_permission"] is False
    assert f"account={superior.pk}#" not in browser.get(PAGE).content.decode()


def test_no_right_that_an_administrator_lacks_is_given_through_any_form(
    browser: Client, chief: User, groups: dict[str, Group], withheld: Permission
) -> None:
    more, zhang = Group.objects.get(name="更多"), member("张三", "查看")
    words = page_of(browser.get(PAGE, {"account": zhang.pk})).xpath("//section[@id='rights']")[0].text_content()
    assert "更多" not in words
    assert "合并责任单位" not in words
    for account in (zhang, chief):
        give(browser, account, groups=[more.pk], extra=["measures.merge_responsiblebody"])
    browser.post(f"/admin/auth/group/{groups['查看'].pk}/change/", {"name": "查看", "rights": [RIGHT]})
    browser.post("/admin/auth/group/add/", {"name": "新组", "rights": [RIGHT]})
    browser.post(f"/admin/auth/group/{more.pk}/change/", {"name": "更多", "rights": []})
    browser.post(
        f"/admin/auth/user/{zhang.pk}/change/",
        {
            "username": "张三",
            "is_superuser": "on",
            "is_active": "on",
            "is_staff": "on",
            "user_permissions": withheld.pk,
        },
    )
    assert [user.username for user in User.objects.all() if user.has_perm(RIGHT)] == []
    assert list(Group.objects.filter(permissions=withheld)) == [more]
    assert not User.objects.filter(is_superuser=True).exists()


RIGHT = "measures.merge_responsiblebody"


def test_a_group_with_a_member_who_may_more_is_not_changed(
    browser: Client, groups: dict[str, Group], withheld: Permission
) -> None:
    """What a group may do, its members may do: they would be touched."""
    group = f"/admin/auth/group/{groups['查看'].pk}"
    assert browser.get(f"{group}/change/").context["has_change_permission"] is True
    with_more_rights("by a permission", withheld).groups.add(groups["查看"])
    assert browser.get(f"{group}/change/").context["has_change_permission"] is False
    assert browser.post(f"{group}/change/", {"name": "查看", "rights": []}).status_code == 403
    assert browser.post(f"{group}/delete/", {"post": "yes"}).status_code == 403
    assert groups["查看"].permissions.exists()


def test_a_group_is_changed_in_words_and_keeps_what_the_form_does_not_offer(
    browser: Client, groups: dict[str, Group]
) -> None:
    noise = Permission.objects.get(codename="view_change")
    groups["查看"].permissions.add(noise)
    address = f"/admin/auth/group/{groups['查看'].pk}/change/"
    sent = {"name": "只读", "rights": ["measures.view_plan", "measures.upload_import"]}
    assert browser.post(address, form_of(browser.get(address)) | sent).status_code == 302
    group = Group.objects.get(name="只读")
    held = set(group.permissions.values_list("codename", flat=True))
    assert {"view_measure", "upload_import", "view_change"} <= held
    assert held.isdisjoint({"view_edit", "view_import", "view_sourcedocument"})


def test_what_a_colleague_gave_a_group_meanwhile_is_not_taken_unseen(browser: Client, groups: dict[str, Group]) -> None:
    address = f"/admin/auth/group/{groups['查看'].pk}/change/"
    sent = form_of(browser.get(address)) | {"name": "阅览"}
    groups["查看"].permissions.add(Permission.objects.get(codename="add_user"))
    assert "其间同事已保存了这条记录" in text_of(browser.post(address, sent))
    assert Group.objects.get(name="查看").permissions.filter(codename="add_user").exists()
    assert browser.post(address, form_of(browser.get(address)) | {"name": "阅览"}).status_code == 302
    assert Group.objects.get(name="阅览").permissions.filter(codename="add_user").exists()


def test_an_administrator_of_one_plan_manages_those_of_that_plan(browser: Client, chief: User) -> None:
    own, other = make_plan("own"), make_plan("other")
    PlanLimit.objects.create(user=chief).plans.add(own)
    people: dict[str, list[Plan] | None] = {"同": [own], "无": [], "他": [other], "全": None}
    for name, plans in people.items():
        user = member(name, "查看")
        if plans is not None:
            PlanLimit.objects.create(user=user).plans.set(plans)
    statuses = {name: browser.get(PAGE, {"account": User.objects.get(username=name).pk}).status_code for name in people}
    assert statuses == {"同": 200, "无": 200, "他": 403, "全": 403}
    nobody = User.objects.get(username="无")
    assert give(browser, nobody, plans=[other.pk], limited="all").status_code == 200
    assert not nobody.plan_limit.plans.exists()
    give(browser, nobody, plans=[own.pk])
    assert list(nobody.plan_limit.plans.all()) == [own]
    new = {
        "username": "新人",
        "password1": "Neues-Passwort-9",
        "password2": "Neues-Passwort-9",
        "usable_password": "true",
    }
    made = browser.post("/admin/auth/user/add/", new)
    fresh = User.objects.get(username="新人")
    assert made["Location"] == f"{PAGE}?account={fresh.pk}#rights"
    assert fresh.is_staff
    assert not fresh.plan_limit.plans.exists()
    assert browser.get(PAGE, {"account": fresh.pk}).status_code == 200


def test_nobody_locks_themselves_out(browser: Client, chief: User) -> None:
    account = f"/admin/auth/user/{chief.pk}"
    assert browser.post(f"{account}/switch-off/").status_code == 403
    assert browser.post(f"{account}/delete/", {"post": "yes"}).status_code == 403
    browser.post(f"{account}/change/", {"username": "主任", "date_joined_0": "2020-01-01"})
    give(browser, chief, is_active=None, is_staff=None)
    chief.refresh_from_db()
    assert (chief.is_active, chief.is_staff) == (True, True)


def test_an_administrator_makes_tokens_for_those_they_manage(browser: Client) -> None:
    zhang = member("张三", "查看")
    browser.post(
        "/admin/measures/apitoken/add/", {"name": "台账系统", "user": zhang.pk, "days": "9", "read_only": "on"}
    )
    assert ApiToken.objects.get().user == zhang
    assert "台账系统" in text_of(browser.get("/admin/measures/apitoken/"))


OUTSIDERS: dict[str, Callable[[], User]] = {
    "of no group": lambda: member("外人"),
    "an editor": lambda: member("编辑员", "编辑"),
    "a publisher": lambda: member("审核员", "审核发布"),
}


@pytest.mark.parametrize("who", OUTSIDERS)
def test_whoever_manages_nobody_sees_no_account(who: str, groups: dict[str, Group]) -> None:
    user = OUTSIDERS[who]()
    client = signed_in(user)
    for address in (PAGE, f"{PAGE}?account={user.pk}", "/admin/auth/user/", "/admin/auth/group/"):
        assert client.get(address).status_code == 403
    sent = {"groups": [groups["管理"].pk], "seen": ""}
    assert client.post(f"{PAGE}?account={user.pk}", sent).status_code == 403
    assert not user.groups.filter(name="管理").exists()


def test_a_superuser_manages_everybody(chief: User) -> None:
    root, other = User.objects.create_superuser("根"), User.objects.create_superuser("另一")
    client = signed_in(root)
    assert "超级用户可在所有规划中进行任何操作" in text_of(client.get(PAGE, {"account": other.pk}))
    give(client, other, is_active=None)
    assert not User.objects.get(pk=other.pk).is_active
    give(client, chief, groups=[])
    assert not chief.groups.exists()
