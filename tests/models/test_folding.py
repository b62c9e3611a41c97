"""`fold` makes one text of all spellings of it."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.folding import (
    breaks,
    fold,
    fold_but_punctuation,
    marked,
    spellings_of,
    stored_table,
    typed_words,
    words_of,
)
from policyhub import folding as source

TEXTS = st.text(st.characters(exclude_categories=["Cs"], max_codepoint=0x2FFFF) | st.sampled_from("產业５g“—，㎡é⼈Ⅲ"))
FORMS: list[Callable[[str], str]] = [
    *(lambda text, form=form: unicodedata.normalize(form, text) for form in ("NFC", "NFD", "NFKC", "NFKD")),
    *(str.lower, str.casefold),
    lambda text: "\u200b".join(text),
    lambda text: text.translate({point: point + 0xFEE0 for point in range(0x21, 0x7F)}),  # full width
]
HANGUL = frozenset(map(chr, source.HANGUL))


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("5G网络", "５Ｇ网络"),
        ("5G网络", "5G 网络"),
        ("產業發展", "产业发展"),
        ("产业发展，引进", "產業發展,引進"),
        ("创新协调绿色", "创新、协调，绿色。"),
        ("《纲要》实施", "〈纲要〉（实施）"),
        ("海淀中关村", "海淀·中关村"),
        ("1,000家", "1000家"),
        ('"创新合伙人"', "“创新合伙人”"),
        ("放管服改革", "“放管服”改革"),
        ("人才高地", "⼈才⾼地"),
        ("西部", "⻄部"),
        ("人才公寓", "人\u200b才公\ufeff寓"),
        ("Café", unicodedata.normalize("NFD", "café")),
        ("(2021-2025年)", "（２０２１—２０２５年）"),
        ("京政发[2021]5号", "京政发〔2021〕5号"),
        ("二〇二五", "二○二五"),
        ("50%", "５０％"),
        ("100m2", "100㎡"),
        ("III类", "Ⅲ类"),
        ("strasse", "STRAẞE"),
        ("οδυσσευσ", "Ὀδυσσεύς"),
        ("ΩΙ", "ᾠ"),
        ("ωι", "ω\u0345"),
        ("istanbul", "İSTANBUL"),
    ],
)
def test_what_is_typed_is_what_is_printed(typed: str, printed: str) -> None:
    assert fold(typed) == fold(printed) != ""


@pytest.mark.parametrize(
    ("one", "other"), [("10", "1.0"), ("1-1", "11"), ("人", "入"), ("未", "末"), ("3-5", "3~5"), ("50%", "50")]
)
def test_what_means_something_else_stays_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(("one", "other"), [("、", ","), ("《", "("), ("甲（乙）", "甲乙"), ("甲、乙", "甲乙")])
def test_in_names_punctuation_counts(one: str, other: str) -> None:
    assert fold_but_punctuation(one) != fold_but_punctuation(other)
    assert fold_but_punctuation("甲（乙）") == fold_but_punctuation("甲(乙)")


def test_what_parts_two_words_is_known_in_every_width() -> None:
    assert set("，,、。；;：:！!？?…︰﹐") <= set(breaks())
    assert set(breaks()).isdisjoint("“”《》（）·.-—　 \u200b")


@given(TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS, st.sampled_from(FORMS))
def test_a_text_and_its_spellings_fold_alike(text: str, respelled: Callable[[str], str]) -> None:
    text = "".join(character for character in text if character not in HANGUL and fold(character))
    assert fold(respelled(text)) == fold(text)


@given(TEXTS)
def test_every_character_is_among_the_spellings_of_what_it_folds_to(text: str) -> None:
    assert all(character in spellings_of(part) for character in text for part in fold(character))


def test_words_are_what_stands_between_spaces() -> None:
    assert words_of("海淀　人才\n ＡＩ 海淀 ”") == ["海淀", "人才", "ai"]
    assert words_of(" \u200b“ ") == []
    assert len(words_of(" ".join(map(str, range(100))))) == 32
    assert typed_words("人才　“ＡＩ” 人才 AI ：") == ["人才", "“ＡＩ”"]
    assert words_of("3。1。1 5.5万。") == ["3.1.1", "5.5万"]


def test_the_table_is_what_its_sources_say() -> None:
    """A later version of Unicode has more characters; of those in the table it says the same."""
    made = {character: folded for folded, characters in source.spellings().items() for character in characters}
    assert stored_table().items() <= made.items()
    assert stored_table() == made or unicodedata.unidata_version > "14.0.0"
    assert source.content().count("\n") - 2 == len(source.spellings())


@pytest.mark.parametrize(
    ("text", "query", "html"),
    [
        ("<b>AI 与ａｉ</b>", "ai", "&lt;b&gt;<mark>AI</mark> 与<mark>ａｉ</mark>&lt;/b&gt;"),
        ("人才人才", "人才", "<mark>人才</mark><mark>人才</mark>"),
        ("海淀区引进人 才", "人才 海淀", "<mark>海淀</mark>区引进<mark>人 才</mark>"),
        ("高层次人才", "层次 次人才", "高<mark>层次</mark>人才"),
        ("占地100㎡以上", "m2", "占地100<mark>㎡</mark>以上"),
        (unicodedata.normalize("NFD", "café区"), "café", unicodedata.normalize("NFD", "<mark>café</mark>区")),
        ("推動產業發展", "产业", "推動<mark>產業</mark>發展"),
        ("一些文字", "\u200b", "一些文字"),
        ("水平，台账；平 台、水平。台", "平台", "水平，台账；<mark>平 台</mark>、水平。台"),
        ("创新、协调，绿色", "协调绿色", "创新、<mark>协调，绿色</mark>"),
    ],
)
def test_matches_are_marked_as_printed_in_text_made_safe_for_html(text: str, query: str, html: str) -> None:
    assert marked(text, query) == html
