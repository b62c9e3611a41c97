"""Quantities with a year from prose: 到2025年…突破300家, 年均增长7%左右, 控制在5%以内.

Reads one paragraph's text, writes `Quantity` values whose offsets count in it. Rules: docs/document-format.md, step 8.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from measures.parsing.content.clauses import CLAUSE_MARK, clause_end, clause_start
from measures.parsing.content.figures import (
    CHANGES,
    COMPARATOR_OF,
    LEVEL_WORDS,
    MAKING,
    ONE,
    QUANTITY,
    SETTING_WORDS,
    number_of,
    printed_unit,
    value_of,
)
from measures.parsing.content.listed_figures import names_and_figures
from measures.parsing.content.metrics import Sentence, is_making, metric_of, says_at_least, without_comparison
from measures.parsing.content.spacing import without_blanks
from measures.parsing.content.target_years import YEAR, listed_years, opening_year, year_of, years_in
from measures.parsing.lexicon import any_of, target_words
from measures.parsing.lexicon.target_words import (
    BEFORE_AN_AUDIENCE,
    COUNTED_THINGS,
    DESCRIBED,
    MAKING_VERBS,
    MEASURED_NOUNS,
    PROVIDING_VERBS,
    TIME_UNITS,
)
from measures.parsing.patterns import lazy_regex
from measures.parsing.traditional import simplified
from measures.terms import Comparator, Nature

_MAKER = lazy_regex(
    rf"{MAKING}(?:(?:[^，。；\d]|\d[A-Z](?!\d)|[（(]\d[)）]){{0,16}}"
    rf"|[^，。；]{{0,24}}(?:[的级]|{any_of(target_words.BOUNDS_BELOW)})[^，。；\d]{{0,8}})$"
)
# Time is counted, not made: 打造15分钟生活圈.
_NOT_MADE = frozenset(TIME_UNITS)
# 4个方面, 三个环节 describe; 500万元以上的 is a condition, unless it is 增长8%的目标.
_DESCRIPTION = lazy_regex(f"{any_of(DESCRIBED)}|{target_words.PERCENTAGE_POINT}的")
_CONDITION = lazy_regex(f"级|的(?!{any_of(target_words.GOAL_NOUNS)})")
_AMOUNT_OF = lazy_regex(rf"(?!{any_of(target_words.AND_MORE)})[\u4e00-\u9fff\d]")  # 投资10亿元以上项目
_WHICH = lazy_regex(any_of(target_words.TOLD_BY_AMOUNTS))  # 超千亿元企业10家
_AUDIENCE = lazy_regex(rf"{any_of(BEFORE_AN_AUDIENCE)}(?:全[国省市区县州])?$")  # for whom something is done
_DONE_FOR = lazy_regex(any_of(PROVIDING_VERBS))
# 推动100家工厂实现转型: what others are moved to do.
_MOVED = lazy_regex(f"{any_of(target_words.MOVING_VERBS)}$")
_MOVED_TO = lazy_regex(f"[^，。；]{{1,24}}{any_of(target_words.MOVED_TO)}")
_GOAL = lazy_regex(
    rf"{any_of(target_words.GOAL_WORDS)}|达(?=\d)|[到至]20\d{{2}}年|“十[一二三四五六七八九]五”{any_of(target_words.FIVE_YEAR_ENDS)}"
)
_NOT_GOAL = lazy_regex(
    rf"(?!{any_of(target_words.NO_MONEY)}){any_of(target_words.NO_GOAL_WORDS)}"
    rf"|{target_words.INTEREST}(?![^，。；]{{0,6}}{any_of(target_words.FALLS)})|{any_of(target_words.ACCORDING_TO)}[^，]{{0,12}}{target_words.RATIO}|已(?!有)|第\d"
)
# One class of characters comes first: so the search is fast.
_FIGURE = lazy_regex(
    r"[\d一二两三四五六七八九十百千](?:(?<=\d)|(?<=[二两三四五六七八九十])[百千十]|(?<!\d)(?:[万亿个家项所座条处]|"
    + target_words.FRACTION
    + f"))|{ONE}"
)
_MONTH_ALONE = lazy_regex(r"\d{1,2}月(?:\d{1,2}日|[底末])?")
_YEARS_OF = lazy_regex(any_of(target_words.PLANS_OF_YEARS))  # 五年行动
_YEAR_NUMBER = lazy_regex(r"(?:19|20)\d\d")
_SENTENCE = lazy_regex(r"[^。；;！？\n]+")
# 人参、食用菌产值: what the last of several names measures, the others do too.
_MEASURED = lazy_regex(
    f"(?:(?<!^)(?<!、){any_of(target_words.SHARED_SUBJECTS)}[^、]+|{any_of(target_words.BEFORE_A_NOUN)}?{any_of(MEASURED_NOUNS)}|[^、]{{0,2}}率)$"
)
_SHARE = lazy_regex(f"(?:率|{any_of(target_words.SHARES)})$")
_LEVEL_ALONE = lazy_regex(f"(?<!{target_words.WHOLE_COST}){any_of(target_words.LEVELS_ALONE)}$")
_REALISED = lazy_regex(rf"{target_words.REALISING}[^，。；\d]{{0,16}}{any_of(target_words.LEVELS_ALONE)}$")
_NOT_MADE_TOO = lazy_regex(any_of(target_words.NOT_MADE_TOO))
_THING = lazy_regex(r"[^，。；：、\d]{2,14}$")
_PER_HEAD = lazy_regex(f"每[百千万][^，]*(?:[数量]|{target_words.HAVING}[^，]*)$")  # 每千人口床位数6.5张


@dataclass(frozen=True, slots=True)
class Quantity:
    """A target as read from one paragraph; `start` and `end` count in it."""

    text: str
    metric: str
    comparator: Comparator
    value: Decimal | None
    unit: str
    year: int | None
    nature: Nature
    start: int
    end: int
    rule: str


def read_targets(text: str, year: int | None = None) -> list[Quantity]:
    """`year` is the plan's, where it covers a single one; a 到2025年 holds until the next."""
    if not _FIGURE.search(text):
        return []
    squeezed, places = without_blanks(text)
    if places:
        return [_as_printed(one, text, places) for one in read_targets(squeezed, year)]
    words, plan_year = simplified(text), year
    found: list[Quantity] = []
    opening = None
    for match in _SENTENCE.finditer(words):
        years = years_in(match[0])
        opening = opening_year(words, match.start(), years, opening)
        if not _FIGURE.search(match[0]):
            continue
        goals = [named for named in years if named["by"]]
        year = year_of(goals[-1]) if goals else year
        named = opening or year
        sentence = Sentence(match[0], text[match.start() : match.end()], match.start(), named, years, plan_year)
        found += list(_quantities(sentence)) or _year_only(sentence, goals)
    return _all_named(found, words)


def _as_printed(one: Quantity, text: str, places: list[int]) -> Quantity:
    """A target of the text without blanks, with its place and its words in the text that has them."""
    start, end = places[one.start], places[one.end - 1] + 1
    return replace(one, start=start, end=end, text=text[start:end])


def _all_named(found: list[Quantity], words: str) -> list[Quantity]:
    """粮食产量稳定在60万吨，力争65万吨: what names no metric is of the one before it, up to a full stop."""
    named: list[Quantity] = []
    for one in found:
        is_of_last = not one.metric and _is_single(named[-2:]) and "。" not in words[named[-1].end : one.start]
        named.append(replace(one, metric=named[-1].metric) if is_of_last else one)
    return named


def _is_single(last: list[Quantity]) -> bool:
    """Whether the last target has its words for itself: 甲、乙分别达到1万吨、2万吨 are two."""
    return bool(last) and (len(last) < 2 or last[0].start != last[1].start)


def last_goal_year(text: str) -> int | None:
    """The year that the last goal of `text` is to be reached by: 2030 for 到2030年，… and for “十五五”时期…."""
    words = simplified(text) if "年" in text else ""
    sentences = (found[0] for found in _SENTENCE.finditer(words) if not _NOT_GOAL.search(found[0]))
    years = [
        year_of(named) for sentence in sentences for named in YEAR.finditer(sentence) if named["by"] or named["plan"]
    ]
    return years[-1] if years else None


def _quantities(sentence: Sentence) -> Iterator[Quantity]:
    words, last_end, shared = sentence.words, 0, 0
    is_goal = bool(_GOAL.search(words))
    for match in QUANTITY.finditer(words):
        start = clause_start(words, match.start(), last_end)
        counts = is_goal or not match["comparator"] or match["comparator"] in SETTING_WORDS
        counts = counts or _is_level(words, start, match)
        follows = words[last_end:start].endswith("、") or _is_part(words, last_end, start, match)
        follows = follows or _goes_on(words, last_end, start, match)
        if match.start() < shared or not (counts and _is_goal(words, start, match, follows)):
            continue
        last_end = match.end()
        listed = _distributed(sentence, start, match)
        shared = max((one.end - sentence.offset for one in listed), default=shared)
        yield from listed or [_quantity(sentence, start, match)]


def _is_part(words: str, last_end: int, start: int, match: re.Match[str]) -> bool:
    """培育企业60家，其中国家级1家: right after a target; money in it may be anything."""
    is_next = 0 < last_end >= start - 1
    is_money = printed_unit(match).endswith("元") and words[last_end - 1] != "元"
    return is_next and words.startswith(target_words.OF_THESE, start) and not is_money


def _goes_on(words: str, last_end: int, start: int, match: re.Match[str]) -> bool:
    """建设机场12个，航线150条; 接待游客260万人次，旅游收入15亿元: no verb, right after another target."""
    before = words[start : match.start("value")].rstrip()
    is_next = 0 < last_end == start - 1 and match.end() == clause_end(words, match.end())
    if not is_next or match["comparator"] or _NOT_MADE_TOO.match(before):
        return False
    is_thing = (match["unit"] or "").startswith((*COUNTED_THINGS, "条")) and _THING.match(before) is not None
    return is_thing or _LEVEL_ALONE.search(before) is not None


def _distributed(sentence: Sentence, start: int, first: re.Match[str]) -> list[Quantity]:
    """人参、食用菌产值分别达到120亿元、30亿元: one target a name."""
    words = sentence.words
    names = words[start : first.start()].removesuffix(target_words.RESPECTIVELY)
    if names == words[start : first.start()]:
        return []
    years, named_at = listed_years(words, start, start + len(names))
    names = words[named_at : start + len(names)]
    each, matches = names_and_figures(words, names, first, years)
    if not matches:
        return []
    whole = _quantity(sentence, start, first)
    text = sentence.printed[start : matches[-1].end()].strip()
    whole = replace(whole, text=text, end=whole.start + len(text))
    all_named = [replace(whole, metric=names, year=year) for year in years] if names in each[1:] else []
    return [
        replace(named, value=value_of(match), unit=_unit(sentence, match))
        for named, match in zip(all_named or _each_named(whole, each), matches, strict=True)
    ]


def _each_named(whole: Quantity, names: list[str]) -> list[Quantity]:
    """到2025年、2027年 divides by year; 人参、食用菌产值 by metric, with the noun that only the last one bears."""
    years = [YEAR.fullmatch(name) for name in names]
    if all(years):
        return [replace(whole, metric="", year=year_of(year)) for year in years if year]
    noun = _MEASURED.search(names[-1])
    names = [*names[:-1], without_comparison(names[-1])]
    return [replace(whole, metric=name + (noun[0] if noun and not _MEASURED.search(name) else "")) for name in names]


def _is_goal(words: str, start: int, match: re.Match[str], follows: bool) -> bool:
    """`follows`: after another target and a 、 (建成1个中心、2个基地), where what is made need not be said again."""
    following = words[match.end() : match.end() + 4]
    following = CLAUSE_MARK.split(following, maxsplit=1)[0]
    clause, unit = words[start : match.end()] + following, printed_unit(match)
    if unit == "年" and (_YEAR_NUMBER.fullmatch(match["value"]) or _YEARS_OF.match(words, match.end())):
        return False
    if _NOT_GOAL.search(clause) or _CONDITION.match(words, match.end()) or _is_condition(words, match):
        return False
    if not match["after"] and _DESCRIPTION.match(words, match.end()):
        return False
    if not match["value"][:1].isdecimal() and not _is_counted(words, match):
        return False
    if match["comparator"]:
        has_unit = unit or match["scale"] or _is_level(words, start, match)
        return bool(has_unit) and not re.search(r"[A-Za-zＡ-Ｚ“]$", words[: match.start("value")])
    if not unit or unit in _NOT_MADE:
        return False
    if _MOVED.search(words, start, match.start("value")) and _MOVED_TO.match(words, match.end()):
        return True
    if audience := _AUDIENCE.search(words, start, match.start("value")):
        return _is_served(words, audience, match)
    return follows or _is_set(words[start : match.start("value")].rstrip(), match["after"], unit)


def _is_level(words: str, start: int, match: re.Match[str]) -> bool:
    """能源利用系数提高到0.65, PUE不高于1.3: a figure with a point that ends its clause needs no unit."""
    ends = match.end() == clause_end(words, match.end()) and "." in match["value"]
    return ends and match["comparator"] in LEVEL_WORDS and match.start() > start


def _is_set(before: str, after: str | None, unit: str) -> bool:
    """建成10个, 300家以上; of shares: 通车率100%, 覆盖85%. 新增用地100%按标准地出让 sets no share."""
    if after in (*target_words.BOUNDS_BELOW, target_words.ABOUT_AS_MUCH):
        return True
    if unit in ("%", "％"):
        return bool(_SHARE.search(before)) or before.endswith(MAKING_VERBS)
    return any(each.search(before) for each in (_PER_HEAD, _MAKER, _REALISED))


def _is_condition(words: str, match: re.Match[str]) -> bool:
    """投资10亿元以上项目 and 3岁以下婴幼儿 tell which; 由40.5%提高到42% where it begins."""
    if match["comparator"]:
        is_amount = COMPARATOR_OF[match["comparator"]] is Comparator.OVER and printed_unit(match).endswith("元")
        return is_amount and _WHICH.match(words, match.end()) is not None
    bounds = (*target_words.BOUNDS_BELOW, *target_words.BOUNDS_ABOVE)
    is_written_out = match["value"] != "" and not match["value"][:1].isdecimal()  # 五十亿元企业15家
    is_amount = (match["after"] in bounds or is_written_out) and printed_unit(match).endswith(("元", "岁"))
    starts_from = words[: match.start("value")].rstrip().endswith(target_words.STARTING_FROM)
    return starts_from or (is_amount and _AMOUNT_OF.match(words, match.end()) is not None)


def _is_served(words: str, audience: re.Match[str], match: re.Match[str]) -> bool:
    """为2000户家庭实施改造 counts those for whom it is done, 面向500家企业 and 分为4个片区 do not."""
    is_for = (
        audience[0][0] == target_words.FOR and words[: audience.start()][-1:] not in target_words.NOT_BEFORE_AN_AUDIENCE
    )
    if not is_for or printed_unit(match).endswith("元"):
        return False
    return _DONE_FOR.search(words, match.end(), clause_end(words, match.end())) is not None


def _is_counted(words: str, match: re.Match[str]) -> bool:
    """二十所学校, 达到三所; neither 三个方面 without a comparator, 百家, 第三批 nor “三个一批”."""
    digits, before = match["value"], words[: match.start("value")]
    if match["percent"]:
        return True
    if digits in target_words.BARE_SCALES:  # 突破千亿元
        return bool(match["comparator"] and match["unit"] and (match["scale"] or not digits))
    if (
        digits + (match["unit"] or "") == target_words.SOME
        or before[-1:] in target_words.NOT_BEFORE_A_COUNT
        or digits[0] in target_words.NO_COUNT_STARTS
    ):
        return False
    if not match["unit"]:  # 人口控制在十三亿以内, as with figures
        return bool(match["scale"] and match["comparator"])
    is_told = match["scale"] or match["comparator"] not in (None, target_words.REALISING)  # 实现五个新跨越
    return number_of(digits) >= 10 or bool(is_told)


def _quantity(sentence: Sentence, start: int, match: re.Match[str]) -> Quantity:
    end = clause_end(sentence.words, match.end())
    text = sentence.printed[start:end].strip()
    at = start + sentence.printed[start:end].index(text)
    return Quantity(
        text=text,
        metric=metric_of(sentence, at, match, end),
        comparator=_comparator(match, sentence.words[match.end() : end]),
        value=value_of(match),
        unit=_unit(sentence, match),
        year=sentence.year_at(match.start()),
        nature=_nature(sentence.words),
        start=sentence.offset + at,
        end=sentence.offset + at + len(text),
        rule="quantity",
    )


def _unit(sentence: Sentence, match: re.Match[str]) -> str:
    """As printed: 亿元, 億元, 万标箱; 百分之八 is counted in %, 7个工作日 and 3个月 are counted in 工作日 and 月."""
    if match["percent"]:
        return "%"
    scale, unit = (sentence.printed[slice(*match.span(name))] if match[name] else "" for name in ("scale", "unit"))
    unit = unit.replace("％", "%")
    return scale + (
        unit if len(unit) == 1 or unit == target_words.PERCENTAGE_POINTS else unit.removeprefix("个").removeprefix("個")
    )


def _is_raised_while_made(match: re.Match[str]) -> bool:
    """新建和改造提升25万亩: what 提升 ends is made; a share is raised."""
    is_share = printed_unit(match).endswith(("%", "％", target_words.PERCENTAGE_POINT))
    before = match.string[: match.start()]
    return match["comparator"] in target_words.RAISING and not is_share and before.endswith(MAKING_VERBS)


def _comparator(match: re.Match[str], following: str) -> Comparator:
    """增长8%以上 stays a growth, whose bound stands in the text; 达到900亿斤以上 is at least that."""
    comparator = COMPARATOR_OF.get(match["comparator"] or "", Comparator.NONE)
    if (is_making(match) and following.strip()) or _is_raised_while_made(match):
        return Comparator.NONE
    after = match["after"] or ""
    if comparator is Comparator.NONE and says_at_least(match.string[: match.start("value")]):
        return Comparator.AT_LEAST
    if comparator in CHANGES:
        return comparator
    if after in target_words.BOUNDS_BELOW or (
        match["upper"] and comparator not in (Comparator.AT_MOST, Comparator.NONE)
    ):
        return Comparator.AT_LEAST
    return Comparator.AT_MOST if after in target_words.BOUNDS_ABOVE else comparator


def _nature(words: str) -> Nature:
    if target_words.BINDING in words:
        return Nature.BINDING
    return Nature.EXPECTED if target_words.EXPECTED in words else Nature.UNSTATED


def _year_only(sentence: Sentence, goals: list[re.Match[str]]) -> list[Quantity]:
    """到2025年率先建成…: the first goal of a sentence without a quantity."""
    words = sentence.words
    if not goals or _NOT_GOAL.search(words):
        return []
    goal = goals[0]
    end = clause_end(words, goal.end())
    if len(words[goal.end() : end].strip()) < 2:
        end = len(words)
    text, metric = sentence.printed[goal.start() : end].strip(), sentence.printed[goal.end() : end].strip("，, ")
    if not metric or _MONTH_ALONE.fullmatch(metric):
        return []  # 延长至2027年底
    start = sentence.offset + goal.start()
    year, nature = year_of(goal), _nature(words)
    return [Quantity(text, metric, Comparator.NONE, None, "", year, nature, start, start + len(text), "year_only")]
