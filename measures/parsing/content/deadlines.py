"""The last day that a deadline's words name, where they name one: 2023年6月底前 → 30 June 2023."""

import re
from calendar import monthrange
from datetime import date

from measures.parsing.content.spacing import without_blanks
from measures.parsing.content.target_years import last_year_of
from measures.parsing.lexicon import any_of, duty_words, target_words
from measures.parsing.lexicon.duty_words import BEGINNINGS, OPEN_DEADLINES, PARTS_OF_MONTHS, QUARTERS
from measures.parsing.patterns import lazy_regex

_YEAR_ENDS = any_of(duty_words.YEAR_ENDS)
_DUE = lazy_regex(
    r"(?:(?P<year>20\d{2})\s*(?:年|[-./]|$))?\s*(?:(?P<month>\d{1,2})\s*(?:月|"
    rf"[-./](?=\d))\s*(?:(?P<day>\d{{1,2}})\s*日?|(?P<part>{any_of(duty_words.MONTH_PARTS)})?)"
    rf"|第?(?P<quarter>[一二三四1-4]){duty_words.QUARTER}|(?P<half>{duty_words.FIRST_HALF}|{duty_words.SECOND_HALF})"
    rf"|[“\"]?(?P<plan>十[一二三四五六七八九])五[”\"]?{any_of(target_words.FIVE_YEAR_ENDS)}"
    rf"|(?P<end>{_YEAR_ENDS}|[底末内]|{duty_words.WHOLE_YEAR})?)"
)
_OPEN = lazy_regex(any_of(OPEN_DEADLINES))
_BEGINS = lazy_regex(any_of(BEGINNINGS))
_PARTS_BETWEEN = lazy_regex(
    r"[；;，,、\n]|和|及|(?:(?<=[年月日旬底末])|(?<=20\d\d)(?=.{1,2}20\d\d))\s*[-－—–~～至]{1,2}"
)


_SEASON = lazy_regex(any_of(duty_words.SEASONS))
_SHORT_MONTH = lazy_regex(r"(20\d{2})[-./](\d{1,2})(?![-./\d月])")  # 2026.10
_FIRST_MONTH = lazy_regex(r"(?<!\d)\d{1,2}\s*[-－—–~～至]{1,2}\s*(?=\d{1,2}\s*月)")  # 1—6月 is due in June


def due_date(words: str, year: int | None = None) -> date | None:
    """The last day that the words name: 3月底前完成方案，12月底前完成试点 is due in December.

    None where the words leave it open (长期坚持, 5月底取得阶段性成效并持续推进, 6月底前启动) or no year is known.
    `year` is the plan's own where it covers a single one; a year that the words name holds for the parts after it.
    """
    if _OPEN.search(words):
        return None
    days = []
    for part in _PARTS_BETWEEN.split(_FIRST_MONTH.sub("", _SHORT_MONTH.sub(r"\1年\2月", words))):
        match = _DUE.match(part.strip())
        if match is None:
            continue
        year = int(match["year"]) if match["year"] else year
        if _SEASON.match(part.strip(), match.end()):
            continue
        if (year or match["plan"]) and not _BEGINS.search(part):
            days.append(_day(year or 0, match))
    return max((day for day in days if day), default=None)


_IN_LEAD = lazy_regex(r"[（(]([^（）()]{3,24})[)）]$")
_STARTS = lazy_regex(
    rf"20\d{{2}}|\d{{1,2}}\s*月|[一二三四]{duty_words.QUARTER}|[上下]{duty_words.HALF}|{_YEAR_ENDS}|{duty_words.FROM_TODAY}"
)
_ENDS = lazy_regex(f"[前底内末]$|{any_of(duty_words.DUE_ENDS)}|[—－–~至-]")


def deadline_in_lead(lead: str) -> tuple[int, int] | None:
    """Where in a lead sentence its deadline stands: 总结阶段（2025年12月底前）, 准备阶段（1月—3月）."""
    match = _IN_LEAD.search(lead)
    is_deadline = match is not None and names_a_time(match[1]) and _STARTS.match(match[1]) and _ENDS.search(match[1])
    return match.span(1) if match and is_deadline else None


_TIME = lazy_regex(rf"20\d{{2}}|\d{{1,2}}\s*月|(?<!每)(?:{duty_words.QUARTER}|{duty_words.HALF})|{_YEAR_ENDS}")


def _day(year: int, match: re.Match[str]) -> date | None:
    if match["plan"]:
        return date(last_year_of(match["plan"]), 12, 31)
    if match["month"]:
        month = int(match["month"])
        if not 1 <= month <= 12:
            return None
        last = monthrange(year, month)[1]
        day = int(match["day"]) if match["day"] else PARTS_OF_MONTHS.get(match["part"] or "", last)
        return date(year, month, day) if 1 <= day <= last else None
    if match["quarter"]:
        month = QUARTERS[match["quarter"]]
        return date(year, month, monthrange(year, month)[1])
    if match["half"]:
        return date(year, 6, 30) if match["half"] == duty_words.FIRST_HALF else date(year, 12, 31)
    return date(year, 12, 31) if match["year"] or match["end"] else None


_PROSE = lazy_regex(
    rf"(?:^|(?<=[，。；：、！\s])){any_of(duty_words.BEFORE_A_DEADLINE)}?\s*"
    rf"(?P<due>(?:20\d{{2}}年|{any_of(target_words.THIS_YEAR)})?\s*(?:\d{{1,2}}月(?:\d{{1,2}}日|{any_of(duty_words.MONTH_PARTS)})?"
    rf"|第?[一二三四]{duty_words.QUARTER}末?|[上下]{duty_words.HALF}|{_YEAR_ENDS}|[底末])?{any_of(duty_words.BEFORE_THEN)})"
    rf"(?!{any_of(duty_words.DONE_BEFORE)}[^，。；]{{0,12}}的)[，,]?(?P<what>[^，。；]*)"
)


def deadline_in_prose(text: str, year: int | None = None) -> str:
    """The times by which sentences say that something is to be done (2024年11月底前，…公开项目), or ""."""
    found = (match for match in _PROSE.finditer(without_blanks(text)[0]) if not _BEGINS.search(match["what"]))
    return "；".join(dict.fromkeys(match["due"] for match in found if due_date(match["due"], year)))


def names_a_time(words: str) -> bool:
    """Whether a person would expect a date: the words hold a year, month or quarter."""
    return _TIME.search(words) is not None
