"""The years that hold for several targets: docs/document-format.md, step 8."""

import pytest

from measures.parsing.content.targets import read_targets
from tests.parsing.checks import read_text


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("到2025年产值突破3亿元，到2027年突破5亿元。利润突破1亿元", [2025, 2027, 2027]),
        ("2025年产值突破3亿元。利润突破1亿元", [2025, None]),
        ("产值突破3亿元，到2025年利润突破1亿元", [2025, 2025]),
        ("到2025年产值突破3亿元，2024年利润突破1亿元；产量突破1亿吨", [2025, 2024, 2025]),
    ],
)
def test_a_year_holds_for_what_follows_it_and_one_with_a_preposition_for_the_sentences_after(
    text: str, years: list[int | None]
) -> None:
    assert [target.year for target in read_targets(text)] == years


def test_bullets_share_the_year_of_what_they_stand_under() -> None:
    tree = read_text(
        "一、主要目标\n到2030年，实力明显增强。\n——创新。研发投入强度达到4%。\n——绿色。到2028年，森林覆盖率达到42%。\n"
        "——民生。新增学位达到5000个。\n人均收入达到6万元。\n——截至2020年底，已建成学校。\n"
    )
    (section,) = tree.sections
    assert [(str(target.value), target.year) for target in section.targets] == [
        ("None", 2030),
        ("4", 2030),
        ("42", 2028),
        ("5000", 2030),
        ("6", None),
    ]


def test_a_year_that_opens_a_sentence_ends_at_its_full_stop_and_where_a_goal_names_another() -> None:
    assert [target.year for target in read_targets("2025年，新建公园6个。加强管理；新建学校2所。")] == [2025, None]
    text = "2025年，新建公园6个；到2030年，新建学校2所；新建医院3所。"
    assert [target.year for target in read_targets(text)] == [2025, 2030, 2030]


def test_a_year_that_opens_a_sentence_holds_for_all_its_parts() -> None:
    text = "2025年，粮食产量保持在25万吨以上；新建农田3万亩；2026年，新建公园6个；创建乡村5个。新建学校2所。"
    assert [(str(target.value), target.year) for target in read_targets(text)] == [
        ("25", 2025),
        ("3", 2025),
        ("6", 2026),
        ("5", 2026),
        ("2", None),
    ]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("“十四五”期间建成智慧高速500公里", 2025),
        ("“十五五”时期，新增学位5000个", 2030),
        ("较“十三五”期间提高5个百分点", None),
    ],
)
def test_goals_of_a_five_year_plan_are_for_its_last_year(text: str, year: int | None) -> None:
    (target,) = read_targets(text)
    assert target.year == year
    assert "五" not in target.metric or year is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "2026、2027、2028年地区生产总值分别达到320亿元、345亿元、375亿元",
            [(2026, "320"), (2027, "345"), (2028, "375")],
        ),
        ("到2025年和2030年，单位能耗分别下降5%、10%", [(2025, "5"), (2030, "10")]),
        ("2026年、2027年，产值分别达到3亿元和5亿元", [(2026, "3"), (2027, "5")]),
    ],
)
def test_figures_for_several_years_are_a_target_each(text: str, expected: list[tuple[int, str]]) -> None:
    targets = read_targets(text)
    assert [(target.year, str(target.value)) for target in targets] == expected
    assert {target.metric for target in targets} <= {"地区生产总值", "单位能耗", "产值"}


def test_figures_for_several_metrics_are_of_the_last_of_several_years() -> None:
    targets = read_targets("到2025年和2030年，人参、食用菌产值分别达到3亿元、5亿元")
    assert [(target.metric, target.year) for target in targets] == [("人参产值", 2030), ("食用菌产值", 2030)]


def test_bullets_under_the_goals_of_a_five_year_plan_are_for_its_last_year() -> None:
    tree = read_text("一、主要目标\n锚定2035年，“十五五”时期要实现以下目标：\n——创新。研发投入强度达到2.6%。\n")
    assert [target.year for target in tree.sections[0].targets] == [2030]


def test_numbered_goals_share_the_year_of_what_announces_them() -> None:
    tree = read_text(
        "一、工作目标\n到2027年，体系基本形成。具体目标如下：\n1.设施提升。节点数达到5000个。\n2.应用提升。普及率达到80%。\n"
    )
    assert [(target.metric, target.year) for section in tree.walk() for target in section.targets][-2:] == [
        ("节点数", 2027),
        ("普及率", 2027),
    ]
