"""The overview: counts of what is in force, what is missing, and links for whoever may open the lists."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import AnonymousUser, Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from measures.choices import ConflictState, Phase, ReviewState, Role
from measures.exports.contents import Cell, Report
from measures.exports.filters import Filters
from measures.exports.reports.overview import TOTAL, Tally, chart, overview
from measures.exports.scope import Scope
from measures.models import Conflict, Measure, Plan, PlanLimit
from measures.querysets import Reader
from measures.visibility import EVERYTHING
from tests.as_of.past import recorded_on
from tests.exports.told import ToldPart, told
from tests.factories import assign, make_measure, make_plan, make_section, make_source
from tests.made_once import made_once

pytestmark = pytest.mark.django_db


@made_once
def plan() -> Plan:
    """Five measures in force in two chapters, and a withdrawn one that lacks everything."""
    today = timezone.localdate()
    plan = make_plan("shili", title="示例市规划")
    first = make_section(plan, label="第一章", title="创新")
    below = make_section(plan, first, label="第一节", title="研究")
    second = make_section(plan, label="第二章", title="开放")
    one = make_measure(below, phase=Phase.COMPLETED, due_on=date(2020, 1, 1))
    two = make_measure(below, phase=Phase.IN_PROGRESS, due_on=date(2020, 1, 1))
    three = make_measure(first, due_on=today + timedelta(days=1), review_state=ReviewState.EXTRACTED)
    four = make_measure(second, due_text="长期坚持")
    make_measure(second)
    make_measure(second, withdrawn_on=date(2026, 1, 1))
    assign(one, "市科技局")
    assign(two, "市科技局")
    assign(two, "市教委", Role.SUPPORT)
    assign(three, "市教委", Role.RESPONSIBLE)
    assign(four, "样例大学", Role.MENTIONED)
    return plan


def report(reader: Reader = EVERYTHING, *, as_of: date | None = None, **asked: Any) -> Report:
    filters = Filters(**{"plan": ("shili",), **asked})
    return overview(Scope(reader, filters, as_of=as_of))


def parts(reader: Reader = EVERYTHING, **asked: Any) -> list[ToldPart]:
    return told(report(reader, **asked))


def counts(part: ToldPart) -> dict[Cell, Cell]:
    return {row["what"]: row["count"] for row in part.rows if isinstance(row, dict)}


def test_everything_is_counted_by_phase_review_state_timeliness_and_role(plan: Plan) -> None:
    together = parts()[0]
    assert together.title == "总体"
    assert together.values("what", "count", "share")[:21] == [
        ("任务数", 5, "100%"),
        "# 进展阶段",
        ("未启动", 3, "60%"),
        ("推进中", 1, "20%"),
        ("已完成", 1, "20%"),
        ("暂缓", 0, "0%"),
        ("终止", 0, "0%"),
        "# 审核状态",
        ("待核", 1, "20%"),
        ("已核", 0, "0%"),
        ("已发布", 4, "80%"),
        "# 时效",
        ("正常", 3, "60%"),
        ("临期", 1, "20%"),
        ("逾期", 1, "20%"),
        "# 角色",
        ("牵头单位", 2, "40%"),
        ("责任单位", 1, "20%"),
        ("配合单位", 1, "20%"),
        ("督查单位", 0, "0%"),
        ("提及", 1, "20%"),
    ]
    assert together.paragraphs == ["共5项任务：已完成1项（20%），推进中1项；逾期1项，临期1项。"]


def test_what_is_missing_is_counted_of_what_is_in_force(plan: Plan) -> None:
    source = make_source(plan, "甲\n乙", problems=[{"code": "no_title"}, {"code": "no_issuer"}])
    first = plan.measures.order_by("pk")[0]
    for state in (ConflictState.OPEN, ConflictState.HERE):
        Conflict.objects.create(
            plan=plan, measure=first, source=source, model="measure", key=first.code, field="title", state=state
        )
    expected = {
        "无牵头单位": 3,
        "无牵头和责任单位": 2,
        "无任何单位": 1,
        "无时限": 1,
        "完成时限仅有文字": 1,
        "待处理冲突": 1,
        "原文待核对": 2,
    }
    assert dict(list(counts(parts()[0]).items())[-7:]) == expected
    missing = counts(parts(withdrawn="all")[0])
    assert (missing["任务数"], missing["无任何单位"], missing["无时限"]) == (6, 1, 1)


def test_sections_are_counted_with_all_below_them(plan: Plan) -> None:
    assert parts()[1].values("section", "total", "completed", "share", "overdue", "without_lead") == [
        ("第一章 创新", 3, 1, "33%", 1, 1),
        ("\u3000第一节 研究", 2, 1, "50%", 1, 0),
        ("第二章 开放", 2, 0, "0%", 0, 2),
        ("合计", 5, 1, "20%", 1, 3),
    ]


def test_bodies_are_counted_by_role_and_a_measure_once_a_body(plan: Plan) -> None:
    assign(plan.measures.order_by("pk")[0], "市科技局", Role.SUPPORT)
    assert parts()[2].values("body", "lead", "responsible", "support", "total", "overdue") == [
        ("市教委", 0, 1, 1, 2, 1),
        ("市科技局", 2, 0, 1, 2, 1),
    ]


def test_of_several_plans_the_sections_stand_under_their_plans(plan: Plan) -> None:
    other = make_plan("zhengti", title="另一规划")
    make_measure(make_section(other, title="总则"))
    rows = parts(plan=("shili", "zhengti"))[1].values("section", "total")
    assert (rows[0], rows[4:]) == ("# 《示例市规划》", ["# 《另一规划》", ("总则", 1), ("合计", 6)])


def test_charts_show_the_same_counts(plan: Plan) -> None:
    together, by_section, by_body = parts()
    assert [chart.title for chart in together.charts] == ["进展阶段", "时效"]
    assert together.charts[0].series == (("任务数", (3, 1, 1, 0, 0)),)
    (chart,) = by_section.charts
    assert (chart.categories, chart.series) == (
        ("第一章 创新", "第二章 开放"),
        (("任务数", (3, 2)), ("已完成", (1, 0))),
    )
    assert by_body.charts[0].categories == ("市教委", "市科技局")


def test_a_chart_shows_the_fifteen_with_most_in_their_order() -> None:
    counts = [3, 1, *range(4, 18)]
    (shown,) = chart("图", [(str(count), Tally(count)) for count in counts], {"任务数": TOTAL})
    assert shown.series == (("任务数", (3, *range(4, 18))),)


def test_only_the_measures_asked_for_are_counted(plan: Plan) -> None:
    assert counts(parts(body=("市教委",))[0])["任务数"] == 2
    assert [row["body"] for row in parts(body=("市教委",))[2].rows if isinstance(row, dict)] == ["市教委"]


def test_a_plan_without_measures_has_zeros_no_chart_to_compare_and_no_list_of_bodies() -> None:
    make_plan("shili", title="示例市规划")
    together, by_section = parts()
    assert together.paragraphs == ["共0项任务：已完成0项（0%），推进中0项；逾期0项，临期0项。"]
    assert (by_section.values("section", "total"), by_section.charts) == ([("合计", 0)], [])


def staff(*rights: str) -> User:
    user = User.objects.create_user("staff", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return User.objects.get(pk=user.pk)


def links(part: ToldPart) -> dict[str, dict[str, list[str]]]:
    """By the words of each link, the parameters of its address."""
    found = {}
    for row in part.rows:
        words = str(row["what"]) if isinstance(row, dict) else ""
        if words.startswith("["):
            label, address = words[1:-1].split("](")
            found[label] = parse_qs(urlsplit(address).query)
    return found


def test_whoever_works_in_the_admin_gets_links_to_what_is_counted(plan: Plan) -> None:
    found = links(parts(staff("view_measure"), phase=("in_progress",))[0])
    base = {"plan": ["shili"], "phase__exact": ["in_progress"]}
    assert found["任务数"] == base
    assert found["逾期"] == base | {"timeliness": ["overdue"]}
    assert found["牵头单位"] == base | {"role": ["lead"]}
    assert "无牵头单位" not in found  # nothing to look at
    assert "推进中" not in found  # asked for already
    found = links(parts(User.objects.get())[0])
    assert found["无牵头单位"] == {"plan": ["shili"], "assigned": ["no_lead"]}
    assert found["无时限"] == {"plan": ["shili"], "due": ["none"]}


def test_each_link_opens_a_list_of_as_many_measures_as_were_counted(plan: Plan, client: Client) -> None:
    user = staff("view_measure")
    client.force_login(user)
    for row in parts(user)[0].rows:
        if isinstance(row, dict) and str(row["what"]).startswith("["):
            response = client.get(str(row["what"]).rpartition("](")[2].removesuffix(")"))
            assert (row["what"], response.context["cl"].result_count) == (row["what"], row["count"])


def test_what_a_list_cannot_show_has_no_link(plan: Plan) -> None:
    user = staff("view_measure", "view_edit")
    assert links(parts(user, body=("市教委",))[0]) == {}
    assert links(parts(user, phase=("completed", "in_progress"))[0]) == {}
    assert links(parts(user, as_of=timezone.localdate())[0]) == {}


def test_an_outsider_gets_what_is_published_without_links_and_office_work(plan: Plan) -> None:
    together = parts(AnonymousUser())[0]
    assert (counts(together)["任务数"], counts(together)["待核"]) == (4, 0)
    assert links(together) == {}
    assert "待处理冲突" not in counts(together)


def test_whoever_is_limited_to_other_plans_gets_what_the_public_sees_without_links(plan: Plan) -> None:
    user = staff("view_measure")
    limit = PlanLimit.objects.create(user=user)
    limit.plans.set([make_plan("zhengti")])
    together = parts(User.objects.get(pk=user.pk))[0]
    assert (counts(together)["任务数"], links(together)) == (4, {})


def test_as_of_a_day_it_counts_what_stood_then() -> None:
    with recorded_on("2026-01-01"):
        plan = make_plan("shili", title="示例市规划")
        measure = make_measure(make_section(plan, title="总则"), due_on=date(2026, 1, 20))
        assign(measure, "市科技局")
    with recorded_on("2026-02-01"):
        Measure.objects.get().responsibilities.get().delete()
        done = Measure.objects.get()
        done.phase = Phase.COMPLETED
        done.save()
    january, february = (parts(as_of=date(2026, month, 25))[0] for month in (1, 2))
    found = [{name: counts(part)[name] for name in ("已完成", "逾期", "无牵头单位")} for part in (january, february)]
    assert found == [{"已完成": 0, "逾期": 1, "无牵头单位": 0}, {"已完成": 1, "逾期": 0, "无牵头单位": 1}]
    assert "原文待核对" not in counts(january)
    assert report(as_of=date(2026, 1, 25)).remarks == ("读取文档时的待查看之处不随历史保存，未列出。",)


def test_more_measures_take_no_more_queries(plan: Plan) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            told(report())
        return len(queries)

    before = count()
    section = plan.sections.get(code="1")
    for number in range(20):
        assign(make_measure(section), f"市第{number}局")
    assert count() == before
