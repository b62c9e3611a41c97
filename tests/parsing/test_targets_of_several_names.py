"""甲、乙分别达到1万吨、2万吨: one target a name, in the words that the last name shares with the others."""

import pytest

from measures.parsing.content.targets import read_targets


@pytest.mark.parametrize(
    ("text", "metrics"),
    [
        ("绿色防控、统防统治覆盖率分别达到55%、45%。", ["绿色防控覆盖率", "统防统治覆盖率"]),
        ("城镇、农村登记失业率分别控制在4%、5%以内。", ["城镇失业率", "农村登记失业率"]),
        ("涂料、油墨使用比例分别降低20个百分点、10个百分点。", ["涂料使用比例", "油墨使用比例"]),
        ("甲河及周边地区、乙河地区用水量分别下降10%、5%左右。", ["甲河及周边地区", "乙河地区用水量"]),
        ("氨氮、有机物排放总量比2020年分别下降8%、10%以上。", ["氨氮", "有机物排放总量"]),
        ("水稻及小麦产量分别达到1万吨、2万吨。", ["水稻产量", "小麦产量"]),
    ],
)
def test_each_name_has_its_figure(text: str, metrics: list[str]) -> None:
    assert [target.metric for target in read_targets(text)] == metrics


def test_names_that_hold_a_joiner_share_the_way_the_figures_go() -> None:
    found = read_targets("甲河及周边地区、乙河地区用水量分别下降10%、5%左右。")
    assert [(target.comparator, str(target.value)) for target in found] == [("fall_by", "10"), ("fall_by", "5")]
