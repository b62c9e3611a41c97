"""What a site says that holds no record yet, and a list that holds none of what is asked for."""

import pytest
from django.test import Client

from measures.models import Measure
from tests.admin.pages import page_of, text_of, url

IMPORT = url("import_add")
KINDS = ["plan", "measure", "section", "target", "responsiblebody", "sourcedocument", "import"]


def nothing_found(client: Client, address: str) -> tuple[str, list[str]]:
    """The words of a list without rows, and where they lead."""
    [words] = page_of(client.get(address)).xpath("//*[contains(@class, 'nothing-found')]")
    return " ".join(words.text_content().split()), [str(link) for link in words.xpath("a/@href")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_that_was_never_filled_leads_to_the_import(kind: str, editor_client: Client) -> None:
    words, links = nothing_found(editor_client, url(f"{kind}_changelist"))
    assert words.startswith("还没有")
    assert links == [IMPORT]
    assert not page_of(editor_client.get(url(f"{kind}_changelist"))).xpath("//*[contains(@class, 'actions')]")


def test_what_no_document_brings_is_only_said_to_be_missing(editor_client: Client) -> None:
    assert nothing_found(editor_client, url("apitoken_changelist")) == ("还没有接口令牌。", [])


def test_the_start_page_without_plans_says_what_to_begin_with(editor_client: Client, viewer_client: Client) -> None:
    page = page_of(editor_client.get("/admin/"))
    [words] = page.xpath("//section[@class='overview']/p")
    assert "还没有规划" in words.text_content()
    assert words.xpath("a/@href") == [IMPORT]
    assert "还没有您可以查看的规划" in text_of(viewer_client.get("/admin/"))
    assert not page_of(viewer_client.get("/admin/")).xpath(f"//section[@class='overview']//a[@href='{IMPORT}']")


def test_who_may_not_upload_is_led_nowhere(viewer_client: Client) -> None:
    assert nothing_found(viewer_client, url("measure_changelist")) == ("还没有任务举措。", [])


def test_a_question_without_answer_is_told_from_a_list_that_was_never_filled(
    measure: Measure, editor_client: Client
) -> None:
    assert "没有现行的记录" in nothing_found(editor_client, url("measure_changelist", q="没有这样的词"))[0]
    assert nothing_found(editor_client, url("plan_changelist", q="没有这样的词"))[0] == "没有符合条件的记录。"
