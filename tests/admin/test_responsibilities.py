"""Who answers for a measure is written in its form, a line of names for each role."""

import json

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from measures.choices import Origin, Role
from measures.models import Measure, Responsibility
from tests.admin.conftest import signed_in
from tests.admin.pages import Editing, page_of, read_form, text_of, url
from tests.factories import assign, make_body, make_measure
from tests.made_once import made_once


@made_once
def bodies() -> None:
    make_body("市科技局", aliases=["市科学技术局"])
    make_body("市财政局")
    make_body("市发展改革委（市粮食和储备局、市能源局）")
    make_body("市科技局", "邻市")
    make_body("市林业局", "邻市")
    make_body("市林业局", "远市")


def parts_of(measure: Measure) -> list[tuple[str, str, str]]:
    parts = measure.responsibilities.select_related("body")
    return [(part.role, part.body.name, part.body.jurisdiction) for part in parts]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("市科技局", ["市科技局"]),
        ("市科学技术局", ["市科技局"]),
        (" 市财政局，市科技局;市财政局\r\n", ["市财政局", "市科技局"]),
        ("市科技局（示例市）", ["市科技局"]),
        ("市发展改革委(市粮食和储备局、市能源局)、市财政局", ["市发展改革委（市粮食和储备局、市能源局）", "市财政局"]),
        ("", []),
    ],
)
def test_bodies_are_named_as_people_write_them(
    typed: str, names: list[str], measure: Measure, bodies: None, editor_client: Client
) -> None:
    assert Editing(editor_client, measure).open().save(lead=typed).status_code == 302
    assert parts_of(measure) == [("lead", name, "示例市") for name in names]


def test_a_body_of_another_jurisdiction_is_named_with_it_where_it_has_namesakes(
    measure: Measure, bodies: None, editor_client: Client
) -> None:
    page = Editing(editor_client, measure).open()
    words = text_of(page.save(support="市科技局（邻市）、市林业局"))
    assert "“市林业局”可能指多个单位" in words
    assert "市林业局（远市）或市林业局（邻市）" in words
    assert page.save(support="市科技局（邻市）、市林业局（远市）").status_code == 302
    assert [part[2] for part in parts_of(measure)] == ["邻市", "远市"]
    assert page.open().fields["support"] == "市科技局（邻市）、市林业局（远市）"


def test_names_of_nobody_are_refused_each_with_a_way_to_add_it_and_nothing_is_written(
    measure: Measure, bodies: None, editor_client: Client
) -> None:
    page = Editing(editor_client, measure).open()
    response = page.save(title="新标题", lead="市科技局、市海洋局、市气象局")
    for name in ("市海洋局", "市气象局"):
        assert f"没有名为“{name}”的单位" in text_of(response)
    assert page.fields["lead"] == "市科技局、市海洋局、市气象局"
    assert parts_of(measure) == []
    measure.refresh_from_db()
    assert measure.version == 1
    [first, _second] = page_of(response).xpath("//ul[contains(@class, 'errorlist')]//a/@href")
    assert read_form(editor_client.get(first), "responsiblebody_form")["name"] == "市海洋局"


def test_a_name_that_holds_a_separator_of_names_is_one_name(measure: Measure, editor_client: Client) -> None:
    assign(measure, "市委宣传部、市文明办", Role.SUPPORT)
    make_body("市财政局")
    page = Editing(editor_client, measure).open()
    page.save(support="市财政局、市委宣传部、市文明办")
    assert [part[1] for part in parts_of(measure)] == ["市财政局", "市委宣传部、市文明办"]


def test_a_body_that_takes_another_role_keeps_the_document_that_names_it(
    measure: Measure, bodies: None, editor_client: Client
) -> None:
    named = {"origin": Origin.DOCUMENT, "source": measure.source, "source_start": 9, "source_end": 13}
    part = assign(measure, "市科技局", Role.SUPPORT, **named)
    assert "出处" in text_of(editor_client.get(url("measure_change", measure.pk)))
    Editing(editor_client, measure).open().save(lead="市财政局、市科技局", support="")
    again = Responsibility.objects.get(pk=part.pk)
    assert (again.role, again.origin, again.source) == (Role.LEAD, Origin.DOCUMENT, measure.source)
    assert [part[1] for part in parts_of(measure)] == ["市财政局", "市科技局"]


def test_a_line_left_alone_is_not_written_though_its_places_are_the_same(
    measure: Measure, bodies: None, editor_client: Client
) -> None:
    first, second = assign(measure, "市科技局"), assign(measure, "市财政局")
    support = assign(measure, "市林业局", Role.SUPPORT)
    rows = Responsibility.history.count()
    Editing(editor_client, measure).open().save(lead="市财政局、市科技局")
    assert list(Responsibility.objects.order_by("role", "position")) == [second, first, support]
    assert Responsibility.history.count() == rows + 1


def test_a_new_measure_has_its_bodies_from_the_start(measure: Measure, bodies: None, editor_client: Client) -> None:
    address = url("measure_add", section=measure.section.pk)
    fields = read_form(editor_client.get(address), "measure_form")
    fields |= {"title": "补充任务", "text": "补充任务。", "lead": "市科技局", "_save": "1"}
    assert editor_client.post(address, fields).status_code == 302
    assert parts_of(Measure.objects.get(title="补充任务")) == [("lead", "市科技局", "示例市")]
    refused = editor_client.post(address, fields | {"section": "", "form_token": ""})
    assert "必填" in text_of(refused)


def test_whoever_may_not_change_responsibilities_reads_them(measure: Measure, bodies: None, db: None) -> None:
    assign(measure, "市科技局")
    clerk = User.objects.create_user("clerk", password="pass", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["change_measure", "change_responsibility"]))
    page = Editing(signed_in(clerk), measure).open()
    assert "lead" not in page.fields
    assert "市科技局" in text_of(page.client.get(page.url))
    assert page.save(title="新标题", lead="市财政局").status_code == 302
    assert [part[1] for part in parts_of(measure)] == ["市科技局"]


def test_a_viewer_reads_them_with_two_bodies_in_one_query(
    measure: Measure, bodies: None, viewer_client: Client
) -> None:
    for name in ("市科技局", "市财政局"):
        assign(measure, name, Role.SUPPORT)
    assert "市科技局、市财政局" in text_of(viewer_client.get(url("measure_change", measure.pk)))


def suggested(client: Client, term: str, jurisdiction: str = "示例市") -> list[str]:
    response = client.get(url("measure_bodies", term=term, jurisdiction=jurisdiction))
    names: list[str] = json.loads(response.content)["names"]
    return names


def test_suggestions_begin_with_the_plan_s_own_bodies(bodies: None, editor_client: Client) -> None:
    make_body("示例市科技局")
    assert suggested(editor_client, "市科技") == ["市科技局", "示例市科技局", "市科技局（邻市）"]
    assert suggested(editor_client, "科学技术") == ["市科技局"]
    assert suggested(editor_client, " ") == []


def test_the_form_says_where_to_ask_for_names(measure: Measure, editor_client: Client) -> None:
    page = page_of(editor_client.get(url("measure_change", measure.pk)))
    address = page.get_element_by_id("id_lead").get("data-suggestions")
    assert editor_client.get(address, {"term": "局"}).status_code == 200


def test_an_outsider_is_told_no_names(bodies: None, outsider: User) -> None:
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    assert signed_in(outsider).get(url("measure_bodies", term="市")).status_code == 403


def test_bodies_survive_a_measure_without_any(measure: Measure, editor_client: Client) -> None:
    other = make_measure(measure.section)
    assign(other, "市科技局")
    Editing(editor_client, measure).open().save(note="备注")
    assert parts_of(other) == [("lead", "市科技局", "示例市")]


def test_a_line_with_a_character_that_no_text_holds_is_refused_in_the_form(
    measure: Measure, bodies: None, editor_client: Client
) -> None:
    answer = Editing(editor_client, measure).open().save(lead="市科技\0局")
    assert answer.status_code == 200
    assert parts_of(measure) == []
