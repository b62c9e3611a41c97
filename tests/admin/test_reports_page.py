"""The page of reports as each kind of user: what it offers, downloads, prepares and issues, and keeps for whom."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from measures.choices import Phase, PlanState, ReviewState, Role
from measures.models import IssuedReport, Plan, PlanLimit, ReportJob
from tests.admin.pages import page_of
from tests.factories import assign, make_measure, make_plan, make_section
from tests.issued_reports import CONTENT, issue, read_file
from tests.made_once import made_once

pytestmark = pytest.mark.usefixtures("groups")
PAGE = "/admin/reports/"


@made_once
def plans() -> dict[str, Plan]:
    """甲: a draft with two measures; 乙: published, with a published and an extracted one."""
    found = {}
    for slug, title, state in (("jia", "甲规划", PlanState.DRAFT), ("yi", "乙规划", PlanState.PUBLISHED)):
        plan = found[slug] = make_plan(slug, title=title, state=state)
        section = make_section(plan, title=f"{title}章节")
        first = make_measure(section, title=f"{title}已发布", phase=Phase.IN_PROGRESS)
        assign(first, f"{title}牵头局")
        assign(first, "配合局", Role.SUPPORT)
        make_measure(section, title=f"{title}待核", review_state=ReviewState.EXTRACTED)
    return found


def person(group: str, *limit: Plan) -> User:
    user = User.objects.create_user(f"{group}{len(limit)}", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    if limit:
        PlanLimit.objects.create(user=user).plans.set(limit)
    return user


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def file_of(client: Client, **asked: str) -> str:
    response = client.get(f"{PAGE}file/", {"format": "csv"} | asked)
    assert response.status_code == 200, response
    return b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]


def test_whoever_sees_measures_finds_it_from_the_start_page_a_plan_and_the_list(plans: dict[str, Plan]) -> None:
    viewer = browser(person("查看"))
    plan = plans["jia"]
    assert f'href="{PAGE}"' in viewer.get("/admin/").content.decode()
    for view in ("measures_plan_contents", "measures_plan_change"):
        shown = viewer.get(reverse(f"admin:{view}", args=[plan.pk])).content.decode()
        assert f"{PAGE}?plan=jia&amp;preview=1" in shown
    asked = {"plan": "jia", "phase__exact": "in_progress", "withdrawn": "all", "q": "已发布", "due": "year"}
    listed = viewer.get(reverse("admin:measures_measure_changelist"), asked)
    address = listed.context["cl"].report_address()
    assert address in listed.content.decode().replace("&amp;", "&")
    page = viewer.get(address)
    form = page.context["form"]
    assert form.is_valid(), form.errors
    filters = form.filters
    assert (filters.plan, filters.phase, filters.withdrawn, filters.q) == (("jia",), ("in_progress",), "all", "已发布")
    assert (filters.due_after.month, filters.due_before.month) == (1, 12)
    assert not page.context["partial"]
    body = reverse("admin:measures_measure_changelist"), {"body": "甲规划牵头局", "role": "lead", "assigned": "yes"}
    page = viewer.get(viewer.get(*body, follow=True).context["cl"].report_address())
    assert page.context["form"].filters.body == ("甲规划牵头局",)
    assert page.context["form"].filters.role == ("lead",)
    assert "未带入" in page.content.decode()


def test_each_reader_exports_only_what_that_reader_sees(plans: dict[str, Plan], outsider: User) -> None:
    everything = ["甲规划已发布", "甲规划待核", "乙规划已发布", "乙规划待核"]
    sees = {
        person("查看"): everything,
        person("编辑"): everything,
        person("审核发布"): everything,
        person("管理"): everything,
        person("编辑", plans["jia"]): everything[:2],
    }
    for user, expected in sees.items():
        found = file_of(browser(user))
        assert [title for title in everything if title in found] == expected, user
    limited = browser(User.objects.get(username="编辑1"))
    assert "乙规划待核" not in file_of(limited, plan="yi")
    outsider.is_staff = True
    outsider.save()
    for name in ("", "file/", "preview/", "issue/"):
        assert browser(outsider).get(f"{PAGE}{name}").status_code == 403
    assert Client().get(PAGE).headers["Location"].startswith("/admin/login/")


def test_the_preview_is_the_beginning_and_may_load_and_run_nothing(plans: dict[str, Plan]) -> None:
    for number in range(80):
        make_measure(plans["jia"].sections.get(), title=f"第{number}项")
    viewer = browser(person("查看"))
    page = viewer.get(PAGE, {"plan": "jia", "preview": "1"})
    address = page.context["preview"]
    assert f'<iframe src="{escape(address)}"' in page.content.decode()
    shown = viewer.get(address)
    assert "第20项" in shown.content.decode()
    assert "第79项" not in shown.content.decode()
    assert "预览到此为止，共 60 行" in shown.content.decode()
    assert shown.headers["X-Frame-Options"] == "SAMEORIGIN"
    policy = shown.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "style-src 'sha256-" in policy
    assert "unsafe" not in policy
    assert '<base target="_top">' in shown.content.decode()
    assert "第79项" in file_of(viewer, plan="jia")
    assert "iframe" not in viewer.get(PAGE, {"plan": "jia"}).content.decode()


def test_what_is_asked_for_narrows_the_file_and_is_kept_in_the_form(plans: dict[str, Plan]) -> None:
    viewer = browser(person("查看"))
    asked = {"plan": ["jia", "yi"], "body": "甲规划牵头局、乙规划牵头局", "phase": "in_progress", "format": "csv"}
    response = viewer.get(f"{PAGE}file/", asked)
    found = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    assert found.count("已发布") == 2
    assert "待核" not in found
    page = viewer.get(PAGE, asked | {"section": ""})
    assert page.status_code == 302
    page = viewer.get(page.headers["Location"])
    shown = page.content.decode()
    assert 'value="甲规划牵头局、乙规划牵头局"' in shown
    assert shown.count(" checked") == 3
    assert shown.count('name="columns"') == 1
    named = unquote(viewer.get(f"{PAGE}file/", {"plan": "jia", "format": "csv"}).headers["Content-Disposition"])
    assert "《甲规划》" in named


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"plan": "无"}, "没有"),
        ({"format": "exe"}, "xlsx"),
        ({"phase": "无"}, "无"),
        ({"as_of": "2999-01-01"}, "还没有到"),
        ({"section": "9.9"}, "9.9"),
        ({"body": "无此局"}, "无此局"),
        ({"due_after": "x"}, "日期"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_downloaded(
    plans: dict[str, Plan], editor: User, asked: dict[str, str], said: str
) -> None:
    client = browser(editor)
    assert client.get(f"{PAGE}file/", asked).status_code == 302
    page = client.get(PAGE, asked)
    [field] = asked
    assert said in str(page.context["form"].errors[field])
    assert str(page.context["form"].errors[field]) in page.content.decode()
    [marked] = page_of(page).xpath("//*[contains(@class, 'errors')]")
    assert marked.xpath(f".//*[@name='{field}']")
    assert said in marked.xpath(".//ul[contains(@class, 'errorlist')]")[0].text_content()
    for query in (asked, {"report": "changes", "preview": "1"}):
        assert client.get(f"{PAGE}preview/", query).status_code == 404
    assert client.get(PAGE, {"report": "none"}).status_code == 404


def test_a_past_day_is_for_whoever_may_see_who_edited_what(plans: dict[str, Plan]) -> None:
    user = person("查看")
    assert 'name="as_of"' in browser(user).get(PAGE).content.decode()
    user.groups.clear()
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_measure", "view_plan"]))
    client = browser(user)
    assert 'name="as_of"' not in client.get(PAGE).content.decode()


@pytest.fixture
def long_at_two(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Two measures take long, and the process that would be started only is named."""
    monkeypatch.setitem(__import__("measures.exports.jobs", fromlist=["AT_ONCE"]).AT_ONCE, "csv", 1)
    with patch("measures.exports.jobs.start") as started:
        yield started


def test_a_long_report_is_prepared_by_a_process_and_kept_for_whoever_asked(
    plans: dict[str, Plan], long_at_two: Any
) -> None:
    from django.core.management import call_command

    user, other = person("查看"), person("编辑")
    client, asked = browser(user), {"plan": "jia", "format": "csv"}
    offered = client.get(f"{PAGE}file/", asked)
    assert "生成文件" in offered.content.decode()
    assert client.get(f"{PAGE}prepare/", asked).status_code == 405
    page = client.post(offered.context["action"]).headers["Location"]
    job = ReportJob.objects.get()
    assert page == f"{PAGE}jobs/{job.pk}/"
    long_at_two.assert_called_once_with("make_report", [job])
    shown = client.get(page).content.decode()
    assert '<progress aria-label="报表正由单独的进程生成' in shown
    assert client.get(f"{page}status/").json() | {"seconds": 0} == {
        "running": True,
        "seconds": 0,
        "value": 0,
        "most": 2,
    }
    assert client.get(f"{page}file/").status_code == 404
    call_command("make_report", str(job.pk))
    assert client.get(f"{page}status/").json()["running"] is False
    assert f"{page}file/" in client.get(page).content.decode()
    answer = client.get(f"{page}file/")
    assert read_file(answer).decode().count("甲规划") >= 2
    for address in (page, f"{page}status/", f"{page}file/"):
        assert browser(other).get(address).status_code == 404
    PlanLimit.objects.create(user=user).plans.set([plans["yi"]])
    assert browser(user).get(f"{page}file/").status_code == 403
    assert "请重新生成" in browser(user).get(page).content.decode()
    assert browser(user).get(f"{page}?").status_code == 200


def test_a_lost_process_is_told_on_the_page_of_its_job(plans: dict[str, Plan], long_at_two: Any) -> None:
    client = browser(person("查看"))
    page = client.post(f"{PAGE}prepare/?plan=jia&format=csv").headers["Location"]
    ReportJob.objects.update(process="elsewhere/1/2", progressed_at="2020-01-01T00:00:00Z")
    assert "进程已不在" in client.get(page).content.decode()
    assert ReportJob.objects.get().state == "failed"


def test_a_publisher_issues_what_the_page_shows_and_others_read_it_as_it_was(plans: dict[str, Plan]) -> None:
    asked = "?plan=jia&format=csv&q=待核"
    for group in ("查看", "编辑"):
        assert browser(person(group)).post(f"{PAGE}issue/{asked}").status_code == 403
        assert "formaction" in browser(User.objects.get(username=f"{group}0")).get(PAGE).content.decode()
        assert "定稿…" not in browser(User.objects.get(username=f"{group}0")).get(PAGE).content.decode()
    publisher = browser(person("审核发布"))
    offered = publisher.get(f"{PAGE}issue/{asked}").content.decode()
    assert "《甲规划》" in offered
    assert not IssuedReport.objects.exists()
    page = publisher.post(f"{PAGE}issue/{asked}", {"note": "报常务会议"}, follow=True)
    issued = IssuedReport.objects.get()
    assert page.redirect_chain[-1][0] == reverse("admin:measures_issuedreport_change", args=[issued.pk])
    assert (issued.by_name, issued.note, issued.rows) == ("审核发布0", "报常务会议", 1)
    for text in ("报常务会议", "审核发布0", issued.sha256, "与定稿时一致"):
        assert text in page.content.decode()
    plans["jia"].measures.update(title="后来改的")
    address = reverse("admin:measures_issuedreport_file", args=[issued.pk])
    for user in (User.objects.get(username="查看0"), person("查看", plans["jia"])):
        answer = browser(user).get(address)
        assert "甲规划待核" in read_file(answer).decode()
        assert issued.filename in unquote(answer.headers["Content-Disposition"])
    assert browser(person("编辑", plans["yi"])).get(address).status_code == 404


def test_nothing_is_issued_of_no_plan_and_a_long_one_by_a_process(
    plans: dict[str, Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher = browser(person("审核发布"))
    page = publisher.post(f"{PAGE}issue/?format=csv&q=无此词", follow=True)
    assert "没有内容可以定稿" in page.content.decode()
    monkeypatch.setattr("measures.exports.jobs.ISSUED_AT_ONCE", 1)
    with patch("measures.exports.jobs.start") as started:
        page = publisher.post(f"{PAGE}issue/?format=csv&plan=jia")
    job = ReportJob.objects.latest("pk")
    assert page.headers["Location"] == f"{PAGE}jobs/{job.pk}/"
    assert job.to_issue
    started.assert_called_once_with("make_report", [job])
    assert not IssuedReport.objects.exists()


def test_issued_reports_are_found_and_a_file_that_is_missing_or_altered_is_told(plans: dict[str, Plan]) -> None:
    viewer = browser(person("查看"))
    kept, altered, missing = (issue(plans["jia"], title=f"台账{name}") for name in ("完好", "被改", "缺失"))
    issue(plans["yi"], title="别的规划", report="ledger", format="xlsx", note="季报")
    changelist = reverse("admin:measures_issuedreport_changelist")
    for query, found in (("plan=jia", 3), ("format=xlsx", 1), ("q=季报", 1), ("report=ledger", 4), ("q=完好", 1)):
        assert viewer.get(f"{changelist}?{query}").context["cl"].result_count == found, query
    with altered.file.storage.open(str(altered.file.name), "wb") as file:
        file.write(CONTENT + b"x")
    missing.file.storage.delete(str(missing.file.name))
    for issued, said in ((kept, "与定稿时一致"), (altered, "SHA-256 不同"), (missing, "缺少该文件")):
        page = viewer.get(reverse("admin:measures_issuedreport_change", args=[issued.pk])).content.decode()
        assert said in page
        answer = viewer.get(reverse("admin:measures_issuedreport_file", args=[issued.pk]), follow=True)
        if issued == kept:
            assert read_file(answer) == CONTENT
        else:
            assert said in answer.content.decode()


def test_nobody_changes_or_deletes_an_issued_report(plans: dict[str, Plan]) -> None:
    root = User.objects.create_superuser("root")
    client, pk = browser(root), issue(plans["jia"]).pk
    for name in ("change", "delete"):
        address = reverse(f"admin:measures_issuedreport_{name}", args=[pk])
        assert client.post(address, {"note": "x", "post": "yes"}).status_code == 403
    assert client.get(reverse("admin:measures_issuedreport_add")).status_code == 403


def test_an_overview_leads_back_to_the_lists_of_the_site(plans: dict[str, Plan]) -> None:
    page = file_of(browser(person("查看")), report="overview", plan="jia", format="html")
    assert 'href="http://testserver/admin/measures/measure/?plan=jia&amp;phase__exact=in_progress"' in page
