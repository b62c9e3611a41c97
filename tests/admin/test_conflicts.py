"""Conflicts in the admin: listed, three columns side by side, decided one by one or several at once."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from measures import edits
from measures.choices import EditVia
from measures.importing import resolve
from measures.models import Conflict, Edit, Measure, Responsibility
from tests.admin.conftest import signed_in
from tests.admin.pages import page_of, told, url
from tests.importing.sample import find, import_records
from tests.importing.test_editions import edition
from tests.importing.test_reimport import edit
from tests.made_once import made_once


@made_once
def conflicts() -> list[Conflict]:
    """A title, a deadline and a role, each changed here and in the second edition."""
    import_records()
    edit("1.1-2", title="建好实验室", due_on="2028-06-30")
    part = Responsibility.objects.get(body__name="市财政局")
    part.role = "responsible"
    part.save()
    records = edition(2)
    find(records, "measure", code="1.1-2").update(title="建设重点实验室", due_on="2029-06-30")
    find(records, "responsibility", body=["示例市", "市财政局"])["role"] = "lead"
    import_records(records)
    return list(Conflict.objects.order_by("field"))


def of_field(name: str) -> Conflict:
    return Conflict.objects.get(field=name)


def decide(client: Client, conflict: Conflict, choice: str, **fields: object) -> str:
    """What the page says after the form on it was sent; `fields` replace what the form holds."""
    page = page_of(client.get(url("conflict_change", conflict.pk)))
    (seen,) = page.xpath("//input[@name='seen']/@value")
    data = {"choice": choice, "seen": seen, "reason": ""} | fields
    return told(client, client.post(url("conflict_decide", conflict.pk), data))


def test_the_list_shows_three_sides_with_differences_marked(conflicts: list[Conflict], editor_client: Client) -> None:
    page = page_of(editor_client.get(url("conflict_changelist")))
    row = page.xpath("//tr[td[contains(@class,'field-field_name')]='标题']")[0]
    cells = {cell.get("class").split()[0]: cell for cell in row.xpath("td")}
    assert cells["field-before"].text_content() == "建设实验室"
    assert [each.text_content() for each in cells["field-now_here"].xpath(".//ins")] == ["好"]
    assert [each.text_content() for each in cells["field-in_document"].xpath(".//ins")] == ["重点"]
    roles = page.xpath("//tr[td[contains(@class,'field-field_name')]='角色']")[0].text_content()
    assert "市财政局" in roles
    assert "配合" in roles


def test_taking_the_documents_value_writes_it_and_leads_to_the_next(
    conflicts: list[Conflict], editor_client: Client
) -> None:
    assert "1" in decide(editor_client, of_field("title"), "document", reason="按新版")
    assert Measure.objects.get(code="1.1-2").title == "建设重点实验室"
    conflict = of_field("title")
    assert (conflict.state, conflict.by_name) == ("document", "editor")
    assert Edit.objects.latest("pk").reason == "按新版"
    answer = editor_client.post(url("conflict_decide", of_field("role").pk), {"choice": "here", "seen": "x"})
    assert answer["Location"] == url("conflict_change", of_field("role").pk)


def test_a_third_value_is_written(conflicts: list[Conflict], editor_client: Client) -> None:
    decide(editor_client, of_field("due_on"), "other", other="2030年6月")
    assert str(Measure.objects.get(code="1.1-2").due_on) == "2030-06-30"
    decide(editor_client, of_field("role"), "other", other=["supervisor", "support"])
    roles = Responsibility.objects.filter(body__name="市财政局").values_list("role", flat=True)
    assert set(roles) == {"supervisor", "support"}
    assert set(Conflict.objects.exclude(state="open").values_list("state", flat=True)) == {"other"}


def test_a_refused_value_is_explained_and_leaves_the_conflict_open(
    conflicts: list[Conflict], editor_client: Client
) -> None:
    assert "必填" in decide(editor_client, of_field("title"), "other", other="") or of_field("title").state == "open"
    assert of_field("title").state == "open"
    assert Measure.objects.get(code="1.1-2").title == "建好实验室"


def test_a_record_changed_since_the_page_was_shown_is_looked_at_again(
    conflicts: list[Conflict], editor_client: Client
) -> None:
    answer = decide(editor_client, of_field("title"), "document", seen="('别的', '建设重点实验室')")
    assert "其间" in answer
    assert of_field("title").state == "open"


def test_a_record_that_is_changed_while_the_decision_is_checked_is_looked_at_again(
    conflicts: list[Conflict], editor_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def resolve_after_a_colleague(*args: Any, **options: Any) -> Edit:
        with edits.edit(options["by"], via=EditVia.ADMIN):
            edit("1.1-2", title="同事改过")
        return resolve(*args, **options)

    monkeypatch.setattr("measures.admin.imports.conflict.resolve", resolve_after_a_colleague)
    assert "其间" in decide(editor_client, of_field("title"), "document")
    assert (of_field("title").state, Measure.objects.get(code="1.1-2").title) == ("open", "同事改过")


def test_several_are_decided_at_once_as_one_edit(conflicts: list[Conflict], editor_client: Client) -> None:
    before = Edit.objects.count()
    data = {"action": "take_document", "_selected_action": [conflict.pk for conflict in conflicts]}
    editor_client.post(url("conflict_changelist"), data)
    assert not Conflict.objects.open().exists()
    assert Edit.objects.count() == before + 1
    assert Measure.objects.get(code="1.1-2").title == "建设重点实验室"
    assert list(Responsibility.objects.filter(body__name="市财政局").values_list("role", flat=True)) == ["lead"]


def test_the_index_counts_those_that_are_open_and_leads_to_them(
    conflicts: list[Conflict], editor_client: Client
) -> None:
    (link,) = page_of(editor_client.get("/admin/")).xpath("//td[contains(@class,'conflicts')]/a")
    assert link.text_content() == "3"
    assert len(page_of(editor_client.get(link.get("href"))).xpath("//table[@id='result_list']/tbody/tr")) == 3


def test_the_page_of_a_record_names_its_open_conflicts_until_they_are_decided(
    conflicts: list[Conflict], editor_client: Client, outsider: User
) -> None:
    measure = of_field("title").measure
    assert measure is not None
    page = url("measure_change", measure.pk)
    links = page_of(editor_client.get(page)).xpath("//p[@class='open-conflicts']/a")
    assert {link.text: link.get("href") for link in links} == {
        "标题": url("conflict_change", of_field("title").pk),
        "完成时限": url("conflict_change", of_field("due_on").pk),
    }
    plan = page_of(editor_client.get(url("plan_change", measure.plan_id)))
    assert plan.xpath("//ul[@class='object-tools']//a[contains(@href,'/conflict/')]")[0].text_content().endswith("3")
    decide(editor_client, of_field("due_on"), "here")
    [link] = page_of(editor_client.get(page)).xpath("//p[@class='open-conflicts']/a")
    assert link.text == "标题"
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    outsider.user_permissions.set(Permission.objects.filter(codename="view_measure"))
    assert not page_of(signed_in(outsider).get(page)).xpath("//p[@class='open-conflicts']")


def test_a_long_text_stands_whole_on_the_page_of_its_conflict(conflicts: list[Conflict], editor_client: Client) -> None:
    words = "落实各项任务。" * 40
    Conflict.objects.filter(field="title").update(said_before=f"甲{words}乙", said_now=f"甲{words}丙")
    page = page_of(editor_client.get(url("conflict_change", of_field("title").pk)))
    assert words in page.xpath("string(//table[@class='sides']//td[@class='now'])")
    row = page_of(editor_client.get(url("conflict_changelist"))).xpath("string(//td[@class='field-in_document'])")
    assert "…" in row


def test_who_may_not_decide_looks_on(conflicts: list[Conflict], viewer_client: Client) -> None:
    page = page_of(viewer_client.get(url("conflict_change", conflicts[0].pk)))
    assert page.xpath("//table[@class='sides']")
    assert not page.xpath("//input[@name='choice']")
    answer = viewer_client.post(url("conflict_decide", conflicts[0].pk), {"choice": "document"})
    assert answer.status_code == 403
    viewer_client.post(url("conflict_changelist"), {"action": "take_document", "_selected_action": [conflicts[0].pk]})
    assert Conflict.objects.open().count() == 3


def test_an_outsider_sees_none(conflicts: list[Conflict], outsider: User) -> None:
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    client = signed_in(outsider)
    assert client.get(url("conflict_changelist")).status_code == 403
    assert client.get(url("conflict_change", conflicts[0].pk)).status_code == 403
    assert client.post(url("conflict_decide", conflicts[0].pk), {"choice": "document"}).status_code == 403


def test_the_right_to_decide_is_one_of_its_own(conflicts: list[Conflict], outsider: User) -> None:
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    outsider.user_permissions.set(Permission.objects.filter(codename__in=["resolve_conflict", "view_measure"]))
    decide(signed_in(User.objects.get(pk=outsider.pk)), of_field("title"), "document")
    assert of_field("title").state == "document"
