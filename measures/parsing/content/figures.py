"""A figure with the words round it: 突破300家, 增长5%—6%, 控制在5%以内, 翻一番."""

import re
from decimal import Decimal

from measures.parsing.lexicon import any_of, one_of_first, target_words
from measures.parsing.lexicon.target_words import COMPARATORS, MAKING_VERBS, UNITS
from measures.parsing.numerals import HAN_NUMERALS, han_to_int
from measures.parsing.patterns import lazy_regex
from measures.terms import Comparator

_UNITS = any_of(UNITS)
_PER = rf"(?:[/／每]{any_of(target_words.PER)}|/[\u4e00-\u9fff]{{1,4}})?"
COMPARATOR_OF = {word: comparator for comparator, words in COMPARATORS.items() for word in words}
CHANGES = frozenset({Comparator.ANNUAL_GROWTH, Comparator.GROW_BY, Comparator.FALL_BY})
# 完成15个村的改造 makes, as 建成15个村 does.
_COUNTING = frozenset(COMPARATOR_OF) & frozenset(MAKING_VERBS)
_CHANGE_WORDS = frozenset(word for word, comparator in COMPARATOR_OF.items() if comparator in CHANGES)
# 提高至75% says by itself that a level is to be reached; 达到 and 完成 also tell of what is.
_LEVEL_WORDS = frozenset(
    word for word in COMPARATOR_OF if word[-1] in ("到", "至", "在") and word != target_words.REACHING
)
# What says which level is meant, also of a figure without a unit: 不高于1.3.
LEVEL_WORDS = frozenset(
    word
    for word, comparator in COMPARATOR_OF.items()
    if comparator in (Comparator.AT_LEAST, Comparator.AT_MOST, Comparator.REACH, Comparator.OVER)
)
# With these a figure is a goal whatever else its sentence says.
SETTING_WORDS = _CHANGE_WORDS | _LEVEL_WORDS | _COUNTING
MAKING = any_of(MAKING_VERBS)
ONE = any_of(target_words.ONE_OF_THESE)  # 突破万亿元, 翻番
_HAN_NUMBER = rf"[{HAN_NUMERALS}]+(?:点[{HAN_NUMERALS}]+)?"
_NUMBER = rf"\d[\d,]*(?:\.\d+)?|{_HAN_NUMBER}"
QUANTITY = lazy_regex(
    one_of_first([*COMPARATOR_OF, *HAN_NUMERALS, target_words.PERCENT, "到", "至", "了", "约", "近"], r"\s\d")
    + rf"(?P<comparator>{any_of(COMPARATOR_OF)})?\s*(?:到|至|了)?\s*(?:约|近)?"
    rf"(?P<percent>{target_words.PERCENT})?(?P<value>{_NUMBER}|(?={ONE}))(?:\s*[%％]?\s*[-—–~～至到]{{1,2}}\s*(?:{target_words.PERCENT})?(?P<upper>{_NUMBER}))?"
    rf"\s*(?P<scale>{any_of(target_words.SCALES)})?\s*(?P<unit>{_UNITS}{_PER})?"
    rf"(?:[（(]{target_words.INCLUDED}[）)])?"
    rf"(?P<after>{any_of((*target_words.BOUNDS_BELOW, *target_words.BOUNDS_ABOVE, target_words.ABOUT_AS_MUCH))})?"
)


def printed_unit(match: re.Match[str]) -> str:
    return "%" if match["percent"] else match["unit"] or ""


def value_of(match: re.Match[str]) -> Decimal:
    """Of a range (5%—6%) the end that binds: the upper one of 控制在, else the lower one."""
    is_limit = match["upper"] and COMPARATOR_OF.get(match["comparator"] or "") is Comparator.AT_MOST
    return number_of(match["upper"] if is_limit else match["value"])


def number_of(figure: str) -> Decimal:
    """1,200.5, 一千二百, 五点五; 突破万亿元 is one of them."""
    if not figure:
        return Decimal(1)
    if figure[0].isdecimal():
        return Decimal(figure.replace(",", ""))
    whole, _, part = figure.partition("点")
    decimals = "".join(str(han_to_int(digit)) for digit in part)
    return Decimal(f"{han_to_int(whole)}.{decimals}" if decimals else han_to_int(whole))
