"""The printed number at the start of a line: each style, its first and last, and what only looks like one."""

import pytest

from measures.parsing.structure.numbering import label_of, read_marker
from measures.terms import Numbering

N = Numbering


@pytest.mark.parametrize(
    ("text", "style", "number", "label", "words"),
    [
        ("第一篇 总论", N.PART, 1, "第一篇", "总论"),
        ("第二编　保障", N.PART, 2, "第二编", "保障"),
        ("第二編：保障", N.PART, 2, "第二編", "保障"),
        ("第三部分：展望", N.PART, 3, "第三部分", "展望"),
        ("第十二章 总则", N.CHAPTER, 12, "第十二章", "总则"),
        ("第一章总则", N.CHAPTER, 1, "第一章", "总则"),
        ("第一章", N.CHAPTER, 1, "第一章", ""),
        ("第 3 章. 总则", N.CHAPTER, 3, "第3章", "总则"),
        ("第二节 布局", N.SECTION, 2, "第二节", "布局"),
        ("第二節布局", N.SECTION, 2, "第二節", "布局"),
        ("第五条 为规范管理", N.ARTICLE, 5, "第五条", "为规范管理"),
        ("第二十一條：适用", N.ARTICLE, 21, "第二十一條", "适用"),
        ("第一千二百一十条 甲", N.ARTICLE, 1210, "第一千二百一十条", "甲"),
        ("第999条 甲", N.ARTICLE, 999, "第999条", "甲"),
        ("第五条", N.ARTICLE, 5, "第五条", ""),
        ("一、总体要求", N.HAN_COMMA, 1, "一、", "总体要求"),
        ("三. 甲", N.HAN_COMMA, 3, "三.", "甲"),
        ("四．甲", N.HAN_COMMA, 4, "四．", "甲"),
        ("五﹑甲", N.HAN_COMMA, 5, "五﹑", "甲"),
        ("一百二十三、甲", N.HAN_COMMA, 123, "一百二十三、", "甲"),
        ("一、十大工程", N.HAN_COMMA, 1, "一、", "十大工程"),
        ("一、产业兴旺", N.HAN_COMMA, 1, "一、", "产业兴旺"),
        ("一是扩大投资。", N.ORDINAL, 1, "一是", "扩大投资。"),
        ("十二是“甲”", N.ORDINAL, 12, "十二是", "“甲”"),
        ("二是扩大投资，一是甲", N.ORDINAL, 2, "二是", "扩大投资，一是甲"),
        ("问题1：管网老旧", N.ORDINAL, 1, "问题1", "管网老旧"),
        ("任务一：建设园区", N.ORDINAL, 1, "任务一", "建设园区"),
        ("重点工程 12 “甲”工程", N.ORDINAL, 12, "重点工程 12", "“甲”工程"),
        ("（一）甲", N.HAN_PAREN, 1, "（一）", "甲"),
        ("(十二) 甲", N.HAN_PAREN, 12, "(十二)", "甲"),
        ("〔三〕、甲", N.HAN_PAREN, 3, "〔三〕、", "甲"),
        ("（1）甲", N.ARABIC_PAREN, 1, "（1）", "甲"),
        ("（１２）．甲", N.ARABIC_PAREN, 12, "（１２）．", "甲"),
        ("（999）甲", N.ARABIC_PAREN, 999, "（999）", "甲"),
        ("1.甲", N.ARABIC_DOT, 1, "1.", "甲"),
        ("１．甲", N.ARABIC_DOT, 1, "１．", "甲"),
        ("3、 甲", N.ARABIC_DOT, 3, "3、", "甲"),
        ("4﹒甲", N.ARABIC_DOT, 4, "4﹒", "甲"),
        ("5·甲", N.ARABIC_DOT, 5, "5·", "甲"),
        ("999.甲", N.ARABIC_DOT, 999, "999.", "甲"),
        ("1.5G网络", N.ARABIC_DOT, 1, "1.", "5G网络"),
        ("1.2025年目标", N.ARABIC_DOT, 1, "1.", "2025年目标"),
        ("6) 甲", N.ARABIC_PAREN, 6, "6)", "甲"),
        ("7）甲", N.ARABIC_PAREN, 7, "7）", "甲"),
        ("01 甲乙", N.ARABIC_DOT, 1, "01", "甲乙"),
        ("99    “甲”", N.ARABIC_DOT, 99, "99", "“甲”"),
        ("壹、甲", N.FORMAL_HAN, 1, "壹、", "甲"),
        ("拾贰．甲", N.FORMAL_HAN, 12, "拾贰．", "甲"),
        ("Ⅰ、甲", N.ROMAN, 1, "Ⅰ、", "甲"),
        ("Ⅳ. 甲", N.ROMAN, 4, "Ⅳ.", "甲"),
        ("Ⅻ．甲", N.ROMAN, 12, "Ⅻ．", "甲"),
        ("①甲", N.CIRCLED, 1, "①", "甲"),
        ("⑳ 甲", N.CIRCLED, 20, "⑳", "甲"),
        ("㉑、甲", N.CIRCLED, 21, "㉑", "甲"),
        ("㉟　．甲", N.CIRCLED, 35, "㉟", "甲"),
        ("⑴甲", N.ARABIC_PAREN, 1, "⑴", "甲"),
        ("⒇甲", N.ARABIC_PAREN, 20, "⒇", "甲"),
        ("㈠甲", N.HAN_PAREN, 1, "㈠", "甲"),
        ("㈩甲", N.HAN_PAREN, 10, "㈩", "甲"),
        ("⒈甲", N.ARABIC_DOT, 1, "⒈", "甲"),
        ("⒛甲", N.ARABIC_DOT, 20, "⒛", "甲"),
        ("专栏1 工程", N.BOX, 1, "专栏1", "工程"),
        ("专栏十二：工程", N.BOX, 12, "专栏十二", "工程"),
        ("【专栏2】工程", N.BOX, 2, "专栏2", "工程"),
        ("[专 栏 3]：工程", N.BOX, 3, "专栏3", "工程"),
        ("專欄4 工程", N.BOX, 4, "專欄4", "工程"),
        ("专栏：工程", N.BOX, 0, "专栏", "工程"),
        ("专栏", N.BOX, 0, "专栏", ""),
        ("【专栏】 工程", N.BOX, 0, "专栏", "工程"),
        ("附件1 清单", N.ANNEX, 1, "附件1", "清单"),
        ("附 件 2：清单", N.ANNEX, 2, "附件2", "清单"),
        ("附件2-1：清单", N.ANNEX, 2, "附件2-1", "清单"),
        ("附录一清单", N.ANNEX, 1, "附录一", "清单"),
        ("附錄二 清单", N.ANNEX, 2, "附錄二", "清单"),
        ("附表3清单", N.ANNEX, 3, "附表3", "清单"),
        ("附件：清单", N.ANNEX, 0, "附件", "清单"),
        ("附件 清单", N.ANNEX, 0, "附件", "清单"),
        ("附件", N.ANNEX, 0, "附件", ""),
    ],
)
def test_a_number_is_read_with_its_style_its_label_and_the_words_after_it(
    text: str, style: Numbering, number: int, label: str, words: str
) -> None:
    marker = read_marker(text)
    assert marker is not None
    assert (marker.style, marker.number, marker.label, text[marker.end :]) == (style, number, label, words)
    assert marker.above == ()


@pytest.mark.parametrize(
    ("text", "style", "number", "above", "label", "words"),
    [
        ("1.2 甲", N.DECIMAL_2, 2, (1,), "1.2", "甲"),
        ("12．13甲", N.DECIMAL_2, 13, (12,), "12．13", "甲"),
        ("1.2、甲", N.DECIMAL_2, 2, (1,), "1.2、", "甲"),
        ("1.2.3 甲", N.DECIMAL_3, 3, (1, 2), "1.2.3", "甲"),
        ("3．10．11．甲", N.DECIMAL_3, 11, (3, 10), "3．10．11．", "甲"),
        ("专栏3-1 工程", N.BOX, 1, (3,), "专栏3-1", "工程"),
        ("专栏10—12：工程", N.BOX, 12, (10,), "专栏10—12", "工程"),
    ],
)
def test_a_number_that_repeats_those_above_it_tells_them(
    text: str, style: Numbering, number: int, above: tuple[int, ...], label: str, words: str
) -> None:
    marker = read_marker(text)
    assert marker is not None
    assert (marker.style, marker.number, marker.above, marker.label) == (style, number, above, label)
    assert text[marker.end :] == words


@pytest.mark.parametrize(
    "text",
    [
        *("", "甲", "总则"),
        *("第三条生产线", "第五条的规定", "第一章的内容", "第一章和第二章", "第一章、第二章", "第三次", "第1000条 甲"),
        *("一、二、三产业", "三、四线城市", "一、三级联动", "一带一路", "一千二百三十四、甲"),
        *("一是扩大投资，二是稳定就业", "一是A", "十二月"),
        *("（1000）甲", "（甲）乙", "（一甲", "（一百二十三四）甲"),
        *(
            "2.69 万亿元",
            "1.5%",
            "1.2 亿元",
            "1.0 甲",
            "0.1 甲",
            "1.2.0 甲",
            "123.4 甲",
            "1000.甲",
            "1.5",
            "3.14159 甲",
        ),
        *("1 甲", "00 甲", "100 甲", "01     甲", "01甲", "12 3", "2025年"),
        *("壹 甲", "壹贰叁肆伍、甲", "Ⅰ型", "Ⅰ 甲"),
        *("专栏内容", "专家", "【甲】", "[1]", "專家"),
        *("附件清单", "附件的清单", "附近", "附则", "附件2024年清单", "附加", "附表属于"),
    ],
)
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert read_marker(text) is None


@pytest.mark.parametrize(
    ("text", "number", "label"),
    [
        ("3.甲", 4, "4."),
        ("1.2 甲", 3, "1.3"),
        ("第三章 甲", 1, "第一章"),
        ("第12条 甲", 7, "第7条"),
        ("（一）甲", 12, "（十二）"),
        ("专栏2-1 甲", 2, "专栏2-2"),
        ("①甲", 2, "2"),
        ("壹、甲", 2, "2"),
        ("附件 甲", 1, "1"),
    ],
)
def test_the_number_that_was_expected_is_written_in_the_same_way(text: str, number: int, label: str) -> None:
    marker = read_marker(text)
    assert marker is not None
    assert label_of(marker, number) == label


@pytest.mark.parametrize("title", ["人才培养", "公共服务体系", "个性化服务", "以人为本", "家庭医生签约", "项目支撑"])
def test_a_title_that_opens_with_the_character_of_a_unit_is_numbered_all_the_same(title: str) -> None:
    marker = read_marker(f"3.1 {title}")
    assert marker is not None
    assert (marker.style, marker.label) == (N.DECIMAL_2, "3.1")
    assert read_marker("2.69 万亿元") is None
    assert read_marker("3.5 个百分点") is None
