"""`search` finds every case-insensitive substring, on both engines alike."""

import sys
import unicodedata

import pytest
from django.db import connection
from django.db.models import Value

from measures import search
from measures.models import Measure, Plan, ResponsibleBody, Section
from measures.search import fold, has_case, marked
from tests.factories import assign, make_body, make_measure, make_plan, make_section

pytestmark = pytest.mark.django_db

TEXTS = [
    "引进高层次人才。",
    "建设ＡＩ开放平台，支持ＧＰＵ研发",
    "发展AI与5G融合应用",
    "ΟΔΥΣΣΕΥΣ 计划与 Ὀδυσσεύς 平台",
    "Привлечение ТАЛАНТОВ",
    "İstanbul 与 straße、STRASSE",
    "单引号 ' 与反斜线 \\ 与百分号 % 与下划线 _ 与冒号:*",
    "一、知识产权\n二、标准",
    "𠮷野家与😀",
]
QUERIES = [
    *(
        "人",
        "人才",
        "高层次人才",
        "才。",
        "不在此处",
        "ai",
        "ａｉ",
        "ＡI",
        "5g",
        "οδυσσευσ",
        "ΣΣ",
        "ς",
        "таланты",
        "талантов",
    ),
    *("istanbul", "İ", "strasse", "'", "\\", "%", "_", ":*", "权\n二", "𠮷", "😀", "平", "台"),
]


def said(words: str) -> set[str]:
    return {text for text in TEXTS if fold(words) in fold(text)}


@pytest.fixture
def section() -> Section:
    section = make_section(make_plan())
    for text in TEXTS:
        make_measure(section, title="举措", text=text)
    return section


@pytest.mark.parametrize("words", QUERIES)
def test_words_of_any_length_and_case_find_what_holds_them(section: Section, words: str) -> None:
    assert set(Measure.objects.search(words).values_list("text", flat=True)) == said(words)


def test_the_examples_find_something_and_not_everything() -> None:
    found = [len(said(words)) for words in QUERIES]
    assert 0 < found.count(0) < 5
    assert max(found) < len(TEXTS)


def test_many_matches_are_found_as_few_are(section: Section, monkeypatch: pytest.MonkeyPatch) -> None:
    few = list(Measure.objects.search("平台").order_by("pk"))
    assert few
    monkeypatch.setattr("measures.querysets.FEW", 0)
    assert list(Measure.objects.search("平台").order_by("pk")) == few


def test_both_engines_fold_every_character_alike() -> None:
    known = [chr(point) for point in range(1, sys.maxunicode + 1) if not 0xD800 <= point < 0xE000]
    known = [letter for letter in known if unicodedata.category(letter) != "Cn"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT measures_fold(%s)", ["".join(known)])
        [folded] = cursor.fetchone()
    assert len(folded) == len(known)
    assert [(a, b) for a, b in zip(map(fold, known), folded, strict=True) if a != b] == []


def test_what_is_said_to_have_no_case_has_none() -> None:
    cased = {fold(chr(point)) for point in range(search.BEYOND_CASE) if fold(chr(point)) != chr(point)}
    assert [letter for letter in cased if not has_case(letter)] == []
    assert not has_case("知识产权，2025（一）")


@pytest.mark.parametrize("words", ["科技局", "示科局", "KJ"])
def test_names_and_other_names_of_bodies_find_their_measures(section: Section, words: str) -> None:
    found = section.measures.first()
    assert found is not None
    assign(found, make_body("市科技局", aliases=["示科局", "kj"]))
    make_body("区科技局")
    assert list(Measure.objects.search(words)) == [found]
    assert ResponsibleBody.objects.search(words).exists()


def test_json_around_names_is_no_part_of_them() -> None:
    make_body("市科技局", aliases=["示科局", "科技委"])
    for words in ('"', ",", "[", "u79d1"):
        assert not ResponsibleBody.objects.search(words).exists()


def test_plans_and_sections_are_found_by_two_characters() -> None:
    section = make_section(make_plan(title="示例市人才规划"), title="引才行动")
    assert Plan.objects.search("人才").get() == section.plan
    assert Section.objects.search("引才").get() == section


def test_matches_are_marked_in_text_made_safe_for_html() -> None:
    assert marked("<b>AI 与ａｉ</b>", "ai") == "&lt;b&gt;<mark>AI</mark> 与ａｉ&lt;/b&gt;"
    assert marked("人才人才", "人才") == "<mark>人才</mark><mark>人才</mark>"


@pytest.mark.only("postgresql")
def test_postgresql_answers_by_its_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Measure.objects.order_by().filter(search.HasPairs(Value(search.pairs_of("人才")))).explain()
    assert search.INDEX in plan
