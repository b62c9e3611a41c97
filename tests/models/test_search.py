"""`search` finds what holds the words in any spelling, on both engines alike."""

import re
import sys
from random import Random

import pytest
from django.db import connection
from django.db.models import Value

from measures import measure_search, search
from measures.choices import Role
from measures.folding import fold, table
from measures.models import Measure, Plan, ResponsibleBody, Section, Target
from tests.factories import assign, make_body, make_measure, make_plan, make_section, make_target
from tests.made_once import made_once

pytestmark = pytest.mark.django_db

TEXTS = [
    "引进高层次人才。",
    "建设ＡＩ开放平台，支持ＧＰＵ研发",
    "发展AI与5G融合应用",
    "推動產業發展，引進人才",
    "落实“十四五”规划（2021—2025年）",
    "⼈才⾼地建设",
    "人\u200b才公寓",
    "ΟΔΥΣΣΕΥΣ 计划与 Ὀδυσσεύς 平台",
    "Привлечение ТАЛАНТОВ",
    "İstanbul 与 straße、STRASSE",
    "单引号 ' 与反斜线 \\ 与百分号 % 与下划线 _ 与冒号:*",
    "一、知识产权\n二、标准",
    "新增100㎡，Ⅲ类水体……",
    "𠮷野家与😀",
    "提高水平，台账；创新、协调、绿色。第20、25条",
    "共1,000家",
    "甲" * 40 + "乙" * 40 + "㎡",
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
        "5 g",
        "a",
        "2",
        "...",
        "m2",
        "iii类",
        "00m",
    ),
    *(
        "產業",
        "产业发展,",
        "產业",
        "十四五规划",
        "'十四五'",
        "(2021-2025年)",
        "⼈才",
        "建设 高地",
        "ai 应用 5G",
        "ai 人才",
    ),
    *(
        "οδυσσευσ",
        "ΣΣ",
        "ς",
        "таланты",
        "талантов",
        "istanbul",
        "İ",
        "strasse",
        "ss",
        "\\",
        "%",
        "_",
        ":*",
        "水平台账",
        "平台",
        "、台",
        "2025",
        "25",
        "创新协调绿色",
        "协调，绿色",
        "1000家",
        "[",
        "^",
        "$",
    ),
    *("权二", "𠮷", "😀", "平", "台", "甲" * 40 + "乙" * 40, "甲" * 40 + "乙" * 41, "甲" * 40 + "乙" * 40 + "m2", "“"),
]


# Punctuation is left out, but for the marks that part two words where these would make a short word or a figure.
PARTING = re.compile("[，,、。；;：:！!？?…]")


def says(text: str, word: str) -> bool:
    """Written anew: the word is in the text, folded, or within one of its parts."""
    if word.isdecimal():
        text = text.replace(",", "")
    parts = PARTING.split(text) if len(word) <= 2 or word.isdecimal() else [text]
    return any(word in fold(part) for part in parts)


def said(query: str) -> set[str]:
    words = [word for word in map(fold, query.split()) if word]
    return {text for text in TEXTS if words and all(says(text, word) for word in words)}


def found(query: str) -> list[Measure]:
    """What a query finds, in the order of the records; the same whether a page of it is read or all."""
    page, whole = Measure.objects.search(query), Measure.objects.search_whole(query)
    assert list(whole.order_by("pk")) == list(page.order_by("pk"))
    return list(page.order_by("pk"))


@made_once
def section() -> Section:
    section = make_section(make_plan())
    for text in TEXTS:
        make_measure(section, title="举措", text=text)
    return section


@pytest.mark.parametrize("words", QUERIES)
def test_words_in_any_spelling_find_what_holds_them(section: Section, words: str) -> None:
    assert {measure.text for measure in found(words)} == said(words)
    phrase = words.replace(" ", "")
    assert set(Measure.objects.filter(text__holds=phrase).values_list("text", flat=True)) == said(phrase)


def test_the_examples_find_something_and_not_everything() -> None:
    found = [len(said(words)) for words in QUERIES]
    assert 0 < found.count(0) < 12
    assert max(found) < len(TEXTS)


@pytest.mark.parametrize("words", ["平台", "ai 平台"])
def test_many_matches_are_found_as_few_are(section: Section, monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    few = found(words)
    assert few
    monkeypatch.setattr(measure_search, "FEW", 0)
    assert found(words) == few
    monkeypatch.setattr(measure_search, "MANY_OF_SAMPLES", 0)
    assert found(words) == few


@pytest.mark.parametrize(
    "words", ["平台", "ai", "ai 平台", "高层次人才", "人才 市科技局", "市科技局 区教育局", "第三章 人才"]
)
def test_what_several_filters_leave_is_searched_as_all_is(section: Section, words: str) -> None:
    chapter = make_section(section.plan, code="3", label="第三章")
    section.measures.filter(text=TEXTS[0]).update(section=chapter)
    for text, name in ((TEXTS[0], "市科技局"), (TEXTS[2], "市科技局"), (TEXTS[2], "区教育局"), (TEXTS[5], "平台局")):
        assign(
            chapter.plan.measures.get(text=text), ResponsibleBody.objects.filter(name=name).first() or make_body(name)
        )
    Measure.objects.filter(text=TEXTS[5]).update(kind="project")
    narrowed = Measure.objects.filter(plan=section.plan, withdrawn_on=None).filter(kind="measure")
    wanted = [measure for measure in found(words) if measure.kind == "measure"]
    assert wanted or words == "平台"
    assert list(narrowed.search_whole(words).order_by("pk")) == wanted


def test_several_words_that_name_bodies_find_what_one_says_and_of_the_other_is_named(section: Section) -> None:
    of_all, of_two, of_one = (section.measures.get(text=TEXTS[at]) for at in (0, 3, 5))
    for measure, names in (
        (of_all, ("科技局", "教育局", "财政局")),
        (of_two, ("科技局", "教育局")),
        (of_one, ("科技局",)),
    ):
        for name in names:
            assign(measure, ResponsibleBody.objects.filter(name=name).first() or make_body(name))
    saying = make_measure(section, text="科技局、教育局、财政局，引进人才")
    part = make_measure(section, text="科技局、教育局引进人才")
    assign(part, ResponsibleBody.objects.get(name="财政局"))
    assert found("科技局 教育局") == [of_all, of_two, saying, part]
    assert found("科技局 教育局 财政局") == [of_all, saying, part]
    assert found("科技局 教育局 财政局 层次") == [of_all]
    assert found("人才 科技局 财政局") == [of_all, saying, part]
    assert found("科技 教育 局引") == [part]


def test_a_text_that_has_all_pairs_of_a_longer_word_but_not_the_word_is_not_found(section: Section) -> None:
    assign(section.measures.get(text=TEXTS[0]), make_body("科技局"))
    assign(section.measures.get(text=TEXTS[1]), make_body("教育局"))
    make_measure(section, text="科技，技局，教育局，教育")
    assert found("科技局") == [section.measures.get(text=TEXTS[0])]
    assert found("科技局 教育局") == []


def test_words_that_are_written_by_sql_alone_are_found(section: Section) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE measures_measure SET text = %s WHERE text = %s", ["引進海外⼈才", TEXTS[0]])
    assert Measure.objects.search("引进海外人才").count() == 1
    assert not found("引进高层次人才")


def test_a_second_word_narrows_what_the_first_found(section: Section) -> None:
    measure = make_measure(section, title="海淀区引才", text="引进海外高层次人才。")
    assert found("海淀 人才") == [measure]
    assert found("人才　海淀") == [measure]
    assert not found("海淀 公寓")


@pytest.mark.parametrize("words", ["科技局", "示科局", "KJ", "示科局 公寓", "科技 示科 寓"])
def test_names_and_other_names_of_bodies_find_their_measures(section: Section, words: str) -> None:
    measure = section.measures.get(text="人\u200b才公寓")
    assign(measure, make_body("市科技局", aliases=["示科局", "kj"]))
    make_body("区科技局")
    assert found(words) == [measure]
    assert ResponsibleBody.objects.search(words.split()[0]).exists()


def test_who_is_named_and_says_it_too_is_found_once(section: Section) -> None:
    body, measure = make_body("市人才局"), section.measures.get(text=TEXTS[0])
    named = section.measures.get(text=TEXTS[1])
    assign(measure, body)
    assign(measure, body, Role.SUPPORT)
    assign(named, body)
    assert {each.text for each in found("人才")} == said("人才") | {named.text}
    assert found("人才 高层次") == [measure]


def test_json_around_names_is_no_part_of_them() -> None:
    make_body("市科技局", aliases=["示科局", "科技委"])
    for words in ('"', ",", "[", "u79d1"):
        assert not ResponsibleBody.objects.search(words).exists()


def test_a_code_finds_its_measure_and_no_longer_one() -> None:
    section = make_section(make_plan(), code="3.1.1")
    first, other = make_measure(section, code="3.1.1-1"), make_measure(section, code="3.1.1-10", label="第十条")
    for code in ("3.1.1-1", "３．１．１—１"):
        assert found(code) == [first]
    assert found("第十条") == [other]
    assert not found("3.1.1-")


def test_the_number_of_a_heading_finds_all_that_stands_under_it() -> None:
    plan = make_plan()
    chapter = make_section(plan, code="3", label="第三章", title="塑造优势")
    below = make_measure(make_section(plan, parent=chapter, label="第一节"), text="引进人才")
    make_measure(make_section(plan, code="31", label="第三十章", path="0031"), text="引进人才")
    assert found("第三章") == [below]
    assert found("人才 第三章") == [below]
    assert found("3.1") == [below]
    assert not found("第三章 产业")
    assert list(Section.objects.search("第三章 塑造优势")) == [chapter]


def test_plans_and_sections_are_found_by_two_characters() -> None:
    section = make_section(make_plan(title="示例市人才规划", document_number="示政发〔2021〕5号"), title="引才行动")
    assert Plan.objects.search("人才").get() == section.plan
    assert Plan.objects.search("示政发[2021]5号 人才").get() == section.plan
    assert Section.objects.search("引才").get() == section


def test_a_query_without_words_finds_nothing(section: Section) -> None:
    for query in ("", "  ", "“”", "\u200b"):
        assert not found(query)
        assert not Plan.objects.search(query).exists()
        assert not Measure.objects.filter(title__holds=query).exists()


def test_any_text_field_can_be_asked(section: Section) -> None:
    target = make_target(section.measures.earliest("pk"), text="達到５００家", metric="企業數量")
    assert list(Target.objects.filter(text__holds="达到500家", metric__holds="企业")) == [target]
    assert list(Target.objects.filter(metric__reads="企业数量")) == [target]
    assert not Target.objects.filter(metric__reads="企业").exists()


@pytest.mark.only("postgresql")
def test_postgresql_folds_every_character_as_python_does() -> None:
    known = [chr(point) for point in range(1, sys.maxunicode + 1) if not 0xD800 <= point < 0xE000]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array(SELECT measures_fold(c) FROM unnest(string_to_array(%s, NULL)) AS c)", ["".join(known)]
        )
        [folded] = cursor.fetchone()
    assert [(a, b) for a, b in zip(map(fold, known), folded, strict=True) if a != b] == []


@pytest.mark.only("postgresql")
@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("", "｜｜"),
        ("乙", "甲｜ ｜乙 乙｜"),
        ("乙，ａ\n①——丁", "甲｜ ｜乙 乙a 乙a, a1 1- -- -丁 丁｜"),
        ("乙，”﹐丙乙丙；〈乙；丁。", "甲｜ ｜乙 乙丙 丙乙 丙乙 乙丁 乙丁, 丁｜ 丁｜,"),
    ],
    ids=["even", "odd", "folded", "parted"],
)
def test_the_index_holds_each_two_neighbouring_characters_and_tells_which_punctuation_parts(
    text: str, pairs: str
) -> None:
    title = "甲" if text else ""
    wanted = sorted({*pairs.replace("｜", search.BETWEEN_FIELDS).split()})
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(measures_grams(%s, %s))", [title, text])
        assert sorted(cursor.fetchone()[0]) == wanted


@pytest.mark.only("postgresql")
def test_postgresql_matches_every_character_by_pattern_as_python_does() -> None:
    """Each character that folding changes, among others, is found by what it folds to."""
    texts = [(f"甲{character}乙丙", f"甲{folded}乙丙") for character, folded in table().items() if character != "\0"]
    with connection.cursor() as cursor:
        for text, sought in texts[::29]:
            sql, params = search.Holds(Value(text), sought).condition("%s::text", (text,), connection)
            cursor.execute(f"SELECT {sql}", params)
            assert cursor.fetchone() == (True,), (text, sought)


def test_python_finds_in_a_text_what_its_folding_holds() -> None:
    """Words and texts of characters that folding changes, leaves out or makes several of, near and beyond U+FFFF."""
    random, characters = Random(1), [*sorted(table()), *"人才产业发展aA2", "😀"]
    found = 0
    for _ in range(400):
        text = "".join(random.choices(characters, k=12))
        start, length = random.randrange(8), random.randint(1, 4)
        for source in (text, text[::-1], "".join(random.choices(characters, k=3))):
            if word := fold(source)[start : start + length]:
                assert search.text_holds(text, word) is says(text, word), (text, word)
                found += says(text, word)
    assert 300 < found < 800


def test_a_text_with_more_pairs_than_an_index_takes_is_found(section: Section) -> None:
    """The longest that the API takes; PostgreSQL holds one megabyte of pairs a row, and beyond it loses some."""
    text = "".join(Random(1).choices([chr(code) for code in range(0x4E00, 0x9FA5)], k=250_000))
    long = make_measure(section, text=text)
    assign(make_measure(section, text=text[:100]), make_body("市科技局"))
    assign(long, ResponsibleBody.objects.get())
    for start in (1_000, 100_000, 249_000):
        assert found(text[start : start + 6]) == [long]
        assert found(text[start : start + 2]) == [long]
        assert long in found(text[start])
        assert found(f"市科技 {text[start : start + 2]}") == [long]
        assert found(f"{text[start]}{text[start + 3]}{text[start]}") == []
    assert long not in found("l")  # with which the mark of the index begins, but for a comma


@pytest.mark.only("postgresql")
def test_postgresql_answers_by_its_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        assert search.INDEX in Measure.objects.order_by().search_whole("人才").explain()


@pytest.mark.only("postgresql")
@pytest.mark.parametrize("words", ["人才", "人 人才 产业", "市科技局 人才", "市科技局 区教育局 人才 产业", "市科技局"])
def test_no_text_is_cut_into_pairs_to_answer(section: Section, words: str) -> None:
    """By any plan: all alone, and among what filters leave."""
    assign(section.measures.earliest("pk"), make_body("市科技局"))
    assign(section.measures.earliest("pk"), make_body("区教育局"))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    for measures in (Measure.objects.all(), section.plan.measures.filter(kind="measure")):
        plan = measures.order_by().search_whole(words).explain()
        assert search.INDEX in plan
        assert [line for line in plan.splitlines() if "Filter:" in line and "measures_grams" in line] == []


@pytest.mark.only("postgresql")
def test_an_index_of_another_table_is_made_anew_and_its_own_is_left() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT '{search.INDEX}'::regclass::oid")
        before = cursor.fetchone()
        search.install(connection)
        cursor.execute(f"SELECT '{search.INDEX}'::regclass::oid")
        assert cursor.fetchone() == before
        cursor.execute(f"COMMENT ON INDEX {search.INDEX} IS 'of an older version'")
        search.install(connection)
        cursor.execute(f"SELECT '{search.INDEX}'::regclass::oid")
        assert cursor.fetchone() != before
    make_measure(make_section(make_plan()), text="建设人才公寓")
    assert Measure.objects.search("人才公寓").exists()
