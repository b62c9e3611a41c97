"""Tables of indicators: one target a row.

Reads: the rows of one table. Writes: `IndicatorRow`s.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from measures.parsing.content.target_years import last_year_of
from measures.parsing.lexicon import any_of, section_words
from measures.parsing.lexicon.target_words import FIVE_YEARS_END
from measures.parsing.patterns import lazy_regex
from measures.parsing.structure.cells import HEAD_ROWS, ROW_NUMBER, Cell, cells_of, head_of, is_total
from measures.parsing.structure.paragraphs import Paragraph
from measures.terms import Comparator, Nature

_INDICATOR = lazy_regex(f"{any_of(section_words.INDICATOR_ENDS)}$|^{any_of(section_words.INDICATOR_STARTS)}")
_UNIT = lazy_regex(f"^{any_of(section_words.UNIT_COLUMNS)}$")
_NATURE = lazy_regex(any_of(section_words.NATURE_COLUMNS))
_FIVE_YEARS = lazy_regex(rf"[“\"]?(十[一二三四五六七八九])五[”\"]?{any_of(FIVE_YEARS_END)}")
_OWN_YEAR = lazy_regex(r"^(20\d{2})年[底末]?前?(?=\D)|[（(](20\d{2})年[）)]$")  # 2023年达到100%, 120家（2025年）
_GOAL_COLUMN = lazy_regex(rf"(20\d{{2}})年?|{any_of(section_words.GOAL_COLUMNS)}")
_BASE_COLUMN = lazy_regex(any_of(section_words.BASE_COLUMNS))
_GROWTH_COLUMN = lazy_regex(any_of(section_words.GROWTH_COLUMNS))
_BOUNDS = {word: comparator for comparator, words in section_words.CELL_BOUNDS.items() for word in words}
# A figure in brackets of its own, as 【13.5】 or ［13.5］, is the sum of all the years.
_VALUE = lazy_regex(
    rf"(?P<mark>{any_of(_BOUNDS)})?\s*(?P<sum>[【［\[〔]|{section_words.SUM_COLUMN})?\s*"
    r"(?P<value>-?\d[\d,]*(?:\.\d+)?)\s*[】］\]〕]?\s*"
    r"(?P<unit>%|％|‰|[\u4e00-\u9fff/㎡³²a-zA-Z]{0,8}?)\s*"
    rf"(?P<after>{any_of(section_words.AFTER_A_FIGURE)})?(?:\s*[\[【（(].*)?$"
)
_FALLS = lazy_regex(any_of(section_words.FALLING_INDICATORS))
_UNIT_IN_NAME = lazy_regex(r"[（(]([^（）()]{1,12})[)）]\s*$")


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    row: Paragraph
    metric: str
    comparator: Comparator
    value: Decimal | None
    unit: str
    year: int | None
    nature: Nature


@dataclass(slots=True)
class IndicatorTable:
    """The rows that give a goal; `unread` are those that give a figure for it and name no indicator."""

    rows: list[IndicatorRow] = field(default_factory=list)
    unread: list[Paragraph] = field(default_factory=list)


def read_indicators(rows: list[Paragraph]) -> IndicatorTable:
    heads = range(min(HEAD_ROWS, len(rows)))
    head = next((i for i in heads if is_indicator_head(head_of(rows, i, _is_below_years)[0])), None)
    table = IndicatorTable()
    if head is None:
        return table
    names, height = head_of(rows, head, _is_below_years)
    names = [_FIVE_YEARS.sub(_last_year, name) for name in names]
    for row in rows[head + height :]:
        cells = cells_of(row)
        if found := _indicator(row, cells, names):
            table.rows.append(found)
        elif not _metric(cells, names) and not is_total(cells) and _goal(cells, names):
            table.unread.append(row)
    return table


def is_figure(word: str) -> bool:
    return _VALUE.match(word) is not None


def is_figure_column(word: str) -> bool:
    """A year, 目标值, 现状 or 年均: a column of figures."""
    return _is_below_years(word)


def _is_below_years(name: str) -> bool:
    """目标值 over 2025年 and 2030年, or 年均 beside 累计."""
    return len(name) <= 12 and any(each.search(name) for each in (_GOAL_COLUMN, _BASE_COLUMN, _GROWTH_COLUMN))


def _last_year(match: re.Match[str]) -> str:
    """“十四五”末 as a column's name is 2025年."""
    return f"{last_year_of(match[1])}年"


def is_indicator_head(names: list[str]) -> bool:
    return any(_INDICATOR.search(name) for name in names) and any(
        _GOAL_COLUMN.search(name) or _FIVE_YEARS.search(name) for name in names
    )


def _goal_columns(names: list[str]) -> Iterator[tuple[int, int | None]]:
    """(column, year) of the goals, the best first: the latest year, a nameless 目标, then 年均 or 累计."""
    years = [
        (i, int(match[1]))
        for i, name in enumerate(names)
        if (match := re.search(r"(20\d{2})", name)) and not _BASE_COLUMN.search(name)
    ]
    first = min((year for _, year in years), default=0)
    yield from sorted((pair for pair in years if pair[1] > first or len(years) == 1), key=lambda pair: -pair[1])
    yield from (
        (i, None)
        for i, name in enumerate(names)
        if section_words.GOAL_COLUMN in name and not re.search(r"20\d{2}", name) and not _INDICATOR.search(name)
    )
    last = max((year for _, year in years), default=None)
    yield from ((i, last) for i, name in enumerate(names) if _GROWTH_COLUMN.search(name))


def _indicator(row: Paragraph, cells: list[Cell], names: list[str]) -> IndicatorRow | None:
    metric, goal = _metric(cells, names), _goal(cells, names)
    if not metric or goal is None:
        return None
    column, year, match, value = goal
    named = {name: cell.text for cell, name in zip(cells, names, strict=False)}
    unit = next((text for name, text in named.items() if _UNIT.match(name)), "")
    kind = next((text for name, text in named.items() if _NATURE.search(name)), "")
    inner = _UNIT_IN_NAME.search(metric)
    unit = unit.strip("-—－–/") or match["unit"] or (re.split("[，,；]", inner[1])[0] if inner else "")
    comparator = _comparator(match, names[column], metric)
    return IndicatorRow(row, _bare(metric, inner), comparator, value, unit, year, _nature(kind))


def _metric(cells: list[Cell], names: list[str]) -> str:
    named = (cell.text for cell, name in zip(cells, names, strict=False) if _INDICATOR.search(name))
    return next(filter(None, named), "")


def _goal(cells: list[Cell], names: list[str]) -> tuple[int, int | None, re.Match[str], Decimal] | None:
    """The column, year, cell and value of a row's goal, in the best column that gives a figure."""
    for column, year in _goal_columns(names):
        text = cells[column].text if column < len(cells) else ""
        own = _OWN_YEAR.search(text)
        match = _VALUE.match(text[own.end() :] if own and own.start() == 0 else text)
        if match and (value := _decimal(match["value"])) is not None:
            return column, int(own[1] or own[2]) if own else year, match, value
    return None


def _bare(metric: str, unit: re.Match[str] | None) -> str:
    """The indicator's name without the row's number before it and the unit after it."""
    return ROW_NUMBER.sub("", metric[: unit.start()] if unit else metric).strip()


def _comparator(match: re.Match[str], column: str, metric: str) -> Comparator:
    marked = _bound(match["mark"]) or _bound(match["after"])
    if marked or not (match["sum"] or _GROWTH_COLUMN.search(column)):
        return marked or Comparator.REACH
    is_sum = match["sum"] or (section_words.SUM_COLUMN in column and section_words.YEARLY_COLUMN not in column)
    if not is_sum:
        return Comparator.ANNUAL_GROWTH
    return Comparator.FALL_BY if _FALLS.search(metric) else Comparator.GROW_BY


def _bound(words: str | None) -> Comparator | None:
    """At least, at most or over; 左右 and 达到 bind as a figure alone does."""
    bound = _BOUNDS.get(words or "")
    return None if bound is Comparator.REACH else bound


def _nature(kind: str) -> Nature:
    return next((nature for word, nature in section_words.NATURES.items() if word in kind), Nature.UNSTATED)


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
