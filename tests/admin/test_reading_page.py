"""The page that a reading is checked by: the same for an upload and for a stored document."""

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.test import Client
from lxml.html import HtmlElement

from measures import importing
from measures.intake.imports import incoming_of
from measures.models import Import, Measure, Plan, SourceDocument
from tests.admin.conftest import signed_in
from tests.admin.pages import page_of, text_of, url
from tests.factories import make_plan, make_source
from tests.made_once import made_once
from tests.uploads import TEXT, uploaded

GAP = TEXT.replace("二、建设实验室", "四、建设实验室")


@made_once
def item() -> Import:
    return uploaded(GAP, slug="shili")


@made_once
def stored(item: Import) -> SourceDocument:
    importing.apply(incoming_of(item))
    return SourceDocument.objects.get()


def pages(editor_client: Client, item: Import, stored: SourceDocument) -> list[HtmlElement]:
    addresses = (url("import_change", item.pk), url("sourcedocument_change", stored.pk))
    return [page_of(editor_client.get(address)) for address in addresses]


def test_every_line_is_there_with_its_number_and_every_word_of_it(
    editor_client: Client, item: Import, stored: SourceDocument
) -> None:
    for page in pages(editor_client, item, stored):
        lines = page.xpath("//ol[@class='lines']/li")
        assert [line.get("id") for line in lines] == [f"L{number}" for number in range(1, len(lines) + 1)]
        assert "\n".join(line.text_content() for line in lines).strip() == GAP.strip()


def test_a_passage_leads_to_its_record_and_the_record_to_its_line(
    editor_client: Client, item: Import, stored: SourceDocument
) -> None:
    for page in pages(editor_client, item, stored):
        [passage] = page.get_element_by_id("L4").xpath("a")
        assert passage.get("class") == "measure"
        assert passage.text_content().startswith("一、支持基础研究")
        record = page.get_element_by_id(passage.get("href")[1:])
        assert "支持基础研究" in record.text_content()
        assert "牵头单位：市科技局" in record.text_content()
        assert record.xpath("a/@href")[0] == "#L4"


def test_spaces_before_the_words_are_no_link(editor_client: Client) -> None:
    """Nobody can hit a link of two spaces."""
    item = uploaded(TEXT.replace("一、支持", "\u3000\u3000一、支持"), slug="shili")
    importing.apply(incoming_of(item))
    source = SourceDocument.objects.get()
    page = page_of(editor_client.get(url("sourcedocument_change", source.pk)))
    links = [link.text_content() for link in page.xpath("//ol[@class='lines']//a")]
    assert links
    assert all(map(str.strip, links))
    assert "\u3000\u3000一、支持基础研究" in page.get_element_by_id("L4").text_content()


def test_the_tree_is_in_the_order_of_the_document(editor_client: Client, item: Import, stored: SourceDocument) -> None:
    trees = []
    for page in pages(editor_client, item, stored):
        records = page.xpath("//div[starts-with(@id,'r-')]")
        trees.append([(record.get("id"), record.get("class").split()[-1]) for record in records])
    assert trees[0] == trees[1]
    assert trees[0][:4] == [("r-1", "depth-0"), ("r-1.1", "depth-1"), ("r-1.1-1", "depth-2"), ("r-1.1-2", "depth-2")]


def test_what_is_to_be_looked_at_leads_to_its_line(editor_client: Client, item: Import, stored: SourceDocument) -> None:
    for page in pages(editor_client, item, stored):
        links = page.xpath("//section[@class='problem-list']//li/a/@href")
        assert "#L5" in links
        assert "四、" in page.xpath("//section[@class='problem-list']")[0].text_content()


def test_a_stored_records_name_leads_to_its_page(editor_client: Client, item: Import, stored: SourceDocument) -> None:
    before, after = pages(editor_client, item, stored)
    address = url("measure_change", Measure.objects.get(code="1.1-1").pk)
    assert after.xpath(f"//div[@id='r-1.1-1']//a[@href='{address}']")
    assert not before.xpath(f"//a[@href='{address}']")


def test_the_page_holds_no_style_and_no_script_of_its_own(
    editor_client: Client, item: Import, stored: SourceDocument
) -> None:
    for page in pages(editor_client, item, stored):
        [reading] = page.xpath("//div[@class='reading']")
        assert not reading.xpath(".//script | .//style | .//*[@style] | .//*[@onclick]")


def test_a_document_that_an_older_parser_read_has_lines_without_passages(editor_client: Client) -> None:
    source = make_source(make_plan(), "第一行\n第二行\n")
    page = page_of(editor_client.get(url("sourcedocument_change", source.pk)))
    assert page.get_element_by_id("L2").text_content() == "第二行"


def test_a_hundred_thousand_characters_are_one_page(editor_client: Client) -> None:
    clauses = "".join(
        f"{number}、完善第{number}项服务保障。" + "各部门抓好落实。" * 30 + "\n" for number in range(1, 420)
    )
    item = uploaded("示例市规划\n第一章 任务\n" + clauses, name="long.txt")
    assert len(clauses) > 100_000
    response = editor_client.get(url("import_change", item.pk))
    assert len(page_of(response).xpath("//ol[@class='lines']/li")) >= 420
    assert len(response.content) < 1_500_000


def test_the_original_of_a_stored_document_comes_back(editor_client: Client, stored: SourceDocument) -> None:
    address = url("sourcedocument_original", stored.pk)
    assert editor_client.get(address).status_code == 404
    stored.file.save("", ContentFile(GAP.encode()))
    response = editor_client.get(address)
    assert b"".join(response) == GAP.encode()
    assert response["Content-Disposition"].startswith("attachment; ")
    assert address in [
        link.get("href") for link in page_of(editor_client.get(url("sourcedocument_change", stored.pk))).iter("a")
    ]


def test_a_draft_is_for_those_who_may_see_it(outsider: User, stored: SourceDocument) -> None:
    stored.file.save("", ContentFile(GAP.encode()))
    address = url("sourcedocument_original", stored.pk)
    assert signed_in(outsider).get(address)["Location"].startswith("/admin/login/")
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    assert signed_in(outsider).get(address).status_code == 404
    Plan.objects.update(state="published")
    assert signed_in(outsider).get(address).status_code == 404  # the admin is for those with a right of theirs in it


def test_who_sees_the_document_alone_sees_no_drafts_beside_it(outsider: User, stored: SourceDocument) -> None:
    from tests.admin.test_uploading import grant

    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    client = grant(outsider, "view_sourcedocument")
    words = text_of(client.get(url("sourcedocument_change", stored.pk)))
    assert "支持基础研究" in words  # the document's words
    assert "牵头单位" not in words
