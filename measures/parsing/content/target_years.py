"""Which year a goal is for: 到2025年, 今年, “十四五”期末, a year that opens its sentence."""

import re

from measures.parsing.lexicon import any_of, duty_words, target_words
from measures.parsing.lexicon.duty_words import JOINERS
from measures.parsing.numerals import han_to_int
from measures.parsing.patterns import lazy_regex

YEAR = lazy_regex(
    r"(?=[到至截力确2二“十])(?<![较比以])(?<![较比以]“)(?P<by>"
    + any_of(target_words.BY_A_YEAR)
    + r")?\s*(?:(?P<year>20\d{2}|二[〇零○][〇零○一二三四五六七八九]{2})年[底末]?(?![前度])"
    # 2000年底前建成的小区 tells which
    r"(?![底末]?" + any_of(duty_words.BEFORE_THEN) + r"[^，。；、\d]{0,8}的)"
    rf"|“?(?P<plan>十[一二三四五六七八九])五”?{any_of((*target_words.FIVE_YEARS_END, *target_words.FIVE_YEAR_ENDS))})"
)
LISTED_BEFORE = 200  # characters in which the years of a clause are looked for
_ONE_YEAR = lazy_regex(r"20\d{2}")
_LISTED = lazy_regex(rf"[到至]?(?:20\d{{2}}年?[底末]?(?:、|{any_of(JOINERS)}|与)[到至]?)+20\d{{2}}年[底末]?[，,]?")
THIS_YEAR = lazy_regex(any_of(target_words.THIS_YEAR) + "(?!代)")


def last_year_of(plan: str) -> int:
    """The last year of the five-year plan 十四五, by its number 十四: they are numbered nationwide."""
    return 2025 + 5 * (han_to_int(plan) - 14)


def year_of(match: re.Match[str]) -> int:
    """The year that a match of `YEAR` names; the last of the fourteenth five is 2025."""
    if match["plan"]:
        return last_year_of(match["plan"])
    return han_to_int(match["year"].replace("○", "〇"))


def years_in(words: str) -> tuple[re.Match[str], ...]:
    return tuple(YEAR.finditer(words)) if "年" in words or target_words.FIVE in words else ()


def listed_years(words: str, start: int, end: int) -> tuple[list[int], int]:
    """2026、2027年产值分别…, or the years listed before the clause from `start`, where none is named between.

    With them, where the words after them begin; () where there are none.
    """
    found = _LISTED.match(words, start, end)
    if found is None:
        *_, found = [None, *_LISTED.finditer(words, max(0, start - LISTED_BEFORE), start)]
    if found is None or _ONE_YEAR.search(words, found.end(), start):
        return [], start
    return [int(year) for year in _ONE_YEAR.findall(found[0])], max(start, found.end())


def opening_year(words: str, start: int, years: tuple[re.Match[str], ...], before: int | None) -> int | None:
    """2025年，甲；乙。 is all of one year: up to a full stop, or to a goal that names another."""
    if years and years[0].start() == 0 and not years[0]["by"]:
        return year_of(years[0])
    if any(named["by"] for named in years):
        return None
    return before if words[start - 1 : start] in ("；", ";") else None
