from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin import site
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from measures.choices import Phase, ReviewState, Role
from measures.models import Measure
from tests.admin.pages import not_drawn, page_of, text_of, url
from tests.factories import assign, make_body, make_measure, make_plan, make_section, make_target


def listed(client: Client, **query: Any) -> list[str]:
    """The codes of the rows, which are not drawn."""
    with not_drawn():
        response: Any = client.get(url("measure_changelist", **query))
    return [row.code for row in response.context_data["cl"].result_list]


def bodies_shown(client: Client) -> str:
    page = page_of(client.get(url("measure_changelist")))
    return str(page.xpath("string(//*[@class='field-answering'])"))


def test_a_plan_that_names_responsible_bodies_throughout_is_not_called_unassigned(
    measure: Measure, editor_client: Client
) -> None:
    assign(measure, "市财政局", Role.RESPONSIBLE)
    assert bodies_shown(editor_client) == "市财政局"
    assert (listed(editor_client, assigned="yes"), listed(editor_client, assigned="no")) == (["1-1"], [])


def test_who_leads_stands_first_and_bold(measure: Measure, editor_client: Client) -> None:
    assign(measure, "市财政局", Role.RESPONSIBLE, position=1)
    assign(measure, "市科技局", Role.LEAD, position=2)
    page = page_of(editor_client.get(url("measure_changelist")))
    assert page.xpath("string(//*[@class='field-answering'])") == "市科技局、市财政局"
    assert page.xpath("string(//*[@class='field-answering']/strong)") == "市科技局"


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.SUPERVISOR, Role.MENTIONED])
def test_a_body_that_does_not_answer_for_it_leaves_it_unassigned(
    role: Role, measure: Measure, editor_client: Client
) -> None:
    assign(measure, "市财政局", role)
    assert bodies_shown(editor_client).startswith("未明确")
    assert listed(editor_client, assigned="no") == ["1-1"]
    assert listed(editor_client, assigned="none") == []


def test_what_no_body_has_any_part_in_is_a_choice_of_its_own(measure: Measure, editor_client: Client) -> None:
    assign(make_measure(measure.section), "市财政局", Role.SUPPORT)
    make_measure(measure.section, withdrawn_on=timezone.localdate())
    assert listed(editor_client, assigned="none") == ["1-1"]


def test_what_nobody_leads_is_a_choice_of_its_own(measure: Measure, editor_client: Client) -> None:
    assign(make_measure(measure.section), "市科技局", Role.LEAD)
    assign(make_measure(measure.section), "市财政局", Role.RESPONSIBLE)
    make_measure(measure.section, withdrawn_on=timezone.localdate())
    assert listed(editor_client, assigned="no_lead") == ["1-1", "1-3"]


def test_each_role_is_named_and_of_many_bodies_the_first(measure: Measure, editor_client: Client) -> None:
    assign(measure, "市科技局", position=9)
    for number in range(1, 7):
        assign(measure, f"第{number}局", Role.SUPPORT, position=number)
    assign(measure, "市督查室", Role.SUPERVISOR)
    assign(measure, "示例大学", Role.MENTIONED)
    page = page_of(editor_client.get(url("measure_changelist")))
    lines = [line.text_content() for line in page.xpath("//*[@class='of-role']")]
    assert lines == ["配合单位：第1局、第2局、第3局、第4局，另有 2 家", "督查单位：市督查室"]
    assert page.xpath("//*[@class='of-role']/@title")[0] == "第1局、第2局、第3局、第4局、第5局、第6局"
    assert "示例大学" not in bodies_shown(editor_client)


def test_the_empty_fields_of_the_filter_form_are_left_out_of_the_address(
    measure: Measure, editor_client: Client
) -> None:
    sent = {"q": "", "plan": "demo", "section": "", "review_state__exact": "", "phase__exact": "not_started"}
    response = editor_client.get(url("measure_changelist"), sent)
    assert response["Location"] == url("measure_changelist", plan="demo", phase__exact="not_started")
    assert listed(editor_client, plan="demo", phase__exact="not_started") == ["1-1"]


def test_the_filter_form_offers_what_is_chosen_and_keeps_search_and_order(
    measure: Measure, editor_client: Client
) -> None:
    response = editor_client.get(url("measure_changelist", q="研究", phase__exact="not_started", o="1"))
    form = page_of(response).get_element_by_id("changelist-search")
    fields = sorted((name, value) for name, value in form.form_values() if value)
    assert fields == [("o", "1"), ("phase__exact", "not_started"), ("q", "研究")]  # each of them once
    assert "section" in form.fields
    assert "排序：编号 ↑ 恢复默认排序" in text_of(response)
    assert "恢复默认排序" not in text_of(editor_client.get(url("measure_changelist", o="99")))
    assert "排序：文件顺序" in text_of(editor_client.get(url("measure_changelist")))


def test_a_section_chosen_before_another_plan_is_left_behind(measure: Measure, editor_client: Client) -> None:
    other = make_measure(make_section(make_plan("other"), code="9"))
    assert listed(editor_client, plan="other", section=measure.section.pk) == [other.code]


@pytest.mark.parametrize("kind", ["plan", "section", "measure", "responsiblebody", "target"])
def test_every_choice_of_every_filter_can_be_sent(kind: str, measure: Measure, editor_client: Client) -> None:
    assign(measure, "市科技局")
    make_target(measure, year=2025)
    form = page_of(editor_client.get(url(f"{kind}_changelist"))).get_element_by_id("changelist-search")
    for select in form.xpath(".//select"):
        assert select.value_options[0] == "", "the first choice is what the list shows by itself"
        for value in select.value_options[1:]:
            with not_drawn():
                assert editor_client.get(url(f"{kind}_changelist"), {select.name: value}).status_code == 200
    for field in form.xpath(".//input[@list]"):
        for value in form.xpath(f".//datalist[@id='{field.get('list')}']/option/@value"):
            answer = editor_client.get(url(f"{kind}_changelist"), {field.name: value}, follow=True)
            chosen = page_of(answer).get_element_by_id("changelist-search").fields[field.name]
            assert (answer.status_code, chosen) == (200, value)


def test_targets_are_narrowed_by_year_and_by_having_none(measure: Measure, editor_client: Client) -> None:
    make_target(measure, year=2025)
    make_target(measure, text="没有年份")
    for value, count in (("2025", 1), ("none", 1), ("1999", 0)):
        page = page_of(editor_client.get(url("target_changelist", year=value)))
        assert len(page.xpath("//*[contains(@class, 'field-code')]")) == count


def test_a_row_tells_section_leads_phase_state_and_light(measure: Measure, editor_client: Client) -> None:
    Measure.objects.update(due_on=timezone.localdate() - timedelta(days=1), phase=Phase.IN_PROGRESS)
    assign(measure, "市科技局")
    assign(measure, "市财政局", Role.SUPPORT)
    page = page_of(editor_client.get(url("measure_changelist")))
    row = page.get_element_by_id("result_list").xpath(".//tbody/tr")[0].text_content()
    for words in ("1-1", "支持基础研究", "第一章 科技", "市科技局", "推进中", "已发布", "逾期"):
        assert words in row
    assert "配合单位：市财政局" in row


@pytest.mark.parametrize("words", ["基础", "科技", "示科"])
def test_two_characters_find_it_by_title_body_and_alias(words: str, measure: Measure, editor_client: Client) -> None:
    make_measure(measure.section, title="培育企业", text="培育企业。")
    assign(measure, make_body("市科技局", aliases=["示科局"]))
    assert listed(editor_client, q=words) == ["1-1"]


def test_filters_narrow_the_list(measure: Measure, editor_client: Client) -> None:
    below = make_section(measure.plan, measure.section)
    make_measure(below, review_state=ReviewState.EXTRACTED, phase=Phase.COMPLETED)
    make_measure(make_section(make_plan("other")), code="9-9")
    assign(measure, "市科技局")
    assert listed(editor_client, plan="demo") == ["1-1", "1.1-1"]
    assert listed(editor_client, section=measure.section.pk) == ["1-1", "1.1-1"]
    assert listed(editor_client, section=below.pk) == ["1.1-1"]
    assert listed(editor_client, body=make_body("市科技局").pk) == ["1-1"]
    assert listed(editor_client, role=Role.LEAD) == ["1-1"]
    assert listed(editor_client, assigned="no", plan="demo") == ["1.1-1"]
    assert listed(editor_client, review_state__exact=ReviewState.EXTRACTED) == ["1.1-1"]
    assert listed(editor_client, phase__exact=Phase.COMPLETED) == ["1.1-1"]


def test_body_and_role_are_one_condition(measure: Measure, editor_client: Client) -> None:
    body = make_body("市科技局")
    assign(measure, body, Role.SUPPORT)
    assign(measure, "市财政局", Role.LEAD)
    assert listed(editor_client, body=body.pk, role=Role.LEAD) == []
    assert listed(editor_client, body=body.pk, role=Role.SUPPORT) == ["1-1"]


def test_timeliness_narrows_the_list(measure: Measure, editor_client: Client) -> None:
    Measure.objects.update(due_on=timezone.localdate() + timedelta(days=3))
    assert listed(editor_client, timeliness="due_soon") == ["1-1"]
    assert listed(editor_client, timeliness="overdue") == []


def test_deadlines_narrow_the_list(measure: Measure, editor_client: Client) -> None:
    today = timezone.localdate()
    undated = make_measure(measure.section)
    worded = make_measure(measure.section, due_text="长期坚持")
    done = make_measure(measure.section, due_on=today, phase=Phase.COMPLETED)
    Measure.objects.filter(pk=measure.pk).update(due_on=today)
    assert listed(editor_client, due="open") == ["1-1"]
    assert listed(editor_client, due="month") == listed(editor_client, due="year") == ["1-1", done.code]
    assert listed(editor_client, due="words") == [worded.code]
    assert listed(editor_client, due="none") == [undated.code]
    assert len(listed(editor_client, due="senseless")) == 4


@pytest.mark.parametrize("page", [2, 3, 99, 0, -1])
@pytest.mark.parametrize("query", [{}, {"q": "基础"}])
def test_a_page_that_is_gone_is_the_last_one_of_the_same_list(
    measure: Measure, editor_client: Client, monkeypatch: pytest.MonkeyPatch, page: int, query: dict[str, str]
) -> None:
    """Whoever confirms the last rows of a list comes back to a page that there is no more."""
    monkeypatch.setattr(site.get_model_admin(Measure), "list_per_page", 2)
    rows = [make_measure(measure.section, review_state=ReviewState.EXTRACTED) for _ in range(3)]
    assert listed(editor_client, review_state__exact="extracted", p=page, **query) == [rows[-1].code]


@pytest.mark.parametrize("query", [{"section": "x"}, {"body": "x"}, {"section": "999999"}])
def test_a_filter_with_a_senseless_value_finds_nothing(
    query: dict[str, str], measure: Measure, editor_client: Client
) -> None:
    assert listed(editor_client, **query) == []


def test_withdrawn_measures_are_shown_when_asked_for_and_marked(measure: Measure, editor_client: Client) -> None:
    Measure.objects.update(withdrawn_on=timezone.localdate())
    kept = make_measure(measure.section)
    for query, shown in (({}, [kept.code]), ({"withdrawn": "0"}, [kept.code]), ({"withdrawn": "1"}, ["1-1"])):
        assert listed(editor_client, **query) == shown
    assert listed(editor_client, withdrawn="all") == ["1-1", kept.code]
    page = page_of(editor_client.get(url("measure_changelist", withdrawn="all")))
    assert [cell.text_content() for cell in page.xpath("//*[@class='field-review_badge']")] == ["已撤出", "已发布"]
    chosen = page_of(editor_client.get(url("measure_changelist", withdrawn="0"))).get_element_by_id("changelist-search")
    assert chosen.fields["withdrawn"] == ""


def test_a_list_without_anything_in_force_leads_to_what_was_withdrawn(measure: Measure, editor_client: Client) -> None:
    Measure.objects.update(withdrawn_on=timezone.localdate())
    page = page_of(editor_client.get(url("measure_changelist", q="基础研究")))
    [link] = page.xpath("//*[contains(@class, 'nothing-found')]/a/@href")
    assert "支持基础研究" in text_of(editor_client.get(f"{url('measure_changelist')}{link}"))
    assert "nothing-found" not in editor_client.get(f"{url('measure_changelist')}{link}").content.decode()
    with_all = page_of(editor_client.get(url("measure_changelist", q="没有这一条", withdrawn="all")))
    assert not with_all.xpath("//*[contains(@class, 'nothing-found')]/a")


def test_the_number_of_queries_does_not_grow_with_the_rows(
    measure: Measure, editor_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        assign(make_measure(measure.section), f"第{number}局")
    with django_assert_num_queries(15):
        assert len(listed(editor_client)) == 9


@pytest.mark.parametrize("words", ["海淀 人才", "海淀　人才", "人才 海澱", "第三章 人才", "3-1"])
def test_the_search_box_wants_every_word_in_whatever_spelling(editor_client: Client, words: str) -> None:
    chapter = make_section(make_plan(), code="3", label="第三章")
    make_measure(chapter, title="海淀区引才", text="引进海外高层次⼈才。")
    make_measure(chapter, title="海淀区产业", text="发展产业。")
    assert listed(editor_client, q=words) == ["3-1"]


def test_what_a_search_finds_stands_in_the_order_of_how_well_it_answers(
    measure: Measure, editor_client: Client
) -> None:
    """基础研究 in the text only, in the title in another spelling, in the title as it was typed."""
    Measure.objects.update(title="建设实验室", text="支持基础研究。")
    make_measure(measure.section, title="支持基礎研究", text="支持基礎研究。")
    make_measure(measure.section, title="支持基础研究", text="支持基础研究。")
    assert listed(editor_client, q="基础研究") == ["1-3", "1-1", "1-2"]
    assert "排序：最符合的在前" in text_of(editor_client.get(url("measure_changelist", q="基础研究")))
    assert listed(editor_client, q="基础研究", o="1") == ["1-1", "1-2", "1-3"]
    assert listed(editor_client, q="基础研究", o="-1") == ["1-3", "1-2", "1-1"]


def test_a_search_with_more_than_a_page_is_counted_and_paged_by_one_query(
    measure: Measure, editor_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Measure.objects.bulk_create(
        Measure(plan=measure.plan, section=measure.section, code=f"x-{number}", title="发展数字经济", position=number)
        for number in range(2, 57)
    )
    assert listed(editor_client, q="数字经济") == [f"x-{number}" for number in range(2, 52)]
    assert listed(editor_client, q="数字经济", p="2") == [f"x-{number}" for number in range(52, 57)]
    page = page_of(editor_client.get(url("measure_changelist", q="数字经济", all="")))
    assert len(page.xpath("//*[@class='field-code']")) == 55
    assert "55" in text_of(editor_client.get(url("measure_changelist", q="数字经济")))
