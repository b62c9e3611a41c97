"""Contents, page numbers, links and rules are no part of a document; noise in it is no text."""

import pytest

from measures.parsing import read
from measures.parsing.extract.model import Line, LineKind
from measures.parsing.structure.furniture import find_furniture, is_site_line
from measures.parsing.structure.legibility import legibility, readable
from measures.parsing.structure.paragraphs import Paragraph, to_paragraphs
from measures.terms import FurnitureKind

BODY = "加快完善配套设施，着力提升综合服务水平和保障能力，推动各项工作取得实效。"


def paragraphs(*texts: str, kind: LineKind = LineKind.PARAGRAPH) -> list[Paragraph]:
    lines, start = [], 0
    for text in texts:
        lines.append(Line(start, start + len(text), text, kind))
        start += len(text) + 1
    return to_paragraphs(lines)


def furniture(*texts: str, kind: LineKind = LineKind.PARAGRAPH) -> list[tuple[str, str]]:
    found = find_furniture(paragraphs(*texts, kind=kind), FurnitureKind.SITE)
    return [(use.value, paragraph.text) for paragraph, use in found.items()]


def contents(*texts: str) -> list[str]:
    return [text for use, text in furniture(*texts) if use == "contents"]


ENTRIES = ["第一章 总则", "第二章 任务", "第三章 保障", "第四章 实施", "第五章 附则"]
CHAPTERS = [line for entry in ENTRIES for line in (entry, BODY)]


@pytest.mark.parametrize("title", ["目录", "目　录", "【目录】", "目錄", "CONTENTS", "图目录"])
def test_contents_are_their_title_and_what_is_printed_again(title: str) -> None:
    assert contents("示例市规划", title, *ENTRIES, *CHAPTERS) == [title, *ENTRIES]


def test_contents_again_right_after_are_contents_too() -> None:
    boxes = ["专栏目录", "专栏1 工程", "专栏2 平台"]
    assert contents("目录", *ENTRIES, *boxes, *CHAPTERS, *boxes[1:]) == ["目录", *ENTRIES, *boxes]
    assert contents("目录", *ENTRIES, "目录", *ENTRIES, *CHAPTERS) == ["目录", *ENTRIES, "目录", *ENTRIES]
    assert contents("目录", *ENTRIES, *CHAPTERS, "目录", BODY) == ["目录", *ENTRIES]


@pytest.mark.parametrize(("count", "are_contents"), [(4, False), (5, True)])
def test_without_a_title_five_headings_in_a_row_that_are_printed_again_are_contents(
    count: int, are_contents: bool
) -> None:
    assert contents("示例市规划", *ENTRIES[:count], *CHAPTERS) == (ENTRIES[:count] if are_contents else [])


@pytest.mark.parametrize(("length", "are_contents"), [(90, True), (91, False)])
def test_a_heading_of_the_run_has_ninety_characters_at_most(length: int, are_contents: bool) -> None:
    long = "第三章 " + "建" * (length - 4)
    entries = [*ENTRIES[:2], long, *ENTRIES[3:]]
    assert contents("示例市规划", *entries, BODY, *entries, BODY) == (entries if are_contents else [])


def test_five_headings_that_are_not_printed_again_are_none() -> None:
    assert contents("示例市规划", *ENTRIES, BODY) == []


@pytest.mark.parametrize(("others", "kept"), [(2, True), (3, False)])
def test_up_to_two_lines_between_entries_may_be_neither(others: int, kept: bool) -> None:
    between = ["说明甲", "说明乙", "说明丙"][:others]
    found = contents("目录", *ENTRIES[:2], *between, *ENTRIES[2:], *CHAPTERS)
    assert found == (["目录", *ENTRIES[:2], *between, *ENTRIES[2:]] if kept else ["目录", *ENTRIES[:2]])


def test_an_entry_of_the_same_number_and_first_words_is_printed_again() -> None:
    entries = ["一、全面提升综合服务保障水平", "二、加快完善基础配套设施建设"]
    again = [*entries, "一、全面提升综合服务保障能力和水平", BODY, "二、加快完善基础配套设施", BODY]
    assert contents("目录", *again) == ["目录", *entries]
    assert contents("目录", "一、全面提升综合", "一、全面提升综治", BODY) == ["目录"]
    assert contents("目录", "一、全面提升服务", "一、全面提升服务水平", BODY) == ["目录", "一、全面提升服务"]
    assert contents("目录", "一、全面提升水", "一、全面提升水平", BODY) == ["目录"]


@pytest.mark.parametrize(("length", "is_entry"), [(90, True), (91, False)])
def test_an_entry_has_ninety_characters_at_most(length: int, is_entry: bool) -> None:
    entry = "第一章 " + "建" * (length - 4)
    assert contents("目录", entry, entry, BODY) == (["目录", entry] if is_entry else ["目录"])


def test_contents_end_before_prose() -> None:
    assert contents("目录", *ENTRIES, "本规划分五章。", *CHAPTERS) == ["目录", *ENTRIES]


@pytest.mark.parametrize(
    ("line", "use"),
    [
        ("第一章 总则……………3", "contents"),
        ("第一章 总则 . . . . 3", "contents"),
        ("第一章 总则\t3", "contents"),
        ("第一章 总则   — 3 —", "contents"),
        ("第一章 总则 3", None),
        ("第一章 总则……………12345", None),
        ("总" * 86 + "...3", "contents"),
        ("总" * 87 + "...3", None),
        ("— 3 —", "page_number"),
        ("附件：名单.docx", "attachment"),
        ("1.园区名单.pdf", "attachment"),
        ("园区名单.pdf 下载", None),
        ("建设3.0版", None),
        ("——————", "rule"),
        ("***", "rule"),
        ("——", None),
        ("A——", None),
        (BODY, None),
    ],
)
def test_a_line_by_itself_is_furniture_by_its_form(line: str, use: str | None) -> None:
    assert furniture("示例市规划", line, BODY) == ([(use, line)] if use else [])


def test_what_the_format_itself_marks_is_its_chrome_and_bare_figures_page_numbers() -> None:
    assert furniture("首页", "3", kind=LineKind.CHROME) == [("site", "首页"), ("page_number", "3")]
    assert furniture("甲\t乙\t3", kind=LineKind.ROW) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        *(("责任编辑：某某", True), ("分享到微信", True), ("京ICP备12345号", True), ("https://example.cn", True)),
        *(("2023-05-06 10:30", True), ("-->", True), ("Copyright Example", True), ("首页 > 政务公开", True)),
        *(("2023-05-06", False), ("2023年5月6日", False), ("建设园区", False), ("A" * 41, False), ("A" * 40, True)),
        *(("政务公开>信息", True), ("政" * 12 + ">信息", True), ("政" * 13 + ">信息", False), ("12345", False)),
    ],
)
def test_a_sites_own_lines_are_known(line: str, expected: bool) -> None:
    assert is_site_line(line) is expected


# Noise

AFTER = (
    "坚持创新在现代化建设全局中的核心地位，突出科技自立自强，以科学城建设为强劲引擎，更加注重提升原始创新能力。"
    "健全规划实施机制，强化年度计划与规划衔接，开展监测评估，确保目标任务如期完成，不断增强群众获得感。"
)
KEYS = "qwfpgjluyqwfpgjluy"
RARE = "龘靐齉齾爩鱻麤龗灪龖厵滟爨癵籱饢驫鲡鹂鸾"


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("建设园区", 1.0),
        ("龘靐齉齾爩", 1.0),  # five ideographs tell nothing
        ("龘靐齉齾爩鱻", 0.0),
        ("建" + RARE[:5], 1 / 6),  # of fewer than twenty, fifteen in a hundred
        ("建" + RARE[:6], 0.0),
        ("建设发展推" + RARE[:14], 5 / 19),
        ("建设发展推" + RARE[:15], 0.0),  # from twenty on, thirty in a hundred
        ("建设发展推进" + RARE[:14], 0.3),
        ("建设" + "asdfghjk", 1.0),  # four letters an ideograph
        ("建设" + "asdfghjkl", 0.0),
        ("12" * 30, 1.0),
    ],
)
def test_a_line_is_text_by_its_share_of_common_ideographs(text: str, share: float) -> None:
    assert legibility(text) == pytest.approx(share)


@pytest.mark.parametrize(("length", "expected"), [(150, True), (151, False)])
def test_more_than_150_characters_without_a_pause_are_no_prose(length: int, expected: bool) -> None:
    text = ("加快完善配套设施着力提升综合服务水平和保障能力推动各项工作取得实效" * 6)[:length]
    assert (legibility(text) > 0) is expected


def test_a_pause_in_150_characters_is_enough() -> None:
    text = "加快完善配套设施着力提升综合服务水平和保障能力推动各项工作取得实效" * 6
    assert legibility(f"{text[:100]}，{text[100:180]}，{text[180:]}") > 0
    assert legibility(f"{text[:160]}，{text[160:]}") == 0


def kept(*texts: str) -> list[str]:
    return [paragraph.text for paragraph in readable(paragraphs(*texts))]


def test_a_doubtful_line_beside_noise_is_noise() -> None:
    doubtful = "建" + RARE[:5]
    assert kept(doubtful, BODY) == [doubtful, BODY]
    assert kept(BODY, doubtful) == [BODY, doubtful]
    assert kept(BODY, KEYS, doubtful, BODY) == [BODY, BODY]
    assert kept(BODY, doubtful, KEYS, BODY) == [BODY, BODY]
    assert kept("加强管理", KEYS, "加强管理") == ["加强管理", "加强管理"]


@pytest.mark.parametrize(("count", "is_kept"), [(3, True), (4, False)])
def test_a_line_more_than_three_times_in_a_row_is_noise(count: int, is_kept: bool) -> None:
    assert kept(BODY, *["测试文本"] * count) == [BODY, *(["测试文本"] * count if is_kept else [])]
    assert kept(BODY, *["3"] * count) == [BODY, *["3"] * count]


@pytest.mark.parametrize(("length", "is_noise"), [(99, False), (100, True)])
@pytest.mark.parametrize("before", ["", "建设园区，", BODY, BODY + AFTER])
def test_noise_inside_a_paragraph_has_a_hundred_characters_at_least(before: str, length: int, is_noise: bool) -> None:
    noise = (KEYS * 9)[:length]
    (found,) = readable(paragraphs(f"{before}{noise}，{AFTER}"))
    assert found.text == f"{before}，{AFTER}" if is_noise else noise in found.text
    offset = len(before) + (length if is_noise else 0)
    assert (found.at(len(before)) if is_noise else offset) == offset


def test_a_title_printed_again_beside_the_numbers_of_pages_begins_no_plan() -> None:
    title = "示例市园区建设行动方案"
    tree = read(
        f"{title}\n一、主要任务\n1.修建道路。全面修建。\n{title}\n- 1 -\n2.铺设管网。全面铺设。\n{title}\n- 2 -\n"
        "3.架设电网。全面架设。\n".encode()
    )
    assert [measure.title for measure in tree.measures()] == ["修建道路", "铺设管网", "架设电网"]
    heads = [tree.text[p.span.start : p.span.end].strip() for p in tree.passages if p.code == "running_head"]
    assert heads == [title, title]


@pytest.mark.parametrize("line", ["责任单位：市水务局", "铺设管网，架设电网", "1.铺设管网", "加强领导。"])
def test_words_with_marks_or_numbers_beside_the_numbers_of_pages_are_kept(line: str) -> None:
    found = paragraphs("甲", line, "- 1 -", "乙", line, "- 2 -")
    assert [paragraph.kind for paragraph in found if paragraph.text == line] == [LineKind.PARAGRAPH] * 2


def test_a_line_beside_the_number_of_one_page_alone_is_no_running_head() -> None:
    found = paragraphs("示例规划", "- 1 -", "甲", "示例规划", "乙", "总则", "- 2 -")
    assert [paragraph.text for paragraph in found if paragraph.kind is LineKind.CHROME] == []
