"""Layouts of reports in the admin: columns chosen on a page, kept under a name, used by all, kept by few."""

from typing import Any
from unittest import mock

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from measures.models import IssuedReport, Plan, PlanLimit, ReportLayout
from tests.admin.pages import page_of, read_form
from tests.exports.ledgers import read_csv, reported_plan
from tests.issued_reports import read_file
from tests.made_once import made_once

pytestmark = pytest.mark.usefixtures("groups")
LAYOUT = "number,title,lead=主责单位,progress,=下周安排"
HEADS = ["序号", "任务举措", "主责单位", "完成情况", "下周安排", "slug", "code", "version"]


@made_once
def plan() -> Plan:
    return reported_plan()


@made_once
def layout() -> ReportLayout:
    return ReportLayout.objects.create(name="督办", report="ledger", columns=LAYOUT, at=timezone.now())


def someone(group: str, *plans: Plan) -> Client:
    """Somebody of a group, signed in; limited to some plans where some are named."""
    user = User.objects.create_user(f"{group}{User.objects.count()}", is_staff=True)
    if group:
        user.groups.add(Group.objects.get(name=group))
    if plans:
        PlanLimit.objects.create(user=user).plans.set(plans)
    client = Client()
    client.force_login(user)
    return client


def heads(client: Client, **asked: str) -> list[str]:
    """Those of a ledger that is downloaded from the page of reports."""
    answer: Any = client.get(reverse("admin:reports_file", query={"report": "ledger", "format": "csv"} | asked))
    return read_csv(read_file(answer))[0]


def posted(**chosen: str | tuple[str, str]) -> dict[str, str]:
    """A table of columns as a browser sends it: the place of each, or place and title; blank_1 is another column."""
    found: dict[str, str] = {}
    for row, (name, said) in enumerate(chosen.items()):
        place, title = (said, "") if isinstance(said, str) else said
        found |= {
            f"columns-name-{row}": name.partition("_1")[0],
            f"columns-place-{row}": place,
            f"columns-title-{row}": title,
        }
    return found


def choose(client: Client, data: dict[str, str], **asked: str) -> Any:
    return client.post(reverse("admin:reports_columns", query={"report": "ledger"} | asked), data, follow=True)


def test_columns_are_chosen_by_numbers_and_used_for_this_once(plan: Plan) -> None:
    editor = someone("编辑")
    page = choose(
        editor,
        posted(
            lead=("3", "主责单位"),
            number="1",
            title=("2.5", "任务举措"),
            text="",
            blank_1=("", "下周安排"),
            progress="7",
        ),
        phase="not_started",
    )
    asked = page.wsgi_request.GET
    assert (asked["columns"], asked["phase"]) == (LAYOUT, "not_started")
    assert "layout" not in asked
    assert not ReportLayout.objects.exists()
    form = page_of(page).get_element_by_id("report-form")
    assert form.fields["columns"] == LAYOUT
    assert "序号、任务举措、主责单位、完成情况、下周安排" in form.text_content()
    assert heads(editor, columns=LAYOUT) == HEADS


def test_columns_are_kept_under_a_name_from_the_page_of_reports_and_the_report_is_shown_with_them(plan: Plan) -> None:
    editor = someone("编辑")
    chosen = posted(number="1", title="2", lead=("3", "主责单位"), progress="4", blank_1=("5", "下周安排"))
    page = choose(editor, chosen | {"keep": "1", "name": "督办"}, columns="title")
    kept = ReportLayout.objects.get()
    assert (kept.name, kept.report, kept.columns, kept.is_default) == ("督办", "ledger", LAYOUT, False)
    assert kept.by is not None
    assert kept.by_name == kept.by.username
    assert page.wsgi_request.GET["layout"] == "督办"
    assert "columns" not in page.wsgi_request.GET
    assert page_of(page).get_element_by_id("report-form").fields["layout"] == "督办"
    assert heads(editor, layout="督办") == HEADS
    again = choose(editor, chosen | {"keep": "1", "name": "督办"}).content.decode()
    assert "该报表已有同名版式" in again
    assert "不能用作名称" in choose(editor, chosen | {"keep": "1", "name": "-"}).content.decode()
    assert "必填" in choose(editor, chosen | {"keep": "1", "name": ""}).content.decode()
    assert ReportLayout.objects.count() == 1


def test_the_table_shows_what_is_chosen_in_its_order_then_all_others(plan: Plan, layout: ReportLayout) -> None:
    page = someone("查看").get(reverse("admin:reports_columns", query={"report": "ledger", "layout": "督办"}))
    rows = [[field.get("value") or "" for field in row.xpath(".//input")] for row in page_of(page).xpath("//tbody/tr")]
    assert rows[:6] == [
        ["number", "1", ""],
        ["title", "2", ""],
        ["lead", "3", "主责单位"],
        ["progress", "4", ""],
        ["blank", "5", "下周安排"],
        ["plan", "", ""],
    ]
    assert rows[-4:] == [["next_steps", "", ""], *[["blank", "", ""]] * 3]
    assert "以此版式保存" not in page.content.decode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (posted(number=""), "请至少选择一个有内容的列"),
        (posted(progress="1", blank_1=("2", "甲")), "请至少选择一个有内容的列"),
        (posted(number="一"), "序号：“一”不是数字。"),
        (posted(number="1", title="nan"), "任务举措：“nan”不是数字。"),
        (posted(number="1", blank_1=("2", "")), "空白列须有列名"),
        (posted(number="1", title=("2", "=1+1")), "会被当作公式"),
        (posted(number="1", colour="2"), "没有名为colour的列"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(plan: Plan, data: dict[str, str], said: str) -> None:
    page = choose(someone("编辑"), data | {"keep": "1", "name": "督办"})
    assert said in page.content.decode()
    shown = read_form(page, "choose-columns")
    assert {name: value for name, value in shown.items() if name in data} == data
    assert not ReportLayout.objects.exists()


def test_the_columns_of_a_word_file_have_the_headings_over_the_rows_at_first(plan: Plan) -> None:
    viewer = someone("查看")
    for asked, grouped in (({"format": "docx"}, True), ({"format": "docx", "layout": "-"}, True), ({}, False)):
        page = viewer.get(reverse("admin:reports_columns", query={"report": "ledger"} | asked))
        assert page_of(page).xpath("boolean(//input[@name='columns-grouped']/@checked)") is grouped


def change(client: Client, layout: ReportLayout, **changes: str) -> Any:
    """Open the page of a layout, change fields, save."""
    address = reverse("admin:measures_reportlayout_change", args=[layout.pk])
    fields = read_form(client.get(address), "reportlayout_form")
    return client.post(address, {name: value for name, value in (fields | changes).items() if value is not None})


def test_a_layout_is_changed_renamed_and_deleted_and_says_who_changed_it_last(plan: Plan, layout: ReportLayout) -> None:
    editor = someone("编辑")
    assert change(editor, layout, **{"name": "督查", "columns-place-2": "", "columns-grouped": "on"}).status_code == 302
    layout.refresh_from_db()
    assert (layout.name, layout.columns) == ("督查", "number,title,progress,=下周安排,grouped")
    assert layout.by_name.startswith("编辑")
    assert "列" in LogEntry.objects.latest("pk").get_change_message()
    change(editor, layout, name="督查二")
    assert LogEntry.objects.latest("pk").get_change_message() == "已修改名称。"
    assert (
        "“督办”" in editor.get(reverse("admin:reports", query={"report": "ledger", "layout": "督办"})).content.decode()
    )
    assert (
        editor.post(reverse("admin:measures_reportlayout_delete", args=[layout.pk]), {"post": "yes"}).status_code == 302
    )
    assert not ReportLayout.objects.exists()


def test_what_a_colleague_changed_meanwhile_is_not_written_over(plan: Plan, layout: ReportLayout) -> None:
    first, second = someone("编辑"), someone("审核发布")
    address = reverse("admin:measures_reportlayout_change", args=[layout.pk])
    fields = read_form(first.get(address), "reportlayout_form")
    assert change(second, layout, name="季报").status_code == 302
    answer = first.post(address, fields)
    assert "审核发布" in page_of(answer).xpath("string(//*[contains(@class, 'errorlist')])")
    layout.refresh_from_db()
    assert layout.name == "季报"


def test_a_layout_is_locked_while_it_is_written(plan: Plan, layout: ReportLayout) -> None:
    editor, address = someone("编辑"), reverse("admin:measures_reportlayout_change", args=[layout.pk])
    fields = read_form(editor.get(address), "reportlayout_form")
    locked = []

    def lock(self: QuerySet[ReportLayout], *args: object, **options: object) -> QuerySet[ReportLayout]:
        locked.append((self.model, connection.in_atomic_block))
        return self

    with mock.patch.object(QuerySet, "select_for_update", lock):
        editor.get(address)
        assert locked == []
        assert editor.post(address, fields).status_code == 302
    assert (ReportLayout, True) in locked


def test_one_is_chosen_at_first_on_the_page_and_for_the_ledger_of_a_list(plan: Plan, layout: ReportLayout) -> None:
    editor, viewer = someone("编辑"), someone("查看")
    former = ReportLayout.objects.create(name="旧版式", report="ledger", columns="title", is_default=True)
    change(editor, layout, is_default="on")
    assert dict(ReportLayout.objects.values_list("name", "is_default")) == {"督办": True, "旧版式": False}
    former.refresh_from_db()
    page = viewer.get(reverse("admin:reports"))
    assert page_of(page).get_element_by_id("report-form").fields["layout"] == "督办"
    assert heads(viewer) == HEADS
    exported: Any = viewer.get(reverse("admin:measures_measure_export", args=["csv"]))
    assert read_csv(read_file(exported))[0] == HEADS
    assert heads(viewer, layout="-")[:3] == ["序号", "章", "节"]
    assert heads(viewer, layout="旧版式", columns="number")[:1] == ["任务举措"]


def test_an_issued_report_says_its_layout_and_columns_whatever_becomes_of_them(
    plan: Plan, layout: ReportLayout
) -> None:
    publisher = someone("审核发布")
    query = {"report": "ledger", "format": "csv", "layout": "督办"}
    publisher.post(reverse("admin:reports_issue", query=query))
    issued = IssuedReport.objects.get()
    ReportLayout.objects.update(columns="code")
    with issued.file.open() as file:
        assert read_csv(file.read())[0] == HEADS
    assert issued.layout == "督办"
    page = publisher.get(reverse("admin:measures_issuedreport_change", args=[issued.pk])).content.decode()
    assert "督办" in page
    assert "序号、任务举措、主责单位、完成情况、下周安排" in page
    again: Any = publisher.get(f"{reverse('admin:reports_file')}?{issued.query}")
    assert read_csv(read_file(again))[0] == HEADS
    ReportLayout.objects.all().delete()
    publisher.post(reverse("admin:reports_issue", query=query | {"layout": "-"}))
    own = IssuedReport.objects.exclude(pk=issued.pk).get()
    assert (own.layout, "columns=number%2Cplan%2Cchapter" in own.query) == ("", True)


def test_layouts_are_used_by_all_and_kept_by_editors_and_reviewers_without_a_limit(
    plan: Plan, layout: ReportLayout
) -> None:
    change_page = reverse("admin:measures_reportlayout_change", args=[layout.pk])
    chosen = posted(number="1") | {"keep": "1", "name": "新版式"}
    for group, limit, may_keep in (
        ("编辑", (), True),
        ("审核发布", (), True),
        ("查看", (), False),
        ("编辑", (plan,), False),
    ):
        client = someone(group, *limit)
        assert heads(client, layout="督办") == HEADS
        page = client.get(change_page)
        assert page.status_code == 200
        assert bool(page_of(page).xpath("//*[@name='columns-name-0']")) is may_keep
        assert ("序号、任务举措、主责单位" in page.content.decode()) is not may_keep
        assert choose(client, chosen).status_code == (200 if may_keep else 403)
        assert ReportLayout.objects.filter(name="新版式").delete()[0] == may_keep
        assert client.post(change_page, {}).status_code == (200 if may_keep else 403)
    outsider = someone("")
    assert outsider.get(change_page).status_code == 403
    assert outsider.get(reverse("admin:reports_columns")).status_code == 403


def test_reports_without_columns_of_their_own_choice_have_no_such_page(plan: Plan) -> None:
    viewer = someone("查看")
    assert viewer.get(reverse("admin:reports_columns", query={"report": "division"})).status_code == 404
    assert "选择列" not in viewer.get(reverse("admin:reports", query={"report": "division"})).content.decode()
