"""Quantities and years: docs/document-format.md, step 8."""

import pytest

from measures.parsing import read
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
        ("投资规模较2023年增长25%以上，到2027年完成", ("投资规模", "grow_by", "25", "%", 2027)),
        ("完成15个水源地规范化建设。", ("水源地规范化建设", "reach", "15", "个", None)),
        ("淘汰排放不达标的柴油货车1500辆", ("淘汰排放不达标的柴油货车", "none", "1500", "辆", None)),
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
        "对固定资产投资1亿元（含）以上的文旅项目给予支持",
        "本政策自公布之日起施行，有效期至2027年12月31日",
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


def targets_of(text: str, year: int | None = None) -> list[tuple[str, str, str, str, int | None]]:
    return [(t.metric, t.comparator, str(t.value), t.unit, t.year) for t in read_targets(text, year)]


@pytest.mark.parametrize(
    ("text", "metric", "comparator", "value", "unit"),
    [
        ("固定资产投资增长8%以上", "固定资产投资", "grow_by", "8", "%"),
        ("规上工业增加值年均增长6%以上", "规上工业增加值", "annual_growth", "6", "%"),
        ("能耗强度下降13.5%以上", "能耗强度", "fall_by", "13.5", "%"),
        ("物流总费用占比降低至13%左右", "物流总费用占比", "at_most", "13", "%"),
        ("粮食产量达到900亿斤以上", "粮食产量", "at_least", "900", "亿斤"),
        ("港口吞吐量达到4500万标箱", "港口吞吐量", "reach", "4500", "万标箱"),
        ("机顶盒占比提高至75%", "机顶盒占比", "reach", "75", "%"),
        ("整合提升1000个服务综合体", "服务综合体", "none", "1000", "个"),
        ("办理期限不超过7个工作日", "办理期限", "at_most", "7", "工作日"),
        ("失业率控制在3%—5%", "失业率", "at_most", "5", "%"),
        ("生产总值增长5%至6%", "生产总值", "grow_by", "5", "%"),
        ("园区数量保持在3～5个", "园区数量", "at_least", "3", "个"),
        ("新建学校二十所", "新建学校", "none", "20", "所"),
        ("培训教师三千人", "培训教师", "none", "3000", "人"),
        ("服务业占比达到百分之八", "服务业占比", "reach", "8", "%"),
        ("失业率控制在百分之五点五以内", "失业率", "at_most", "5.5", "%"),
        ("生产总值增长百分之五至百分之六", "生产总值", "grow_by", "5", "%"),
        ("物价涨幅控制在百分之二到三", "物价涨幅", "at_most", "3", "%"),
        ("产值突破十三亿元", "产值", "over", "13", "亿元"),
        ("人口控制在十三亿以内", "人口", "at_most", "13", "亿"),
        # Those for whom something is done are counted as what is made: so a list of undertakings has them.
        ("为2000户老年人家庭实施适老化改造", "老年人家庭实施适老化改造", "none", "2000", "户"),
        ("为300家卫生服务中心配备设备", "卫生服务中心配备设备", "none", "300", "家"),
        ("新增就业六万人以上", "新增就业", "at_least", "6", "万人"),
        ("新建面积500平方米以上的公园10个", "新建面积500平方米以上的公园", "none", "10", "个"),
        ("帶動產值超過40億元", "帶動產值", "over", "40", "億元"),
    ],
)
def test_growth_stays_growth_and_units_are_the_documents_own(
    text: str, metric: str, comparator: str, value: str, unit: str
) -> None:
    assert targets_of(text) == [(metric, comparator, value, unit, None)]
    (target,) = read_targets(text)
    assert text[target.start : target.end] == target.text


@pytest.mark.parametrize(
    "text",
    [
        "对单户贷款金额500万元以上的，简化手续",
        "体系由质量、效率等4个方面的指标构成",
        "打造15分钟生活圈",
        "打造三个各具特色的会客厅",
        "推进“三个一批”工程",
        "深入开展人居环境整治提升5年行动",
        "突破一批“卡脖子”技术，形成长效机制，力争取得成效",
        "公布第二十批项目",
        "培育百家企业",
        "面向500家企业开展培训",
        "将全市划分为400个网格实施管理",
        "为300家卫生服务中心",
        "为5000万元以下贷款提供担保",
        "三分之一的学校",
    ],
)
def test_conditions_descriptions_and_catchwords_are_no_targets(text: str) -> None:
    assert read_targets(text) == []


def test_each_item_of_a_list_is_a_target_of_its_own() -> None:
    assert targets_of("服务贸易增长6%、数字贸易增长8%以上") == [
        ("服务贸易", "grow_by", "6", "%", None),
        ("数字贸易", "grow_by", "8", "%", None),
    ]
    assert targets_of("建成1个中心、2个基地") == [("中心", "none", "1", "个", None), ("基地", "none", "2", "个", None)]


def test_values_given_respectively_go_to_their_names_or_years() -> None:
    assert targets_of("人参、食用菌产值分别达到120亿元、30亿元") == [
        ("人参产值", "reach", "120", "亿元", None),
        ("食用菌产值", "reach", "30", "亿元", None),
    ]
    assert targets_of("到2025年、2027年分别达到50%、60%") == [
        ("", "reach", "50", "%", 2025),
        ("", "reach", "60", "%", 2027),
    ]
    assert targets_of("甲、乙、丙产量分别达到1万吨、2万吨")[0][0] == "甲、乙、丙产量"


def test_what_follows_values_given_respectively_is_a_target_too() -> None:
    text = "推进建设。人参、食用菌产值分别达到120亿元、30亿元，增长8%"
    assert [(target.comparator, str(target.value)) for target in read_targets(text)] == [
        ("reach", "120"),
        ("reach", "30"),
        ("grow_by", "8"),
    ]


def test_a_share_that_rises_is_raised_and_not_made() -> None:
    assert targets_of("合格率提高5个百分点。")[0][:4] == ("合格率", "grow_by", "5", "个百分点")
    assert targets_of("就业服务提升3个百分点以上的目标")[0][1] == "grow_by"


def test_a_plan_of_one_year_gives_it_to_what_names_none() -> None:
    assert targets_of("今年投资增长8%，到2027年增长9%", 2026) == [
        ("投资", "grow_by", "8", "%", 2026),
        ("投资", "grow_by", "9", "%", 2027),
    ]


def test_a_plans_own_year_reaches_its_targets() -> None:
    tree = read(
        "示例市2026年工作要点\n\n一、主要目标\n今年，固定资产投资增长8%。\n二、重点任务\n1.改造小区30个。抓紧实施。\n".encode()
    )
    assert [target.year for target in (*tree.sections[0].targets, *tree.sections[1].measures[0].targets)] == [
        2026,
        2026,
    ]


def test_a_row_of_tasks_gives_targets_from_single_cells_and_the_named_title() -> None:
    tree = read_text(
        "一、民生实事\n"
        "序号\t项目名称\t建设内容\t责任单位\n"
        "1\t养老服务\t新建社区食堂20个\t市民政局\n"
        "2\t小区改造\t改造小区30个，惠及居民1万户\t市住房城乡建设局\n"
    )
    first, second = tree.measures()
    assert (first.title, second.title) == ("养老服务", "小区改造")
    assert [(target.metric, target.text) for target in first.targets] == [("新建社区食堂", "新建社区食堂20个")]
    assert [(str(target.value), target.unit) for target in second.targets] == [("30", "个"), ("1", "万户")]


def test_a_list_shares_what_is_made_only_from_its_first_quantity_on() -> None:
    assert targets_of("建成1个中心、2个基地")[1:] == [("基地", "none", "2", "个", None)]
    assert targets_of("甲方案、2个基地") == []
    assert targets_of("建成1个中心，2个基地已有") == [("中心", "none", "1", "个", None)]


@pytest.mark.parametrize(
    "text",
    [
        "甲、乙产量分别达到1万吨、2",  # a figure that counts nothing
        "甲产量分别达到1万吨",
    ],
)
def test_values_that_do_not_answer_to_the_names_are_not_given_to_them(text: str) -> None:
    assert "乙产量" not in [target.metric for target in read_targets(text)]


def test_a_target_keeps_its_place_in_a_text_of_several_sentences() -> None:
    text = "推进建设。 到2025年，新建学校 20所，惠及师生1万人；投资增长8%。"
    found = read_targets(text)
    assert [text[target.start : target.end] for target in found] == [target.text for target in found]
    assert [target.text for target in found] == ["新建学校 20所", "惠及师生1万人", "投资增长8%"]
    assert [target.year for target in found] == [2025, 2025, 2025]


def test_a_quoted_name_stays_whole_in_the_words_of_a_target() -> None:
    assert [target.text for target in read_targets("培育100个“专精、特新”企业，加强服务")] == [
        "培育100个“专精、特新”企业"
    ]


def test_things_that_are_to_be_reached_are_reached_and_not_made() -> None:
    assert targets_of("力争达到20个示范园区")[0][1] == "reach"


@pytest.mark.parametrize(
    "text",
    [
        "力争突破“3个瓶颈",
        "产量超过A3张",
        "力争达到3",
        "每10所学校一名",
        "第20所学校",
        "约有二所学校",
        "总投资给予30亿元奖励",
        "打造30天服务圈",
        "年均培育20年以上企业",
        "具备300家以上的条件",
        "涉及300个方面以上的问题",
    ],
)
def test_figures_without_a_unit_in_a_name_or_in_a_condition_are_no_targets(text: str) -> None:
    assert [target for target in read_targets(text) if target.rule == "quantity"] == []


@pytest.mark.parametrize(
    ("text", "words", "metric", "value"),
    [
        ("加快发展，产值突破3万", "产值突破3万", "产值", "3"),
        ("加快发展:产值突破3万元", "产值突破3万元", "产值", "3"),
        ("一是\t产值突破3万元\t甲", "产值突破3万元", "产值", "3"),
        ("新建学校20所（含幼儿园）", "新建学校20所", "新建学校", "20"),
        ("新建学校20所、加强管理", "新建学校20所", "新建学校", "20"),
        ("新建学校二十所", "新建学校二十所", "新建学校", "20"),
        ("力争到2025年，产值较2020年突破3万元", "产值较2020年突破3万元", "产值", "3"),
        ("力争产值、突破3万元", "力争产值、突破3万元", "产值、", "3"),
        ("建成10个“甲，乙”平台，加强管理", "建成10个“甲，乙”平台", "“甲，乙”平台", "10"),
        ("建成10个“甲，乙平台，加强管理", "建成10个“甲，乙平台，加强管理", "“甲，乙平台，加强管理", "10"),
    ],
)
def test_a_target_has_the_words_of_its_clause(text: str, words: str, metric: str, value: str) -> None:
    found = [target for target in read_targets(text) if target.rule == "quantity"]
    assert [(target.text, target.metric, str(target.value)) for target in found] == [(words, metric, value)]
    assert text[found[0].start : found[0].end] == words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2025年，率先建成科学城。", [("到2025年，率先建成科学城", "率先建成科学城", 2025)]),
        ("到2025年，建", [("到2025年，建", "建", 2025)]),
        ("到2025年建成科学城，实现跨越，加强管理", [("到2025年建成科学城", "建成科学城", 2025)]),
        ("截至2025年，已建成科学城", []),
        ("2025年建成科学城", []),
    ],
)
def test_a_goal_without_a_quantity_is_a_year_with_its_words(text: str, expected: list[tuple[str, str, int]]) -> None:
    assert [(t.text, t.metric, t.year) for t in read_targets(text)] == expected


@pytest.mark.parametrize(
    ("text", "words", "metric", "value"),
    [
        ("突破300家上市企业", "突破300家上市企业", "上市企业", "300"),  # the figure opens the sentence
        ("，产值突破3万元", "产值突破3万元", "产值", "3"),
        ("加强服务， 产值突破3万元", "产值突破3万元", "产值", "3"),
        ("新建学校十所", "新建学校十所", "新建学校", "10"),
        ("培育企业300家还有高端补助", "培育企业300家还有高端补助", "培育企业", "300"),  # 补助 is five characters away
        ("整合优化提升1000个综合体", "整合优化提升1000个综合体", "综合体", "1000"),
        ("各地优化再提升1000个综合体", "各地优化再提升1000个综合体", "各地优化再", "1000"),
        ("整合提升1000个", "整合提升1000个", "整合", "1000"),
        ("就业提升3个百分点的目标", "就业提升3个百分点的目标", "就业", "3"),
        (
            "培育100个“甲，乙”和“丙，丁”企业，加强服务",
            "培育100个“甲，乙”和“丙，丁”企业",
            "“甲，乙”和“丙，丁”企业",
            "100",
        ),
        ("培育100个“甲，乙”", "培育100个“甲，乙”", "“甲，乙”", "100"),
    ],
)
def test_a_figure_is_told_with_what_it_measures(text: str, words: str, metric: str, value: str) -> None:
    (found,) = read_targets(text)
    assert (found.text, found.metric, str(found.value)) == (words, metric, value)
    assert text[found.start : found.end] == words


@pytest.mark.parametrize("text", ["新建学校九所", "培育企业300家给高补助", "为期20年以上的培育"])
def test_small_counts_in_han_and_money_given_are_no_targets(text: str) -> None:
    assert read_targets(text) == []


def test_what_lasts_for_years_is_a_target_only_with_the_word_that_says_how_long() -> None:
    assert targets_of("服务期限超过5年") == [("服务期限", "over", "5", "年", None)]


def test_three_values_given_respectively_are_three_targets_at_one_place() -> None:
    text = "推进建设。甲、乙、丙产量分别达到1万吨、2万吨和3万吨，增长8%"
    found = read_targets(text)
    assert [(target.metric, str(target.value)) for target in found] == [
        ("甲产量", "1"),
        ("乙产量", "2"),
        ("丙产量", "3"),
        ("", "8"),
    ]
    assert {text[target.start : target.end] for target in found[:3]} == {"甲、乙、丙产量分别达到1万吨、2万吨和3万吨"}


@pytest.mark.parametrize(
    ("text", "words", "metric"),
    [
        ("推进建设。全市到2025年初，率先建成科学城", "到2025年初，率先建成科学城", "初，率先建成科学城"),
        ("推进建设。全市到2025年达标，巩固成果", "到2025年达标", "达标"),
        ("推进建设。全市到2025年 ，率先建成科学城", "到2025年 ，率先建成科学城", "率先建成科学城"),
    ],
)
def test_a_goal_without_a_quantity_stands_at_its_place(text: str, words: str, metric: str) -> None:
    (found,) = read_targets(text)
    assert (found.text, found.metric, found.year) == (words, metric, 2025)
    assert text[found.start : found.end] == words
