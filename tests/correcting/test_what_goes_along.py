"""What a measure's words say goes where they go: bodies, deadlines, problems; and where exactly a passage is cut."""

import pytest

from measures.correcting import ImpossibleError, corrected
from measures.parsing import PlanTree
from measures.parsing import read as read_document
from tests.correcting.checks import PLAN, correct, wishes
from tests.correcting.test_kinds import of, section
from tests.parsing.checks import read_text
from tests.parsing.documents import make_docx, paragraph, table

DUE = "（市科技局牵头，市财政局配合；完成时限：2027年底前）"
LAB = "二、建设实验室。到2028年新增重点实验室5家。"


def said(tree: PlanTree, code: str) -> tuple[str, list[str]]:
    """The deadline and the bodies of a measure."""
    measure = of(tree, code)
    return measure.due_text, [f"{part.role} {part.body}" for part in measure.responsibilities]


def test_a_deadline_goes_with_the_words_that_say_it() -> None:
    tree = read_text(PLAN.replace("（市科技局牵头，市财政局配合）", "").replace(LAB, f"{LAB}{DUE}"))
    assert said(tree, "1.1-2")[0] == "2027年底前"
    merged = correct(tree, wishes(tree, "merge", "1.1-2"))
    assert said(merged, "1.1-1") == ("2027年底前", ["lead 市科技局", "support 市财政局"])
    assert str(of(merged, "1.1-1").due_on) == "2027-12-31"


def test_of_a_measure_that_is_split_the_part_that_says_the_deadline_has_it() -> None:
    tree = read_text(PLAN.replace("（市科技局牵头，市财政局配合）", DUE))
    after = correct(tree, wishes(tree, "split", at="完善投入机制", to="三、"))
    assert (said(after, "1.1-1"), said(after, "1.1-2")) == (
        ("", []),
        ("2027年底前", ["lead 市科技局", "support 市财政局"]),
    )


def test_the_deadline_of_a_measure_that_takes_up_another_stays_its_own() -> None:
    tree = read_text(PLAN.replace("（市科技局牵头，市财政局配合）", DUE).replace(LAB, f"{LAB}（完成时限：2026年底前）"))
    assert said(correct(tree, wishes(tree, "merge", "1.1-2")), "1.1-1")[0] == "2027年底前"


def test_what_goes_on_with_the_text_of_a_section_leaves_its_heading_alone() -> None:
    tree = read_text(PLAN.replace("第一节 基础研究", "第一节 基础研究\n    全市夯实科研基础。"))
    after = section(correct(tree, wishes(tree, "merge", "1.1-1")), "1.1")
    assert after.title == "基础研究"
    assert "全市夯实科研基础。" in after.text
    assert "支持基础研究。完善投入机制。" in after.text


def test_a_body_that_is_assigned_is_not_mentioned_as_well() -> None:
    tree = read_text(PLAN.replace(LAB, "二、建设实验室。支持清华大学建设实验室。\n    三、合作。（清华大学牵头）"))
    assert said(tree, "1.1-2")[1] == ["mentioned 清华大学"]
    assert said(correct(tree, wishes(tree, "merge", "1.1-3")), "1.1-2")[1] == ["lead 清华大学"]
    alone = correct(tree, wishes(tree, "merge", "1.1-2"))
    assert said(alone, "1.1-1")[1] == ["lead 市科技局", "support 市财政局", "mentioned 清华大学"]


def test_a_problem_goes_with_words_that_are_no_part_of_the_plan() -> None:
    tree = read_text(PLAN.replace(LAB, f"{LAB}（完成时限：2027年13月底前）"))
    found = [problem.code for problem in tree.problems]
    assert "deadline_not_a_date" in found
    assert [each.code for each in correct(tree, wishes(tree, "text", "1.1-1")).problems] == found
    without = correct(tree, wishes(tree, "furniture", "1.1-2"))
    assert [each.code for each in without.problems] == [code for code in found if code != "deadline_not_a_date"]
    again = correct(without, wishes(without, "furniture", "1.2-1"))
    assert [each.code for each in again.problems] == [each.code for each in without.problems]


@pytest.mark.parametrize(
    ("at", "text", "rest"),
    [
        (
            "一、支持基础研究",
            "一、支持基础研究。",
            "完善投入机制。（市科技局牵头，市财政局配合）",
        ),  # the mark goes along
        ("一、支持基础", "一、支持基础", "研究。完善投入机制。（市科技局牵头，市财政局配合）"),
        ("一、支持基础研究。完善投入机制", "一、支持基础研究。完善投入机制。", "（市科技局牵头，市财政局配合）"),
    ],
)
def test_what_is_marked_within_a_paragraph_is_cut_where_it_ends(at: str, text: str, rest: str) -> None:
    tree = read_text(PLAN)
    after = correct(tree, wishes(tree, "text", at=at))
    assert (section(after, "1.1").text, of(after, "1.1-1").text) == (text, rest)


def test_marking_two_measures_as_one_makes_them_one() -> None:
    tree = read_text(PLAN)
    after = correct(tree, wishes(tree, "measure", at="一、支持基础研究", to="三、开放"))
    assert [each.title for each in section(after, "1.1").measures] == ["支持基础研究", "开放科研设施"]
    assert "建设实验室" in of(after, "1.1-1").text


def test_a_paragraph_begins_with_the_mark_that_opens_its_first_word() -> None:
    tree = read_text(PLAN.replace("全市坚持创新驱动。", "全市坚持创新驱动。\n    “示例行动”全面推进。"))
    after = correct(tree, wishes(tree, "heading", at="示例行动”全面推进", level=2))
    [made, *_others] = section(after, "1").sections
    assert (made.title, tree.text[made.span.start]) == ("“示例行动”全面推进", "“")
    assert section(after, "1").text == "全市坚持创新驱动。"


def test_what_was_dropped_by_mistake_becomes_a_measure_of_the_section_in_which_it_stands() -> None:
    tree = read_text(PLAN)
    without = correct(tree, wishes(tree, "furniture", "1.1-2"))
    again = correct(without, wishes(without, "measure", at="二、建设实验室", to="三、开放"))
    assert [each.title for each in section(again, "1.1").measures] == ["支持基础研究", "建设实验室", "开放科研设施"]
    text = correct(without, wishes(without, "text", at="二、建设实验室", to="三、开放"))
    assert section(text, "1.1").text == "二、建设实验室。到2028年新增重点实验室5家。"


def test_what_was_dropped_before_the_first_heading_becomes_text_of_the_plan() -> None:
    tree = read_text("示例市科技规划\n    坚持创新驱动，统筹推进各项工作。" + PLAN)
    assert tree.plan_text.endswith("坚持创新驱动，统筹推进各项工作。")
    without = correct(tree, wishes(tree, "furniture", at="坚持创新驱动，统筹推进各项工作。"))
    assert "坚持创新驱动" not in without.plan_text
    again = correct(without, wishes(without, "text", at="坚持创新驱动，统筹推进各项工作。"))
    assert again.plan_text == tree.plan_text


def test_of_a_paragraph_only_the_words_that_are_marked_are_dropped() -> None:
    tree = read_text(PLAN)
    after = correct(tree, wishes(tree, "furniture", at="完善投入机制。"))
    assert of(after, "1.1-1").text == "支持基础研究。\n（市科技局牵头，市财政局配合）"


def test_sections_below_a_heading_that_is_none_go_to_the_one_before_it_or_to_the_one_above() -> None:
    tree = read_text(PLAN.replace("第二章 组织实施\n", "第二章 组织实施\n    第一节 加强保障\n"))
    second = correct(tree, wishes(tree, "text", "2"))
    assert [[each.title for each in section.sections] for section in second.sections] == [
        ["基础研究", "人才", "加强保障"]
    ]
    first = correct(tree, wishes(tree, "text", "1"))
    assert [each.title for each in first.sections] == ["基础研究", "人才", "组织实施"]


def test_what_is_not_corrected_keeps_its_place_in_the_document() -> None:
    tree = read_text(PLAN)
    places = {each.title: each.span for each in tree.measures()}
    after = correct(tree, wishes(tree, "text", "1.1-2"))
    assert {each.title: each.span for each in after.measures()} == {
        title: span for title, span in places.items() if title != "建设实验室"
    }


@pytest.mark.parametrize("number", ["2", ""])
def test_a_row_goes_whole_though_a_cell_of_it_holds_paragraphs(number: str) -> None:
    head = ("序号", "重点任务", "责任单位")
    rows = (("1", "建设学校。\n完善服务。", "市教育局"), (number, "修建道路。\n完善设施。", "市交通局"))
    tree = read_document(make_docx(paragraph("一、重点任务") + table(head, *rows)))
    after = correct(tree, wishes(tree, "heading", "1-2"))
    assert [each.title for each in after.walk()] == ["重点任务", f"{number} 修建道路".strip()]
    after = correct(tree, wishes(tree, "merge", "1-2"))
    assert [each.text for each in after.measures()] == [
        f"1\t建设学校。\n完善服务。\t市教育局{number}{chr(9) if number else ''}修建道路。 完善设施。\t市交通局"
    ]


def test_a_heading_in_the_passage_of_a_new_heading_goes_and_what_stood_below_it_follows() -> None:
    """The passage begins in a measure that was merged into one below that very heading."""
    tree = read_text(
        """
        第一章 建设示例园区之一
        推进示例一期。加快完善配套设施，提升综合服务水平。
        第二章 建设示例园区之二
        推进示例一期。加快完善配套设施，提升综合服务水平。
        推进示例二期。加快完善配套设施，提升综合服务水平。
        """
    )
    corrections = wishes(tree, "merge", "1-1", into="2-1")
    merged, _results = corrected(tree, corrections)
    after = correct(tree, [*corrections, *wishes(merged, "heading", at="推进示例一期", to="设示例园区之二")])
    assert [(section.code, section.title) for section in after.walk()] == [
        ("1", "建设示例园区之一"),
        ("1.u1", "推进示例一期"),
    ]


def test_a_record_without_a_word_cannot_be_pointed_at() -> None:
    with pytest.raises(ImpossibleError):
        wishes(read_text("第一篇 \n。"), "heading", "1-1")


def test_blanks_at_the_head_of_a_document_go_with_its_first_passage() -> None:
    tree = read_document("\n一、加强领导".encode())
    after = correct(tree, wishes(tree, "heading", at="一、加"))
    assert [(passage.span.start, passage.kind.value) for passage in after.passages] == [(0, "heading"), (4, "text")]
