"""Quantities and years: docs/document-format.md, step 8."""

import pytest

from measures.parsing.content.targets import read_targets
from tests.parsing.checks import read_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2025年，产业规模达到1.8万亿元。", ("产业规模", "reach", "1.8", "万亿元", 2025)),
        ("力争上市企业总数突破300家", ("上市企业总数", "over", "300", "家", None)),
        ("到2025年，抽检合格率不低于98%。", ("抽检合格率", "at_least", "98", "%", 2025)),
        ("城镇调查失业率控制在5.5%以内", ("城镇调查失业率", "at_most", "5.5", "%", None)),
        ("地区生产总值年均增长6.5%左右", ("地区生产总值", "annual_growth", "6.5", "%", None)),
        ("单位产值能耗下降13.5%", ("单位产值能耗", "fall_by", "13.5", "%", None)),
        ("每年培育企业6000家以上", ("每年培育企业", "at_least", "6000", "家", None)),
        ("投资规模较2023年增长25%以上，到2027年完成", ("投资规模", "at_least", "25", "%", 2027)),
        ("到2025年率先建成国际一流的科学城", ("率先建成国际一流的科学城", "none", "None", "", 2025)),
    ],
)
def test_a_quantity_is_read_with_comparator_unit_and_year(text: str, expected: tuple[object, ...]) -> None:
    (found,) = read_targets(text)
    read: tuple[object, ...] = (found.metric, found.comparator, str(found.value), found.unit, found.year)
    assert read == expected
    assert text[found.start : found.end] == found.text


@pytest.mark.parametrize(
    "text",
    [
        "加强“从0到1”基础研究",
        "定期召开“10+10”系列活动",
        "省级给予一次性奖补，最高1000万元",
        "截止2020年底，已改造1020处",
        "围绕5G、4K等方向",
    ],
)
def test_other_figures_are_no_targets(text: str) -> None:
    assert read_targets(text) == []


def test_what_has_been_reached_is_no_target() -> None:
    tree = read_text("一、发展成就\n2020年生产总值达到1.2万亿元。\n二、发展目标\n到2025年达到1.8万亿元。\n")
    assert [[str(target.value) for target in section.targets] for section in tree.sections] == [[], ["1.8"]]


def test_a_table_of_indicators_gives_a_target_a_row() -> None:
    tree = read_text(
        "一、发展目标\n加快发展。\n"
        "类别\t指标\t单位\t2020年\t2025年\t属性\n"
        "创新\t研发投入强度\t%\t2.8\t≥3.5\t预期性\n"
        "\t劳动生产率（万元/人）\t\t17\t23\t预期性\n"
        "绿色\t能耗降低\t%\t-\t【13.5】\t约束性\n"
    )
    (section,) = tree.sections
    assert [(t.metric, t.comparator, str(t.value), t.unit, t.year, t.nature) for t in section.targets] == [
        ("研发投入强度", "at_least", "3.5", "%", 2025, "expected"),
        ("劳动生产率", "reach", "23", "万元/人", 2025, "expected"),
        ("能耗降低", "fall_by", "13.5", "%", 2025, "binding"),
    ]


def test_an_indicator_without_a_last_year_takes_its_growth_and_sheds_its_number() -> None:
    tree = read_text(
        "一、发展目标\n加快发展。\n"
        "指标\t2020年\t2025年\t年均/累计\t属性\n"
        "1.生产总值增长（%）\t—\t—\t6.5\t预期性\n"
        "2.新增就业（万人）\t—\t—\t[60]\t预期性\n"
        "3.能耗降低（%）\t—\t—\t［13.5］\t约束性\n"
    )
    (section,) = tree.sections
    assert [(t.metric, t.comparator, str(t.value)) for t in section.targets] == [
        ("生产总值增长", "annual_growth", "6.5"),
        ("新增就业", "grow_by", "60"),
        ("能耗降低", "fall_by", "13.5"),
    ]


def test_a_metric_is_what_is_made_and_not_the_making() -> None:
    assert [target.metric for target in read_targets("布局建设20家省实验室")] == ["省实验室"]
