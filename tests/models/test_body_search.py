"""Bodies stand in the order of pinyin, and are found by name, alias, short form and pinyin, on both engines."""

import pytest
from django.db import connection

from measures.body_search import are_initials_of_short_form, is_short_for
from measures.models import Measure, ResponsibleBody
from measures.pinyin import is_read, sort_key, syllables, table
from policyhub import pinyin as source
from tests.factories import assign, make_body, make_measure, make_plan, make_section

IN_ORDER = ["5G办", "ABB", "安监局", "北京市", "财政局", "长江委", "重庆市", "发改委", "公安局", "厦门市", "银行"]


@pytest.mark.parametrize(
    "pair",
    """
    发改委 发展和改革委员会 | 发改委 市发展改革委 | 市发改委 示例市发展和改革委员会
    区发改委 示例市东区发展和改革委员会
    东区发改委 示例市东区发展和改革委员会 | 市发改委 发展和改革委员会 | 经信厅 经济和信息化厅 | 经信厅 省经济和信息化厅
    人社局 市人力资源和社会保障局 | 卫健委 国家卫生健康委员会 | 教委 市教育委员会 | 国资委 国务院国有资产监督管理委员会
    网信办 网络安全和信息化委员会办公室 | 市政府 示例市人民政府 | 市监局 市场监督管理局 | 残联 市残疾人联合会
    科协 科学技术协会 | 科信局 区科学技术和经济信息化局 | 规自局 市规划和自然资源局 | 国办 国务院办公厅
    """.replace("\n", "|").split("|"),
)
def test_a_short_form_is_known_by_its_characters_and_its_ending(pair: str) -> None:
    if pair.strip():
        assert is_short_for(*pair.split())
        assert not is_short_for(*reversed(pair.split()))


@pytest.mark.parametrize(
    "pair",
    """
    省发改委 市发展和改革委员会 | 市发改委 省发展和改革委员会 | 工会 工业和信息化委员会 | 创新中心 创业创新服务中心
    改革局 发展和改革委员会 | 科局 科技局 | 教育局 教育厅 | 工信局 经济和信息化局 | 委 教育委员会 | 育委 教育委员会
    发改委 发改委 | 改发委 发展和改革委员会
    """.replace("\n", "|").split("|"),
)
def test_what_is_short_for_another_name_is_not_taken(pair: str) -> None:
    if pair.strip():
        assert not is_short_for(*pair.split())


def test_names_are_read_as_phrases_before_single_characters() -> None:
    assert syllables("重庆银行会计局") == ("chong", "qing", "yin", "hang", "kuai", "ji", "ju")
    assert syllables("重點５Ｇ辦") == ("zhong", "dian", "5", "g", "ban")
    assert sorted({*IN_ORDER}, key=sort_key) == IN_ORDER


def test_initials_and_syllables_find_a_name_and_no_middle_of_a_syllable() -> None:
    assert all(is_read(letters, "市发改委") for letters in ("sfgw", "fgw", "fg", "fagai", "gaiw", "shifagaiwei"))
    assert not any(is_read(letters, "市发改委") for letters in ("fw", "agai", "wf", "fagei"))


@pytest.mark.parametrize(
    ("letters", "name"),
    [
        ("fgw", "市发展和改革委员会"),
        ("sfgw", "市发展和改革委员会"),
        ("fgw", "国家发展改革委"),
        ("gxj", "示例市工业和信息化局"),
        ("rsj", "市人力资源和社会保障局"),
        ("gzb", "区国有资产监督管理办公室"),
    ],
)
def test_the_initials_of_a_short_form_find_the_name(letters: str, name: str) -> None:
    assert are_initials_of_short_form(letters, name)


@pytest.mark.parametrize(
    ("letters", "name"),
    [
        ("fgj", "市发展和改革委员会"),  # ends otherwise
        ("ggw", "市发展和改革委员会"),  # begins in the middle
        ("fxw", "市发展和改革委员会"),  # has another between
        ("fw", "市发展和改革委员会"),  # too short to mean anything
        ("gfw", "市发展和改革委员会"),  # in another order
        ("rsb", "市人力资源和社会保障局"),
        ("fgx", "发改协调中心"),
    ],
)
def test_other_letters_are_no_initials_of_a_short_form(letters: str, name: str) -> None:
    assert not are_initials_of_short_form(letters, name)


def test_the_readings_are_what_their_source_says() -> None:
    assert source.TABLE.read_text(encoding="utf-8") == source.content()


@pytest.mark.only("postgresql")
@pytest.mark.django_db
def test_postgresql_reads_every_character_and_phrase_as_python_does() -> None:
    readings = table()
    characters = "".join(readings.characters)
    texts = [
        *readings.phrases,
        *(characters[at : at + 50] for at in range(0, len(characters), 50)),
        "",
        "A 㐀，😀重庆市",
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT array(SELECT measures_pinyin(t) FROM unnest(%s::text[]) AS t)", [texts])
        [keys] = cursor.fetchone()
    assert [(a, b) for a, b in zip(map(sort_key, texts), keys, strict=True) if a != b] == []


@pytest.mark.django_db
def test_bodies_stand_in_the_order_of_pinyin_and_namesakes_by_jurisdiction() -> None:
    for name in reversed(IN_ORDER):
        make_body(name)
    make_body("公安局", "甲市")
    ordered = ResponsibleBody.objects.in_order_of_names().values_list("name", "jurisdiction")
    assert [name for name, place in ordered if place == "示例市"] == IN_ORDER
    assert [place for name, place in ordered if name == "公安局"] == ["甲市", "示例市"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("发改委", {"市发展和改革委员会", "区发改委"}),
        ("發改委", {"市发展和改革委员会", "区发改委"}),
        ("市发展和改革委员会", {"市发展和改革委员会"}),
        ("区发展和改革委员会", {"区发改委"}),
        ("经信厅", {"经济和信息化厅"}),
        ("fgw", {"市发展和改革委员会", "区发改委"}),
        ("fzhgg", {"市发展和改革委员会"}),
        ("ＪＸＴ", {"经济和信息化厅"}),  # of its alias
        ("fazhan", {"市发展和改革委员会"}),
        ("甲市 发改委", {"区发改委"}),
        ("甲市东区发改委", {"区发改委"}),
        ("甲市", {"区发改委"}),
        ("卫健委", set()),
        ("“”", set()),
    ],
)
def test_a_body_is_found_by_short_form_and_pinyin(words: str, found: set[str]) -> None:
    make_body("市发展和改革委员会")
    make_body("区发改委", "甲市东区")
    make_body("经济和信息化厅", aliases=["经信厅"])
    assert set(ResponsibleBody.objects.search(words).values_list("name", flat=True)) == found


@pytest.mark.django_db
def test_a_short_form_finds_the_measures_of_the_body_and_pinyin_does_not() -> None:
    section = make_section(make_plan())
    measure = make_measure(section)
    assign(measure, "市发展和改革委员会")
    make_measure(section)
    assert list(Measure.objects.search("发改委")) == [measure]
    assert list(Measure.objects.search("市发改委 基础研究")) == [measure]
    for words in ("fzhgg", "省发改委", "示例市", "发改局"):
        assert not Measure.objects.search(words).exists()
