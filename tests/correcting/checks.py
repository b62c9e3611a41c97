"""The verbs of these tests: a text is read, something in it is corrected, and then it is read as a tree."""

from collections.abc import Sequence
from textwrap import dedent
from typing import Any

from measures.correcting import Correction, Result, Wish, corrected, corrections_for
from measures.parsing import MeasureNode, PlanTree, SectionNode, Span
from measures.terms import CorrectionKind, CorrectionOutcome
from tests.parsing.checks import check_passages, check_words, outline, read_text

PLAN = """
    第一章 科技创新
    全市坚持创新驱动。
    第一节 基础研究
    一、支持基础研究。完善投入机制。（市科技局牵头，市财政局配合）
    二、建设实验室。到2028年新增重点实验室5家。
    三、开放科研设施。面向企业共享仪器设备。
    第二节 人才
    一、引进人才。到2028年引进人才300名。（市人社局牵头）
    二、培养人才。办好示例学院。
    第二章 组织实施
    一、加强领导。市政府统筹推进。
    """


def wishes(tree: PlanTree, kind: str, *codes: str, at: str = "", to: str = "", **rest: Any) -> list[Correction]:
    """The corrections for records, or for the words `at`: a stretch that begins with them and ends before `to`."""
    stretch = None
    if at:
        start = tree.text.index(at)
        stretch = Span(start, tree.text.index(to, start) if to else start + len(at))
    return corrections_for(tree, Wish(CorrectionKind(kind), codes, stretch=stretch, **rest))


def check_whole(tree: PlanTree, before: PlanTree, *, retitled: bool = False) -> None:
    """No character moved: the passages tile the text, and the words of every record are those of its passages."""
    assert tree.text == before.text
    assert "".join(tree.text[passage.span.start : passage.span.end] for passage in tree.passages) == tree.text
    assert sum(tree.coverage().values()) == len(tree.text)
    check_passages(tree)
    if not retitled:
        check_words(tree)
    records: list[SectionNode | MeasureNode] = [*tree.walk(), *tree.measures()]
    codes = [record.code for record in records]
    assert len(set(codes)) == len(codes), sorted(codes)
    for record in records:
        assert 0 <= record.span.start < record.span.end <= len(tree.text), record.code


def correct(tree: PlanTree, corrections: Sequence[Correction]) -> PlanTree:
    """The corrected tree; every correction is made."""
    after, results = corrected(tree, corrections)
    assert [result.outcome for result in results] == [CorrectionOutcome.MADE] * len(corrections), results
    check_whole(after, tree, retitled=any(each.kind is CorrectionKind.TITLE for each in corrections))
    again, satisfied = corrected(after, corrections)
    if len(corrections) == 1:  # what was corrected is so: saying it again changes nothing
        assert satisfied[0].outcome is CorrectionOutcome.SO_ALREADY, satisfied
        assert again == after
    return after


def check_corrected(text: str, expected: str, kind: str, *codes: str, **rest: Any) -> PlanTree:
    """`expected` is the outline of the corrected tree, as in `tests.parsing.checks.check_tree`."""
    tree = read_text(text)
    after = correct(tree, wishes(tree, kind, *codes, **rest))
    assert "\n".join(outline(after)) == dedent(expected).strip()
    return after


def outcome_of(tree: PlanTree, correction: Correction) -> Result:
    _after, [result] = corrected(tree, [correction])
    return result
