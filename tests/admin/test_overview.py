from datetime import timedelta

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from measures.choices import ReviewState
from measures.models import Measure
from tests.admin.conftest import signed_in
from tests.admin.pages import page_of
from tests.factories import assign, make_measure, make_plan, make_section


def cells(client: Client) -> dict[str, list[str]]:
    rows = page_of(client.get("/admin/")).xpath("//section[@class='overview']//tbody/tr")
    return {row[0].text_content().split()[0]: [cell.text_content() for cell in row[1:]] for row in rows}


def test_each_plan_tells_what_waits(measure: Measure, editor_client: Client) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    assign(make_measure(measure.section, review_state=ReviewState.EXTRACTED, due_on=yesterday), "市科技局")
    make_measure(measure.section, due_on=yesterday, withdrawn_on=yesterday)
    assert cells(editor_client) == {"示例市发展规划": ["2", "1", "1", "0", "1", "0"]}


def test_a_count_leads_to_the_measures_it_counts(measure: Measure, editor_client: Client) -> None:
    assign(make_measure(measure.section, title="已明确"), "市科技局")
    link = page_of(editor_client.get("/admin/")).xpath("//td[contains(@class,'unassigned')]/a/@href")[0]
    listed = page_of(editor_client.get(link)).xpath("//*[@class='field-code']")
    assert [row.text_content() for row in listed] == [measure.code]


def test_more_plans_cost_no_more_queries(
    measure: Measure, editor_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        make_measure(make_section(make_plan()))
    with django_assert_num_queries(12):
        editor_client.get("/admin/")


def test_staff_without_rights_see_no_numbers(measure: Measure, outsider: User) -> None:
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    assert cells(signed_in(outsider)) == {}
