"""The list of edits, and the way back from each: shown first, then written."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from measures.choices import EditVia
from measures.edits import SetPhase, batches, change_many, edit, resume
from measures.models import Conflict, Edit, Measure, Responsibility
from tests.admin.conftest import signed_in
from tests.admin.pages import Editing, page_of, read_form, text_of, url
from tests.edits.bulk import stopped_after_a_batch
from tests.factories import assign, make_measure
from tests.made_once import made_once


@made_once
def made(measure: Measure, editor_client: Client) -> Edit:
    """An edit of the title by `editor`."""
    Editing(editor_client, measure).open().save(title="新标题")
    return Edit.objects.latest("pk")


def confirm(client: Client, made: Edit, **fields: str) -> Callable[[], None]:
    """Send the form of the page that says what undoing would do."""
    address = url("edit_undo", made.pk)
    form = page_of(client.get(address)).xpath("//form[.//input[@name='fingerprint']]")[0]
    sent = dict(form.form_values()) | fields
    return lambda: client.post(address, sent)  # type: ignore[return-value]


def test_the_history_leads_to_undoing_an_edit(measure: Measure, made: Edit, editor_client: Client) -> None:
    links = page_of(editor_client.get(url("measure_history", measure.pk))).xpath("//td//a/@href")
    assert url("edit_undo", made.pk) in links


def test_the_page_of_an_edit_has_no_empty_lines(made: Edit, editor_client: Client) -> None:
    shown = text_of(editor_client.get(url("edit_change", made.pk)))
    assert "途径：" in shown
    assert "撤销的编辑：" not in shown
    assert "原因：" not in shown
    confirm(editor_client, made, reason="误改")()
    shown = text_of(editor_client.get(url("edit_change", Edit.objects.latest("pk").pk)))
    assert "撤销的编辑：" in shown
    assert "原因： 误改" in shown


def test_undoing_is_shown_first_and_written_then(
    measure: Measure, made: Edit, editor_client: Client, editor: User
) -> None:
    words = text_of(editor_client.get(url("edit_undo", made.pk)))
    assert "新标题" in words
    assert "支持基础研究" in words
    measure.refresh_from_db()
    assert measure.title == "新标题"
    confirm(editor_client, made, reason="误改")()
    measure.refresh_from_db()
    assert (measure.title, measure.version) == ("支持基础研究", 3)
    undoing = Edit.objects.latest("pk")
    assert (undoing.undoes, undoing.by, undoing.reason, undoing.via) == (made, editor, "误改", "admin")


def test_what_a_later_edit_touched_is_named_and_stays(
    measure: Measure, editor_client: Client, colleague_client: Client
) -> None:
    Editing(editor_client, measure).open().save(title="新标题", note="备注")
    made = Edit.objects.latest("pk")
    Editing(colleague_client, measure).open().save(note="李四的备注")
    words = text_of(editor_client.get(url("edit_undo", made.pk)))
    assert "保持不变的内容" in words
    assert "李四" in words
    confirm(editor_client, made)()
    measure.refresh_from_db()
    assert (measure.title, measure.note) == ("支持基础研究", "李四的备注")


def test_what_was_changed_after_it_was_shown_is_shown_again(
    measure: Measure, made: Edit, editor_client: Client
) -> None:
    send = confirm(editor_client, made)
    measure.refresh_from_db()
    measure.title = "再改"
    measure.save()
    send()
    measure.refresh_from_db()
    assert measure.title == "再改"
    assert "没有可撤销的内容" in text_of(editor_client.get(url("edit_undo", made.pk)))


def test_a_deleted_measure_is_found_in_the_list_of_edits_and_brought_back(
    measure: Measure, editor_client: Client
) -> None:
    extra = make_measure(measure.section, title="误删的举措", review_state="extracted")
    assign(extra, "市科技局")
    assert editor_client.post(url("measure_delete", extra.pk), {"post": "yes"}).status_code == 302
    made = Edit.objects.latest("pk")
    assert url("edit_change", made.pk) in page_of(editor_client.get(url("edit_changelist"))).xpath("//a/@href")
    words = text_of(editor_client.get(url("edit_change", made.pk)))
    assert "误删的举措" in words
    assert "删除" in words
    confirm(editor_client, made)()
    assert Measure.objects.get(pk=extra.pk).title == "误删的举措"
    assert Responsibility.objects.filter(measure=extra).count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_undoing_needs_the_rights_for_what_it_does(method: str, measure: Measure, made: Edit, outsider: User) -> None:
    """A viewer may look at the edit, but not take it back; an outsider may not even look."""
    viewer = User.objects.create_user("viewer", is_staff=True)
    viewer.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    outsider.is_staff = True
    outsider.save()
    for user in (viewer, outsider):
        assert getattr(signed_in(user), method)(url("edit_undo", made.pk)).status_code == 403
    assert signed_in(viewer).get(url("edit_change", made.pk)).status_code == 200
    assert signed_in(outsider).get(url("edit_change", made.pk)).status_code == 403
    measure.refresh_from_db()
    assert measure.title == "新标题"


def test_who_may_change_measures_but_not_delete_them_cannot_undo_their_creation(
    measure: Measure, editor_client: Client
) -> None:
    with edit(None, via=EditVia.IMPORT) as unit:
        make_measure(measure.section, review_state="extracted")
    clerk = User.objects.create_user("clerk", is_staff=True)
    names = ["view_measure", "change_measure", "view_edit", "undo_edit"]
    clerk.user_permissions.set(Permission.objects.filter(codename__in=names))
    assert signed_in(clerk).get(url("edit_undo", unit.edit.pk)).status_code == 403
    assert editor_client.get(url("edit_undo", unit.edit.pk)).status_code == 200


@pytest.mark.parametrize(("names", "status"), [(["undo_edit"], 200), ([], 403)])
def test_undoing_is_a_right_of_its_own(names: list[str], status: int, measure: Measure, made: Edit) -> None:
    clerk = User.objects.create_user("clerk", is_staff=True)
    rights = ["view_measure", "change_measure", "view_edit", *names]
    clerk.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client = signed_in(clerk)
    offered = [client.get(url("edit_change", made.pk)), client.get(url("measure_history", measure.pk))]
    assert {url("edit_undo", made.pk) in page_of(page).xpath("//a/@href") for page in offered} == {status == 200}
    assert client.get(url("edit_undo", made.pk)).status_code == status
    assert client.post(url("edit_undo", made.pk)).status_code in (403, 302)
    if status == 200:
        confirm(client, made)()
    assert Edit.objects.filter(undoes=made).exists() is (status == 200)


def test_nobody_edits_or_deletes_an_edit(made: Edit, editor_client: Client) -> None:
    assert editor_client.post(url("edit_change", made.pk), {"reason": "anders"}).status_code == 403
    assert editor_client.post(url("edit_delete", made.pk), {"post": "yes"}).status_code == 403
    assert editor_client.get(url("edit_add")).status_code == 403


def test_a_bulk_change_that_stopped_offers_to_go_on(
    measure: Measure, editor_client: Client, viewer_client: Client, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("AT_ONCE", 1), ("BATCH", 1), ("PAUSE", 0)):
        monkeypatch.setattr(batches, name, value)
    make_measure(measure.section)
    with stopped_after_a_batch():
        made = change_many(Measure.objects.all(), SetPhase(phase="completed"), by=editor, via=EditVia.ADMIN)
    page = editor_client.get(url("edit_change", made.pk))
    assert "1 / 2" in text_of(page)
    read_form(page, "resume")
    assert viewer_client.post(url("edit_resume", made.pk)).status_code == 403
    assert Measure.objects.filter(phase="completed").count() == 1
    assert editor_client.post(url("edit_resume", made.pk)).status_code == 302
    assert Measure.objects.filter(phase="completed").count() == 2
    assert "继续执行" not in text_of(editor_client.get(url("edit_change", made.pk)))


def test_a_bulk_change_names_what_it_left_alone_and_its_undo_shows_the_first(
    measure: Measure, editor_client: Client, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("AT_ONCE", 1), ("BATCH", 1), ("LARGEST", 1), ("PAUSE", 0)):
        monkeypatch.setattr(batches, name, value)
    others = [make_measure(measure.section, title=title) for title in "乙丙"]
    with stopped_after_a_batch():
        made = change_many(Measure.objects.all(), SetPhase(phase="completed"), by=editor, via=EditVia.ADMIN)
    others[0].note = "同时"
    others[0].save()
    resume(made)
    page = editor_client.get(url("edit_change", made.pk))
    assert "1 条记录在此期间被他人修改，未作更改 任务举措 1-2 乙" in text_of(page)
    page = editor_client.get(url("edit_undo", made.pk))
    assert "这次编辑处理了 3 条记录，此处只列出前面的" in text_of(page)
    confirm(editor_client, made)()
    assert not Measure.objects.filter(phase="completed").exists()


def test_undoing_needs_the_right_to_see_what_the_edit_touched(measure: Measure) -> None:
    """The rights for what the undo would write are not enough."""
    source = measure.source
    assert source is not None
    with edit(None, via=EditVia.IMPORT) as unit:
        Conflict.objects.create(plan=measure.plan, measure=measure, source=source, model="measure", field="title")
    clerk = User.objects.create_user("clerk", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["change_measure", "undo_edit", "view_edit"]))
    assert signed_in(clerk).get(url("edit_undo", unit.edit.pk)).status_code == 403
    clerk.user_permissions.add(Permission.objects.get(codename="view_conflict"))
    assert signed_in(User.objects.get(pk=clerk.pk)).get(url("edit_undo", unit.edit.pk)).status_code == 200


def test_the_undo_of_a_published_measures_creation_is_shown_and_read_as_a_withdrawal(
    measure: Measure, editor_client: Client, client: Client
) -> None:
    with edit(None, via=EditVia.API) as unit:
        published = make_measure(measure.section, title="误发布的举措")
    cursor = client.get("/api/v1/changes/").json()["cursor"]
    words = text_of(editor_client.get(url("edit_undo", unit.edit.pk)))
    assert "误发布的举措" in words
    assert "撤出日期" in words
    confirm(editor_client, unit.edit)()
    record = client.get(f"/api/v1/plans/demo/measures/{published.code}/").json()
    assert record["withdrawn_on"] == timezone.localdate().isoformat()
    [change] = client.get("/api/v1/changes/", {"since": cursor}).json()["results"]
    assert (change["operation"], change["key"]) == ("withdraw", published.code)
