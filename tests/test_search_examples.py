"""The examples of the guides for editors, in the list of the admin and over the API: both find what the table says."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client

from measures.models import Measure
from tests.admin.pages import page_of
from tests.factories import assign, make_measure, make_plan, make_section

DOCS = Path(__file__).resolve().parent.parent / "docs"


def rows(guide: str) -> list[tuple[str, str, str]]:
    """Of each row: what is typed, the text that it finds, and one that it does not."""
    table = re.search(r"\n\| (?:typed|输入) \|.*\n\|---.*\n((?:\|.*\n)+)", (DOCS / guide).read_text(encoding="utf-8"))
    assert table is not None
    cells = ([unescape(cell.strip(" ")) for cell in line.split("|")[1:4]] for line in table[1].splitlines())
    return [(typed, found, other) for typed, found, other in cells]


EXAMPLES = rows("editing.md")


@pytest.fixture
def texts(db: None) -> set[str]:
    """Measures with all texts of the table; the one that its introduction describes is what that says."""
    plan = make_plan()
    known = {text for _typed, found, other in EXAMPLES for text in (found, other)}
    section, chapter = make_section(plan, code="1", label="第一章"), make_section(plan, code="3", label="第三章")
    for text in sorted(known - {"建设人才公寓"}):
        make_measure(section, title=text, text="。")
    described = make_measure(
        make_section(plan, chapter, label="一、"), title="建设人才公寓", text="。", code="3.1.1-2", label="（二）"
    )
    assign(described, "市发展和改革委员会")
    return known


def in_admin(client: Client, words: str) -> set[str]:
    page = page_of(client.get("/admin/measures/measure/", {"q": words}))
    return {cell.text_content() for cell in page.xpath("//*[contains(@class, 'field-title')]")}


def in_api(client: Client, words: str) -> set[str]:
    answer = client.get("/api/v1/measures/", {"q": words, "fields": "title", "page_size": "100"})
    return {row["title"] for row in answer.json()["results"]}


def test_both_guides_have_the_same_examples() -> None:
    assert rows("editing.zh-CN.md") == EXAMPLES
    assert len(EXAMPLES) >= 20


def test_admin_and_api_find_what_the_table_says(texts: set[str], editor: User) -> None:
    client = Client()
    client.force_login(editor)
    for typed, found, other in EXAMPLES:
        listed = in_admin(client, typed)
        assert listed == in_api(client, typed), typed
        assert found in listed, typed
        assert other not in listed, typed
    assert Measure.objects.count() == len(texts)
