from django.test import Client

from measures.choices import PROBLEM_MESSAGES
from measures.models import Measure, SourceDocument
from measures.terms import ProblemCode
from tests.admin.pages import page_of, text_of, url
from tests.factories import make_measure, make_section


def test_the_tree_counts_the_measures_of_each_section_and_of_all_below_it(
    measure: Measure, editor_client: Client
) -> None:
    below = make_section(measure.plan, measure.section, title="企业")
    make_measure(below)
    make_measure(below)
    tree = page_of(editor_client.get(url("plan_change", measure.plan.pk)))
    rows = [
        [cell.text_content().strip() for cell in row] for row in tree.xpath("//table[contains(@class,'tree')]/tbody/tr")
    ]
    assert rows == [["1", "第一章 科技", "3"], ["1.1", "企业", "2"]]
    assert tree.xpath(f"//a[@href='{url('measure_changelist')}?plan=demo&section={below.pk}']")


def test_the_shares_of_the_reading_and_its_problems_are_shown(measure: Measure, editor_client: Client) -> None:
    problem = {"code": ProblemCode.NUMBER_GAP, "line": 3, "subject": "四、", "detail": "三、"}
    coverage = {"heading": 10, "text": 30, "measure": 60, "furniture": 0, "unparsed": 0}
    SourceDocument.objects.update(coverage=coverage, problems=[problem])
    for page in (url("plan_change", measure.plan.pk), url("sourcedocument_change", measure.source_id)):
        words = text_of(editor_client.get(page))
        assert "任务举措 60.0 %" in words
        assert str(PROBLEM_MESSAGES[ProblemCode.NUMBER_GAP]) % {"subject": "四、", "detail": "三、"} in words


def test_a_problem_that_only_a_later_release_knows_is_shown_by_its_code(
    measure: Measure, editor_client: Client
) -> None:
    SourceDocument.objects.update(problems=[{"code": "brand_new", "line": 1, "subject": "甲", "detail": "乙"}])
    assert "brand_new：甲 乙" in text_of(editor_client.get(url("plan_change", measure.plan.pk)))


def test_the_lines_of_a_source_document_can_be_linked_to(measure: Measure, editor_client: Client) -> None:
    page = page_of(editor_client.get(url("sourcedocument_change", measure.source_id)))
    assert page.get_element_by_id("L2").text_content().startswith("一、支持")
