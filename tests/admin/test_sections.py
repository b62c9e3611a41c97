from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from measures.models import Measure, Section
from tests.admin.pages import page_of, read_form, url
from tests.factories import make_measure, make_plan, make_section


def test_the_list_stands_in_document_order_and_counts_what_its_links_show(
    measure: Measure, editor_client: Client
) -> None:
    below = make_section(measure.plan, measure.section, label="一、", title="企业")
    make_measure(below)
    make_measure(make_section(make_plan("other")))
    page = page_of(editor_client.get(url("section_changelist", plan="demo")))
    headings = [cell.text_content() for cell in page.xpath("//*[@class='field-heading']")]
    links = page.xpath("//*[@class='field-measures_below']/a")
    assert headings == ["第一章 科技", "\u3000一、企业"]
    assert [link.text for link in links] == ["2", "1"]
    for link in links:
        listed = page_of(editor_client.get(link.get("href"))).xpath("//*[@class='field-code']")
        assert str(len(listed)) == link.text


def test_a_suggested_section_tells_its_code_and_plan(measure: Measure, editor_client: Client) -> None:
    asked = {"app_label": "measures", "model_name": "measure", "field_name": "section", "term": "科技"}
    found = editor_client.get(reverse("admin:autocomplete"), asked).json()["results"]
    assert [each["text"] for each in found] == ["1 第一章 科技（示例市发展规划）"]


def suggested(client: Client, address: str) -> list[str]:
    """What the section picker of the form at `address` offers for 科技."""
    picker = page_of(client.get(address)).get_element_by_id("id_section")
    asked = {key: picker.get(f"data-{key.replace('_', '-')}") for key in ("app_label", "model_name", "field_name")}
    ajax_url = picker.get("data-ajax--url")
    found = client.get(f"{ajax_url}{'&' if '?' in ajax_url else '?'}{urlencode(asked | {'term': '科技'})}")
    assert found.status_code == 200
    return [each["text"] for each in found.json()["results"]]


def test_the_picker_offers_the_sections_of_the_measure_s_plan_alone(measure: Measure, editor_client: Client) -> None:
    make_section(make_plan("other", title="另一规划"), title="科技")
    assert suggested(editor_client, url("measure_change", measure.pk)) == ["1 第一章 科技"]
    assert suggested(editor_client, url("measure_add", section=measure.section.pk)) == ["1 第一章 科技"]
    assert set(suggested(editor_client, url("measure_add"))) == {
        "1 第一章 科技（示例市发展规划）",
        "1 科技（另一规划）",
    }


def test_a_printed_number_that_is_the_code_is_shown_once(measure: Measure, editor_client: Client) -> None:
    make_section(measure.plan, code="14.7", label="14.7", title="科技金融")
    make_section(measure.plan, code="2", label="2.", title="科技人才")
    names = suggested(editor_client, url("measure_change", measure.pk))
    assert "14.7 科技金融" in names
    assert "2.科技人才" in names


def test_a_new_section_without_a_plan_is_refused_at_that_field(measure: Measure, editor_client: Client) -> None:
    fields = read_form(editor_client.get(url("section_add")), "section_form") | {"title": "新章", "plan": ""}
    answer = page_of(editor_client.post(url("section_add"), fields))
    [said] = answer.xpath("//*[contains(@class, 'field-plan')]//*[contains(@class, 'errorlist')]")
    assert "必填" in said.text_content()


@pytest.mark.parametrize("kind", ["measure", "section"])
def test_the_form_says_that_a_record_is_withdrawn_and_since_when(
    measure: Measure, editor_client: Client, kind: str
) -> None:
    record: Measure | Section = measure if kind == "measure" else measure.section
    head = "string(//p[@class='record-head'])"
    assert "已撤出" not in page_of(editor_client.get(url(f"{kind}_change", record.pk))).xpath(head)
    type(record)._default_manager.update(withdrawn_on="2026-03-01")
    assert "已撤出 2026-03-01" in page_of(editor_client.get(url(f"{kind}_change", record.pk))).xpath(head)
