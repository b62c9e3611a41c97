"""What a measure says of bodies and deadlines, and what is unclear in it: docs/document-format.md, step 7."""

import pytest

from measures.parsing import MeasureNode, PlanTree, SectionNode
from tests.parsing.checks import check_coverage, check_spans, read_text

BODY = "加快完善配套设施，着力提升综合服务水平和保障能力，推动各项工作取得实效。"


def tree_of(*lines: str) -> PlanTree:
    tree = read_text("\n".join(lines))
    check_coverage(tree)
    check_spans(tree)
    return tree


def said(tree: PlanTree) -> list[list[tuple[str, str, str, int]]]:
    return [[(p.role, p.body, p.rule, p.position) for p in measure.responsibilities] for measure in tree.measures()]


def problems(tree: PlanTree, code: str) -> list[tuple[int, str, str, str]]:
    """(line, subject, detail, the words that it points at) of each problem of `code`."""
    found = [problem for problem in tree.problems if problem.code == code]
    return [(p.line, p.subject, p.detail, tree.text[p.span.start : p.span.end]) for p in found]


def test_a_body_is_recorded_once_for_each_role_and_mentioned_only_without_one() -> None:
    tree = tree_of(
        "一、甲任务",
        "1.建设。依托示例大学和市科学技术局，联合示例大学开展研究。（市科学技术局牵头，市科学技术局、市财政局配合）",
        "（市财政局配合）",
    )
    assert said(tree) == [
        [
            ("lead", "市科学技术局", "words", 1),
            ("support", "市科学技术局", "words", 2),
            ("support", "市财政局", "words", 3),
            ("mentioned", "示例大学", "mention", 4),
        ]
    ]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("建设园区。加快推进。（2025年6月底前完成）", "2025年6月底前完成"),
        ("建设园区。（2025年6月底前完成）加快推进。", ""),
        ("建设园区。（市科技局负责，2025年6月底前完成）加快推进。", "2025年6月底前完成"),
        ("建设园区。加快推进。（2025年6月底前完成）。", "2025年6月底前完成"),
        ("建设园区。加快推进（2025年6月底前完成；2025年9月底前验收）", "2025年6月底前完成；2025年9月底前验收"),
        ("建设园区（2025年6月底前）。加快推进。（完成时限：2025年9月底）", "2025年9月底"),
        ("总结阶段（2025年6月底前）。加快推进。", "2025年6月底前"),
        ("建设园区。该项工作于2025年6月底前完成。", "2025年6月底前"),
        ("建设园区。该项工作于2025年6月底前完成。加快推进。", ""),
        ("建设园区。由市科技局牵头，市财政局配合，2025年6月底前完成。", "2025年6月底前"),
        ("建设园区。由市科技局牵头，企业配合，加快推进。", ""),
    ],
)
def test_the_deadline_of_the_whole_measure_is_kept_word_for_word(text: str, due: str) -> None:
    (measure,) = tree_of("一、甲任务", f"1.{text}").measures()
    assert measure.due_text == due
    assert str(measure.due_on) == {"": "None"}.get(due, "2025-09-30" if "9月" in due else "2025-06-30")


def test_a_deadline_without_a_day_and_a_bracket_that_names_nobody_are_reported() -> None:
    unclear = "责任单位：另行确定的机构"
    tree = tree_of("一、甲任务", f"1.建设园区。{BODY}（3月持续推进，市科技局负责）", f"2.管网。{BODY}（{unclear}）")
    assert problems(tree, "deadline_not_a_date") == [(4, "3月持续推进", "建设园区", "3月持续推进")]
    assert problems(tree, "unclear_bracket") == [(5, unclear, "管网", unclear)]


@pytest.mark.parametrize(
    ("annotation", "bodies"),
    [
        ("（市水务局。责任单位：市科技局。市财政局配合）", "responsible 市科技局, support 市财政局"),
        ("（牵头单位：市科技局； 配合单位：市财政局， 市教育局）", "lead 市科技局, support 市财政局, support 市教育局"),
        ("（ 市科技局牵头，　市财政局配合）", "lead 市科技局, support 市财政局"),
        ("（市科技局，市财政局牵头）", "lead 市科技局, lead 市财政局"),
        ("（市科技局牵头，6月底前完成，市财政局配合）", "lead 市科技局, support 市财政局"),
        ("（完成时限：6月底；责任单位：市科技局）", "responsible 市科技局"),
    ],
)
def test_names_wait_for_the_words_that_give_their_role(annotation: str, bodies: str) -> None:
    (measure,) = tree_of("一、甲任务", f"1.建设园区。{BODY}{annotation}").measures()
    assert ", ".join(f"{part.role} {part.body}" for part in measure.responsibilities) == bodies


def test_an_annotation_on_a_headings_line_holds_for_all_below_and_is_reported() -> None:
    tree = tree_of("一、甲任务（市科技局牵头，市财政局配合）", f"1.建设。{BODY}", f"2.管网。{BODY}", "二、乙任务", BODY)
    assert said(tree) == [[("lead", "市科技局", "heading", 1), ("support", "市财政局", "heading", 2)]] * 2 + [[]]
    assert problems(tree, "speaks_for_parent") == [
        (3, "市科技局、市财政局", "甲任务", "（市科技局牵头，市财政局配合）")
    ]
    single = tree_of("一、甲任务（市科技局牵头）", f"1.建设。{BODY}", "二、乙任务", BODY)
    assert problems(single, "speaks_for_parent") == []
    assert said(single) == [[("lead", "市科技局", "heading", 1)], []]


def test_bodies_after_the_last_of_several_measures_may_speak_for_all_and_are_reported() -> None:
    tree = tree_of("一、甲任务", f"1.建设。{BODY}", f"2.管网。{BODY}（市科技局牵头，市财政局配合）", "二、乙任务", BODY)
    assert problems(tree, "speaks_for_parent") == [
        (5, "市科技局、市财政局", "管网", "市科技局牵头，市财政局"),
    ]
    both = tree_of("一、甲任务", f"1.建设。{BODY}（市科技局负责）", f"2.管网。{BODY}（市科技局负责）")
    assert problems(both, "speaks_for_parent") == []
    alone = tree_of("一、甲任务", f"1.建设。{BODY}（市科技局负责）", "二、乙任务", BODY)
    assert problems(alone, "speaks_for_parent") == []


def test_text_with_bodies_on_a_headings_line_is_a_measure_that_may_speak_for_all() -> None:
    tree = tree_of("一、甲任务。加快建设。（市科技局负责）", f"（一）道路。{BODY}", f"（二）管网。{BODY}")
    assert next((m.code, m.title, m.text) for m in tree.measures()) == ("1-1", "甲任务", "加快建设。（市科技局负责）")
    assert problems(tree, "speaks_for_parent") == [(3, "市科技局", "甲任务", "加快建设。（市科技局负责）")]


def test_names_that_may_be_one_body_are_reported_where_the_second_first_stands() -> None:
    tree = tree_of(
        *("一、甲任务", f"1.建设。{BODY}（市发改委负责）", f"2.管网。{BODY}（市发展和改革委员会负责）"),
        *(f"3.道路。{BODY}（市发展和改革委员会、省发展改革委负责）", f"4.电力。{BODY}（发展改革委负责）"),
    )
    assert problems(tree, "alias_candidate") == [
        (5, "市发改委", "市发展和改革委员会", "市发展和改革委员会"),
        (7, "市发改委", "发展改革委", "发展改革委"),
    ]


def test_the_first_body_leads_where_the_letter_says_so() -> None:
    says = "各项任务列第一位的责任单位为牵头单位。"
    tree = tree_of(says, "一、甲任务", f"1.建设。{BODY}（责任单位：市科技局、市财政局）", f"2.路。{BODY}（市水务局）")
    assert said(tree) == [
        [("lead", "市科技局", "first_leads", 1), ("responsible", "市财政局", "label", 2)],
        [("lead", "市水务局", "first_leads", 1)],
    ]


def test_records_are_numbered_in_document_order() -> None:
    tree = tree_of(
        "一、甲任务", f"1.建设。{BODY}", "专栏1 工程", f"（1）桥。{BODY}", f"2.管网。{BODY}", "二、乙任务", BODY
    )
    records: list[SectionNode | MeasureNode] = [*tree.walk(), *tree.measures()]
    order = sorted(records, key=lambda record: record.position)
    assert [record.code for record in order] == ["1", "1-1", "b1", "b1-1", "1-2", "2", "2-1"]
    assert [record.position for record in order] == [100, 200, 300, 400, 500, 600, 700]
