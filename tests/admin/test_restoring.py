"""One field, some parts or a whole earlier version is restored: shown first, then written as one edit."""

from django.contrib.auth.models import Permission, User
from django.test import Client
from lxml.html import HtmlElement

from measures.choices import EditVia, Role
from measures.edits import merge_bodies, undo
from measures.models import Edit, Measure, Responsibility, ResponsibleBody
from measures.models.history import HistoryRow
from tests.admin.conftest import signed_in
from tests.admin.pages import page_of, told, url
from tests.factories import assign, make_body, make_measure, make_target
from tests.made_once import made_once


@made_once
def first(measure: Measure) -> HistoryRow:
    """The version of a measure with two bodies and a target, before its title, note and bodies were changed."""
    assign(measure, "市科技局")
    assign(measure, "市财政局", Role.SUPPORT)
    make_target(measure, text="达到300家")
    row: HistoryRow = Measure.objects.get(pk=measure.pk).history.latest()
    measure.refresh_from_db()
    measure.title, measure.note = "新标题", "新备注"
    measure.save()
    measure.targets.get().delete()
    measure.responsibilities.get(role=Role.SUPPORT).delete()
    assign(measure, "市审计局", Role.SUPERVISOR)
    return row


def page(client: Client, row: HistoryRow, **query: str) -> HtmlElement:
    return page_of(client.get(url("measure_revert", row.id, row.history_id, **query)))


def ticked(shown: HtmlElement) -> list[str]:
    return [str(box.get("value")) for box in shown.xpath("//input[@name='chosen' and @checked]")]


def restore(client: Client, row: HistoryRow, *chosen: str, **fields: str) -> str:
    """Send the page's form with these ticks; returns what is said afterwards."""
    shown = page(client, row)
    version = shown.xpath("//input[@name='version']/@value")[0]
    sent = {"version": version, "choosing": "1", "chosen": [*chosen]} | fields
    return told(client, client.post(url("measure_revert", row.id, row.history_id), sent))


def roles(measure: Measure) -> dict[str, str]:
    return dict(measure.responsibilities.values_list("body__name", "role"))


def test_one_field_alone_is_restored_and_the_restoring_can_be_undone(
    measure: Measure, first: HistoryRow, editor_client: Client, editor: User
) -> None:
    before = Measure.objects.get(pk=measure.pk)
    assert "所选内容已恢复为第" in restore(editor_client, first, "title", reason="误改")
    after = Measure.objects.get(pk=measure.pk)
    assert (after.title, after.note, after.version) == ("支持基础研究", "新备注", before.version + 1)
    assert roles(after) == {"市科技局": "lead", "市审计局": "supervisor"}
    made = Edit.objects.latest("pk")
    assert (made.by, made.reason) == (editor, "误改")
    undo(made, by=editor, via=EditVia.ADMIN)
    assert Measure.objects.get(pk=measure.pk).title == "新标题"


def test_everything_is_ticked_unless_one_field_is_asked_for(first: HistoryRow, editor_client: Client) -> None:
    shown = page(editor_client, first)
    assert {"title", "note"} < set(ticked(shown))
    assert len(ticked(shown)) == 5
    assert ticked(page(editor_client, first, field="note")) == ["note"]
    history = page_of(editor_client.get(url("measure_history", first.id)))
    links = history.xpath("//a[text()='恢复此项']/@href")
    assert (
        f"{url('measure_revert', first.id, first.history_id)}?field=title" not in links
    )  # its own version changed no title
    assert any(link.endswith("?field=title") for link in links)


def test_parts_are_restored_one_by_one(measure: Measure, first: HistoryRow, editor_client: Client) -> None:
    keys = {key.split("-")[0]: key for key in ticked(page(editor_client, first)) if "-" in key}
    restore(editor_client, first, keys["target"])
    stored = Measure.objects.get(pk=measure.pk)
    assert [target.text for target in stored.targets.all()] == ["达到300家"]
    assert roles(stored) == {"市科技局": "lead", "市审计局": "supervisor"}
    assert stored.title == "新标题"


def test_the_whole_is_restored_with_bodies_targets_and_successors(
    measure: Measure, editor_client: Client, first: HistoryRow
) -> None:
    other = make_measure(measure.section)
    stored = Measure.objects.get(pk=measure.pk)
    stored.successors.add(other)
    row: HistoryRow = Measure.objects.get(pk=measure.pk).history.latest()
    Measure.objects.get(pk=measure.pk).successors.clear()
    restore(editor_client, first, *ticked(page(editor_client, first)))
    stored = Measure.objects.get(pk=measure.pk)
    assert (stored.title, stored.note) == ("支持基础研究", "")
    assert roles(stored) == {"市科技局": "lead", "市财政局": "support"}
    assert stored.targets.count() == 1
    restore(editor_client, row, *ticked(page(editor_client, row)))
    assert list(stored.successors.all()) == [other]


def test_nothing_ticked_writes_nothing(measure: Measure, first: HistoryRow, editor_client: Client) -> None:
    version = Measure.objects.get(pk=measure.pk).version
    assert "没有勾选任何内容" in restore(editor_client, first)
    assert Measure.objects.get(pk=measure.pk).version == version


def test_a_body_that_was_renamed_comes_back_under_its_name_of_now(
    measure: Measure, first: HistoryRow, editor_client: Client
) -> None:
    body = ResponsibleBody.objects.get(name="市财政局")
    body.name = "市财政和国资局"
    body.save()
    assert "“市财政局”现名“市财政和国资局”。" in " ".join(page(editor_client, first).text_content().split())
    restore(editor_client, first, *ticked(page(editor_client, first)))
    assert roles(measure)["市财政和国资局"] == "support"


def test_of_a_body_that_was_merged_the_other_is_restored_once(
    measure: Measure, first: HistoryRow, editor_client: Client
) -> None:
    kept = make_body("市财政和国资局")
    merge_bodies(kept.pk, ResponsibleBody.objects.get(name="市财政局").pk, by=None, via=EditVia.ADMIN)
    words = " ".join(page(editor_client, first).text_content().split())
    assert "“市财政局”现为“市财政和国资局”，将以后者恢复。" in words
    restore(editor_client, first, *ticked(page(editor_client, first)))
    assert roles(measure) == {"市科技局": "lead", "市财政和国资局": "support"}
    again = ticked(page(editor_client, first))
    assert not [key for key in again if key.startswith("responsibility")]


def test_what_the_editor_may_not_write_is_left_out_and_said(
    measure: Measure, first: HistoryRow, outsider: User, viewer_client: Client
) -> None:
    address = url("measure_revert", first.id, first.history_id)
    clerk = User.objects.create_user("clerk", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["view_measure", "change_measure"]))
    client = signed_in(clerk)
    shown = page(client, first)
    assert not [key for key in ticked(shown) if key.startswith(("responsibility", "target"))]
    assert "部分内容您无权修改" in shown.text_content()
    [part] = Responsibility.objects.filter(role=Role.SUPERVISOR)
    restore(client, first, "title", f"responsibility-{part.pk}")
    assert Measure.objects.get(pk=measure.pk).title == "支持基础研究"
    assert Responsibility.objects.filter(pk=part.pk).exists()
    for method in ("get", "post"):
        assert getattr(viewer_client, method)(address).status_code == 403
        assert getattr(signed_in(outsider), method)(address).status_code == 302


def test_over_a_colleagues_save_that_was_not_seen_nothing_is_written(
    measure: Measure, first: HistoryRow, editor_client: Client
) -> None:
    assert "同事" in restore(editor_client, first, "title", version="1")
    assert Measure.objects.get(pk=measure.pk).title == "新标题"
