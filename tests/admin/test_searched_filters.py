"""Plans, sections and bodies are filtered by typing: a suggestion, a part of a name, a short form, initials."""

import pytest
from django.test import Client

from measures.choices import Role
from measures.models import Measure
from tests.admin.pages import page_of, text_of, url
from tests.admin.test_measure_list import listed
from tests.factories import assign, make_body, make_measure, make_plan, make_section
from tests.made_once import made_once


@made_once
def development(measure: Measure) -> Measure:
    """Of a second plan, led by 市发展和改革委员会 and supported by the same of another city."""
    plan = make_plan("trade", title="示例市商务发展规划")
    found = make_measure(make_section(plan, code="7", label="第七章", title="商务"), code="7-1")
    assign(found, "市发展和改革委员会")
    assign(measure, make_body("市发展和改革委员会", "甲市"), Role.SUPPORT)
    return found


@pytest.mark.parametrize("typed", ["市发展和改革委员会（示例市）", "示例市 发改委", "示例市发改委"])
def test_a_name_that_is_one_body_s_becomes_its_key_in_the_address(
    typed: str, development: Measure, editor_client: Client
) -> None:
    body = make_body("市发展和改革委员会")
    answer = editor_client.get(url("measure_changelist"), {"body": typed, "q": ""})
    assert answer["Location"] == url("measure_changelist", body=body.pk)
    page = page_of(editor_client.get(answer["Location"]))
    assert page.get_element_by_id("changelist-search").fields["body"] == "市发展和改革委员会（示例市）"
    assert listed(editor_client, body=body.pk) == ["7-1"]


@pytest.mark.parametrize("typed", ["发改委", "fzhgg", "发展 改革"])
def test_words_stand_for_every_body_that_they_find(typed: str, development: Measure, editor_client: Client) -> None:
    assert listed(editor_client, body=typed) == ["1-1", "7-1"]
    assert listed(editor_client, body=typed, role=Role.SUPPORT) == ["1-1"]
    page = page_of(editor_client.get(url("measure_changelist", body=typed)))
    assert page.get_element_by_id("changelist-search").fields["body"] == typed
    assert page.xpath("string(//label[.//input[@name='body']]//*[@class='note'])") == "符合 2 项"


def test_words_that_find_no_record_find_no_measure_and_the_filter_says_so(
    development: Measure, editor_client: Client
) -> None:
    for name in ("body", "plan"):
        assert listed(editor_client, **{name: "不存在的"}) == []
        assert "符合 0 项" in text_of(editor_client.get(url("measure_changelist", **{name: "不存在的"})))


def test_bodies_are_suggested_in_the_order_of_pinyin_with_their_initials(
    measure: Measure, editor_client: Client
) -> None:
    for name in ("财政局", "重庆办", "安监局"):
        assign(measure, name)
    make_body("无关局")
    page = page_of(editor_client.get(url("measure_changelist")))
    options = page.get_element_by_id("body-suggestions").xpath("./option")
    assert [(option.get("value"), option.text_content()) for option in options] == [
        ("安监局（示例市）", "ajj"),
        ("财政局（示例市）", "czj"),
        ("重庆办（示例市）", "cqb"),
    ]


def test_a_part_of_a_title_stands_for_the_plans_that_have_it(development: Measure, editor_client: Client) -> None:
    assert editor_client.get(url("measure_changelist", plan="商务"))["Location"] == url(
        "measure_changelist", plan="trade"
    )
    assert listed(editor_client, plan="示例市") == ["1-1", "7-1"]
    assert listed(editor_client, plan="trade") == ["7-1"]


def test_plans_of_one_title_are_told_apart(measure: Measure, editor_client: Client) -> None:
    make_measure(make_section(make_plan("twin")))
    page = page_of(editor_client.get(url("measure_changelist")))
    offered = page.get_element_by_id("plan-suggestions").xpath("./option/@value")
    assert offered == ["示例市发展规划（demo）", "示例市发展规划（twin）"]
    assert editor_client.get(url("measure_changelist", plan=offered[1]))["Location"].endswith("?plan=twin")


@pytest.mark.parametrize("typed", ["7 第七章 商务", "第七章", "商务"])
def test_a_section_is_found_by_code_number_and_heading(typed: str, development: Measure, editor_client: Client) -> None:
    other = make_measure(make_section(development.plan, code="8", title="其他"))
    assert listed(editor_client, plan="trade") == ["7-1", other.code]
    address = editor_client.get(url("measure_changelist", plan="trade", section=typed))["Location"]
    assert address == url("measure_changelist", plan="trade", section=development.section.pk)
    assert listed(editor_client, plan="trade", section=development.section.pk) == ["7-1"]


def test_the_plan_is_told_where_rows_of_several_are_listed(development: Measure, editor_client: Client) -> None:
    def has_plan_column(**query: str) -> bool:
        page = page_of(editor_client.get(url("measure_changelist", **query)))
        assert page.xpath("//*[@class='field-plan_title']")
        return "of-one-plan" not in page.xpath("string(//body/@class)")

    assert has_plan_column()
    assert has_plan_column(plan="示例市")
    assert not has_plan_column(plan="demo")


def test_whoever_may_see_one_plan_is_told_of_no_other(measure: Measure, viewer_client: Client) -> None:
    """The outsider: without the right to view, no suggestion and no list."""
    client = Client()
    assert client.get(url("measure_changelist", body="发改委")).status_code == 302
    assert viewer_client.get(url("measure_changelist", plan="示例市发展规划")).status_code == 302
