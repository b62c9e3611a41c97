"""Which organisations prose names: docs/document-format.md, step 7."""

import pytest

from measures.parsing.content.mentions import read_mentions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("依托北京大学、示例科技大学建设平台", ["北京大学", "示例科技大学"]),
        ("发挥清华大学和北京大学的作用", ["清华大学", "北京大学"]),
        ("联合中山大学共建，支持中山大学办学", ["中山大学"]),
        ("与中国科学院、中国信息通信研究院共建", ["中国科学院", "中国信息通信研究院"]),
        ("建设全国区块链与边缘计算研究院", ["全国区块链与边缘计算研究院"]),
        ("联合市教育委员会、省财政厅开展培训", ["市教育委员会", "省财政厅"]),
        ("市数据局、国家数据局统筹推进", ["市数据局", "国家数据局"]),
        ("州发展改革委统筹推进，盟财政局配合", ["州发展改革委", "盟财政局"]),
        ("支持某大学与建设一流大学", []),
        ("建设大学生创业园", []),
        ("推动市财政局长调研", []),
    ],
)
def test_each_organisation_is_mentioned_once_in_its_order(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in read_mentions(text)] == expected
