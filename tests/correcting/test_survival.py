"""Corrections are kept by the words of their passages: they hold in a newer reading, and in the next edition."""

import pytest

from measures.correcting import Anchor, Correction, corrected
from measures.correcting.words import comparable, find
from measures.parsing import PlanTree
from measures.terms import CorrectionOutcome
from tests.correcting.checks import PLAN, correct, wishes
from tests.correcting.test_kinds import of, section
from tests.parsing.checks import outline, read_text

MADE, SO_ALREADY, MISSING = CorrectionOutcome.MADE, CorrectionOutcome.SO_ALREADY, CorrectionOutcome.MISSING


def outcomes(tree: PlanTree, corrections: list[Correction]) -> list[CorrectionOutcome]:
    return [result.outcome for result in corrected(tree, corrections)[1]]


@pytest.fixture(scope="module")
def heading() -> Correction:
    tree = read_text(PLAN)
    return wishes(tree, "heading", "1.1-2")[0]


def test_a_newer_reading_that_says_so_itself_is_left_as_it_is(heading: Correction) -> None:
    newer = correct(read_text(PLAN), [heading])
    tree, [result] = corrected(newer, [heading])
    assert (tree, result.outcome) == (newer, SO_ALREADY)


def test_a_newer_reading_that_still_goes_wrong_is_corrected(heading: Correction) -> None:
    """It reads another passage otherwise, so that codes and places are others."""
    newer = correct(read_text(PLAN), wishes(read_text(PLAN), "text", "1.1-1"))
    tree, [result] = corrected(newer, [heading])
    assert result.outcome is MADE
    assert "建设实验室" in [each.title for each in tree.walk()]


@pytest.mark.parametrize(
    ("words", "others"),
    [
        ("全市坚持创新驱动。", "全市坚持创新驱动，统筹推进。\n    到2030年建成示例高地。"),  # something inserted above
        ("支持基础研究。完善投入机制。", "支持前沿研究。健全投入机制。"),  # the neighbour before reworded
        ("三、开放科研设施。面向企业共享仪器设备。", "三、建设平台。"),  # the neighbour after is another
        ("第一节 基础研究", "第四节 基础研究"),  # the heading above renumbered
        ("二、建设实验室", "五、建设实验室"),  # renumbered itself
        ("二、建设实验室", "（五）建设实验室"),
        ("二、建设实验室", "二、建设\u3000实验室"),  # printed otherwise
        ("5家", "５家"),
    ],
)
def test_the_next_edition_is_corrected_where_the_passage_still_stands(
    words: str, others: str, heading: Correction
) -> None:
    assert words in PLAN
    assert outcomes(read_text(PLAN.replace(words, others)), [heading]) == [MADE]


def test_a_passage_that_the_next_edition_does_not_have_is_missing_and_nothing_changes(heading: Correction) -> None:
    tree = read_text(PLAN.replace("二、建设实验室。到2028年新增重点实验室5家。", "二、发展产业。壮大示例集群。"))
    after, [result] = corrected(tree, [heading])
    assert (after, result.outcome) == (tree, MISSING)


def test_a_record_that_moved_is_known_by_its_first_words_and_a_passage_by_all() -> None:
    tree = read_text(PLAN)
    moved = wishes(tree, "move", "1.1-2", place="into", into="1.2")
    merged = wishes(tree, "merge", "1.1-2")
    for words in ("二、建设实验室。到2029年新增重点实验室8家。", "四、建设实验室，到2029年新增重点实验室8家。"):
        reworded = read_text(PLAN.replace("二、建设实验室。到2028年新增重点实验室5家。", words))
        assert outcomes(reworded, moved) == [MADE], words
        assert outcomes(reworded, merged) == [MISSING], words
    other = PLAN.replace("二、建设实验室。到2028年新增重点实验室5家。", "二、按要求建设实验室。到2028年新增5家。")
    assert outcomes(read_text(other), moved) == [MISSING]


def test_words_that_begin_no_numbered_line_are_not_the_passage_with_another_number(heading: Correction) -> None:
    """The passage itself is gone; another sentence quotes it."""
    quoted = PLAN.replace("二、建设实验室。", "二、发展产业。按照建设实验室。")
    assert outcomes(read_text(quoted), [heading]) == [MISSING]


def test_a_line_of_the_contents_is_not_the_heading_of_the_same_words() -> None:
    """The next edition has no contents: the chapters themselves must stay."""
    contents = "第一章 科技创新\n第二章 组织实施\n第三章 其他\n\n"
    tree = read_text(PLAN.replace("    第一章", f"{contents}    第一章", 1))
    dropped = wishes(tree, "furniture", "1", "2", "3")
    assert outcomes(tree, dropped) == [MADE] * 3
    revised = read_text(PLAN)
    after, results = corrected(revised, dropped)
    assert {result.outcome for result in results} == {MISSING}
    assert after == revised


def test_of_alike_passages_the_one_that_was_meant_is_corrected() -> None:
    again = "三、开放科研设施。面向企业共享仪器设备。"
    text = PLAN.replace("二、培养人才。办好示例学院。", f"二、培养人才。办好示例学院。\n    {again}")
    tree = read_text(text)
    [second] = wishes(tree, "furniture", "1.2-3")
    after = correct(tree, [second])
    assert (len(section(after, "1.1").measures), len(section(after, "1.2").measures)) == (3, 2)
    revised = read_text(text.replace("全市坚持创新驱动。", "全市坚持创新驱动。\n    统筹推进各项工作。" * 3))
    after = corrected(revised, [second])[0]
    assert (len(section(after, "1.1").measures), len(section(after, "1.2").measures)) == (3, 2)


def test_of_the_passage_and_a_later_copy_the_one_between_the_same_neighbours_is_meant(heading: Correction) -> None:
    copied = PLAN[PLAN.index("二、建设实验室") : PLAN.index("三、开放科研设施") + 20]
    tree = read_text(PLAN.replace("二、培养人才。", f"{copied}\n    五、培养人才。"))
    [result] = corrected(tree, [heading])[1]
    assert (result.outcome, result.start) == (MADE, tree.text.index("二、建设实验室"))


def test_words_without_a_letter_are_no_passage() -> None:
    assert find(Anchor("——\n…"), comparable(PLAN)) == []


def test_corrections_build_on_one_another_and_fall_with_what_they_built_on() -> None:
    tree = read_text(PLAN)
    [heading] = wishes(tree, "heading", "1.1-2")
    first = correct(tree, [heading])
    [title] = wishes(first, "title", "1.1.2", title="实验室体系")
    both, _results = corrected(tree, [heading, title])
    assert section(both, "1.1.2").title == "实验室体系"
    without, [result] = corrected(tree, [title])
    assert result.outcome is MADE  # the measure that it is without the first is called so
    assert of(without, "1.1-2").title == "实验室体系"


def test_one_that_cannot_be_made_is_left_out_whole_and_the_others_hold() -> None:
    tree = read_text(PLAN)
    cut = wishes(tree, "furniture", "1")  # its measures would stand below no heading
    moved = wishes(tree, "move", "1", place="into", into="1.1")
    title = wishes(tree, "title", "1.2", title="人才队伍")
    text = PLAN.replace("第一节 基础研究\n", "")
    assert outcomes(read_text(text), [*cut, *title]) == [CorrectionOutcome.IMPOSSIBLE, MADE]
    after, _results = corrected(tree, [*moved, *title])
    assert list(outline(after)) == [line.replace("第二节 人才", "第二节 人才队伍") for line in outline(tree)]
