"""Where a measure may be split: pure, and where that is in the document."""

import pytest

from measures.correcting import Wish, corrected, corrections_for, joined, pieces, places_in, sentences
from measures.correcting.model import ImpossibleError
from measures.parsing import PlanTree, read
from measures.terms import CorrectionKind
from tests.uploads import TEXT

MEASURE = "支持基础研究。完善投入机制（含经费；含设备）。（市科技局牵头）建设实验室；到2028年新增5家。\n另起一段。"


def plan_tree() -> PlanTree:
    return read(TEXT.encode())


def test_a_text_is_cut_after_its_sentences_and_no_bracket_is_cut() -> None:
    assert sentences(MEASURE) == [
        "支持基础研究。",
        "完善投入机制（含经费；含设备）。（市科技局牵头）",
        "建设实验室；",
        "到2028年新增5家。\n",
        "另起一段。",
    ]
    assert sentences("") == []
    assert sentences("一句话") == ["一句话"]


def test_pieces_begin_with_the_sentences_chosen_and_lose_nothing() -> None:
    assert pieces(MEASURE, [1, 4])[0] == "支持基础研究。"
    assert "".join(pieces(MEASURE, [1, 4])) == MEASURE.replace("\n", "")


def test_texts_are_joined_as_paragraphs_unless_a_sentence_goes_on() -> None:
    assert joined(["完善机制。", "建设", "实验室。"]) == "完善机制。\n建设实验室。"


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("支持基础研究。完善投入机制。（市科技局牵头，市财政局配合）", "完善投入机制"),
        ("大力支持基础研究和应用研究。完善投入机制。", "完善投入机制"),  # edited here
    ],
)
def test_a_sentence_is_found_in_the_document_also_where_an_editor_changed_the_words_before_it(
    text: str, begins: str
) -> None:
    tree = plan_tree()
    [place] = places_in(tree, "1.1-1", text, [1])
    assert tree.text[place:].startswith(begins)


def test_what_the_document_does_not_have_cannot_be_found_in_it() -> None:
    with pytest.raises(ImpossibleError):
        places_in(plan_tree(), "1.1-9", "支持基础研究。完善投入机制。", [1])


def test_a_measure_is_merged_into_one_that_does_not_stand_before_it() -> None:
    tree = plan_tree()
    wanted = corrections_for(tree, Wish(CorrectionKind.MERGE, ["1.2-1"], into="1.1-1"))
    after, _results = corrected(tree, wanted)
    [first, second] = after.measures()
    assert (first.text.split("\n")[1][:8], second.title) == ("一、引进人才。到", "建设实验室")
    assert [part.body for part in first.responsibilities] == ["市科技局", "市财政局", "市人社局"]
