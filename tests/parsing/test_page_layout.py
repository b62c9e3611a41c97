"""Tables and columns of the pages of PDF and OFD files are told by their lines and gaps."""

from collections.abc import Callable

import pytest

from measures.parsing import read
from measures.parsing.extract import LineKind, extract
from tests.parsing.checks import outline
from tests.parsing.documents import Drawn, make_ofd, make_pdf, ruled

TITLE: list[Drawn] = [(200, 800, "示例市产业发展规划"), (96, 780, "一、重点任务")]
PROSE: Drawn = (96, 600, "加强组织领导，完善工作机制，强化督促检查，确保各项任务落到实处。")
LEFTS: list[float] = [72, 120, 320, 440, 520]

Make = Callable[..., bytes]


@pytest.fixture(params=[make_pdf, make_ofd])
def make(request: pytest.FixtureRequest) -> Make:
    """The same pages in either format."""
    maker: Make = request.param
    return maker


def cells(*rows: tuple[float, tuple[str, ...]]) -> list[Drawn]:
    """Words in the columns of LEFTS, each row at its height."""
    return [(left + 4, y, words) for y, row in rows for left, words in zip(LEFTS, row, strict=False) if words]


def rows(data: bytes) -> list[list[str]]:
    return [line.text.split("\t") for line in extract(data).lines if line.kind is LineKind.ROW]


def test_a_table_of_tasks_gives_its_measures(make: Make) -> None:
    table = cells(
        (740, ("序号", "重点任务", "责任单位", "时限")),
        (710, ("1", "修建道路", "市交通局", "6月底")),
        (680, ("2", "铺设管网", "市住建局", "长期")),
    )
    data = make([*TITLE, *ruled(LEFTS, [760, 730, 700, 670]), *table, (96, 640, "二、保障措施"), PROSE])
    assert list(outline(read(data)))[:3] == [
        "1 一、 重点任务",
        "- 1-1 修建道路 [responsible 市交通局] {6月底}",
        "- 1-2 铺设管网 [responsible 市住建局] {长期}",
    ]
    assert [line.text for line in extract(data).lines if line.kind is not LineKind.ROW][-2:] == [
        "二、保障措施",
        PROSE[2],
    ]


def test_merged_cells_of_a_page_are_recognised_by_the_lines_that_are_missing(make: Make) -> None:
    lines: list[Drawn] = [
        *[(72.0, y, 520.0, y) for y in (760.0, 700.0, 640.0)],
        *[(left, 760.0, left, 640.0) for left in (72.0, 120.0, 320.0, 520.0)],
        (320, 730, 520, 730),  # under 分工 only
        (440, 730, 440, 640),  # between its two columns
        *[(72.0, 670.0, 320.0, 670.0), (440.0, 670.0, 520.0, 670.0)],  # not under the first responsible body
    ]
    words = [
        *cells((725, ("序号", "重点任务")), (740, ("", "", "分工")), (710, ("", "", "单位", "时限"))),
        *cells(
            (680, ("1", "修建道路", "", "6月底")), (650, ("2", "铺设管网", "", "长期")), (665, ("", "", "市交通局"))
        ),
    ]
    data = make([*lines, *words])
    assert rows(data) == [
        ["序号", "重点任务", "分工", ""],
        ["", "", "单位", "时限"],
        ["1", "修建道路", "市交通局", "6月底"],
        ["2", "铺设管网", "", "长期"],
    ]
    assert [line.merged for line in extract(data).lines] == [(), (0, 1), (), (2,)]


def test_words_that_wrap_in_a_cell_are_joined_and_paragraphs_in_it_are_not(make: Make) -> None:
    lines = ruled([72, 120, 220, 520], [760, 690, 660])
    words: list[Drawn] = [
        *[(76, 740, "1"), (124, 740, "建设产业园区，完"), (124, 720, "善配套。"), (124, 700, "培育企业。")],
        *[(224, 740, "市商务局"), (76, 670, "2"), (124, 670, "修路"), (224, 670, "市交通局")],
    ]
    assert rows(make([*lines, *words]))[0] == ["1", "建设产业园区，完善配套。 培育企业。", "市商务局"]


def test_a_table_that_goes_on_on_the_next_page_stays_one_and_its_cut_row_too(make: Make) -> None:
    foot: list[Drawn] = [
        *[(72.0, y, 520.0, y) for y in (160.0, 130.0, 100.0)],
        *[(left, 160.0, left, 60.0) for left in LEFTS],  # no line under the last row
    ]
    head: list[Drawn] = [
        *[(72.0, y, 520.0, y) for y in (740.0, 710.0)],
        *[(left, 770.0, left, 710.0) for left in LEFTS],
    ]
    first = cells(
        (140, ("序号", "重点任务", "单位", "时限")),
        (110, ("1", "修路", "甲局", "6月")),
        (80, ("2", "铺设", "乙局", "")),
    )
    second = cells((755, ("", "管网", "", "7月")), (720, ("3", "建园", "丙局", "8月")))
    data = make([*foot, *first, (290, 40, "- 1 -")], [*head, *second, (290, 40, "- 2 -")])
    assert rows(data)[-2:] == [["2", "铺设管网", "乙局", "7月"], ["3", "建园", "丙局", "8月"]]
    assert len({line.region for line in extract(data).lines if line.kind is LineKind.ROW}) == 1


def test_a_cell_that_reaches_over_the_end_of_a_page_holds_for_the_rows_there(make: Make) -> None:
    head: list[Drawn] = [*[(72.0, y, 520.0, y) for y in (740.0, 710.0)], *[(x, 770.0, x, 710.0) for x in LEFTS]]
    foot = [
        *ruled(LEFTS, [160, 130, 100]),
        *cells((140, ("序号", "任务", "单位", "时限")), (110, ("1", "甲", "乙局", "6月"))),
    ]
    data = make(foot, [*head, *cells((755, ("2", "丙", "", "7月")), (720, ("3", "丁", "戊局", "8月")))])
    assert [line.merged for line in extract(data).lines] == [(), (), (2,), ()]


def test_another_table_at_the_head_of_a_page_is_another(make: Make) -> None:
    foot = [
        *ruled(LEFTS, [160, 130, 100]),
        *cells((140, ("序号", "任务", "单位", "时限")), (110, ("1", "甲", "乙局", "6月"))),
    ]
    other = [
        *ruled([72, 200, 520], [760, 730, 700]),
        (76.0, 740.0, "指标"),
        (204.0, 740.0, "目标"),
        (76.0, 710.0, "产值"),
    ]
    data = make(foot, other)
    assert len({line.region for line in extract(data).lines if line.kind is LineKind.ROW}) == 2


def test_lines_that_are_no_table_change_nothing(make: Make) -> None:
    frame: list[Drawn] = ruled([60, 540], [820, 60])
    rule: list[Drawn] = [(72, 770, 520, 770)]
    data = make([*frame, *rule, *TITLE, (96, 760, "建设园区。")])
    assert extract(data).text == "示例市产业发展规划\n一、重点任务\n建设园区。"


SENTENCE = "坚持创新在现代化建设全局中的核心地位突出科技自立自强以科学城建设为强劲引擎更加注重提升原始创新能力"


def column(x: float, first: str, last: str) -> list[Drawn]:
    lines = [f"　　{first}{SENTENCE}"[:16], *[SENTENCE[i : i + 16] for i in range(0, 48, 16)] * 2, last]
    return [(x, 700 - 20 * i, words) for i, words in enumerate(lines)]


def test_two_columns_are_read_one_after_the_other(make: Make) -> None:
    left, right = column(72, "（一）左栏。", "左栏末行"), column(310, "（二）右栏。", "右栏末行。")
    mixed = [item for pair in zip(left, right, strict=True) for item in pair]  # printed line by line, across the gap
    data = make(
        [
            (180, 800, "示例市产业发展行动方案"),
            (72, 760, "一、" + "重点任务" * 8),
            *mixed,
            (72, 500, "二、" + "保障措施" * 9),
        ]
    )
    words = [line.text for line in extract(data).lines]
    assert words.index("左栏末行") < next(i for i, line in enumerate(words) if line.startswith("（二）"))
    assert words[:2] == ["示例市产业发展行动方案", "一、" + "重点任务" * 8]
    assert words[-2:] == ["右栏末行。", "二、" + "保障措施" * 9]
    assert [line.full for line in extract(data).lines if line.text in SENTENCE] == [True] * 12
    assert [line.indented for line in extract(data).lines if line.text.startswith("（")] == [True, True]


def test_a_list_with_two_items_a_line_is_no_page_of_columns(make: Make) -> None:
    names: list[Drawn] = [(x, 700 - 20 * i, f"{side}{i}") for i in range(10) for x, side in ((72, "甲"), (310, "乙"))]
    assert extract(make(names)).text.split()[:4] == ["甲0", "乙0", "甲1", "乙1"]


def test_marks_that_stand_side_by_side_are_no_gap_between_columns(make: Make) -> None:
    """。（ leave more than a character blank between them, and 一 is lower than the gap before it."""
    lines = [f"{SENTENCE[:6]}。（{SENTENCE[:7]}一，", SENTENCE[:16]] * 4
    words = [
        (x, 700 - 20 * i, f"{side}{line}"[:16]) for x, side in ((72, "左"), (310, "右")) for i, line in enumerate(lines)
    ]
    read_as = [
        line.text[0]
        for line in extract(make([item for pair in zip(words[:8], words[8:], strict=True) for item in pair])).lines
    ]
    assert read_as == ["左"] * 8 + ["右"] * 8
