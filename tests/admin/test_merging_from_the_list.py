"""Two bodies chosen in the list are merged after a page that says which stays and what goes over."""

from typing import Any

from django.contrib.auth.models import Permission, User
from django.test import Client

from measures.choices import Role
from measures.models import Edit, Measure, ResponsibleBody
from tests.admin.conftest import signed_in
from tests.admin.pages import page_of, read_form, text_of, url
from tests.factories import assign, make_body, make_measure
from tests.made_once import made_once


@made_once
def bodies(measure: Measure) -> list[ResponsibleBody]:
    """The first leads one measure and supports one, the second leads three, one of them the same."""
    short, full = make_body("市科技局"), make_body("市科学技术局", aliases=["科学技术局"])
    other = make_measure(measure.section)
    for owner, body in ((measure, short), (measure, full), (other, full), (make_measure(measure.section), full)):
        assign(owner, body)
    assign(other, short, Role.SUPPORT)
    make_body("市科技局下属中心", parent=short)
    return [short, full]


def chosen(client: Client, *bodies: ResponsibleBody) -> Any:
    data = {"action": "merge", "index": "0", "_selected_action": ["0", *(str(each.pk) for each in bodies)]}
    return client.post(f"{url('responsiblebody_changelist')}?q=科", data)


def names() -> set[str]:
    return set(ResponsibleBody.objects.values_list("name", flat=True))


def test_two_are_merged_into_the_one_that_has_more_duties_or_the_other(
    bodies: list[ResponsibleBody], editor_client: Client
) -> None:
    short, full = bodies
    address = chosen(editor_client, *bodies)["Location"]
    page = editor_client.get(address)
    text = text_of(page)
    for words in ("牵头单位 3", "牵头单位 1、配合单位 1", "有 1 处两者角色相同", "科学技术局"):
        assert words in text
    assert read_form(page, "merge-form")["kept"] == str(full.pk)
    answer = editor_client.post(address, read_form(page, "merge-form") | {"kept": str(short.pk)})
    assert answer["Location"] == f"{url('responsiblebody_changelist')}?q=%E7%A7%91"
    assert names() == {"市科技局", "市科技局下属中心"}
    short.refresh_from_db()
    assert short.aliases == ["市科学技术局", "科学技术局"]
    made = Edit.objects.latest("pk")
    assert made.reason == "“市科学技术局”并入“市科技局”"
    listed = editor_client.get(answer["Location"])
    assert "“市科学技术局”已并入“市科技局”。" in text_of(listed)
    undo = text_of(editor_client.get(url("edit_undo", made.pk)))
    assert "责任单位市科技局 → 市科学技术局" in undo
    assert "责任分工 牵头单位：市科学技术局 将恢复" in undo
    [form] = page_of(listed).xpath("//*[@class='undo-offer']/form")
    editor_client.post(form.get("action"), dict(form.form_values()))
    assert names() == {"市科技局", "市科学技术局", "市科技局下属中心"}


def test_not_two_or_of_two_jurisdictions(bodies: list[ResponsibleBody], editor_client: Client) -> None:
    third = make_body("市科技局", "别市")
    for some in (bodies[:1], [*bodies, third]):
        answer = chosen(editor_client, *some)
        assert "请勾选两个实为同一单位的责任单位" in text_of(editor_client.get(answer["Location"]))
    address = chosen(editor_client, bodies[0], third)["Location"]
    page = editor_client.get(address)
    assert page_of(page).xpath("//*[@role='alert']")
    assert not page_of(page).xpath("//form[@id='merge-form']//input[@type='submit']")
    editor_client.post(address, read_form(page, "merge-form"))
    assert ResponsibleBody.objects.count() == 4


def test_one_that_was_changed_or_is_gone_meanwhile(bodies: list[ResponsibleBody], editor_client: Client) -> None:
    short = bodies[0]
    address = chosen(editor_client, *bodies)["Location"]
    sent = read_form(editor_client.get(address), "merge-form")
    short.aliases = ["科技局"]
    short.save()
    assert "同事在此期间修改了其中一个单位" in text_of(editor_client.post(address, sent))
    assert "请选择保留哪一个" in text_of(editor_client.post(address, sent | {"kept": "0"}))
    assert names() == {"市科技局", "市科学技术局", "市科技局下属中心"}
    sent = read_form(editor_client.get(address), "merge-form")
    editor_client.post(address, sent)
    assert "已不存在" in text_of(editor_client.get(address, follow=True))


def test_merging_is_a_right_of_its_own(
    bodies: list[ResponsibleBody], outsider: User, viewer_client: Client, editor_client: Client
) -> None:
    address = url("responsiblebody_merge", ids=",".join(str(each.pk) for each in bodies))
    sent = read_form(editor_client.get(address), "merge-form")
    assert signed_in(outsider).post(address, sent).status_code == 302
    clerk = User.objects.create_user("clerk", is_staff=True)
    clerk.user_permissions.set(Permission.objects.exclude(codename="merge_responsiblebody"))
    for client in (viewer_client, signed_in(clerk)):
        assert client.get(address).status_code == 403
        assert client.post(address, sent).status_code == 403
        assert "合并两个单位" not in text_of(client.get(url("responsiblebody_changelist")))
    assert len(names()) == 3
