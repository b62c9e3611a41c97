"""What a line is for, by its words: lead sentences, first clauses, narrative titles, closing provisions."""

import pytest

from measures.parsing.structure.wording import (
    addresses_an_audience,
    clean_title,
    first_clause,
    is_closing,
    is_closing_item,
    is_narrative,
    is_past,
    lead_of,
    loose,
    tells_of_before,
)


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("建设园区。加快推进。", "建设园区"),
        ("建设园区。", ""),
        ("建设。加快。", "建设"),
        ("建。加快。", ""),
        ("建" * 35 + "。加快。", "建" * 35),
        ("建" * 36 + "。加快。", ""),
        ("建设园区！加快。推进。", ""),
        ("建设园区；加快。推进。", ""),
        ("——建设园区。加快。", "建设园区"),
        ("● 建设园区。加快。", "建设园区"),
        ("建设，园区。加快。", "建设，园区"),
        ("建设园区。\n加快", "建设园区"),
    ],
)
def test_a_lead_has_2_to_35_characters_and_more_follows_it(text: str, lead: str) -> None:
    assert lead_of(text) == lead


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("建设园区，加快推进", "建设园区"),
        ("建设园区:加快", "建设园区"),
        ("建设园区", "建设园区"),
        ("，建设园区，加快", "，建设园区"),
        ("——建设园区，加快", "建设园区"),
        ("建" * 35, "建" * 35),
        ("建" * 36, "建" * 35),
        ("对园区（含甲、乙，丙）给予支持，其他", "对园区（含甲、乙，丙）给予支持"),
        ("建设园区（甲，乙", "建设园区（甲，乙"),
        ("建" * 30 + "（含甲乙丙丁戊己）", "建" * 30),
        ("（" + "建" * 40 + "）", "（" + "建" * 34),
        ("建（" + "设" * 40 + "）", "建（" + "设" * 33),
        ("建设（" + "园" * 40 + "）", "建设"),
        ("建设园区　加快推进", "建设园区"),
        ("建设园　加快推进", "建设园　加快推进"),
        ("建设园区  加快推进", "建设园区"),
        ("建设园区 加快推进", "建设园区 加快推进"),
    ],
)
def test_a_first_clause_ends_at_a_mark_outside_brackets_or_after_35_characters(text: str, clause: str) -> None:
    assert first_clause(text) == clause


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("建设园区。", "建设园区"),
        (" 建设　园区：", "建设 园区"),
        ("— 建设；", "建设"),
        ("■建设", "建设"),
        ("建设—园区", "建设—园区"),
    ],
)
def test_a_title_bears_no_bullet_and_no_final_mark(text: str, title: str) -> None:
    assert clean_title(text) == title


@pytest.mark.parametrize(
    "title",
    [
        *(
            "序",
            "前言",
            "现状",
            "主要问题",
            "面临的机遇",
            "发展基础",
            "我市发展基础",
            "当前形势",
            "建设现状",
            "改革成效",
        ),
        *(
            "指导思想",
            "发展目标",
            "主要目标和基本原则",
            "形势分析",
            "国内外环境",
            "2025年工作总结",
            "深化改革的总体要求",
        ),
        *("提升治理能力的重要意义", "发展形势与总体要求", "存在问题。", "总体要求和主要目标", "建設現狀"),
    ],
)
def test_titles_that_tell_are_narrative(title: str) -> None:
    assert is_narrative(title)


@pytest.mark.parametrize(
    "title",
    [
        *("程序", "规范市场秩序", "夯实发展基础", "抢抓发展机遇", "优化营商环境", "解决突出问题", "完善指标体系"),
        *(
            "工作目标和重点任务",
            "主要目标与工作安排",
            "总体要求及重点任务分工",
            "建立目标责任制",
            "工作措施",
            "加强目标考核",
        ),
        *("提升治理成效", "优化发展环境和完善政策体系", "重点任务"),
    ],
)
def test_titles_that_ask_for_something_are_not(title: str) -> None:
    assert not is_narrative(title)


@pytest.mark.parametrize(
    ("words", "number", "expected"),
    [
        ("“十三五”时期", 14, True),
        ("“十四五”时期", 14, False),
        ("“十五五”规划", 14, False),
        ("“十三五”时期", None, False),
        ("十三五以来", 14, True),
        ("「十二五」期間", 14, False),
        ("「十二五」期间", 14, True),
        ("园" * 31 + "“十三五”时期", 14, True),
        ("园" * 34 + "“十三五”时期", 14, False),
        ("“十三五”", 14, False),
    ],
)
def test_a_time_of_the_plan_before_is_known_by_its_number(words: str, number: int | None, expected: bool) -> None:
    assert tells_of_before(words, number) is expected


@pytest.mark.parametrize(
    ("title", "expected"), [("发展基础", True), ("成效与问题", True), ("现状与目标", False), ("总体要求", False)]
)
def test_what_has_been_reached_is_past_unless_aims_stand_beside_it(title: str, expected: bool) -> None:
    assert is_past(title) is expected


@pytest.mark.parametrize(
    ("text", "closing", "item"),
    [
        ("本办法由市财政局负责解释。", True, True),
        ("市财政局负责解释。", True, False),
        ("本措施自2024年1月1日起施行。", True, True),
        ("自印发之日起执行，有效期5年。", True, True),
        ("实施细则另行制定。", True, True),
        ("本市推进园区建设。", False, False),
        ("本" + "某" * 234 + "负责解释。", True, True),
        ("本" + "某" * 235 + "负责解释。", False, False),
    ],
)
def test_closing_provisions_are_short_and_as_items_begin_with_the_document_itself(
    text: str, closing: bool, item: bool
) -> None:
    assert (is_closing(text), is_closing_item(text)) == (closing, item)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("各位代表！", True),
        ("各位代表：", True),
        ("同志们，", True),
        ("各位居民", False),
        ("尊敬的各位代表", False),
        ("", False),
    ],
)
def test_an_audience_is_addressed_at_the_start(text: str, expected: bool) -> None:
    assert addresses_an_audience(text) is expected


def test_two_printings_of_one_title_are_alike() -> None:
    assert loose("示例市 “十四五”规划（2021—2025年）") == loose("示例市「十四五」规划(2021-2025年)")
    assert loose("示例市规划") != loose("示例省规划")


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("到2030年，人才总量达到15万人，占比提高。", "到2030年，人才总量达到15万人"),
        ("今年，新建学校20所。", "今年，新建学校20所"),
        ("2025年底前，建成园区。", "2025年底前，建成园区"),
        ("建设园区，完善配套。", "建设园区"),
    ],
)
def test_a_time_alone_is_no_first_clause(text: str, clause: str) -> None:
    assert first_clause(text) == clause
