"""For random plans and random corrections no character is lost, and undoing them gives the reading as it was."""

from hypothesis import given
from hypothesis import strategies as st

from measures.correcting import Correction, ImpossibleError, Wish, corrected, corrections_for
from measures.parsing import PlanTree, Span
from measures.terms import CorrectionKind, CorrectionOutcome
from tests.correcting.checks import check_whole
from tests.examples import examples
from tests.parsing.test_properties import LINES, read_or_refuse, rendered_trees

TREES = st.one_of(rendered_trees().map(lambda case: case[0]), LINES).map(lambda text: read_or_refuse(text.encode()))


def draw_wish(data: st.DataObject, tree: PlanTree) -> Wish:
    """Something that a person may ask for: of a record, of several, of a branch, of a stretch, or at a cursor."""
    codes = [each.code for each in tree.walk()] + [each.code for each in tree.measures()]
    kind = data.draw(st.sampled_from(CorrectionKind))
    levels = st.integers(1, 4)
    level = data.draw(levels if kind is CorrectionKind.LEVEL else st.none() | levels)
    place, into = data.draw(st.sampled_from(["up", "down", "into", "top"])), data.draw(st.sampled_from(codes))
    if data.draw(st.booleans()) and kind not in (CorrectionKind.LEVEL, CorrectionKind.TITLE):
        start = data.draw(st.integers(0, len(tree.text) - 1))
        stretch = Span(start, data.draw(st.integers(start + 1, len(tree.text))))
        return Wish(kind, stretch=stretch, level=level, place=place, into=into)
    chosen = data.draw(st.lists(st.sampled_from(codes), min_size=1, max_size=3, unique=True))
    return Wish(kind, chosen, data.draw(st.booleans()), None, level, "改过的标题", place, into)


def draw_corrections(data: st.DataObject, tree: PlanTree) -> list[Correction]:
    """Made one after the other, each in the reading that the ones before left."""
    corrections: list[Correction] = []
    for _ in range(data.draw(st.integers(1, 5))):
        try:
            corrections += corrections_for(corrected(tree, corrections)[0], draw_wish(data, tree))
        except ImpossibleError:
            continue
    return corrections


@given(st.data(), TREES)
@examples(60)
def test_no_character_is_lost_whatever_is_corrected_and_undone(data: st.DataObject, tree: PlanTree | None) -> None:
    if tree is None:
        return
    corrections = draw_corrections(data, tree)
    while corrections:
        after, results = corrected(tree, corrections)
        check_whole(after, tree, retitled=any(each.kind is CorrectionKind.TITLE for each in corrections))
        made = [result.correction for result in results if result.outcome is CorrectionOutcome.MADE]
        assert corrected(tree, made)[0] == after  # what was not made has no part in it
        corrections.pop(data.draw(st.integers(0, len(corrections) - 1)))
    assert corrected(tree, []) == (tree, [])
