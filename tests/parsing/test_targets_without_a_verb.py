"""Targets whose clause has no verb of its own, whose verb stands apart, or whose year is no goal."""

import pytest

from measures.parsing.content.targets import read_targets


def read(text: str) -> list[tuple[str, str, str, str, int | None]]:
    return [(one.metric, one.comparator.value, str(one.value), one.unit, one.year) for one in read_targets(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("建设通用机场12个，低空航线150条。", ("低空航线", "none", "150", "条", None)),
        ("接待游客260万人次，旅游综合收入15亿元。", ("旅游综合收入", "none", "15", "亿元", None)),
        ("装机容量达到1.8亿千瓦，新型储能装机1500万千瓦。", ("新型储能装机", "none", "1500", "万千瓦", None)),
        ("投资完成420亿元，其中建安投资190亿元。", ("其中建安投资", "none", "190", "亿元", None)),
        ("公布历史街区3片、历史建筑不少于60处。", ("历史建筑", "at_least", "60", "处", None)),
        ("新增泊位2600个（其中立体泊位不少于800个）。", ("立体泊位", "at_least", "800", "个", None)),
    ],
)
def test_a_clause_without_a_verb_goes_on_with_the_target_before_it(text: str, expected: tuple[object, ...]) -> None:
    found = read(text)
    assert len(found) == 2
    assert found[1][1:] == expected[1:]
    assert found[1][0].removeprefix("其中") == str(expected[0]).removeprefix("其中")


@pytest.mark.parametrize(
    "text",
    [
        "建设产业园3个，总投资85亿元。",
        "建设产业园3个，占地1200亩。",
        "建设产业园3个，涉及企业20家。",
        "建设产业园3个，每年支持20个。",
        "建设产业园3个，企业20家以外的另行确定。",
    ],
)
def test_what_a_thing_costs_or_takes_is_no_second_target(text: str) -> None:
    assert len(read(text)) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("每所学校至少配备1名思政教师。", ("每所学校思政教师", "at_least", "1", "名", None)),
        ("完成小（1）型水库除险加固27座。", ("完成小（1）型水库除险加固", "none", "27", "座", None)),
        ("开展补贴性职业技能培训5000人次以上。", ("开展补贴性职业技能培训", "at_least", "5000", "人次", None)),
        ("平均利率下降0.2个百分点。", ("平均利率", "fall_by", "0.2", "个百分点", None)),
        ("实现营业收入680亿元。", ("营业收入", "none", "680", "亿元", None)),
        ("2024—2027年累计改造小区18万个。", ("累计改造小区", "none", "18", "万个", 2027)),
        ("重点引进和培养20名管理专家。", ("管理专家", "none", "20", "名", None)),
        ("9月1日前新增学位4200个。", ("新增学位", "none", "4200", "个", None)),
        ("二氧化碳排放五年累计降低17%。", ("二氧化碳排放", "fall_by", "17", "%", None)),
        ("整体通关时间压缩30%。", ("整体通关时间", "fall_by", "30", "%", None)),
        ("算力规模达到5000P。", ("算力规模", "reach", "5000", "P", None)),
    ],
)
def test_a_target_is_told_though_its_words_stand_apart(text: str, expected: tuple[object, ...]) -> None:
    (found,) = read(text)
    assert found[1:] == expected[1:]
    assert found[0] == expected[0]


@pytest.mark.parametrize(
    ("text", "year"),
    [("2024年底前完成2000年底前建成的小区改造120个。", 2024), ("改造2000年以前建成的小区120个。", None)],
)
def test_a_year_that_tells_which_is_neither_a_figure_nor_a_goal(text: str, year: int | None) -> None:
    ((_, _, value, unit, found),) = read(text)
    assert (value, unit, found) == ("120", "个", year)


@pytest.mark.parametrize(
    "text",
    ["延长优惠政策至2027年底。", "市级奖补50万元、100万元。", "每公里补助县道1万元、乡道5000元。", "培训费补贴300元。"],
)
def test_how_long_a_rule_holds_and_money_given_are_no_targets(text: str) -> None:
    assert read(text) == []


def test_of_projects_that_are_so_large_the_number_is_the_goal() -> None:
    assert [one[2:4] for one in read("招引亿元以上项目200个，其中10亿元以上30个。")] == [("200", "个"), ("30", "个")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "推动100家智能工厂、1000家制造业企业实现转型升级。",
            [("智能工厂", "100"), ("制造业企业实现转型升级", "1000")],
        ),
        ("支持50家企业开展数字化改造。", [("企业开展数字化改造", "50")]),
        ("推动3家园区合作共赢。", []),
        ("支持2家以上企业。", [("企业", "2")]),
    ],
)
def test_what_is_moved_to_do_something_is_counted(text: str, found: list[tuple[str, str]]) -> None:
    assert [(target.metric, str(target.value)) for target in read_targets(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("培育年收入超千亿元企业10家左右。", [("培育年收入超千亿元企业", "10")]),
        ("形成产值超过百亿元产业集群5个。", [("形成产值超过百亿元产业集群", "5")]),
        ("数字经济产值超过100亿元，企业达到5家。", [("数字经济产值", "100"), ("企业", "5")]),
    ],
)
def test_how_much_more_than_an_amount_tells_which_are_meant(text: str, found: list[tuple[str, str]]) -> None:
    assert [(target.metric, str(target.value)) for target in read_targets(text)] == found


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("城镇调查失业率全年控制在5.5%以内。", "城镇调查失业率"),
        ("赤字率拟按2.8%左右安排。", "赤字率"),
        ("将办理时间压缩至5个工作日内。", "办理时间"),
    ],
)
def test_how_a_level_is_set_is_no_part_of_what_is_measured(text: str, metric: str) -> None:
    assert [target.metric for target in read_targets(text)] == [metric]


def test_what_a_level_is_compared_with_is_no_metric() -> None:
    text = "到2030年，产品达到10300亿元，比2025年的8500亿元增加1800亿元，增长21.7%，平均每年增长4%；税收较上年增长5%。"
    assert [target.metric for target in read_targets(text)] == ["产品"] * 4 + ["税收"]
