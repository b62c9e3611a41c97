"""A plan as a whole: its tree with counts, its measures in place, what is missing, and the document beside them."""

from datetime import timedelta
from unittest.mock import patch

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from lxml.html import HtmlElement
from pytest_django.fixtures import DjangoAssertNumQueries

from measures.choices import Phase, ReviewState
from measures.models import Measure, Section, SourceDocument
from tests.admin.conftest import signed_in
from tests.admin.pages import page_of, text_of, url
from tests.factories import assign, make_measure, make_section
from tests.made_once import made_once

COUNTS = {"total": "3", "waiting": "1", "changed": "0", "unassigned": "2", "undated": "2", "overdue": "1"}


def contents(client: Client, measure: Measure, query: str = "") -> HtmlElement:
    return page_of(client.get(url("plan_contents", measure.plan.pk) + query))


def branch(page: HtmlElement, code: str) -> HtmlElement:
    [found] = page.xpath(f"//details[@id='r-{code}']")
    return found


def counts(of: HtmlElement) -> dict[str, str]:
    return {link.get("class"): link.text_content().split()[-1] for link in links_of(of)}


def links_of(of: HtmlElement) -> list[HtmlElement]:
    """The counts that stand before a branch, and lead to lists."""
    return list(of.xpath("./preceding-sibling::div[1]//a[@class]"))


@made_once
def below(measure: Measure) -> Section:
    """A section below that of the measure: of its two measures one is late, one done; a third is withdrawn."""
    below = make_section(measure.plan, measure.section, title="企业")
    yesterday = timezone.localdate() - timedelta(days=1)
    late = make_measure(below, title="迟了", due_on=yesterday, review_state=ReviewState.EXTRACTED)
    assign(late, "市科技局")
    make_measure(below, title="办完", phase=Phase.COMPLETED)
    make_measure(below, title="不再", withdrawn_on=yesterday)
    return below


def test_each_branch_counts_what_stands_in_it_and_below_and_leads_to_the_lists(
    measure: Measure, below: Section, editor_client: Client
) -> None:
    page = contents(editor_client, measure)
    assert counts(branch(page, "1")) == {
        "total": "3",
        "waiting": "1",
        "unassigned": "2",
        "undated": "2",
        "overdue": "1",
    }
    assert counts(branch(page, "1.1"))["total"] == "2"
    for link in links_of(branch(page, "1")):
        listed = page_of(editor_client.get(link.get("href"))).xpath("//table[@id='result_list']/tbody/tr")
        assert len(listed) == int(link.text_content().split()[-1]), link.get("href")
    assert "33 %" in branch(page, "1").xpath("string(./preceding-sibling::div[1])")


def test_measures_stand_in_their_branches_with_their_bodies_and_their_line_in_the_document(
    measure: Measure, below: Section, editor_client: Client
) -> None:
    page = contents(editor_client, measure)
    titles = branch(page, "1.1").xpath("./ul/li/a[1]/text()")
    assert titles == ["迟了", "办完"]
    assert "市科技局" in branch(page, "1.1").xpath("./ul/li")[0].text_content()
    [line] = branch(page, "1").xpath("./ul/li/a[starts-with(@href,'#L')]/@href")
    assert page.get_element_by_id(line.removeprefix("#")).text_content().startswith("一、支持")


def test_what_is_missing_in_the_whole_plan_is_counted(measure: Measure, below: Section, editor_client: Client) -> None:
    SourceDocument.objects.update(problems=[{"code": "brand_new", "line": 1, "subject": "甲", "detail": "乙"}])
    page = contents(editor_client, measure)
    cells = page.xpath("//ul[@class='to-do']/li")
    found = {item.get("class").split()[0]: item.text_content().split()[0] for item in cells}
    assert found == COUNTS | {"conflicts": "0", "problems": "1"}


def test_a_large_plan_shows_the_measures_of_the_branch_that_is_opened(
    measure: Measure, below: Section, editor_client: Client
) -> None:
    make_measure(make_section(measure.plan, title="另一章"), title="别处")
    with patch("measures.admin.plans.contents.SHOWN_AT_ONCE", 2):
        folded = contents(editor_client, measure)
        assert not folded.xpath("//ul[@class='in-place'] | //ol[@class='lines']")
        [more] = branch(folded, "1.1").xpath("./p/a/@href")
        opened = contents(editor_client, measure, more.partition("#")[0])
        assert opened.xpath("//ul[@class='in-place']/li/a[1]/text()") == ["迟了", "办完"]
        assert branch(opened, "1").get("open") is not None
        assert branch(opened, "2").get("open") is None
        whole = contents(editor_client, measure, "?open=all")
        assert len(whole.xpath("//ul[@class='in-place']/li")) == 4


def test_more_sections_and_measures_cost_no_more_queries(
    measure: Measure, below: Section, editor_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        assign(make_measure(make_section(measure.plan)), "市财政局")
    with django_assert_num_queries(18):
        contents(editor_client, measure)


def test_an_outsider_sees_no_plan_and_a_viewer_changes_none(
    measure: Measure, outsider: User, viewer_client: Client
) -> None:
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    assert signed_in(outsider).get(url("plan_contents", measure.plan.pk)).status_code == 404
    page = contents(viewer_client, measure)
    assert page.xpath("//ul[@class='in-place']")
    assert not page.xpath("//input[@name='pk'] | //button[@formaction]")
    assert "拆分" not in text_of(viewer_client.get(url("plan_contents", measure.plan.pk)))
