"""What a quantity measures: the words before it without the year and 力争, or what is made after it."""

import re
from dataclasses import dataclass

from measures.parsing.content.figures import MAKING
from measures.parsing.content.target_years import THIS_YEAR, year_of
from measures.parsing.lexicon import any_of, target_words
from measures.parsing.lexicon.duty_words import JOINERS
from measures.parsing.lexicon.target_words import COUNTED_THINGS
from measures.parsing.patterns import lazy_regex
from measures.parsing.traditional import simplified

_METRIC_BEFORE = lazy_regex(
    rf"(?:(?:(?:20\d{{2}}年[底末]?)|\d{{1,2}}月(?:\d{{1,2}}日|[底末])?|[底末])前|[\d三五]{target_words.WITHIN_YEARS}|"
    rf"(?!{target_words.IN_PLACE}){any_of(target_words.BEFORE_A_METRIC)}|为(?=全?.?$)|[，, ])+"
)
_METRIC_AFTER = lazy_regex(
    rf"(?:{any_of(target_words.AFTER_A_METRIC)}|较(?:20\d{{2}}年)?|比(?:19|20)\d{{2}}年(?:的\d[^，。]{{0,10}})?|[比较]{any_of(target_words.LAST_YEAR)}|"
    r"[由从]\s*\d[^由从]{0,12}|[，, ])+$"
)
_FIRST_YEAR = lazy_regex(r"20\d{2}年?\s*[-－—–~～至]{1,2}$")  # 2024—2027年累计
_MAKERS = lazy_regex(
    f"(?:{target_words.CHIEFLY})?(?:(?:{MAKING}|{any_of(target_words.MOVING_VERBS)})(?:{any_of(JOINERS)}|[、与并])?)+$"
)  # 重点引进和培养1万名…
# 至少配备1名, 不少于建设3个
_LEAST = lazy_regex(f"{any_of(target_words.LEAST)}(?={MAKING}$)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`words` is what the rules compare, `printed` the same characters as the document has them."""

    words: str
    printed: str
    offset: int
    year: int | None
    years: tuple[re.Match[str], ...]
    plan_year: int | None

    def year_at(self, position: int) -> int | None:
        """The last year named before `position` (今年 is the plan's), else the one that holds for the sentence."""
        before = [(found.end(), year_of(found)) for found in self.years if found.start() < position]
        at, year = before[-1] if before else (0, self.year)
        return self.plan_year if self.plan_year and THIS_YEAR.search(self.words, at, position) else year


def metric_of(sentence: Sentence, start: int, match: re.Match[str], end: int) -> str:
    """What is measured: the words before the quantity without the year and 力争, or what is made after it."""
    before, after = _bare(sentence, start, match.start()), sentence.printed[match.end() : end].strip()
    before = _LEAST.sub("", before)
    maker = _MAKERS.search(simplified(before))
    if is_making(match) and after and len(simplified(before)) <= 4:
        return after
    if maker and after:
        return (before[: maker.start()] + after).strip() or after
    return before or ("" if after.startswith("的") or after in target_words.MILESTONES else after)


def _bare(sentence: Sentence, start: int, end: int) -> str:
    kept, at = "", start
    for year in sentence.years:
        if start <= year.start() and year.end() <= end:
            kept, at = kept + _FIRST_YEAR.sub("", sentence.printed[at : year.start()]), year.end()
    kept += sentence.printed[at:end]
    words = simplified(kept)
    first = match.end() if (match := _METRIC_BEFORE.match(words)) else 0
    last = match.start() if (match := _METRIC_AFTER.search(words)) else len(words)
    return kept[first:last].strip("，, ")


def without_comparison(metric: str) -> str:
    """排放总量比2020年 without the year that it is compared with."""
    return _METRIC_AFTER.sub("", metric)


def is_making(match: re.Match[str]) -> bool:
    """整合提升1000个服务综合体: things are counted, not a share that rises."""
    counts = (match["unit"] or "").startswith(COUNTED_THINGS)
    return (
        match["comparator"] in target_words.RAISING
        and counts
        and not (match["unit"] or "").endswith(target_words.PERCENTAGE_POINT)
    )


def says_at_least(before: str) -> bool:
    """至少配备1名: at least so many are made."""
    return _LEAST.search(before) is not None
