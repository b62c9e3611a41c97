"""Each kind of correction, made to a small plan: what the passage becomes, and what goes with it."""

from datetime import date

import pytest

from measures.correcting import ImpossibleError
from measures.parsing import MeasureNode, PlanTree, SectionNode
from measures.terms import CorrectionFault, CorrectionOutcome, PassageKind
from tests.correcting.checks import PLAN, check_corrected, correct, outcome_of, wishes
from tests.parsing.checks import outline, read_text

REST = """
- 1.2-1 引进人才 [lead 市人社局]
- 1.2-2 培养人才
2 第二章 组织实施
- 2-1 加强领导"""
SECTIONS = """1 第一章 科技创新
1.1 第一节 基础研究
"""


def of(tree: PlanTree, code: str) -> MeasureNode:
    return next(each for each in tree.measures() if each.code == code)


def section(tree: PlanTree, code: str) -> SectionNode:
    return next(each for each in tree.walk() if each.code == code)


def passage_of(tree: PlanTree, words: str) -> tuple[PassageKind, str]:
    at = tree.text.index(words)
    return next((each.kind, each.code) for each in tree.passages if each.span.start <= at < each.span.end)


def test_a_measure_that_is_a_heading_takes_along_what_follows_it() -> None:
    expected = f"""{SECTIONS}- 1.1-1 支持基础研究 [lead 市科技局, support 市财政局]
1.1.2 二、 建设实验室
- 1.1.2-1 开放科研设施
1.2 第二节 人才{REST}"""
    tree = check_corrected(PLAN, expected, "heading", "1.1-2")
    assert section(tree, "1.1.2").text == "到2028年新增重点实验室5家。"
    assert [target.text for target in section(tree, "1.1.2").targets] == ["到2028年新增重点实验室5家"]


def test_a_line_that_is_a_heading_stands_at_the_level_that_is_said() -> None:
    tree = read_text(PLAN)
    after = correct(tree, wishes(tree, "heading", "1.1-2", level=1))
    assert [each.code for each in after.sections] == ["1", "2b", "2"]
    assert [each.title for each in section(after, "2b").sections] == ["人才"]
    assert [each.title for each in section(after, "2b").measures] == ["开放科研设施"]


def test_a_number_of_the_style_of_other_headings_tells_the_level() -> None:
    tree = read_text(PLAN.replace("三、开放科研设施。面向", "第三节 开放科研设施。面向"))
    assert passage_of(tree, "第三节") == (PassageKind.MEASURE, "1.1-2")  # it was read as going on
    after = correct(tree, wishes(tree, "heading", at="第三节", to="\n"))
    added = section(after, "1.3")
    assert (added.label, added.title, added.text) == ("第三节", "开放科研设施", "面向企业共享仪器设备。")


def test_a_heading_that_is_a_measure_gives_what_stood_under_it_to_the_heading_before() -> None:
    expected = (
        """1 第一章 科技创新
- 1-1 基础研究
- 1-2 支持基础研究 [lead 市科技局, support 市财政局]
- 1-3 建设实验室
- 1-4 开放科研设施
1.2 第二节 人才"""
        + REST
    )
    tree = check_corrected(PLAN, expected, "measure", "1.1")
    assert (of(tree, "1-1").label, of(tree, "1-1").text) == ("第一节", "基础研究")


def test_a_text_that_is_a_measure_is_read_for_bodies_targets_and_deadlines() -> None:
    words = "全市到2027年底前建成示例大厅，新增窗口30个。（市政务局牵头，市财政局配合，2027年底前完成）"
    read = read_text(PLAN.replace("全市坚持创新驱动。", words))
    tree = correct(read, wishes(read, "text", "1-1"))
    assert section(tree, "1").text == words
    after = correct(tree, wishes(tree, "measure", at=words))
    made, was = of(after, "1-1"), of(read, "1-1")
    assert [(part.body, part.role) for part in made.responsibilities] == [("市政务局", "lead"), ("市财政局", "support")]
    assert (made.responsibilities, made.targets) == (was.responsibilities, was.targets)
    assert (made.due_text, made.due_on) == (was.due_text, was.due_on) == ("2027年底前完成", date(2027, 12, 31))


def test_a_measure_that_is_text_loses_its_bodies_and_keeps_its_words() -> None:
    expected = f"""{SECTIONS}- 1.1-1 建设实验室
- 1.1-2 开放科研设施
1.2 第二节 人才{REST}"""
    tree = check_corrected(PLAN, expected, "text", "1.1-1")
    assert section(tree, "1.1").text == "一、支持基础研究。完善投入机制。（市科技局牵头，市财政局配合）"
    assert passage_of(tree, "一、支持基础研究") == (PassageKind.TEXT, "1.1")


def test_what_is_dropped_is_furniture_and_nothing_else_changes() -> None:
    before = read_text(PLAN)
    after = correct(before, wishes(before, "furniture", "1.1-2"))
    assert passage_of(after, "二、建设实验室") == (PassageKind.FURNITURE, "dropped")
    kept = [measure for measure in before.measures() if measure.code != "1.1-2"]
    assert [(m.title, m.text, m.position, m.span) for m in after.measures()] == [
        (m.title, m.text, m.position, m.span) for m in kept
    ]


def test_a_heading_that_is_dropped_without_its_branch_leaves_its_measures_to_the_heading_before() -> None:
    tree = read_text(PLAN)
    after = correct(tree, wishes(tree, "furniture", "1.2"))
    assert [measure.title for measure in section(after, "1.1").measures][-2:] == ["引进人才", "培养人才"]


def test_measures_need_a_heading_before_them() -> None:
    tree = read_text(PLAN.replace("第一节 基础研究\n", ""))
    result = outcome_of(tree, wishes(tree, "furniture", "1")[0])
    assert (result.outcome, result.reason) == (CorrectionOutcome.IMPOSSIBLE, CorrectionFault.NO_SECTION)


def test_sixty_six_lines_of_contents_go_with_one_branch() -> None:
    lines = "\n".join(f"{number}.推进示例工程之{number}" for number in range(1, 67))
    text = PLAN.replace("第一节 基础研究", f"第三节 重点工程名录\n{lines}\n第一节 基础研究")
    tree = read_text(text)
    [listed] = [each for each in tree.walk() if each.title == "重点工程名录"]
    assert len(listed.measures) == 66
    after = correct(tree, wishes(tree, "furniture", listed.code, branch=True))
    assert list(outline(after)) == list(outline(read_text(PLAN)))
    assert after.coverage()[PassageKind.FURNITURE] >= len(lines)


def test_merging_appends_the_words_as_they_are_printed_and_brings_the_bodies() -> None:
    tree = read_text(PLAN)
    after = correct(tree, wishes(tree, "merge", "1.2-2"))
    assert of(after, "1.2-1").text == (
        "引进人才。到2028年引进人才300名。（市人社局牵头）\n二、培养人才。办好示例学院。"
    )
    swapped = correct(tree, wishes(tree, "merge", "1.1-2"))
    assert [target.text for target in of(swapped, "1.1-1").targets] == ["到2028年新增重点实验室5家"]


def test_a_sentence_that_was_cut_goes_on_in_the_same_paragraph() -> None:
    tree = read_text(PLAN.replace("办好示例学院。", "办好示例\n三、高等级学院。"))
    assert passage_of(tree, "三、高等级学院") == (PassageKind.MEASURE, "1.2-3")
    after = correct(tree, wishes(tree, "merge", "1.2-3"))
    assert of(after, "1.2-2").text == "培养人才。办好示例三、高等级学院。"


def test_a_title_on_two_lines_is_one_heading() -> None:
    tree = read_text(PLAN.replace("第二节 人才\n", "第二节 人才\n    第三节 与教育\n"))
    after = correct(tree, wishes(tree, "merge", "1.3"))
    assert section(after, "1.2").title == "人才第三节 与教育"
    assert [measure.title for measure in section(after, "1.2").measures] == ["引进人才", "培养人才"]


def test_nothing_stands_before_the_first_words() -> None:
    tree = read_text(PLAN)
    [first] = wishes(tree, "merge", "1")
    assert outcome_of(tree, first).reason == CorrectionFault.NOTHING_BEFORE


def test_a_measure_is_split_at_the_cursor_with_its_bodies_and_deadline() -> None:
    text = PLAN.replace("完善投入机制。（市科技局", "2026年底前完成。完善投入机制。（市科技局")
    tree = read_text(text)
    after = correct(tree, wishes(tree, "split", at="完善投入机制"))
    first, second = of(after, "1.1-1"), of(after, "1.1-2")
    assert (first.text, first.responsibilities) == ("支持基础研究。2026年底前完成。", ())
    assert second.text == "完善投入机制。（市科技局牵头，市财政局配合）"
    assert [part.body for part in second.responsibilities] == ["市科技局", "市财政局"]
    assert (first.due_text, second.due_text) == (of(tree, "1.1-1").due_text, "")


def test_a_heading_is_split_into_title_and_text() -> None:
    tree = read_text(PLAN.replace("第二节 人才", "第二节 人才引育并举"))
    after = correct(tree, wishes(tree, "split", at="引育并举"))
    assert (section(after, "1.2").title, section(after, "1.2").text) == ("人才", "引育并举")


def test_a_cursor_before_the_first_word_or_after_the_last_splits_nothing() -> None:
    tree = read_text(PLAN)
    assert outcome_of(tree, wishes(tree, "split", at="一、支持基础研究")[0]).outcome is CorrectionOutcome.SO_ALREADY
    with pytest.raises(ImpossibleError):
        wishes(tree, "split", at="\n")


def test_measures_move_up_and_down_and_at_the_end_into_the_next_section() -> None:
    tree = read_text(PLAN)
    up = correct(tree, wishes(tree, "move", "1.1-2", place="up"))
    assert [each.title for each in section(up, "1.1").measures] == ["建设实验室", "支持基础研究", "开放科研设施"]
    down = correct(tree, wishes(tree, "move", "1.1-3", place="down"))
    assert [each.title for each in section(down, "1.2").measures] == ["开放科研设施", "引进人才", "培养人才"]
    over = correct(tree, wishes(tree, "move", "1.2-1", place="up"))
    assert [each.title for each in section(over, "1.1").measures][-1] == "引进人才"


def test_a_section_moves_below_another_with_all_that_it_holds() -> None:
    tree = read_text(PLAN)
    after = correct(tree, wishes(tree, "move", "1.1", place="into", into="2"))
    assert [each.code for each in after.walk()] == ["1", "1.2", "2", "2.1"]
    assert len(section(after, "2.1").measures) == 3


def test_a_section_does_not_move_below_itself_nor_a_measure_to_the_top() -> None:
    tree = read_text(PLAN)
    into_itself = outcome_of(tree, wishes(tree, "move", "1", place="into", into="1.1")[0])
    assert into_itself.reason == CorrectionFault.INTO_ITSELF
    assert outcome_of(tree, wishes(tree, "move", "2-1", place="top")[0]).reason == CorrectionFault.NOT_ALIKE


def test_a_heading_that_goes_up_takes_along_its_later_siblings_and_one_that_goes_down_its_branch() -> None:
    tree = read_text(PLAN)
    up = correct(tree, wishes(tree, "level", "1.1", level=1))
    assert [(each.title, [child.title for child in each.sections]) for each in up.sections] == [
        ("科技创新", []),
        ("基础研究", ["人才"]),
        ("组织实施", []),
    ]
    down = correct(tree, wishes(tree, "level", "2", level=3))
    assert [each.title for each in section(down, "1.2").sections] == ["组织实施"]
    assert outcome_of(tree, wishes(tree, "level", "1.1", level=3)[0]).reason == CorrectionFault.NO_LEVEL


def test_a_title_is_what_a_person_says() -> None:
    tree = read_text(PLAN)
    after = correct(tree, wishes(tree, "title", "1.1-3", title="开放设施"))
    assert (of(after, "1.1-3").title, of(after, "1.1-3").text) == ("开放设施", of(tree, "1.1-3").text)
    assert outcome_of(tree, wishes(tree, "title", "1.1", title=" ")[0]).reason == CorrectionFault.NO_TITLE


def test_what_is_marked_within_a_measure_begins_a_measure_of_its_own() -> None:
    tree = read_text(PLAN.replace("面向企业共享仪器设备。", "面向企业共享仪器设备。\n    建立共享目录，按年更新。"))
    after = correct(tree, wishes(tree, "measure", at="建立共享目录，按年更新。"))
    assert of(after, "1.1-3").text == "开放科研设施。面向企业共享仪器设备。"
    assert of(after, "1.1-4").text == "建立共享目录，按年更新。"


def test_a_selection_of_measures_becomes_headings_of_one_level() -> None:
    tree = read_text(PLAN)
    after = correct(tree, wishes(tree, "heading", "1.1-1", "1.1-3"))
    assert [(each.code, len(each.measures)) for each in section(after, "1.1").sections] == [("1.1.1", 1), ("1.1.3", 0)]


def test_a_number_is_free_again_when_the_contents_that_had_it_are_dropped() -> None:
    contents = "第一章 科技创新\n第二章 组织实施\n第三章 其他\n\n"
    tree = read_text(PLAN.replace("    第一章", f"{contents}    第一章", 1))
    assert [each.code for each in tree.sections] == ["1", "2", "3", "1b", "2b"]
    after = correct(tree, wishes(tree, "furniture", "1", "2", "3"))
    assert list(outline(after)) == list(outline(read_text(PLAN)))
