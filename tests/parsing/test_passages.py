"""Every character has a home, and what has none is told of: docs/document-format.md, step 9."""

import random

import pytest

from measures.parsing import PlanTree, Span, read
from measures.parsing.structure.passages import Wording, tile
from measures.terms import FramePart, FurnitureKind, PassageKind
from tests.parsing.checks import check_coverage, check_tree, read_text, unparsed

BODY = "加快完善配套设施，着力提升综合服务水平和保障能力，推动各项工作取得实效。"
NOTICE = f"""示例市人民政府关于印发《示例市园区行动方案》的通知
示政发〔2024〕8号
各区人民政府，市政府各部门：
现将《示例市园区行动方案》印发给你们，请认真贯彻执行。
示例市人民政府
2024年3月5日
（此件公开发布）
示例市园区行动方案
为推动园区发展，根据有关规定，制定本方案。
一、重点任务
（一）建设园区。{BODY}
（二）培育企业。{BODY}
附件：园区名单
抄送：市委各部门。
"""


def used(tree: PlanTree, kind: PassageKind) -> dict[str, str]:
    """The words of each code of one kind."""
    found: dict[str, str] = {}
    for passage in tree.passages:
        if passage.kind is kind:
            found[passage.code] = found.get(passage.code, "") + tree.text[passage.span.start : passage.span.end]
    return {code: words.strip() for code, words in found.items()}


def test_the_parts_of_a_notice_are_distinguished() -> None:
    tree = read(NOTICE.encode())
    check_coverage(tree)
    assert used(tree, PassageKind.FRAME) == {
        FramePart.TITLE: "示例市人民政府关于印发《示例市园区行动方案》的通知",
        FramePart.NUMBER: "示政发〔2024〕8号",
        FramePart.ADDRESSEES: "各区人民政府，市政府各部门：",
        FramePart.COVERING: "现将《示例市园区行动方案》印发给你们，请认真贯彻执行。",
        FramePart.SIGNATURE: "示例市人民政府",
        FramePart.DATE: "2024年3月5日",
        FramePart.NOTE: "（此件公开发布）",
        FramePart.ANNEXES: "附件：园区名单",
        FramePart.COPIES: "抄送：市委各部门。",
    }


def test_the_preamble_is_the_plans_own_text() -> None:
    tree = read(NOTICE.encode())
    assert tree.plan_text == "为推动园区发展，根据有关规定，制定本方案。"
    assert used(tree, PassageKind.TEXT)[""] == tree.plan_text
    assert used(tree, PassageKind.HEADING)[""] == "示例市园区行动方案"


def test_an_opinion_sent_as_a_letter_keeps_its_preamble_too() -> None:
    tree = read(f"示例市关于促进发展的意见\n各区人民政府：\n{BODY}现提出以下意见：\n一、重点任务\n{BODY}\n".encode())
    assert tree.plan_text == f"{BODY}现提出以下意见："
    assert used(tree, PassageKind.FRAME) == {FramePart.ADDRESSEES: "各区人民政府："}


def test_furniture_says_what_it_is() -> None:
    tree = read(
        "首页 > 政务公开 >\n发文机关：示例市人民政府\n示例市行动方案\n目　录\n一、重点任务………3\n二、保障措施………5\n"
        "— 1 —\n"
        f"一、重点任务\n{BODY}\n— 3 —\n二、保障措施\n{BODY}\n********\n责任编辑：某某\n附件：名单.docx\n".encode()
    )
    assert used(tree, PassageKind.FURNITURE) == {
        FurnitureKind.SITE: "首页 > 政务公开 >\n责任编辑：某某",
        FurnitureKind.METADATA: "发文机关：示例市人民政府",
        FurnitureKind.CONTENTS: "目　录\n一、重点任务………3\n二、保障措施………5",
        FurnitureKind.PAGE_NUMBER: "— 1 —\n— 3 —",
        FurnitureKind.RULE: "********",
        FurnitureKind.ATTACHMENT: "附件：名单.docx",
    }


KEYS = random.Random(7)
NOISE = {
    "keys": "".join(KEYS.choice("asdfghjkl; ") for _ in range(12_000)),
    "lines of keys": "\n".join("".join(KEYS.choice("qwertyuiop") for _ in range(9)) for _ in range(300)),
    "rare ideographs": "".join(chr(KEYS.randrange(0x4E00, 0x9FA5)) for _ in range(3_000)),
    "short lines of rare ideographs": "\n".join(
        "".join(chr(KEYS.randrange(0x7000, 0x9FA5)) for _ in range(12)) for _ in range(100)
    ),
    "a line over and over": "\n".join(["测试文本内容"] * 50),
    "one word over and over": "测试" * 500,
    "no pause": "发展建设管理服务推进工作企业产业创新城市" * 20,
}


@pytest.mark.parametrize("noise", NOISE.values(), ids=NOISE)
def test_noise_after_a_task_is_unparsed_and_no_part_of_the_task(noise: str) -> None:
    text = f"一、重点任务\n（一）建设园区。{BODY}\n{noise}\n（二）培育企业。{BODY}\n"
    tree = check_tree(text, "1 一、 重点任务\n- 1-1 建设园区\n- 1-2 培育企业")
    assert unparsed(tree).split() == noise.split()
    assert [measure.text for measure in tree.measures()] == [f"建设园区。{BODY}", f"培育企业。{BODY}"]
    assert "unparsed_text" in [problem.code for problem in tree.problems]


@pytest.mark.parametrize("noise", ["qwfpgjluy" * 12, "龘靐齉爩鱻麤灪籲" * 13])
def test_noise_inside_a_paragraph_is_unparsed_and_the_words_around_it_are_kept(noise: str) -> None:
    text = f"一、重点任务\n（一）建设园区。{BODY}{noise}，引进人才。\n（二）培育企业。{BODY}\n"
    tree = check_tree(text, "1 一、 重点任务\n- 1-1 建设园区\n- 1-2 培育企业")
    assert unparsed(tree) == noise
    assert tree.sections[0].measures[0].text == f"建设园区。{BODY}，引进人才。"
    assert "unparsed_text" in [problem.code for problem in tree.problems]


def test_a_long_address_inside_a_paragraph_is_kept() -> None:
    tree = read_text(f"一、重点任务\n（一）建设园区。{BODY}https://example.test/{'plan-2025/' * 12}。\n")
    assert unparsed(tree) == ""


@pytest.mark.parametrize(
    "line",
    [
        "推进AI+制造、5G、IPv6和工业互联网融合应用，建设数据中心。",
        "吴家角港、姚家坝、姚潭漾河、南洋河清淤工程",
        "Ｌ３级",
    ],
)
def test_what_only_looks_unusual_is_read(line: str) -> None:
    tree = read_text(f"一、重点任务\n（一）建设园区。{BODY}\n{line}\n")
    assert unparsed(tree) == ""


def test_a_claim_whose_words_the_record_does_not_hold_is_unparsed() -> None:
    text = "一、任务\n甲工程。推进。\n乙工程。推进。\n"
    claims = [(0, 4, PassageKind.HEADING, "1"), (5, 12, PassageKind.MEASURE, "1-1")]
    records = {"1": ("一、任务",), "1-1": ("丙工程推进",)}
    passages = tile(text, claims, lambda code: Wording("", "", records[code][0]))
    assert [(each.span, each.kind, each.code) for each in passages] == [
        (Span(0, 5), PassageKind.HEADING, "1"),
        (Span(5, len(text)), PassageKind.UNPARSED, ""),
    ]


def test_claims_that_overlap_tile_the_text_all_the_same() -> None:
    claims = [(0, 3, PassageKind.FRAME, "date"), (2, 5, PassageKind.FURNITURE, "site")]
    passages = tile("甲乙丙丁戊", claims, lambda code: None)
    assert [(each.span.start, each.span.end) for each in passages] == [(0, 3), (3, 5)]


def test_words_that_stand_twice_must_stand_twice_in_the_record() -> None:
    text = "推进。\n推进。\n"
    claims = [(0, 3, PassageKind.TEXT, "1"), (4, 7, PassageKind.TEXT, "1")]
    passages = tile(text, claims, lambda code: Wording("", "", "推进"))
    assert [each.kind for each in passages] == [PassageKind.TEXT, PassageKind.UNPARSED]


@pytest.mark.parametrize("wording", [Wording("", "甲乙丙", ""), Wording("", "", "甲乙丙")])
def test_words_without_their_marks_are_looked_for_from_the_first_on(wording: Wording) -> None:
    passages = tile("甲，乙，丙", [(0, 5, PassageKind.TEXT, "1")], lambda code: wording)
    assert [each.kind for each in passages] == [PassageKind.TEXT]


CHAPTERS = [
    f"第{number}章 {name}"
    for number, name in zip("一二三四五六", ["总则", "规划", "建设", "管理", "服务", "保障"], strict=True)
]


@pytest.mark.parametrize("is_printed_alike", [True, False])
def test_long_contents_without_page_numbers_are_no_sections(is_printed_alike: bool) -> None:
    entries = [f"{chapter}{'任务' if i else ''}示例市园区配套设施" for i, chapter in enumerate(CHAPTERS)]
    headings = entries if is_printed_alike else [f"{entry}（修订）" for entry in entries]
    text = "目录\n" + "\n".join(entries) + "\n" + "\n".join(f"{heading}\n{BODY}" for heading in headings)
    tree = read_text(text)
    check_coverage(tree)
    assert len(tree.sections) == len(CHAPTERS)
    assert len(used(tree, PassageKind.FURNITURE)[FurnitureKind.CONTENTS].split("\n")) == len(CHAPTERS) + 1


def test_a_document_without_a_measure_says_so() -> None:
    tree = read_text(f"一、总体要求\n{BODY}\n")
    assert "no_measures" in [problem.code for problem in tree.problems]
    assert "no_measures" not in [problem.code for problem in read_text(f"一、重点任务\n{BODY}\n").problems]


def test_only_a_plan_for_years_owes_a_period() -> None:
    opinion, plan = (read(f"示例市{name}\n一、重点任务\n{BODY}\n".encode()) for name in ("若干意见", "产业发展规划"))
    assert "no_period" not in [problem.code for problem in opinion.problems]
    assert "no_period" in [problem.code for problem in plan.problems]


def test_a_covering_sentence_is_the_letters_with_or_without_a_notices_title() -> None:
    covering = "现将有关事项印发给你们，请结合实际认真贯彻执行。"
    tree = read(f"示例市园区行动方案\n{covering}\n一、重点任务\n{BODY}\n".encode())
    assert used(tree, PassageKind.FRAME)[FramePart.COVERING] == covering
    assert covering not in tree.plan_text


def test_every_sentence_of_a_notices_letter_is_frame() -> None:
    letter = "园区建设取得新的进展。"
    tree = read(NOTICE.replace("现将", f"{letter}\n现将").encode())
    assert letter in used(tree, PassageKind.FRAME)[FramePart.COVERING]
    assert letter not in tree.plan_text


def test_the_site_of_a_long_document_ends_it_too() -> None:
    tasks = "".join(f"{number}.任务{number}。{BODY}\n" for number in range(1, 41))
    tree = read(f"示例市园区行动方案\n一、重点任务\n{tasks}【打印】【关闭】\n版权所有\n".encode())
    assert [measure.text.count("打印") + measure.text.count("版权") for measure in tree.measures()] == [0] * 40
    assert used(tree, PassageKind.FURNITURE)


def test_text_under_a_numbered_part_of_a_narrative_section_stays_in_it() -> None:
    tree = read_text(
        f"一、总体要求\n（一）指导思想。坚持稳中求进。\n{BODY}\n1.坚持创新。深入推进。\n持续发力。\n"
        f"（二）主要目标。园区全面建成。\n二、重点任务\n{BODY}\n"
    )
    check_coverage(tree)
    assert unparsed(tree) == ""
    section = tree.sections[0]
    words = section.text + "".join(child.text for child in section.sections)
    assert all(said in words for said in ("坚持稳中求进。", BODY, "深入推进。", "持续发力。", "园区全面建成。"))
    assert not section.measures


def test_a_short_line_above_the_title_is_the_sites_and_one_below_it_the_plans() -> None:
    tree = read(f"栏目信息\n示例市园区发展行动方案\n编制背景说明\n一、重点任务\n{BODY}\n".encode())
    assert "编制背景说明" in tree.plan_text
    assert "栏目信息" in "".join(used(tree, PassageKind.FURNITURE).values())
