"""What was deleted is listed with who and when, found by filters, and brought back from there."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client, RequestFactory

from measures import visibility
from measures.admin.history import deleted
from measures.admin.history.deleted import DeletedForm
from measures.choices import EditVia
from measures.edits import edit
from measures.models import Edit, Measure, Plan
from tests.admin.conftest import signed_in
from tests.admin.pages import page_of, text_of, url
from tests.as_of.past import move, noon
from tests.factories import assign, make_body, make_measure, make_plan, make_section
from tests.made_once import made_once


@made_once
def gone(measure: Measure, editor: User) -> Measure:
    """A measure, a section, a body and a draft with a section of its own, deleted one after another."""
    gone = make_measure(measure.section, title="误删的举措", review_state="extracted")
    assign(gone, "市科技局")
    draft = make_plan("draft", title="旅游草案", state="draft")
    make_section(draft, title="草案章节")
    section, body = make_section(measure.plan, title="误删的章节"), make_body("市体育局")
    for day, record, by in (
        ("2026-03-01", gone, editor),
        ("2026-03-02", section, User.objects.create_user("李四")),
        ("2026-03-03", body, None),
        ("2026-03-04", draft, editor),
    ):
        pk = record.pk
        with edit(by, via=EditVia.ADMIN, reason=f"原因{day[-1]}") as unit:
            record.delete()
        record.pk = pk
        move(unit.edit, noon(day))
    return gone


def listed(client: Client, **query: object) -> list[str]:
    page = page_of(client.get(url("edit_deleted", **query)))
    return [row.text_content() for row in page.xpath("//table[contains(@class, 'deleted')]/tbody/tr/td[3]")]


def test_each_is_listed_once_with_who_and_when_and_what_stood_in_a_plan_with_its_plan(
    gone: Measure, editor_client: Client
) -> None:
    assert [name.split(" ")[-1] for name in listed(editor_client)] == [
        "旅游草案",
        "市体育局",
        "误删的章节",
        "误删的举措",
    ]
    row = page_of(editor_client.get(url("edit_deleted"))).xpath("//tbody/tr")[-1]
    words = " ".join(row.text_content().split())
    for said in ("2026-03-01 12:00", "editor", "任务举措 1-2 误删的举措", "原因1", "恢复…"):
        assert said in words, said
    links = page_of(editor_client.get(url("edit_changelist"))).xpath("//a/@href")
    assert url("edit_deleted") in links


def test_the_filters_find_it(gone: Measure, editor_client: Client) -> None:
    for query, expected in (
        ({"by": "李四"}, ["误删的章节"]),
        ({"since": "2026-03-02", "until": "2026-03-03"}, ["市体育局", "误删的章节"]),
        ({"plan": "demo"}, ["误删的章节", "误删的举措"]),
        ({"kind": "plan"}, ["旅游草案"]),
        ({"q": "误删 举措"}, ["误删的举措"]),
        ({"kind": "responsiblebody", "plan": "demo"}, []),
    ):
        found = [name.split(" ")[-1] for name in listed(editor_client, **query)]
        assert found == expected, query


def test_a_page_ends_where_the_next_begins(
    gone: Measure, editor_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deleted, "RECORDS_A_PAGE", 1)
    for made in Edit.objects.filter(reason__startswith="原因"):
        move(made, noon("2026-03-01"))  # all at one moment
    seen, address = [], url("edit_deleted")
    while address:
        page = page_of(editor_client.get(address))
        seen += [row.text_content().split(" ")[-1] for row in page.xpath("//tbody/tr/td[3]")]
        older = page.xpath("//a[@rel='next']/@href")
        address = f"{url('edit_deleted')}{older[0]}" if older else ""
    assert sorted(seen) == sorted(["旅游草案", "市体育局", "误删的章节", "误删的举措"])


def test_bringing_back_is_shown_first_and_written_then(gone: Measure, editor_client: Client, editor: User) -> None:
    address = url("edit_return", "measure", gone.pk)
    page = editor_client.get(address)
    words = text_of(page)
    for said in ("误删的举措", "牵头单位：市科技局", "2026-03-01 12:00:00", "editor"):
        assert said in words, said
    assert not Measure.objects.filter(pk=gone.pk).exists()
    form = page_of(page).xpath("//form[.//input[@name='fingerprint']]")[0]
    answer = editor_client.post(address, dict(form.form_values()) | {"reason": "恢复"}, follow=True)
    assert answer.redirect_chain[-1][0] == url("measure_change", gone.pk)
    assert "记录已恢复" in text_of(answer)
    assert Measure.objects.get(pk=gone.pk).responsibilities.count() == 1
    made = Edit.objects.latest("pk")
    assert (made.by, made.reason, made.via) == (editor, "恢复", "admin")
    assert "误删的举措" not in " ".join(listed(editor_client))
    assert editor_client.get(address).status_code == 404
    editor_client.post(url("edit_undo", made.pk), {"whole": "1"})
    assert not Measure.objects.filter(pk=gone.pk).exists()


def test_a_draft_comes_back_whole(gone: Measure, editor_client: Client) -> None:
    [link] = page_of(editor_client.get(url("edit_deleted", kind="plan"))).xpath("//a[text()='恢复…']/@href")
    form = page_of(editor_client.get(link)).xpath("//form[.//input[@name='fingerprint']]")[0]
    assert editor_client.post(link, dict(form.form_values())).status_code == 302
    assert Plan.objects.get(slug="draft").sections.get().title == "草案章节"


def test_what_cannot_come_back_says_why_and_is_not_written(gone: Measure, editor_client: Client) -> None:
    make_body("市文体局", aliases=["市体育局"])
    [link] = page_of(editor_client.get(url("edit_deleted", kind="responsiblebody"))).xpath("//a[text()='恢复…']/@href")
    words = text_of(editor_client.get(link))
    assert "市文体局" in words
    assert "无法恢复" in words
    answer = editor_client.post(link, {"fingerprint": ""}, follow=True)
    assert answer.redirect_chain[-1][0] == link


def test_bringing_back_needs_the_right_to_undo_and_those_for_what_comes_back(
    gone: Measure, viewer_client: Client, outsider: User
) -> None:
    address = url("edit_return", "measure", gone.pk)
    assert "恢复…" not in text_of(viewer_client.get(url("edit_deleted")))
    for method in ("get", "post"):
        assert getattr(viewer_client, method)(address).status_code == 403
    clerk = User.objects.create_user("clerk", is_staff=True)
    names = ["view_edit", "view_measure", "undo_edit", "add_measure"]
    clerk.user_permissions.set(Permission.objects.filter(codename__in=names))
    assert signed_in(clerk).post(address).status_code == 403  # may add no responsibility
    for page in (url("edit_deleted"), address):
        assert signed_in(outsider).get(page).status_code == 302
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    for page in (url("edit_deleted"), address):
        assert signed_in(outsider).get(page).status_code == 403
    assert not Measure.objects.filter(pk=gone.pk).exists()


def test_whoever_is_limited_to_some_plans_sees_what_was_deleted_in_them(
    gone: Measure, editor: User, editor_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_plan("other")
    monkeypatch.setattr(visibility, "plans_of", lambda user: frozenset([other.pk]))
    assert [name.split(" ")[-1] for name in listed(editor_client)] == ["市体育局"]
    assert editor_client.get(url("edit_return", "measure", gone.pk)).status_code == 404
    assert editor_client.get(url("edit_return", "target", 1)).status_code == 404


def test_no_parameter_breaks_the_list(gone: Measure, editor: User, editor_client: Client) -> None:
    for name in ("q", "by", "since", "until", "plan", "kind", "before"):
        for value in ("9" * 20, "2026-13-45 1", "2026-03-01T12:00:00+00:00 9999999999999999999"):
            DeletedForm(RequestFactory().get("/", {name: value}).GET, editor).rows()
    assert editor_client.get(url("edit_deleted"), {"since": "昨天", "before": "昨天"}).status_code == 200
    editor_client.raise_request_exception = False
    assert editor_client.get(url("edit_deleted"), {"before": "\0"}).status_code == 400
