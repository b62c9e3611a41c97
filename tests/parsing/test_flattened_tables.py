"""Tables that stand in a text as lines, one a cell, and the notes under them."""

import pytest

from tests.parsing.checks import read_text

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
