from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from measures.models import Measure, ResponsibleBody
from tests.admin.pages import Editing, page_of, read_form, text_of, url
from tests.factories import assign, make_body, make_measure


def suggestions(client: Client, term: str) -> list[str]:
    asked = {"app_label": "measures", "model_name": "responsibility", "field_name": "body", "term": term}
    return [found["text"] for found in client.get(reverse("admin:autocomplete"), asked).json()["results"]]


def test_aliases_are_edited_as_one_name_a_line(editor_client: Client, db: None) -> None:
    body = make_body("市发展改革委", aliases=["市发改委"])
    page = Editing(editor_client, body).open()
    assert page.fields["aliases"] == "市发改委"
    page.save(aliases="市发改委\r\n\r\n 市计委 \r\n市发改委")
    body.refresh_from_db()
    assert body.aliases == ["市发改委", "市计委"]
    Editing(editor_client, body).open().save()
    assert ResponsibleBody.objects.get().version == body.version  # the same again is no edit


def test_an_alias_suggests_the_body_with_its_jurisdiction(editor_client: Client, db: None) -> None:
    make_body("市发展改革委", aliases=["市发改委"])
    make_body("市发展改革委", "样例市", aliases=["市发改委"])
    assert suggestions(editor_client, "发改") == ["市发展改革委（样例市）", "市发展改革委（示例市）"]


def test_the_list_tells_how_many_measures_a_body_leads(measure: Measure, editor_client: Client) -> None:
    assign(measure, "市科技局")
    page = page_of(editor_client.get(url("responsiblebody_changelist", q="科技")))
    link = page.xpath("//*[@class='field-led']/a")[0]
    assert link.text == "1"
    listed = page_of(editor_client.get(link.get("href"))).xpath("//*[@class='field-code']")
    assert [row.text_content() for row in listed] == [measure.code]


def test_the_list_says_which_body_exists_no_more(editor_client: Client, db: None) -> None:
    today = timezone.localdate()
    for name, until in (("甲局", today - timedelta(days=1)), ("乙局", today), ("丙局", None)):
        make_body(name, valid_until=until)
    rows = page_of(editor_client.get(url("responsiblebody_changelist"))).xpath("//table[@id='result_list']/tbody/tr")
    said = {row.xpath("string(.//*[contains(@class, 'field-called')])"): row.text_content() for row in rows}
    assert {name: "已撤销" in words for name, words in said.items()} == {"甲局": True, "乙局": False, "丙局": False}


def test_the_list_is_sorted_by_what_bodies_lead_and_by_their_names(measure: Measure, editor_client: Client) -> None:
    for name, led in (("市甲局", 1), ("市乙局", 2), ("市丙局", 0)):
        body = make_body(name)
        for _ in range(led):
            assign(make_measure(measure.section), body)
    page = page_of(editor_client.get(url("responsiblebody_changelist")))
    heads = [head.get("class", "") for head in page.xpath("//table[@id='result_list']/thead/tr/th")]
    led, called = (heads.index(next(each for each in heads if f"column-{name}" in each)) for name in ("led", "called"))
    for order, names in ((-led, "乙甲丙"), (led, "丙甲乙"), (called, "丙甲乙")):
        listed = page_of(editor_client.get(url("responsiblebody_changelist", o=order)))
        cells = listed.xpath("//*[contains(@class,'field-called')]")
        assert [cell.text_content().strip()[1] for cell in cells] == [*names], order


def test_a_body_that_answers_for_something_is_not_deleted(measure: Measure, editor_client: Client) -> None:
    assign(measure, "市科技局")
    assert editor_client.get(url("responsiblebody_delete", ResponsibleBody.objects.get().pk)).status_code == 403
    assert editor_client.get(url("responsiblebody_delete", make_body("市财政局").pk)).status_code == 200


def test_a_name_that_looks_like_another_is_refused_at_its_field(editor_client: Client, db: None) -> None:
    make_body("市科技局", aliases=["市科委"])
    fields = read_form(editor_client.get(url("responsiblebody_add")), "responsiblebody_form")
    for name in ("市科技局\u200b", "市科 技局", "市科委"):
        response = editor_client.post(url("responsiblebody_add"), fields | {"name": name, "jurisdiction": "示例市"})
        assert response.status_code == 200
        assert "市科技局" in page_of(response).xpath(
            "string(//*[contains(@class, 'field-name')]//*[@class='errorlist'])"
        )
    assert ResponsibleBody.objects.count() == 1


def test_an_alias_with_an_invisible_character_is_refused_at_its_field(editor_client: Client, db: None) -> None:
    body = make_body("市科技局")
    response = Editing(editor_client, body).open().save(aliases="市科委\u200b")
    assert "请改为：市科委" in page_of(response).xpath(
        "string(//*[contains(@class, 'field-aliases')]//*[@class='errorlist'])"
    )


def test_a_body_tells_of_a_look_alike_that_is_older_than_the_rule(editor_client: Client, db: None) -> None:
    make_body("市科技局")
    older = make_body("市科 技局")
    assert "看起来一样" in text_of(editor_client.get(url("responsiblebody_change", older.pk)))
    assert Editing(editor_client, older).open().save(kind="department").status_code == 302
