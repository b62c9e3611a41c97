"""A record and a plan as they stood by the end of a day, on pages that say where nothing is known."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from measures import visibility
from measures.choices import Role
from measures.models import Edit, Measure, Plan, ResponsibleBody, Section, Target
from tests.admin.conftest import signed_in
from tests.admin.pages import page_of, text_of, url
from tests.as_of.past import move, noon, recorded_on
from tests.edits.history import TRACKED
from tests.factories import assign, make_body, make_measure, make_plan, make_section, make_target
from tests.made_once import made_once


@made_once
def past(measure: Measure) -> Measure:
    """Made on 1 January, edited with its section, body and target on 1 March."""
    assign(measure, "市科技局")
    make_target(measure, text="达到300家")
    Target.objects.create(plan=measure.plan, section=measure.section, code="1/t1", text="本章目标")
    for made in Edit.objects.all():
        move(made, noon("2026-01-01"))
    with recorded_on("2026-03-01"):
        measure.refresh_from_db()
        measure.title, measure.due_on = "三月的标题", noon("2026-12-31").date()
        measure.save()
        section = Section.objects.get(pk=measure.section_id)
        section.title = "科技创新"
        section.save()
        body = ResponsibleBody.objects.get()
        body.name = "市科学技术局"
        body.save()
        assign(measure, "市财政局", Role.SUPPORT)
        measure.targets.get().delete()
        make_measure(section, title="后来的举措")
    return measure


def stood(client: Client, record: Measure | Section | Plan | ResponsibleBody, on: str) -> str:
    page = page_of(client.get(url(f"{record._meta.model_name}_as_of", record.pk, on=on)))
    return " ".join(page.get_element_by_id("content").text_content().split())


def test_a_record_is_shown_with_its_parts_as_they_were_called_then(past: Measure, editor_client: Client) -> None:
    before, after = (stood(editor_client, past, day) for day in ("2026-02-28", "2026年3月1日"))
    for words in (
        "标题 支持基础研究",
        "牵头单位 市科技局",
        "目标指标 达到300家",
        "章节 第一章 科技",
        "截至 2026-02-28",
    ):
        assert words in before, words
    assert "财政局" not in before
    for words in ("标题 三月的标题", "牵头单位 市科学技术局", "配合单位 市财政局", "完成时限 2026", "第一章 科技创新"):
        assert words in after, words
    assert "达到300家" not in after
    assert "本章目标" in stood(editor_client, past.section, "2026-03-01")
    assert "市科技局" in stood(editor_client, ResponsibleBody.objects.get(name="市科学技术局"), "2026-02")


def test_a_plan_is_shown_whole(past: Measure, editor_client: Client) -> None:
    before, after = (stood(editor_client, past.plan, day) for day in ("2026-02-28", "2026-03-01"))
    for words in (
        "示例市发展规划",
        "第一章 科技",
        "1-1 支持基础研究",
        "牵头单位：市科技局",
        "1 条现行举措",
        "达到300家",
    ):
        assert words in before, words
    assert "后来的举措" not in before
    for words in ("第一章 科技创新", "三月的标题", "配合单位：市财政局", "后来的举措", "2 条现行举措", "本章目标"):
        assert words in after, words
    page = page_of(editor_client.get(url("plan_as_of", past.plan_id, on="2026-02-28")))
    assert url("measure_as_of", past.pk, on="2026-02-28") in page.xpath("//a/@href")


def test_yes_and_no_are_words_there_and_in_the_history(past: Measure, editor_client: Client) -> None:
    past.plan.second_person = True
    past.plan.save()
    assert "修改由他人发布 是" in stood(editor_client, past.plan, str(timezone.localdate()))
    assert "修改由他人发布否 → 是" in text_of(editor_client.get(url("plan_history", past.plan_id)))


def test_the_history_and_the_plan_lead_there_and_today_is_meant_unless_another_day_is_said(
    past: Measure, editor_client: Client
) -> None:
    history = page_of(editor_client.get(url("measure_history", past.pk)))
    assert history.xpath("//form[@class='as-of']/@action") == [url("measure_as_of", past.pk)]
    for view in ("change", "contents"):
        links = page_of(editor_client.get(url(f"plan_{view}", past.plan_id))).xpath("//a/@href")
        assert url("plan_as_of", past.plan_id) in links
    assert timezone.localdate().isoformat() in text_of(editor_client.get(url("measure_as_of", past.pk)))


def test_where_nothing_is_known_the_page_says_so(past: Measure, editor_client: Client) -> None:
    assert "此记录当时尚不存在" in stood(editor_client, past, "2025-12-31")
    assert "此记录当时尚不存在" in stood(editor_client, past.plan, "2025-12-31")
    Measure.history.filter(id=past.pk, history_date__lt=noon("2026-02-01")).delete()
    Measure.history.filter(id=past.pk).update(edit=None, history_type="+", created_at=noon("2025-06-01"))
    words = stood(editor_client, past, "2026-02-28")
    assert "历史记录始于 2026-03-01 12:00" in words
    assert "基础研究" not in words.removeprefix(str(past))
    plan = stood(editor_client, past.plan, "2026-02-28")
    assert "当时有 1 条记录的历史始于此后" in plan
    assert "三月的标题 · 2026-03-01" in plan
    for model in TRACKED:
        model.history.all().delete()
    Plan.objects.update(created_at=noon("2025-01-01"), updated_at=noon("2026-05-01"))
    assert "历史记录始于 2026-05-01" in stood(editor_client, past.plan, "2026-04-30")


def test_a_day_that_is_none_or_has_not_come_is_refused_in_words(past: Measure, editor_client: Client) -> None:
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    assert "这一天还没有到" in stood(editor_client, past, tomorrow)
    for typed in ("昨天", "", "\0"):
        answer = editor_client.get(url("measure_as_of", past.pk), {"on": typed})
        assert answer.status_code in (200, 400)
        assert answer.status_code == 400 or page_of(answer).xpath("//p[@class='errornote']")


def test_only_who_may_see_the_record_sees_its_past(past: Measure, viewer_client: Client, outsider: User) -> None:
    address = url("measure_as_of", past.pk, on="2026-02-28")
    assert viewer_client.get(address).status_code == 200
    assert signed_in(outsider).get(address).status_code == 302
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    assert signed_in(outsider).get(address).status_code in (403, 404)
    clerk = User.objects.create_user("clerk", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename="view_plan"))
    assert signed_in(clerk).get(address).status_code in (403, 404)
    assert viewer_client.get(url("measure_as_of", 999_999)).status_code == 404
    assert viewer_client.post(address).status_code == 405


def test_of_what_the_public_reads_in_other_plans_nobody_who_is_limited_sees_the_past(
    past: Measure, editor_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_plan("other")
    monkeypatch.setattr(visibility, "plans_of", lambda user: frozenset([other.pk]))
    for record in (past, past.section, past.plan):
        for view in ("as_of", "history"):
            assert editor_client.get(url(f"{record._meta.model_name}_{view}", record.pk)).status_code == 403, record
    assert editor_client.get(url("plan_as_of", other.pk)).status_code == 200
    assert editor_client.get(url("plan_history", other.pk)).status_code == 200


def test_a_large_plan_takes_as_many_queries_as_a_small_one(past: Measure, editor_client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert editor_client.get(url("plan_as_of", past.plan_id, on="2026-04-01")).status_code == 200
        return len(captured)

    few = queries()
    with recorded_on("2026-03-02"):
        for number in range(3):
            section = make_section(Plan.objects.get(), title=f"第{number}章")
            assign(make_measure(section), make_body(f"第{number}局"))
    assert queries() == few
