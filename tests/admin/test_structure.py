"""Splitting, merging and moving measures in the admin: shown first, written once, and who may."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from measures.admin.plans import structure
from measures.intake.imports import apply_import
from measures.models import Edit, Measure, Plan, Section
from tests.admin.conftest import signed_in
from tests.admin.pages import page_of, text_of, told, url
from tests.made_once import made_once
from tests.uploads import uploaded


@made_once
def plan() -> Plan:
    apply_import(uploaded(slug="shili"), None, expected="", declined=frozenset())
    return Plan.objects.get()


def keys(*codes: str) -> list[int]:
    return [Measure.objects.get(code=code).pk for code in codes]


def titles(plan: Plan) -> list[str]:
    return list(plan.measures.in_force().order_by("position", "pk").values_list("title", flat=True))


def send(client: Client, address: str, **changes: object) -> str:
    """Open a page, send the form that it shows, and give what the next page says."""
    form = page_of(client.get(address)).xpath("//form[@method='post' and .//input[@name='reason']]")[0]
    fields: dict[str, list[object]] = {}
    for name, value in form.form_values():
        fields.setdefault(name, []).append(value)
    return told(client, client.post(address, fields | changes))


def test_a_measure_is_split_as_the_page_shows_it_and_the_message_offers_to_undo(
    plan: Plan, editor_client: Client
) -> None:
    [pk] = keys("1.1-1")
    page = page_of(editor_client.get(url("measure_split", pk)))
    assert len(page.xpath("//input[@name='cut']")) == 1
    assert not page.xpath("//input[@name='reason']")
    shown = page_of(editor_client.get(url("measure_split", pk, cut="1")))
    assert [each.get("value") for each in shown.xpath("//fieldset//input[starts-with(@name,'title-')]")] == [
        "支持基础研究",
        "完善投入机制",
    ]
    assert len(shown.xpath("//input[starts-with(@name,'role-') and @checked]")) == 4
    said = send(editor_client, url("measure_split", pk, cut="1"), **{"title-1": "健全投入", "reason": "会议纪要"})
    assert "规划结构已调整" in said
    assert "撤销" in said
    assert titles(plan) == ["支持基础研究", "健全投入", "建设实验室", "引进人才"]
    made = Edit.objects.order_by("-pk")[0]
    assert (made.author_name, made.reason) == ("editor", "会议纪要")


def test_undoing_says_what_takes_the_place_of_pieces_that_it_withdraws(plan: Plan, editor_client: Client) -> None:
    Plan.objects.update(state="published")
    Measure.objects.update(review_state="published")
    send(editor_client, url("measure_split", *keys("1.1-1"), cut="1"))
    undo = url("edit_undo", Edit.objects.order_by("-pk")[0].pk)
    assert text_of(editor_client.get(undo)).count("承接者支持基础研究") == 2
    send(editor_client, undo)
    assert titles(plan) == ["支持基础研究", "建设实验室", "引进人才"]
    withdrawn = Measure.objects.exclude(withdrawn_on=None)
    assert [each.code for piece in withdrawn for each in piece.successors.all()] == ["1.1-1", "1.1-1"]


def test_measures_are_merged_from_the_list(plan: Plan, editor_client: Client) -> None:
    chosen = keys("1.1-1", "1.1-2")
    data = {"action": "merge", "_selected_action": chosen}
    answer = editor_client.post(url("measure_changelist"), data)
    assert answer.status_code == 302
    said = send(editor_client, answer["Location"], title="基础研究与实验室")
    assert "规划结构已调整" in said
    assert titles(plan) == ["基础研究与实验室", "引进人才"]


def test_measures_move_into_a_section_from_the_page_of_the_plan(plan: Plan, editor_client: Client) -> None:
    section = Section.objects.get(code="1.2")
    address = url("measure_move", pk=keys("1.1-1"), place="into", into=section.pk)
    assert "移动后位于：第二节 人才" in text_of(editor_client.get(address))
    send(editor_client, address)
    assert Measure.objects.get(code="1.1-1").section == section


def test_what_changed_meanwhile_or_cannot_be_done_is_said(plan: Plan, editor_client: Client) -> None:
    address = url("measure_move", pk=keys("1.1-1"), place="down")
    assert "此期间被修改" in send(editor_client, address, seen=f"{keys('1.1-1')[0]}:99")
    assert "其前没有内容" in text_of(editor_client.get(url("measure_move", pk=keys("1.1-1"), place="up")))
    assert "至少选择两条" in text_of(editor_client.get(url("measure_merge", pk=keys("1.1-1"))))
    data = {"action": "split", "_selected_action": keys("1.1-1", "1.1-2")}
    assert "请选择一条" in told(editor_client, editor_client.post(url("measure_changelist"), data))
    for wrong in (url("measure_move", pk=keys("1.1-1"), place="aside"), url("measure_merge", pk="x")):
        assert editor_client.get(wrong).status_code == 404
    assert titles(plan) == ["支持基础研究", "建设实验室", "引进人才"]


def test_more_than_can_be_looked_through_are_not_taken(
    plan: Plan, editor_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(structure, "MOST", 2)
    chosen = keys("1.1-1", "1.1-2", "1.2-1")
    for action in ("merge", "move_up", "move_down"):
        data = {"action": action, "_selected_action": chosen}
        assert "请最多选择 2 条" in told(editor_client, editor_client.post(url("measure_changelist"), data))
        two = {"action": action, "_selected_action": chosen[:2]}
        assert editor_client.post(url("measure_changelist"), two).status_code == 302
    assert editor_client.get(url("measure_merge", pk=chosen)).status_code == 404


def test_it_takes_the_rights_to_change_measures_and_to_correct_readings(
    plan: Plan, outsider: User, viewer_client: Client, editor: User
) -> None:
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    editor.user_permissions.remove(Permission.objects.get(codename="correct_import"))
    [pk] = keys("1.1-1")
    pages = [url("measure_split", pk), url("measure_merge", pk=[pk]), url("measure_move", pk=[pk], place="down")]
    for client in (signed_in(outsider), viewer_client, signed_in(editor)):
        assert [client.get(page).status_code for page in pages] == [403] * 3
        assert [client.post(page).status_code for page in pages] == [403] * 3
        assert "拆分" not in text_of(client.get(url("measure_change", pk)))
    assert titles(plan) == ["支持基础研究", "建设实验室", "引进人才"]
