"""A tree and the corrections of its reading → the corrected tree, and what became of each correction."""

from collections.abc import Sequence

from measures.correcting.freezing import frozen
from measures.correcting.model import Correction, ImpossibleError, Result
from measures.correcting.operations import OPERATIONS
from measures.correcting.outline import Outline
from measures.correcting.selection import select
from measures.correcting.words import find
from measures.parsing.tree import PlanTree
from measures.terms import CorrectionKind, CorrectionOutcome

# About a record, whatever else its words say: the others are about the words.
OF_RECORDS = {CorrectionKind.MOVE, CorrectionKind.LEVEL, CorrectionKind.TITLE}


def corrected(tree: PlanTree, corrections: Sequence[Correction]) -> tuple[PlanTree, list[Result]]:
    """The tree with the corrections made one after the other, and a result for each, in their order.

    A correction whose passage is not there, or cannot become what it says, is left out whole.
    """
    refused: dict[int, Result] = {}
    while True:
        outline = Outline(tree)
        results: list[Result] = []
        for number, correction in enumerate(corrections):
            result = refused.get(number) or make(outline, correction)
            results.append(result)
            if result.outcome is CorrectionOutcome.IMPOSSIBLE and number not in refused:
                refused[number] = result  # it may have been begun: begin again without it
                break
        else:
            return (frozen(outline) if is_changed(results) else tree), results


def is_changed(results: list[Result]) -> bool:
    return any(result.outcome is CorrectionOutcome.MADE for result in results)


def make(outline: Outline, correction: Correction) -> Result:
    """Make one correction; one that was refused may have been begun."""
    spans = find(correction.anchor, outline.comparable, beginning=correction.kind in OF_RECORDS)
    if not spans:
        return Result(correction, CorrectionOutcome.MISSING)
    start = spans[0].start
    try:
        is_made = OPERATIONS[correction.kind](outline, select(outline, spans), correction)
    except ImpossibleError as error:
        return Result(correction, CorrectionOutcome.IMPOSSIBLE, error.reason, start)
    return Result(correction, CorrectionOutcome.MADE if is_made else CorrectionOutcome.SO_ALREADY, start=start)
