"""What counts of a text when two are compared: letters, digits and ideographs, whatever their width and case."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.matching.wording import comparable, groups

MIXED = st.text(st.sampled_from("支持Ａa，。：（）“” \u3000_①㈠㎡℃½é\u0301가가-…") | st.characters(), max_size=12)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("（一）支持 基础\u3000研究，完善“机制”。", "一支持基础研究完善机制"),
        ("新增１０家ＡＢ级园区", "新增10家ab级园区"),
        ("不低于３．５％、㎡_①", "不低于35m21"),
        ("", ""),
    ],
)
def test_marks_blanks_width_and_case_do_not_count(text: str, expected: str) -> None:
    assert comparable(text) == expected


@given(MIXED, MIXED)
def test_only_letters_and_digits_are_left_and_writing_a_text_otherwise_makes_no_difference(
    text: str, other: str
) -> None:
    words = comparable(text)
    assert comparable(unicodedata.normalize("NFKC", text)) == words
    assert comparable(f"{text}，{other}") == comparable(f"{text},{other}")
    assert not any(each.isspace() or each in "，,。（）_" for each in words)


def test_the_groups_of_a_text_begin_at_every_character_or_at_every_third() -> None:
    assert groups("支持基础研究") == ["支持基", "持基础", "基础研", "础研究"]
    assert groups("支持基础研究", 3) == ["支持基", "础研究"]
    assert (groups("人才"), groups("")) == (["人才"], [""])
