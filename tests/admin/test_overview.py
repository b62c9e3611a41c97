from datetime import timedelta

from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone
from lxml.html import HtmlElement
from pytest_django.fixtures import DjangoAssertNumQueries

from measures.choices import EditVia, Phase, ReviewState
from measures.edits import edit
from measures.models import Conflict, Measure, SourceDocument
from tests.admin.conftest import signed_in
from tests.admin.pages import page_of, text_of
from tests.factories import assign, make_measure, make_plan, make_section
from tests.made_once import made_once

TASKS = {
    "待核": 1,
    "核定后有改动": 3,
    "无责任单位": 1,
    "本月到期": 2,
    "逾期": 1,
    "待处理冲突": 1,
    "待发布": 0,
    "待复核修改": 0,
}


def start_page(client: Client, address: str = "") -> HtmlElement:
    return page_of(client.get(f"/admin/{address}"))


def rows(client: Client, address: str = "") -> dict[str, list[str]]:
    found = start_page(client, address).xpath("//section[@class='overview']//tbody/tr")
    return {row[0].text_content().split()[0]: [cell.text_content().strip() for cell in row[1:]] for row in found}


@made_once
def busy_plan(measure: Measure) -> Measure:
    """Of its four measures one is withdrawn, one done; one of the plan's conflicts is open."""
    today = timezone.localdate()
    yesterday, last = today - timedelta(days=1), today.replace(day=1)
    section = measure.section
    Measure.objects.filter(pk=measure.pk).update(due_on=today)
    late = make_measure(section, review_state=ReviewState.EXTRACTED, due_on=last - timedelta(days=1))
    done = make_measure(section, phase=Phase.COMPLETED, due_on=today)
    other = make_measure(section, phase=Phase.IN_PROGRESS, due_on=today)
    for each in (late, done, other):
        assign(each, "市科技局")
    make_measure(section, due_on=yesterday, withdrawn_on=yesterday)
    source = SourceDocument.objects.get()
    Conflict.objects.create(plan=measure.plan, source=source, measure=late, model="measure", key="x", field="title")
    return measure


def test_what_waits_is_counted_and_each_count_leads_to_the_list_of_what_it_counts(
    busy_plan: Measure, editor_client: Client
) -> None:
    links = start_page(editor_client).xpath("//ul[@class='to-do']/li[not(@class='upload')]/a[b]")
    assert {link.text_content().split()[1]: int(link.text_content().split()[0]) for link in links} == TASKS
    for link, count in zip(links, TASKS.values(), strict=True):
        listed = page_of(editor_client.get(link.get("href"))).xpath("//table[@id='result_list']/tbody/tr")
        assert len(listed) == count, link.get("href")


def test_each_plan_shows_how_far_it_is_and_what_waits_in_it(busy_plan: Measure, editor_client: Client) -> None:
    assert rows(editor_client) == {"示例市发展规划": ["25 %", "4", "1", "3", "1", "2", "1", "1"]}
    [bar] = start_page(editor_client).xpath("//td[contains(@class,'progress')]/svg")
    assert bar.get("aria-label") == "已完成 25 %，推进中 25 %"
    [link] = start_page(editor_client).xpath("//td[contains(@class,'unassigned')]/a/@href")
    listed = page_of(editor_client.get(link)).xpath("//*[@class='field-code']")
    assert [row.text_content() for row in listed] == [busy_plan.code]


def test_plans_are_paged_searched_and_sorted_by_every_column(busy_plan: Measure, editor_client: Client) -> None:
    for number in range(1, 25):
        make_plan(title=f"示例{number:02d}")
    assert len(rows(editor_client)) == 20
    assert list(rows(editor_client, "?p=2"))[-1] == "示例市发展规划"
    assert list(rows(editor_client, "?q=发展")) == ["示例市发展规划"]
    assert list(rows(editor_client, "?o=-title"))[:2] == ["示例市发展规划", "示例24"]
    for link in start_page(editor_client).xpath("//section[@class='overview']//thead//a/@href")[1:]:
        assert next(iter(rows(editor_client, link))) == "示例市发展规划", link
    page = start_page(editor_client, "?o=-overdue&q=示例")
    assert page.xpath("//th[@aria-sort='descending']//text()") == ["逾期 ↓"]
    assert "p=2" in page.xpath("//nav[@class='paginator']/a/@href")[0]
    assert "o=-overdue" in page.xpath("//nav[@class='paginator']/a/@href")[0]


def test_more_plans_and_edits_cost_no_more_queries(
    busy_plan: Measure, editor_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        make_measure(make_section(make_plan()))
    with django_assert_num_queries(17):
        editor_client.get("/admin/")


def test_the_last_changes_of_colleagues_are_listed_without_ones_own(
    measure: Measure, editor: User, colleague_client: Client
) -> None:
    colleague = User.objects.get(username="李四")
    other = make_measure(measure.section)
    for by, reason in ((colleague, "自己的"), (editor, "会议纪要")):
        with edit(by, via=EditVia.ADMIN, reason=reason):
            for each in (measure, other):
                each.refresh_from_db()
                each.note = reason
                each.save()
    [line] = [
        each
        for each in start_page(colleague_client).xpath("//ol[@class='last-edits']/li")
        if "editor" in each.text_content()
    ]
    assert "支持基础研究" in line.text_content()
    assert "等2条任务举措" in line.text_content()
    assert "会议纪要" in line.text_content()
    assert "自己的" not in text_of(colleague_client.get("/admin/"))


def test_staff_see_no_more_of_the_start_page_than_they_may_of_the_lists(measure: Measure, outsider: User) -> None:
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    page = start_page(signed_in(outsider))
    assert not page.xpath("//ul[@class='to-do'] | //section[@class='overview'] | //ol")
    outsider.user_permissions.add(Permission.objects.get(codename="view_measure"))
    page = start_page(signed_in(User.objects.get(pk=outsider.pk)))
    assert page.xpath("//ul[@class='to-do']")
    assert not page.xpath("//li[@class='upload'] | //ol[@class='last-edits']")


def test_the_table_is_offered_to_those_who_may_fill_it(
    busy_plan: Measure, editor_client: Client, viewer_client: Client
) -> None:
    tables = "//ul[@class='to-do']//a[@class='table']"
    assert start_page(editor_client).xpath(tables)
    page = start_page(viewer_client)
    assert page.xpath("//ul[@class='to-do']//a[@class='first']")
    assert not page.xpath(tables)


def test_a_chinese_name_begins_with_the_family(editor: User, editor_client: Client) -> None:
    User.objects.filter(pk=editor.pk).update(last_name="周", first_name="申")
    assert start_page(editor_client).xpath("string(//*[@id='user-tools']/strong)") == "周申"
