"""Lists of names are divided into names, each with its place: docs/document-format.md, step 7."""

import pytest

from measures.parsing.content.deadlines import deadline_in_lead, names_a_time
from measures.parsing.content.names import is_official, read_names
from measures.terms import Role


def names(text: str, start: int = 0, end: int | None = None) -> list[str]:
    found = read_names(text, start, len(text) if end is None else end, Role.RESPONSIBLE, "label")
    assert [text[one.start : one.end] for one in found] == [one.name for one in found]
    return [one.name for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市科技局、市财政局", ["市科技局", "市财政局"]),
        (
            "市科技局,市财政局;市教育局；市水务局，市商务局/市税务局",
            ["市科技局", "市财政局", "市教育局", "市水务局", "市商务局", "市税务局"],
        ),
        (
            "市科技局 市财政局　市教育局\xa0市水务局\t市商务局",
            ["市科技局", "市财政局", "市教育局", "市水务局", "市商务局"],
        ),
        ("市科技局（含、分局）、市财政局", ["市科技局（含、分局）", "市财政局"]),
        ("市科技局（甲（乙、丙）、丁）、市财政局", ["市科技局（甲（乙、丙）、丁）", "市财政局"]),
        ("市科技局）、市财政局、市教育局", ["市科技局）", "市财政局", "市教育局"]),
        ("市科技局及各地区", ["市科技局", "各地区"]),
        ("市科技局以及各区政府", ["市科技局", "各区政府"]),
        ("市科技局和有关地方科技局", ["市科技局", "有关地方科技局"]),
        ("市财政局和市教育局、市委与市政府", ["市财政局", "市教育局", "市委", "市政府"]),
        ("市规划和自然资源局", ["市规划和自然资源局"]),
        ("市教育局和市属高校", ["市教育局和市属高校"]),
        ("市发展和改革委员会", ["市发展和改革委员会"]),
        ("由市科技局、和市财政局", ["市科技局", "市财政局"]),
        ("具体由市科技局", ["市科技局"]),
        ("和平区政府、市科技局", ["和平区政府", "市科技局"]),
        ("县应急管理委员会办公室、区要素保障服务中心", ["县应急管理委员会办公室", "区要素保障服务中心"]),
        ("市科技局等有关部门", ["市科技局"]),
        ("市科技局等市级有关单位和地方", ["市科技局"]),
        ("市科技局等", ["市科技局"]),
        (" 市科技局。 ", ["市科技局"]),
        ("有关部门、市科技局", ["市科技局"]),
        ("其他有关单位", []),
        ("局、市科技局", ["市科技局"]),
        ("市局", ["市局"]),
        ("市" * 39 + "局", ["市" * 39 + "局"]),
        ("市" * 40 + "局", []),
        ("以下均同、下同、市科技局", ["市科技局"]),
        ("投资100万、市科技局", ["市科技局"]),
        ("科技的局、市财政局", ["市财政局"]),
        ("", []),
    ],
)
def test_a_list_is_divided_outside_brackets_and_what_names_nobody_is_left_out(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("各市、县人民政府", ["各市、县人民政府"]),
        ("各市、县（区）人民政府、市科技局", ["各市、县（区）人民政府", "市科技局"]),
        ("各省、自治区、直辖市人民政府", ["各省、自治区、直辖市人民政府"]),
        ("各省、自治区、直辖市、计划单列市人民政府", ["各省、自治区、直辖市、计划单列市人民政府"]),
        ("各省、自治区、直辖市、计划单列市、开发区管委会", ["各省、自治区、直辖市、计划单列市、开发区管委会"]),
        (
            "各省、自治区、直辖市、计划单列市、地区、县人民政府",
            ["各省", "自治区", "直辖市", "计划单列市", "县人民政府"],
        ),
        ("各市、市科技局、县人民政府", ["各市", "市科技局", "县人民政府"]),
        ("各市、市科技局", ["各市", "市科技局"]),
        ("市科技局、县人民政府", ["市科技局", "县人民政府"]),
        ("全省各市、县政府", ["全省各市、县政府"]),
    ],
)
def test_places_before_their_government_are_one_name(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_a_name_with_its_role_in_brackets_takes_it() -> None:
    text = "市科技局（牵头）、市财政局（配合单位）、市教育局"
    found = read_names(text, 0, len(text), Role.RESPONSIBLE, "label")
    assert [(one.name, one.role) for one in found] == [
        ("市科技局", Role.LEAD),
        ("市财政局", Role.SUPPORT),
        ("市教育局", Role.RESPONSIBLE),
    ]
    assert [(one.start, one.end) for one in found] == [(0, 4), (9, 13), (20, 24)]


def test_only_the_part_that_is_asked_for_is_read() -> None:
    assert names("市科技局、市财政局、市教育局", 5, 9) == ["市财政局"]
    assert names("市科技局、市财政局、市教育局", 5) == ["市财政局", "市教育局"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("市科技局", True),
        ("各区（含园区）政府", True),
        ("园区专班（办公室）", True),
        ("市场主体", False),
        ("专家", False),
    ],
)
def test_an_office_is_called_one(name: str, expected: bool) -> None:
    assert is_official(name) is expected


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        ("总结阶段（2025年12月底前）", "2025年12月底前"),
        ("准备阶段（1月—3月）", "1月—3月"),
        ("全面实施（下半年完成）", "下半年完成"),
        ("总结阶段（12月）", None),
        ("总结阶段（6月底前）推进", None),
        ("总结阶段（市科技局）", None),
        ("建设园区（截至6月底）", None),
        ("总结（即日起至12月底）", "即日起至12月底"),
        ("总结（一季度末）", "一季度末"),
    ],
)
def test_a_stages_deadline_stands_in_brackets_at_the_end_of_its_lead(lead: str, expected: str | None) -> None:
    found = deadline_in_lead(lead)
    assert (lead[slice(*found)] if found else None) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [("2025年", True), ("6月底", True), ("一季度", True), ("上半年", True), ("年内", True), ("长期", False)],
)
def test_words_with_a_year_a_month_or_a_quarter_name_a_time(words: str, expected: bool) -> None:
    assert names_a_time(words) is expected
