"""“可能是同一单位”: asked on the comparison of an import and on a body's page, answered once."""

from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from lxml.html import HtmlElement

from measures.intake.bodies import alike_bodies
from measures.models import DistinctBodies, Edit, Import, Measure, ResponsibleBody
from tests.admin.conftest import signed_in
from tests.admin.pages import page_of, text_of, told, url
from tests.admin.test_import_comparison import apply
from tests.admin.test_uploading import grant, limit
from tests.factories import assign, make_body, make_measure, make_plan, make_section
from tests.made_once import made_once
from tests.uploads import TEXT, uploaded

TWICE = TEXT.replace("（市人社局牵头）", "（市人力资源和社会保障局牵头，市发改委、市发展改革委配合）")


def asked(client: Client, item: Import) -> list[tuple[str, str]]:
    return pairs_of(page_of(client.get(url("import_comparison", item.pk))))


def pairs_of(page: HtmlElement) -> list[tuple[str, str]]:
    forms = page.xpath("//section[@id='bodies']//form[input/@name='name']")
    return [(form.xpath("input/@value")[1], form.xpath("input/@value")[2]) for form in forms]


def answer(client: Client, item: Import, name: str, other: str, button: str) -> HttpResponse:
    fields = {"name": name, "other": other, button: "1"}
    return client.post(url("import_bodies", item.pk), fields)  # type: ignore[return-value]


@made_once
def item() -> Import:
    return uploaded(TWICE, slug="shili")


def test_a_name_that_is_here_in_another_form_becomes_an_alias(
    editor_client: Client, editor: User, item: Import
) -> None:
    body = make_body("市人社局")
    assert ("市人力资源和社会保障局", "市人社局") in asked(editor_client, item)
    answer(editor_client, item, "市人力资源和社会保障局", "市人社局", "merge")
    body.refresh_from_db()
    assert body.aliases == ["市人力资源和社会保障局"]
    made = Edit.objects.latest("pk")
    assert (made.by, made.via) == (editor, "admin")
    assert ("市人力资源和社会保障局", "市人社局") not in asked(editor_client, item)
    apply(editor_client, item)
    assert not ResponsibleBody.objects.filter(name="市人力资源和社会保障局").exists()
    assert Measure.objects.get(code="1.2-1").responsibilities.get(role="lead").body == body


def test_two_names_of_one_document_are_merged_on_the_way_in_and_parted_again(
    editor_client: Client, item: Import
) -> None:
    [pair] = asked(editor_client, item)
    assert sorted(pair) == ["市发展改革委", "市发改委"]
    name, other = pair
    answer(editor_client, item, name, other, "merge")
    page = page_of(editor_client.get(url("import_comparison", item.pk)))
    assert pairs_of(page) == []
    assert page.xpath("//section[@id='bodies']//input[@name='apart']/@value") == [name]
    editor_client.post(url("import_bodies", item.pk), {"apart": name})
    assert asked(editor_client, item) == [pair]
    answer(editor_client, item, name, other, "merge")
    item.refresh_from_db()
    apply(editor_client, item)
    body = ResponsibleBody.objects.get(name=other)
    assert body.aliases == [name]
    support = Measure.objects.get(code="1.2-1").responsibilities.filter(role="support")
    assert [part.body for part in support] == [body]
    assert not ResponsibleBody.objects.filter(name=name).exists()


def test_two_that_are_not_the_same_are_never_asked_about_again(
    editor_client: Client, editor: User, item: Import
) -> None:
    [(name, other)] = asked(editor_client, item)
    answer(editor_client, item, name, other, "distinct")
    said = DistinctBodies.objects.get()
    assert ({said.name, said.other_name}, said.jurisdiction) == ({name, other}, "示例市")
    assert (said.by, said.by_name) == (editor, "editor")
    assert asked(editor_client, item) == []
    assert asked(editor_client, uploaded(TWICE, slug="second")) == []
    apply(editor_client, item)
    body = ResponsibleBody.objects.get(name=name)
    assert list(alike_bodies(body)) == []
    page = editor_client.get(url("responsiblebody_change", body.pk))
    assert "不是同一单位（editor" in text_of(page)
    again = page_of(page).xpath("//input[@name='again']/@value")[0]
    editor_client.post(url("responsiblebody_same", body.pk), {"again": again})
    assert [each.name for each in alike_bodies(body)] == [other]


@made_once
def bodies() -> list[ResponsibleBody]:
    """Two that may be one, each with a duty, and one of another function."""
    measure = make_measure(make_section(make_plan("shili")))
    found = [make_body("市发展改革委"), make_body("市发改委"), make_body("市教育局")]
    for body, role in zip(found[:2], ("lead", "support"), strict=True):
        assign(measure, body, role)
    return found


def test_the_page_of_a_body_asks_and_merges(editor_client: Client, bodies: list[ResponsibleBody]) -> None:
    kept, gone, other = bodies
    page = page_of(editor_client.get(url("responsiblebody_change", kept.pk)))
    assert page.xpath("//input[@name='other']/@value") == [str(gone.pk)]
    assert not page_of(editor_client.get(url("responsiblebody_change", other.pk))).xpath("//input[@name='other']")
    address = url("responsiblebody_same", kept.pk)
    assert "已不存在" in told(editor_client, editor_client.post(address, {"other": other.pk, "merge": "1"}))
    assert "已合并" in told(editor_client, editor_client.post(address, {"other": gone.pk, "merge": "1"}))
    kept.refresh_from_db()
    assert kept.aliases == ["市发改委"]
    assert kept.responsibilities.count() == 2
    assert not ResponsibleBody.objects.filter(pk=gone.pk).exists()


def test_the_page_of_a_body_remembers_two(editor_client: Client, bodies: list[ResponsibleBody]) -> None:
    kept, other, _unlike = bodies
    editor_client.post(url("responsiblebody_same", kept.pk), {"other": other.pk, "distinct": "1"})
    assert DistinctBodies.objects.count() == 1
    assert list(alike_bodies(other)) == []
    assert ResponsibleBody.objects.count() == 3


def test_bodies_of_two_levels_or_jurisdictions_are_not_asked_about(db: None) -> None:
    body = make_body("市教育局")
    make_body("省教育厅")
    make_body("教育局", jurisdiction="另一市")
    assert list(alike_bodies(body)) == []
    assert [each.name for each in alike_bodies(make_body("教育局"))] == ["市教育局"]


def test_who_may_not_merge_sees_the_question_and_answers_nothing(
    outsider: User, item: Import, bodies: list[ResponsibleBody]
) -> None:
    addresses = [url("import_bodies", item.pk), url("responsiblebody_same", bodies[0].pk)]
    sent = {"name": "市发改委", "other": bodies[1].pk, "merge": "1"}
    for address in addresses:
        assert signed_in(outsider).post(address, sent)["Location"].startswith("/admin/login/")
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    client = grant(outsider, "view_responsiblebody", "change_responsiblebody", "view_import", "apply_import")
    assert [client.post(address, sent).status_code for address in addresses] == [403, 403]
    page = page_of(client.get(url("responsiblebody_change", bodies[0].pk)))
    assert "市发改委" in page.xpath("//section[contains(@class,'body-questions')]")[0].text_content()
    assert not page.xpath("//input[@name='other']")
    client = grant(outsider, "merge_responsiblebody", "view_responsiblebody", "view_import", "upload_import")
    limit(outsider, make_plan("mine"))
    Import.objects.update(by=outsider)
    assert [client.post(address, sent).status_code for address in addresses] == [403, 403]
    assert ResponsibleBody.objects.filter(jurisdiction="示例市").count() == 3
