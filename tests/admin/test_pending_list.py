"""The page on which several pending changes are published at once, as one edit."""

from typing import Any

from django.contrib.auth.models import Permission, User
from django.test import Client
from zeal import zeal_ignore

from measures.models import Edit, Measure, PendingChange, PlanLimit
from tests.admin.conftest import signed_in
from tests.admin.pages import Editing, page_of, text_of, told, url
from tests.admin.test_pending_changes import drafter, published
from tests.factories import make_measure, make_plan
from tests.made_once import made_once

__all__ = ["drafter", "published"]
PAGE = url("measure_pending_list")


@made_once
def three(published: Measure, drafter: Client) -> list[Measure]:
    """Each with a note that waits."""
    measures = [published, *(make_measure(published.section, title=title) for title in ("第二条", "第三条"))]
    for measure in measures:
        Editing(drafter, measure).open().save(note="待发布的备注")
    return measures


def ticks(browser: Client) -> list[str]:
    return [str(value) for value in page_of(browser.get(PAGE)).xpath("//input[@name='tick']/@value")]


def publish(browser: Client, ticked: list[str], **fields: str) -> Any:
    with zeal_ignore():  # of measures: each change is written by itself, twenty at most
        return browser.post(PAGE, {"tick": ticked, **fields})


def notes() -> list[str]:
    return list(Measure.objects.order_by("pk").values_list("note", flat=True))


def test_what_is_ticked_is_published_as_one_edit_and_the_rest_waits(
    three: list[Measure], editor_client: Client
) -> None:
    shown = text_of(editor_client.get(PAGE))
    for said in ("第二条", "张三", "待发布的备注", str(three[0].plan)):
        assert said in shown
    first, _second, third = ticks(editor_client)
    before = Edit.objects.count()
    assert "已发布2条修改" in told(editor_client, publish(editor_client, [first, third], reason="同意"))
    assert notes() == ["待发布的备注", "", "待发布的备注"]
    assert Edit.objects.count() == before + 1
    assert Edit.objects.latest("pk").reason == "同意"
    assert [change.owner for change in PendingChange.objects.all()] == [three[1]]
    assert len(ticks(editor_client)) == 1


def test_where_one_was_changed_or_taken_back_meanwhile_nothing_is_published(
    three: list[Measure], editor_client: Client, drafter: Client
) -> None:
    shown = ticks(editor_client)
    Editing(drafter, three[1]).open().save(note="又改了")
    assert "未写入任何内容" in told(editor_client, publish(editor_client, shown))
    PendingChange.objects.filter(measure=three[1]).delete()
    for wrong in (shown, [shown[0], "x"], [shown[0], "99999999999999999999:1"]):
        assert "未写入任何内容" in told(editor_client, publish(editor_client, wrong))
    assert notes() == ["", "", ""]
    assert "请勾选要发布的修改" in told(editor_client, publish(editor_client, []))


def test_who_drafted_publishes_nothing_by_a_form_of_their_own(three: list[Measure], editor_client: Client) -> None:
    """Whoever had a part in one of them is refused, and the others wait too."""
    shown = ticks(editor_client)
    Editing(editor_client, three[0]).open().save(due_text="长期坚持")
    assert ticks(editor_client) == shown[1:]  # nobody is asked to decide on a change of their own
    change = PendingChange.objects.get(measure=three[0])
    own = f"{three[0].pk}:{change.owner.version + change.number}"
    assert publish(editor_client, [own, *shown[1:]]).status_code == 403
    assert notes() == ["", "", ""]


def test_who_may_not_publish_or_sees_other_plans_alone_decides_nothing(
    three: list[Measure], editor_client: Client, drafter: Client, viewer_client: Client, outsider: User
) -> None:
    shown = ticks(editor_client)
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    outsider.refresh_from_db()
    for browser in (drafter, viewer_client, signed_in(outsider)):
        assert browser.get(PAGE).status_code == publish(browser, shown).status_code == 403
    outsider.user_permissions.set(Permission.objects.filter(content_type__app_label="measures"))
    PlanLimit.objects.create(user=outsider).plans.add(make_plan("other"))
    limited = signed_in(User.objects.get(pk=outsider.pk))
    assert ticks(limited) == []
    assert "未写入任何内容" in told(limited, publish(limited, shown))
    assert notes() == ["", "", ""]


def test_the_start_page_leads_there_where_something_waits(three: list[Measure], editor_client: Client) -> None:
    links = "//li[@class='pending']/a/@href"
    assert PAGE in page_of(editor_client.get("/admin/")).xpath(links)
    PendingChange.objects.all().delete()
    assert PAGE not in page_of(editor_client.get("/admin/")).xpath(links)
    assert "没有待您复核的修改" in text_of(editor_client.get(PAGE))
