from django.test import Client
from django.urls import reverse

from measures.models import Measure
from tests.admin.pages import page_of, url
from tests.factories import make_measure, make_plan, make_section


def test_the_list_stands_in_document_order_and_counts_what_its_links_show(measure: Measure, desk: Client) -> None:
    below = make_section(measure.plan, measure.section, label="一、", title="企业")
    make_measure(below)
    make_measure(make_section(make_plan("other")))
    page = page_of(desk.get(url("section_changelist", plan="demo")))
    headings = [cell.text_content() for cell in page.xpath("//*[@class='field-heading']")]
    links = page.xpath("//*[@class='field-measures_below']/a")
    assert headings == ["第一章 科技", "\u3000一、企业"]
    assert [link.text for link in links] == ["2", "1"]
    for link in links:
        listed = page_of(desk.get(link.get("href"))).xpath("//*[@class='field-code']")
        assert str(len(listed)) == link.text


def test_a_suggested_section_tells_its_code_and_plan(measure: Measure, desk: Client) -> None:
    asked = {"app_label": "measures", "model_name": "measure", "field_name": "section", "term": "科技"}
    found = desk.get(reverse("admin:autocomplete"), asked).json()["results"]
    assert [each["text"] for each in found] == ["1 第一章 科技（示例市发展规划）"]
