"""What a target is of, where more than its words stand in the clause: docs/document-format.md, step 8."""

import pytest

from measures.parsing.content.targets import read_targets


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("——地区生产总值增长6%左右；", "地区生产总值增长6%左右"),
        ("【网络能力领先】5G基站数达到15万个。", "5G基站数达到15万个"),
        ("三是建设实践基地10个；", "建设实践基地10个"),
        ("（2）改造学校12所；", "改造学校12所"),
        ("①培训教师300名。", "培训教师300名"),
        ("◆森林覆盖率达到42%。", "森林覆盖率达到42%"),
        ("——“一村一品”专业村达到60个。", "“一村一品”专业村达到60个"),
    ],
)
def test_marks_numbers_and_names_that_open_a_clause_are_no_words_of_its_target(text: str, words: str) -> None:
    (target,) = read_targets(text)
    assert (target.text, text[target.start : target.end]) == (words, words)
    assert words.startswith(target.metric)


@pytest.mark.parametrize(
    ("text", "metric", "value"),
    [
        ("新建大型数据中心PUE不高于1.3。", "新建大型数据中心PUE", "1.3"),
        ("到2025年，农田灌溉水有效利用系数提高到0.58，用水总量不变", "农田灌溉水有效利用系数", "0.58"),
        ("到2025年，容积率不低于1.2以上", "容积率", "1.2"),
    ],
)
def test_a_level_with_a_point_needs_no_unit(text: str, metric: str, value: str) -> None:
    (target,) = read_targets(text)
    assert (target.metric, str(target.value), target.unit) == (metric, value, "")


def test_how_a_fall_is_counted_is_no_word_of_what_falls() -> None:
    (target,) = read_targets("单位工业增加值能耗累计下降15%")
    assert (target.metric, target.comparator.value) == ("单位工业增加值能耗", "fall_by")


@pytest.mark.parametrize("text", ["网络升级到5.0版本", "达到3.0以上标准的", "覆盖率达到1.5倍的地区", "不低于2"])
def test_a_figure_without_a_unit_inside_a_clause_is_no_target(text: str) -> None:
    assert read_targets(text) == []
