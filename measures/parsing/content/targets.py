"""Quantities with a year from prose: 到2025年…突破300家, 年均增长7%左右, 控制在5%以内."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from measures.parsing.traditional import simplified
from measures.terms import Comparator, Nature

_UNITS = (
    "个百分点|百分点|%|％|‰|亿元|万元|元|平方公里|平方千米|平方米|立方米|公里|千米|米|公顷|亩|吨标准煤|标准煤|吨|"
    "千瓦时|千瓦|兆瓦|瓦|度|升|毫克|微克|"
    "家|个|项|名|人次|人|户|座|条|件|所|处|支|张|台|套|辆|架|艘|岁|年|小时|分钟|秒|天|日|倍|种|次|场|期|批|部|位|"
    "对|片|组|册|宗|门|栋|间|床|株|头|只|"
    "标准箱|TEU|EFLOPS|PFLOPS|TB|PB|EB|Gbps|Mbps|G|美元|欧元|m³|㎡|km²|km|m|d"
)
_PER = (
    r"(?:[/／每](?:平方公里|平方米|立方米|万人|千人|百人|人|日|天|小时|年|月|亩|户|m³|元|万元|d|h|万元GDP)|"
    r"/[\u4e00-\u9fff]{1,4})?"
)
_COMPARATOR_WORDS = {
    Comparator.ANNUAL_GROWTH: "年均增长|年均增速|年均增幅|年均提高",
    Comparator.AT_LEAST: "不低于|不少于|不小于|至少|≥",
    Comparator.AT_MOST: "不超过|不高于|不大于|控制在|低于|≤|下降到|降低到|降至|降到",
    Comparator.OVER: "超过|突破|超|高于|大于|＞",
    Comparator.REACH: "达到|达|提高到|提高至|增加到|提升到|提升至|增长到|增至|升至|扩大到|保持在|稳定在|实现|完成",
    Comparator.GROW_BY: "增长|提高|提升|增加",
    Comparator.FALL_BY: "下降|降低|减少|压减",
}
_COMPARATORS = {word: comparator for comparator, words in _COMPARATOR_WORDS.items() for word in words.split("|")}
_CHANGES = frozenset(
    _COMPARATOR_WORDS[Comparator.GROW_BY].split("|") + _COMPARATOR_WORDS[Comparator.FALL_BY].split("|")
)
_MAKING = (
    "新增|新建|建成|改造|培育|打造|建设|引进|引育|集聚|形成|创建|建立|遴选|推广|认定|发展|落地|培养|累计|布局|"
    "实施|改扩建|整治|完成"
)
_QUANTITY = re.compile(
    r"(?P<comparator>" + "|".join(sorted(_COMPARATORS, key=len, reverse=True)) + r")?\s*(?:到|至|了)?\s*(?:约|近)?"
    r"(?P<value>\d[\d,]*(?:\.\d+)?)\s*(?P<scale>万亿|千亿|百亿|千万|百万|亿|万)?\s*(?P<unit>(?:"
    + _UNITS
    + ")"
    + _PER
    + r")?"
    r"(?P<after>及?以上|及?以内|及?以下|左右)?"
)
_MAKER = re.compile("(?:" + _MAKING + r")[^，。；\d]{0,16}$")
_YEAR = re.compile(r"(?<![较比以])(?P<by>到|至|截至|截止|力争|确保)?\s*(?P<year>20\d{2})年(?:底|末)?(?![前度])")
_GOAL = re.compile(
    r"力争|目标|确保|到20\d{2}年|至20\d{2}年|“十[一二三四五六七八九]五”(?:期间|时期|末)|每年|全年|累计|年均|达到|"
    r"超过|突破|不低于|控制在|率"
)
_NOT_GOAL = re.compile(
    r"给予|奖励|奖补|补助|补贴|贴息|最高|罚款|利率|贷款额度|按照?[^，]{0,12}比例|已(?!有)|同比|截[至止]|共有|目前|"
    r"现有|第\d"
)
_DIGIT = re.compile(r"\d")
_SENTENCE = re.compile(r"[^。；;！？\n]+")
_BINDING, _EXPECTED = "约束性", "预期性"


@dataclass(slots=True)
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


def read_targets(text: str) -> list[Quantity]:
    if not _DIGIT.search(text):
        return []
    text = simplified(text)
    found: list[Quantity] = []
    year: int | None = None
    for sentence in _SENTENCE.finditer(text):
        words = sentence[0]
        if not _DIGIT.search(words):
            continue
        years = list(_YEAR.finditer(words))
        goals = [match for match in years if match["by"]]
        year = int(goals[-1]["year"]) if goals else year
        quantities = list(_quantities(words, sentence.start(), year, years))
        found += quantities or [
            _year_only(words, sentence.start(), goal) for goal in goals[:1] if not _NOT_GOAL.search(words)
        ]
    return found


def _quantities(words: str, offset: int, year: int | None, years: list[re.Match[str]]) -> Iterator[Quantity]:
    is_goal = bool(_GOAL.search(words))
    for match in _QUANTITY.finditer(words):
        if (is_goal or not match["comparator"] or match["comparator"] in _CHANGES) and _is_goal(words, match):
            yield _quantity(words, offset, match, year, years)


def _is_goal(words: str, match: re.Match[str]) -> bool:
    start = _clause_start(words, match.start())
    clause = words[start : match.end() + 4]
    if _NOT_GOAL.search(clause) or ((match["unit"] or "").startswith("年") and not match["comparator"]):
        return False
    if match["comparator"]:
        return bool(match["unit"] or match["scale"]) and not re.search(
            r"[A-Za-zＡ-Ｚ“]$", words[: match.start("value")]
        )
    if not match["unit"] or match["unit"] in ("年", "日", "次", "度", "G", "m", "d"):
        return False
    return bool(_MAKER.search(words[start : match.start("value")]) or match["after"] in ("以上", "及以上", "左右"))


def _clause_start(words: str, position: int) -> int:
    return max(words.rfind(mark, 0, position) for mark in "，,：:") + 1


def _clause_end(words: str, position: int) -> int:
    ends = [end for mark in "，,：:、（(" if (end := words.find(mark, position)) >= 0]
    return min(ends, default=len(words))


def _quantity(words: str, offset: int, match: re.Match[str], year: int | None, years: list[re.Match[str]]) -> Quantity:
    start, end = _clause_start(words, match.start()), _clause_end(words, match.end())
    before = [int(found["year"]) for found in years if found.start() < match.start()]
    text = words[start:end].strip()
    start += words[start:end].index(text) if text else 0
    unit = (match["unit"] or "").replace("％", "%")
    scale = match["scale"] or ""
    return Quantity(
        text=text,
        metric=_metric(words[start : match.start()], words[match.end() : end]),
        comparator=_comparator(match),
        value=Decimal(match["value"].replace(",", "").rstrip(".")),
        unit=scale + unit,
        year=before[-1] if before else year,
        nature=_nature(words),
        start=offset + start,
        end=offset + start + len(text),
        rule="quantity",
    )


def _metric(before: str, after: str) -> str:
    before = _YEAR.sub("", before)
    before = re.sub(
        r"^(?:力争|确保|实现|争取|使|全省|全市|全区|全县|到)+|(?:分别|将|要|力争|均|较(?:20\d{2}年)?)?$",
        "",
        before,
    ).strip("，, ")
    maker = re.search("(?:" + _MAKING + ")+$", before)
    if maker and after:
        return (before[: maker.start()] + after).strip() or after.strip()
    return before or after.strip()


def _comparator(match: re.Match[str]) -> Comparator:
    after = match["after"] or ""
    if after.endswith("以上"):
        return Comparator.AT_LEAST
    if after.endswith(("以内", "以下")):
        return Comparator.AT_MOST
    return _COMPARATORS[match["comparator"]] if match["comparator"] else Comparator.NONE


def _nature(words: str) -> Nature:
    if _BINDING in words:
        return Nature.BINDING
    return Nature.EXPECTED if _EXPECTED in words else Nature.UNSTATED


def _year_only(words: str, offset: int, goal: re.Match[str]) -> Quantity:
    end = _clause_end(words, goal.end())
    if not words[goal.end() : end].strip() or end - goal.end() < 2:
        end = len(words)
    text = words[goal.start() : end].strip()
    return Quantity(
        text, words[goal.end() : end].strip("，, "), Comparator.NONE, None, "", int(goal["year"]), _nature(words),
        offset + goal.start(), offset + goal.start() + len(text), "year_only",
    )  # fmt: skip
