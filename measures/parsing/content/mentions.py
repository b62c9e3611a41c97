"""Organisations named in prose. They are mentioned, never responsible; a doubtful name is left out."""

import re
from collections.abc import Iterator

from measures.parsing.lexicon import any_of, body_words, one_of_first
from measures.parsing.lexicon.body_words import BEFORE_A_NAME, FUNCTIONS, INSTITUTES, NO_NAME, PROVINCES
from measures.parsing.patterns import lazy_regex

_PROVINCES, _INSTITUTES, _FUNCTIONS = map(any_of, (PROVINCES, INSTITUTES, FUNCTIONS))
_OF_A_PLACE = any_of((*body_words.OF_THE_COUNTRY, *PROVINCES))  # one list of plain words: so the search is fast
_HAN = r"[\u4e00-\u9fff]"
# 与 joins two fields inside a name (…区块链与边缘计算研究院), once, and never before another place.
_NAME_PART = rf"(?:(?![的、与及在对由等建推支引]){_HAN})"
_INSTITUTE = lazy_regex(
    rf"{_OF_A_PLACE}(?:省|市)?(?:[（(]{_HAN}{{1,6}}[)）])?"
    rf"(?:{_NAME_PART}{{0,20}}?|{_NAME_PART}{{3,12}}?与(?!{_OF_A_PLACE}){_NAME_PART}{{2,10}}?)"
    rf"(?:{_INSTITUTES})(?!{_HAN}?[合家系]|{any_of(body_words.NOT_AFTER_AN_INSTITUTE)})"
)
# The patterns of whole names look at every character; what they end with is found faster.
_INSTITUTE_ENDING = lazy_regex(_INSTITUTES)
_UNIVERSITY = lazy_regex(rf"({_HAN}{{2,8}}){body_words.UNIVERSITY}(?!生|城|科|校|园)")
_FUNCTION = (
    rf"(?:{_FUNCTIONS})(?:和{_HAN}{{2,6}})?{any_of(body_words.OFFICE_NOUNS)}"
    rf"(?!{_HAN}?门|{any_of(body_words.NOT_AFTER_AN_OFFICE)})"
)
_OFFICE_ENDING = lazy_regex(_FUNCTION)
_LEVELS = (body_words.OF_THE_COUNTRY[0], "省", "市", "区", "县", "州", "盟")
_OFFICE = lazy_regex(
    one_of_first((*PROVINCES, *_LEVELS))
    + rf"(?:{body_words.OF_THE_COUNTRY[0]}|(?:{_PROVINCES})[省市]?(?:{_HAN}{{1,4}}[区县市])?|[省市区县州盟]){_FUNCTION}"
)
_CUT = lazy_regex(any_of(BEFORE_A_NAME))
_GENERIC = lazy_regex(any_of(NO_NAME))


def read_mentions(text: str) -> Iterator[tuple[int, int]]:
    """Where organisations are named, in order; each name once."""
    seen: set[str] = set()
    found = [
        match.span()
        for ending, pattern in ((_INSTITUTE_ENDING, _INSTITUTE), (_OFFICE_ENDING, _OFFICE))
        if ending.search(text)
        for match in pattern.finditer(text)
    ]
    found += (
        [span for match in _UNIVERSITY.finditer(text) if (span := _university(text, match))]
        if body_words.UNIVERSITY in text
        else []
    )
    last = 0
    for start, end in sorted(found):
        if start >= last and text[start:end] not in seen:
            seen.add(text[start:end])
            last = end
            yield start, end


def _university(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    start = match.start()
    for cut in _CUT.finditer(text, match.start(), match.end(1)):
        start = cut.end()
    name = text[start : match.end(1)]
    if len(name) < 2 or _GENERIC.search(name):
        return None
    return start, match.end()
