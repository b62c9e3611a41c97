"""All edits of the office: what each touched, filters that find one, pages that end where the next begins."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from measures import visibility
from measures.admin.history import activity
from measures.choices import EditVia
from measures.edits import SetPhase, batches, change_many, edit, undo
from measures.models import Edit, Measure, Plan
from tests.admin.conftest import signed_in
from tests.admin.pages import page_of, text_of, url
from tests.as_of.past import move, noon
from tests.factories import assign, make_body, make_measure, make_plan, make_section
from tests.made_once import made_once

EDITS = "//article/p/a[text()='变更内容']/@href"


def made_on(day: str, by: User | None, via: EditVia = EditVia.ADMIN, reason: str = "", **fields: object) -> Edit:
    """An edit that gives every measure of the plan named by `plan` these values, moved to noon on that day."""
    with edit(by, via=via, reason=reason) as unit:
        for measure in Measure.objects.filter(plan__slug=fields.pop("plan", "demo")):
            for name, value in fields.items():
                setattr(measure, name, value)
            measure.save()
    move(unit.edit, noon(day))
    return Edit.objects.get(pk=unit.edit.pk)


@made_once
def other(measure: Measure) -> Measure:
    """A measure of another plan. What was made so far happened in 2025."""
    other = make_measure(make_section(make_plan("other", title="旅游规划")), title="旅游举措")
    for made in Edit.objects.all():
        move(made, noon("2025-06-01"))
    return other


def listed(client: Client, **query: object) -> list[int]:
    """The numbers of the edits on the page, in its order."""
    page = page_of(client.get(url("edit_changelist", **query)))
    return [int(link.split("/")[-3]) for link in page.xpath(EDITS)]


def entry(client: Client, made: Edit) -> str:
    page = page_of(client.get(url("edit_changelist", batch=made.pk)))
    [article] = page.xpath(f"//article[p/a[text()='变更内容' and @href='{url('edit_change', made.pk)}']]")
    return " ".join(article.text_content().split())


def test_every_filter_alone_and_with_others_finds_the_edits_it_names(
    measure: Measure, other: Measure, editor: User, editor_client: Client
) -> None:
    colleague = User.objects.create_user("李四")
    first = made_on("2026-03-01", editor, reason="按部门意见修改", title="甲")
    second = made_on("2026-03-02", colleague, EditVia.API, title="乙")
    third = made_on("2026-03-03", None, EditVia.IMPORT, plan="other", title="丙")
    with edit(editor, via=EditVia.ADMIN, reason="新单位") as unit:
        make_body("市数据局")
    fourth = Edit.objects.get(pk=unit.edit.pk)
    move(fourth, noon("2026-03-04"))
    since = {"since": "2026-03-01"}
    assert listed(editor_client, **since) == [fourth.pk, third.pk, second.pk, first.pk]
    for query, expected in (
        ({"by": "李四"}, [second]),
        ({"since": "2026-03-02", "until": "2026年3月3日"}, [third, second]),
        ({"until": "2026-03", "by": "editor"}, [fourth, first]),
        ({"plan": "other"} | since, [third]),
        ({"plan": "旅游规划"} | since, [third]),
        ({"plan": "旅游"} | since, [third]),
        ({"kind": "responsiblebody"} | since, [fourth]),
        ({"kind": "measure", "plan": "demo"} | since, [second, first]),
        ({"kind": "responsiblebody", "plan": "demo"} | since, []),
        ({"via": "api"}, [second]),
        ({"via": "import"}, [third]),
        ({"q": "部门意见"}, [first]),
        ({"q": "部门 editor"}, [first]),
        ({"batch": first.pk}, [first]),
        ({"via": "undo"}, []),
    ):
        assert listed(editor_client, **query) == [made.pk for made in expected], query


def test_an_edit_says_what_it_touched_and_leads_to_it(measure: Measure, editor: User, editor_client: Client) -> None:
    gone = make_measure(measure.section, title="误建", review_state="extracted")
    with edit(editor, via=EditVia.ADMIN, reason="核对") as unit:
        make_measure(measure.section, title="新建")
        measure.title = "改后"
        measure.save()
        measure.save()
        assign(measure, "市科技局")
        gone.delete()
    made = unit.edit
    words = entry(editor_client, made)
    assert "任务举措 新增 1 条 修改 1 条 删除 1 条" in words
    assert "责任分工 新增 1 条" in words
    assert "核对" in words
    page = page_of(editor_client.get(url("edit_changelist", batch=made.pk)))
    links = {link.text_content(): link.get("href") for link in page.xpath("//article//a")}
    assert links["任务举措 1-1 改后"] == url("measure_change", measure.pk)
    assert "误建" in words
    assert not any("误建" in text for text in links)
    assert links["撤销这次编辑"] == url("edit_undo", made.pk)
    undoing = undo(made, by=editor, via=EditVia.ADMIN)
    assert listed(editor_client, batch=made.pk) == [undoing.pk, made.pk]
    assert "已撤销" in entry(editor_client, made)
    assert listed(editor_client, via="undo") == [undoing.pk]


def test_of_a_large_edit_the_first_record_of_each_kind_is_named_and_the_rest_counted(
    measure: Measure, editor: User, editor_client: Client
) -> None:
    with edit(editor, via=EditVia.IMPORT) as unit:
        section = make_section(measure.plan, title="新章")
        for number in range(20):
            make_measure(section, title=f"第{number}项")
    words = entry(editor_client, unit.edit)
    assert "章节 新增 1 条；任务举措 新增 20 条" in words
    assert "第0项" in words
    assert "第1项" not in words
    assert "等另外 19" in words


def test_a_bulk_change_counts_itself(
    measure: Measure, editor: User, editor_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("AT_ONCE", 1), ("PAUSE", 0)):
        monkeypatch.setattr(batches, name, value)
    make_measure(measure.section)
    made = change_many(Measure.objects.all(), SetPhase(phase="completed"), by=editor, via=EditVia.ADMIN)
    assert "任务举措 修改 2 条" in entry(editor_client, made)
    assert listed(editor_client, via="bulk") == [made.pk]
    undo(made, by=editor, via=EditVia.ADMIN)
    assert listed(editor_client, via="bulk") == [made.pk]


def test_a_page_ends_where_the_next_begins_and_nothing_is_skipped_when_edits_come(
    measure: Measure, editor: User, editor_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activity, "EDITS_A_PAGE", 2)
    every = [made_on("2026-03-01", editor, title=title).pk for title in "甲乙丙丁戊"]
    seen, address = [], url("edit_changelist", since="2026-03-01", until="2026-03-01")
    while address:
        page = page_of(editor_client.get(address))
        seen += [int(link.split("/")[-3]) for link in page.xpath(EDITS)]
        older = page.xpath("//a[@rel='next']/@href")
        address = f"{url('edit_changelist')}{older[0]}" if older else ""
        made_on("2026-03-01", editor, title=f"后{len(seen)}")
    assert seen == every[::-1]
    assert page.xpath("//a[text()='回到最新']/@href") == ["?since=2026-03-01&until=2026-03-01"]


# What reaches the database of such values test_malformed_addresses.py sends to both.
@pytest.mark.only("sqlite")
def test_what_no_filter_understands_lists_nothing_and_breaks_nothing(measure: Measure, editor: User) -> None:
    for name in ("q", "by", "since", "until", "plan", "kind", "via", "batch", "before"):
        for value in ("9" * 20, "²", "2026-13-45 1", "昨天"):
            request = RequestFactory().get("/", {name: value})
            request.user = editor
            answer = activity.activity(request)
            if name not in ("q", "by", "before"):
                assert not answer.form.is_valid(), (name, value)
                assert not answer.lines


def test_what_a_filter_does_not_understand_is_said(measure: Measure, editor_client: Client) -> None:
    page = page_of(editor_client.get(url("edit_changelist", since="昨天", batch="²")))
    assert len(page.xpath("//p[@class='errornote']")) == 2
    assert not page.xpath("//article")
    editor_client.raise_request_exception = False
    assert editor_client.get(url("edit_changelist"), {"before": "\0"}).status_code == 400


def test_a_page_takes_as_many_queries_for_many_edits_as_for_few(
    measure: Measure, editor: User, editor_client: Client
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert editor_client.get(url("edit_changelist", plan="demo")).status_code == 200
        return len(captured)

    assign(measure, "市科技局")
    few = queries()
    for number in range(4):
        made_on("2026-03-01", editor, title=f"第{number}版")
        assign(measure, f"第{number}局")
    assert queries() <= few + 1


def limit_to(monkeypatch: pytest.MonkeyPatch, plan: Plan, user: User) -> None:
    """As where an administrator has limited the user to a plan."""
    own = visibility.plans_of

    def plans_of(asked: visibility.User) -> frozenset[int] | None:
        return frozenset([plan.pk]) if asked.pk == user.pk else own(asked)

    monkeypatch.setattr(visibility, "plans_of", plans_of)


def test_whoever_is_limited_to_some_plans_sees_the_parts_of_edits_that_are_theirs(
    measure: Measure, other: Measure, editor: User, editor_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assign(measure, "市科技局")
    foreign = made_on("2026-03-01", None, plan="other", title="旅游举措二")
    with edit(None, via=EditVia.IMPORT) as unit:
        for record in Measure.objects.all():
            record.note = "统一核对"
            record.save()
            assign(record, "市审计局")
    both = unit.edit
    limit_to(monkeypatch, measure.plan, editor)
    found = listed(editor_client)
    assert both.pk in found
    assert foreign.pk not in found
    words = entry(editor_client, both)
    assert "任务举措 修改 1 条；责任分工 新增 1 条" in words
    assert "旅游举措" not in words
    assert listed(editor_client, batch=foreign.pk) == []
    assert listed(editor_client, plan="other") == []
    shown = text_of(editor_client.get(url("edit_change", both.pk)))
    assert "支持基础研究" in shown
    assert "旅游举措" not in shown
    assert editor_client.get(url("edit_undo", both.pk)).status_code == 403
    assert editor_client.get(url("edit_undo", foreign.pk)).status_code == 404
    assert editor_client.get(url("edit_change", foreign.pk)).status_code == 302
    assert editor_client.get(url("edit_status", foreign.pk)).status_code == 404
    assert "旅游举措" not in text_of(editor_client.get("/admin/"))


def test_who_may_not_see_a_kind_of_record_sees_nothing_of_it_and_an_outsider_no_edit(
    measure: Measure, editor: User, outsider: User
) -> None:
    with edit(editor, via=EditVia.ADMIN) as unit:
        measure.title = "改后"
        measure.save()
        make_body("市数据局")
    clerk = User.objects.create_user("clerk", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["view_edit", "view_responsiblebody"]))
    words = entry(signed_in(clerk), unit.edit)
    assert "市数据局" in words
    assert "改后" not in words
    shown = text_of(signed_in(clerk).get(url("edit_change", unit.edit.pk)))
    assert "市数据局" in shown
    assert "改后" not in shown
    assert signed_in(outsider).get(url("edit_changelist")).status_code == 302
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    assert signed_in(outsider).get(url("edit_changelist")).status_code == 403


def test_the_name_of_an_editor_outlives_the_account(measure: Measure, editor_client: Client) -> None:
    leaving = User.objects.create_user("赵六", is_staff=True)
    made = made_on("2026-03-01", leaving, title="离任前修改")
    root = signed_in(User.objects.create_superuser("root"))
    assert root.post(f"/admin/auth/user/{leaving.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not User.objects.filter(username="赵六").exists()
    assert "赵六" in entry(editor_client, made)
    assert listed(editor_client, by="赵六") == [made.pk]
    assert "赵六" in text_of(editor_client.get(url("edit_change", made.pk)))
    assert "赵六" in text_of(editor_client.get(url("measure_history", measure.pk)))
    assert date(2026, 3, 1).isoformat() in text_of(editor_client.get(url("edit_changelist", by="赵六")))
