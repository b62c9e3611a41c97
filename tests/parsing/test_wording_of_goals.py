"""How offices word what is to be reached: docs/document-format.md, step 8."""

import pytest

from measures.parsing.content.targets import read_targets
from tests.parsing.checks import read_text


def figures(text: str) -> list[tuple[str, str, str]]:
    """(metric, value, unit) of each target."""
    return [(target.metric, str(target.value), target.unit) for target in read_targets(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("普及率较2023年翻一番，收入翻两番以上", [("普及率", "1", "番"), ("收入", "2", "番")]),
        ("游客人数实现翻番", [("游客人数实现", "1", "番")]),
        (
            "工业总产值突破千亿元，数字经济规模超万亿元",
            [("工业总产值", "1000", "亿元"), ("数字经济规模", "1", "万亿元")],
        ),
        ("建制村通客车率100%", [("建制村通客车率", "100", "%")]),
        ("覆盖率保持100%", [("覆盖率", "100", "%")]),
        (
            "每千人口医疗机构床位数6.5张、医师数3.6人",
            [("每千人口医疗机构床位数", "6.5", "张"), ("医师数", "3.6", "人")],
        ),
        ("亿元以上项目不少于90个", [("亿元以上项目", "90", "个")]),
        (
            "培育企业60家，其中国家级1家、省级15家",
            [("培育企业", "60", "家"), ("国家级", "1", "家"), ("省级", "15", "家")],
        ),
        ("创建国家5A级旅游景区1个", [("创建国家5A级旅游景区", "1", "个")]),
        ("打造10亿元以上产业链5条", [("打造10亿元以上产业链", "5", "条")]),
        ("带动汽车销售20万辆、家电销售300万台", [("带动汽车销售", "20", "万辆"), ("家电销售", "300", "万台")]),
        ("森林覆盖率由40.5%提高到42%", [("森林覆盖率", "42", "%")]),
        ("经济总量比2025年增长50%", [("经济总量", "50", "%")]),
        ("免费诊断企业不少于3000家次", [("免费诊断企业", "3000", "家次")]),
        ("为全市4万名学生免费接种疫苗", [("学生免费接种疫苗", "4", "万名")]),
        ("到位资金150亿元", [("到位资金", "150", "亿元")]),
        ("培育企业60家，加强服务，其中国家级1家", [("培育企业", "60", "家")]),
        ("每千人口执业（助理）医师数达到4人", [("每千人口执业（助理）医师数", "4", "人")]),
        ("培育企业由300家增加到500家", [("培育企业", "500", "家")]),
        ("形成百亿元企业8家、五十亿元企业15家", [("形成百亿元企业", "8", "家"), ("五十亿元企业", "15", "家")]),
        ("每千人口拥有3岁以下婴幼儿托位数达到5.5个", [("每千人口拥有3岁以下婴幼儿托位数", "5.5", "个")]),
        ("前10家企业集中度达到60%", [("前10家企业集中度", "60", "%")]),
        ("综合能耗降至100千克标准煤/吨以下", [("综合能耗", "100", "千克标准煤/吨")]),
        ("争创国家医疗中心1个，改善30所高中条件", [("争创国家医疗中心", "1", "个"), ("高中条件", "30", "所")]),
        ("利用率达４５．５％以上", [("利用率", "45.5", "%")]),
        ("惠及居民6000户\t已完工12个", [("惠及居民", "6000", "户")]),
    ],
)
def test_a_goal_is_read_as_offices_word_it(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "对营业收入10亿元以上企业开展诊断",
        "新增工业用地100%按标准地出让",
        "面向全市2000家企业开展宣传",
        "打造万亿级产业集群",
    ],
)
def test_a_figure_that_says_of_whom_or_how_is_no_goal(text: str) -> None:
    assert read_targets(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("粮食产量稳定在60万吨以上，力争达到65万吨", ["粮食产量", "粮食产量"]),
        ("到2024年底，覆盖率达到60%；到2025年底，达到80%", ["覆盖率", "覆盖率"]),
        ("税收达到3亿元。增长8%。", ["税收", ""]),
        ("甲、乙产量分别达到1万吨、2万吨，增长8%", ["甲产量", "乙产量", ""]),
        ("城镇、农村居民人均可支配收入分别增长5%、6%", ["城镇居民人均可支配收入", "农村居民人均可支配收入"]),
    ],
)
def test_a_goal_without_a_metric_is_of_the_one_before_it(text: str, expected: list[str]) -> None:
    assert [target.metric for target in read_targets(text)] == expected


def test_the_end_of_five_years_names_the_year() -> None:
    found = read_targets("“十五五”期末，公路里程达到2800公里，十四五末没有的桥梁达到30座。")
    assert [(target.metric, target.year) for target in found] == [("公路里程", 2030), ("没有的桥梁", 2025)]


def test_what_is_improved_by_the_acre_is_made() -> None:
    (made,), (raised,) = read_targets("新建和改造提升25万亩"), read_targets("改造提升50%")
    assert (made.comparator, raised.comparator) == ("none", "grow_by")


def test_full_width_figures_in_a_title_and_its_dates_count() -> None:
    tree = read_text("一、重点任务\n１.改造投放点８０处。（市城管局牵头，２０２６年１０月底前完成）\n")
    (measure,) = tree.measures()
    assert [str(measure.due_on), str(measure.targets[0].value)] == ["2026-10-31", "80"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2030年迈上万亿元台阶", [("", "1", "万亿元")]),
        ("人均受教育年限达12.5年", [("人均受教育年限", "12.5", "年")]),
        ("每千名老人拥有养老护理员35人", [("每千名老人拥有养老护理员", "35", "人")]),
        ("引进团队3～5个，给予最高1亿元支持", [("引进团队", "3", "个")]),
        ("2025年底前建成站点50个", [("建成站点", "50", "个")]),
        ("改造企业（市工信局牵头，11月底前完成）淘汰产能50万吨", [("淘汰产能", "50", "万吨")]),
    ],
)
def test_only_the_words_of_a_goal_are_its_metric(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert figures(text) == expected


def test_a_size_names_what_is_made() -> None:
    assert figures("建设20万吨级航道1条、10万吨级以上泊位6个") == [
        ("建设20万吨级航道", "1", "条"),
        ("10万吨级以上泊位", "6", "个"),
    ]
