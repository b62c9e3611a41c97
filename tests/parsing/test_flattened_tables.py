"""Tables that stand in a text as lines, one a cell, and the notes under them."""

import pytest

from tests.parsing.checks import check_passages, read_text

BODY = "加快完善配套设施，着力提升综合服务水平和保障能力，推动各项工作取得实效。"


TABLE = "表1  园区面积\n序号\n面积\n1\n4.16"


@pytest.mark.parametrize(
    "caption", ["表1 园区面积", "续表1 园区面积", "续表2-1 园区面积", "表A：园区面积", "表一园区面积"]
)
def test_a_table_goes_on_to_the_next_prose(caption: str) -> None:
    tree = read_text(f"一、甲任务\n（一）道路。{BODY}\n{caption}\n序号\n3.甲\n5.乙\n{BODY}\n（二）管网。{BODY}\n")
    assert [(m.code, m.label) for m in tree.measures()] == [("1-1", "（一）"), ("1-2", "（二）")]


@pytest.mark.parametrize("line", ["表1，园区面积合计", "表示感谢的话要说", "表彰一批先进集体"])
def test_a_sentence_that_begins_like_a_caption_is_none(line: str) -> None:
    tree = read_text(f"一、甲任务\n{line}\n1.道路。{BODY}\n2.管网。{BODY}\n")
    assert [measure.label for measure in tree.measures()] == ["1.", "2."]


@pytest.mark.parametrize(
    ("end", "section"),
    [
        ("第二章 服务", "2"),
        ("专栏1 工程", "b1"),
        ("（二）管网建设任务", "1.2"),
        ("（三）管网建设任务", ""),
        ("二、管网建设", "2"),
        ("二、管网", ""),  # of fewer than four characters: a cell
    ],
)
def test_a_flattened_table_ends_at_the_number_that_comes_next(end: str, section: str) -> None:
    tree = read_text(f"一、甲任务\n（一）道路。{BODY}\n{TABLE}\n{end}\n甲乙丙\n")
    *_, last = tree.walk()
    assert (last.code, len(list(tree.measures()))) == ((section, 2) if section else ("1", 1))
    assert tree.sections[0].text == "\n".join([TABLE] if section else [TABLE, end, "甲乙丙"])


@pytest.mark.parametrize(
    ("line", "section"),
    [("（一）管网建设", "2.1"), ("1.管网建设", ""), ("1.管网建设。更新管道。", "2.1"), ("（一）管网", "")],
)
def test_a_flattened_table_ends_at_a_first_number_that_is_known_to_stand_below(line: str, section: str) -> None:
    """Figures without a lead sentence may as well be a cell's."""
    style = line[: line.index("管")]
    tree = read_text(f"一、甲任务\n{style}道路建设\n{BODY}\n二、乙任务\n{TABLE}\n{line}\n{BODY}\n")
    found = [*(below.code for below in tree.walk()), *(measure.code for measure in tree.measures())]
    assert (section in found or "2-1" in found) is bool(section)
    assert (line.split("。")[0] in tree.sections[1].text) is not bool(section)


@pytest.mark.parametrize(
    ("notes", "labels"),
    [
        ("注：1.面积按年末计。\n2.不含在建。", ["2."]),
        ("注：（1）面积按年末计。\n（2）不含在建。", ["2."]),
        ("注：①面积按年末计。\n②不含在建。", ["2."]),
        ("备注：面积按年末计。", ["2."]),
        ("说明：\n1.面积按年末计。\n2.不含在建。", ["2."]),
    ],
)
def test_notes_that_count_on_are_no_items(notes: str, labels: list[str]) -> None:
    text = f"一、甲任务\n1.道路建设任务。{BODY}\n表1 园区面积\n序号\n面积\n{notes}\n2.管网建设任务。{BODY}\n"
    tree = read_text(text)
    assert [measure.label for measure in tree.measures()] == ["1.", *labels]
    assert notes.split("\n")[0] in tree.sections[0].text


GOALS = "“十五五”时期主要指标"


def indicators(text: str) -> list[tuple[str, str, str, int | None, str]]:
    tree = read_text(f"一、发展目标\n加快发展。\n专栏1 {GOALS}\n{text}\n二、重点任务\n（一）修路。{BODY}\n")
    check_passages(tree)
    assert [measure.title for measure in tree.measures()] == ["修路"]
    return [(t.metric, str(t.value), t.unit, t.year, t.nature) for section in tree.walk() for t in section.targets]


def test_the_cells_of_indicators_on_lines_of_their_own_are_rows_again() -> None:
    table = (
        "类别\n序号\n指标名称\n2025年\n2030年\n年均增长\n〔累计〕\n属性\n经济\n发展\n1\n地区生产总值（亿元）\n712.5\n1000\n7%左右\n"
        "预期性\n2\n增加值增速（%）\n-\n-\n8\n预期性\n创新\n3\n每万人口专利\n拥有量（件）\n9.8\n≥18\n-\n约束性\n注：〔〕内为累计数。"
    )
    assert indicators(table) == [
        ("地区生产总值", "1000", "亿元", 2030, "expected"),
        ("增加值增速", "8", "%", 2030, "expected"),
        ("每万人口专利拥有量", "18", "件", 2030, "binding"),
    ]


def test_so_are_rows_whose_cells_are_parted_by_single_blanks() -> None:
    table = (
        "序号 指标 单位 2025年 2030年 属性\n1 地区生产总值 亿元 2850 3040 预期性\n2 粮食产量 万吨 212 210以上 约束性"
    )
    assert indicators(table) == [
        ("地区生产总值", "3040", "亿元", 2030, "expected"),
        ("粮食产量", "210", "万吨", 2030, "binding"),
    ]


def test_the_name_of_a_group_is_no_part_of_an_indicators() -> None:
    table = (
        "序号\n类别\n主要指标\n2025年现状\n2030年目标\n指标\n属性\n1\n综合\n治理\n内涝防治达标率（%）\n——\n95\n约束性\n"
        "2\n人均预期\n寿命（岁）\n80\n81\n预期性"
    )
    assert [(metric, value) for metric, value, *_ in indicators(table)] == [
        ("内涝防治达标率", "95"),
        ("人均预期寿命", "81"),
    ]
    table = "领域　指标　2025年　2030年　属性\n幼有所育　每千人口托位数（个）　4.5　5.5　预期性"
    table += "\n8　PM2.5 浓度　36　34　约束性"
    assert [(metric, value) for metric, value, *_ in indicators(table)] == [
        ("每千人口托位数", "5.5"),
        ("PM2.5浓度", "34"),
    ]


def test_a_row_that_gives_words_for_a_figure_stays_text() -> None:
    table = "指标\n2030年目标值\n1.床位总量\n达到900万张以上\n2.招生规模\n明显增长\n3.社会工作者\n保持1人以上"
    assert [(metric, value) for metric, value, *_ in indicators(table)] == [("床位总量", "900"), ("社会工作者", "1")]


@pytest.mark.parametrize(
    "table",
    [
        "指标\n完善体系\n1.床位\n9张\n2.学校\n8所",  # no column of figures
        "指标\n2030年\n1.床位\n9",  # one row
        "指标 2030年\n1.床位总量 很多\n2.学校 不少",
    ],
)
def test_other_lines_below_an_indicator_are_none(table: str) -> None:
    assert indicators(table) == []
